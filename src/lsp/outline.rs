//! Lists the named items of a file, or those of all projects that match a query.

use serde_json::{Value, json};

use super::context::{Context, ShownFile};
use super::message::set;
use crate::artifact::call::Callee;
use crate::artifact::flow::outline::{Level, OutlineItem, outline};
use crate::artifact::{Access, Facts};
use crate::text::{Span, printable};

/// The kinds of the protocol (`SymbolKind`).
const MODULE: u8 = 2;
const METHOD: u8 = 6;
const PROPERTY: u8 = 7;
const FUNCTION: u8 = 12;
const EVENT: u8 = 24;

/// How many symbols answer a query.
const MAX_SYMBOLS: usize = 500;

/// Tasks, states and actions of a flow; of other artefacts what they define and which attributes they name.
pub(super) fn document_symbols(cx: Context<'_>, shown: &ShownFile<'_>) -> Option<Value> {
    let facts = shown.facts?;
    let entries = cx.session.read_tree(&shown.source, |reading| outline(facts.kind, &reading.tree))?;
    if entries.is_empty() {
        return (!shown.is_stale).then(|| flat(cx, shown, facts));
    }
    // Each with its children, which lie in its span: the ones that are still open are a path down the tree.
    let mut roots = Vec::new();
    let mut open: Vec<(Span, Value, Vec<Value>)> = Vec::new();
    for entry in &entries {
        while open.last().is_some_and(|(span, ..)| !span.contains(entry.span)) {
            close(&mut open, &mut roots);
        }
        open.push((entry.span, symbol(cx, shown, entry), Vec::new()));
    }
    while !open.is_empty() {
        close(&mut open, &mut roots);
    }
    Some(roots.into())
}

/// Assigns the innermost open symbol its children, and adds it to the symbol around it.
fn close(open: &mut Vec<(Span, Value, Vec<Value>)>, roots: &mut Vec<Value>) {
    let Some((_, mut symbol, children)) = open.pop() else { return };
    if !children.is_empty() {
        set(&mut symbol, "children", children.into());
    }
    open.last_mut().map_or(roots, |(_, _, children)| children).push(symbol);
}

fn symbol(cx: Context<'_>, shown: &ShownFile<'_>, entry: &OutlineItem) -> Value {
    let kind = match entry.level {
        Level::Flow => MODULE,
        Level::Container => FUNCTION,
        Level::Action => EVENT,
    };
    let (name, detail) = match &entry.step.name {
        Some(name) => (name.to_string(), entry.step.kind.to_string()),
        None => (entry.step.kind.to_string(), String::new()),
    };
    new(cx, shown, &name, &detail, kind, (entry.span, entry.name))
}

fn flat(cx: Context<'_>, shown: &ShownFile<'_>, facts: &Facts) -> Value {
    let interfaces = facts.interfaces.iter().map(|it| (&*it.name, it.callee.label(), METHOD, it.span));
    let uses = facts.uses.iter().filter_map(|usage| {
        let detail = if usage.access == Access::Set { "sets" } else { "reads" };
        Some((usage.known_name()?, detail, PROPERTY, usage.name.place.span))
    });
    let symbols =
        interfaces.chain(uses).map(|(name, detail, kind, span)| new(cx, shown, name, detail, kind, (span, span)));
    symbols.collect()
}

fn new(cx: Context<'_>, shown: &ShownFile<'_>, name: &str, detail: &str, kind: u8, (span, own): (Span, Span)) -> Value {
    let own = if span.contains(own) { own } else { Span::at(span.start as usize) };
    json!({
        "name": if name.trim().is_empty() { "(no name)".into() } else { printable::inline(name) },
        "detail": printable::inline(detail),
        "kind": kind,
        "range": shown.view.range(span, cx.client),
        "selectionRange": shown.view.range(own, cx.client),
    })
}

/// The attributes, flows, data actions and scripts whose names contain the letters of a query in order.
pub(super) fn workspace_symbols(cx: Context<'_>, query: &str) -> Value {
    let mut symbols = Vec::new();
    for workspace in cx.session.workspaces() {
        let attributes = workspace.spellings().filter(|spelling| fits(spelling.name, query)).filter_map(|spelling| {
            let usage = spelling.writers().next().or_else(|| spelling.uses().next())?;
            let location = cx.location(&usage.location())?;
            Some(json!({"name": printable::inline(spelling.name), "kind": PROPERTY, "containerName": "attribute", "location": location}))
        });
        symbols.extend(attributes.take(MAX_SYMBOLS));
        let interfaces = workspace.files().flat_map(|(file, facts)| facts.interfaces.iter().map(move |it| (file, it)));
        let interfaces = interfaces.filter(|(_, it)| fits(&it.name, query)).filter_map(|(file, it)| {
            let kind = if it.callee == Callee::DataAction { METHOD } else { MODULE };
            let location = cx.place(file, it.span)?;
            Some(json!({"name": printable::inline(&it.name), "kind": kind, "containerName": it.callee.label(), "location": location}))
        });
        symbols.extend(interfaces.take(MAX_SYMBOLS));
    }
    symbols.truncate(MAX_SYMBOLS);
    symbols.into()
}

fn fits(name: &str, query: &str) -> bool {
    let mut letters = name.chars().flat_map(char::to_lowercase);
    query.chars().flat_map(char::to_lowercase).all(|wanted| letters.any(|letter| letter == wanted))
}
