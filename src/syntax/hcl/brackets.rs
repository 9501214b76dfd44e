//! Finds the bracket or quote to which a syntax error in HCL belongs. The parser notices a brace that is missing where the
//! next block begins or the text ends; its author wants to know which block is not closed. The
//! indentation shows it.

use crate::text::Span;

/// An open bracket.
struct Open {
    byte: u8,
    at: usize,
    /// The number of spaces before the first code point of its line.
    indent: usize,
    line: usize,
}

/// The place and the words for an error that the parser sees at byte `at`, if a bracket or quote before it is wrong.
pub(super) fn culprit(text: &str, at: usize) -> Option<(Span, &'static str)> {
    unclosed_string(text, at).or_else(|| wrong_bracket(text, at))
}

/// A string that is not closed on its line, in the line of the error or the one before.
fn unclosed_string(text: &str, at: usize) -> Option<(Span, &'static str)> {
    let before = text.get(..at)?;
    let own = before.rfind('\n').map_or(0, |newline| newline + 1);
    let previous = before.get(..own.saturating_sub(1)).map(|it| it.rfind('\n').map_or(0, |newline| newline + 1));
    previous.into_iter().chain([own]).find_map(|start| {
        let line = text.get(start..)?.lines().next()?;
        // What is in braces has quotes of its own.
        if line.contains("<<") || line.contains("${") || line.trim_start().starts_with(['#', '/']) {
            return None;
        }
        let quotes: Vec<usize> = line.match_indices('"').map(|(quote, _)| quote).collect();
        let written = |quote: &&usize| {
            let slashes = line.get(..**quote).unwrap_or_default().bytes().rev().take_while(|it| *it == b'\\').count();
            slashes % 2 == 0
        };
        let quotes: Vec<usize> = quotes.iter().filter(written).copied().collect();
        let last = quotes.last().filter(|_| quotes.len() % 2 == 1)?;
        let end = start + line.trim_end().len();
        Some((Span::new(start + last, end.max(start + last + 1)), "this string is not closed: a `\"` is missing"))
    })
}

/// The first bracket before byte `at` whose indentation differs from that of its counterpart.
fn wrong_bracket(text: &str, at: usize) -> Option<(Span, &'static str)> {
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
        let mut is_string = false;
        let mut bytes = line.bytes().enumerate().peekable();
        while let Some((offset, byte)) = bytes.next() {
            match byte {
                b'\\' if is_string => _ = bytes.next(),
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
                    let is_far = is_first && top.line != number && byte == b'}' && top.byte == b'{';
                    if is_far && indent < top.indent {
                        return Some((Span::new(top.at, top.at + 1), "this `{` is never closed"));
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
    Some((Span::new(last.at, last.at + 1), "this `{` is never closed"))
}
