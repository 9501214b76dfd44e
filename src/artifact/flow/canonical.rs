//! Lists all expressions of a flow as texts in one form, the same for all formats of files, each with its action.
//!
//! In a flow configuration `config` counts, Architect's own reading; the text of the author next to it may be an old one.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::config;
use super::expressions::{Container, Sources};
use super::position::configuration;
use crate::artifact::nav::{ancestors, key_is, member};
use crate::expr::architect::{self, NodeKind};
use crate::syntax::{Locator, Value, ValueKind};
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
    authors: OnceCell<Authors<'a>>,
}

/// The places where the text of the author names variables and has string literals.
#[derive(Clone, Debug)]
struct Authors<'a> {
    locator: Locator<'a>,
    /// Whether it is the text of the canonical form.
    is_same: bool,
    /// The first place of each variable, by its name in lower case, and of each string literal, by its value.
    variables: FxHashMap<String, Range<usize>>,
    texts: FxHashMap<String, Range<usize>>,
}

impl<'a> Sources<'a> {
    /// All expressions of the flow, in the order of the file. Variables that an action fills are none.
    #[must_use]
    pub fn canonical(&self) -> Vec<Canonical<'a>> {
        let texts = self.texts().iter().map(|it| Canonical::new(it.text.clone(), it.value, it.container, it.action));
        let mut all: Vec<_> = texts.chain(self.bodies.iter().filter_map(|body| self.of_body(*body))).collect();
        all.sort_by_key(|it| it.value.span().start);
        all
    }

    fn of_body(&self, body: Value<'a>) -> Option<Canonical<'a>> {
        let position = configuration::of(body).filter(|it| it.flow.parent().is_none() && !is_builder_part(body))?;
        let (head, inner) = member(body, "config")?.members().next()?;
        let text = config::text(head, inner, &|head, inner| Some(self.leaf(head, inner)))?;
        let value = member(body, "text").filter(|text| text.kind() == ValueKind::String).unwrap_or(body);
        Some(Canonical::new(text.into(), value, position.container, position.action))
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

impl<'a> Canonical<'a> {
    fn new(text: Cow<'a, str>, value: Value<'a>, container: Container<'a>, action: Option<Value<'a>>) -> Self {
        Canonical { text, value, container, action, authors: OnceCell::new() }
    }

    /// The place in the file of a variable that the text has at `part`: exact, if the text of the author is the same or
    /// names the variable, else all of that text.
    #[must_use]
    pub fn span(&self, part: Span) -> Span {
        let name = || self.text.get(part.range()).unwrap_or_default().to_ascii_lowercase();
        self.span_at(
            |authors| if authors.is_same { Some(part.range()) } else { authors.variables.get(&name()).cloned() },
        )
    }

    /// The same of a string literal with the value `text`, without its quotes.
    #[must_use]
    pub fn span_of_text(&self, part: Span, text: &str) -> Span {
        self.span_at(|authors| {
            let range = if authors.is_same { part.range() } else { authors.texts.get(text)?.clone() };
            Some(range.start + 1..range.end - 1)
        })
    }

    fn span_at(&self, range: impl FnOnce(&Authors<'a>) -> Option<Range<usize>>) -> Span {
        let authors = self.authors.get_or_init(|| Authors::of(self.value, &self.text));
        range(authors).map_or(self.value.content_span(), |range| authors.locator.span(range))
    }
}

impl<'a> Authors<'a> {
    fn of(value: Value<'a>, canonical: &str) -> Self {
        let text = value.scalar_text();
        let is_same = text == canonical;
        let (mut variables, mut texts) = (FxHashMap::default(), FxHashMap::default());
        let tree = architect::parse(if is_same { "" } else { &text });
        for (_, node) in tree.nodes().filter(|_| tree.errors.is_empty()) {
            if let NodeKind::Variable { .. } = node.kind {
                variables.entry(tree.slice(node.span).to_ascii_lowercase()).or_insert(node.span.range());
            } else if let Some(text) = tree.string(node) {
                texts.entry(text.into_owned()).or_insert(node.span.range());
            }
        }
        Authors { locator: value.locator(), is_same, variables, texts }
    }
}

/// Whether a value of a flow configuration is a part of one that Architect's editor puts together.
pub(super) fn is_builder_part(body: Value<'_>) -> bool {
    ancestors(body).any(|it| key_is(it, "builderPartExpressions"))
}
