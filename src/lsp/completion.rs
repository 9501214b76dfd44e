//! Completes text at a position in a document: names of attributes, inputs and outputs in templates, keys that are
//! replaced at deployment. Another module completes expressions.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::{Value, json};

use super::context::{Context, ShownFile};
use super::expression_completion;
use super::message::set;
use super::symbol::{self, contains};
use crate::artifact::data_action::{DataAction, Part};
use crate::artifact::{self, ArtifactKind, AttributeUse, Facts, SourceText, Text};
use crate::syntax::{Style, Value as Node, scalar};
use crate::text::{Span, printable};

/// The characters after which the editor asks for completions, besides letters.
pub(super) const TRIGGERS: [&str; 3] = [".", "{", "\""];

/// The kinds of the protocol (`CompletionItemKind`).
const VALUE: u8 = 12;
pub(super) const FIELD: u8 = 5;
const VARIABLE: u8 = 6;

/// The most names in one list; the editor asks again after more typing.
pub(super) const MAX_NAMES: usize = 1_000;

/// The beginning of a reference to an input, up to the cursor.
static INPUT: LazyLock<Result<Regex, regex::Error>> =
    LazyLock::new(|| Regex::new(r"\$!?\{?(?:esc\.\w+\(\$\{)?[Ii](?:nput|NPUT)\.(\w*)$"));

/// The beginning of a reference to an output.
static OUTPUT: LazyLock<Result<Regex, regex::Error>> = LazyLock::new(|| Regex::new(r"\$!?\{([\w.]*)$"));

/// The beginning of a key that is replaced at deployment.
static KEY: LazyLock<Result<Regex, regex::Error>> = LazyLock::new(|| Regex::new(r"\{\{\s*([^{}\s]*)$"));

pub(super) fn complete(cx: Context<'_>, shown: &ShownFile<'_>, params: &Value) -> Option<Value> {
    let (facts, offset) = (shown.facts?, cx.offset(shown, params.get("position")?)?);
    let source = &shown.source;
    let line = source.line_range(source.line_of(offset as usize));
    let before = source.text().get(line.start..offset as usize)?;
    let items = key(cx, shown, facts, before, offset)
        .or_else(|| in_template(cx, shown, facts, before, offset))
        .or_else(|| expression_completion::complete(cx, shown, offset))
        .or_else(|| attribute(cx, shown, facts, offset).filter(|_| !shown.is_stale))?;
    let is_cut = items.len() > MAX_NAMES;
    let items: Vec<Value> = items.into_iter().take(MAX_NAMES).collect();
    Some(json!({"isIncomplete": is_cut, "items": items}))
}

/// The span of the beginning of a name that ends at the cursor.
fn name_before_cursor(pattern: &LazyLock<Result<Regex, regex::Error>>, before: &str, offset: u32) -> Option<Span> {
    let found = pattern.as_ref().ok()?.captures(before)?.get(1)?;
    Some(Span { start: offset - Span::at(found.len()).start, end: offset })
}

pub(super) fn item(
    cx: Context<'_>,
    shown: &ShownFile<'_>,
    name: &str,
    written: &str,
    span: Span,
    kind: u8,
    detail: &str,
) -> Value {
    json!({
        "label": printable::inline(name),
        "kind": kind,
        "detail": printable::inline(detail),
        "filterText": written,
        "textEdit": {"range": shown.view.range(span, cx.client), "newText": written},
    })
}

fn key(cx: Context<'_>, shown: &ShownFile<'_>, facts: &Facts, before: &str, offset: u32) -> Option<Vec<Value>> {
    let span = name_before_cursor(&KEY, before, offset).filter(|_| facts.kind == ArtifactKind::ArchyYaml)?;
    let typed = shown.source.slice(span);
    let is_closed = shown.source.text().get(offset as usize..)?.trim_start_matches(' ').starts_with("}}");
    let own = |key: &String| {
        let values = symbol::substitutions(shown, key);
        let value = values.iter().find_map(|own| own.value.as_deref()).unwrap_or_default();
        let written = if is_closed { key.clone() } else { format!("{key}}}}}") };
        item(cx, shown, key, &written, span, VARIABLE, value)
    };
    Some(symbol::keys(shown).iter().filter(|key| *key != typed).map(own).collect())
}

fn in_template(cx: Context<'_>, shown: &ShownFile<'_>, facts: &Facts, before: &str, offset: u32) -> Option<Vec<Value>> {
    let input = name_before_cursor(&INPUT, before, offset);
    let span = input.or_else(|| name_before_cursor(&OUTPUT, before, offset))?;
    cx.session.read_tree(&shown.source, |reading| {
        let actions = artifact::data_actions(facts.kind, &reading.tree);
        let is_here = |value: Node<'_>| contains(value.span(), offset);
        let (action, part) = actions
            .iter()
            .find_map(|action| Some((action, action.templates().find(|(_, template)| is_here(template.value))?.0)))?;
        let names = if input.is_some() { inputs(action) } else { outputs(action, part) };
        Some(names.iter().map(|(name, detail)| item(cx, shown, name, name, span, FIELD, detail)).collect())
    })?
}

