//! Reads the parts of a value in the tree of HCL, as far as they follow from the text without running Terraform.

use hcl_edit::expr::{Expression as Parsed, ObjectKey, Traversal, TraversalOperator};
use hcl_edit::template::{Element, Template};
use hcl_edit::{Decorated, Span as _, parser};

use super::super::{Style, Value, ValueKind, scalar};
use super::exceeded_limit;
use crate::text::Span;

/// A value that is written out, or how it is put together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expression {
    /// A string, or the source text of a number or boolean.
    Text(Box<str>),
    /// `var.name`, `module.label.output`, `genesyscloud_flow.label.id` by its parts; `path.module` likewise.
    Reference(Box<[Box<str>]>),
    /// Pieces of one text.
    Joined(Box<[Expression]>),
    Map(Map),
    /// `merge(…)`: what comes later wins.
    Merged(Box<[Expression]>),
    /// A list, or `toset(…)` of one, if all its items are written out.
    List(Box<[ListItem]>),
    /// The member of a map under a key: `map[key]`, `lookup(map, key)`.
    Indexed(Box<[Expression; 2]>),
    /// `fileset(folder, pattern)`.
    Files(Box<[Expression; 2]>),
    Unknown,
}

/// A map that is written out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Map {
    pub entries: Box<[ObjectEntry]>,
    /// Whether these are all; the keys of others may be computed.
    pub is_complete: bool,
}

/// An item of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListItem {
    pub value: Expression,
    /// The value without its quotes.
    pub span: Span,
}

/// A member of a map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectEntry {
    pub key: Box<str>,
    /// The key without its quotes.
    pub span: Span,
    pub value: Expression,
    /// The value without its quotes.
    pub value_span: Span,
}

/// How deep maps in maps are followed.
const DEPTH: usize = 8;

impl Expression {
    /// Reads the parts of `value`.
    #[must_use]
    pub fn of(value: Value<'_>) -> Self {
        Self::at_depth(value, 0)
    }

    fn at_depth(value: Value<'_>, depth: usize) -> Self {
        let style = value.style();
        match value.kind() {
            ValueKind::Object if depth < DEPTH => {
                let is_name = |key: Value<'_>| key.kind() == ValueKind::String && !key.style().has_holes();
                let entry = |(key, value): (Value<'_>, Value<'_>)| ObjectEntry {
                    key: key.scalar_text().into(),
                    span: key.content_span(),
                    value: Self::at_depth(value, depth + 1),
                    value_span: value.content_span(),
                };
                Expression::Map(Map {
                    entries: value.members().filter(|(key, _)| is_name(*key)).map(entry).collect(),
                    is_complete: value.members().all(|(key, _)| is_name(key)),
                })
            }
            ValueKind::Array if depth < DEPTH => {
                let item =
                    |item: Value<'_>| ListItem { value: Self::at_depth(item, depth + 1), span: item.content_span() };
                Expression::List(value.items().map(item).collect())
            }
            ValueKind::String if !style.has_holes() => Expression::Text(value.scalar_text().into()),
            ValueKind::String => match style.without_holes() {
                Style::Hcl => parsed(value.raw(), value.span().range().start),
                Style::Heredoc => parser::parse_template(value.raw()).map_or(Expression::Unknown, |it| joined(&it)),
                // The text between the quotes of JSON is a template.
                Style::HclJson => parser::parse_template(&scalar::decode(value.raw(), Style::Json))
                    .map_or(Expression::Unknown, |it| joined(&it)),
                _ => Expression::Unknown,
            },
            ValueKind::Bool | ValueKind::Number => Expression::Text(value.raw().into()),
            ValueKind::Missing => parsed(value.raw(), value.span().range().start),
            _ => Expression::Unknown,
        }
    }
}

/// The functions that read a file.
const READERS: [&str; 9] = [
    "file",
    "filebase64",
    "filebase64sha256",
    "filebase64sha512",
    "filemd5",
    "filesha1",
    "filesha256",
    "filesha512",
    "templatefile",
];

/// The functions of a value that read nothing and accept any value.
const PLAIN: [&str; 9] =
    ["sha1", "sha256", "sha512", "md5", "base64encode", "base64sha256", "jsondecode", "yamldecode", "trimspace"];

/// The path of the file that a value certainly reads, and its span without quotes: `filesha256("flow.yaml")`,
/// `sha256(file("flow.yaml"))`. None if a condition, `try` or another function decides whether it is read.
#[must_use]
pub fn read_file(value: Value<'_>) -> Option<(Expression, Span)> {
    let raw = value.raw();
    if value.kind() != ValueKind::Missing || exceeded_limit(raw).is_some() {
        return None;
    }
    let start = value.span().range().start;
    let mut parsed = &parser::parse_expr(raw).ok()?;
    loop {
        let Parsed::FuncCall(call) = parsed else { return None };
        let (name, first) = (call.name.name.as_str(), call.args.iter().next()?);
        if call.name.is_namespaced() || call.args.expand_final() {
            return None;
        }
        if READERS.contains(&name) {
            let span = first.span()?;
            let quotes = usize::from(matches!(first, Parsed::String(_) | Parsed::StringTemplate(_)));
            let span = Span::new(start + span.start + quotes, start + span.end.saturating_sub(quotes));
            return Some((expression(first, start), span));
        }
        parsed = first;
        if !PLAIN.contains(&name) {
            return None;
        }
    }
}

