//! Reports misspelt keys of a flow in Archy YAML, of its tasks, states and menus, and of actions that lead to one of them.

use super::parts;
use super::report::finding;
use crate::artifact::flow::position::archy as position;
use crate::artifact::flow::root::{self, Root};
use crate::diagnostic::Diagnostic;
use crate::expr::placeholder;
use crate::knowledge::flow_parts::{self, FLOW};
use crate::knowledge::key_words::slip;
use crate::rules::context::FileContext;
use crate::syntax::{Value, ValueKind};
use crate::wording::quote;

/// The actions that lead to a task, a state or a menu, with the key that names it.
const TARGETS: [(&str, &str); 6] = [
    ("callTask", "targetTaskRef"),
    ("jumpToTask", "targetTaskRef"),
    ("menuJumpToTask", "targetTaskRef"),
    ("jumpToMenu", "targetMenuRef"),
    ("menuJumpToMenu", "targetMenuRef"),
    ("changeState", "targetStateRef"),
];

pub(super) fn check(cx: &FileContext<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for flow in cx.tree.documents().filter_map(root::of) {
        let mut own = parts::check_keys(cx, "the flow", flow.body, FLOW);
        own.extend(flow.body.members().filter_map(|(key, value)| settings(cx, flow.body, key, value)));
        found.extend(start(cx, flow).filter(|it| !own.iter().any(|other| is_same(it, other))));
        found.extend(own);
        for (list, item) in position::CONTAINERS {
            let single = flow.body.entry(item).filter(|(_, it)| it.kind() == ValueKind::Array);
            let single = single.filter(|_| flow.body.get(list).is_none());
            found.extend(single.map(|(key, _)| finding(cx, key, item, list)));
            let items = || flow.body.get(list).into_iter().flat_map(Value::items);
            found.extend(items().filter_map(|it| container(cx, it, list, item)));
            for body in items().filter_map(|it| it.get(item)) {
                found.extend(parts::check_keys(cx, &format!("the {item}"), body, flow_parts::container(item)));
                found.extend(ref_id(cx, body));
            }
        }
    }
    for (action, _) in cx.positions.actions().filter(|(action, _)| action.kind() == ValueKind::Object) {
        let Some(own) = action.key() else { continue };
        let name = own.scalar_text();
        found.extend(target(cx, own, &name, action));
        found.extend(parts::check(cx, &name, action));
    }
    found
}

/// Whether two findings are about the same text.
fn is_same(one: &Diagnostic, other: &Diagnostic) -> bool {
    one.primary.location.place.span == other.primary.location.place.span
}

/// A key that is that of settings without its first word: `errorHandling` for `settingsErrorHandling`.
fn settings(cx: &FileContext<'_>, flow: Value<'_>, key: Value<'_>, value: Value<'_>) -> Option<Diagnostic> {
    if value.kind() != ValueKind::Object {
        return None;
    }
    let text = key.scalar_text();
    let is_meant = |name: &&str| {
        name.strip_prefix("settings").is_some_and(|rest| rest.eq_ignore_ascii_case(&text)) && flow.get(name).is_none()
    };
    let meant = FLOW.iter().map(|(name, _)| *name).find(is_meant)?;
    Some(finding(cx, key, &text, meant))
}

/// Whether a value is the path of a task, a state or a menu.
fn is_path(value: Value<'_>) -> bool {
    let text = value.scalar_text();
    let is_item = |(list, item): (&str, &str)| text.contains(&format!("/{list}/{item}["));
    value.kind() == ValueKind::String && text.starts_with('/') && position::CONTAINERS.into_iter().any(is_item)
}

/// Another key for the path of the task, state or menu with which a flow begins; or none below the right key.
fn start(cx: &FileContext<'_>, Root { body: flow, kind, .. }: Root<'_>) -> Option<Diagnostic> {
    const WANTED: &str = "startUpRef";
    if let Some(path) = flow.get(WANTED) {
        return no_path(cx, path, WANTED);
    }
    // An in-queue flow has several starts, whose keys no published flow shows.
    if flow.get("startUpTaskActions").is_some() || kind.is_some_and(|kind| kind.archy.starts_with("inqueue")) {
        return None;
    }
    let (key, _) = flow.members().find(|(key, value)| is_path(*value) && !key.ends_written("MenuRef"))?;
    Some(finding(cx, key, &key.scalar_text(), WANTED))
}

/// A path that is empty, or a list or a mapping.
fn no_path(cx: &FileContext<'_>, path: Value<'_>, name: &str) -> Option<Diagnostic> {
    let is_empty = path.kind() == ValueKind::Null || path.as_str().is_some_and(|text| text.trim().is_empty());
    let is_other = matches!(path.kind(), ValueKind::Array | ValueKind::Object);
    (is_empty || is_other).then_some(())?;
    let what = if is_empty { "is empty" } else { "is not a text" };
    let message = format!("{} {what}, so Archy refuses the flow", quote(name));
    let diagnostic = cx.diagnostic(&cx.place(path.key()?), message, "no path", name);
    let help = "write the path of a task, state or menu, for example `/inboundCall/tasks/task[Greet_10]`";
    Some(diagnostic.with_help(help))
}

/// An item of `tasks`, `states` or `menus` with another key than `task`, `state` or `menu`.
fn container(cx: &FileContext<'_>, entry: Value<'_>, list: &str, item: &'static str) -> Option<Diagnostic> {
    let (key, body) = entry.members().next().filter(|_| entry.get(item).is_none())?;
    let text = key.scalar_text();
    let is_container = body.get("actions").is_some() || body.get("refId").is_some();
    let is_near = position::is_like_item(&text, list, item);
    (is_container && is_near).then(|| finding(cx, key, &text, item))
}

/// Another key for `refId`.
fn ref_id(cx: &FileContext<'_>, body: Value<'_>) -> Option<Diagnostic> {
    let has_name = body.get("name").is_some() && body.get("refId").is_none();
    let (key, _) = ["ref", "id"].iter().filter(|_| has_name).find_map(|name| body.entry(name))?;
    Some(finding(cx, key, &key.scalar_text(), "refId"))
}

/// A misspelt key for the task, state or menu that an action leads to.
fn target(cx: &FileContext<'_>, own: Value<'_>, name: &str, action: Value<'_>) -> Option<Diagnostic> {
    let (_, wanted) = TARGETS.iter().find(|(key, _)| *key == name)?;
    if let Some(path) = action.get(wanted) {
        return no_path(cx, path, wanted);
    }
    let is_like = |text: &str| {
        let beginning = wanted.strip_suffix("Ref").unwrap_or(wanted);
        slip(text, &[wanted]).is_some() || text.eq_ignore_ascii_case(beginning)
    };
    let is_key = |(key, value): &(Value<'_>, Value<'_>)| is_like(&key.scalar_text()) || is_path(*value);
    let is_filled_in = |(key, _): (Value<'_>, Value<'_>)| !placeholder::find(&key.scalar_text()).is_empty();
    if action.members().any(is_filled_in) {
        return None;
    }
    let Some((key, _)) = action.members().find(is_key) else {
        let message = format!("the key {} is missing here; Archy refuses the flow", quote(wanted));
        let diagnostic = cx.diagnostic(&cx.place(own), message, "incomplete", wanted);
        return Some(diagnostic.with_help(format!("add {} with the path of a task, state or menu", quote(wanted))));
    };
    Some(finding(cx, key, &key.scalar_text(), wanted))
}
