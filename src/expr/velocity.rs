//! Parses a Velocity template of a data action into its references, directives and comments, with the name of each
//! reference and the syntax errors. Knows nothing of JSON or of the meaning of a reference.
//!
//! The notation is that of the [Velocity user guide](https://velocity.apache.org/engine/1.7/user-guide.html). Time is
//! linear, however deep calls nest. A construct that is not closed extends to the end of the template.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::input::Input;

/// The effect of a piece of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PieceKind {
    /// Replaced by a value: `$x`, `${x.y}`, `$!{x}`, `$esc.jsonString(${input.x})`.
    Reference,
    /// A directive, which produces no output itself: `#if(…)`, `#{else}`, `#end`, `#set(…)`.
    Directive,
    /// Removed: `## …`, `#* … *#`, and the backslash of `\#if`.
    Comment,
}

/// A piece of a template that is not copied literally.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub kind: PieceKind,
    /// Byte range in the template.
    pub range: Range<usize>,
}

/// A reference: in the text, in the arguments of a call, in a string or in a directive. All ranges are bytes of the
/// template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// All of it, from `$` on.
    pub range: Range<usize>,
    /// The first name: `input` in `${input.x}`.
    pub root: Range<usize>,
    /// The names that follow as properties, up to the first call or index: `x` in `${input.x.replace("a", "b")}`.
    pub properties: Vec<Range<usize>>,
    /// The name of the first call: `replace` in `${input.x.replace("a", "b")}`.
    pub call: Option<Range<usize>>,
    /// Whether it prints nothing where it has no value: `$!x`.
    pub is_quiet: bool,
    /// The index of the reference that has this one in its arguments or index.
    pub within: Option<usize>,
    /// Whether it is in a directive, and so prints nothing itself.
    pub in_directive: bool,
    /// Whether its root is a name of the template itself: set by `#set`, counted by `#foreach`, a parameter.
    pub is_local: bool,
}

/// Something for which Velocity refuses the whole template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// Byte range in the template.
    pub range: Range<usize>,
    /// The error as a phrase without full stop.
    pub message: &'static str,
}

/// A template that has been read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Template {
    /// Everything that Velocity replaces or removes, in order and without overlap.
    pub pieces: Vec<Piece>,
    /// All references, in the order of their `$`.
    pub references: Vec<Reference>,
    pub errors: Vec<Error>,
    /// The references with `{` whose `}` is missing: Velocity leaves them as they are written. Byte ranges up to where the
    /// brace belongs.
    pub unclosed: Vec<Range<usize>>,
}

impl Template {
    /// Whether its result depends on directives.
    #[must_use]
    pub fn has_directives(&self) -> bool {
        self.pieces.iter().any(|piece| piece.kind == PieceKind::Directive)
    }
}

/// Reads a template.
#[must_use]
pub fn parse(template: &str) -> Template {
    let mut parser = Parser { text: Input::new(template), ..Parser::default() };
    parser.run();
    parser.finish()
}

/// The directives that matter to what is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Directive {
    If,
    ElseIf,
    Else,
    End,
    Set,
    Foreach,
    Macro,
    Define,
    /// Has arguments and no end.
    Call,
    /// Has neither.
    Word,
}

impl Directive {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "if" => Directive::If,
            "elseif" => Directive::ElseIf,
            "else" => Directive::Else,
            "end" => Directive::End,
            "set" => Directive::Set,
            "foreach" => Directive::Foreach,
            "macro" => Directive::Macro,
            "define" => Directive::Define,
            "evaluate" | "include" | "parse" => Directive::Call,
            "stop" | "break" => Directive::Word,
            _ => return None,
        })
    }

    fn has_arguments(self) -> bool {
        !matches!(self, Directive::Else | Directive::End | Directive::Word)
    }

    /// Whether an `#end` belongs to it.
    fn has_end(self) -> bool {
        matches!(self, Directive::If | Directive::Foreach | Directive::Macro | Directive::Define)
    }
}

