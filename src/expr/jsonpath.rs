//! Parses a `JSONPath`: whether it is valid, which names it contains, and whether it can return more than one value.
//!
//! The notation is that of [Jayway JsonPath](https://github.com/json-path/JsonPath), which data actions use for their
//! translation maps; a path without the leading `$.` is read as if it had one
//! (<https://help.mypurecloud.com/articles/response-configuration-data-actions/>). Of a filter only brackets and
//! strings are parsed. Time is linear.

use std::ops::Range;

use super::input::Input;

/// A step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// `.name` or `['name']`; the byte range of the name, without quotes.
    Child(Range<usize>),
    /// `[0]` or `[-1]`.
    Index,
    /// Anything else that can give any number of values: `*`, `[1:3]`, `['a','b']`, `[?(…)]`.
    Many,
    /// `..`: the next step is looked for at any depth.
    Descent,
    /// `.length()` and similar functions: one value, computed from all results of the path before it.
    Function(Range<usize>),
}

/// A path that has been read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    pub segments: Vec<Segment>,
}

/// The reason why a text is not a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The bytes of the text that are wrong; empty at its end where something is missing.
    pub range: Range<usize>,
    /// The error as a phrase without full stop.
    pub message: &'static str,
}

impl Path {
    /// Whether it returns a list of values, of any length, and not one value.
    #[must_use]
    pub fn is_indefinite(&self) -> bool {
        let is_many = self.segments.iter().any(|segment| matches!(segment, Segment::Many | Segment::Descent));
        is_many && !matches!(self.segments.last(), Some(Segment::Function(_)))
    }
}

/// The notation of a name in a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    /// `.name`
    Dotted,
    /// `['name']` or `["name"]`, by its quote.
    Quoted(char),
}

impl Notation {
    /// The notation of the name at `name`, the range of a [`Segment::Child`], in `text`.
    #[must_use]
    pub fn of(text: &str, name: &Range<usize>) -> Self {
        let before = text.get(..name.start).and_then(|before| before.chars().next_back());
        before.filter(|quote| matches!(quote, '\'' | '"')).map_or(Notation::Dotted, Notation::Quoted)
    }

    /// Decodes the name `written`; `None` if an escape has a special meaning, such as a line break.
    #[must_use]
    pub fn read(self, written: &str) -> Option<String> {
        let mut name = String::with_capacity(written.len());
        let mut letters = written.chars();
        while let Some(letter) = letters.next() {
            let is_escape = letter == '\\' && self != Notation::Dotted;
            name.push(if is_escape { letters.next().filter(|it| !it.is_alphanumeric())? } else { letter });
        }
        Some(name)
    }

    /// Encodes `name` in this notation: `.name`, or the text between the quotes. A name that is not allowed after a
    /// dot gets brackets and quotes.
    #[must_use]
    pub fn write(self, name: &str) -> String {
        match self {
            Notation::Dotted
                if !name.is_empty() && name.chars().all(|it| it.is_alphanumeric() || "_-".contains(it)) =>
            {
                format!(".{name}")
            }
            Notation::Dotted => format!("['{}']", Notation::Quoted('\'').write(name)),
            Notation::Quoted(quote) => {
                let escape = |it: char| (it == quote || it == '\\').then_some('\\').into_iter().chain([it]);
                name.chars().flat_map(escape).collect()
            }
        }
    }
}

/// Parses a path.
///
/// # Errors
///
/// The first place at which the text is not a valid path.
pub fn parse(text: &str) -> Result<Path, Error> {
    let mut parser = Parser { text: Input::new(text.trim_end()), at: 0, segments: Vec::new() };
    parser.path()?;
    Ok(Path { segments: parser.segments })
}

struct Parser<'t> {
    text: Input<'t>,
    at: usize,
    segments: Vec<Segment>,
}

