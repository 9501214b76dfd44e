//! Parses a text that should be YAML, with `{{…}}` substitutions anywhere in it, into its tree and errors. Knows the
//! text of a substitution, never its value.

use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle, StructureStyle, Tag};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Builder, ErrorClass, Limits, Slot, Style, SyntaxError, Tree, ValueKind, scalar, visible};
use crate::text::Span;

mod block;
mod errors;
mod mask;
mod places;
pub(super) mod schema;

/// Nodes that aliases may add to any text, and how many more for each node that is written. An alias bomb of nine
/// levels goes over it at once, an honest use of anchors never.
const FREE_COPIES: usize = 100_000;
const COPIES_PER_NODE: usize = 10;

/// How many aliases without an anchor are reported at most.
const UNKNOWN_ANCHORS: usize = 20;

/// Characters that the YAML parser may look ahead to find the `:` after a key; YAML itself sets this bound.
const KEY_LENGTH: usize = 1_024;

/// Parses all documents of a YAML 1.2 text, after hiding `{{…}}` substitutions and directives of Terraform templates
/// from the parser. Keys are always strings; a key that is a mapping or a list is a string with its source
/// text. An alias is a copy of its anchor's value, spans included.
#[must_use]
pub fn parse<'t>(text: &'t str, limits: &Limits) -> (Tree<'t>, Vec<SyntaxError>) {
    let masked = mask::all(text);
    match block::parse(text, &masked, limits) {
        Some(tree) => (tree, Vec::new()),
        None => read_template(text, &masked, limits),
    }
}

/// Reads a text that may be a template of Terraform: where it has errors that go without its interpolations, without them.
fn read_template<'t>(text: &'t str, masked: &str, limits: &Limits) -> (Tree<'t>, Vec<SyntaxError>) {
    let (tree, errors) = read(text, masked, limits);
    let hidden = if errors.is_empty() { None } else { mask::interpolations(masked) };
    let other = hidden.map(|hidden| read(text, &hidden, limits)).filter(|(_, others)| others.len() < errors.len());
    other.unwrap_or((tree, errors))
}

/// As [`parse`], with the lines after `%{ else }` instead of those before it; `None` if there are none.
#[must_use]
pub fn parse_otherwise<'t>(text: &'t str, limits: &Limits) -> Option<Tree<'t>> {
    let masked = mask::otherwise(text)?;
    Some(block::parse(text, &masked, limits).unwrap_or_else(|| read(text, &masked, limits).0))
}

/// As [`parse`], by the reader of block YAML alone: `None` for a text that the library has to read. For tests.
#[doc(hidden)]
#[must_use]
pub fn parse_as_block<'t>(text: &'t str, limits: &Limits) -> Option<Tree<'t>> {
    block::parse(text, &mask::all(text), limits)
}

/// As [`parse`], by the library alone. For tests.
#[doc(hidden)]
#[must_use]
pub fn parse_by_library<'t>(text: &'t str, limits: &Limits) -> (Tree<'t>, Vec<SyntaxError>) {
    read(text, &mask::all(text), limits)
}

fn read<'t>(text: &'t str, masked: &str, limits: &Limits) -> (Tree<'t>, Vec<SyntaxError>) {
    let mut reader = Reader {
        masked,
        limits: *limits,
        builder: Builder::new(text),
        frames: Vec::new(),
        anchors: FxHashMap::default(),
        composite_key: None,
        last: 0,
        copied: 0,
        errors: Vec::new(),
    };
    reader.read();
    if reader.builder.slot() == Slot::Value {
        reader.builder.scalar(ValueKind::Missing, Style::Bare, Span::at(reader.last));
    }
    (reader.builder.finish(reader.last), reader.errors)
}

struct Reader<'t, 'm> {
    /// The text without substitutions, which is what spans are looked up in.
    masked: &'m str,
    limits: Limits,
    builder: Builder<'t>,
    /// The open objects and arrays of the builder.
    frames: Vec<Frame>,
    anchors: FxHashMap<usize, Anchor>,
    composite_key: Option<CompositeKey>,
    /// The byte after the last key, value or bracket.
    last: usize,
    /// How many nodes of the builder come from aliases.
    copied: usize,
    errors: Vec<SyntaxError>,
}

