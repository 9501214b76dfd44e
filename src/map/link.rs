//! Connects the nodes that write an attribute with those that read it, including readers that meant another
//! attribute.

use std::collections::{BTreeMap, BTreeSet};

use super::{Attribute, AttributeUse, Link, nodes};
use crate::workspace::context;

/// Builds the links. Each attribute has few links, however many uses it has: a link has all nodes that set and all
/// that read. `meant`: the indices of the attributes that the readers of one look for without success.
pub(super) fn links(attributes: &[Attribute], meant: &BTreeMap<usize, BTreeSet<usize>>) -> Vec<Link> {
    let named: BTreeMap<_, usize> = attributes.iter().map(|it| (&*it.name, &it.project)).zip(0..).collect();
    let mut links = Vec::new();
    for (read, attribute) in attributes.iter().enumerate() {
        let is_reached = |usage: &&AttributeUse| !usage.is_broken;
        let (reached, missed): (Vec<&AttributeUse>, Vec<&AttributeUse>) =
            attribute.readers.iter().partition(is_reached);
        let by_script: Vec<&AttributeUse> =
            reached.iter().copied().filter(|usage| usage.via.is_script_variable()).collect();
        let context = context::prefixed(&attribute.name);
        let context = named.get(&(&*context, &attribute.project));
        let mut link = |written: Option<usize>, is_broken, to: Vec<usize>| {
            let from =
                written.and_then(|number| attributes.get(number)).map(Attribute::writer_nodes).unwrap_or_default();
            if !to.is_empty() && (is_broken || !from.is_empty()) {
                links.push(Link { written, read, is_broken, from, to });
            }
        };
        link(Some(read), false, nodes(reached, &attribute.read_outside));
        if let Some(context) = context {
            link(Some(*context), false, nodes(by_script, &[]));
        }
        let meant = meant.get(&read).into_iter().flatten().copied().map(Some).collect::<Vec<_>>();
        for written in if meant.is_empty() { vec![None] } else { meant } {
            link(written, true, nodes(missed.iter().copied(), &[]));
        }
    }
    links
}