impl Parser<'_> {
    fn path(&mut self) -> Result<(), Error> {
        self.skip_spaces();
        match self.peek() {
            None => return Err(self.missing("the path is empty")),
            Some(b'$' | b'@') => self.at += 1,
            Some(b'[' | b'.') => {}
            Some(_) => self.name()?,
        }
        while let Some(byte) = self.peek() {
            match byte {
                b'.' => self.dot()?,
                b'[' => self.bracket()?,
                _ => return Err(self.unexpected("expected `.` or `[`")),
            }
        }
        Ok(())
    }

    fn peek(&self) -> Option<u8> {
        self.text.byte(self.at)
    }

    fn skip_spaces(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn missing(&self, message: &'static str) -> Error {
        Error { range: self.at..self.at, message }
    }

    /// An error that covers the character that is next.
    fn unexpected(&self, message: &'static str) -> Error {
        let length = self.text.character(self.at).map_or(0, char::len_utf8);
        Error { range: self.at..self.at + length, message }
    }

    fn dot(&mut self) -> Result<(), Error> {
        self.at += 1;
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.segments.push(Segment::Descent);
            if self.peek() == Some(b'[') {
                return Ok(());
            }
        }
        match self.peek() {
            Some(b'*') => {
                self.at += 1;
                self.segments.push(Segment::Many);
                Ok(())
            }
            // Jayway takes `.['name']` for `['name']`.
            Some(b'[') => Ok(()),
            _ => self.name(),
        }
    }

    /// A name without quotes, or a function.
    fn name(&mut self) -> Result<(), Error> {
        let start = self.at;
        let length = self.text.run(start, |byte| !b".[]()".contains(&byte));
        self.at += length;
        if length == 0 {
            let message = "expected a name";
            return Err(if self.peek().is_none() { self.missing(message) } else { self.unexpected(message) });
        }
        if self.peek() == Some(b'(') {
            self.balanced(b'(', b')')?;
            self.segments.push(Segment::Function(start..start + length));
        } else {
            self.segments.push(Segment::Child(start..start + length));
        }
        Ok(())
    }

    fn bracket(&mut self) -> Result<(), Error> {
        let start = self.at;
        self.at += 1;
        self.skip_spaces();
        match self.peek() {
            Some(b'\'' | b'"') => return self.names(start),
            Some(b'?') => {
                self.at += 1;
                self.skip_spaces();
                match self.peek() {
                    Some(b'(') => self.balanced(b'(', b')')?,
                    // `[?]` waits for a filter that only code can give.
                    _ => return Err(self.unexpected("a filter must be in parentheses: `[?(@.name == 'value')]`")),
                }
                self.segments.push(Segment::Many);
            }
            Some(b'*') => {
                self.at += 1;
                self.segments.push(Segment::Many);
            }
            _ => {
                let inside = self.text.run(self.at, is_number_list);
                let list = self.text.slice(self.at..self.at + inside).trim();
                self.at += inside;
                if list.is_empty() {
                    return Err(self.unexpected("expected a number, a quoted name, `*` or a filter"));
                }
                let is_index = list.parse::<i64>().is_ok();
                if !is_index && !list.contains([',', ':']) {
                    return Err(Error { range: start + 1..self.at, message: "not a number" });
                }
                self.segments.push(if is_index { Segment::Index } else { Segment::Many });
            }
        }
        self.end_bracket(start)
    }

    /// One or more names in quotes.
    fn names(&mut self, start: usize) -> Result<(), Error> {
        let mut names = Vec::new();
        loop {
            let Some(quote) = self.peek().filter(|byte| matches!(byte, b'\'' | b'"')) else {
                return Err(self.unexpected("expected a quoted name"));
            };
            let from = self.at;
            self.string(quote)?;
            names.push(from + 1..self.at - 1);
            self.skip_spaces();
            if self.peek() != Some(b',') {
                break;
            }
            self.at += 1;
            self.skip_spaces();
        }
        match (names.pop(), names.is_empty()) {
            (Some(name), true) => self.segments.push(Segment::Child(name)),
            _ => self.segments.push(Segment::Many),
        }
        self.end_bracket(start)
    }

    fn end_bracket(&mut self, start: usize) -> Result<(), Error> {
        self.skip_spaces();
        match self.peek() {
            Some(b']') => {
                self.at += 1;
                Ok(())
            }
            Some(_) => Err(self.unexpected("missing `]` before this")),
            None => Err(Error { range: start..self.at, message: "missing `]`" }),
        }
    }

    /// Skips the string whose quote is next.
    fn string(&mut self, quote: u8) -> Result<(), Error> {
        let start = self.at;
        self.at += 1;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'\\' => self.at += 1,
                _ if byte == quote => return Ok(()),
                _ => {}
            }
        }
        self.at = self.text.len();
        Err(Error { range: start..self.at, message: "unclosed quote" })
    }

    /// Skips to the bracket that closes the next one.
    fn balanced(&mut self, open: u8, close: u8) -> Result<(), Error> {
        let start = self.at;
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'\'' | b'"' => {
                    self.string(byte)?;
                    continue;
                }
                // A regular expression may contain brackets and quotes: `=~ /a(b/`.
                b'/' if self.before_is_match() => self.string(b'/').map(|()| self.at -= 1)?,
                _ if byte == open => depth += 1,
                _ if byte == close => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return Ok(());
            }
        }
        Err(Error { range: start..self.at, message: "unclosed bracket" })
    }

    /// Whether `=~` is directly before the current position.
    fn before_is_match(&self) -> bool {
        let end = self.at - self.text.run_before(self.at, |byte| byte.is_ascii_whitespace());
        end.checked_sub(2).is_some_and(|start| self.text.has(start, "=~"))
    }
}

/// Whether a byte is allowed in a list of indices or in a slice.
fn is_number_list(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b'-' | b':' | b',' | b' ')
}
