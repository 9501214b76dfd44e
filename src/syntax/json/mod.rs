//! Parses a text that should be JSON into its tree and every error that recovery finds. Does not know the meaning of
//! the text.
//!
//! One loop with an explicit stack of open brackets: no recursion, linear in the text. Valid JSON is read here;
//! everything else goes to `recover`, which reports one error for one mistake and finds a place to continue.

mod recover;
mod scan;
mod string;
mod word;

use super::{Builder, ErrorClass, Limits, Style, SyntaxError, Tree, ValueKind};
use crate::text::Span;

/// A text with more mistakes than this is not JSON at all; further ones are not reported.
const MOST_ERRORS: usize = 20;

/// Parses JSON. Without errors, the text is valid JSON by RFC 8259. The reverse is also true, unless the text exceeds
/// one of the `limits`. Keys may repeat.
///
/// With errors, the tree contains what recovery made of the text: a missing key or value, or a template placeholder,
/// is a node of [`ValueKind::Missing`], so that every key has a value. The errors are in the order of the text, at
/// most 20 of them of class [`ErrorClass::Syntax`]. Exceeding a limit ends the parse.
#[must_use]
pub fn parse<'t>(text: &'t str, limits: &Limits) -> (Tree<'t>, Vec<SyntaxError>) {
    let mut parser = Parser::new(text, *limits);
    parser.run();
    parser.finish()
}

struct Parser<'t> {
    text: &'t str,
    bytes: &'t [u8],
    /// The offset of the next byte to read.
    at: usize,
    /// The byte offset after the last complete value.
    done: usize,
    /// The offset of the last `,` between elements.
    comma: usize,
    /// The offset of the last `:` between a key and its value.
    colon: usize,
    /// If `done` has this value, an earlier mistake may have swallowed the next token, so nothing is reported about
    /// that token.
    excused: Option<usize>,
    tree: Builder<'t>,
    errors: Vec<SyntaxError>,
    limits: Limits,
}

/// The kinds of token that may come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// After an opening bracket: an element or the closing bracket.
    First,
    /// After a `,`: an element.
    Element,
    /// A value: after `:`.
    Value,
    /// After a value: `,` or a closing bracket; outside of all brackets the end of the text.
    Separator,
    /// Nothing more is read.
    End,
}

impl<'t> Parser<'t> {
    fn new(text: &'t str, limits: Limits) -> Self {
        let mut tree = Builder::new(text);
        // Real texts have 8 to 60 bytes for each key or value.
        tree.nodes.reserve((text.len() / 8).min(limits.nodes));
        Parser {
            text,
            bytes: text.as_bytes(),
            at: 0,
            done: 0,
            comma: 0,
            colon: 0,
            excused: None,
            tree,
            errors: Vec::new(),
            limits,
        }
    }

    fn run(&mut self) {
        let mut next = if self.skip_white_space() == 0 && self.at_end() {
            self.error(Span::at(0), "the file is empty");
            Next::End
        } else {
            Next::Value
        };
        loop {
            next = match next {
                Next::First => self.element(true),
                Next::Element => self.element(false),
                Next::Value => self.value(),
                Next::Separator => self.separator(),
                Next::End => break,
            }
        }
    }

    fn finish(mut self) -> (Tree<'t>, Vec<SyntaxError>) {
        self.complete_member();
        self.errors.sort_by_key(|error| error.span);
        (self.tree.finish(self.at), self.errors)
    }

    #[inline]
    fn element(&mut self, first: bool) -> Next {
        let in_object = self.tree.in_object();
        match self.skip_white_space() {
            b'}' if first && in_object => self.close(),
            b']' if first && !in_object => self.close(),
            _ if self.tree.len() + usize::from(in_object) >= self.limits.nodes => self.too_many_nodes(),
            b'"' if in_object => self.member(),
            _ if in_object => self.recover_key(first),
            _ => self.value(),
        }
    }

    #[inline]
    fn member(&mut self) -> Next {
        let closed = self.string();
        if closed && self.skip_white_space() == b':' {
            self.colon = self.at;
            self.at += 1;
            self.value()
        } else {
            self.recover_colon(!closed)
        }
    }

