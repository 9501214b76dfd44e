//! Converts an object or a list that is the argument of `jsonencode` to the JSON text that it produces, and maps that
//! text back to the strings in the file.

use std::borrow::Cow;
use std::ops::Range;

use crate::syntax::{Locator, Value, ValueKind};
use crate::text::Span;

/// The JSON text of a value, and where its strings are written.
#[derive(Clone, Debug)]
pub struct Encoded<'a> {
    pub text: String,
    /// Whether Terraform completes the text.
    pub has_holes: bool,
    whole: Value<'a>,
    /// The keys and strings, in the order of the text.
    pieces: Vec<Piece<'a>>,
}

/// A key or a string.
#[derive(Clone, Debug)]
struct Piece<'a> {
    /// The byte range of its JSON in the text, without quotes.
    range: Range<usize>,
    text: Cow<'a, str>,
    locator: Locator<'a>,
}

/// How deep values are followed.
const DEPTH: usize = 64;

impl<'a> Encoded<'a> {
    /// The JSON text of `value`.
    #[must_use]
    pub fn of(value: Value<'a>) -> Self {
        let mut encoded = Encoded { text: String::new(), has_holes: false, whole: value, pieces: Vec::new() };
        encoded.add(value, DEPTH);
        encoded
    }

    fn add(&mut self, value: Value<'a>, depth: usize) {
        match (value.kind(), depth.checked_sub(1)) {
            (ValueKind::Object, Some(depth)) => {
                self.text.push('{');
                for (number, (key, member)) in value.members().enumerate() {
                    self.text.push_str(if number == 0 { "" } else { "," });
                    self.string(key);
                    self.text.push(':');
                    self.add(member, depth);
                }
                self.text.push('}');
            }
            (ValueKind::Array, Some(depth)) => {
                self.text.push('[');
                for (number, item) in value.items().enumerate() {
                    self.text.push_str(if number == 0 { "" } else { "," });
                    self.add(item, depth);
                }
                self.text.push(']');
            }
            (ValueKind::String, _) => self.string(value),
            (ValueKind::Number | ValueKind::Bool | ValueKind::Null, _) => self.text.push_str(value.raw()),
            // A value that only Terraform knows can have any type; a number keeps the text valid JSON.
            _ => {
                self.has_holes = true;
                self.text.push('1');
            }
        }
    }

    fn string(&mut self, value: Value<'a>) {
        self.has_holes |= value.style().has_holes() || value.kind() == ValueKind::Missing;
        let text = value.scalar_text();
        self.text.push('"');
        let start = self.text.len();
        text.chars().for_each(|letter| push(&mut self.text, letter));
        self.pieces.push(Piece { range: start..self.text.len(), text, locator: value.locator() });
        self.text.push('"');
    }

    /// The span in the file of a byte range of the text. If the range is not within one string, the span extends from
    /// the first string to the last.
    #[must_use]
    pub fn span(&self, range: Range<usize>) -> Span {
        let first = self.pieces.partition_point(|piece| piece.range.end < range.start);
        let last = self.pieces.partition_point(|piece| piece.range.start <= range.end);
        let inside = |piece: &Piece<'a>| {
            let start = range.start.clamp(piece.range.start, piece.range.end) - piece.range.start;
            let end = range.end.clamp(piece.range.start, piece.range.end) - piece.range.start;
            piece.locator.span(offset(&piece.text, start)..offset(&piece.text, end))
        };
        let pieces = self.pieces.get(first..last).unwrap_or_default();
        match (pieces.first(), pieces.last()) {
            (Some(one), Some(other)) => Span { start: inside(one).start, end: inside(other).end },
            _ => self.whole.content_span(),
        }
    }
}

/// Adds a character of a string of JSON.
fn push(json: &mut String, letter: char) {
    match letter {
        '"' => json.push_str("\\\""),
        '\\' => json.push_str("\\\\"),
        '\n' => json.push_str("\\n"),
        '\r' => json.push_str("\\r"),
        '\t' => json.push_str("\\t"),
        _ => json.push(letter),
    }
}

/// The byte of `text` that begins at byte `at` of its JSON.
fn offset(text: &str, at: usize) -> usize {
    let mut written = 0;
    for (start, letter) in text.char_indices() {
        if written >= at {
            return start;
        }
        written += if matches!(letter, '"' | '\\' | '\n' | '\r' | '\t') { 2 } else { letter.len_utf8() };
    }
    text.len()
}
