//! Puts the tokens of a JSON text, valid or not, on separate lines, and maps old places to new ones.

use crate::text::Span;

/// A text that was formatted.
#[derive(Debug)]
pub(super) struct Pretty {
    pub text: String,
    /// The old and the new byte offset of the start of each token, in the order of the text.
    moved: Vec<(u32, u32)>,
}

const INDENT: &str = "  ";

/// How far lines are indented at most: a text of brackets alone must not grow with their square.
const DEPTH: usize = 100;

impl Pretty {
    /// Formats a text. Text that is not JSON keeps its order.
    pub(super) fn of(text: &str) -> Self {
        let mut pretty = Pretty { text: String::with_capacity(text.len() * 2), moved: Vec::new() };
        let mut depth: usize = 0;
        let mut before = "";
        for (start, token) in tokens(text) {
            let closes = matches!(token, "}" | "]");
            depth -= usize::from(closes && depth > 0);
            let is_empty = closes && matches!(before, "{" | "[");
            let breaks = matches!(before, "{" | "[" | ",") || closes;
            if breaks && !is_empty {
                pretty.text.push('\n');
                (0..depth.min(DEPTH)).for_each(|_| pretty.text.push_str(INDENT));
            } else if before == ":" {
                pretty.text.push(' ');
            }
            pretty.moved.push((start, Span::at(pretty.text.len()).start));
            pretty.text.push_str(token);
            depth += usize::from(matches!(token, "{" | "["));
            before = token;
        }
        pretty.text.push('\n');
        pretty
    }

    /// Maps a span of the old text to the new text.
    pub(super) fn span(&self, span: Span) -> Span {
        let start = self.offset(span.start);
        // The token that begins where the span ends may be on another line.
        let end = if span.is_empty() { start } else { self.offset(span.end - 1) + 1 };
        Span { start, end: end.max(start) }
    }

    /// Maps an offset of the new text to the old text.
    pub(super) fn back(&self, new: u32) -> u32 {
        let after = self.moved.partition_point(|(_, start)| *start <= new);
        let Some((old, start)) = self.moved.get(after.wrapping_sub(1)) else { return 0 };
        let end = self.moved.get(after).map_or(u32::MAX, |(next, _)| *next);
        (old + (new - start)).min(end)
    }

    fn offset(&self, old: u32) -> u32 {
        let after = self.moved.partition_point(|(start, _)| *start <= old);
        let Some((start, new)) = self.moved.get(after.wrapping_sub(1)) else { return 0 };
        new + (old - start)
    }
}

/// The tokens of a text with their byte offsets: strings, brackets, commas, colons, and the text between them.
fn tokens(text: &str) -> impl Iterator<Item = (u32, &str)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        let start = at;
        match bytes.get(at)? {
            b'"' => at = end_of_string(bytes, at),
            b'{' | b'}' | b'[' | b']' | b',' | b':' => at += 1,
            _ => {
                let ends = |byte: &u8| byte.is_ascii_whitespace() || b"\"{}[],:".contains(byte);
                at += bytes.get(at..)?.iter().position(ends).unwrap_or(bytes.len() - at);
            }
        }
        Some((Span::at(start).start, text.get(start..at)?))
    })
}

fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    loop {
        match bytes.get(at) {
            None => return bytes.len(),
            Some(b'"') => return at + 1,
            Some(b'\\') => at = (at + 2).min(bytes.len()),
            Some(_) => at += 1,
        }
    }
}
