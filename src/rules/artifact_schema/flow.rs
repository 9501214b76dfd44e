//! Reports the parts of a flow in Archy YAML that have a wrong shape: actions that set and get attributes, and lists
//! of actions under a wrong key.

use super::flow_keys;
use super::report::{Format, findings};
use crate::artifact::flow::archy;
use crate::artifact::flow::attributes::Layout;
use crate::artifact::flow::position::archy as position;
use crate::diagnostic::{Diagnostic, Edit, Fix, Safety, Severity};
use crate::expr::placeholder;
use crate::knowledge::action_keys;
use crate::knowledge::key_words::meant;
use crate::rules::context::FileContext;
use crate::schema::{Schema, Violation, violations};
use crate::syntax::{Value, ValueKind};
use crate::wording::quote;

const FORMAT: Format = Format { refused: "Archy refuses the flow", key: "key" };

pub(super) fn check(cx: &FileContext<'_>) -> Vec<Diagnostic> {
    let actions = archy::attribute_actions(cx.tree);
    let mut found: Vec<Diagnostic> = actions.iter().flat_map(|it| action(cx, it.0, it.1, &it.2)).collect();
    found.extend(cx.tree.values().filter_map(|list| misnamed_list(cx, list)));
    found.extend(flow_keys::check(cx));
    found
}

fn action(cx: &FileContext<'_>, key: Value<'_>, action: Value<'_>, layout: &Layout<'_>) -> Vec<Diagnostic> {
    let name = position::misspelt(key).map_or_else(|| key.scalar_text(), Into::into);
    let schema = if name.starts_with("set") { Schema::ArchySet } else { Schema::ArchyGet };
    let is_explained = |violation: &Violation<'_>| {
        layout.misplaced.iter().any(|it| {
            let (span, at) = (violation.span, violation.at.span());
            it.at.span().contains(span) || it.scope.span().contains(at) || at.contains(it.at.span())
        })
    };
    let is_filled =
        |value: Value<'_>| value.kind() == ValueKind::String && !placeholder::find(&value.scalar_text()).is_empty();
    let mut violations = violations(schema, action);
    violations.retain(|it| !is_explained(it) && !is_filled(it.at));
    let (bare, others): (Vec<_>, Vec<_>) = violations.into_iter().partition(is_bare);
    let mut found = findings(cx, &FORMAT, &others);
    found.extend(bare.iter().map(|it| untyped_setting(cx, it.at)));
    found.extend(without_conversation(cx, key, action, &name));
    found
}

/// Conversation data belongs to a conversation, which the action has to name.
fn without_conversation(cx: &FileContext<'_>, key: Value<'_>, action: Value<'_>, name: &str) -> Option<Diagnostic> {
    const WANTED: &str = "conversationId";
    let is_named = |(key, _): (Value<'_>, Value<'_>)| meant(&key.scalar_text(), &[WANTED]).is_some();
    let is_complete = !name.ends_with("ConversationData") || action.members().any(is_named);
    if is_complete || action.get("attributes").is_none() {
        return None;
    }
    let message = format!("the key {} is missing here; Archy refuses the flow", quote(WANTED));
    let diagnostic = cx.diagnostic(&cx.place(key), message, "incomplete", WANTED);
    Some(diagnostic.with_help("add `conversationId:` with the id of the conversation"))
}

/// Whether a scalar is where `lit` or `exp` belongs.
fn is_bare(violation: &Violation<'_>) -> bool {
    let is_setting = violation.at.key().is_some_and(|key| key.text_equals("name") || key.text_equals("value"));
    let is_scalar = !matches!(violation.at.kind(), ValueKind::Object | ValueKind::Array);
    violation.keyword == "type" && is_setting && is_scalar && violation.schema.contains("setting")
}

/// A setting without `lit` or `exp`: which of them is meant decides whether the text is a text.
fn untyped_setting(cx: &FileContext<'_>, value: Value<'_>) -> Diagnostic {
    let setting = value.key().map(Value::scalar_text).unwrap_or_default();
    let text = value.scalar_text();
    let message =
        format!("{} of an attribute is the bare text {}, not `lit:` or `exp:`", quote(&setting), quote(&text));
    let help = format!("use `lit: {text}` for this text, or `exp: {text}` for the value of an expression");
    let diagnostic = cx.diagnostic(&cx.place(value), message, "neither `lit` nor `exp`", &setting);
    diagnostic.with_severity(Severity::Warning).with_help(help)
}

/// Reports known actions in a list under a key that is not a list of actions.
fn misnamed_list(cx: &FileContext<'_>, list: Value<'_>) -> Option<Diagnostic> {
    let key = list.key().filter(|key| *key != list && list.kind() == ValueKind::Array)?;
    let name = key.scalar_text();
    if position::ACTION_LISTS.contains(&name.as_ref()) || !position::is_action_list(&name) {
        return None;
    }
    let mut items = list.items().map(|item| item.members().next()).peekable();
    let is_action = |key: Value<'_>| action_keys::is_known(&key.scalar_text());
    let is_list = items.peek().is_some() && items.all(|item| item.is_some_and(|(key, _)| is_action(key)));
    position::of(list).filter(|position| is_list && position.is_in_container())?;
    let message = format!("{} is not a list of actions, and Archy does not run what is in it", quote(&name));
    let diagnostic = cx.diagnostic(&cx.place(key), message, "unknown key", &name).with_help("rename it to `actions`");
    let is_free = list.parent().is_some_and(|object| object.get("actions").is_none());
    let edit = Edit { file: cx.source.path().clone(), span: key.content_span(), replacement: "actions".to_owned() };
    let fix = Fix { title: "rename it to `actions`".to_owned(), safety: Safety::Unsafe, edits: vec![edit] };
    Some(if is_free { diagnostic.with_fix(fix) } else { diagnostic })
}
