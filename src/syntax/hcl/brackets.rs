//! Finds the bracket or quote to which a syntax error in HCL belongs. The parser notices a brace that is missing where the
//! next block begins or the text ends; its author wants to know which block is not closed. The
//! indentation shows it.

use crate::text::Span;

/// An open bracket; `$` stands for that of a template in a string, `${`.
struct Open {
    byte: u8,
    at: usize,
    /// The number of spaces before the first code point of its line.
    indent: usize,
    line: usize,
}

/// The first string that is not closed on its line, up to the line of the error at byte `at`, with words for it.
pub(super) fn unclosed_string(text: &str, at: usize) -> Option<(Span, &'static str)> {
    let mut within = Within::Code;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if start > at {
            return None;
        }
        let end = start + line.trim_end().len();
        if let Some(quote) = within.line(line) {
            let quote = start + quote;
            return Some((Span::new(quote, end.max(quote + 1)), "this string is not closed: a `\"` is missing"));
        }
        start += line.len();
    }
    None
}

/// The lines that begin an argument or a block at the top level, by their offsets: those that begin with a name, outside
/// of heredocs and comments.
pub(super) fn structure_starts(text: &str) -> Vec<usize> {
    let mut within = Within::Code;
    let mut starts = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let is_code = matches!(within, Within::Code | Within::Unclear);
        if is_code && line.starts_with(|letter: char| letter.is_alphabetic() || letter == '_') {
            starts.push(start);
        }
        within.line(line);
        start += line.len();
    }
    starts
}

/// Whether a line begins a block of Terraform that is in no other block.
fn is_header(line: &str) -> bool {
    const BLOCKS: [&str; 8] = ["data", "locals", "module", "output", "provider", "resource", "terraform", "variable"];
    let name = line.split([' ', '"', '{']).next().unwrap_or_default();
    BLOCKS.contains(&name) && line.trim_end().ends_with('{')
}

/// The part of a text in which a line begins.
enum Within<'t> {
    Code,
    /// A comment between `/*` and `*/`.
    Comment,
    /// A heredoc, with its marker.
    Heredoc(&'t str),
    /// Braces in a string that go on in the next line: of the lines after that, nothing is certain.
    Unclear,
}

impl<'t> Within<'t> {
    /// Reads a line, and returns the quote of a string in it that is not closed.
    fn line(&mut self, line: &'t str) -> Option<usize> {
        if let Within::Heredoc(marker) = self {
            if line.trim() == *marker {
                *self = Within::Code;
            }
            return None;
        }
        if matches!(self, Within::Unclear) {
            return None;
        }
        let mut quote: Option<usize> = None;
        let mut bytes = line.bytes().enumerate().peekable();
        while let Some((at, byte)) = bytes.next() {
            let next = bytes.peek().map(|(_, next)| *next);
            match (byte, next) {
                (b'*', Some(b'/')) if matches!(self, Within::Comment) => *self = Within::Code,
                _ if matches!(self, Within::Comment) => {}
                (b'\\', _) if quote.is_some() => _ = bytes.next(),
                // Written twice, it is a text.
                (b'$' | b'%', Some(second)) if quote.is_some() && second == byte => _ = bytes.next(),
                (b'$' | b'%', Some(b'{')) if quote.is_some() => {
                    // What is inside has quotes of its own, and may go on in the next line.
                    let inside = line.get(at + 2..)?;
                    let end = inside.find(['}', '{', '"']).filter(|end| inside.as_bytes().get(*end) == Some(&b'}'));
                    let Some(end) = end else {
                        if inside.matches('{').count() + 1 != inside.matches('}').count() {
                            *self = Within::Unclear;
                        }
                        return None;
                    };
                    bytes.nth(end + 1);
                }
                (b'"', _) => quote = if quote.is_some() { None } else { Some(at) },
                _ if quote.is_some() => {}
                (b'#', _) | (b'/', Some(b'/')) => return None,
                (b'/', Some(b'*')) => *self = Within::Comment,
                (b'<', Some(b'<')) => {
                    let marker = line.get(at + 2..).unwrap_or_default().trim_start_matches('-').trim();
                    if !marker.is_empty() && marker.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_') {
                        *self = Within::Heredoc(marker);
                        return None;
                    }
                }
                _ => {}
            }
        }
        quote
    }
}

/// The first bracket before byte `at` whose indentation differs from that of its counterpart, with words for the error.
pub(super) fn wrong_bracket(text: &str, at: usize) -> Option<(Span, &'static str)> {
    let mut open: Vec<Open> = Vec::new();
    let mut heredoc: Option<&str> = None;
    let mut start = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let content = line.trim_start();
        let indent = line.len() - content.len();
        let line_start = start;
        start += line.len();
        if let Some(marker) = heredoc {
            heredoc = Some(marker).filter(|marker| content.trim_end() != *marker);
            continue;
        }
        // An error in this line is that of the bracket.
        if let Some(last) = open.last().filter(|last| start > at && last.byte != b'$' && is_header(line)) {
            return Some((Span::new(last.at, last.at + 1), never_closed(last.byte)));
        }
        let mut is_string = false;
        let mut bytes = line.bytes().enumerate().peekable();
        while let Some((offset, byte)) = bytes.next() {
            match byte {
                b'\\' if is_string => _ = bytes.next(),
                // Written twice, it is a text.
                b'$' | b'%' if is_string && bytes.peek().is_some_and(|(_, next)| *next == byte) => _ = bytes.next(),
                b'$' | b'%' if is_string && bytes.peek().is_some_and(|(_, next)| *next == b'{') => {
                    bytes.next();
                    is_string = false;
                    open.push(Open { byte: b'$', at: line_start + offset, indent, line: number });
                }
                b'"' => is_string = !is_string,
                _ if is_string => {}
                b'#' => break,
                b'/' if bytes.peek().is_some_and(|(_, next)| *next == b'/') => break,
                b'<' if bytes.peek().is_some_and(|(_, next)| *next == b'<') => {
                    let marker = line.get(offset + 2..).unwrap_or_default().trim_start_matches('-').trim();
                    if !marker.is_empty() && marker.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_') {
                        heredoc = Some(marker);
                        break;
                    }
                }
                b'{' | b'[' | b'(' => open.push(Open { byte, at: line_start + offset, indent, line: number }),
                b'}' | b']' | b')' => {
                    let place = line_start + offset;
                    let is_first = offset == indent;
                    let Some(top) = open.pop() else {
                        return Some((Span::new(place, place + 1), "this bracket closes nothing"));
                    };
                    // After the brace of its template, the string goes on.
                    is_string = top.byte == b'$' && byte == b'}';
                    let is_far = is_first && top.line != number && byte == b'}' && top.byte == b'{';
                    if is_far && indent < top.indent {
                        return Some((Span::new(top.at, top.at + 1), never_closed(top.byte)));
                    }
                    if is_far && indent > top.indent {
                        let words = "this `}` closes the block that begins further left: there is one `}` too many";
                        return Some((Span::new(place, place + 1), words));
                    }
                }
                _ => {}
            }
        }
        if start > at {
            break;
        }
    }
    let is_end = text.get(at..).is_none_or(|rest| rest.trim().is_empty());
    let last = open.pop().filter(|it| is_end && it.byte == b'{')?;
    Some((Span::new(last.at, last.at + 1), never_closed(last.byte)))
}

fn never_closed(bracket: u8) -> &'static str {
    match bracket {
        b'[' => "this `[` is never closed",
        b'(' => "this `(` is never closed",
        _ => "this `{` is never closed",
    }
}
