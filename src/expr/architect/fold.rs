//! Computes the value of an expression from its tree, if it is the same in every run of the flow.
//!
//! Only certain values are computed: functions of text are folded if all of their text is ASCII, since the platform
//! counts and capitalises other letters in its own way. The values are those of the examples of the Scripting SDK of
//! 2019.

use std::ops::Range;

use super::parse;
use super::tree::{Node, NodeKind, Operator, Tree};

/// The text that a constant expression has as its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constant {
    pub value: String,
    /// The byte range of the value in the expression, without the quotes, if the expression is one string literal
    /// without escapes.
    pub literal: Option<Range<usize>>,
}

/// The value of an expression that is a text and the same whenever the flow runs.
#[must_use]
pub fn constant(expression: &str) -> Option<Constant> {
    // Most expressions are a variable or work on some.
    if !expression.contains('"') {
        return None;
    }
    let tree = parse(expression);
    let Some(Value::Text(value)) = tree.value() else { return None };
    let root = tree.root().and_then(|root| tree.node(tree.inside(root)));
    let is_literal = tree.nodes().len() == 1 && root.is_some_and(|root| root.span.len() == value.len() + 2);
    let literal = root.filter(|_| is_literal).map(|root| root.span.start as usize + 1..root.span.end as usize - 1);
    Some(Constant { value, literal })
}

/// Writes a text as a string literal.
#[must_use]
pub fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{escaped}\"")
}

/// The value of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Text(String),
    Integer(i64),
    Boolean(bool),
    NotSet,
}

impl Tree<'_> {
    /// The value of the whole expression, where it is the same whenever the flow runs; placeholders in it are as they are
    /// written.
    #[must_use]
    pub fn value(&self) -> Option<Value> {
        if !self.errors.is_empty() {
            return None;
        }
        let mut values: Vec<Option<Value>> = Vec::with_capacity(self.nodes().len());
        // Copies no more than a few times the text; a text of calls in calls would need its square.
        let mut budget = 4 * self.text().len() + 64;
        for (_, node) in self.nodes() {
            let mut operands = Vec::with_capacity(self.children(node).len());
            for child in self.children(node) {
                operands.push(values.get_mut(child.index()).and_then(Option::take));
            }
            let value = if node.is_uncertain { None } else { self.value_of(node, operands, &mut budget) };
            values.push(value);
        }
        values.get_mut(self.root()?.index())?.take()
    }

    fn value_of(&self, node: &Node, operands: Vec<Option<Value>>, budget: &mut usize) -> Option<Value> {
        match node.kind {
            NodeKind::Boolean(value) => Some(Value::Boolean(value)),
            NodeKind::NotSet => Some(Value::NotSet),
            NodeKind::Integer => self.slice(node.span).parse().ok().map(Value::Integer),
            NodeKind::Text => Some(Value::Text(self.string(node)?.into_owned())),
            NodeKind::Group => operands.into_iter().next().flatten(),
            NodeKind::Unary(operator) => match (operator, operands.into_iter().next().flatten()?) {
                (Operator::Negate, Value::Integer(value)) => value.checked_neg().map(Value::Integer),
                (Operator::Not, Value::Boolean(value)) => Some(Value::Boolean(!value)),
                _ => None,
            },
            NodeKind::Binary { operator, .. } => {
                let [left, right] = operands.try_into().ok()?;
                binary(operator, left?, right?, budget)
            }
            NodeKind::Conditional => choose(operands),
            NodeKind::Call { name } => call(&self.slice(name).to_ascii_lowercase(), operands, budget),
            _ => None,
        }
    }
}

/// One of two values.
fn choose(operands: Vec<Option<Value>>) -> Option<Value> {
    let [condition, then, otherwise] = operands.try_into().ok()?;
    match condition? {
        Value::Boolean(true) => then,
        Value::Boolean(false) => otherwise,
        _ => None,
    }
}

fn binary(operator: Operator, left: Value, right: Value, budget: &mut usize) -> Option<Value> {
    use Operator as O;
    use Value::{Boolean, Integer, Text};
    Some(match (operator, left, right) {
        (O::Add, Text(left), Text(right)) => return append(left, [Some(Text(right))], budget),
        (O::Add, Integer(left), Integer(right)) => Integer(left.checked_add(right)?),
        (O::Subtract, Integer(left), Integer(right)) => Integer(left.checked_sub(right)?),
        (O::Multiply, Integer(left), Integer(right)) => Integer(left.checked_mul(right)?),
        (O::Greater, Integer(left), Integer(right)) => Boolean(left > right),
        (O::Less, Integer(left), Integer(right)) => Boolean(left < right),
        (O::GreaterOrEqual, Integer(left), Integer(right)) => Boolean(left >= right),
        (O::LessOrEqual, Integer(left), Integer(right)) => Boolean(left <= right),
        (O::And, Boolean(left), Boolean(right)) => Boolean(left && right),
        (O::Or, Boolean(left), Boolean(right)) => Boolean(left || right),
        (O::Equal, left, right) => Boolean(equal(&left, &right)?),
        (O::NotEqual, left, right) => Boolean(!equal(&left, &right)?),
        _ => return None,
    })
}

