//! Shows the types of expressions after them, in editors that ask for it.

use serde_json::{Value, json};

use super::context::{Context, ShownFile};
use crate::artifact::flow::expressions::{Sources, Written};
use crate::artifact::flow::mentions;
use crate::expr::architect::{self, NodeKind};
use crate::text::Span;

/// The kind of the protocol (`InlayHintKind`).
const TYPE: u8 = 1;

/// The types of the expressions in the range of a request that are not literals.
pub(super) fn hints(cx: Context<'_>, shown: &ShownFile<'_>, params: &Value) -> Option<Value> {
    shown.facts.filter(|facts| facts.flow_type.is_some())?;
    let wanted = params.get("range").and_then(|range| cx.range(shown, range));
    let found = cx.session.read_tree(&shown.source, |reading| {
        let facts = reading.facts.as_ref()?;
        let sources = Sources::of(facts.kind, &reading.tree);
        let variables = sources.types();
        let texts = mentions::texts(facts.kind, &sources, &reading.tree);
        let texts = texts.iter().filter(|it| wanted.is_none_or(|wanted| wanted.touches(it.value.span())));
        let hint = |written: &Written<'_>| {
            let tree = architect::parse(&written.text);
            let root = tree.inside(tree.root()?);
            if !tree.errors.is_empty() || is_literal(tree.node(root)?.kind) {
                return None;
            }
            let of = architect::infer(&tree, |scope, name| variables.of(scope, name)).of(root)?;
            Some((written_span(written), format!(": {}", of.label())))
        };
        Some(texts.filter_map(hint).collect::<Vec<_>>())
    })??;
    let ranges = shown.view.ranges(cx.client);
    let hint = |(span, label): (Span, String)| {
        let position = ranges.of(span).get("end").cloned();
        json!({"position": position, "label": label, "kind": TYPE})
    };
    Some(found.into_iter().map(hint).collect())
}

fn is_literal(kind: NodeKind) -> bool {
    use NodeKind::{Boolean, Decimal, Integer, NotSet, Text};
    matches!(kind, Boolean(_) | Decimal | Integer | NotSet | Text)
}

/// The expression with its quotes, without line breaks at its end.
fn written_span(written: &Written<'_>) -> Span {
    let (all, content) = (written.value.span(), written.value.content_span());
    if content.end < all.end { all } else { written.value.locator().span(0..written.text.trim_end().len()) }
}
