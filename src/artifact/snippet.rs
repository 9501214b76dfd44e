//! Finds the attribute names that JavaScript uses in `flow.data.set(…)` and `flow.data.get(…)`. Does not know which
//! program runs the script.

use std::ops::Range;

use super::{
    Access, ArtifactKind, AttributeUse, Facts, Placeholder, ReplacedAt, Scalar, SourceText, Text, Via, Within,
};
use crate::diagnostic::Place;
use crate::expr::javascript::{self, Token, TokenKind, argument_end, closer, closers};
use crate::expr::placeholder;
use crate::syntax::{Locator, Style, Value};
use crate::text::Span;

/// Reads a `.js` file that the configuration names.
#[must_use]
pub fn read(text: &str) -> Facts {
    let place = Place::at(Span::new(0, text.len()));
    let script = Script { text, holder: None, place, group: 0 };
    Facts { uses: script.uses(), ..Facts::new(ArtifactKind::Snippet) }
}

/// Reads a script that is the text of a JSON string, at `place`. Its uses make up `group`.
pub(super) fn read_member(holder: Value<'_>, place: Place, group: u32) -> Vec<AttributeUse> {
    Script { text: &holder.scalar_text(), holder: Some(holder.locator()), place, group }.uses()
}

struct Script<'a> {
    text: &'a str,
    /// The JSON string that contains the script; `None`: the script is the whole file.
    holder: Option<Locator<'a>>,
    /// The place of all of the script.
    place: Place,
    group: u32,
}

impl Script<'_> {
    fn uses(&self) -> Vec<AttributeUse> {
        let tokens = javascript::tokens(self.text);
        let closers = closers(&tokens);
        let calls = (0..tokens.len()).filter_map(|at| self.call(&tokens, at));
        calls.map(|(access, open)| self.usage(access, &tokens, &closers, open)).collect()
    }

    /// The access of the call whose `flow` is the token `at`, and the index of the token that opens its arguments.
    fn call(&self, tokens: &[Token], at: usize) -> Option<(Access, usize)> {
        let text = |at: usize| tokens.get(at).map_or("", |token| self.slice(&token.range));
        let dot = |at: usize| tokens.get(at).is_some_and(|token| token.kind == TokenKind::Dot);
        let own = !at.checked_sub(1).is_some_and(dot);
        if !own || text(at) != "flow" || !dot(at + 1) || text(at + 2) != "data" || !dot(at + 3) {
            return None;
        }
        let access = match text(at + 4) {
            "set" => Access::Set,
            "get" => Access::Get,
            _ => return None,
        };
        let open = at + 5 + usize::from(dot(at + 5));
        (text(open) == "(").then_some((access, open))
    }

    fn usage(&self, access: Access, tokens: &[Token], closers: &[usize], open: usize) -> AttributeUse {
        let close = closer(closers, open);
        let name_end = argument_end(tokens, closers, open + 1, close);
        let value_end = argument_end(tokens, closers, name_end + 1, close);
        let arguments = tokens.get(open).map_or(0..0, |open| open.range.clone());
        let argument = |start: usize, end: usize| self.argument(tokens.get(start..end).unwrap_or_default(), &arguments);
        AttributeUse {
            access,
            via: Via::Snippet,
            group: self.group,
            name: argument(open + 1, name_end),
            value: (access == Access::Set).then(|| argument(name_end + 1, value_end)),
            target: None,
        }
    }

    /// An argument; one that is not there has its place at `arguments`, where the arguments start.
    fn argument(&self, tokens: &[Token], arguments: &Range<usize>) -> SourceText {
        let range = match (tokens.first(), tokens.last()) {
            (Some(first), Some(last)) => first.range.start..last.range.end,
            _ => return self.written(Text::Missing, arguments.clone()),
        };
        let strings = tokens.iter().step_by(2).all(|token| token.kind == TokenKind::Text);
        let sum = tokens.len() % 2 == 1 && tokens.iter().skip(1).step_by(2).all(|token| token.kind == TokenKind::Plus);
        match tokens {
            [_] if strings => self.string(range),
            _ if strings && sum => {
                let texts =
                    tokens.iter().step_by(2).map(|token| javascript::unescape(self.slice(&self.inside(&token.range))));
                self.written(Text::Constant(texts.collect::<String>().into()), range)
            }
            _ => self.written(Text::Computed(self.slice(&range).into()), range),
        }
    }

    /// Reads a string at `quoted`.
    fn string(&self, quoted: Range<usize>) -> SourceText {
        let content = self.inside(&quoted);
        let raw = self.slice(&content);
        let placeholders = placeholder::find(raw).into_iter().map(|found| Placeholder {
            span: self.span(content.start + found.range.start..content.start + found.range.end),
            key: found.key.into(),
            text: raw.get(found.range).unwrap_or_default().into(),
            replaced: ReplacedAt::Never,
            is_compared: false,
        });
        let place = if content.is_empty() { quoted.clone() } else { content.clone() };
        SourceText {
            placeholders: placeholders.collect(),
            // A string of JSON is one of JavaScript, too.
            scalar: self.holder.is_none().then(|| Scalar {
                style: Style::Json,
                span: self.span(quoted),
                copy: None,
                within: Within::Whole,
            }),
            ..self.written(Text::Literal(javascript::unescape(raw).into()), place)
        }
    }

    fn inside(&self, quoted: &Range<usize>) -> Range<usize> {
        javascript::inside(self.text, quoted)
    }

    fn written(&self, text: Text, range: Range<usize>) -> SourceText {
        let place = Place { span: self.span(range), ..self.place.clone() };
        SourceText { text, place, scalar: None, placeholders: Vec::new() }
    }

    fn span(&self, range: Range<usize>) -> Span {
        self.holder.as_ref().map_or(Span::new(range.start, range.end), |holder| holder.span(range))
    }

    fn slice(&self, range: &Range<usize>) -> &str {
        self.text.get(range.clone()).unwrap_or_default()
    }
}
