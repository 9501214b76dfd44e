//! Lists all expressions of a flow as texts in one form, the same for all formats of files, each with its action.
//!
//! In a flow configuration `config` counts, Architect's own reading; the text of the author next to it may be an old one.

use std::borrow::Cow;
use std::ops::Range;

use super::config;
use super::expressions::{Container, Sources, Written};
use super::position::{archy, configuration};
use crate::artifact::nav::{ancestors, key_is, member};
use crate::expr::architect::{self, Node, NodeKind};
use crate::syntax::{Value, ValueKind};
use crate::text::Span;

/// An expression of a flow.
#[derive(Clone, Debug)]
pub struct Canonical<'a> {
    pub text: Cow<'a, str>,
    /// The scalar with the text of the author, else the value that has it.
    pub value: Value<'a>,
    pub container: Container<'a>,
    /// The settings of the action.
    pub action: Option<Value<'a>>,
}

impl<'a> Sources<'a> {
    /// All expressions of the flow, in the order of the file. Variables that an action fills are none.
    #[must_use]
    pub fn canonical(&self) -> Vec<Canonical<'a>> {
        let texts = self.texts().iter().map(|Written { value, text, container }| {
            let action = if key_is(*value, "exp") {
                archy::of(*value).and_then(|it| it.action)
            } else {
                configuration::of(*value).and_then(|it| it.action)
            };
            Canonical { text: text.clone(), value: *value, container: *container, action }
        });
        let mut all: Vec<_> = texts.chain(self.bodies.iter().filter_map(|body| self.of_body(*body))).collect();
        all.sort_by_key(|it| it.value.span().start);
        all
    }

    fn of_body(&self, body: Value<'a>) -> Option<Canonical<'a>> {
        let position = configuration::of(body).filter(|it| it.flow.parent().is_none() && !is_builder_part(body))?;
        let (head, inner) = member(body, "config")?.members().next()?;
        let text = config::text(head, inner, &|head, inner| Some(self.leaf(head, inner)))?;
        let value = member(body, "text").filter(|text| text.kind() == ValueKind::String).unwrap_or(body);
        Some(Canonical { text: text.into(), value, container: position.container, action: position.action })
    }

    /// A variable, or a value without a text, which is a placeholder then.
    fn leaf(&self, head: &str, inner: Value<'a>) -> String {
        let written = || member(inner, "text").and_then(Value::as_str);
        let name = match head {
            "ref" => {
                let declared = member(inner, "val").and_then(Value::as_str).and_then(|id| self.ids.get(&id).cloned());
                declared.or_else(written)
            }
            "sysref" => written(),
            _ => None,
        };
        // The name of a variable has a scope.
        name.filter(|name| name.contains('.')).map_or_else(|| "{{value}}".to_owned(), Cow::into_owned)
    }
}

impl Canonical<'_> {
    /// The place in the file of a variable that the text has at `part`: exact, if the text of the author has it once or
    /// at the same place, else all of that text.
    #[must_use]
    pub fn span(&self, part: Span) -> Span {
        let name = self.text.get(part.range()).unwrap_or_default();
        let authors = self.value.scalar_text();
        if authors == self.text {
            return self.value.span_within(part.range());
        }
        let range = first(&authors, |tree, node| {
            matches!(node.kind, NodeKind::Variable { .. }) && tree.slice(node.span).eq_ignore_ascii_case(name)
        });
        range.map_or(self.value.content_span(), |range| self.value.span_within(range))
    }

    /// The same of a string literal with the value `text`, without its quotes.
    #[must_use]
    pub fn span_of_text(&self, part: Span, text: &str) -> Span {
        let authors = self.value.scalar_text();
        let range = if authors == self.text {
            Some(part.range())
        } else {
            first(&authors, |tree, node| tree.string(node).is_some_and(|it| it == text))
        };
        range.map_or(self.value.content_span(), |range| self.value.span_within(range.start + 1..range.end - 1))
    }
}

/// The byte range of the first node of an expression that is meant.
fn first(text: &str, is_meant: impl Fn(&architect::Tree<'_>, &Node) -> bool) -> Option<Range<usize>> {
    let tree = architect::parse(text);
    let node = tree.nodes().map(|(_, node)| node).find(|node| is_meant(&tree, node))?;
    tree.errors.is_empty().then(|| node.span.range())
}

/// Whether a value of a flow configuration is a part of one that Architect's editor puts together.
pub(super) fn is_builder_part(body: Value<'_>) -> bool {
    ancestors(body).any(|it| key_is(it, "builderPartExpressions"))
}
