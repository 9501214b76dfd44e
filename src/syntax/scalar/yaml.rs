//! Decodes YAML scalars. One reader splits a scalar into pieces, each either copied literally or replaced by one
//! character; decoding and locating both use these pieces.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use super::Style;
use super::locator::Pieces;
use crate::syntax::ValueKind;
use crate::syntax::yaml::schema;

/// Receives a range of the source and its decoded form: `None` for the same text, otherwise one character.
type Emit<'e> = dyn FnMut(Range<usize>, Option<char>) + 'e;

pub(super) fn decode(raw: &str, style: Style) -> Cow<'_, str> {
    let inside = raw.get(content(raw, style)).unwrap_or_default();
    if style != Style::Block && !has_special(inside, style) {
        return Cow::Borrowed(inside);
    }
    let mut text = String::with_capacity(raw.len());
    read(raw, style, None, &mut append(raw, &mut text));
    Cow::Owned(text)
}

/// Whether the text of a plain or quoted scalar is what is written, between its quotes if it has some.
pub(in crate::syntax) fn is_verbatim(raw: &str, style: Style) -> bool {
    let inside = match style {
        Style::Plain => Some(raw),
        Style::Single => raw.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')),
        Style::Double => raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')),
        _ => None,
    };
    inside.is_some_and(|inside| !has_special(inside, style))
}

/// The text of a block scalar whose lines are indented by `indent` columns.
pub(in crate::syntax) fn decode_block(raw: &str, indent: usize) -> String {
    let mut text = String::with_capacity(raw.len());
    read_block(raw, Some(indent), &mut append(raw, &mut text));
    text
}

fn append<'e>(raw: &'e str, text: &'e mut String) -> impl FnMut(Range<usize>, Option<char>) + 'e {
    move |range, character| match character {
        Some(character) => text.push(character),
        None => text.push_str(raw.get(range).unwrap_or_default()),
    }
}

/// The parts of a scalar with the decoded `text`; `None` if they do not have this text.
pub(super) fn pieces(raw: &str, style: Style, text: &str) -> Option<Pieces> {
    let indent = if style == Style::Block { Some(block_indent(raw, text)?) } else { None };
    let mut pieces = Pieces { end: content(raw, style).start, ..Pieces::default() };
    read(raw, style, indent, &mut |piece, character| {
        pieces.end = piece.end;
        let length = character.map_or(piece.len(), char::len_utf8);
        pieces.push(piece, length, character.is_none());
    });
    (pieces.length() == text.len()).then_some(pieces)
}

/// Decodes `raw` in pieces. `indent` is the indentation of the lines of a block scalar if it is known.
fn read(raw: &str, style: Style, indent: Option<usize>, emit: &mut Emit) {
    match style {
        Style::Block => read_block(raw, indent, emit),
        _ => read_flow(raw, style, emit),
    }
}

/// The part of `raw` inside its quotes.
fn content(raw: &str, style: Style) -> Range<usize> {
    super::content(raw, style).unwrap_or(0..raw.len())
}

/// Whether a byte of a plain or quoted scalar may stand for something else than itself.
fn is_special(byte: u8, style: Style) -> bool {
    is_break(byte) || Some(byte) == escape_byte(style)
}

/// As [`is_special`], of any byte of `text`.
fn has_special(text: &str, style: Style) -> bool {
    memchr::memchr3(b'\n', b'\r', escape_byte(style).unwrap_or(b'\n'), text.as_bytes()).is_some()
}

/// The byte that begins an escape.
fn escape_byte(style: Style) -> Option<u8> {
    match style {
        Style::Single => Some(b'\''),
        Style::Double => Some(b'\\'),
        _ => None,
    }
}

