//! Parses the text of an expression into its tree and its errors.
//!
//! Operators wait on a stack until one that binds less tightly comes (a *shunting yard*), so neither brackets nor
//! operators cause recursion, and each token is read once. Text that violates the grammar becomes a node of unknown
//! value, so that a tree always has a root. Constructs that Architect may accept are not errors: comments, `True`, a
//! unary plus, a member after a bracket, `or` and `? :` in a branch of `? :`.

use super::error::{Error, Problem};
use super::token::{Bracket, Token, TokenKind, operator_word, tokens};
use super::tree::{Node, NodeId, NodeKind, Operator, Tree};
use crate::text::Span;

/// Reads an expression.
#[must_use]
pub fn parse(text: &str) -> Tree<'_> {
    let mut errors = Vec::new();
    let tokens = tokens(text, &mut errors);
    let tree = Tree { text, errors, ..Tree::default() };
    Parser { tree, tokens, ..Parser::default() }.run()
}

/// The construct that an opening bracket begins.
#[derive(Clone, Copy, Debug)]
enum Context {
    Group,
    /// The name of what is called.
    Call(Span),
    Index,
    /// Something that the grammar does not have.
    Unknown,
}

/// Something that waits for its operands.
#[derive(Clone, Copy, Debug)]
enum Waiting {
    Prefix(Operator, Span),
    /// `None` where an operator is missing.
    Infix(Option<Operator>, Span),
    Question(Span),
    Colon,
    Open(Open),
}

#[derive(Clone, Copy, Debug)]
struct Open {
    bracket: Bracket,
    context: Context,
    span: Span,
    /// How many operands wait outside of the brackets.
    base: usize,
    has_comma: bool,
}

#[derive(Default)]
struct Parser<'t> {
    tree: Tree<'t>,
    tokens: Vec<Token>,
    at: usize,
    operands: Vec<NodeId>,
    waiting: Vec<Waiting>,
    /// The indices in `waiting` of the open brackets.
    opens: Vec<usize>,
    /// How many of each kind of bracket are open.
    open: [usize; 3],
    /// Whether an operand comes next or an operator.
    is_after_operand: bool,
    /// Whether a placeholder may be more than an operand.
    has_loose_hole: bool,
}

/// How tightly an operator binds.
fn precedence(operator: Option<Operator>) -> u8 {
    use Operator as O;
    match operator {
        None => 1,
        Some(operator) => match operator {
            O::Or => 2,
            O::And => 3,
            O::BitOr => 4,
            O::BitAnd => 5,
            O::Equal | O::NotEqual => 6,
            O::GreaterOrEqual | O::LessOrEqual | O::Greater | O::Less => 7,
            O::Add | O::Subtract => 8,
            O::Multiply | O::Divide | O::Remainder => 9,
            O::Power => 10,
            O::Not | O::BitNot | O::Negate | O::Plus => 11,
        },
    }
}

