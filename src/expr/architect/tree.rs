//! The tree of an expression: nodes in one list, operands before what uses them, so that one pass over the list goes
//! from the leaves to the root.

use std::borrow::Cow;

use super::error::Error;
use crate::text::Span;

/// An operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    Or,
    And,
    BitOr,
    BitAnd,
    Equal,
    NotEqual,
    GreaterOrEqual,
    LessOrEqual,
    Greater,
    Less,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Power,
    Not,
    BitNot,
    /// The unary minus.
    Negate,
    /// The unary plus, which Architect may not have.
    Plus,
}

impl Operator {
    /// As Architect spells it.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Operator::Or => "or",
            Operator::And => "and",
            Operator::BitOr => "|",
            Operator::BitAnd => "&",
            Operator::Equal => "==",
            Operator::NotEqual => "!=",
            Operator::GreaterOrEqual => ">=",
            Operator::LessOrEqual => "<=",
            Operator::Greater => ">",
            Operator::Less => "<",
            Operator::Add | Operator::Plus => "+",
            Operator::Subtract | Operator::Negate => "-",
            Operator::Multiply => "*",
            Operator::Divide => "/",
            Operator::Remainder => "%",
            Operator::Power => "^",
            Operator::Not => "!",
            Operator::BitNot => "~",
        }
    }
}

/// The number of a node in its tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NodeId(pub(super) u32);

impl NodeId {
    /// The node at a position; a tree has fewer nodes than its text has bytes, and that fewer than 4 GiB.
    pub(super) fn at(index: usize) -> Self {
        NodeId(u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// Its position in lists with one item per node.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The kind of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// A placeholder, what the grammar does not allow, or what Architect may read in another way.
    Unknown,
    Boolean(bool),
    /// `NOT_SET`
    NotSet,
    Integer,
    Decimal,
    /// A string with its quotes.
    Text,
    /// `Scope.name`, the name without the quotes that it may have.
    Variable {
        scope: Span,
        name: Span,
    },
    /// A member of its child.
    Member {
        name: Span,
    },
    /// Its first child at its second.
    Index,
    /// The children are the arguments.
    Call {
        name: Span,
    },
    Unary(Operator),
    Binary {
        operator: Operator,
        sign: Span,
    },
    /// `condition ? this : that`
    Conditional,
    /// Brackets around its child.
    Group,
}

/// A part of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    pub kind: NodeKind,
    /// Bytes of the expression.
    pub span: Span,
    /// Whether Architect may group what it is made of in another way, so that it cannot be judged.
    pub is_uncertain: bool,
    pub(super) first: u32,
    pub(super) count: u32,
}

/// An expression that has been read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree<'t> {
    pub(super) text: &'t str,
    pub(super) nodes: Vec<Node>,
    pub(super) children: Vec<NodeId>,
    pub(super) root: Option<NodeId>,
    /// In the order of the text.
    pub errors: Vec<Error>,
}

/// The strings of [`Tree::compared`], in the order of the text.
#[derive(Clone, Debug, Default)]
pub struct Compared(Vec<Span>);

impl Compared {
    /// Whether byte `at` of the expression is in one of them.
    #[must_use]
    pub fn contains(&self, at: usize) -> bool {
        let next = self.0.partition_point(|span| span.start as usize <= at);
        next.checked_sub(1).and_then(|last| self.0.get(last)).is_some_and(|span| span.range().contains(&at))
    }
}

impl<'t> Tree<'t> {
    /// The text that was read.
    #[must_use]
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// The part of the text that a span covers.
    #[must_use]
    pub fn slice(&self, span: Span) -> &'t str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// The whole expression; `None` if the text has nothing but spaces and comments.
    #[must_use]
    pub fn root(&self) -> Option<NodeId> {
        self.root
    }

    /// All nodes, the children of each before it.
    #[must_use]
    pub fn nodes(&self) -> impl DoubleEndedIterator<Item = (NodeId, &Node)> + ExactSizeIterator {
        self.nodes.iter().enumerate().map(|(index, node)| (NodeId::at(index), node))
    }

    /// The strings that are compared or searched for, and not a part of the result:
    /// `Replace(Flow.text, "${Flow.title}", Flow.title)`.
    #[must_use]
    pub fn compared(&self) -> Compared {
        let compares = |node: &Node| match node.kind {
            NodeKind::Call { name } => !self.slice(name).eq_ignore_ascii_case("Append"),
            NodeKind::Binary { operator, .. } => operator != Operator::Add,
            _ => false,
        };
        let operands = self.nodes.iter().filter(|node| compares(node)).flat_map(|node| self.children(node));
        let texts = operands.filter_map(|id| self.node(*id)).filter(|node| node.kind == NodeKind::Text);
        let mut spans: Vec<Span> = texts.map(|node| node.span).collect();
        spans.sort_unstable();
        Compared(spans)
    }

    /// A node.
    #[must_use]
    pub fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id.index())
    }

    /// The children of a node, in the order of the text.
    #[must_use]
    pub fn children(&self, node: &Node) -> &[NodeId] {
        let first = node.first as usize;
        self.children.get(first..first + node.count as usize).unwrap_or_default()
    }

    /// A node without the brackets around it.
    #[must_use]
    pub fn inside(&self, id: NodeId) -> NodeId {
        let mut id = id;
        while let Some(node) = self.node(id).filter(|node| node.kind == NodeKind::Group) {
            let Some(child) = self.children(node).first() else { break };
            id = *child;
        }
        id
    }

    /// The value of a string, its placeholders as they are written; `None` for other nodes.
    #[must_use]
    pub fn string(&self, node: &Node) -> Option<Cow<'t, str>> {
        if node.kind != NodeKind::Text {
            return None;
        }
        let inner = self.slice(node.span).strip_prefix('"')?.strip_suffix('"')?;
        if !inner.contains('\\') {
            return Some(Cow::Borrowed(inner));
        }
        let mut value = String::with_capacity(inner.len());
        let mut letters = inner.chars();
        while let Some(letter) = letters.next() {
            value.push(match letter {
                '\\' => match letters.next()? {
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    escaped @ ('"' | '\\') => escaped,
                    _ => return None,
                },
                letter => letter,
            });
        }
        Some(Cow::Owned(value))
    }
}
