//! Converts byte offsets in a text to lines and characters as the protocol counts them, from 0, and back.

use std::ops::Range;

use serde_json::{Value, json};

use crate::text::{Source, Span};

/// Counts lines and characters. The length of a line does not matter.
#[derive(Debug)]
pub(super) struct Counter<'s> {
    encoding: Encoding,
    source: &'s Source,
}

impl<'s> Counter<'s> {
    pub(super) fn new(encoding: Encoding, source: &'s Source) -> Self {
        Counter { encoding, source }
    }

    /// The line and the character of an offset.
    pub(super) fn position(&self, offset: usize) -> (usize, usize) {
        let offset = offset.min(self.source.text().len());
        let line = self.source.line_of(offset);
        let character = match self.encoding {
            Encoding::Utf8 => offset - self.source.line_range(line).start,
            Encoding::Utf16 => self.source.utf16_column(offset),
        };
        (line, character)
    }

    /// The range of a span.
    pub(super) fn range(&self, span: Span) -> Value {
        let [start, end] = [span.start, span.end].map(|offset| {
            let (line, character) = self.position(offset as usize);
            json!({"line": line, "character": character})
        });
        json!({"start": start, "end": end})
    }

    /// How many characters a range of the text has.
    pub(super) fn length(&self, range: Range<usize>) -> usize {
        self.encoding.count(self.source.text().as_bytes().get(range).unwrap_or_default())
    }
}

/// The line and the character of a position; `None`: not a valid position.
pub(super) fn place(position: &Value) -> Option<(usize, usize)> {
    let number = |key| position.get(key).and_then(Value::as_u64).and_then(|it| usize::try_from(it).ok());
    Some((number("line")?, number("character")?))
}

/// The unit in which columns are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Encoding {
    /// A byte.
    Utf8,
    /// A unit of UTF-16, two of which make one character beyond the basic plane.
    #[default]
    Utf16,
}

impl Encoding {
    /// The word of the protocol.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf-8",
            Encoding::Utf16 => "utf-16",
        }
    }

    /// How many characters these bytes are, which are whole ones.
    fn count(self, bytes: &[u8]) -> usize {
        let units = |byte: &u8| usize::from(byte & 0b1100_0000 != 0b1000_0000) + usize::from(*byte >= 0b1111_0000);
        match self {
            Encoding::Utf8 => bytes.len(),
            Encoding::Utf16 => bytes.iter().map(units).sum(),
        }
    }

    fn width(self, character: char) -> usize {
        match self {
            Encoding::Utf8 => character.len_utf8(),
            Encoding::Utf16 => character.len_utf16(),
        }
    }

    /// The range of a span.
    pub(super) fn range(self, source: &Source, span: Span) -> Value {
        Counter::new(self, source).range(span)
    }

    /// The byte offset of a position. A position after the end of its line is the end of the line, one after the last
    /// line the end of the text. `None`: not a valid position.
    pub(super) fn offset(self, source: &Source, position: &Value) -> Option<usize> {
        place(position).map(|(line, character)| self.offset_at(source, line, character))
    }

    /// As [`Encoding::offset`], of a line and a character.
    pub(super) fn offset_at(self, source: &Source, line: usize, character: usize) -> usize {
        if line >= source.line_count() {
            return source.text().len();
        }
        let range = source.line_range(line);
        let text = source.text().get(range.clone()).unwrap_or_default();
        let mut seen = 0;
        let start = |(at, found): (usize, char)| {
            let here = (seen >= character).then_some(range.start + at);
            seen += self.width(found);
            here
        };
        text.char_indices().find_map(start).unwrap_or(range.end)
    }
}