/// Whether two values are equal; `None` where that depends on how texts are compared.
fn equal(left: &Value, right: &Value) -> Option<bool> {
    match (left, right) {
        (Value::Text(left), Value::Text(right)) => {
            let differ = has_no_hole(left) && has_no_hole(right) && !left.eq_ignore_ascii_case(right);
            if left == right { Some(true) } else { differ.then_some(false) }
        }
        (Value::Integer(left), Value::Integer(right)) => Some(left == right),
        (Value::Boolean(left), Value::Boolean(right)) => Some(left == right),
        _ => None,
    }
}

/// Whether this is text without a placeholder, which is replaced before the flow runs.
fn has_no_hole(text: &str) -> bool {
    !text.contains(['{', '<'])
}

/// Whether the platform counts and capitalises a text as Rust does.
fn is_plain(text: &str) -> bool {
    text.is_ascii() && has_no_hole(text)
}

fn append(mut text: String, more: impl IntoIterator<Item = Option<Value>>, budget: &mut usize) -> Option<Value> {
    for part in more {
        match part? {
            Value::Text(part) => {
                *budget = budget.checked_sub(part.len())?;
                text.push_str(&part);
            }
            Value::NotSet => {}
            _ => return None,
        }
    }
    Some(Value::Text(text))
}

/// The value of a call; `name` is in lower case.
fn call(name: &str, operands: Vec<Option<Value>>, budget: &mut usize) -> Option<Value> {
    match name {
        "if" => return choose(operands),
        "append" => {
            let mut operands = operands.into_iter();
            let first = match operands.next()?? {
                Value::Text(first) => first,
                Value::NotSet => String::new(),
                _ => return None,
            };
            return append(first, operands, budget);
        }
        _ => {}
    }
    let operands: Vec<Value> = operands.into_iter().collect::<Option<_>>()?;
    let texts = operands.iter().filter_map(|it| if let Value::Text(text) = it { Some(text.len()) } else { None });
    *budget = budget.checked_sub(texts.sum())?;
    let mut operands = operands.into_iter();
    let (first, second, third) = (operands.next()?, operands.next(), operands.next());
    if operands.next().is_some() {
        return None;
    }
    match (name, first, second, third) {
        ("isset", Value::NotSet, None, None) => Some(Value::Boolean(false)),
        ("isset", _, None, None) | ("isnotsetorempty", Value::NotSet, None, None) => Some(Value::Boolean(true)),
        ("isnotsetorempty", Value::Text(text), None, None) => Some(Value::Boolean(text.is_empty())),
        ("tostring", Value::Text(text), None, None) => Some(Value::Text(text)),
        ("tostring", Value::Integer(value), None, None) => Some(Value::Text(value.to_string())),
        ("tostring", Value::Boolean(value), None, None) => Some(Value::Text(value.to_string())),
        ("toint", Value::Integer(value), None, None) => Some(Value::Integer(value)),
        ("tobool", Value::Boolean(value), None, None) => Some(Value::Boolean(value)),
        (_, Value::Text(text), second, third) if is_plain(&text) => of_text(name, &text, second, third),
        _ => None,
    }
}

/// The value of a function of text.
fn of_text(name: &str, text: &str, second: Option<Value>, third: Option<Value>) -> Option<Value> {
    let value = match (name, second, third) {
        ("upper", None, None) => text.to_ascii_uppercase(),
        ("lower", None, None) => text.to_ascii_lowercase(),
        ("trim", None, None) => text.trim_matches(' ').to_owned(),
        ("ltrim", None, None) => text.trim_start_matches(' ').to_owned(),
        ("rtrim", None, None) => text.trim_end_matches(' ').to_owned(),
        ("reverse", None, None) => text.chars().rev().collect(),
        ("length", None, None) => return i64::try_from(text.len()).ok().map(Value::Integer),
        ("left", Some(Value::Integer(length)), None) => text.get(..length_in(text, length)?)?.to_owned(),
        ("right", Some(Value::Integer(length)), None) => text.get(text.len() - length_in(text, length)?..)?.to_owned(),
        ("substring", Some(Value::Integer(start)), Some(Value::Integer(length))) => {
            let rest = text.get(length_in(text, start)?..)?;
            rest.get(..length_in(rest, length)?)?.to_owned()
        }
        // A short text may become as long as the square of the expression.
        ("replace", Some(Value::Text(old)), Some(Value::Text(new)))
            if !old.is_empty() && new.len() <= old.len() && is_plain(&old) =>
        {
            text.replace(&old, &new)
        }
        _ => return None,
    };
    Some(Value::Text(value))
}

/// A length, at most that of the text.
fn length_in(text: &str, length: i64) -> Option<usize> {
    usize::try_from(length).ok().map(|length| length.min(text.len()))
}
