//! Infers the type of every node of an expression from the types of variables, and finds the calls and operators that
//! no overload of the tables accepts.
//!
//! Types go from the leaves to the root, in one pass. An unknown type stays unknown and is never wrong. Arguments are
//! not cast: Architect only casts the result of a whole expression
//! (<https://help.mypurecloud.com/articles/implicit-casting-expressions/>).

use std::borrow::Cow;

use super::overload::{Argument, Literal, Misuse, needs_value, resolve};
use super::tree::{Node, NodeId, NodeKind, Operator, Tree};
use crate::knowledge::expressions::{self, Function, Type};

/// The types in an expression.
#[derive(Clone, Debug, Default)]
pub struct Types {
    of: Vec<Option<Type>>,
    /// In the order in which the nodes are complete: what is inside comes first.
    pub misuses: Vec<(NodeId, Misuse)>,
}

impl Types {
    /// The type of a node, where it is known.
    #[must_use]
    pub fn of(&self, id: NodeId) -> Option<Type> {
        self.of.get(id.index()).copied().flatten()
    }
}

/// Works out the types in an expression; `variable` knows the type of a variable by its scope and name, as they are
/// written.
#[must_use]
pub fn infer(tree: &Tree<'_>, variable: impl Fn(&str, &str) -> Option<Type>) -> Types {
    let mut types = Types { of: Vec::with_capacity(tree.nodes().len()), misuses: Vec::new() };
    for (id, node) in tree.nodes() {
        let found = match node.kind {
            NodeKind::Variable { scope, name } => {
                let (scope, name) = (tree.slice(scope), tree.slice(name));
                let built_in = || expressions::built_in(&format!("{scope}.{name}")).and_then(|it| it.of);
                Ok(variable(scope, name).or_else(built_in))
            }
            _ if node.is_uncertain => Ok(None),
            _ => types.of_node(tree, node),
        };
        let of = found.unwrap_or_else(|misuse| {
            types.misuses.push((id, misuse));
            None
        });
        types.of.push(of.filter(|of| expressions::is_type(*of)));
    }
    types
}

impl Types {
    /// The operands of a node that must have a value, so that it fails for one that is not set.
    #[must_use]
    pub fn needing_value(&self, tree: &Tree<'_>, node: &Node) -> Vec<NodeId> {
        if node.is_uncertain {
            return Vec::new();
        }
        let Some((function, mut arguments)) = self.call(tree, node) else { return Vec::new() };
        let children = tree.children(node).iter().enumerate();
        let needing = children.filter(|(position, _)| needs_value(function, &mut arguments, *position));
        needing.map(|(_, child)| *child).collect()
    }

    /// The row of the tables for a call or an operator, and its arguments.
    fn call<'t>(&self, tree: &Tree<'t>, node: &Node) -> Option<(&'static Function, Vec<Argument<'t>>)> {
        let children = tree.children(node);
        let function = match node.kind {
            NodeKind::Call { name } => expressions::function(tree.slice(name)),
            NodeKind::Unary(operator) | NodeKind::Binary { operator, .. } => {
                expressions::operator(operator.sign(), children.len())
            }
            NodeKind::Conditional => expressions::operator("?", children.len()),
            _ => None,
        };
        Some((function?, self.arguments(tree, children)))
    }

    fn of_node(&self, tree: &Tree<'_>, node: &Node) -> Result<Option<Type>, Misuse> {
        let children = tree.children(node);
        let child = |position: usize| children.get(position).and_then(|child| self.of(*child));
        match node.kind {
            NodeKind::Unknown | NodeKind::Variable { .. } => Ok(None),
            NodeKind::Boolean(_) => Ok(Some(Type::plain(expressions::BOOLEAN))),
            NodeKind::NotSet => Ok(Some(Type::plain(expressions::NOT_SET))),
            NodeKind::Integer => Ok(Some(Type::plain(expressions::INTEGER))),
            NodeKind::Decimal => Ok(Some(Type::plain(expressions::DECIMAL))),
            NodeKind::Text => Ok(Some(Type::plain(expressions::TEXT))),
            NodeKind::Group | NodeKind::Unary(Operator::Plus) => Ok(child(0)),
            NodeKind::Member { name } => Ok(child(0).and_then(|of| expressions::property(of, tree.slice(name)))),
            NodeKind::Index => {
                let mut arguments = self.arguments(tree, children);
                // In the tables the index comes first.
                arguments.reverse();
                expressions::operator("[", 2).map_or(Ok(None), |operator| resolve(operator, &arguments))
            }
            NodeKind::Call { .. } | NodeKind::Unary(_) | NodeKind::Binary { .. } | NodeKind::Conditional => {
                self.call(tree, node).map_or(Ok(None), |(function, arguments)| resolve(function, &arguments))
            }
        }
    }

    fn arguments<'t>(&self, tree: &Tree<'t>, children: &[NodeId]) -> Vec<Argument<'t>> {
        let argument = |child: &NodeId| Argument { of: self.of(*child), literal: literal(tree, *child) };
        children.iter().map(argument).collect()
    }
}

/// The literal that a node is: a number, with a minus or without, or a text without a placeholder.
fn literal<'t>(tree: &Tree<'t>, id: NodeId) -> Option<Literal<'t>> {
    let node = tree.node(id)?;
    match node.kind {
        NodeKind::Integer => integer(tree, node).map(Literal::Integer),
        NodeKind::Decimal => {
            let is_zero = tree.slice(node.span).bytes().all(|byte| matches!(byte, b'0' | b'.'));
            is_zero.then_some(Literal::Integer(0))
        }
        NodeKind::Unary(Operator::Negate) => {
            // A second minus is reported separately.
            let operand = tree.node(*tree.children(node).first()?).filter(|it| it.kind == NodeKind::Integer)?;
            integer(tree, operand).filter(|value| *value > 0).map(|value| Literal::Integer(-value))
        }
        NodeKind::Text => {
            tree.string(node).filter(|text| !text.contains('{')).map(|text: Cow<'t, str>| Literal::Text(text))
        }
        _ => None,
    }
}

fn integer(tree: &Tree<'_>, node: &Node) -> Option<i64> {
    tree.slice(node.span).parse().ok()
}
