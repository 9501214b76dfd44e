//! Finds the variables of flows that a use of an attribute is about.

use std::collections::BTreeSet;

use crate::artifact::{self, Access, Text};
use crate::expr::architect::{self, NodeKind};

/// The variables from which a Set takes its value, or the one that a Get fills: each once, in the order of the text. A
/// text that is not an expression has none.
pub(super) fn of(usage: &artifact::AttributeUse) -> Vec<Box<str>> {
    let text = match (usage.access, &usage.value, &usage.target) {
        (Access::Set, Some(value), _) => &value.text,
        (Access::Get, _, Some(target)) => &target.text,
        _ => return Vec::new(),
    };
    match (usage.access, text) {
        (_, Text::Computed(text)) | (Access::Get, Text::Literal(text)) => named(text),
        _ => Vec::new(),
    }
}

fn named(text: &str) -> Vec<Box<str>> {
    let tree = architect::parse(text);
    let mut seen = BTreeSet::new();
    let name = |kind| match kind {
        NodeKind::Variable { scope, name } => Some(format!("{}.{}", tree.slice(scope), tree.slice(name))),
        _ => None,
    };
    let names = tree.nodes().filter(|_| tree.errors.is_empty()).filter_map(|(_, node)| name(node.kind));
    // Capitalisation does not count in the names of variables.
    names.filter(|name| seen.insert(name.to_lowercase())).map(Into::into).collect()
}
