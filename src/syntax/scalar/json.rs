//! JSON strings.

use std::borrow::Cow;
use std::ops::Range;

/// The text of a string. What is no escape of JSON stands for itself; half of a surrogate pair is U+FFFD.
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

/// The part of `raw` behind the bytes `range` of its text; an escape of which a part is meant is taken whole.
/// `None` where the text is shorter than that.
pub(super) fn locate(raw: &str, range: Range<usize>) -> Option<Range<usize>> {
    let content = super::quoted(raw, true);
    let mut start = None;
    let mut end = None;
    let mut text = 0;
    let mut behind = content.start;
    for piece in pieces(raw, content) {
        let next = text + piece.length();
        if start.is_none() && range.start < next {
            start = Some(piece.first(range.start - text));
        }
        if end.is_none() && range.end <= next {
            end = Some(piece.last(range.end - text));
        }
        text = next;
        behind = piece.raw.end;
        if end.is_some() && start.is_some() {
            break;
        }
    }
    if range.end > text {
        return None;
    }
    let start = raw.floor_char_boundary(start.unwrap_or(behind));
    let end = if range.is_empty() { start } else { raw.ceil_char_boundary(end.unwrap_or(behind)) };
    Some(start..end.max(start))
}

/// `text` as a JSON string, with no more escapes than needed.
pub(super) fn encode(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A part of a string: an escape, or a run of characters that stand for themselves.
struct Piece {
    raw: Range<usize>,
    escaped: Option<char>,
}

impl Piece {
    /// The bytes of text that it stands for.
    fn length(&self) -> usize {
        self.escaped.map_or(self.raw.len(), char::len_utf8)
    }

    /// Where byte `offset` of its text starts.
    fn first(&self, offset: usize) -> usize {
        self.raw.start + if self.escaped.is_some() { 0 } else { offset }
    }

    /// Where its text up to byte `offset` ends.
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

/// The escape behind a backslash: its length in bytes without the backslash, and what it stands for.
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
