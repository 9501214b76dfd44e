//! Finds requests of a script to the Platform API that set attributes: a call with the path of such an endpoint, in a
//! string or in a variable, and with an object literal as its body. The endpoints are those of
//! [`crate::artifact::data_action::endpoint`].

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Channel, Script};
use crate::artifact::AttributeUse;
use crate::expr::javascript::{TokenKind, closer, openers};

/// How many tokens before the end of a path its beginning is looked for: `base + "/conversations/" + id + …`.
const PATH_TOKENS: usize = 32;

/// A call with more tokens is not looked at, so that calls in calls do not cost the square of the text.
const CALL_TOKENS: usize = 4_000;

/// In how many calls, one in the other, a path may be.
const CALLS: usize = 3;

/// How many objects in variables of a call are looked at.
const PARTS: usize = 8;

/// The member of the body whose keys are attributes, and the method that the call must name.
#[derive(Clone, Copy)]
struct Endpoint {
    key: &'static str,
    method: &'static str,
}

impl Script<'_> {
    /// Adds what requests of the script set.
    pub(super) fn requests(&self, uses: &mut Vec<AttributeUse>) {
        let paths: Vec<(usize, Endpoint)> =
            (0..self.tokens.len()).filter_map(|at| Some((at, self.endpoint(at)?))).collect();
        if paths.is_empty() {
            return;
        }
        let openers = self.openers.get_or_init(|| openers(self.tokens));
        let mut seen = FxHashSet::default();
        let mut named: FxHashMap<&str, Endpoint> = FxHashMap::default();
        let mut requests: FxHashMap<(usize, &str), bool> = FxHashMap::default();
        let mut is_request = |open: usize, endpoint: Endpoint| {
            let known = requests.entry((open, endpoint.method));
            *known.or_insert_with(|| self.is_request(open, endpoint))
        };
        for (at, endpoint) in paths {
            // A function may complete the path: `fetch(api("/conversations/callbacks"), …)`.
            let calls = std::iter::successors(self.call_around(openers, at), |open| self.call_around(openers, *open));
            let calls: Vec<usize> = calls.take(CALLS).collect();
            let request = calls.iter().find(|open| is_request(**open, endpoint));
            if let Some(open) = request.copied().filter(|open| seen.insert(*open)) {
                self.request(open, endpoint, uses);
            } else if request.is_none()
                && let Some(name) = self.assigned(openers, calls.last().copied().unwrap_or(at))
            {
                named.insert(name, endpoint);
            }
        }
        if named.is_empty() {
            return;
        }
        for at in 0..self.tokens.len() {
            let Some(endpoint) = named.get(self.word(at)).copied().filter(|_| !self.is_dot(at, 1)) else { continue };
            let call = self.call_around(openers, at).filter(|open| is_request(*open, endpoint));
            if let Some(open) = call.filter(|open| seen.insert(*open)) {
                self.request(open, endpoint, uses);
            }
        }
    }

    /// The endpoint whose path ends at a token: a string, or what follows the last expression of one in backticks.
    fn endpoint(&self, at: usize) -> Option<Endpoint> {
        let token = self.tokens.get(at).filter(|it| matches!(it.kind, TokenKind::Text | TokenKind::Close))?;
        let text = self.at(&token.range);
        let path = text.trim_end_matches(['"', '\'', '`']);
        let path = path.split_once('?').map_or(path, |(path, _)| path).trim_end_matches('/');
        if path.len() == text.len() {
            return None;
        }
        let post = |key| Some(Endpoint { key, method: "POST" });
        match path.rsplit_once("/conversations/").map(|(_, last)| last) {
            Some("callbacks") => return post("data"),
            Some("calls" | "emails") => return post("attributes"),
            _ => {}
        }
        if !path.ends_with("/attributes") {
            return None;
        }
        let start = at.saturating_sub(PATH_TOKENS);
        let before = (start..=at).filter(|at| {
            let kind = self.tokens.get(*at).map(|token| token.kind);
            matches!(kind, Some(TokenKind::Text | TokenKind::Open | TokenKind::Close))
        });
        let path: String = before.map(|at| self.slice(at)).collect();
        let (before, _) = path.rsplit_once("/participants/")?;
        before.contains("/conversations/").then_some(Endpoint { key: "attributes", method: "PATCH" })
    }

    /// The `(` of the innermost call that a token is an argument of, or a part of one that is an object.
    fn call_around(&self, openers: &[usize], at: usize) -> Option<usize> {
        let own = self.tokens.get(at).filter(|token| token.kind == TokenKind::Close);
        let mut at = *openers.get(at)?;
        if own.is_some() {
            at = *openers.get(at)?;
        }
        if self.slice(at) == "{" {
            let is_member = at.checked_sub(1).is_some_and(|before| matches!(self.slice(before), "(" | ","));
            at = *openers.get(at).filter(|_| is_member)?;
        }
        let callee = at.checked_sub(1).map(|before| self.word(before)).unwrap_or_default();
        let is_call = !matches!(callee, "" | "if" | "for" | "while" | "switch" | "return" | "function");
        (self.slice(at) == "(" && is_call).then_some(at)
    }

    /// The name of the variable that a token is a part of the value of.
    fn assigned(&self, openers: &[usize], at: usize) -> Option<&str> {
        let depth = |at: usize| openers.get(at).copied();
        let close = self.tokens.get(at).is_some_and(|token| token.kind == TokenKind::Close);
        let level = if close { depth(depth(at)?)? } else { depth(at)? };
        let before = (at.saturating_sub(PATH_TOKENS)..at).rev().take_while(|at| self.slice(*at) != ";");
        let equals = before.into_iter().find(|at| self.slice(*at) == "=" && depth(*at) == Some(level))?;
        let name = equals.checked_sub(1).map(|at| self.word(at))?;
        (!name.is_empty()).then_some(name)
    }

    /// The parts of the call that `open` begins.
    fn call(&self, open: usize) -> Vec<Range<usize>> {
        self.parts(open + 1..closer(self.closers, open).min(self.tokens.len()))
    }

    /// Whether the call that `open` begins names the method of an endpoint.
    fn is_request(&self, open: usize, endpoint: Endpoint) -> bool {
        let callee = open.checked_sub(1).map(|before| self.word(before)).unwrap_or_default();
        let says_method = |at: usize| self.string(at).eq_ignore_ascii_case(endpoint.method);
        callee.eq_ignore_ascii_case(endpoint.method) || self.call(open).into_iter().flatten().any(says_method)
    }

    /// Adds what the request that `open` begins sets.
    fn request(&self, open: usize, endpoint: Endpoint, uses: &mut Vec<AttributeUse>) {
        let parts = self.call(open);
        let values =
            parts.iter().cloned().flatten().filter_map(|at| self.value_of(at, endpoint.key)).map(|at| self.resolve(at));
        // In `{data: JSON.stringify({data: {…}})}` the inner one is meant.
        let (literal, other): (Vec<usize>, Vec<usize>) = values.partition(|at| self.slice(*at) == "{");
        let at = literal.last().or_else(|| other.last()).copied();
        // Callbacks, calls and e-mails need no attributes.
        if at.is_some() || endpoint.method == "PATCH" {
            self.add(at.or(Some(open + 1)), Channel::Api, uses);
        }
    }

    /// Some tokens, and those of the objects in the variables that they name, and so on.
    fn parts(&self, tokens: Range<usize>) -> Vec<Range<usize>> {
        let mut parts = vec![tokens];
        let mut next = 0;
        while let Some(part) = parts.get(next).cloned().filter(|_| next < PARTS) {
            if part.len() > CALL_TOKENS {
                break;
            }
            for at in part {
                let open = self.resolve(at);
                let object = open..closer(self.closers, open);
                if open != at && !parts.contains(&object) && parts.len() < PARTS {
                    parts.push(object);
                }
            }
            next += 1;
        }
        parts.retain(|part| part.len() <= CALL_TOKENS);
        parts
    }

    /// The first token of the value, where a token is a key of an object with this name.
    fn value_of(&self, at: usize, key: &str) -> Option<usize> {
        let is_key = self.word(at) == key || self.string(at) == key;
        let is_member = at.checked_sub(1).is_some_and(|before| matches!(self.slice(before), "{" | ","));
        if !is_key || !is_member {
            return None;
        }
        match self.slice(at + 1) {
            ":" => Some(at + 2),
            "," | "}" if !self.word(at).is_empty() => Some(at),
            _ => None,
        }
    }
}
