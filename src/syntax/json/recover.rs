//! Recovers from text that is not JSON: reports one error per mistake and continues at the next token that is
//! certain.
//!
//! Every function here moves forward or ends the parse, so that the whole parse stays linear.

use super::word::placeholder_message;
use super::{Next, Parser, ValueKind, scan};
use crate::syntax::Node;
use crate::text::Span;

impl Parser<'_> {
    /// A key or the end of the object should be here.
    #[cold]
    pub(super) fn recover_key(&mut self, first: bool) -> Next {
        if self.trivia() {
            return if first { Next::First } else { Next::Element };
        }
        match self.byte(self.at) {
            _ if self.at_end() => self.never_closed(),
            b'}' => self.trailing_comma('}'),
            b']' => self.wrong_closing(false),
            b',' => self.surplus_comma("a key"),
            b':' => {
                self.error(self.char_span(), "expected a key before `:`");
                self.missing(Span::at(self.at));
                self.recover_colon(true)
            }
            b'\'' if self.single_quoted() => self.recover_colon(true),
            byte @ (b'{' | b'[') if scan::placeholder(self.bytes, self.at).is_none() => {
                if !first && byte == b'{' && self.is_in_array() {
                    return self.close_forgotten_object();
                }
                self.error(self.char_span(), format!("expected a key, found `{}`", char::from(byte)));
                self.missing(Span::at(self.at));
                Next::Value
            }
            _ => {
                self.bare_key();
                self.recover_colon(true)
            }
        }
    }

    /// Handles a missing `:`. `is_reported`: the key already has an error.
    #[cold]
    pub(super) fn recover_colon(&mut self, is_reported: bool) -> Next {
        self.trivia();
        let key = self.tree.nodes.last().map_or(Span::at(self.at), |node| node.span);
        self.done = self.done.max(key.end as usize);
        match self.byte(self.at) {
            _ if self.at_end() => self.never_closed(),
            b':' => {
                self.colon = self.at;
                self.at += 1;
                Next::Value
            }
            b'=' => {
                if !is_reported {
                    self.error(self.char_span(), "expected `:` after the key, found `=`");
                }
                self.colon = self.at;
                self.at += 1 + usize::from(self.byte(self.at + 1) == b'>');
                Next::Value
            }
            b',' | b'}' | b']' => self.key_alone(key, is_reported),
            b'"' if self.is_key() => self.key_alone(key, is_reported),
            _ if is_reported || (self.starts_value() && !self.is_glued_to_string()) => {
                if !is_reported {
                    self.error(key, "missing `:` after this key");
                }
                Next::Value
            }
            _ => {
                self.skip_junk();
                if self.skip_white_space() == b':' {
                    return self.recover_colon(true);
                }
                self.key_alone(key, true)
            }
        }
    }

    fn key_alone(&mut self, key: Span, is_reported: bool) -> Next {
        if !is_reported {
            self.error(key, "this key has no value");
        }
        self.missing(Span::at(self.done));
        self.excused = Some(self.done);
        Next::Separator
    }

    /// A value should be here.
    #[cold]
    pub(super) fn recover_value(&mut self, byte: u8) -> Next {
        if self.trivia() {
            return Next::Value;
        }
        let innermost = self.tree.open.last().map(|open| open.is_object);
        match (byte, innermost) {
            _ if self.at_end() => self.never_closed(),
            (b',' | b'}' | b']', Some(true)) => {
                self.error(Span::new(self.colon, self.colon + 1), "missing value after this `:`");
                self.missing(Span::at(self.colon + 1));
                Next::Separator
            }
            (b',', Some(false)) => self.surplus_comma("a value"),
            (b']', Some(false)) => self.trailing_comma(']'),
            (b'}', Some(false)) => self.wrong_closing(true),
            (b',' | b'}' | b']', None) => {
                self.error(self.char_span(), format!("expected a value, found `{}`", char::from(byte)));
                Next::End
            }
            (b':', _) => {
                self.error(self.char_span(), "unexpected `:`");
                while self.skip_white_space() == b':' {
                    self.at += 1;
                }
                Next::Value
            }
            (b'\'', _) if self.single_quoted() => Next::Separator,
            _ => self.bare_word(),
        }
    }

    /// `{{` where a value should be: a placeholder, or an object in the place of a key.
    #[cold]
    pub(super) fn recover_double_brace(&mut self) -> Next {
        if scan::placeholder(self.bytes, self.at).is_some() { self.bare_word() } else { self.open(ValueKind::Object) }
    }

    /// A `,` or a closing bracket should be here.
    #[cold]
    pub(super) fn recover_separator(&mut self, byte: u8) -> Next {
        if self.trivia() {
            return Next::Separator;
        }
        let in_object = self.tree.in_object();
        match byte {
            _ if self.at_end() => self.never_closed(),
            b'}' | b']' => self.wrong_closing(byte == b'}'),
            b':' => {
                self.error(self.char_span(), "unexpected `:` after a value");
                if in_object {
                    self.missing(Span::at(self.at));
                }
                self.colon = self.at;
                self.at += 1;
                Next::Value
            }
            b';' => {
                self.error(self.char_span(), "expected `,`, found `;`");
                self.comma = self.at;
                self.at += 1;
                Next::Element
            }
            b'{' | b'$' if scan::placeholder(self.bytes, self.at).is_some() => self.placeholder_between(),
            b'{' | b'[' if in_object => {
                self.missing_comma();
                self.missing(Span::at(self.at));
                Next::Value
            }
            _ if self.starts_element(in_object) => {
                self.missing_comma();
                Next::Element
            }
            _ => {
                self.skip_junk();
                Next::Separator
            }
        }
    }

    /// The text should end here.
    #[cold]
    pub(super) fn end_of_text(&mut self, byte: u8) -> Next {
        if self.at_end() || (self.trivia() && self.at_end()) {
            return Next::End;
        }
        // A text whose very first word is wrong is not JSON; more errors would not help.
        let is_word =
            self.tree.nodes.first().is_some_and(|root| !matches!(root.kind, ValueKind::Object | ValueKind::Array));
        if !is_word || self.errors.is_empty() {
            let message = match byte {
                b'}' | b']' => format!("this `{}` closes nothing", char::from(byte)),
                _ => "unexpected text after the end of the JSON value".to_owned(),
            };
            self.error(Span::new(self.at, self.word_end(false)), message);
        }
        Next::End
    }

    /// Skips comments and unusual white space, with one error for a whole run; returns whether there was any.
    fn trivia(&mut self) -> bool {
        let mut found = false;
        loop {
            self.skip_white_space();
            let width = self.rest().chars().take_while(|c| is_unusual_space(*c)).map(char::len_utf8).sum::<usize>();
            let (end, message) = match scan::comment(self.bytes, self.at) {
                Some(end) => (end, "JSON has no comments"),
                None if width > 0 => {
                    (self.at + width, "this only looks like a space; JSON allows no such character here")
                }
                None => return found,
            };
            if !std::mem::replace(&mut found, true) {
                self.error(Span::new(self.at, end), message);
            }
            self.at = end;
        }
    }

    fn trailing_comma(&mut self, closing: char) -> Next {
        self.error(Span::new(self.comma, self.comma + 1), format!("trailing `,` before `{closing}`"));
        self.close()
    }

    fn surplus_comma(&mut self, expected: &str) -> Next {
        self.error(self.char_span(), format!("expected {expected} before this `,`"));
        self.comma = self.at;
        self.at += 1;
        Next::Element
    }

    fn missing_comma(&mut self) {
        if self.excused != Some(self.done) {
            self.error(Span::at(self.done), "missing `,` after this value");
        }
    }

    fn placeholder_between(&mut self) -> Next {
        let end = scan::placeholder(self.bytes, self.at).unwrap_or(self.at + 1);
        let message = placeholder_message(self.text.get(self.at..end).unwrap_or_default());
        self.error(Span::new(self.at, end), message);
        self.at = end;
        self.done = end;
        self.excused = Some(end);
        Next::Separator
    }

    /// Goes over text that fits nowhere, with one error.
    fn skip_junk(&mut self) {
        let to_line_end = || self.without_structure(self.at, scan::line_end(self.bytes, self.at));
        let glued = self.is_glued_to_string() && self.can_report();
        let end = if glued {
            let line_end = scan::line_end(self.bytes, self.at);
            let quote = scan::plausible_close(self.bytes, self.at, line_end, true);
            quote.map_or_else(to_line_end, |quote| quote + 1)
        } else if matches!(self.byte(self.at), b'"' | b'\'') {
            scan::closed_on_line(self.bytes, self.at).unwrap_or_else(to_line_end)
        } else {
            self.word_end(false)
        };
        let span = Span::new(self.at, end.max(self.char_span().end as usize));
        self.error(
            span,
            if glued {
                "unexpected text after the string; a `\"` inside a string is written `\\\"`"
            } else {
                "unexpected text; expected `,` or a closing bracket"
            },
        );
        self.at = span.end as usize;
        self.done = self.at;
    }

    /// The text ends inside an object or array.
    fn never_closed(&mut self) -> Next {
        let innermost = self.tree.open.last().map(|open| open.id);
        if let Some(node) = innermost.and_then(|id| self.node(id))
            && self.excused != Some(self.done)
        {
            let start = node.span.start as usize;
            let opening = if node.kind == ValueKind::Object { '{' } else { '[' };
            self.error(Span::new(start, start + 1), format!("this `{opening}` is never closed"));
        }
        Next::End
    }

    /// Closes an object in an array whose `}` is missing: `{"a": 1, {`.
    fn close_forgotten_object(&mut self) -> Next {
        let start = self.tree.open.last().map_or(self.at, |open| self.start_of(open.id));
        self.error(Span::new(start, start + 1), "this `{` is never closed");
        // A value that recovery added after the last one belongs to it too.
        self.tree.close(self.done.max(self.tree.last_end()));
        Next::Element
    }

    /// A closing bracket of the wrong kind: either a slip of the key, or the right one is missing before it.
    fn wrong_closing(&mut self, closes_object: bool) -> Next {
        if !self.can_report() {
            return self.close();
        }
        let Some(start) = self.tree.open.last().map(|open| self.start_of(open.id)) else { return Next::Separator };
        let line = memchr::memchr_iter(b'\n', self.bytes.get(..start).unwrap_or_default()).count() + 1;
        let (opening, wanted, found) = if closes_object { ('[', ']', '}') } else { ('{', '}', ']') };
        let message = format!("expected `{wanted}` to close the `{opening}` of line {line}, found `{found}`");
        self.error(self.char_span(), message);
        if !self.closes_outer(closes_object, start) {
            return self.close();
        }
        while self.tree.open.last().is_some_and(|open| open.is_object != closes_object) {
            self.tree.close(self.at);
        }
        Next::Separator
    }

    /// Whether the closing bracket here was meant for a bracket further out than the innermost, which opens at
    /// `start`: there is such a one, it would not end the text too early, and the indentation does not speak against.
    fn closes_outer(&self, closes_object: bool, start: usize) -> bool {
        let outer = self.tree.open.iter().rposition(|open| open.is_object == closes_object);
        let ends_text = || scan::skip_white_space(self.bytes, self.at + 1) >= self.bytes.len();
        let indent = self.indent(self.at);
        let is_first_on_line = scan::line_start(self.bytes, self.at) + indent == self.at;
        match outer {
            None => false,
            Some(_) if is_first_on_line && indent == self.indent(start) => false,
            Some(index) => index > 0 || ends_text(),
        }
    }

    /// Counts the white space bytes before the first other character of the line at `at`.
    fn indent(&self, at: usize) -> usize {
        let line = self.bytes.get(scan::line_start(self.bytes, at)..).unwrap_or_default();
        line.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
    }

    fn is_in_array(&self) -> bool {
        self.tree.open.iter().rev().nth(1).is_some_and(|open| !open.is_object)
    }

    /// Whether an element of the innermost object or array could start here.
    fn starts_element(&self, in_object: bool) -> bool {
        if in_object { self.is_key() } else { self.starts_value() }
    }

    /// Whether a key, in any quotes, and a `:` follow.
    fn is_key(&self) -> bool {
        let end = match self.byte(self.at) {
            b'"' | b'\'' => scan::closed_on_line(self.bytes, self.at),
            _ => Some(self.word_end(true)),
        };
        end.is_some_and(|end| self.byte(scan::skip_white_space(self.bytes, end)) == b':')
    }

    fn starts_value(&self) -> bool {
        let is_literal = || matches!(self.rest().get(..4), Some("true" | "fals" | "null"));
        match self.byte(self.at) {
            b'"' => scan::closed_on_line(self.bytes, self.at).is_some(),
            b'{' | b'[' | b'0'..=b'9' | b'-' | b'\'' => true,
            _ => is_literal(),
        }
    }

    fn is_glued_to_string(&self) -> bool {
        self.at == self.done && self.at > 0 && self.byte(self.at - 1) == b'"' && self.byte(self.at) != b'"'
    }

    pub(super) fn start_of(&self, id: u32) -> usize {
        self.node(id).map_or(0, |node| node.span.start as usize)
    }

    fn node(&self, id: u32) -> Option<Node> {
        self.tree.nodes.get(id as usize).copied()
    }
}

/// Whether a character is Unicode white space that JSON does not allow, or an invisible character.
fn is_unusual_space(c: char) -> bool {
    (c.is_whitespace() && !matches!(c, ' ' | '\t' | '\n' | '\r')) || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200d}')
}
