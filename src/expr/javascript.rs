//! Splits JavaScript into tokens. Knows just enough of the language to separate code from comments, strings and
//! regular expressions.
//!
//! Time is linear: a construct without an end extends to the end of the line or of the text, as it does in an editor.

use std::ops::Range;

use super::input::Input;

/// The kind of a token, as far as the readers of snippets need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A name or a keyword.
    Word,
    Number,
    /// A string, also in backticks as long as nothing is put into it; with its quotes.
    Text,
    Regex,
    /// `.` or `?.`
    Dot,
    Comma,
    Plus,
    /// `(`, `[`, `{`, and the part of a string in backticks before an expression that is put into it.
    Open,
    /// `)`, `]`, `}`, and the part of a template literal after such an expression.
    Close,
    /// Any other character.
    Other,
}

/// A token and its byte range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub kind: TokenKind,
    pub range: Range<usize>,
}

/// Splits `text` into tokens, without white space and comments.
#[must_use]
pub fn tokens(text: &str) -> Vec<Token> {
    let mut lexer = Lexer { text: Input::new(text), tokens: Vec::new(), substitutions: Vec::new() };
    let mut at = 0;
    while let Some(byte) = lexer.text.byte(at) {
        at = lexer.token(at, byte);
    }
    lexer.tokens
}

/// The byte range of the content of the string at `quoted`, without its quotes; the closing one may be missing.
#[must_use]
pub fn inside(text: &str, quoted: &Range<usize>) -> Range<usize> {
    let raw = text.get(quoted.clone()).unwrap_or_default();
    let closed = raw.len() > 1 && raw.chars().next() == raw.chars().last();
    quoted.start + 1..quoted.end - usize::from(closed)
}

/// Decodes the content of a string, resolving its escapes.
#[must_use]
pub fn unescape(inside: &str) -> String {
    let source = Input::new(inside);
    let mut text = String::with_capacity(inside.len());
    let mut at = 0;
    while let Some(backslash) = source.find_byte(at, [b'\\']) {
        text.push_str(source.slice(at..backslash));
        let escape = source.character(backslash + 1);
        at = backslash + 1 + escape.map_or(0, char::len_utf8);
        match escape {
            Some('n') => text.push('\n'),
            Some('t') => text.push('\t'),
            Some('r') => text.push('\r'),
            Some('b') => text.push('\u{8}'),
            Some('f') => text.push('\u{c}'),
            Some('v') => text.push('\u{b}'),
            // A backslash at the end of a line joins it with the next one.
            Some('\n') | None => {}
            Some(kind @ ('x' | 'u')) => {
                let (character, length) = code_point(kind, source, at);
                text.push(character);
                at += length;
            }
            Some(other) => text.push(other),
        }
    }
    text + source.slice(at..inside.len())
}

/// For each token that opens something, which one closes it; one past the last where none does.
#[must_use]
pub fn closers(tokens: &[Token]) -> Vec<usize> {
    let mut closers = vec![tokens.len(); tokens.len()];
    let mut open = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            TokenKind::Open => open.push(at),
            TokenKind::Close => {
                if let Some(closer) = open.pop().and_then(|opener: usize| closers.get_mut(opener)) {
                    *closer = at;
                }
            }
            _ => {}
        }
    }
    closers
}

/// For each token, which one opens what it is directly in; one past the last where nothing does. A token that closes
/// something is in what it closes.
#[must_use]
pub fn openers(tokens: &[Token]) -> Vec<usize> {
    let mut open = vec![tokens.len()];
    let mut openers = Vec::with_capacity(tokens.len());
    for (at, token) in tokens.iter().enumerate() {
        openers.push(open.last().copied().unwrap_or(tokens.len()));
        match token.kind {
            TokenKind::Open => open.push(at),
            TokenKind::Close if open.len() > 1 => _ = open.pop(),
            _ => {}
        }
    }
    openers
}

/// The index of the token that closes the one at `open`.
#[must_use]
pub fn closer(closers: &[usize], open: usize) -> usize {
    closers.get(open).copied().unwrap_or(closers.len())
}

/// The index of the token after the argument that starts with the token `at`: a comma or `close`.
#[must_use]
pub fn argument_end(tokens: &[Token], closers: &[usize], mut at: usize, close: usize) -> usize {
    while let Some(token) = tokens.get(at).filter(|_| at < close) {
        match token.kind {
            TokenKind::Comma => return at,
            TokenKind::Open => at = closer(closers, at) + 1,
            _ => at += 1,
        }
    }
    close
}

/// The character of an escape `\x41`, `\u0041` or `\u{41}`, and the length of what follows its `x` or `u` at `at`. A half of
/// a surrogate pair alone is U+FFFD.
fn code_point(kind: char, source: Input<'_>, at: usize) -> (char, usize) {
    let braced =
        (kind == 'u' && source.has(at, "{")).then(|| at + 1 + source.run(at + 1, |byte| byte.is_ascii_hexdigit()));
    let (digits, length) = if let Some(end) = braced.filter(|end| source.has(*end, "}")) {
        (source.slice(at + 1..end), end + 1 - at)
    } else {
        let length = if kind == 'x' { 2 } else { 4 };
        (source.slice(at..at + length), length)
    };
    match u32::from_str_radix(digits, 16) {
        Ok(code) => (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), length),
        // No escape after all: the letter stands for itself.
        Err(_) => (kind, 0),
    }
}

/// Keywords after which a `/` starts a regular expression; after any other word it divides.
const BEFORE_VALUE: &[&str] = &[
    "await",
    "case",
    "delete",
    "do",
    "else",
    "in",
    "instanceof",
    "new",
    "of",
    "return",
    "throw",
    "typeof",
    "void",
    "yield",
];

