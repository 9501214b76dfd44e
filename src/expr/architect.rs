//! In: the text of an Architect expression. Out: its constant value, where it has one.
//!
//! String literals stand in double quotes with `\"` and `\\` as escapes, and function names are case-insensitive
//! (<https://help.mypurecloud.com/articles/use-string-literals-expressions/>).

use std::ops::Range;

use super::work::look;

/// The value of a constant expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constant {
    pub value: String,
    /// Where the value stands in the expression, byte range without the quotes, when the expression is one string
    /// literal without escapes.
    pub literal: Option<Range<usize>>,
}

/// How deep parentheses and calls may nest before an expression counts as computed.
const MAX_DEPTH: usize = 64;

/// Folds string literals, `+` and `Append(…)` of such; `None` for everything else.
#[must_use]
pub fn constant(expression: &str) -> Option<Constant> {
    let mut parser = Parser { text: expression, at: 0 };
    let value = parser.sum(MAX_DEPTH)?;
    parser.skip_blanks();
    (parser.at == expression.len()).then(|| Constant { literal: whole_literal(expression, &value), value })
}

/// Where `value` stands in an expression that is nothing but `"value"`.
fn whole_literal(expression: &str, value: &str) -> Option<Range<usize>> {
    let inner = expression.trim().strip_prefix('"')?.strip_suffix('"')?;
    let start = expression.len() - expression.trim_start().len() + 1;
    (inner == value).then(|| start..start + inner.len())
}

fn append(value: &mut String, more: &str) {
    look(more.len());
    value.push_str(more);
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
}

impl Parser<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip_blanks(&mut self) {
        let rest = self.rest();
        let blanks = rest.len() - rest.trim_start().len();
        look(blanks + 1);
        self.at += blanks;
    }

    /// Skips blanks and then `token`, where it is next.
    fn eat(&mut self, token: char) -> bool {
        self.skip_blanks();
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len_utf8();
        }
        found
    }

    /// `term + term + …`; `depth` is how many levels may still be opened.
    fn sum(&mut self, depth: usize) -> Option<String> {
        let mut value = self.term(depth)?;
        while self.eat('+') {
            append(&mut value, &self.term(depth)?);
        }
        Some(value)
    }

    fn term(&mut self, depth: usize) -> Option<String> {
        let depth = depth.checked_sub(1)?;
        if self.eat('"') {
            return self.literal();
        }
        if self.eat('(') {
            let value = self.sum(depth)?;
            return self.eat(')').then_some(value);
        }
        self.append(depth)
    }

    /// The rest of a string literal whose opening quote has been read.
    fn literal(&mut self) -> Option<String> {
        let mut value = String::new();
        loop {
            let rest = self.rest();
            let length = rest.find(['"', '\\'])?;
            look(length);
            value.push_str(rest.get(..length)?);
            let mut special = rest.get(length..)?.chars();
            let closes = special.next()? == '"';
            if closes {
                self.at += length + 1;
                return Some(value);
            }
            value.push(special.next().filter(|escaped| matches!(escaped, '"' | '\\'))?);
            self.at += length + 2;
        }
    }

    /// `Append(sum, sum, …)`.
    fn append(&mut self, depth: usize) -> Option<String> {
        const NAME: &str = "append";
        let name = self.rest().get(..NAME.len())?;
        if !name.eq_ignore_ascii_case(NAME) {
            return None;
        }
        self.at += NAME.len();
        if !self.eat('(') {
            return None;
        }
        let mut value = self.sum(depth)?;
        while self.eat(',') {
            append(&mut value, &self.sum(depth)?);
        }
        self.eat(')').then_some(value)
    }
}