/// An open object or array.
struct Frame {
    id: u32,
    /// 0 for none, as the parser has it.
    anchor: usize,
    /// The levels of objects and arrays seen so far, itself included.
    height: usize,
    /// Whether the next value is that of a merge key, `<<`.
    is_merge: bool,
    /// The values of merge keys: objects, or lists of them.
    merges: Vec<u32>,
}

/// A scalar as the parser hands it over.
struct Scalar<'e> {
    text: &'e str,
    style: ScalarStyle,
    anchor: usize,
    tag: Option<&'e Tag>,
    /// The indentation of the lines of a block scalar.
    indent: Option<usize>,
}

impl Scalar<'_> {
    fn is_tagged_string(&self) -> bool {
        self.tag.is_some_and(|tag| tag.is_yaml_core_schema_tag("str"))
    }
}

/// The node that an anchor marks.
enum Anchor {
    /// An object or array that is still open.
    Open,
    /// A node of the tree with so many levels of objects and arrays, itself included.
    Node(u32, usize),
    /// Something inside a composite key, which has no nodes.
    Hidden,
}

/// A mapping or a list in the place of a key.
struct CompositeKey {
    start: usize,
    depth: usize,
}

impl Reader<'_, '_> {
    fn read(&mut self) {
        let mut options = granit_parser::Options::default();
        options.set_emit_comments(false);
        options.emit_unresolved_aliases = true;
        options.simple_key_max_lookahead = KEY_LENGTH;
        // The parser looks ahead of its events; so far it may go without meeting its own limit before ours.
        options.flow_nesting_limit = self.limits.depth + 2 * KEY_LENGTH;
        options.block_nesting_limit = options.flow_nesting_limit;

        for event in Parser::new_from_str_with_options(self.masked, options) {
            let result = match event {
                Ok((event, span)) => self.event(event, span.byte_range().unwrap_or_default(), span.indent),
                Err(error) => Err(errors::explain(&error, self.masked)),
            };
            if let Err(error) = result {
                self.errors.push(error);
                break;
            }
        }
    }

