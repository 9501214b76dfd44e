//! Reports the parts of a flow in Archy YAML that have a wrong shape: actions that set and get attributes, and lists
//! of actions under a wrong key.

use rustc_hash::FxHashSet;

use super::explained::Explained;
use super::flow_keys;
use super::parts;
use super::report::{Format, findings};
use crate::artifact::flow::archy::{ActionLayout, is_replaced};
use crate::artifact::flow::position::archy as position;
use crate::diagnostic::{Diagnostic, Edit, Fix, Safety, Severity};
use crate::knowledge::key_words::meant;
use crate::knowledge::{action_keys, actions};
use crate::rules::context::FileContext;
use crate::schema::{Schema, Violation, violations};
use crate::syntax::{Value, ValueKind};
use crate::text::Span;
use crate::wording::{list, quote};

const REFUSED: &str = "Archy refuses the flow";

const SET: Format =
    Format { refused: REFUSED, key: "key", takes: |violation, name| Schema::ArchySet.takes(violation, name) };
const GET: Format =
    Format { refused: REFUSED, key: "key", takes: |violation, name| Schema::ArchyGet.takes(violation, name) };

pub(super) fn check(cx: &FileContext<'_>) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = cx.attribute_actions.iter().flat_map(|it| action(cx, it)).collect();
    let lists = cx.tree.values().filter(|value| value.kind() == ValueKind::Array);
    let lists: Vec<Diagnostic> = lists.filter_map(|list| misnamed_list(cx, list)).collect();
    let spans: FxHashSet<Span> = lists.iter().map(|it| it.primary.location.place.span).collect();
    found.extend(lists);
    found.extend(flow_keys::check(cx).into_iter().filter(|it| !spans.contains(&it.primary.location.place.span)));
    found
}

fn action(cx: &FileContext<'_>, ActionLayout { key, action, layout, .. }: &ActionLayout<'_>) -> Vec<Diagnostic> {
    let (key, action) = (*key, *action);
    let name = position::misspelt(key).map_or_else(|| key.scalar_text(), Into::into);
    let (schema, format) = if name.starts_with("set") { (Schema::ArchySet, &SET) } else { (Schema::ArchyGet, &GET) };
    let explained = Explained::by(&layout.misplaced);
    // `<<` inserts the keys of another mapping.
    let is_open = |value: Value<'_>| is_replaced(value) || value.raw() == "<<";
    let mut violations = violations(schema, action);
    violations.retain(|it| !is_open(it.at) && !is_nameless(it.at) && !explained.contains(it));
    let (bare, others): (Vec<_>, Vec<_>) = violations.into_iter().partition(is_bare);
    let (nested, others): (Vec<_>, Vec<_>) =
        others.into_iter().partition(|it| is_setting(it.at) && it.keyword == "type");
    let mut found = other_paths(cx, action, &name, &others);
    found.extend(findings(cx, format, &others));
    found.extend(bare.iter().map(|it| untyped_setting(cx, it.at)));
    found.extend(nested.iter().filter_map(|it| nested_setting(cx, it.at)));
    let ids = ["conversationId", "participantId"].iter().filter_map(|name| action.get(name));
    found.extend(ids.flat_map(|id| parts::check_form(cx, id)));
    found.extend(without_conversation(cx, key, action, &name));
    found.extend(without_attributes(cx, action, &name));
    found
}

/// An empty list of attributes.
fn without_attributes(cx: &FileContext<'_>, action: Value<'_>, name: &str) -> Option<Diagnostic> {
    let (key, list) = action.entry("attributes")?;
    let is_empty = match list.kind() {
        ValueKind::Null => true,
        ValueKind::Array => list.items().next().is_none(),
        _ => false,
    };
    is_empty.then_some(())?;
    let verb = if name.starts_with("set") { "sets" } else { "reads" };
    let message = format!("{} has no attributes, so it {verb} nothing", actions::archy_label(name));
    let diagnostic = cx.diagnostic(&cx.place(key), message, "empty", "attributes");
    let part = if name.starts_with("set") { "value" } else { "variable" };
    let help = format!("add an item `- attribute:` with `name:` and `{part}:`, or remove the action");
    Some(diagnostic.with_severity(Severity::Warning).with_help(help))
}

