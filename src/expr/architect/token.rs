//! Splits the text of an expression into tokens without spaces and comments, and reports text that is not part of a
//! token.
//!
//! Placeholders (`{{x}}`, `${x}`, `<x>` in the place of an operand) are tokens, since the file is complete only after
//! they have been replaced. Every byte is read a few times at most.

use std::iter::Peekable;
use std::vec::IntoIter;

use super::error::{Error, Problem};
use super::tree::Operator;
use crate::expr::input::Input;
use crate::expr::placeholder::{self, Match};
use crate::text::Span;

/// A kind of brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bracket {
    Round,
    Square,
    Curly,
}

impl Bracket {
    /// The character that closes it.
    #[must_use]
    pub fn closing(self) -> char {
        match self {
            Bracket::Round => ')',
            Bracket::Square => ']',
            Bracket::Curly => '}',
        }
    }

    /// The character that opens it.
    #[must_use]
    pub fn opening(self) -> char {
        match self {
            Bracket::Round => '(',
            Bracket::Square => '[',
            Bracket::Curly => '{',
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    Word,
    Integer,
    Decimal,
    Text,
    /// A placeholder, alone or as a part of a word.
    Hole,
    Operator(Operator),
    Open(Bracket),
    Close(Bracket),
    Comma,
    Dot,
    Question,
    Colon,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub kind: TokenKind,
    pub span: Span,
}

/// Splits an expression into tokens; what no token can be made of goes to `errors`.
pub(super) fn tokens(text: &str, errors: &mut Vec<Error>) -> Vec<Token> {
    let holes = placeholder::find(text).into_iter().peekable();
    let mut lexer =
        Lexer { text: Input::new(text), at: 0, holes, tokens: Vec::new(), errors, absent: Absent::default() };
    lexer.run();
    lexer.tokens
}

/// Characters that do not occur in the rest of the text, so that nothing is searched twice.
#[derive(Default)]
struct Absent {
    single_quotes: bool,
    curly_quotes: bool,
}

struct Lexer<'t, 'e> {
    text: Input<'t>,
    /// The byte that is next.
    at: usize,
    holes: Peekable<IntoIter<Match>>,
    tokens: Vec<Token>,
    errors: &'e mut Vec<Error>,
    absent: Absent,
}

const CURLY_QUOTES: [char; 6] = ['“', '”', '„', '‟', '‘', '’'];

impl Lexer<'_, '_> {
    fn run(&mut self) {
        while let Some(next) = self.text.character(self.at) {
            if matches!(next, ' ' | '\t' | '\r' | '\n') {
                self.at += 1;
            } else if self.comment() || self.word(next) || self.number(next) || self.angle_hole(next) {
            } else if next == '"' {
                self.text();
            } else if next == '\'' || CURLY_QUOTES.contains(&next) {
                self.foreign_text(next);
            } else {
                self.sign(next);
            }
        }
    }

    fn push(&mut self, kind: TokenKind, length: usize) {
        self.tokens.push(Token { kind, span: Span::new(self.at, self.at + length) });
        self.at += length;
    }

    fn error(&mut self, problem: Problem, length: usize) {
        self.errors.push(Error { problem, span: Span::new(self.at, self.at + length) });
    }

    /// Skips `// …`, `# …` and `/* … */`: it is uncertain whether Architect does.
    fn comment(&mut self) -> bool {
        let end = if self.text.has(self.at, "//") || self.text.has(self.at, "#") {
            self.text.find_byte(self.at, [b'\n'])
        } else if self.text.has(self.at, "/*") {
            self.text.after(self.at, "*/")
        } else {
            return false;
        };
        self.at = end.unwrap_or(self.text.len());
        true
    }

    /// The length of the placeholder that begins at a byte, 0 if none does.
    fn hole_length(&mut self, at: usize) -> usize {
        while self.holes.next_if(|hole| hole.range.start < at).is_some() {}
        self.holes.peek().filter(|hole| hole.range.start == at).map_or(0, |hole| hole.range.len())
    }

    /// A word, a placeholder, or both without a space between them.
    fn word(&mut self, next: char) -> bool {
        let mut has_hole = false;
        let mut end = self.at;
        loop {
            let length = self.text.character_run(end, is_word);
            let hole = self.hole_length(end);
            // `${x}` begins like a word.
            let length = if hole == 0 { self.before_hole(end, length) } else { 0 };
            has_hole |= hole > 0;
            if length + hole == 0 {
                break;
            }
            end += length + hole;
        }
        let is_word = has_hole || is_letter(next) || next == '_';
        if end == self.at || !is_word {
            return false;
        }
        if next == '_' && !has_hole {
            self.error(Problem::Underscore, end - self.at);
        }
        self.push(if has_hole { TokenKind::Hole } else { TokenKind::Word }, end - self.at);
        true
    }

    /// The part of `length` bytes from `at` on that is before the next placeholder.
    fn before_hole(&mut self, at: usize, length: usize) -> usize {
        self.holes.peek().map_or(length, |hole| length.min(hole.range.start.saturating_sub(at)))
    }

    /// `5`, `1.5`, `.5`, `5.`
    fn number(&mut self, next: char) -> bool {
        let digits = |at: usize| self.text.run(at, |byte| byte.is_ascii_digit());
        let whole = digits(self.at);
        let dot = self.at + whole;
        let fraction = self.text.has(dot, ".").then(|| digits(dot + 1));
        if !(next.is_ascii_digit() || next == '.' && fraction.is_some_and(|fraction| fraction > 0)) {
            return false;
        }
        let length = whole + fraction.map_or(0, |fraction| fraction + 1);
        let significant = self.text.slice(self.at..self.at + length).trim_start_matches(['0', '.']).len();
        let limit = if fraction.is_some() { 40 + 1 } else { 15 };
        // `1e5`, `0x1F`, `1_000`
        let letters = self.text.character_run(self.at + length, is_word);
        let letters = self.before_hole(self.at + length, letters);
        if letters > 0 {
            self.error(Problem::BadNumber, length + letters);
        } else if significant > limit {
            self.error(Problem::LongNumber, length);
        }
        let kind = if fraction.is_some() { TokenKind::Decimal } else { TokenKind::Integer };
        self.push(kind, length + letters);
        true
    }

    /// `<queue name>` where an operand belongs: a gap that an author left.
    fn angle_hole(&mut self, next: char) -> bool {
        if next != '<' || self.is_after_operand() {
            return false;
        }
        let start = self.at + 1;
        let is_inner = |letter: char| is_word(letter) || matches!(letter, ' ' | '-' | '.');
        let inner = self.text.character_run(start, is_inner);
        let is_hole = self.text.character(start).is_some_and(is_letter) && self.text.has(start + inner, ">");
        if is_hole {
            self.push(TokenKind::Hole, inner + 2);
        }
        is_hole
    }

    fn is_after_operand(&self) -> bool {
        self.tokens.last().is_some_and(|last| {
            use TokenKind::{Close, Decimal, Hole, Integer, Text, Word};
            let is_operator = last.kind == Word && operator_word(self.text.slice(last.span.range())).is_some();
            matches!(last.kind, Close(_) | Decimal | Hole | Integer | Text | Word) && !is_operator
        })
    }

    /// A string with all its escapes.
    fn text(&mut self) {
        let mut end = self.at + 1;
        loop {
            let Some(found) = self.text.find_byte(end, [b'"', b'\\']) else {
                self.error(Problem::UnclosedText, 1);
                end = self.text.len();
                break;
            };
            end = found + 1;
            if self.text.byte(found) == Some(b'"') {
                break;
            }
            let escaped = self.text.character(end);
            let length = escaped.map_or(0, char::len_utf8);
            if escaped.is_some_and(|it| !matches!(it, '"' | '\\' | 'n' | 'r' | 't')) {
                let span = Span::new(end - 1, end + length);
                self.errors.push(Error { problem: Problem::BadEscape, span });
            }
            end += length;
        }
        self.push(TokenKind::Text, end - self.at);
    }

    /// A string in single or typographic quotes.
    fn foreign_text(&mut self, quote: char) {
        let length = quote.len_utf8();
        let start = self.at + length;
        let (known, problem) = match quote {
            '\'' => (self.absent.single_quotes, Problem::SingleQuotes),
            _ => (self.absent.curly_quotes, Problem::CurlyQuotes),
        };
        let closing = if known {
            None
        } else if quote == '\'' {
            self.text.after(start, "'")
        } else {
            let end = start + self.text.character_run(start, |it| !CURLY_QUOTES.contains(&it));
            self.text.character(end).map(|it| end + it.len_utf8())
        };
        match closing {
            Some(end) => {
                self.error(problem, end - self.at);
                self.push(TokenKind::Text, end - self.at);
            }
            None if quote == '\'' => {
                self.absent.single_quotes = true;
                self.unknown(length);
            }
            None => {
                self.absent.curly_quotes = true;
                self.unknown(length);
            }
        }
    }

    fn unknown(&mut self, length: usize) {
        self.error(Problem::Character, length);
        self.at += length;
    }

    fn sign(&mut self, next: char) {
        let rest = self.text.bytes(self.at, LONGEST_SIGN);
        let Some(&(sign, kind, is_known)) = SIGNS.iter().find(|(sign, ..)| rest.starts_with(sign.as_bytes())) else {
            return self.unknown(next.len_utf8());
        };
        if let (TokenKind::Operator(operator), false) = (kind, is_known) {
            self.error(Problem::ForeignOperator(operator), sign.len());
        }
        self.push(kind, sign.len());
    }
}

const fn operator(sign: &'static str, operator: Operator) -> (&'static str, TokenKind, bool) {
    (sign, TokenKind::Operator(operator), true)
}

/// An operator of other languages, with the one that Architect has for it.
const fn foreign(sign: &'static str, operator: Operator) -> (&'static str, TokenKind, bool) {
    (sign, TokenKind::Operator(operator), false)
}

const fn other(sign: &'static str, kind: TokenKind) -> (&'static str, TokenKind, bool) {
    (sign, kind, true)
}

/// The length of the longest sign in bytes.
const LONGEST_SIGN: usize = 3;

/// Signs, longest first, and whether Architect has them.
const SIGNS: [(&str, TokenKind, bool); 35] = [
    foreign("===", Operator::Equal),
    foreign("!==", Operator::NotEqual),
    operator("==", Operator::Equal),
    operator("!=", Operator::NotEqual),
    operator(">=", Operator::GreaterOrEqual),
    operator("<=", Operator::LessOrEqual),
    foreign("&&", Operator::And),
    foreign("||", Operator::Or),
    foreign("<>", Operator::NotEqual),
    foreign("=>", Operator::GreaterOrEqual),
    foreign("=<", Operator::LessOrEqual),
    foreign("**", Operator::Power),
    foreign("=", Operator::Equal),
    operator(">", Operator::Greater),
    operator("<", Operator::Less),
    operator("+", Operator::Add),
    operator("-", Operator::Subtract),
    operator("*", Operator::Multiply),
    operator("/", Operator::Divide),
    operator("%", Operator::Remainder),
    operator("^", Operator::Power),
    operator("&", Operator::BitAnd),
    operator("|", Operator::BitOr),
    operator("~", Operator::BitNot),
    operator("!", Operator::Not),
    other("?", TokenKind::Question),
    other(":", TokenKind::Colon),
    other("(", TokenKind::Open(Bracket::Round)),
    other(")", TokenKind::Close(Bracket::Round)),
    other("[", TokenKind::Open(Bracket::Square)),
    other("]", TokenKind::Close(Bracket::Square)),
    other("{", TokenKind::Open(Bracket::Curly)),
    other("}", TokenKind::Close(Bracket::Curly)),
    other(".", TokenKind::Dot),
    other(",", TokenKind::Comma),
];

/// The operator that a word is, in any capitalisation.
pub(super) fn operator_word(word: &str) -> Option<Operator> {
    if word.eq_ignore_ascii_case("and") {
        Some(Operator::And)
    } else {
        word.eq_ignore_ascii_case("or").then_some(Operator::Or)
    }
}

fn is_word(letter: char) -> bool {
    letter.is_ascii_digit() || letter == '_' || is_letter(letter)
}

/// Whether a name may begin with this.
fn is_letter(letter: char) -> bool {
    letter.is_ascii_alphabetic()
        || matches!(letter, '$' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{1FFF}'
            | '\u{3040}'..='\u{318F}' | '\u{3300}'..='\u{337F}' | '\u{3400}'..='\u{3D2D}' | '\u{4E00}'..='\u{9FFF}'
            | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FFEF}')
}
