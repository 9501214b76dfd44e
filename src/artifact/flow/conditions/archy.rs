//! Reads conditions from the expressions of Archy YAML, and from the cases of a switch that compares one value.

use super::super::expressions::{Container, Written};
use super::super::position::archy::Position;
use super::super::variables::{Key, key, names_any};
use super::{Altered, Case, Compared, Condition, Filled, Reads};
use crate::artifact::Derived;
use crate::artifact::nav::{key_is, member};
use crate::artifact::place_on;
use crate::diagnostic::Place;
use crate::expr::architect::{self, Node, NodeId, NodeKind, Operator, Tree};
use crate::expr::placeholder;
use crate::knowledge::expressions::Type;
use crate::syntax::{Locator, Value, ValueKind};

/// The code of the type of conditions.
const BOOLEAN: &str = "bln";

pub(super) fn find<'a>(derived: &Derived<'a>, filled: &Filled<'a>) -> Vec<Condition> {
    let mut found = Vec::new();
    for Written { value, text, container, .. } in derived.sources().texts() {
        if !names_any(text, *container, |key| filled.0.contains_key(key)) {
            continue;
        }
        let tree = architect::parse(text);
        if tree.errors.is_empty() {
            let path = derived.positions().get(*value).map(Position::steps).unwrap_or_default().into();
            let (place, locator) = (place_on(&path, *value), value.locator());
            found.extend(Expression { value: *value, container: *container, place, tree, locator }.read(filled));
        }
    }
    found
}

struct Expression<'a, 't> {
    value: Value<'a>,
    container: Container<'a>,
    place: Place,
    tree: Tree<'t>,
    locator: Locator<'a>,
}

impl<'a> Expression<'a, '_> {
    fn read(&self, filled: &Filled<'a>) -> Vec<Condition> {
        let tree = &self.tree;
        let types = architect::infer(tree, |_, _| None);
        let is_boolean = tree.root().and_then(|root| types.of(root)) == Some(Type::plain(BOOLEAN));
        let mut reads = Reads::default();
        for (key, name) in tree.nodes().filter_map(|(_, node)| self.named(node)) {
            if filled.0.contains_key(&key) {
                reads.add(key, name);
            }
        }
        for (_, node) in tree.nodes().filter(|(_, node)| !node.is_uncertain) {
            let Some((left, right, case)) = self.sides(node) else { continue };
            for (variable, text) in [(left, right), (right, left)] {
                if let (Some((key, altered)), Some(text)) = (self.variable(variable), self.literal(text)) {
                    let altered = Altered { case: case.or(altered.case), ..altered };
                    reads.compare(&key, Compared { altered, ..text });
                }
            }
        }
        if let Some((key, altered)) = tree.root().and_then(|root| self.variable(root)) {
            for text in self.cases() {
                reads.compare(&key, Compared { altered, ..text });
            }
        }
        filled.conditions(reads, tree.text(), &self.place, is_boolean)
    }

    /// The two sides of a comparison for equality, and how it treats capitalisation.
    fn sides(&self, node: &Node) -> Option<(NodeId, NodeId, Option<Case>)> {
        match (node.kind, self.tree.children(node)) {
            (NodeKind::Binary { operator: Operator::Equal | Operator::NotEqual, .. }, [left, right]) => {
                Some((*left, *right, None))
            }
            (NodeKind::Call { name }, children) if self.tree.slice(name).eq_ignore_ascii_case("AreEqual") => {
                match children {
                    [left, right] => Some((*left, *right, None)),
                    // The first argument determines whether capitalisation is ignored.
                    [ignored, left, right] => match self.tree.node(*ignored)?.kind {
                        NodeKind::Boolean(true) => Some((*left, *right, Some(Case::Ignored))),
                        NodeKind::Boolean(false) => Some((*left, *right, None)),
                        _ => None,
                    },
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// The variable that a node reads, and what functions around it do with its value.
    fn variable(&self, id: NodeId) -> Option<(Key<'a>, Altered)> {
        let mut functions = Vec::new();
        let mut node = self.tree.node(self.tree.inside(id))?;
        while let (NodeKind::Call { name }, [only]) = (node.kind, self.tree.children(node)) {
            functions.push(self.tree.slice(name));
            node = self.tree.node(self.tree.inside(*only))?;
        }
        let (key, _) = self.named(node)?;
        let altered = functions.into_iter().rev().try_fold(Altered::default(), Altered::by)?;
        Some((key, altered))
    }

    /// The variable that a node is, and its name as written.
    fn named(&self, node: &Node) -> Option<(Key<'a>, &str)> {
        let NodeKind::Variable { .. } = node.kind else { return None };
        let name = self.tree.slice(node.span);
        Some((key(name, self.container), name))
    }

    /// The text that a node is.
    fn literal(&self, id: NodeId) -> Option<Compared> {
        let node = self.tree.node(self.tree.inside(id))?;
        let text = self.tree.string(node).filter(|text| placeholder::find(text).is_empty())?;
        let inside = node.span.start as usize + 1..(node.span.end as usize).saturating_sub(1);
        let place = Place { span: self.locator.span(inside), ..self.place.clone() };
        Some(Compared { text: text.as_ref().into(), place, altered: Altered::default() })
    }

    /// The texts of the cases of the switch whose value this expression is.
    fn cases(&self) -> Vec<Compared> {
        let holder = self.value.parent().and_then(Value::parent);
        let switch = holder.filter(|it| it.parent().is_some_and(|it| key_is(it, "firstMatch")));
        let items = switch.and_then(|it| member(it, "cases")).into_iter().flat_map(Value::items);
        let texts = items.filter_map(|item| member(member(member(item, "case")?, "value")?, "lit"));
        let texts = texts.filter(|text| text.kind() == ValueKind::String);
        let texts = texts.filter(|text| placeholder::find(&text.scalar_text()).is_empty());
        let compared = texts.map(|text| Compared {
            text: text.scalar_text().as_ref().into(),
            place: place_on(&self.place.path, text),
            altered: Altered::default(),
        });
        compared.collect()
    }
}
