//! Reads strings: a fast path for valid ones, and every mistake that a string can contain.

use super::{Parser, Style, ValueKind, scan};
use crate::text::Span;

/// The mistakes found in one string so far.
#[derive(Default)]
struct Mistakes {
    /// A control character has been reported; one report for a string is enough.
    is_control_reported: bool,
    /// Line breaks before this offset belong to the string.
    goes_on_to: usize,
}

impl Parser<'_> {
    /// Reads the string that starts here, adds it as a key or value, and returns whether its closing quote is
    /// present.
    #[inline]
    pub(super) fn string(&mut self) -> bool {
        let stop = scan::string_stop(self.bytes, self.at + 1);
        if self.byte(stop) == b'"' {
            self.tree.add(ValueKind::String, Style::Json, Span::new(self.at, stop + 1), true);
            self.at = stop + 1;
            true
        } else {
            self.string_with_escapes(stop)
        }
    }

    /// As [`Parser::string`], from the first byte that is not plain text on.
    #[inline(never)]
    fn string_with_escapes(&mut self, stop: usize) -> bool {
        let mut mistakes = Mistakes::default();
        let mut at = stop;
        loop {
            match self.byte(at) {
                b'"' => {
                    self.add_string(at + 1);
                    return true;
                }
                b'\\' => at = self.escape(at),
                _ => match self.control(at, &mut mistakes) {
                    Some(next) => at = next,
                    None => return self.unclosed_string(at),
                },
            }
            at = scan::string_stop(self.bytes, at);
        }
    }

    #[inline]
    fn add_string(&mut self, end: usize) {
        self.tree.scalar(ValueKind::String, Style::Json, Span::new(self.at, end));
        self.at = end;
    }

    /// Checks the escape at `at` and returns the offset after it.
    fn escape(&mut self, at: usize) -> usize {
        match self.byte(at + 1) {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => at + 2,
            b'u' => self.unicode_escape(at),
            // The control character, or the end of the text, is the mistake here, and is reported as such.
            0..0x20 => at + 1,
            _ => {
                let length = self.text.get(at + 1..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
                let end = at + 1 + length;
                let escape = self.text.get(at..end).unwrap_or_default();
                self.error(
                    Span::new(at, end),
                    format!("`{escape}` is not an escape of JSON; a backslash is written `\\\\`"),
                );
                end
            }
        }
    }

    fn unicode_escape(&mut self, at: usize) -> usize {
        let Some(unit) = scan::four_hex(self.bytes, at + 2) else {
            let rest = self.bytes.get(at + 2..).unwrap_or_default();
            let end = at + 2 + rest.iter().take(4).take_while(|byte| byte.is_ascii_hexdigit()).count();
            self.error(Span::new(at, end), "`\\u` needs four hexadecimal digits");
            return end;
        };
        let end = at + 6;
        if !(0xd800..0xe000).contains(&unit) {
            return end;
        }
        let is_pair = unit < 0xdc00
            && self.byte(end) == b'\\'
            && self.byte(end + 1) == b'u'
            && scan::four_hex(self.bytes, end + 2).is_some_and(|low| (0xdc00..0xe000).contains(&low));
        if is_pair {
            return end + 6;
        }
        let escape = self.text.get(at..end).unwrap_or_default();
        self.error(Span::new(at, end), format!("`{escape}` is half of a surrogate pair and stands for no character"));
        end
    }

    /// Handles the control character at `at` or the end of the text. Returns the offset at which the string
    /// continues; `None` if the string ends here without its closing quote.
    #[cold]
    fn control(&mut self, at: usize, mistakes: &mut Mistakes) -> Option<usize> {
        if at >= self.bytes.len() {
            return None;
        }
        let is_break = matches!(self.byte(at), b'\n' | b'\r');
        if is_break && at >= mistakes.goes_on_to {
            // A string that was meant to contain a line break is closed on a later line; if only its closing quote
            // is missing, that line has the opening quote of another string.
            if !self.can_report() {
                return None;
            }
            mistakes.goes_on_to = scan::plausible_close(self.bytes, at, self.bytes.len(), false)?;
        }
        let is_pair = self.byte(at) == b'\r' && self.byte(at + 1) == b'\n';
        let end = at + 1 + usize::from(is_pair);
        if !std::mem::replace(&mut mistakes.is_control_reported, true) {
            let message = match self.byte(at) {
                b'\n' | b'\r' => "a line break in a string is written `\\n`".to_owned(),
                b'\t' => "a tab in a string is written `\\t`".to_owned(),
                byte => format!("a control character in a string is written as an escape: `\\u{byte:04x}`"),
            };
            self.error(Span::new(at, end), message);
        }
        Some(end)
    }

    /// Adds the string that starts here and has no closing quote on its line, which ends at `line_end`.
    #[cold]
    fn unclosed_string(&mut self, line_end: usize) -> bool {
        let end = self.without_structure(self.at + 1, line_end);
        self.error(Span::new(self.at, end), "this string has no closing `\"`");
        self.add_string(end);
        self.done = end;
        self.excused = Some(end);
        false
    }

    /// The end of the text from `start` to `line_end` without a last `,`, and without closing brackets for what was
    /// opened on the same line: these were hardly meant as text.
    pub(super) fn without_structure(&self, start: usize, line_end: usize) -> usize {
        let line_start = scan::line_start(self.bytes, start);
        let mut closing = self.tree.open.iter().rev().take_while(|open| self.start_of(open.id) >= line_start).count();
        let mut end = self.without_spaces(start, line_end);
        if end > start && self.byte(end - 1) == b',' {
            end -= 1;
        }
        loop {
            let shorter = self.without_spaces(start, end);
            if closing == 0 || shorter <= start || !matches!(self.byte(shorter - 1), b'}' | b']') {
                return end;
            }
            closing -= 1;
            end = shorter - 1;
        }
    }

    fn without_spaces(&self, start: usize, end: usize) -> usize {
        start + self.text.get(start..end).unwrap_or_default().trim_end_matches([' ', '\t', '\r', '\n']).len()
    }
}