/// The paths of other actions: those of conversation data have their own, and those of participant data have none
/// (classes of actions in the Architect Scripting SDK).
fn other_paths(cx: &FileContext<'_>, action: Value<'_>, name: &str, unknown: &[Violation<'_>]) -> Vec<Diagnostic> {
    const PATHS: [&str; 4] = ["success", "failure", "found", "notFound"];
    let own: &[&str] = match name {
        "setConversationData" => &["success", "failure"],
        "getConversationData" => &["found", "notFound", "failure"],
        _ => &[],
    };
    let label = actions::archy_label(name);
    let has_actions = |value: Value<'_>| value.get("actions").is_some();
    let finding = |key: Value<'_>| {
        let text = key.scalar_text();
        let what = if text == "outputs" { "" } else { "path " };
        let message = format!("{label} has no {what}{}, so the actions below it never run", quote(&text));
        let diagnostic = cx.diagnostic(&cx.place(key), message, "no such path", &text);
        diagnostic.with_help(if own.is_empty() {
            "put the actions after this one".to_owned()
        } else {
            format!("use {} below `outputs:`", list(own))
        })
    };
    let outputs = action.entry("outputs").filter(|(_, paths)| paths.members().any(|(_, path)| has_actions(path)));
    let direct =
        action.members().filter(|(key, path)| has_actions(*path) && PATHS.iter().any(|it| key.text_equals(it)));
    let is_unknown = |key: Value<'_>| unknown.iter().any(|it| it.at == key);
    let direct = direct.filter(|(key, _)| !is_unknown(*key)).map(|(key, _)| finding(key));
    let Some((key, paths)) = outputs else { return direct.collect() };
    if own.is_empty() {
        return direct.chain([finding(key)]).collect();
    }
    let wrong = paths
        .members()
        .map(|(key, _)| key)
        .filter(|key| PATHS.iter().any(|it| key.text_equals(it)) && !own.iter().any(|it| key.text_equals(it)));
    direct.chain(wrong.map(finding)).collect()
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

/// Whether the violation follows from a missing name, which `empty-name` reports.
fn is_nameless(at: Value<'_>) -> bool {
    let is = |name: &str| at.key().is_some_and(|key| key != at && key.text_equals(name));
    let is_empty = at.kind() == ValueKind::Null || at.as_str().is_some_and(|text| text.is_empty());
    is("attribute") && at.kind() != ValueKind::Object || is("name") && is_empty
}

/// Whether a scalar is where `lit` or `exp` belongs.
fn is_bare(violation: &Violation<'_>) -> bool {
    let is_setting = violation.at.key().is_some_and(|key| key.text_equals("name") || key.text_equals("value"));
    let is_scalar = !matches!(violation.at.kind(), ValueKind::Object | ValueKind::Array);
    violation.keyword == "type" && is_setting && is_scalar && violation.schema.contains("setting")
}

/// Whether a value is that of `lit` or `exp`.
fn is_setting(value: Value<'_>) -> bool {
    value.key().is_some_and(|key| key != value && ["lit", "exp"].iter().any(|name| key.text_equals(name)))
}

/// A list or a mapping as the text of a setting.
fn nested_setting(cx: &FileContext<'_>, value: Value<'_>) -> Option<Diagnostic> {
    let key = value.key()?;
    let name = key.scalar_text();
    let what = if value.kind() == ValueKind::Array { "a list" } else { "a mapping" };
    let message =
        format!("{} of an attribute is {what}, but attributes are strings; Archy refuses the flow", quote(&name));
    let diagnostic = cx.diagnostic(&cx.place(key), message, "not a text", &name);
    Some(diagnostic.with_help("write one text, or an expression that returns a string"))
}

/// A setting without `lit` or `exp`: which of them is meant decides whether the text is a text.
fn untyped_setting(cx: &FileContext<'_>, value: Value<'_>) -> Diagnostic {
    let setting = value.key().map(Value::scalar_text).unwrap_or_default();
    let text = value.scalar_text();
    let message = format!(
        "{} of an attribute is the bare text {}, not `lit:` or `exp:`; Archy may refuse the flow",
        quote(&setting),
        quote(&text)
    );
    let help = format!("use `lit: {text}` for this text, or `exp: {text}` for the value of an expression");
    let diagnostic = cx.diagnostic(&cx.place(value), message, "neither `lit` nor `exp`", &setting);
    diagnostic.with_severity(Severity::Warning).with_help(help)
}

/// Reports known actions in a list under a key that is not a list of actions.
fn misnamed_list<'a>(cx: &FileContext<'a>, list: Value<'a>) -> Option<Diagnostic> {
    let key = list.key().filter(|key| *key != list)?;
    let name = key.scalar_text();
    if position::ACTION_LISTS.contains(&name.as_ref()) {
        return None;
    }
    // A task or state without any other list of actions has them under any key.
    let is_body = |body: Value<'_>| {
        let is_item = |own: Value<'_>| position::CONTAINERS.iter().any(|(_, item)| own.text_equals(item));
        body.key().is_some_and(|own| own != body && is_item(own)) && body.get("actions").is_none()
    };
    if !position::is_action_list(&name) && !list.parent().is_some_and(is_body) {
        return None;
    }
    let mut items = list.items().map(|item| item.members().next()).peekable();
    let is_action = |key: Value<'_>| action_keys::is_known(&key.scalar_text());
    let is_list = items.peek().is_some() && items.all(|item| item.is_some_and(|(key, _)| is_action(key)));
    cx.positions.get(list).filter(|position| is_list && position.is_in_container())?;
    let message = format!("{} is not a list of actions, and Archy does not run what is in it", quote(&name));
    let diagnostic = cx.diagnostic(&cx.place(key), message, "unknown key", &name).with_help("rename it to `actions`");
    let is_free = list.parent().is_some_and(|object| object.get("actions").is_none());
    let edit = Edit { file: cx.source.path().clone(), span: key.content_span(), replacement: "actions".to_owned() };
    let fix = Fix { title: "rename it to `actions`".to_owned(), safety: Safety::Unsafe, edits: vec![edit] };
    Some(if is_free { diagnostic.with_fix(fix) } else { diagnostic })
}
