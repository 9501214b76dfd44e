//! Follows an object that is a parameter of a function to the calls of the function in the same script.

use rustc_hash::FxHashMap;

use super::Script;
use crate::expr::javascript::{TokenKind, closer, openers};

/// How many blocks around a parameter are looked at.
const BLOCKS: usize = 16;

/// How many calls of a function are looked at.
const CALLS: usize = 32;

/// Longer lists of parameters and arguments, in tokens, are not looked at.
const TOKENS: usize = 500;

impl<'a> Script<'a> {
    /// The object literals that calls pass for the parameter at a token.
    pub(super) fn passed(&self, at: usize) -> Vec<usize> {
        let name = self.word(at);
        let openers = self.openers.get_or_init(|| openers(self.tokens));
        let around = std::iter::successors(openers.get(at).copied(), |open| openers.get(*open).copied());
        for block in around.take(BLOCKS).filter(|open| !name.is_empty() && self.slice(*open) == "{") {
            let Some((function, parameters)) = self.function(block, openers) else { continue };
            let mut starts = self.short_arguments(parameters).into_iter();
            if let Some(position) = starts.position(|start| self.word(start) == name) {
                let mut known = self.passed.borrow_mut();
                let objects = known.entry((function, position));
                return objects.or_insert_with(|| self.objects_in_calls(function, position)).clone();
            }
        }
        Vec::new()
    }

    /// The name of the function whose body begins at a `{`, and the `(` of its parameters.
    fn function(&self, body: usize, openers: &[usize]) -> Option<(&'a str, usize)> {
        let is_arrow = self.slice(body.checked_sub(1)?) == ">" && self.slice(body.checked_sub(2)?) == "=";
        let close = body.checked_sub(if is_arrow { 3 } else { 1 })?;
        let open = *openers.get(close).filter(|_| self.slice(close) == ")")?;
        let before = open.checked_sub(1)?;
        // `function name(…)`, `name = function (…)`, `name = (…) =>`, `name = async (…) =>`.
        let last = match self.word(before) {
            "function" | "async" => before.checked_sub(1)?,
            _ => before,
        };
        let name = if self.slice(last) == "=" { last.checked_sub(1)? } else { last };
        let is_named = name != last || last == before && self.word(before.checked_sub(1)?) == "function";
        let is_named = is_named && self.is_word(name);
        is_named.then(|| (self.word_in_text(name), open))
    }

    /// The object literals at a position among the arguments of the calls of a function.
    fn objects_in_calls(&self, function: &str, position: usize) -> Vec<usize> {
        let is_call = |at: &usize| {
            let before = at.checked_sub(1).map(|before| self.slice(before)).unwrap_or_default();
            before != "function" && !self.is_dot(*at, 1)
        };
        let calls = self.calls.get_or_init(|| {
            let words = (0..self.tokens.len()).filter(|at| self.slice(at + 1) == "(" && self.is_word(*at));
            let mut calls: FxHashMap<&'a str, Vec<usize>> = FxHashMap::default();
            for at in words {
                calls.entry(self.word_in_text(at)).or_default().push(at);
            }
            calls
        });
        let calls = calls.get(function).into_iter().flatten().copied().filter(is_call).take(CALLS);
        let arguments = calls.filter_map(|at| self.short_arguments(at + 1).get(position).copied());
        arguments.map(|at| self.resolve(at)).filter(|at| self.slice(*at) == "{").collect()
    }

    fn short_arguments(&self, open: usize) -> Vec<usize> {
        let is_short = closer(self.closers, open).saturating_sub(open) <= TOKENS;
        if is_short { self.arguments(open) } else { Vec::new() }
    }

    fn is_word(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.kind == TokenKind::Word)
    }

    /// As [`Script::word`], for as long as the text lives.
    fn word_in_text(&self, at: usize) -> &'a str {
        self.tokens.get(at).and_then(|token| self.text.get(token.range.clone())).unwrap_or_default()
    }
}
