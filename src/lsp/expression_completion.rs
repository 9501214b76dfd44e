//! Completes variables, functions, members and names of attributes in expressions of flows.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::client::Capability;
use super::completion::{FIELD, MAX_NAMES, gap, item};
use super::context::{Context, ShownFile};
use super::expression::{self, Expression, operand};
use super::message::set;
use super::signature::signatures;
use super::symbol::contains;
use crate::artifact::flow::expressions::{Container, Sources};
use crate::artifact::flow::variables::is_local;
use crate::expr::architect::{Cursor, NodeKind, cursor, parse, quoted};
use crate::knowledge::expressions::{self, Function, Knowledge, Type, type_of_kind};
use crate::syntax::{Style, scalar};

/// The kinds of the protocol (`CompletionItemKind`).
const FUNCTION: u8 = 3;
const VARIABLE: u8 = 6;
const PROPERTY: u8 = 10;
const CONSTANT: u8 = 21;

/// How the protocol marks a text with places to fill in.
const SNIPPET: u8 = 2;

/// The completions at a byte offset; `None` if no expression is there.
pub(super) fn complete(cx: Context<'_>, shown: &ShownFile<'_>, offset: u32) -> Option<Vec<Value>> {
    expression::with(cx, shown, offset, |expression, sources| {
        let cursor = cursor(&expression.text, expression.at);
        if let Some(start) = cursor.string {
            return Some(attributes(cx, shown, expression, start));
        }
        if let (Some(dot), None) = (cursor.dot, cursor.scope) {
            return Some(members(cx, shown, expression, sources, dot, cursor.word.start));
        }
        Some(names(cx, shown, expression, sources, &cursor))
    })
}

/// The properties of what is before a dot.
fn members(
    cx: Context<'_>,
    shown: &ShownFile<'_>,
    expression: &Expression<'_>,
    sources: &Sources<'_>,
    dot: usize,
    start: usize,
) -> Vec<Value> {
    let (tree, types) = Expression::typed(expression.text.get(..dot).unwrap_or_default(), sources);
    let of = operand(&tree, dot).and_then(|(id, _)| types.of(id));
    let properties = of.map_or(&[][..], expressions::properties);
    let span = expression.span_before(start);
    properties.iter().map(|(name, of)| item(cx, shown, name, name, span, PROPERTY, &of.label())).collect()
}

/// The variables that exist at the place, and the functions if no scope is written yet.
fn names(
    cx: Context<'_>,
    shown: &ShownFile<'_>,
    expression: &Expression<'_>,
    sources: &Sources<'_>,
    cursor: &Cursor,
) -> Vec<Value> {
    let span = expression.span_before(cursor.scope.unwrap_or(cursor.word.start));
    let gap = gap(shown, span.start);
    let new = |name: &str, kind, detail: &str| {
        let mut item = item(cx, shown, name, &format!("{gap}{name}"), span, kind, detail);
        set(&mut item, "filterText", name.into());
        item
    };
    let scope = cursor.scope.zip(cursor.dot).and_then(|(start, dot)| expression.text.get(start..dot));
    let is_in_scope = |name: &str| {
        scope.is_none_or(|scope| name.split('.').next().is_some_and(|own| own.eq_ignore_ascii_case(scope)))
    };
    let own = variables(sources, expression.container);
    let own = own.iter().filter(|(name, _)| is_in_scope(name));
    let built_in = expressions::built_ins().iter().filter(|it| is_in_scope(it.name));
    let label = |of: Option<Type>| of.map(Type::label).unwrap_or_default();
    let mut items: Vec<Value> = own.map(|(name, of)| new(name, VARIABLE, &label(*of))).collect();
    items.extend(built_in.map(|it| new(it.name, CONSTANT, &label(it.of))));
    if cursor.dot.is_none() {
        let is_called = expression.text.get(expression.at..).is_some_and(|rest| rest.starts_with('('));
        let functions = expressions::functions().iter().filter(|it| it.known != Knowledge::Rumour);
        items.extend(functions.map(|function| {
            let mut item = new(function.name, FUNCTION, signatures(function).first().map_or("", String::as_str));
            if !is_called {
                call(cx, &mut item, function);
            }
            item
        }));
    }
    items
}