impl<'t> Parser<'t> {
    fn run(mut self) -> Tree<'t> {
        while let Some(token) = self.tokens.get(self.at).copied() {
            if self.is_after_operand {
                self.operator(token);
            } else {
                self.operand(token);
            }
        }
        if !self.tokens.is_empty() {
            self.finish();
        }
        if self.has_loose_hole {
            self.tree.errors.clear();
            self.tree.nodes.iter_mut().for_each(|node| node.is_uncertain = true);
        }
        self.tree.errors.sort_by_key(|error| error.span.start);
        self.tree
    }

    fn finish(&mut self) {
        if !self.is_after_operand {
            let last = self.tokens.last().map(|token| token.span).unwrap_or_default();
            if self.opens.is_empty() {
                self.error(Problem::MissingOperand, last);
            }
            self.push_unknown(Span::at(last.end as usize));
        }
        // A missing quote hides the brackets after it.
        let is_text_open = self.tree.errors.iter().any(|error| error.problem == Problem::UnclosedText);
        let end = self.tree.text.len();
        loop {
            self.reduce_to_bracket();
            let Some(open) = self.pop_open() else { break };
            if !is_text_open {
                self.error(Problem::Unclosed(open.bracket), open.span);
            }
            self.close(open, end);
        }
        self.tree.root = self.operands.pop();
    }

    fn error(&mut self, problem: Problem, span: Span) {
        self.tree.errors.push(Error { problem, span });
    }

    fn peek(&self, ahead: usize) -> Option<Token> {
        self.tokens.get(self.at + ahead).copied()
    }

    /// Adds a node to the tree.
    fn node(&mut self, kind: NodeKind, span: Span, children: &[NodeId]) -> NodeId {
        let first = u32::try_from(self.tree.children.len()).unwrap_or(u32::MAX);
        self.tree.children.extend_from_slice(children);
        let count = u32::try_from(children.len()).unwrap_or(u32::MAX);
        self.tree.nodes.push(Node { kind, span, is_uncertain: false, first, count });
        NodeId::at(self.tree.nodes.len() - 1)
    }

    fn push_leaf(&mut self, kind: NodeKind, span: Span) {
        let node = self.node(kind, span, &[]);
        self.operands.push(node);
        self.is_after_operand = true;
    }

    fn push_unknown(&mut self, span: Span) {
        self.push_leaf(NodeKind::Unknown, span);
    }

    fn pop(&mut self) -> NodeId {
        match self.operands.pop() {
            Some(operand) => operand,
            None => self.node(NodeKind::Unknown, Span::default(), &[]),
        }
    }

    fn span(&self, id: NodeId) -> Span {
        self.tree.node(id).map(|node| node.span).unwrap_or_default()
    }

    fn last_kind(&self) -> NodeKind {
        let last = self.operands.last().and_then(|last| self.tree.node(*last));
        last.map_or(NodeKind::Unknown, |node| node.kind)
    }

    /// Puts a node in place of the last operand, which becomes its child.
    fn wrap(&mut self, kind: NodeKind, end: u32) {
        let child = self.pop();
        let span = Span { start: self.span(child).start, end };
        let node = self.node(kind, span, &[child]);
        self.operands.push(node);
    }

    fn operand(&mut self, token: Token) {
        match token.kind {
            TokenKind::Word => return self.word(token),
            TokenKind::Text => self.push_leaf(NodeKind::Text, token.span),
            TokenKind::Integer => self.push_leaf(NodeKind::Integer, token.span),
            TokenKind::Decimal => self.push_leaf(NodeKind::Decimal, token.span),
            TokenKind::Hole => self.push_unknown(token.span),
            TokenKind::Operator(operator) => {
                let Some(operator) = prefix(operator) else { return self.missing_operand(token) };
                if matches!(self.waiting.last(), Some(Waiting::Prefix(Operator::Negate, _))) {
                    self.error(Problem::RepeatedSign, token.span);
                }
                self.waiting.push(Waiting::Prefix(operator, token.span));
            }
            TokenKind::Open(bracket) => {
                let is_group = bracket == Bracket::Round;
                if !is_group {
                    self.error(Problem::Literal(bracket), token.span);
                }
                let context = if is_group { Context::Group } else { Context::Unknown };
                self.push_open(bracket, context, token.span, self.operands.len());
            }
            TokenKind::Close(bracket) => return self.closing(bracket, token),
            TokenKind::Comma if matches!(self.waiting.last(), Some(Waiting::Open(_))) => {
                self.error(Problem::MissingArgument, token.span);
                return self.push_unknown(Span::at(token.span.start as usize));
            }
            TokenKind::Comma | TokenKind::Dot | TokenKind::Question | TokenKind::Colon => {
                return self.missing_operand(token);
            }
        }
        self.at += 1;
    }

    /// An operand is missing before `token`, which is looked at again.
    fn missing_operand(&mut self, token: Token) {
        self.error(Problem::MissingOperand, token.span);
        self.push_unknown(Span::at(token.span.start as usize));
    }

    fn word(&mut self, token: Token) {
        let text = self.tree.slice(token.span);
        if operator_word(text).is_some() {
            return self.missing_operand(token);
        }
        let next = self.peek(1);
        let is_not = text.eq_ignore_ascii_case("not");
        match next.map(|next| next.kind) {
            Some(TokenKind::Dot) => return self.variable(token),
            Some(TokenKind::Open(Bracket::Round)) if !is_not => {
                let open = next.map(|next| next.span).unwrap_or_default();
                self.push_open(Bracket::Round, Context::Call(token.span), open, self.operands.len());
                self.at += 2;
                return;
            }
            Some(kind) if is_not && begins_operand(kind) => {
                self.error(Problem::NotWord, token.span);
                self.waiting.push(Waiting::Prefix(Operator::Not, token.span));
            }
            _ => {
                let kind = match text {
                    "true" => NodeKind::Boolean(true),
                    "false" => NodeKind::Boolean(false),
                    "NOT_SET" => NodeKind::NotSet,
                    _ => NodeKind::Unknown,
                };
                let is_literal = ["true", "false", "NOT_SET"].iter().any(|it| text.eq_ignore_ascii_case(it));
                if !is_literal {
                    self.error(Problem::BareWord, token.span);
                }
                self.push_leaf(kind, token.span);
            }
        }
        self.at += 1;
    }

    /// `scope.name`
    fn variable(&mut self, scope: Token) {
        let Some((name, is_known)) = self.name_after_dot(1) else { return self.push_unknown(scope.span) };
        let span = Span { start: scope.span.start, end: name.end };
        let kind = if is_known {
            NodeKind::Variable { scope: scope.span, name: self.without_quotes(name) }
        } else {
            NodeKind::Unknown
        };
        self.push_leaf(kind, span);
        self.at += 1;
    }

    /// Reads the name after the dot that is `ahead` tokens further, and whether the name is known; advances to its
    /// last token. Without a name, reports an error and advances to the next token.
    fn name_after_dot(&mut self, ahead: usize) -> Option<(Span, bool)> {
        let name = self.peek(ahead + 1);
        let found = name.filter(|it| matches!(it.kind, TokenKind::Word | TokenKind::Text | TokenKind::Hole));
        if found.is_none() {
            let dot = self.peek(ahead).map(|dot| dot.span).unwrap_or_default();
            self.error(Problem::MissingName, dot);
        }
        self.at += ahead + 1;
        found.map(|name| (name.span, name.kind != TokenKind::Hole))
    }

    fn without_quotes(&self, name: Span) -> Span {
        let is_quoted = self.tree.slice(name).starts_with('"');
        if is_quoted && name.len() >= 2 { Span { start: name.start + 1, end: name.end - 1 } } else { name }
    }

    fn operator(&mut self, token: Token) {
        match token.kind {
            TokenKind::Operator(Operator::Not | Operator::BitNot)
            | TokenKind::Integer
            | TokenKind::Decimal
            | TokenKind::Hole
            | TokenKind::Open(Bracket::Curly) => return self.missing_operator(token),
            TokenKind::Text => {
                if !self.is_doubled_quote(token) {
                    return self.missing_operator(token);
                }
                let quotes = Span { start: token.span.start.saturating_sub(1), end: token.span.start + 1 };
                self.error(Problem::DoubledQuotes, quotes);
            }
            TokenKind::Word => match operator_word(self.tree.slice(token.span)) {
                Some(operator) => self.infix(Some(operator), token.span),
                None => return self.missing_operator(token),
            },
            TokenKind::Operator(operator) => self.infix(Some(operator), token.span),
            TokenKind::Open(bracket) => return self.open_after_operand(bracket, token),
            TokenKind::Close(bracket) => return self.closing(bracket, token),
            TokenKind::Comma => self.comma(token),
            TokenKind::Dot => return self.member(token),
            TokenKind::Question => {
                self.reduce_while(|top| !matches!(top, Waiting::Open(_) | Waiting::Question(_)));
                self.waiting.push(Waiting::Question(token.span));
                self.is_after_operand = false;
            }
            TokenKind::Colon => {
                self.reduce_while(|top| !matches!(top, Waiting::Open(_) | Waiting::Question(_)));
                if let Some(top @ Waiting::Question(_)) = self.waiting.last_mut() {
                    *top = Waiting::Colon;
                    self.is_after_operand = false;
                } else {
                    self.error(Problem::LoneColon, token.span);
                    self.infix(None, token.span);
                }
            }
        }
        self.at += 1;
    }

    /// Whether the string `token` follows another one without a space: `"a ""b"`.
    fn is_doubled_quote(&self, token: Token) -> bool {
        let before = self.tokens.get(self.at.wrapping_sub(1)).filter(|before| before.kind == TokenKind::Text);
        before.is_some_and(|before| {
            let (left, right) = (self.tree.slice(before.span), self.tree.slice(token.span));
            before.span.end == token.span.start && left.ends_with('"') && right.starts_with('"')
        })
    }

    /// An operator is missing before `token`, which is looked at again.
    fn missing_operator(&mut self, token: Token) {
        let is_behind_hole = self.tokens.get(self.at.wrapping_sub(1)).is_some_and(|it| it.kind == TokenKind::Hole);
        if is_behind_hole || token.kind == TokenKind::Hole {
            self.has_loose_hole = true;
        }
        let in_call = self.innermost().is_some_and(|open| matches!(open.context, Context::Call(_)));
        self.error(if in_call { Problem::MissingComma } else { Problem::MissingOperator }, token.span);
        self.infix(None, Span::at(token.span.start as usize));
    }

    fn innermost(&self) -> Option<&Open> {
        match self.waiting.get(*self.opens.last()?)? {
            Waiting::Open(open) => Some(open),
            _ => None,
        }
    }

    fn infix(&mut self, operator: Option<Operator>, span: Span) {
        let own = precedence(operator);
        let to_the_right = operator == Some(Operator::Power);
        self.reduce_while(|top| match top {
            Waiting::Prefix(..) => true,
            Waiting::Infix(before, _) => precedence(*before) > own || precedence(*before) == own && !to_the_right,
            _ => false,
        });
        self.waiting.push(Waiting::Infix(operator, span));
        self.is_after_operand = false;
    }

    fn comma(&mut self, token: Token) {
        let takes_more = self.innermost().is_some_and(|it| matches!(it.context, Context::Call(_) | Context::Unknown));
        if !takes_more {
            self.error(Problem::Comma, token.span);
            return self.infix(None, token.span);
        }
        self.reduce_to_bracket();
        if let Some(Waiting::Open(open)) = self.waiting.last_mut() {
            open.has_comma = true;
        }
        self.is_after_operand = false;
    }

    fn member(&mut self, dot: Token) {
        let object = self.last_kind();
        let Some((name, is_known)) = self.name_after_dot(0) else { return };
        let is_literal = is_literal(object);
        if is_literal {
            self.error(Problem::MemberOfLiteral, Span { start: dot.span.start, end: name.end });
        }
        let kind = if is_known && !is_literal && object != NodeKind::Group {
            NodeKind::Member { name: self.without_quotes(name) }
        } else {
            NodeKind::Unknown
        };
        self.wrap(kind, name.end);
        self.at += 1;
    }

    fn open_after_operand(&mut self, bracket: Bracket, token: Token) {
        let object = self.last_kind();
        let base = self.operands.len().saturating_sub(1);
        let context = match (bracket, object) {
            (Bracket::Square, _) => {
                if is_literal(object) {
                    self.error(Problem::MemberOfLiteral, token.span);
                }
                if matches!(object, NodeKind::Group | NodeKind::Unknown) { Context::Unknown } else { Context::Index }
            }
            (_, NodeKind::Variable { name, .. } | NodeKind::Member { name }) => {
                self.error(Problem::MethodCall, name);
                Context::Unknown
            }
            (_, NodeKind::Unknown) => Context::Unknown,
            _ => return self.missing_operator(token),
        };
        self.push_open(bracket, context, token.span, base);
        self.at += 1;
    }

    fn push_open(&mut self, bracket: Bracket, context: Context, span: Span, base: usize) {
        self.opens.push(self.waiting.len());
        self.waiting.push(Waiting::Open(Open { bracket, context, span, base, has_comma: false }));
        if let Some(count) = self.open.get_mut(bracket as usize) {
            *count += 1;
        }
        self.is_after_operand = false;
    }

    /// The bracket on top of what waits.
    fn pop_open(&mut self) -> Option<Open> {
        let Some(Waiting::Open(open)) = self.waiting.pop() else { return None };
        self.opens.pop();
        if let Some(count) = self.open.get_mut(open.bracket as usize) {
            *count -= 1;
        }
        Some(open)
    }

    fn closing(&mut self, bracket: Bracket, token: Token) {
        self.at += 1;
        if self.open.get(bracket as usize).is_none_or(|count| *count == 0) {
            return self.error(Problem::Unopened(bracket), token.span);
        }
        if !self.is_after_operand {
            self.nothing_before_closing(token);
        }
        loop {
            self.reduce_to_bracket();
            let Some(open) = self.pop_open() else { break };
            if open.bracket == bracket {
                self.close(open, token.span.end as usize);
                break;
            }
            self.error(Problem::Unclosed(open.bracket), open.span);
            self.close(open, token.span.start as usize);
        }
    }

    /// A closing bracket where an operand belongs.
    fn nothing_before_closing(&mut self, token: Token) {
        match self.waiting.last().copied() {
            Some(Waiting::Open(open)) => match open.context {
                Context::Call(_) | Context::Unknown if !open.has_comma => return,
                Context::Call(_) | Context::Unknown => self.error(Problem::MissingArgument, token.span),
                Context::Group | Context::Index => {
                    self.error(Problem::EmptyBrackets, Span { start: open.span.start, end: token.span.end });
                }
            },
            Some(Waiting::Prefix(_, span) | Waiting::Infix(_, span)) => self.error(Problem::MissingOperand, span),
            _ => self.error(Problem::MissingOperand, token.span),
        }
        self.push_unknown(Span::at(token.span.start as usize));
    }

    /// Builds the node of the content of brackets that end at `end`.
    fn close(&mut self, open: Open, end: usize) {
        let children = self.operands.split_off(open.base.min(self.operands.len()));
        let first = children.first().map(|first| self.span(*first).start);
        let (kind, start) = match open.context {
            Context::Group => (NodeKind::Group, open.span.start),
            Context::Call(name) => (NodeKind::Call { name }, name.start),
            Context::Index => (NodeKind::Index, first.unwrap_or(open.span.start)),
            Context::Unknown => (NodeKind::Unknown, first.unwrap_or(open.span.start).min(open.span.start)),
        };
        let node = self.node(kind, Span::new(start as usize, end), &children);
        self.operands.push(node);
        self.is_after_operand = true;
    }

    fn reduce_to_bracket(&mut self) {
        self.reduce_while(|top| !matches!(top, Waiting::Open(_)));
    }

    fn reduce_while(&mut self, condition: impl Fn(&Waiting) -> bool) {
        while let Some(top) = self.waiting.pop_if(|top| condition(top)) {
            self.reduce(top);
        }
    }

    /// Builds the node of an operator whose operands are complete.
    fn reduce(&mut self, top: Waiting) {
        let node = match top {
            Waiting::Prefix(operator, sign) => {
                let operand = self.pop();
                let span = Span { start: sign.start, end: self.span(operand).end };
                self.node(NodeKind::Unary(operator), span, &[operand])
            }
            Waiting::Infix(operator, sign) => {
                let (right, left) = (self.pop(), self.pop());
                let kind = operator.map_or(NodeKind::Unknown, |operator| NodeKind::Binary { operator, sign });
                self.node(kind, Span { start: self.span(left).start, end: self.span(right).end }, &[left, right])
            }
            Waiting::Question(span) => {
                self.error(Problem::MissingBranch, span);
                let (right, left) = (self.pop(), self.pop());
                let span = Span { start: self.span(left).start, end: self.span(right).end };
                self.node(NodeKind::Unknown, span, &[left, right])
            }
            Waiting::Colon => {
                let (otherwise, then) = (self.pop(), self.pop());
                self.conditional(self.operands.last().copied(), then, otherwise)
            }
            Waiting::Open(_) => return,
        };
        self.operands.push(node);
    }

    /// A `? :`, of which `or` and another `? :` in a branch, or another one as the condition, may be read in two ways.
    fn conditional(&mut self, condition: Option<NodeId>, then: NodeId, otherwise: NodeId) -> NodeId {
        self.operands.pop();
        let condition = condition.unwrap_or(then);
        let span = Span { start: self.span(condition).start, end: self.span(otherwise).end };
        let id = self.node(NodeKind::Conditional, span, &[condition, then, otherwise]);
        for (child, is_branch) in [(condition, false), (then, true), (otherwise, true)] {
            let or = |kind| matches!(kind, NodeKind::Binary { operator: Operator::Or, .. });
            let is_uncertain = |node: &Node| node.kind == NodeKind::Conditional || is_branch && or(node.kind);
            if self.tree.node(child).is_some_and(is_uncertain) {
                for id in [child, id] {
                    if let Some(node) = self.tree.nodes.get_mut(id.index()) {
                        node.is_uncertain = true;
                    }
                }
            }
        }
        id
    }
}

/// The meaning of an operator in place of an operand; `None` if it has none there.
fn prefix(operator: Operator) -> Option<Operator> {
    match operator {
        Operator::Subtract => Some(Operator::Negate),
        Operator::Add => Some(Operator::Plus),
        Operator::Not | Operator::BitNot => Some(operator),
        _ => None,
    }
}

fn begins_operand(kind: TokenKind) -> bool {
    use TokenKind as T;
    matches!(kind, T::Word | T::Text | T::Integer | T::Decimal | T::Hole | T::Open(Bracket::Round))
}

fn is_literal(kind: NodeKind) -> bool {
    use NodeKind as K;
    matches!(kind, K::Text | K::Integer | K::Decimal | K::Boolean(_) | K::NotSet)
}