fn is_break(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// The end of the line break at `at`: `\r\n` is one.
fn after_break(bytes: &[u8], at: usize) -> usize {
    if bytes.get(at..at + 2) == Some(b"\r\n") { at + 2 } else { at + 1 }
}

/// The first byte at or after `at`, and before the end, that is not `passed`.
fn skip(bytes: &[u8], at: usize, passed: impl Fn(u8) -> bool) -> usize {
    bytes.get(at..).map_or(at, |rest| at + rest.iter().take_while(|byte| passed(**byte)).count())
}

/// Reads plain and quoted scalars: lines are folded, white space around line breaks is dropped.
fn read_flow(raw: &str, style: Style, emit: &mut Emit) {
    let inside = content(raw, style);
    let bytes = raw.as_bytes().get(..inside.end).unwrap_or_default();
    let mut at = inside.start;
    while let Some(byte) = bytes.get(at).copied() {
        let from = at;
        if is_space(byte) || is_break(byte) {
            at = skip(bytes, at, is_space);
            if bytes.get(at).copied().is_some_and(is_break) {
                at = fold(bytes, from, at, emit);
            } else {
                emit(from..at, None);
            }
        } else if byte == b'\'' && style == Style::Single {
            at += 2;
            emit(from..at, Some('\''));
        } else if byte == b'\\' && style == Style::Double {
            at = escape(raw, bytes, at, emit);
        } else {
            at = skip(bytes, at, |byte| !is_space(byte) && !is_special(byte, style));
            emit(from..at, None);
        }
    }
}

/// Folds the line breaks from `at` on, with the white space from `from` on before them: one break becomes a space, of
/// several the first is dropped. Returns the offset at which the next line begins.
fn fold(bytes: &[u8], from: usize, at: usize, emit: &mut Emit) -> usize {
    let first = skip(bytes, after_break(bytes, at), is_space);
    if !bytes.get(first).copied().is_some_and(is_break) {
        emit(from..first, Some(' '));
        return first;
    }
    empty_lines(bytes, first, emit)
}

/// Emits each line break from `at` on literally and drops the white space between them.
fn empty_lines(bytes: &[u8], mut at: usize, emit: &mut Emit) -> usize {
    while bytes.get(at).copied().is_some_and(is_break) {
        let after = after_break(bytes, at);
        emit(at..after, Some('\n'));
        at = skip(bytes, after, is_space);
    }
    at
}

/// The escape at `at`; returns where it ends. One that YAML does not know stands for itself.
fn escape(raw: &str, bytes: &[u8], at: usize, emit: &mut Emit) -> usize {
    let Some(letter) = raw.get(at + 1..).and_then(|rest| rest.chars().next()) else {
        emit(at..bytes.len(), None);
        return bytes.len();
    };
    if letter == '\n' || letter == '\r' {
        let next_line = skip(bytes, after_break(bytes, at + 1), is_space);
        return empty_lines(bytes, next_line, emit);
    }
    let end = at + 1 + letter.len_utf8();
    if let Some(character) = short_escape(letter) {
        emit(at..end, Some(character));
        return end;
    }
    let found = match letter {
        'x' => hexadecimal(bytes, end, 2),
        'u' => hexadecimal(bytes, end, 4),
        'U' => hexadecimal(bytes, end, 8),
        _ => None,
    };
    let (character, end) = found.map_or((None, end), |(character, end)| (Some(character), end));
    emit(at..end, character);
    end
}

fn short_escape(letter: char) -> Option<char> {
    Some(match letter {
        '0' => '\0',
        'a' => '\u{7}',
        'b' => '\u{8}',
        't' | '\t' => '\t',
        'n' => '\n',
        'v' => '\u{b}',
        'f' => '\u{c}',
        'r' => '\r',
        'e' => '\u{1b}',
        'N' => '\u{85}',
        '_' => '\u{a0}',
        'L' => '\u{2028}',
        'P' => '\u{2029}',
        ' ' | '"' | '/' | '\\' => letter,
        _ => return None,
    })
}

/// The character with the code in the `digits` bytes from `at` on, and where it ends; two surrogates are one.
fn hexadecimal(bytes: &[u8], at: usize, digits: usize) -> Option<(char, usize)> {
    let code = |at: usize| {
        let text = std::str::from_utf8(bytes.get(at..at + digits)?).ok()?;
        u32::from_str_radix(text, 16).ok()
    };
    let end = at + digits;
    let first = code(at)?;
    if (0xd800..0xdc00).contains(&first) && bytes.get(end..end + 2) == Some(b"\\u") {
        let second = code(end + 2)?.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
        return Some((char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + second)?, end + 2 + digits));
    }
    Some((char::from_u32(first)?, end))
}

/// The settings in the header of a block scalar.
struct Header {
    is_folded: bool,
    /// `+` or `-`.
    chomping: Option<u8>,
    /// The digit.
    indent: Option<usize>,
    /// The offset at which the first line begins.
    end: usize,
}