/// Writes the brackets of a call, with places for its arguments if the editor can fill them in.
fn call(cx: Context<'_>, item: &mut Value, function: &Function) {
    let name = item.pointer("/textEdit/newText").and_then(Value::as_str).unwrap_or_default();
    if !cx.client.can(Capability::Snippets) {
        let text = format!("{name}(");
        return set_text(item, text);
    }
    let first = function.overloads.iter().min_by_key(|overload| overload.parameters.len());
    let arguments = first.into_iter().flat_map(|overload| &overload.parameters).zip(1..).map(|(parameter, number)| {
        let name = if parameter.name.is_empty() { "value" } else { parameter.name };
        format!("${{{number}:{name}}}")
    });
    let arguments: Vec<String> = arguments.collect();
    let arguments = if first.is_none() { "$1".to_owned() } else { arguments.join(", ") };
    let text = format!("{name}({arguments})$0");
    set_text(item, text);
    set(item, "insertTextFormat", SNIPPET.into());
}

fn set_text(item: &mut Value, text: String) {
    if let Some(edit) = item.get_mut("textEdit") {
        set(edit, "newText", text.into());
    }
}

/// The variables of the flow that exist in a container, each once, with their types.
fn variables(sources: &Sources<'_>, container: Container<'_>) -> Vec<(String, Option<Type>)> {
    let types = sources.types();
    let of = |name: &str| name.split_once('.').and_then(|(scope, name)| types.of(scope, name));
    let declared = sources.declarations().iter().map(|it| {
        let name = it.variable.name.to_string();
        (name, it.container, type_of_kind(&it.variable.kind))
    });
    let filled =
        sources.assignments().iter().map(|it| (it.name.to_string(), it.container, it.of.or_else(|| of(&it.name))));
    let mut found: BTreeMap<String, (String, Option<Type>)> = BTreeMap::new();
    let here = |(name, own, _): &(String, Container<'_>, Option<Type>)| !is_local(name) || *own == container;
    for (name, _, of) in declared.chain(filled).filter(here) {
        found.entry(name.to_lowercase()).or_insert((name, of));
    }
    for name in sources.slots().iter().map(|slot| format!("Slot.{slot}")) {
        found.entry(name.to_lowercase()).or_insert((name, None));
    }
    // The text that is being typed is not a variable yet.
    found.into_values().filter(|(name, _)| name.split_once('.').is_some_and(|(_, own)| !own.is_empty())).collect()
}

/// The names of attributes for a string whose content starts at a byte, if an attribute is named there.
fn attributes(cx: Context<'_>, shown: &ShownFile<'_>, expression: &Expression<'_>, start: usize) -> Vec<Value> {
    let uses = shown.facts.filter(|_| !shown.is_stale).map_or(&[][..], |facts| &facts.uses);
    let usage = uses.iter().find(|usage| contains(usage.name.place.span, expression.offset));
    // A part of a name is none.
    let is_whole = expression.text.get(..start).is_some_and(|before| before.trim() == "\"");
    let Some(usage) = usage.filter(|_| is_whole) else { return Vec::new() };
    let tree = parse(&expression.text);
    let end = tree.nodes().find_map(|(_, node)| {
        let is_it = node.kind == NodeKind::Text && node.span.start as usize + 1 == start;
        is_it.then(|| (node.span.end as usize).saturating_sub(1)).filter(|_| tree.string(node).is_some())
    });
    let span = expression.locator.span(start..end.unwrap_or(expression.at).max(start));
    let own = usage.known_name();
    let spellings = shown.workspace.spellings().filter(|it| !it.name.trim().is_empty());
    let spellings = spellings.filter(|it| Some(it.name) != own || it.count() > 1);
    let items = spellings.filter_map(|spelling| {
        let quoted = quoted(spelling.name);
        let inner = quoted.strip_prefix('"')?.strip_suffix('"')?;
        let written = written(inner, expression.value.style())?;
        let detail = format!("set {}×, read {}×", spelling.writers().count(), spelling.readers().count());
        let mut item = item(cx, shown, spelling.name, &written, span, FIELD, &detail);
        set(&mut item, "filterText", json!(spelling.name));
        Some(item)
    });
    items.take(MAX_NAMES + 1).collect()
}

/// Encodes a part of an expression for a scalar; `None` if the style cannot express it.
fn written(text: &str, style: Style) -> Option<String> {
    match style {
        Style::Plain | Style::Block => {
            let is_safe = !text.contains(": ") && !text.contains(" #") && !text.chars().any(char::is_control);
            is_safe.then(|| text.to_owned())
        }
        _ => Some(scalar::encode_part(text, style)),
    }
}