/// Reads an expression that begins at byte `start` of the file.
fn parsed(raw: &str, start: usize) -> Expression {
    // In HCL in the form of JSON, this text was not checked before.
    if exceeded_limit(raw).is_some() {
        return Expression::Unknown;
    }
    parser::parse_expr(raw).map_or(Expression::Unknown, |parsed| expression(&parsed, start))
}

fn expression(parsed: &Parsed, start: usize) -> Expression {
    match parsed {
        Parsed::String(text) => Expression::Text(text.as_str().into()),
        Parsed::Number(number) => Expression::Text(number.value().to_string().into()),
        Parsed::Bool(value) => Expression::Text(value.value().to_string().into()),
        Parsed::StringTemplate(template) => joined(template),
        Parsed::Parenthesis(inner) => expression(inner.inner(), start),
        Parsed::Traversal(traversal) => reference(traversal, start),
        Parsed::FuncCall(call) if !call.name.is_namespaced() && call.name.name.as_str() == "merge" => {
            // A list that is spread out stands for any number of maps.
            let is_plain = !call.args.expand_final();
            let maps = call.args.iter().map(|map| expression(map, start));
            if is_plain { Expression::Merged(maps.collect()) } else { Expression::Unknown }
        }
        Parsed::FuncCall(call) if !call.name.is_namespaced() && !call.args.expand_final() => {
            let mut arguments = call.args.iter().map(|argument| expression(argument, start));
            match (call.name.name.as_str(), arguments.next(), arguments.next(), arguments.next()) {
                ("toset" | "tolist" | "tomap", Some(only), None, None) => only,
                ("lookup", Some(map), Some(key), _) => Expression::Indexed(Box::new([map, key])),
                ("fileset", Some(folder), Some(pattern), None) => Expression::Files(Box::new([folder, pattern])),
                _ => Expression::Unknown,
            }
        }
        Parsed::Array(array) => {
            let item = |item: &Parsed| {
                let span = item.span().unwrap_or_default();
                // Without the quotes of a string.
                let quotes = usize::from(matches!(item, Parsed::String(_) | Parsed::StringTemplate(_)));
                let span = Span::new(start + span.start + quotes, start + span.end.saturating_sub(quotes));
                ListItem { value: expression(item, start), span }
            };
            Expression::List(array.iter().map(item).collect())
        }
        Parsed::Object(object) => {
            let span = |span: Option<std::ops::Range<usize>>| {
                let span = span.unwrap_or_default();
                Span::new(start + span.start, start + span.end)
            };
            let entry = |(key, value): (&ObjectKey, &hcl_edit::expr::ObjectValue)| {
                let (text, key_span) = match key {
                    ObjectKey::Ident(name) => (name.as_str(), name.span()),
                    ObjectKey::Expression(Parsed::String(text)) => (text.as_str(), text.span()),
                    ObjectKey::Expression(_) => return None,
                };
                let value_span = value.expr().span();
                let value = expression(value.expr(), start);
                Some(ObjectEntry { key: text.into(), span: span(key_span), value, value_span: span(value_span) })
            };
            let entries: Option<_> = object.iter().map(entry).collect();
            let is_complete = entries.is_some();
            Expression::Map(Map { entries: entries.unwrap_or_default(), is_complete })
        }
        _ => Expression::Unknown,
    }
}

fn joined(template: &Template) -> Expression {
    let pieces = template.iter().map(|element| match element {
        Element::Literal(text) => Expression::Text(text.as_str().into()),
        Element::Interpolation(value) => expression(&value.expr, 0),
        Element::Directive(_) => Expression::Unknown,
    });
    let mut pieces: Vec<Expression> = pieces.collect();
    // One interpolation alone keeps what it is: a map, too.
    match pieces.pop() {
        Some(only) if pieces.is_empty() => only,
        last => Expression::Joined(pieces.into_iter().chain(last).collect()),
    }
}

fn reference(traversal: &Traversal, start: usize) -> Expression {
    let Parsed::Variable(first) = &traversal.expr else { return Expression::Unknown };
    let mut parts: Vec<Box<str>> = vec![first.as_str().into()];
    let mut operators = traversal.operators.iter().map(Decorated::value);
    let mut computed = None;
    for operator in &mut operators {
        match operator {
            TraversalOperator::GetAttr(name) => parts.push(name.as_str().into()),
            TraversalOperator::Index(Parsed::String(name)) => parts.push(name.as_str().into()),
            other => {
                computed = Some(other);
                break;
            }
        }
    }
    let mut found = Expression::Reference(parts.into());
    for operator in computed.into_iter().chain(operators).enumerate() {
        let key = match operator {
            (number, _) if number >= DEPTH => return Expression::Unknown,
            (_, TraversalOperator::GetAttr(name)) => Expression::Text(name.as_str().into()),
            (_, TraversalOperator::Index(key)) => expression(key, start),
            _ => return Expression::Unknown,
        };
        found = Expression::Indexed(Box::new([found, key]));
    }
    found
}