impl Header {
    fn of(raw: &str) -> Self {
        let bytes = raw.as_bytes();
        let indicators = bytes.get(1..bytes.len().min(3)).unwrap_or_default();
        let indicators = indicators.split(|byte| !matches!(byte, b'+' | b'-' | b'1'..=b'9')).next().unwrap_or_default();
        let line_end = skip(bytes, 0, |byte| !is_break(byte));
        Header {
            is_folded: bytes.first() == Some(&b'>'),
            chomping: indicators.iter().copied().find(|byte| !byte.is_ascii_digit()),
            indent: indicators.iter().find(|byte| byte.is_ascii_digit()).map(|digit| usize::from(digit - b'0')),
            end: after_break(bytes, line_end).min(bytes.len()),
        }
    }
}

/// The indentation of the lines of a block scalar, from its first line with something on it; `None` without one.
fn first_indent(lines: &str) -> Option<usize> {
    let line = lines.split(['\n', '\r']).find(|line| line.contains(|c| c != ' '))?;
    Some(line.len() - line.trim_start_matches(' ').len())
}

/// The indentation of a block scalar with a known text. The digit in its header is relative to the surrounding
/// indentation, so only the text determines it.
fn block_indent(raw: &str, text: &str) -> Option<usize> {
    Some(first_indent(raw.get(Header::of(raw).end..)?)?.saturating_sub(first_indent(text)?))
}

/// Block scalars, without the line break after their last line.
fn read_block(raw: &str, indent: Option<usize>, emit: &mut Emit) {
    let header = Header::of(raw);
    let bytes = raw.as_bytes();
    let lines = raw.get(header.end..).unwrap_or_default();
    let indent = indent.or(header.indent).or_else(|| first_indent(lines)).unwrap_or(usize::MAX);
    let mut at = header.end;
    // The breaks since the last line with something on it.
    let mut breaks: Vec<Range<usize>> = Vec::new();
    let mut is_first = true;
    let mut was_indented = false;
    loop {
        let indented =
            skip(bytes.get(..bytes.len().min(at.saturating_add(indent))).unwrap_or_default(), at, |b| b == b' ');
        let end = skip(bytes, indented, |byte| !is_break(byte));
        if end > indented {
            let is_indented = bytes.get(indented).copied().is_some_and(is_space);
            let folds = header.is_folded && !is_first && !was_indented && !is_indented;
            join(&breaks, folds, emit);
            breaks.clear();
            emit(indented..end, None);
            is_first = false;
            was_indented = is_indented;
        }
        if end >= bytes.len() {
            break;
        }
        at = after_break(bytes, end);
        breaks.push(end..at);
    }
    let keeps = header.chomping == Some(b'+');
    if keeps {
        join(&breaks, false, emit);
    }
    if keeps || (header.chomping.is_none() && !is_first) {
        emit(raw.len()..raw.len(), Some('\n'));
    }
}

/// The breaks between two lines of a block scalar.
fn join(breaks: &[Range<usize>], folds: bool, emit: &mut Emit) {
    match breaks {
        [only] if folds => emit(only.clone(), Some(' ')),
        [first, rest @ ..] => {
            if !folds {
                emit(first.clone(), Some('\n'));
            }
            for one in rest {
                emit(one.clone(), Some('\n'));
            }
        }
        [] => {}
    }
}

pub(super) fn encode(text: &str, style: Style) -> String {
    match style {
        Style::Plain if is_plain(text) => text.to_owned(),
        Style::Single if !text.chars().any(needs_escape) => format!("'{}'", text.replace('\'', "''")),
        _ => in_double_quotes(text),
    }
}

/// Whether `text` is a string without quotes anywhere in a YAML text: as a key, in a list, inside `[…]` and `{…}`.
fn is_plain(text: &str) -> bool {
    let has_indicator = text.starts_with(['-', '?', ':', '#', '&', '*', '!', '|', '>', '\'', '"', '%', '@', '`', '.']);
    let has_structure = text.contains([',', '[', ']', '{', '}']) || text.contains(": ") || text.contains(" #");
    let has_edges = text.ends_with(':') || text.starts_with(' ') || text.ends_with(' ');
    let is_writable = !text.chars().any(|character| needs_escape(character) || character == '\t');
    schema::resolve(text) == ValueKind::String && !has_indicator && !has_structure && !has_edges && is_writable
}

/// Whether a character is safe only as an escape in double quotes. Tabs are fine as they are, on one line.
fn needs_escape(character: char) -> bool {
    (character.is_control() && character != '\t')
        || matches!(character, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

fn in_double_quotes(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\0' => quoted.push_str("\\0"),
            _ if needs_escape(character) => {
                let code = u32::from(character);
                // Writing to a string cannot fail.
                let _ = if code < 0x100 { write!(quoted, "\\x{code:02X}") } else { write!(quoted, "\\u{code:04X}") };
            }
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}
