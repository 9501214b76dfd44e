//! Finds the innermost value or key of a tree at a place in the text.

use std::cmp::Reverse;
use std::sync::OnceLock;

use super::{NO_NODE, Node, Tree, Value};
use crate::text::Span;

/// Maps places in the text to the values of a tree. In TOML, tables may overlap: a place in several of them maps to
/// one of them.
#[derive(Debug)]
pub struct Innermost<'a> {
    tree: &'a Tree<'a>,
    /// Computed on first use.
    order: OnceLock<Order>,
}

/// The order in which nodes begin in the text, containers first.
#[derive(Debug)]
enum Order {
    /// That of the tree.
    Tree,
    /// These indices of nodes; copies of anchors and nodes that are not written in the text are left out.
    Sorted(Vec<u32>),
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
        let last = match self.order.get_or_init(|| self.order()) {
            Order::Tree => {
                let after = self.tree.nodes.partition_point(|node| node.span.start <= span.start);
                let before = self.tree.nodes.get(..after).unwrap_or_default();
                before.iter().rposition(|node| !node.span.is_empty()).unwrap_or_default()
            }
            Order::Sorted(order) => {
                let after = order.partition_point(|id| self.node(*id).span.start <= span.start);
                order.get(after.wrapping_sub(1)).map_or(0, |id| *id as usize)
            }
        };
        // Nodes are nested or disjoint: one that contains a place also contains all nodes that start between its own
        // start and the place.
        let mut around = std::iter::successors(Some(Value { tree: self.tree, id: last }), |value| value.parent());
        around.find(|value| value.span().contains(span)).unwrap_or_else(|| self.tree.root())
    }

    fn order(&self) -> Order {
        let is_sorted = (0..).zip(self.tree.nodes.windows(2)).all(|(id, neighbours)| {
            let [one, other] = neighbours else { return true };
            let starts = (one.span.start, Reverse(one.span.end)).cmp(&(other.span.start, Reverse(other.span.end)));
            if other.span.is_empty() {
                // Between two that are not written there is one that is: so a search finds that in two steps.
                !one.span.is_empty() && one.span.start <= other.span.start
            } else {
                // Of two with one span, the second must be in the first.
                starts.is_lt() || starts.is_eq() && other.parent == id
            }
        });
        if is_sorted { Order::Tree } else { Order::Sorted(self.by_start()) }
    }

    fn node(&self, id: u32) -> Node {
        self.tree.nodes.get(id as usize).copied().unwrap_or(NO_NODE)
    }

    fn by_start(&self) -> Vec<u32> {
        let written = (0..).zip(&self.tree.nodes).filter(|(_, node)| !node.span.is_empty());
        let mut order: Vec<u32> = written.map(|(id, _)| id).collect();
        order.sort_by_key(|id| (self.node(*id).span.start, Reverse(self.node(*id).span.end)));
        // A copy has the span of its anchor, but is not inside it.
        order.dedup_by(|second, first| {
            self.node(*second).span == self.node(*first).span && self.node(*second).parent != *first
        });
        order
    }
}
