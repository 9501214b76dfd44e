//! Reports misspelt keys of a flow in Archy YAML, of its tasks, states and menus, and of actions that lead to one of them.

use super::report::rename;
use crate::artifact::flow::position::archy as position;
use crate::artifact::flow::root;
use crate::diagnostic::Diagnostic;
use crate::rules::context::FileContext;
use crate::syntax::{Value, ValueKind};
use crate::wording::{misspelling, quote};

/// The keys of a flow that decide what it does.
const FLOW: [&str; 9] = [
    "name",
    "startUpRef",
    "startUpTaskActions",
    "defaultLanguage",
    "supportedLanguages",
    "variables",
    "tasks",
    "states",
    "menus",
];

/// The keys of a task, a state or a menu.
const CONTAINER: [&str; 5] = ["name", "refId", "actions", "variables", "outputs"];

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
        found.extend(misspelt(cx, flow.body, &FLOW));
        for (list, item) in position::CONTAINERS {
            let items = flow.body.get(list).into_iter().flat_map(Value::items);
            found.extend(items.filter_map(|it| it.get(item)).flat_map(|it| misspelt(cx, it, &CONTAINER)));
        }
    }
    let objects = cx.tree.values().filter(|value| value.kind() == ValueKind::Object);
    found.extend(objects.filter_map(|action| target(cx, action)));
    found
}

/// The keys of an object that are nearly one that it does not have.
fn misspelt(cx: &FileContext<'_>, object: Value<'_>, known: &[&'static str]) -> Vec<Diagnostic> {
    let free: Vec<&str> = known.iter().copied().filter(|name| object.get(name).is_none()).collect();
    let is_known = |key: &str| known.contains(&key);
    let keys = object.members().map(|(key, _)| (key, key.scalar_text())).filter(|(_, text)| !is_known(text));
    keys.filter_map(|(key, text)| Some(finding(cx, key, &text, misspelling(&text, &free)?))).collect()
}

fn finding(cx: &FileContext<'_>, key: Value<'_>, text: &str, meant: &str) -> Diagnostic {
    let message = format!("{} is not a known key here; Archy refuses the flow", quote(text));
    let diagnostic = cx.diagnostic(&cx.place(key), message, "unknown key", text);
    diagnostic.with_help(format!("rename it to {}", quote(meant))).with_fix(rename(cx, key, text, meant))
}

/// A misspelt key for the task, state or menu that an action leads to.
fn target(cx: &FileContext<'_>, action: Value<'_>) -> Option<Diagnostic> {
    let own = action.key().filter(|key| *key != action)?;
    let (_, wanted) = TARGETS.iter().find(|(name, _)| own.text_equals(name))?;
    position::of(action).filter(|position| position.is_action(action))?;
    if action.get(wanted).is_some() {
        return None;
    }
    let is_like = |text: &str| {
        let beginning = wanted.strip_suffix("Ref").unwrap_or(wanted);
        misspelling(text, &[wanted]).is_some() || text.eq_ignore_ascii_case(beginning)
    };
    let key = action.members().map(|(key, _)| key).find(|key| is_like(&key.scalar_text()))?;
    Some(finding(cx, key, &key.scalar_text(), wanted))
}