    #[inline]
    fn value(&mut self) -> Next {
        match self.skip_white_space() {
            b'"' => {
                self.string();
                self.done = self.at;
                Next::Separator
            }
            b'{' if self.byte(self.at + 1) == b'{' => self.recover_double_brace(),
            b'{' => self.open(ValueKind::Object),
            b'[' => self.open(ValueKind::Array),
            b'-' | b'0'..=b'9' => match scan::number(self.bytes, self.at) {
                Some(end) => self.push_unquoted(ValueKind::Number, end),
                None => self.bare_word(),
            },
            b't' => self.literal(b"true", ValueKind::Bool),
            b'f' => self.literal(b"false", ValueKind::Bool),
            b'n' => self.literal(b"null", ValueKind::Null),
            byte => self.recover_value(byte),
        }
    }

    #[inline]
    fn separator(&mut self) -> Next {
        match (self.skip_white_space(), self.tree.open.last()) {
            (b',', Some(_)) => {
                self.comma = self.at;
                self.at += 1;
                Next::Element
            }
            (b'}', Some(open)) if open.is_object => self.close(),
            (b']', Some(open)) if !open.is_object => self.close(),
            (byte, Some(_)) => self.recover_separator(byte),
            (byte, None) => self.end_of_text(byte),
        }
    }

    #[inline]
    fn open(&mut self, kind: ValueKind) -> Next {
        if self.tree.depth() >= self.limits.depth {
            return self.too_deep();
        }
        self.tree.open(kind, self.at);
        self.at += 1;
        Next::First
    }

    #[inline]
    fn close(&mut self) -> Next {
        self.at += 1;
        self.tree.close(self.at);
        self.done = self.at;
        Next::Separator
    }

    #[inline]
    fn literal(&mut self, word: &[u8], kind: ValueKind) -> Next {
        let end = self.at + word.len();
        if self.bytes.get(self.at..end) == Some(word) && scan::ends_value(self.byte(end)) {
            self.push_unquoted(kind, end)
        } else {
            self.bare_word()
        }
    }

    /// Adds the scalar without quotes that goes from here to `end`.
    #[inline]
    fn push_unquoted(&mut self, kind: ValueKind, end: usize) -> Next {
        self.tree.scalar(kind, Style::Bare, Span::new(self.at, end));
        self.at = end;
        self.done = end;
        Next::Separator
    }

    /// Skips white space and returns the byte after it; 0 at the end.
    #[inline]
    fn skip_white_space(&mut self) -> u8 {
        let byte = self.byte(self.at);
        if byte > b' ' {
            return byte;
        }
        self.at = scan::skip_white_space(self.bytes, self.at);
        self.byte(self.at)
    }

    #[inline]
    fn byte(&self, at: usize) -> u8 {
        scan::byte(self.bytes, at)
    }

    fn at_end(&self) -> bool {
        self.at >= self.bytes.len()
    }

    fn too_deep(&mut self) -> Next {
        let message = format!("objects and arrays are nested more than {} levels deep", self.limits.depth);
        self.limit(message)
    }

    fn too_many_nodes(&mut self) -> Next {
        let message = format!("more than {} keys and values", self.limits.nodes);
        self.limit(message)
    }

    fn limit(&mut self, message: String) -> Next {
        let span = self.char_span();
        self.errors.push(SyntaxError { span, class: ErrorClass::Limit, message });
        Next::End
    }

    #[cold]
    fn error(&mut self, span: Span, message: impl Into<String>) {
        if self.can_report() {
            self.errors.push(SyntaxError { span, class: ErrorClass::Syntax, message: message.into() });
        }
    }

    /// Whether a further error would be reported. Guesses that cost more than a few bytes are made only then, which
    /// keeps the parse linear on any text.
    fn can_report(&self) -> bool {
        self.errors.len() < MOST_ERRORS
    }

    /// The span of the character at the current offset; empty at the end.
    fn char_span(&self) -> Span {
        let length = self.rest().chars().next().map_or(0, char::len_utf8);
        Span::new(self.at, self.at + length)
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Adds a missing value where the innermost object ends in a key.
    fn complete_member(&mut self) {
        if self.tree.open.last().is_some_and(|open| open.is_object && open.count % 2 == 1) {
            self.missing(Span::at(self.done.max(self.at)));
        }
    }

    fn missing(&mut self, span: Span) {
        self.tree.scalar(ValueKind::Missing, Style::Bare, span);
    }
}
