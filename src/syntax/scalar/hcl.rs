//! Strings of HCL: in quotes, with backslash escapes, and heredocs, without. In both `$${` stands for `${` and `%%{` for
//! `%{`; what Terraform puts in is a hole: as many `1` as it has bytes (HCL native syntax specification,
//! <https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#templates>).

use std::borrow::Cow;
use std::fmt::Write;
use std::ops::Range;

use super::super::Style;
use super::locator::Pieces;

/// The byte that replaces each byte of a hole. It keeps JSON valid both inside a string and in place of a value.
const HOLE: u8 = b'1';

/// The text of a string of `style` without holes.
pub(super) fn decode(raw: &str, style: Style) -> Cow<'_, str> {
    let content = super::content(raw, style).and_then(|range| raw.get(range)).unwrap_or(raw);
    let is_plain = style != Style::HeredocIndented && !content.contains(['\\', '$', '%']);
    if is_plain { Cow::Borrowed(content) } else { Cow::Owned(decode_with(raw, style, &[])) }
}

/// The text of a string of `style`; `holes` are byte ranges of `raw`, in order, that Terraform fills in.
pub(in super::super) fn decode_with(raw: &str, style: Style, holes: &[Range<usize>]) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut holes = holes.iter().peekable();
    let mut steps = Steps::new(raw, style);
    while let Some(at) = steps.start() {
        while holes.next_if(|hole| hole.end <= at).is_some() {}
        if holes.peek().is_some_and(|hole| hole.contains(&at)) {
            text.push(char::from(HOLE));
            steps.at += 1;
            continue;
        }
        let (length, decoded) = steps.step();
        match decoded {
            Decoded::Same => text.push_str(raw.get(at..at + length).unwrap_or_default()),
            Decoded::Text(decoded) => text.push_str(decoded),
            Decoded::Char(decoded) => text.push(decoded),
        }
        steps.at += length;
    }
    text
}

/// The offset in `raw` of each byte of the text of a string without holes, then the offset at which the text ends.
pub(super) fn offsets(raw: &str, style: Style) -> Vec<usize> {
    let mut offsets = Vec::with_capacity(raw.len());
    let mut steps = Steps::new(raw, style);
    while let Some(at) = steps.start() {
        let (length, decoded) = steps.step();
        match decoded {
            Decoded::Same => offsets.extend(at..at + length),
            Decoded::Text(decoded) => offsets.extend(std::iter::repeat_n(at, decoded.len())),
            Decoded::Char(decoded) => offsets.extend(std::iter::repeat_n(at, decoded.len_utf8())),
        }
        steps.at += length;
    }
    offsets.push(steps.end);
    offsets
}

/// The parts of a string with the decoded `text`.
pub(super) fn pieces(raw: &str, style: Style, text: &str) -> Pieces {
    let mut steps = Steps::new(raw, style);
    let mut pieces = Pieces { end: steps.end, ..Pieces::default() };
    while let Some(at) = steps.start() {
        let done = pieces.length();
        let is_hole = text.as_bytes().get(done) == Some(&HOLE) && raw.as_bytes().get(at) != Some(&HOLE);
        let (length, decoded) = if is_hole { (1, Decoded::Same) } else { steps.step() };
        steps.at += length;
        match decoded {
            Decoded::Same => pieces.push(at..steps.at, length, true),
            Decoded::Text(decoded) => pieces.push(at..steps.at, decoded.len(), false),
            Decoded::Char(decoded) => pieces.push(at..steps.at, decoded.len_utf8(), false),
        }
    }
    pieces
}

/// `text` in quotes. Unlike JSON, HCL has no short escapes for backspace and form feed.
pub(super) fn encode(text: &str) -> String {
    let mut written = String::with_capacity(text.len() + 2);
    written.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => written.extend(['\\', letter]),
            '\n' => written.push_str(r"\n"),
            '\r' => written.push_str(r"\r"),
            '\t' => written.push_str(r"\t"),
            // Writing to a string cannot fail.
            '\0'..' ' => _ = write!(written, r"\u{:04x}", u32::from(letter)),
            _ => written.push(letter),
        }
    }
    written.push('"');
    encode_heredoc(&written)
}

/// `text` as a piece of a heredoc.
pub(super) fn encode_heredoc(text: &str) -> String {
    text.replace("${", "$${").replace("%{", "%%{")
}

enum Decoded {
    /// The character itself.
    Same,
    Text(&'static str),
    Char(char),
}

/// The way through a string, one escape or character after the other.
struct Steps<'r> {
    raw: &'r str,
    at: usize,
    end: usize,
    has_escapes: bool,
    /// The number of indentation bytes on each line of a heredoc that are not part of the text.
    indent: usize,
}

impl<'r> Steps<'r> {
    fn new(raw: &'r str, style: Style) -> Self {
        let content = super::content(raw, style).unwrap_or(0..raw.len());
        let indent = if style == Style::HeredocIndented { indent(raw) } else { 0 };
        Steps { raw, at: content.start, end: content.end, has_escapes: style == Style::Hcl, indent }
    }

    /// The offset of the next step, after the indentation of its line; `None` at the end.
    fn start(&mut self) -> Option<usize> {
        let is_line = self.at == 0 || self.raw.as_bytes().get(self.at - 1) == Some(&b'\n');
        if is_line && self.indent > 0 {
            let rest = self.raw.get(self.at..).unwrap_or_default();
            self.at += rest.bytes().take(self.indent).take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        }
        (self.at < self.end).then_some(self.at)
    }

    /// The length of the next step in bytes, and its text.
    fn step(&self) -> (usize, Decoded) {
        let rest = self.raw.get(self.at..self.end).unwrap_or_default();
        if rest.starts_with("$${") {
            return (3, Decoded::Text("${"));
        }
        if rest.starts_with("%%{") {
            return (3, Decoded::Text("%{"));
        }
        let mut letters = rest.chars();
        let first = letters.next().map_or(1, char::len_utf8);
        if !self.has_escapes || !rest.starts_with('\\') {
            return (first, Decoded::Same);
        }
        let code = |length: usize| {
            let digits =
                rest.get(2..2 + length).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
            Some((2 + length, Decoded::Char(char::from_u32(u32::from_str_radix(digits, 16).ok()?)?)))
        };
        match letters.next() {
            Some('n') => (2, Decoded::Text("\n")),
            Some('r') => (2, Decoded::Text("\r")),
            Some('t') => (2, Decoded::Text("\t")),
            Some('"') => (2, Decoded::Text("\"")),
            Some('\\') => (2, Decoded::Text("\\")),
            Some('u') => code(4).unwrap_or((1, Decoded::Same)),
            Some('U') => code(8).unwrap_or((1, Decoded::Same)),
            _ => (1, Decoded::Same),
        }
    }
}

/// Counts the indentation bytes that all non-empty lines share.
fn indent(raw: &str) -> usize {
    let lines = raw.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| line.len() - line.trim_start_matches([' ', '\t']).len()).min().unwrap_or_default()
}