    /// Handles one event; an error ends the reading.
    fn event(&mut self, event: Event, span: Range<usize>, indent: Option<usize>) -> Result<(), SyntaxError> {
        match event {
            Event::MappingStart(_, anchor, _) => self.open(ValueKind::Object, anchor, span.start),
            Event::SequenceStart(style, anchor, _) => {
                let may_hang = style == StructureStyle::Block && self.builder.slot() == Slot::Value;
                let start = if may_hang { places::dash(self.masked, self.last, span.start) } else { span.start };
                self.open(ValueKind::Array, anchor, start)
            }
            Event::MappingEnd | Event::SequenceEnd => {
                if !span.is_empty() {
                    self.last = span.end;
                }
                let merged = self.merge(&span);
                self.close();
                merged
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.check_room(1, span.clone())?;
                self.scalar(&Scalar { text: &text, style, anchor, tag: tag.as_deref(), indent }, span);
                Ok(())
            }
            Event::Alias(anchor) => self.alias(anchor, span),
            Event::DocumentStart(..) => {
                // An anchor is known in its own document only.
                self.anchors.clear();
                self.last = self.last.max(span.end);
                Ok(())
            }
            Event::UnresolvedAlias(_) => {
                self.check_room(1, span.clone())?;
                self.unknown_anchor(span.clone());
                let kind = if self.builder.slot() == Slot::Key { ValueKind::String } else { ValueKind::Missing };
                self.place(kind, Style::Bare, span);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn open(&mut self, kind: ValueKind, anchor: usize, start: usize) -> Result<(), SyntaxError> {
        let hidden = self.composite_key.as_ref().map_or(0, |key| key.depth);
        if self.builder.depth() + hidden >= self.limits.depth {
            return Err(limit(
                visible(self.masked, start),
                format!("this is nested deeper than {} levels", self.limits.depth),
            ));
        }
        self.check_room(1, start..start)?;
        self.last = self.last.max(start);
        if let Some(key) = &mut self.composite_key {
            key.depth += 1;
            self.mark(anchor, Anchor::Hidden);
        } else if self.builder.slot() == Slot::Key {
            self.composite_key = Some(CompositeKey { start, depth: 1 });
            self.mark(anchor, Anchor::Hidden);
        } else {
            let id = self.builder.open(kind, start);
            self.frames.push(Frame { id, anchor, height: 1, is_merge: false, merges: Vec::new() });
            self.mark(anchor, Anchor::Open);
        }
        Ok(())
    }

    fn close(&mut self) {
        if let Some(key) = &mut self.composite_key {
            key.depth -= 1;
            if key.depth == 0 {
                let start = key.start;
                self.composite_key = None;
                self.place(ValueKind::String, Style::Bare, start..self.last);
            }
            return;
        }
        self.builder.close(self.last);
        if let Some(frame) = self.frames.pop() {
            self.mark(frame.anchor, Anchor::Node(frame.id, frame.height));
            self.note_merge(frame.id);
            self.raise(frame.height);
        }
    }

    fn scalar(&mut self, scalar: &Scalar, span: Range<usize>) {
        let style = match scalar.style {
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted => Style::Single,
            ScalarStyle::DoubleQuoted => Style::Double,
            ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
        };
        let is_nothing = style == Style::Plain && span.is_empty();
        let is_merge = self.builder.slot() == Slot::Key && style == Style::Plain && scalar.text == "<<";
        if let Some(frame) = self.frames.last_mut().filter(|_| self.composite_key.is_none()) {
            frame.is_merge = is_merge;
        }
        let kind = if self.builder.slot() == Slot::Key || style != Style::Plain || scalar.is_tagged_string() {
            ValueKind::String
        } else if is_nothing {
            ValueKind::Null
        } else {
            schema::resolve(scalar.text)
        };
        let span = if style == Style::Block {
            places::block(self.masked, self.last, span, scalar.indent)
        } else if is_nothing {
            self.nothing_at(span.start, scalar.anchor != 0 || scalar.tag.is_some())
        } else {
            span
        };
        let anchor = match self.place(kind, style, span.clone()) {
            Some(id) => {
                if style == Style::Block {
                    self.keep_text(id, scalar, span);
                }
                Anchor::Node(id, 0)
            }
            None => Anchor::Hidden,
        };
        self.mark(scalar.anchor, anchor);
    }

    /// Stores the decoded text of a block scalar if its source alone does not determine it: the indentation of its
    /// lines may depend on the parent of the scalar.
    fn keep_text(&mut self, id: u32, block: &Scalar, span: Range<usize>) {
        let masked = self.masked.get(span.clone()).unwrap_or_default();
        if scalar::decode(masked, Style::Block) != block.text {
            let written = self.builder.text().get(span).unwrap_or_default();
            let text = block.indent.map(|indent| scalar::decode_block(written, indent));
            self.builder.decoded(id, text.as_deref().unwrap_or(block.text));
        }
    }

    /// Adds a scalar, unless it is part of a composite key.
    fn place(&mut self, kind: ValueKind, style: Style, span: Range<usize>) -> Option<u32> {
        self.last = self.last.max(span.end);
        self.composite_key.is_none().then(|| self.builder.scalar(kind, style, Span::new(span.start, span.end)))
    }

    /// The place at which to report a missing value: after the colon of its key, or at the parser's position.
    fn nothing_at(&self, at: usize, has_properties: bool) -> Range<usize> {
        let is_value = self.builder.slot() == Slot::Value;
        let at = match is_value {
            true if places::is_colon(self.masked, at) => at + 1,
            true if !has_properties => self.last,
            _ => at,
        };
        at..at
    }

    fn alias(&mut self, anchor: usize, span: Range<usize>) -> Result<(), SyntaxError> {
        let is_key = self.builder.slot() == Slot::Key;
        let place = Span::new(span.start, span.end);
        let (id, height) = match self.anchors.get(&anchor) {
            Some(Anchor::Open) => {
                return Err(limit(place, "this alias is inside the value that it refers to".to_owned()));
            }
            Some(&Anchor::Node(id, height)) if self.composite_key.is_none() && !(is_key && height > 0) => (id, height),
            _ => {
                self.place(ValueKind::String, Style::Bare, span);
                return Ok(());
            }
        };
        let size = self.builder.size(id);
        if self.builder.depth() + height > self.limits.depth {
            return Err(limit(place, format!("with this alias, values nest deeper than {} levels", self.limits.depth)));
        }
        self.check_copy(size, &span)?;
        let copy = u32::try_from(self.builder.len()).unwrap_or(u32::MAX);
        self.builder.copy(id);
        self.note_merge(copy);
        self.last = span.end;
        self.raise(height);
        Ok(())
    }

    /// Notes a value that is complete, where it is that of a merge key.
    fn note_merge(&mut self, id: u32) {
        if let Some(frame) = self.frames.last_mut().filter(|frame| frame.is_merge) {
            frame.is_merge = false;
            frame.merges.push(id);
        }
    }

    /// Adds the members that the merge keys of the innermost object supply: those whose keys it does not have itself, of
    /// several objects the first one that has them.
    fn merge(&mut self, span: &Range<usize>) -> Result<(), SyntaxError> {
        let Some(frame) = self.frames.last_mut().filter(|frame| !frame.merges.is_empty()) else { return Ok(()) };
        let (object, merges) = (frame.id, std::mem::take(&mut frame.merges));
        let is_object = |builder: &Builder<'_>, id: u32| builder.kind(id) == Some(ValueKind::Object);
        let keys = self.builder.children(object).into_iter().step_by(2);
        let mut known: FxHashSet<String> = keys.map(|key| self.builder.scalar_text(key).into_owned()).collect();
        for id in merges {
            let items = if is_object(&self.builder, id) { vec![id] } else { self.builder.children(id) };
            for source in items.into_iter().filter(|id| is_object(&self.builder, *id)).collect::<Vec<_>>() {
                for member in self.builder.children(source).chunks_exact(2) {
                    let &[key, value] = member else { continue };
                    if !known.insert(self.builder.scalar_text(key).into_owned()) {
                        continue;
                    }
                    self.check_copy(1 + self.builder.size(value), span)?;
                    self.builder.copy(key);
                    self.builder.copy(value);
                }
            }
        }
        Ok(())
    }

    /// Checks that the limits allow `size` more nodes that are copies.
    fn check_copy(&mut self, size: usize, span: &Range<usize>) -> Result<(), SyntaxError> {
        let written = self.builder.len() - self.copied;
        if self.copied + size > FREE_COPIES + COPIES_PER_NODE * written {
            let place =
                if span.is_empty() { visible(self.masked, span.start) } else { Span::new(span.start, span.end) };
            return Err(limit(place, "the aliases of this file expand to too many values".to_owned()));
        }
        self.check_room(size, span.clone())?;
        self.copied += size;
        Ok(())
    }

    fn mark(&mut self, anchor: usize, what: Anchor) {
        if anchor != 0 {
            self.anchors.insert(anchor, what);
        }
    }

    /// Records that the innermost open object or array contains a value of this height.
    fn raise(&mut self, height: usize) {
        if let Some(frame) = self.frames.last_mut() {
            frame.height = frame.height.max(height + 1);
        }
    }

    fn check_room(&self, nodes: usize, span: Range<usize>) -> Result<(), SyntaxError> {
        if self.builder.len() + nodes > self.limits.nodes {
            let span = if span.is_empty() { visible(self.masked, span.start) } else { Span::new(span.start, span.end) };
            return Err(limit(span, format!("this file has more than {} keys and values", self.limits.nodes)));
        }
        Ok(())
    }

    fn unknown_anchor(&mut self, span: Range<usize>) {
        if self.errors.len() >= UNKNOWN_ANCHORS {
            return;
        }
        let name = self.masked.get(span.clone()).unwrap_or_default().trim_start_matches('*');
        self.errors.push(SyntaxError {
            span: Span::new(span.start, span.end),
            class: ErrorClass::Syntax,
            message: format!("undefined anchor `&{name}`; quote the value if it should start with `*`"),
        });
    }
}

fn limit(span: Span, message: String) -> SyntaxError {
    SyntaxError { span, class: ErrorClass::Limit, message }
}
