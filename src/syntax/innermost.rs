//! Finds the innermost value or key of a tree at a place in the text.

use std::cmp::Reverse;
use std::sync::OnceLock;

use super::{NO_NODE, Tree, Value};
use crate::text::Span;

/// Maps places in the text to the values of a tree. In TOML, tables may overlap: a place in several of them maps to
/// one of them.
#[derive(Debug)]
pub struct Innermost<'a> {
    tree: &'a Tree<'a>,
    /// The indices of the nodes in the order of the text, containers first; copies of anchors and nodes that are not
    /// written in the text are left out. Computed on first use.
    order: OnceLock<Vec<u32>>,
}

impl<'a> Innermost<'a> {
    #[must_use]
    pub fn of(tree: &'a Tree<'a>) -> Self {
        Innermost { tree, order: OnceLock::new() }
    }

    /// The innermost value or key whose span contains `span`; of an anchor and its copies the anchor. The first call
    /// takes time in the size of the tree, any other in the depth of the value.
    #[must_use]
    pub fn at(&self, span: Span) -> Value<'a> {
        let order = self.order.get_or_init(|| self.by_start());
        let after = order.partition_point(|id| self.start_of(*id) <= span.start);
        let last = order.get(after.wrapping_sub(1)).map_or(0, |id| *id as usize);
        // Nodes are nested or disjoint: one that contains a place also contains all nodes that start between its own
        // start and the place.
        let mut around = std::iter::successors(Some(Value { tree: self.tree, id: last }), |value| value.parent());
        around.find(|value| value.span().contains(span)).unwrap_or_else(|| self.tree.root())
    }

    fn by_start(&self) -> Vec<u32> {
        let node = |id: u32| self.tree.nodes.get(id as usize).copied().unwrap_or(NO_NODE);
        let written = (0..).zip(&self.tree.nodes).filter(|(_, node)| !node.span.is_empty());
        let mut order: Vec<u32> = written.map(|(id, _)| id).collect();
        order.sort_by_key(|id| (node(*id).span.start, Reverse(node(*id).span.end)));
        // A copy has the span of its anchor, but is not inside it.
        order.dedup_by(|second, first| node(*second).span == node(*first).span && node(*second).parent != *first);
        order
    }

    fn start_of(&self, id: u32) -> u32 {
        self.tree.nodes.get(id as usize).map_or(0, |node| node.span.start)
    }
}
