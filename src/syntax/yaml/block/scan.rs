//! Finds the end of a scalar, a line or a run of spaces from an offset in the bytes of a YAML text; `None` if the
//! YAML library must decide. Builds nothing.

use crate::syntax::yaml::schema;
use crate::syntax::{Style, ValueKind};

/// The end of a plain or quoted scalar.
pub(super) struct Scalar {
    pub style: Style,
    /// The byte after it.
    pub end: usize,
    /// The byte that follows on its line: a `:` that ends a key, a `#` that begins a comment, or the end of the line.
    pub stop: usize,
    pub is_one_line: bool,
}

/// The end of a block scalar.
pub(super) struct Block {
    /// The byte after it.
    pub end: usize,
    /// The start of the first line after it.
    pub next_line: usize,
}

/// The byte at `at`; 0 at the end, which no text that is read here contains.
#[inline]
pub(super) fn byte(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).copied().unwrap_or(0)
}

#[inline]
pub(super) fn is_white(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// Whether this byte begins a line break or is the end of the text.
#[inline]
pub(super) fn is_break(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r' | 0)
}

/// Whether the library accepts every character anywhere, and every CR is before a LF. A byte order mark is not one of
/// them, since it depends on its place.
pub(super) fn has_only_usual_characters(bytes: &[u8]) -> bool {
    // Without branches, so that many bytes are looked at together.
    let (mut has_control, mut is_wide, mut has_return) = (0, 0, 0);
    for byte in bytes {
        let is_return = u8::from(*byte == b'\r');
        let is_space = u8::from(*byte == b'\n') | u8::from(*byte == b'\t') | is_return;
        has_control |= (u8::from(*byte < b' ') & !is_space) | u8::from(*byte == 0x7f);
        is_wide |= u8::from(*byte >= 0x80);
        has_return |= is_return;
    }
    let is_pair = |at: usize| byte(bytes, at + 1) == b'\n';
    // U+0080 to U+009F but U+0085, and U+FEFF, U+FFFE, U+FFFF.
    let is_usual = |at: usize| match (byte(bytes, at), byte(bytes, at + 1), byte(bytes, at + 2)) {
        (0xc2, second, _) => second >= 0xa0 || second == 0x85,
        (_, 0xbb, 0xbf) | (_, 0xbf, 0xbe | 0xbf) => false,
        _ => true,
    };
    has_control == 0
        && (has_return == 0 || memchr::memchr_iter(b'\r', bytes).all(is_pair))
        && (is_wide == 0 || memchr::memchr2_iter(0xc2, 0xef, bytes).all(is_usual))
}

/// The end of the spaces from `at` on.
#[inline]
pub(super) fn spaces(bytes: &[u8], mut at: usize) -> usize {
    const SPACES: u64 = 0x2020_2020_2020_2020;
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        let other = u64::from_le_bytes(*chunk) ^ SPACES;
        if other != 0 {
            return at + other.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    while byte(bytes, at) == b' ' {
        at += 1;
    }
    at
}

/// The offset of the LF that ends the line with `at`, or the end of the text.
#[inline]
pub(super) fn line_end(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    memchr::memchr(b'\n', rest).map_or(bytes.len(), |found| at + found)
}

/// The start of the line break whose LF is at `at`; the end of the text is one, too.
#[inline]
pub(super) fn before_break(bytes: &[u8], at: usize) -> usize {
    at - usize::from(at > 0 && byte(bytes, at - 1) == b'\r')
}

/// Whether a `-` is at `at` that begins an item of a list.
#[inline]
pub(super) fn is_dash(bytes: &[u8], at: usize) -> bool {
    byte(bytes, at) == b'-' && ends_indicator(byte(bytes, at + 1))
}

#[inline]
fn ends_indicator(byte: u8) -> bool {
    is_white(byte) || is_break(byte)
}

/// Whether a line begins at `at` that could end a document.
pub(super) fn is_document_marker(bytes: &[u8], at: usize) -> bool {
    matches!(bytes.get(at..at + 3), Some(b"---" | b"..."))
}

/// Resolves the text of a plain scalar by the core schema.
#[inline]
pub(super) fn kind(text: &str) -> ValueKind {
    match text.bytes().next() {
        Some(b'~' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'0'..=b'9' | b'-' | b'+' | b'.') | None => {
            schema::resolve(text)
        }
        _ => ValueKind::String,
    }
}

/// The plain scalar at `at`, as far as it is on this line.
pub(super) fn plain(bytes: &[u8], at: usize) -> Option<Scalar> {
    match byte(bytes, at) {
        b'-' | b'?' | b':' if ends_indicator(byte(bytes, at + 1)) => return None,
        b'[' | b']' | b'{' | b'}' | b',' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>' | b'\'' | b'"' | b'%' | b'@'
        | b'`' | b'\t' | b'\n' | b'\r' | 0 => return None,
        _ => {}
    }
    Some(plain_line(bytes, at))
}

/// The part of a plain scalar that is on the line from `start` on.
pub(super) fn plain_line(bytes: &[u8], start: usize) -> Scalar {
    let mut stop = start;
    loop {
        let rest = bytes.get(stop..).unwrap_or_default();
        stop += memchr::memchr3(b':', b'#', b'\n', rest).unwrap_or(rest.len());
        match byte(bytes, stop) {
            b':' if !ends_indicator(byte(bytes, stop + 1)) => stop += 1,
            b'#' if stop == start || !is_white(byte(bytes, stop - 1)) => stop += 1,
            _ => break,
        }
    }
    let mut end = stop;
    while end > start && matches!(byte(bytes, end - 1), b' ' | b'\t' | b'\r') {
        end -= 1;
    }
    Scalar { style: Style::Plain, end, stop, is_one_line: true }
}

/// The quoted scalar at `start`. In a mapping or list whose keys or dashes are at column `block`, its further lines are
/// indented by more than that.
pub(super) fn quoted(bytes: &[u8], start: usize, block: Option<usize>) -> Option<Scalar> {
    let is_double = byte(bytes, start) == b'"';
    let mut is_one_line = true;
    let mut at = start + 1;
    loop {
        let rest = bytes.get(at..)?;
        let found =
            if is_double { memchr::memchr3(b'"', b'\\', b'\n', rest) } else { memchr::memchr2(b'\'', b'\n', rest) };
        at += found?;
        match byte(bytes, at) {
            b'\n' => {
                is_one_line = false;
                at = next_quoted_line(bytes, at + 1, block?)?;
            }
            b'\\' => at = escape(bytes, at)?,
            _ if !is_double && byte(bytes, at + 1) == b'\'' => at += 2,
            _ => break,
        }
    }
    let end = at + 1;
    let next = spaces(bytes, end);
    let is_key = byte(bytes, next) == b':' && ends_indicator(byte(bytes, next + 1));
    let stop = if is_key { next } else { end_of_value(bytes, end)? };
    let style = if is_double { Style::Double } else { Style::Single };
    Some(Scalar { style, end, stop, is_one_line })
}

/// The first byte that is not a space in the lines of a quoted scalar from `line` on.
fn next_quoted_line(bytes: &[u8], mut line: usize, block: usize) -> Option<usize> {
    loop {
        let at = spaces(bytes, line);
        match byte(bytes, at) {
            b'\n' => line = at + 1,
            b'\r' => line = at + 2,
            b'\t' | 0 => return None,
            _ => return (at - line > block).then_some(at),
        }
    }
}

/// The end of the escape at `at`. A line break cannot be escaped here.
fn escape(bytes: &[u8], at: usize) -> Option<usize> {
    let digits = match byte(bytes, at + 1) {
        b'x' => 2,
        b'u' => 4,
        b'U' => 8,
        b'0' | b'a' | b'b' | b't' | b'\t' | b'n' | b'v' | b'f' | b'r' | b'e' | b' ' | b'"' | b'/' | b'\\' | b'N'
        | b'_' | b'L' | b'P' => 0,
        _ => return None,
    };
    let end = at + 2 + digits;
    let code = bytes
        .get(at + 2..end)?
        .iter()
        .try_fold(0_u32, |code, byte| Some(code.checked_mul(16)? + char::from(*byte).to_digit(16)?))?;
    // A surrogate is not a character, though two of them may be one.
    char::from_u32(code).map(|_| end)
}

/// The line break or comment that follows a value that ends at `end`; `None` if anything else follows.
pub(super) fn end_of_value(bytes: &[u8], end: usize) -> Option<usize> {
    let stop = spaces(bytes, end);
    let byte = byte(bytes, stop);
    (is_break(byte) || byte == b'#' && stop > end).then_some(stop)
}

/// The block scalar at `start`, in a mapping or list whose keys or dashes are at column `block`. It has no digit in its
/// header, and its text does not begin with white space.
pub(super) fn block(text: &str, start: usize, block: usize) -> Option<Block> {
    let bytes = text.as_bytes();
    let chomping = byte(bytes, start + 1);
    let has_chomping = matches!(chomping, b'+' | b'-');
    let header_end = end_of_value(bytes, start + 1 + usize::from(has_chomping))?;
    let (first_line, indent) = first_line(bytes, line_end(bytes, header_end) + 1, block)?;
    if text.get(first_line + indent..)?.starts_with(char::is_whitespace) {
        return None;
    }
    let mut line = first_line;
    loop {
        let line_end = line_end(bytes, line);
        if line_end == bytes.len() {
            return Some(Block { end: line_end, next_line: line_end });
        }
        let mut end = before_break(bytes, line_end);
        line = line_end + 1;
        // Lines with only spaces, not more than the indentation, belong to the scalar if it continues after them.
        let column = loop {
            let content = spaces(bytes, line);
            match (content - line, byte(bytes, content)) {
                (column, b'\n') if column <= indent => line = content + 1,
                (column, b'\r') if column <= indent => line = content + 2,
                (column, 0) if column <= indent => break 0,
                (column, _) => break column,
            }
        };
        if column < indent {
            if chomping == b'+' {
                end = before_break(bytes, line - 1);
            }
            return Some(Block { end, next_line: line });
        }
    }
}

/// The start of the first line with something on it, from `line` on, and how far it is indented: more than `block`, and
/// not less than the lines before it.
fn first_line(bytes: &[u8], mut line: usize, block: usize) -> Option<(usize, usize)> {
    let mut deepest = block + 1;
    loop {
        let content = spaces(bytes, line);
        deepest = deepest.max(content - line);
        line = match byte(bytes, content) {
            b'\n' => content + 1,
            b'\r' => content + 2,
            0 => return None,
            _ => return (content - line == deepest).then_some((line, deepest)),
        };
    }
}