/// Whose arguments are being read.
#[derive(Clone, Copy, Debug)]
enum Owner {
    /// The reference with this number.
    Reference(usize),
    /// The directive that starts at this byte.
    Directive(Directive, usize),
}

/// Arguments whose `)` has not come yet.
#[derive(Debug)]
struct Frame {
    owner: Owner,
    /// How many parentheses are open in them.
    depth: usize,
    /// The quote of the string that is open. A doubled quote in a string closes and opens it again: the same.
    quote: Option<u8>,
    /// The number of references in them so far.
    references: usize,
}

#[derive(Default)]
struct Parser<'t> {
    text: Input<'t>,
    at: usize,
    frames: Vec<Frame>,
    /// The reference whose index is being read.
    indexed: Option<usize>,
    /// The blocks whose `#end` has not come yet, with the range of their directive.
    blocks: Vec<(Directive, Range<usize>)>,
    locals: FxHashSet<&'t str>,
    has_loop: bool,
    template: Template,
}

impl Parser<'_> {
    fn run(&mut self) {
        loop {
            match (self.text.byte(self.at), self.frames.last_mut()) {
                (None, _) => return,
                (Some(byte), Some(frame)) => match (byte, frame.quote) {
                    (b'$', None | Some(b'"')) => self.reference(),
                    (_, Some(quote)) => {
                        frame.quote = (byte != quote).then_some(quote);
                        self.at += 1;
                    }
                    (b'"' | b'\'', None) => {
                        frame.quote = Some(byte);
                        self.at += 1;
                    }
                    (b'(', None) => {
                        frame.depth += 1;
                        self.at += 1;
                    }
                    (b')', None) => {
                        frame.depth -= 1;
                        self.at += 1;
                        if frame.depth == 0 {
                            self.close();
                        }
                    }
                    (_, None) => self.at += 1,
                },
                (Some(_), None) => {
                    let Some(found) = self.text.find_byte(self.at, [b'$', b'#', b'\\']) else { return };
                    self.at = found;
                    match self.text.byte(found) {
                        Some(b'\\') => self.escape(),
                        Some(b'$') => self.reference(),
                        _ => self.hash(),
                    }
                }
            }
        }
    }

    /// Passes over the next character, which a backslash escapes; it may be a second backslash. Of `\#if`, Velocity prints
    /// `#if` without the backslash.
    fn escape(&mut self) {
        let start = self.at;
        if self.text.byte(start + 1) == Some(b'#') && directive(self.text, start + 1).is_some() {
            self.piece(PieceKind::Comment, start..start + 1);
        }
        self.at += 2;
    }

    /// Ends the template: what is still open reaches to its end.
    fn finish(mut self) -> Template {
        let end = self.text.len();
        self.at = end;
        while let Some(frame) = self.frames.pop() {
            let start = match frame.owner {
                Owner::Reference(number) => {
                    self.end_reference(number, end);
                    self.template.references.get(number).map_or(end, |reference| reference.range.start)
                }
                Owner::Directive(_, start) => {
                    self.piece(PieceKind::Directive, start..end);
                    start
                }
            };
            self.error(start..end, "missing `)`");
        }
        for (_, range) in std::mem::take(&mut self.blocks) {
            self.error(range, "missing `#end`");
        }
        for reference in &mut self.template.references {
            let root = self.text.slice(reference.root.clone());
            reference.is_local = self.locals.contains(root) || self.has_loop && LOOP_NAMES.contains(&root);
        }
        self.template.errors.sort_by_key(|error| error.range.start);
        self.template
    }

    fn error(&mut self, range: Range<usize>, message: &'static str) {
        self.template.errors.push(Error { range, message });
    }

    /// Adds a piece, unless it is part of another one.
    fn piece(&mut self, kind: PieceKind, range: Range<usize>) {
        if self.frames.is_empty() {
            self.template.pieces.push(Piece { kind, range });
        }
    }

    /// Reads the `$` that is next, and the reference that it starts, if it does.
    fn reference(&mut self) {
        let start = self.at;
        self.at += 1;
        let name = start + 1 + usize::from(self.text.byte(start + 1) == Some(b'!'));
        let is_formal = self.text.byte(name) == Some(b'{');
        let name = name + usize::from(is_formal);
        let Some(end) = identifier(self.text, name) else { return };
        let number = self.template.references.len();
        let within = self.indexed.or(match self.frames.last().map(|frame| frame.owner) {
            Some(Owner::Reference(number)) => Some(number),
            _ => None,
        });
        // Frames of references never lie below the frame of a directive.
        let in_directive = self.frames.first().is_some_and(|frame| matches!(frame.owner, Owner::Directive(..)));
        self.template.references.push(Reference {
            range: start..end,
            root: name..end,
            properties: Vec::new(),
            call: None,
            is_quiet: self.text.byte(start + 1) == Some(b'!'),
            within,
            in_directive,
            is_local: false,
        });
        self.define(name..end);
        self.at = end;
        self.suffixes(number);
    }

    /// Records the name at `range` as one that the template defines, if the directive around it defines one.
    fn define(&mut self, range: Range<usize>) {
        let Some(frame) = self.frames.last_mut() else { return };
        let count = frame.references;
        frame.references += 1;
        let is_definition = match frame.owner {
            Owner::Directive(Directive::Set | Directive::Foreach | Directive::Define, _) => count == 0,
            Owner::Directive(Directive::Macro, _) => true,
            _ => false,
        };
        if is_definition {
            self.locals.insert(self.text.slice(range));
        }
    }

    /// Reads the properties, calls and indices that follow a reference, up to the arguments of a call.
    fn suffixes(&mut self, number: usize) {
        loop {
            match self.text.byte(self.at) {
                Some(b'.') => {
                    let name = self.at + 1;
                    let Some(end) = identifier(self.text, name) else { break };
                    self.at = end;
                    let is_call = self.text.byte(end) == Some(b'(');
                    let Some(reference) = self.template.references.get_mut(number) else { break };
                    if is_call {
                        reference.call.get_or_insert(name..end);
                        self.open(Owner::Reference(number));
                        return;
                    }
                    if reference.call.is_none()
                        && reference.properties.last().unwrap_or(&reference.root).end + 1 == name
                    {
                        reference.properties.push(name..end);
                    }
                }
                Some(b'[') => {
                    let Some(end) = index(self.text, self.at) else { break };
                    self.index_references(number, end);
                }
                _ => break,
            }
        }
        self.end_reference(number, self.at);
    }

    /// Reads an index that ends at `end`; a reference in it has no calls and no index.
    fn index_references(&mut self, number: usize, end: usize) {
        self.indexed = Some(number);
        while self.at < end {
            match self.text.byte(self.at) {
                // An index contains neither `(` nor `[`, so this opens no arguments and ends before `end`.
                Some(b'$') => self.reference(),
                _ => self.at += 1,
            }
        }
        self.indexed = None;
        self.at = end;
    }

    /// Ends a reference at `end`, or at the brace after it.
    fn end_reference(&mut self, number: usize, end: usize) {
        let Some(reference) = self.template.references.get_mut(number) else { return };
        let is_formal = self.text.byte(reference.root.start - 1) == Some(b'{');
        let closes = is_formal && self.text.byte(end) == Some(b'}');
        if is_formal && !closes && self.text.byte(end) != Some(b'|') {
            self.template.unclosed.push(reference.range.start..end);
        }
        reference.range.end = end + usize::from(closes);
        self.at = reference.range.end;
        let (range, is_outer) = (reference.range.clone(), reference.within.is_none() && !reference.in_directive);
        if is_outer {
            self.piece(PieceKind::Reference, range);
        }
    }

    /// Starts arguments at the `(` that is next.
    fn open(&mut self, owner: Owner) {
        self.frames.push(Frame { owner, depth: 1, quote: None, references: 0 });
        self.at += 1;
    }

    /// Ends the innermost arguments after their `)`.
    fn close(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        match frame.owner {
            Owner::Reference(number) => self.suffixes(number),
            Owner::Directive(directive, start) => self.directive(directive, start..self.at),
        }
    }

    /// Reads the directive or comment that starts with the `#` that is next, if one does.
    fn hash(&mut self) {
        let start = self.at;
        if self.text.has(start, "##") {
            self.at = self.text.find_byte(start, [b'\n', b'\r']).unwrap_or(self.text.len());
            self.piece(PieceKind::Comment, start..self.at);
        } else if self.text.has(start, "#*") {
            self.at = self.text.after(start + 2, "*#").unwrap_or(self.text.len());
            self.piece(PieceKind::Comment, start..self.at);
        } else if self.text.has(start, "#[[") {
            self.literal_block();
        } else if let Some((directive, end)) = directive(self.text, start) {
            let arguments = end + self.text.run(end, |byte| byte == b' ' || byte == b'\t');
            if !directive.has_arguments() {
                self.at = end;
                self.directive(directive, start..end);
            } else if self.text.byte(arguments) == Some(b'(') {
                self.at = arguments;
                self.open(Owner::Directive(directive, start));
            } else {
                self.at += 1;
            }
        } else {
            self.at += 1;
        }
    }

    /// Records a directive at `range`, arguments included.
    fn directive(&mut self, directive: Directive, range: Range<usize>) {
        match directive {
            Directive::End if self.blocks.pop().is_none() => {
                self.error(range.clone(), "`#end` without a matching `#if` or `#foreach`");
            }
            Directive::Else | Directive::ElseIf if !matches!(self.blocks.last(), Some((Directive::If, _))) => {
                self.error(range.clone(), "`#else` or `#elseif` without `#if`");
            }
            _ => {}
        }
        self.has_loop |= directive == Directive::Foreach;
        if directive.has_end() {
            self.blocks.push((directive, range.clone()));
        }
        self.piece(PieceKind::Directive, range);
    }

    /// Adds the two marks of the block `#[[ … ]]#` that is next; the text between them is sent literally.
    fn literal_block(&mut self) {
        let start = self.at;
        self.piece(PieceKind::Directive, start..start + 3);
        self.at = match self.text.after(start + 3, "]]#") {
            Some(end) => {
                self.piece(PieceKind::Directive, end - 3..end);
                end
            }
            None => self.text.len(),
        };
    }
}

