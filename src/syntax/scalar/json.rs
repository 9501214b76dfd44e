//! JSON strings.

use std::borrow::Cow;
use std::ops::Range;

use super::locator::Pieces;

/// Decodes the text of a string. An invalid escape is kept literally; half of a surrogate pair becomes U+FFFD.
pub(super) fn decode(raw: &str) -> Cow<'_, str> {
    let content = super::quoted(raw, true);
    let text = raw.get(content.clone()).unwrap_or_default();
    if memchr::memchr(b'\\', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut decoded = String::with_capacity(text.len());
    for piece in parts(raw, content) {
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
    let bytes = parts(raw, content).flat_map(|piece| (0..piece.length()).map(move |offset| piece.first(offset)));
    bytes.chain([end]).collect()
}

/// The parts of a string.
pub(super) fn pieces(raw: &str) -> Pieces {
    let content = super::quoted(raw, true);
    let mut found = Pieces { end: content.end, ..Pieces::default() };
    for part in parts(raw, content) {
        let length = part.length();
        found.push(part.raw, length, part.escaped.is_none());
    }
    found
}

/// `text` as a JSON string, with no more escapes than needed.
pub(super) fn encode(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A part of a string: an escape, or a run of characters that stand for themselves.
struct Part {
    raw: Range<usize>,
    escaped: Option<char>,
}

impl Part {
    /// The length of its text in bytes.
    fn length(&self) -> usize {
        self.escaped.map_or(self.raw.len(), char::len_utf8)
    }

    /// The start in `raw` of byte `offset` of the text.
    fn first(&self, offset: usize) -> usize {
        self.raw.start + if self.escaped.is_some() { 0 } else { offset }
    }
}

/// The parts of `raw` in `content`, in order and without gaps.
fn parts(raw: &str, content: Range<usize>) -> impl Iterator<Item = Part> {
    let mut at = content.start;
    std::iter::from_fn(move || {
        let rest = raw.get(at..content.end).filter(|rest| !rest.is_empty())?;
        let piece = match rest.strip_prefix('\\').map(escape) {
            Some(Some((length, character))) => Part { raw: at..at + 1 + length, escaped: Some(character) },
            // A backslash that starts no escape stands for itself, with what comes before the next one.
            found => {
                let skipped = usize::from(found.is_some());
                let run = rest.as_bytes().get(skipped..).unwrap_or_default();
                Part { raw: at..at + skipped + memchr::memchr(b'\\', run).unwrap_or(run.len()), escaped: None }
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