struct Lexer<'t> {
    text: Input<'t>,
    tokens: Vec<Token>,
    /// For each `${` of a string in backticks that is open, how many braces are open inside it.
    substitutions: Vec<usize>,
}

impl Lexer<'_> {
    /// Reads what starts at `at`, and returns where it ends.
    fn token(&mut self, at: usize, byte: u8) -> usize {
        let next = self.text.byte(at + 1);
        match (byte, next) {
            (b'/', Some(b'/')) => self.line_end(at),
            (b'/', Some(b'*')) => self.text.after(at + 2, "*/").unwrap_or(self.text.len()),
            (b'/', _) if self.value_expected() => self.push(TokenKind::Regex, at, self.regex_end(at)),
            (b'"' | b'\'', _) => self.push(TokenKind::Text, at, self.string_end(at, byte)),
            (b'`', _) => self.backticks(at),
            (b'}', _) => self.closing_brace(at),
            (b'{', _) => {
                if let Some(braces) = self.substitutions.last_mut() {
                    *braces += 1;
                }
                self.push(TokenKind::Open, at, at + 1)
            }
            (b'(' | b'[', _) => self.push(TokenKind::Open, at, at + 1),
            (b')' | b']', _) => self.push(TokenKind::Close, at, at + 1),
            (b',', _) => self.push(TokenKind::Comma, at, at + 1),
            (b'+', _) => self.push(TokenKind::Plus, at, at + 1),
            (b'0'..=b'9', _) | (b'.', Some(b'0'..=b'9')) => {
                self.push(TokenKind::Number, at, self.run_end(at, |byte| byte == b'.' || is_word(byte)))
            }
            (b'.', _) => self.push(TokenKind::Dot, at, at + 1),
            (b'?', Some(b'.')) if !self.text.byte(at + 2).is_some_and(|byte| byte.is_ascii_digit()) => {
                self.push(TokenKind::Dot, at, at + 2)
            }
            _ if is_word(byte) => self.push(TokenKind::Word, at, self.run_end(at, is_word)),
            _ if byte.is_ascii_whitespace() => at + 1,
            _ => self.push(TokenKind::Other, at, at + 1),
        }
    }

    fn push(&mut self, kind: TokenKind, start: usize, end: usize) -> usize {
        self.tokens.push(Token { kind, range: start..end });
        end
    }

    /// Whether a value may start here; a `/` is an operator where none may.
    fn value_expected(&self) -> bool {
        let Some(last) = self.tokens.last() else { return true };
        match last.kind {
            TokenKind::Number | TokenKind::Text | TokenKind::Regex | TokenKind::Close => false,
            TokenKind::Word => BEFORE_VALUE.contains(&self.text.slice(last.range.clone())),
            _ => true,
        }
    }

    /// Handles a `}`, which either closes a block or returns to the template literal around it.
    fn closing_brace(&mut self, at: usize) -> usize {
        match self.substitutions.last_mut() {
            Some(0) => {
                self.substitutions.pop();
                let (end, open) = self.backticks_end(at + 1);
                // Between two expressions the string is both the end of the one and the start of the other.
                let close = if open { at + 1 } else { end };
                self.push(TokenKind::Close, at, close);
                if open {
                    self.substitutions.push(0);
                    self.push(TokenKind::Open, close, end);
                }
                end
            }
            Some(braces) => {
                *braces -= 1;
                self.push(TokenKind::Close, at, at + 1)
            }
            None => self.push(TokenKind::Close, at, at + 1),
        }
    }

    fn backticks(&mut self, at: usize) -> usize {
        let (end, open) = self.backticks_end(at + 1);
        if open {
            self.substitutions.push(0);
        }
        self.push(if open { TokenKind::Open } else { TokenKind::Text }, at, end)
    }

    /// Finds the end of a template literal; `true` if `${` interrupts it there.
    fn backticks_end(&self, mut at: usize) -> (usize, bool) {
        while let Some(byte) = self.text.byte(at) {
            match byte {
                b'\\' => at += 1,
                b'`' => return (at + 1, false),
                b'$' if self.text.byte(at + 1) == Some(b'{') => return (at + 2, true),
                _ => {}
            }
            at += 1;
        }
        (self.text.len(), false)
    }

    fn string_end(&self, start: usize, quote: u8) -> usize {
        let mut at = start + 1;
        while let Some(byte) = self.text.byte(at) {
            match byte {
                b'\\' => at += 1,
                b'\n' => return at,
                _ if byte == quote => return at + 1,
                _ => {}
            }
            at += 1;
        }
        self.text.len()
    }

    fn regex_end(&self, start: usize) -> usize {
        let mut in_class = false;
        let mut at = start + 1;
        while let Some(byte) = self.text.byte(at) {
            match byte {
                b'\\' => at += 1,
                b'\n' => return at,
                b'[' => in_class = true,
                b']' => in_class = false,
                b'/' if !in_class => return self.run_end(at + 1, |byte| byte.is_ascii_alphabetic()),
                _ => {}
            }
            at += 1;
        }
        self.text.len()
    }

    fn line_end(&self, start: usize) -> usize {
        self.text.find_byte(start, [b'\n']).unwrap_or(self.text.len())
    }

    /// The end of the run of bytes from `start` on that satisfy `wanted`.
    fn run_end(&self, start: usize, wanted: impl Fn(u8) -> bool) -> usize {
        start + self.text.run(start, wanted)
    }
}

/// Whether a byte belongs to a name; every character beyond ASCII is taken for a letter.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || !byte.is_ascii()
}
