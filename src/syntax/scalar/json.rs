//! JSON strings.

use std::borrow::Cow;
use std::ops::Range;

/// Decodes the text of a string. An invalid escape is kept literally; half of a surrogate pair becomes U+FFFD.
pub(super) fn decode(raw: &str) -> Cow<'_, str> {
    let content = super::quoted(raw, true);
    let text = raw.get(content.clone()).unwrap_or_default();
    if memchr::memchr(b'\\', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut decoded = String::with_capacity(text.len());
    for piece in pieces(raw, content) {
        match piece.escaped {
            Some(character) => decoded.push(character),
            None => decoded.push_str(raw.get(piece.raw).unwrap_or_default()),
        }
    }
    Cow::Owned(decoded)
}

/// The offset in `raw` of each byte of the text of a string, then the offset at which the text ends.
pub(super) fn offsets(raw: &str) -> Vec<usize> {
    let content = super::quoted(raw, true);
    let end = content.end;
    let bytes = pieces(raw, content).flat_map(|piece| (0..piece.length()).map(move |offset| piece.first(offset)));
    bytes.chain([end]).collect()
}

/// The way back from the text of a string to its writing, for any number of questions.
#[derive(Clone, Debug)]
pub struct Locator<'r> {
    raw: &'r str,
    /// The offset at which the written text ends.
    end: usize,
    /// The parts of the string, each with the length of the text up to its end.
    pieces: Vec<(usize, Piece)>,
}

impl<'r> Locator<'r> {
    #[must_use]
    pub fn new(raw: &'r str) -> Self {
        let content = super::quoted(raw, true);
        let end = content.end;
        let measured = pieces(raw, content).scan(0, |text, piece| {
            *text += piece.length();
            Some((*text, piece))
        });
        Locator { raw, end, pieces: measured.collect() }
    }

    /// The part of `raw` that encodes the bytes `range` of its text. An escape that is only partly in the range is
    /// included as a whole. `None` if the text is shorter than that.
    #[must_use]
    pub fn locate(&self, range: &Range<usize>) -> Option<Range<usize>> {
        if range.end > self.pieces.last().map_or(0, |(length, _)| *length) {
            return None;
        }
        let offset = |(end, piece): &(usize, Piece), at: usize| at + piece.length() - end;
        let first = self.pieces.partition_point(|(end, _)| *end <= range.start);
        let start = self.pieces.get(first).map_or(self.end, |found| found.1.first(offset(found, range.start)));
        let start = self.raw.floor_char_boundary(start);
        if range.is_empty() {
            return Some(start..start);
        }
        let last = self.pieces.partition_point(|(end, _)| *end < range.end);
        let end = self.pieces.get(last).map_or(self.end, |found| found.1.last(offset(found, range.end)));
        Some(start..self.raw.ceil_char_boundary(end).max(start))
    }
}

/// `text` as a JSON string, with no more escapes than needed.
pub(super) fn encode(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A part of a string: an escape, or a run of characters that stand for themselves.
#[derive(Clone, Debug)]
struct Piece {
    raw: Range<usize>,
    escaped: Option<char>,
}

impl Piece {
    /// The length of its text in bytes.
    fn length(&self) -> usize {
        self.escaped.map_or(self.raw.len(), char::len_utf8)
    }

    /// The start in `raw` of byte `offset` of the text.
    fn first(&self, offset: usize) -> usize {
        self.raw.start + if self.escaped.is_some() { 0 } else { offset }
    }

    /// The end in `raw` of the text up to byte `offset`.
    fn last(&self, offset: usize) -> usize {
        match self.escaped {
            Some(_) if offset > 0 => self.raw.end,
            Some(_) => self.raw.start,
            None => self.raw.start + offset,
        }
    }
}

/// The parts of `raw` in `content`, in order and without gaps.
fn pieces(raw: &str, content: Range<usize>) -> impl Iterator<Item = Piece> {
    let mut at = content.start;
    std::iter::from_fn(move || {
        let rest = raw.get(at..content.end).filter(|rest| !rest.is_empty())?;
        let piece = match rest.strip_prefix('\\').map(escape) {
            Some(Some((length, character))) => Piece { raw: at..at + 1 + length, escaped: Some(character) },
            // A backslash that starts no escape stands for itself, with what comes before the next one.
            found => {
                let skipped = usize::from(found.is_some());
                let run = rest.as_bytes().get(skipped..).unwrap_or_default();
                Piece { raw: at..at + skipped + memchr::memchr(b'\\', run).unwrap_or(run.len()), escaped: None }
            }
        };
        at = piece.raw.end;
        Some(piece)
    })
}

/// Decodes the escape after a backslash: its length in bytes without the backslash, and its character.
fn escape(rest: &str) -> Option<(usize, char)> {
    let character = match rest.as_bytes().first()? {
        byte @ (b'"' | b'\\' | b'/') => char::from(*byte),
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return unicode_escape(rest),
        _ => return None,
    };
    Some((1, character))
}

/// `uXXXX`, or both halves of a surrogate pair.
fn unicode_escape(rest: &str) -> Option<(usize, char)> {
    let high = unit(rest)?;
    let low =
        rest.get(5..).and_then(|more| unit(more.strip_prefix('\\')?)).filter(|low| (0xdc00..0xe000).contains(low));
    match (high, low) {
        (0xd800..0xdc00, Some(low)) => {
            char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00)).map(|c| (11, c))
        }
        _ => Some((5, char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER))),
    }
}

fn unit(rest: &str) -> Option<u32> {
    let digits = rest.strip_prefix('u')?.as_bytes().get(..4)?;
    digits.iter().try_fold(0, |sum, byte| Some(sum * 16 + char::from(*byte).to_digit(16)?))
}
