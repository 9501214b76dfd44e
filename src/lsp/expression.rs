//! Finds the expression of a flow at a position in a document, and what it has there.

use std::borrow::Cow;

use super::context::{Context, ShownFile};
use crate::artifact::detect::Reading;
use crate::artifact::flow::expressions::{Container, Sources, Written};
use crate::artifact::flow::mentions;
use crate::expr::architect::{self, Node, NodeKind, Tree, Types};
use crate::syntax::{Locator, Value, ValueKind};
use crate::text::Span;

/// An expression with a place in it.
#[derive(Debug)]
pub(super) struct Expression<'a> {
    pub value: Value<'a>,
    pub text: Cow<'a, str>,
    pub container: Container<'a>,
    pub locator: Locator<'a>,
    /// Bytes of the text before the place.
    pub at: usize,
    /// Byte offset of the place in the file.
    pub offset: u32,
}

/// Passes the expression at a byte offset to `take`, with the variables of its flow; `None` if there is none.
pub(super) fn with<T>(
    cx: Context<'_>,
    shown: &ShownFile<'_>,
    offset: u32,
    take: impl FnOnce(&Expression<'_>, &Sources<'_>) -> Option<T>,
) -> Option<T> {
    shown.facts.filter(|facts| facts.flow_type.is_some())?;
    cx.session.read_tree(&shown.source, |reading| {
        let Reading { tree, facts, .. } = reading;
        let facts = facts.as_ref()?;
        let sources = Sources::of(facts.kind, tree);
        let texts = mentions::texts(facts.kind, &sources, tree);
        let found = texts.into_iter().find_map(|written| at(shown, written, offset))?;
        take(&found, &sources)
    })?
}

/// The expression, if an offset is in it, or after it with only spaces between.
fn at<'a>(shown: &ShownFile<'_>, written: Written<'a>, offset: u32) -> Option<Expression<'a>> {
    let Written { value, mut text, container, .. } = written;
    let new = |text: Cow<'a, str>, at| Expression { value, text, container, locator: value.locator(), at, offset };
    let content = value.content_span();
    if value.kind() == ValueKind::Null && value.raw().is_empty() {
        let key = value.key()?.span();
        let between = shown.source.text().get(key.end as usize..offset as usize)?;
        return between.strip_prefix(':').filter(|rest| is_blank(rest)).map(|_| new(Cow::Borrowed(""), 0));
    }
    // Between the quotes of an empty string.
    if content == value.span() && text.is_empty() {
        return (content.start < offset && offset < content.end).then(|| new(text, 0));
    }
    if content.start <= offset && offset <= content.end {
        let locator = value.locator();
        let at = locator.text_offset(&text, offset);
        return Some(Expression { value, text, container, locator, at, offset });
    }
    let behind = shown.source.text().get(content.end as usize..offset as usize)?;
    if behind.is_empty() || !is_blank(behind) || content.end != value.span().end {
        return None;
    }
    text.to_mut().push(' ');
    let at = text.len();
    Some(new(text, at))
}

fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| byte == b' ' || byte == b'\t')
}

impl Expression<'_> {
    /// The span in the file of a part that ends at the place.
    pub(super) fn span_before(&self, start: usize) -> Span {
        if start >= self.at { Span::at(self.offset as usize) } else { self.locator.span(start..self.at) }
    }

    /// Its tree and types.
    pub(super) fn typed<'t>(text: &'t str, sources: &Sources<'_>) -> (Tree<'t>, Types) {
        let tree = architect::parse(text);
        let variables = sources.types();
        let types = architect::infer(&tree, |scope, name| variables.of(scope, name));
        (tree, types)
    }
}

/// The innermost node that can have members and that ends at a byte of an expression.
pub(super) fn operand<'n>(tree: &'n Tree<'_>, end: usize) -> Option<(architect::NodeId, &'n Node)> {
    let is_operand = |kind| {
        matches!(kind, NodeKind::Variable { .. } | NodeKind::Member { .. } | NodeKind::Index | NodeKind::Call { .. })
    };
    let ending = tree.nodes().filter(|(_, node)| node.span.end as usize == end && is_operand(node.kind));
    ending.max_by_key(|(_, node)| node.span.start)
}