fn inputs(action: &DataAction<'_>) -> Vec<(String, String)> {
    let detail = |types: Vec<Node<'_>>| types.iter().map(|it| it.scalar_text()).collect::<Vec<_>>().join(", ");
    let properties = action.input.properties();
    properties.iter().map(|it| (it.key.scalar_text().into_owned(), detail(it.types()))).collect()
}

/// The names that a template may refer to; those of the response only in the success template.
fn outputs(action: &DataAction<'_>, part: Part) -> Vec<(String, String)> {
    let inputs = inputs(action).into_iter().map(|(name, detail)| (format!("input.{name}"), detail));
    let map = action.response.translation_map.iter().filter(|_| part == Part::SuccessTemplate);
    let mapped = map.map(|(key, path)| (key.scalar_text().into_owned(), path.scalar_text().into_owned()));
    mapped.chain(inputs).collect()
}

/// Completes the name of an attribute with the names that other places set and get.
fn attribute(cx: Context<'_>, shown: &ShownFile<'_>, facts: &Facts, offset: u32) -> Option<Vec<Value>> {
    let is_missing = |usage: &AttributeUse| usage.name.text == Text::Missing && is_after(shown, &usage.name, offset);
    let usage = facts.uses.iter().find(|usage| contains(usage.name.place.span, offset) || is_missing(usage));
    let Some(usage) = usage else { return value(cx, shown, facts, offset) };
    let gap = gap(shown, offset);
    let own = usage.known_name();
    let of_name = |name: &str| match usage.name.scalar {
        Some(scalar) => (scalar.span, scalar.write(name)),
        None if usage.name.text == Text::Missing => (Span::at(offset as usize), format!("{gap}{name}")),
        None => (usage.name.place.span, name.to_owned()),
    };
    // The name that is being typed is one, too.
    let others = shown.workspace.spellings().filter(|it| !it.name.trim().is_empty());
    let others = others.filter(|it| Some(it.name) != own || it.count() > 1);
    let items = others.map(|spelling| {
        let (span, written) = of_name(spelling.name);
        let detail = format!("set {}×, read {}×", spelling.writers().count(), spelling.readers().count());
        item(cx, shown, spelling.name, &written, span, FIELD, &detail)
    });
    let Some(declared) = &shown.workspace.externals().dictionary else {
        return Some(items.take(MAX_NAMES + 1).collect());
    };
    let is_declared = |item: &Value| {
        let name = item.get("label").and_then(Value::as_str);
        name.is_some_and(|name| declared.dictionary.entry(name).is_some())
    };
    let entries = declared.dictionary.entries().iter();
    let names = entries.map(|entry| {
        let (span, written) = of_name(&entry.name);
        let mut item =
            item(cx, shown, &entry.name, &written, span, FIELD, entry.description.as_deref().unwrap_or_default());
        // Editors sort by the label otherwise.
        set(&mut item, "sortText", format!(" {}", entry.name).into());
        item
    });
    Some(names.chain(items.filter(|item| !is_declared(item))).take(MAX_NAMES + 1).collect())
}

/// Completes the literal value of an attribute with the values of the attribute dictionary.
fn value(cx: Context<'_>, shown: &ShownFile<'_>, facts: &Facts, offset: u32) -> Option<Vec<Value>> {
    let declared = shown.workspace.externals().dictionary.as_ref()?;
    let is_missing = |value: &SourceText| {
        value.text == Text::Missing && shown.source.slice(value.place.span) == "lit" && is_after(shown, value, offset)
    };
    let is_here = |value: &SourceText| {
        let is_written = value.text.known().is_some() && value.scalar.is_some();
        is_written && contains(value.place.span, offset) || is_missing(value)
    };
    let mut sets = facts.uses.iter().filter_map(|usage| Some((usage, usage.value.as_ref()?)));
    let (usage, written) = sets.find(|(_, value)| is_here(value))?;
    let entry = declared.of(usage)?;
    let items = entry.values.iter().map(|value| {
        let (span, text) = match written.scalar {
            Some(scalar) => (scalar.span, scalar.write(value)),
            None => {
                (Span::at(offset as usize), format!("{}{}", gap(shown, offset), scalar::encode(value, Style::Plain)))
            }
        };
        item(cx, shown, value, &text, span, VALUE, &entry.name)
    });
    Some(items.collect())
}

/// Whether an offset is after a key, on its line.
fn is_after(shown: &ShownFile<'_>, key: &SourceText, offset: u32) -> bool {
    let line = |at: u32| shown.source.line_of(at as usize);
    key.place.span.end < offset && line(key.place.span.end) == line(offset)
}

/// The space that is missing between a colon and an offset.
pub(super) fn gap(shown: &ShownFile<'_>, offset: u32) -> &'static str {
    if shown.source.slice(Span { start: offset.saturating_sub(1), end: offset }) == ":" { " " } else { "" }
}
