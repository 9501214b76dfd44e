//! Lists the code actions for the findings and the names in a range of a document.

use serde_json::{Value, json};

use super::context::{Context, ShownFile};
use super::diagnostics;
use super::edits::{between, workspace_edit};
use super::ignore;
use super::message::set;
use crate::config::dictionary::write;
use crate::diagnostic::{Diagnostic, Safety};
use crate::engine::Request;
use crate::fix;
use crate::rules;
use crate::text::{Span, printable};
use crate::workspace::Attribute;
use crate::workspace::declared::observed;

/// The rule about attributes that the dictionary does not have.
const UNDECLARED: &str = "undeclared-attribute";

const QUICK_FIX: &str = "quickfix";
const REWRITE: &str = "refactor.rewrite";
const FIX_ALL: &str = "source.fixAll.flowvet";

/// The kinds of code actions that the server offers.
pub(super) const KINDS: [&str; 3] = [QUICK_FIX, REWRITE, FIX_ALL];

/// How many spellings of a name are offered.
const SPELLINGS: usize = 5;

/// All that can be done in a range.
pub(super) fn actions(cx: Context<'_>, shown: &ShownFile<'_>, params: &Value) -> Option<Vec<Value>> {
    let wanted = cx.range(shown, params.get("range")?);
    let only = params.pointer("/context/only").and_then(Value::as_array);
    let may = |kind: &str| {
        let fits = |asked: &str| kind.strip_prefix(asked).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        only.is_none_or(|only| only.iter().filter_map(Value::as_str).any(fits))
    };
    let here = |found: &&Diagnostic| {
        let location = &found.primary.location;
        location.file == shown.file && wanted.is_none_or(|wanted| location.place.span.touches(wanted))
    };
    let mut actions = Vec::new();
    if may(QUICK_FIX) {
        let found: Vec<&Diagnostic> = cx.outcome.diagnostics.iter().filter(here).collect();
        actions.extend(found.iter().filter_map(|found| fix(cx, shown, found)));
        actions.extend(found.iter().filter_map(|found| declare(cx, shown, found)));
        actions.extend(found.iter().filter_map(|found| ignored(cx, shown, found)));
    }
    if let Some(wanted) = wanted.filter(|_| may(REWRITE)) {
        actions.extend(spelling_actions(cx, shown, wanted));
    }
    let has_fix = |found: &Diagnostic| found.fix.as_ref().is_some_and(|fix| fix.safety == Safety::Safe);
    let mut own = cx.outcome.diagnostics.iter().filter(|found| found.primary.location.file == shown.file);
    if may(FIX_ALL) && own.any(has_fix) {
        let data = json!({"uri": shown.view.uri});
        actions.push(json!({"title": "Fix all auto-fixable problems in this file", "kind": FIX_ALL, "data": data}));
    }
    Some(actions)
}

fn fix(cx: Context<'_>, shown: &ShownFile<'_>, found: &Diagnostic) -> Option<Value> {
    let fix = found.fix.as_ref()?;
    let mut action = quick_fix(cx, shown, found, &fix.title, &workspace_edit(cx, &fix.edits)?);
    set(&mut action, "isPreferred", Value::Bool(fix.safety == Safety::Safe));
    Some(action)
}

/// Adds the attribute of a finding to the attribute dictionary.
fn declare(cx: Context<'_>, shown: &ShownFile<'_>, found: &Diagnostic) -> Option<Value> {
    if found.rule != UNDECLARED {
        return None;
    }
    let declared = shown.workspace.externals().dictionary.as_ref()?;
    let span = found.primary.location.place.span;
    let uses = shown.facts.map_or(&[][..], |facts| &facts.uses);
    let name = uses.iter().find(|usage| usage.name.place.span == span)?.known_name()?;
    let mut new = observed(shown.workspace, &declared.dictionary, &declared.folder);
    new.retain(|new, _| **new == *name);
    let source = cx.session.source(&declared.file).filter(|_| !new.is_empty())?;
    let edit = between(&declared.file, source.text(), &write::with(&source, &new));
    let title = format!("add `{name}` to {}", declared.file);
    Some(quick_fix(cx, shown, found, &title, &workspace_edit(cx, [&edit])?))
}

fn ignored(cx: Context<'_>, shown: &ShownFile<'_>, found: &Diagnostic) -> Option<Value> {
    let (title, edit) = ignore::ignore(cx, found)?;
    Some(quick_fix(cx, shown, found, &format!("{title}: {}", found.rule), &edit))
}

fn quick_fix(cx: Context<'_>, shown: &ShownFile<'_>, found: &Diagnostic, title: &str, edit: &Value) -> Value {
    let diagnostic = diagnostics::diagnostic(found, &shown.view, cx.views, cx.client);
    json!({"title": printable::inline(title), "kind": QUICK_FIX, "diagnostics": [diagnostic], "edit": edit})
}

/// The other spellings of the name in the range.
fn spelling_actions(cx: Context<'_>, shown: &ShownFile<'_>, wanted: Span) -> Vec<Value> {
    let uses = shown.facts.filter(|_| !shown.is_stale).map_or(&[][..], |facts| &facts.uses);
    let Some(usage) = uses.iter().find(|usage| usage.name.place.span.touches(wanted)) else { return Vec::new() };
    let (Some(name), Some(scalar)) = (usage.known_name(), usage.name.scalar) else { return Vec::new() };
    if usage.via.is_script_variable() {
        return Vec::new();
    }
    let attribute = shown.workspace.attribute(name);
    let others = attribute.into_iter().flat_map(Attribute::spellings).filter(|other| other.name != name);
    let action = |other: &str| {
        let edits = scalar.edits(&shown.file, other);
        let title = format!("use the spelling `{other}`");
        Some(json!({"title": printable::inline(&title), "kind": REWRITE, "edit": workspace_edit(cx, &edits)?}))
    };
    others.take(SPELLINGS).filter_map(|other| action(other.name)).collect()
}

/// Adds its edit to the action that fixes a whole file: checking what fixes do takes longer than offering them.
pub(super) fn resolve(cx: Context<'_>, mut action: Value) -> Value {
    let shown = action.pointer("/data/uri").and_then(Value::as_str).and_then(|uri| cx.shown(uri));
    if let Some(edit) = shown.and_then(|shown| fix_all(cx, &shown)) {
        set(&mut action, "edit", edit);
    }
    action
}

fn fix_all(cx: Context<'_>, shown: &ShownFile<'_>) -> Option<Value> {
    let path = cx.session.scope().absolute(&shown.file);
    let request = Request { paths: vec![path], hook: true, ..cx.session.request().clone() };
    let fixes = fix::fix(&request, rules::ALL, false, &()).ok()?;
    let document = fixes.documents.iter().find(|it| cx.session.scope().relative(&it.target) == shown.file);
    let edit = document.map(|document| between(&shown.file, &document.old, &document.new));
    workspace_edit(cx, edit.as_ref())
}
