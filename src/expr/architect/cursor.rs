//! Describes what is at a position of an expression that may be unfinished.

use std::ops::Range;

use super::error::Problem;
use super::token::{Bracket, Token, TokenKind, operator_word, tokens};
use crate::text::Span;

/// The part of an expression before a position.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    /// The start of the content of the string around the position.
    pub string: Option<usize>,
    /// The word that ends at the position, which may be empty: `or` in `Flow.or`.
    pub word: Range<usize>,
    /// The dot before the word.
    pub dot: Option<usize>,
    /// The start of the words before the dot, if there are only two with one dot between them: a variable.
    pub scope: Option<usize>,
    /// The calls around the position, the innermost last.
    pub calls: Vec<OpenCall>,
}

/// A call that is not closed before the position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenCall {
    /// Bytes of the expression.
    pub name: Span,
    /// The number of the argument at the position, from 0.
    pub argument: usize,
}

/// Describes the byte `at` of an expression, in time linear in what is before it.
#[must_use]
pub fn cursor(text: &str, at: usize) -> Cursor {
    let before = text.get(..at).unwrap_or(text);
    let mut errors = Vec::new();
    let mut tokens = tokens(before, &mut errors);
    let mut cursor = Cursor { word: before.len()..before.len(), ..Cursor::default() };
    if let Some(open) = errors.iter().rev().find(|error| error.problem == Problem::UnclosedText) {
        cursor.string = Some(open.span.end as usize);
        tokens.pop();
    } else {
        cursor.find_word(before, &tokens);
    }
    cursor.calls = calls(before, &tokens);
    cursor
}

impl Cursor {
    fn find_word(&mut self, before: &str, tokens: &[Token]) {
        let mut rest = tokens;
        let mut end = before.len();
        let mut take = |kind: TokenKind| {
            let (last, others) = rest.split_last()?;
            (last.kind == kind && last.span.end as usize == end).then(|| {
                rest = others;
                end = last.span.start as usize;
                end
            })
        };
        if let Some(start) = take(TokenKind::Word) {
            self.word.start = start;
        }
        self.dot = take(TokenKind::Dot);
        self.scope = self.dot.and_then(|_| take(TokenKind::Word));
        if take(TokenKind::Dot).is_some() {
            self.scope = None;
        }
    }
}

fn calls(text: &str, tokens: &[Token]) -> Vec<OpenCall> {
    let mut open: Vec<Option<OpenCall>> = Vec::new();
    let mut before: Option<&Token> = None;
    for token in tokens {
        match token.kind {
            TokenKind::Open(bracket) => {
                let is_name = |it: &&Token| {
                    it.kind == TokenKind::Word
                        && text.get(it.span.range()).is_some_and(|word| operator_word(word).is_none())
                };
                let name = before.filter(|_| bracket == Bracket::Round).filter(is_name);
                open.push(name.map(|name| OpenCall { name: name.span, argument: 0 }));
            }
            TokenKind::Close(_) => _ = open.pop(),
            TokenKind::Comma => {
                if let Some(Some(call)) = open.last_mut() {
                    call.argument += 1;
                }
            }
            _ => {}
        }
        before = Some(token);
    }
    open.into_iter().flatten().collect()
}
