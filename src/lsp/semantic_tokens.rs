//! Distinguishes the parts of expressions, so that an editor can colour them inside the strings of a flow.

use serde_json::{Value, json};

use super::context::{Context, ShownFile};
use super::position::Counter;
use super::view::Text;
use crate::artifact::flow::expressions::Sources;
use crate::artifact::flow::mentions;
use crate::expr::architect::{self, NodeKind, Operator, Tree};
use crate::knowledge::expressions;
use crate::text::{Source, Span};

/// The kinds of parts, in the words of the protocol; a token has the number of one of them.
pub(super) const KINDS: [&str; 8] =
    ["namespace", "variable", "property", "function", "string", "number", "keyword", "operator"];
/// The modifiers; a token has a bit for each.
pub(super) const MODIFIERS: [&str; 1] = ["defaultLibrary"];

const NAMESPACE: u8 = 0;
const VARIABLE: u8 = 1;
const PROPERTY: u8 = 2;
const FUNCTION: u8 = 3;
const STRING: u8 = 4;
const NUMBER: u8 = 5;
const KEYWORD: u8 = 6;
const OPERATOR: u8 = 7;

/// A part of an expression.
#[derive(Clone, Copy, Debug)]
struct Part {
    span: Span,
    kind: u8,
    /// Whether the platform has it.
    is_built_in: bool,
}

/// The tokens of all expressions, or of those in the range of a request.
pub(super) fn tokens(cx: Context<'_>, shown: &ShownFile<'_>, params: &Value) -> Option<Value> {
    shown.facts.filter(|facts| facts.flow_type.is_some())?;
    let wanted = params.get("range").and_then(|range| cx.range(shown, range));
    let parts = cx.session.read_tree(&shown.source, |reading| {
        let facts = reading.facts.as_ref()?;
        let sources = Sources::of(facts.kind, &reading.tree);
        let texts = mentions::texts(facts.kind, &sources, &reading.tree);
        let mut parts = Vec::new();
        for written in texts.iter().filter(|it| wanted.is_none_or(|wanted| wanted.touches(it.value.span()))) {
            let tree = architect::parse(&written.text);
            let locator = written.value.locator();
            parts.extend(self::parts(&tree).map(|part| Part { span: locator.span(part.span.range()), ..part }));
        }
        Some(parts)
    })??;
    Some(json!({"data": encoded(cx, shown, parts)}))
}

fn parts<'t>(tree: &'t Tree<'_>) -> impl Iterator<Item = Part> + 't {
    let part = |span, kind| Some(Part { span, kind, is_built_in: false });
    tree.nodes()
        .flat_map(move |(_, node)| match node.kind {
            NodeKind::Variable { scope, name } => {
                let written = format!("{}.{}", tree.slice(scope), tree.slice(name));
                let is_built_in = expressions::built_in(&written).is_some();
                [part(scope, NAMESPACE), Some(Part { span: name, kind: VARIABLE, is_built_in })]
            }
            NodeKind::Member { name } => [part(name, PROPERTY), None],
            NodeKind::Call { name } => {
                let is_built_in = expressions::function(tree.slice(name)).is_some();
                [Some(Part { span: name, kind: FUNCTION, is_built_in }), None]
            }
            NodeKind::Text => [part(node.span, STRING), None],
            NodeKind::Integer | NodeKind::Decimal => [part(node.span, NUMBER), None],
            NodeKind::Boolean(_) | NodeKind::NotSet => [part(node.span, KEYWORD), None],
            NodeKind::Binary { operator: Operator::And | Operator::Or, sign } => [part(sign, KEYWORD), None],
            NodeKind::Binary { sign, .. } => [part(sign, OPERATOR), None],
            NodeKind::Unary(operator) => {
                let start = node.span.start as usize;
                [part(Span::new(start, start + operator.sign().len()), OPERATOR), None]
            }
            NodeKind::Unknown | NodeKind::Index | NodeKind::Conditional | NodeKind::Group => [None, None],
        })
        .flatten()
}

/// The numbers of the protocol: for each token the distance to the one before in lines and characters, its length, its
/// kind and its modifiers. A token is on one line.
fn encoded(cx: Context<'_>, shown: &ShownFile<'_>, mut parts: Vec<Part>) -> Vec<u32> {
    let source: &Source = match &shown.view.text {
        Text::Plain => &shown.source,
        Text::Decoded(source, pretty) => {
            for part in &mut parts {
                part.span = pretty.span(part.span);
            }
            source
        }
        Text::Opaque => return Vec::new(),
    };
    parts.sort_by_key(|part| part.span);
    let mut numbers = Vec::with_capacity(parts.len() * 5);
    let counter = Counter::new(cx.client.encoding, source);
    let mut before = (0, 0);
    for part in parts {
        let mut start = part.span.start as usize;
        while start < part.span.end as usize {
            let (line, character) = counter.position(start);
            let end = source.line_range(line).end.min(part.span.end as usize);
            let length = counter.length(start..end);
            let (lines, characters) =
                (line - before.0, if line == before.0 { character - before.1 } else { character });
            let fields = [lines, characters, length].map(|it| u32::try_from(it).unwrap_or(u32::MAX));
            if length > 0 {
                numbers.extend(fields.into_iter().chain([part.kind.into(), part.is_built_in.into()]));
                before = (line, character);
            }
            // The next line without its indentation.
            let rest = source.text().get(end..part.span.end as usize).unwrap_or_default();
            start = end + (rest.len() - rest.trim_start().len()).max(1);
        }
    }
    numbers
}