/// The names that exist in a loop.
const LOOP_NAMES: [&str; 3] = ["foreach", "velocityCount", "velocityHasNext"];

/// The directive that starts with the `#` at `start`, and the end of its name.
fn directive(text: Input<'_>, start: usize) -> Option<(Directive, usize)> {
    let is_formal = text.byte(start + 1) == Some(b'{');
    let name_start = start + 1 + usize::from(is_formal);
    let name_end = identifier(text, name_start)?;
    if is_formal && text.byte(name_end) != Some(b'}') {
        return None;
    }
    Some((Directive::named(text.slice(name_start..name_end))?, name_end + usize::from(is_formal)))
}

/// The end of the name that starts at `start`, if one does.
fn identifier(text: Input<'_>, start: usize) -> Option<usize> {
    text.byte(start).filter(|first| first.is_ascii_alphabetic() || *first == b'_')?;
    Some(start + text.run(start, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')))
}

/// Finds the end of the index whose `[` is at `start`: a number, a string or a reference without an index.
fn index(text: Input<'_>, start: usize) -> Option<usize> {
    let inside = |byte: u8| byte.is_ascii_alphanumeric() || b"_-$!{}.\"' ".contains(&byte);
    let length = text.run(start + 1, inside);
    let end = start + 1 + length;
    (length > 0 && text.byte(end) == Some(b']')).then_some(end + 1)
}
