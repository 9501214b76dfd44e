//! Finds the references to tasks, states and menus of a flow that do not exist.
//!
//! Archy identifies a place in the file by the `refId` of its task, state or menu, or by its name
//! (`/inboundCall/tasks/task[Greet_10]`, `./menus/menu[Main]`;
//! <https://developer.genesys.cloud/devapps/archy/flowAuthoring/>); flow configurations have ids.

use std::borrow::Cow;
use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use super::position::archy::{CONTAINERS, is_like_item, is_like_list, is_like_ref_id};
use super::root::{self, Root};
use crate::artifact::ArtifactKind;
use crate::artifact::nav::MEMBERS;
use crate::expr::placeholder;
use crate::knowledge::flow_types;
use crate::syntax::{Tree, Value, ValueKind};
use crate::text::Span;
use crate::text::compare::is_one_edit;
use crate::wording::misspelling;

/// A reference that leads nowhere.
#[derive(Clone, Debug)]
pub struct Reference<'a> {
    /// The scalar that contains it.
    pub value: Value<'a>,
    /// Of what is meant.
    pub span: Span,
    /// The `refId`, name or id that is not there.
    pub target: String,
    /// The kind of target, in words: `task`.
    pub label: &'static str,
    /// The targets that exist.
    pub known: Vec<String>,
    /// The whole reference as it should be, where it does not have the form of one.
    pub meant: Option<String>,
}

/// All references of the flows of a file that lead nowhere; none where names are filled in at deployment.
#[must_use]
pub fn dangling<'a>(kind: ArtifactKind, tree: &'a Tree<'a>) -> Vec<Reference<'a>> {
    match kind {
        ArtifactKind::ArchyYaml => tree.documents().flat_map(archy).collect(),
        ArtifactKind::Export | ArtifactKind::FlowConfiguration => configuration(tree.root()),
        _ => Vec::new(),
    }
}

/// Those of one flow.
fn archy(document: Value<'_>) -> Vec<Reference<'_>> {
    let Some(Root { key, body: flow, kind }) = root::of(document) else { return Vec::new() };
    let written = format!("/{}/", key.scalar_text());
    // A reference may have the right type where the key is misspelt.
    let meant = kind.map_or_else(|| written.clone(), |kind| format!("/{}/", kind.archy));
    let may_be_key = |value: &Value<'_>| value.kind() == ValueKind::String && value.ends_written("Ref");
    let keys = document.descendants().filter(|key| may_be_key(key) && key.key() == Some(*key));
    let values = keys.filter_map(|key| document.tree().value(key.number() + 1).filter(|it| it.key() == Some(key)));
    let known = CONTAINERS.map(|(list, item)| (list, item, archy_names(flow, list, item)));
    let mut found = Vec::new();
    for value in values.filter(|value| value.kind() == ValueKind::String) {
        let text = value.scalar_text();
        let own = text.strip_prefix("./").filter(|_| value.parent() == Some(flow));
        let path = text.strip_prefix(&written).or_else(|| text.strip_prefix(&meant)).or(own);
        let Some(path) = path else {
            let other = other_beginning(value, &text, &key.scalar_text());
            found.extend(other.or_else(|| formless(value, &text, &key.scalar_text(), &known)));
            continue;
        };
        let target = known.iter().find_map(|(list, item, names)| {
            let target = path.strip_prefix(list)?.strip_prefix('/')?.strip_prefix(item)?;
            Some((*item, names, target.strip_prefix('[')?.strip_suffix(']')?))
        });
        let Some((label, names, target)) = target else {
            let other = other_list(value, &text, path);
            found.extend(other.or_else(|| formless(value, &text, &key.scalar_text(), &known)));
            continue;
        };
        // The items of a list may be references to other files: `./tasks.yaml#/task[Greet_10]`.
        let is_elsewhere = || known.iter().any(|(list, item, _)| *item == label && has_external(flow, list));
        if names.contains(target) || is_deployed(target) || is_elsewhere() || names.iter().any(|name| is_deployed(name))
        {
            continue;
        }
        let end = text.len() - 1;
        found.push(Reference {
            value,
            span: value.locator().span(end - target.len()..end),
            target: target.to_owned(),
            label,
            known: names.iter().map(|name| name.clone().into_owned()).collect(),
            meant: None,
        });
    }
    found
}

/// The second of two tasks, states or menus of a flow with one `refId`.
#[must_use]
pub fn repeated<'a>(kind: ArtifactKind, tree: &'a Tree<'a>) -> Vec<Value<'a>> {
    let documents = tree.documents().filter(|_| kind == ArtifactKind::ArchyYaml).filter_map(root::of);
    let mut found = Vec::new();
    for flow in documents {
        for (list, item) in CONTAINERS {
            let mut seen = FxHashSet::default();
            let items = flow.body.get(list).into_iter().flat_map(Value::items);
            let ids = items.filter_map(|entry| entry.get(item)?.get("refId"));
            found.extend(ids.filter(|id| !is_deployed(&id.scalar_text()) && !seen.insert(id.scalar_text())));
        }
    }
    found
}

/// The names by which references find the tasks, states, menus or bots of a flow.
fn archy_names<'a>(flow: Value<'a>, list: &str, item: &str) -> BTreeSet<Cow<'a, str>> {
    let is_list = |(key, _): &(Value<'a>, Value<'a>)| is_like_list(&key.scalar_text(), list, item);
    let written = flow.get(list);
    let items = written.or_else(|| flow.members().take(MEMBERS).find(is_list).map(|(_, items)| items));
    // An item with a misspelt key is reported as such.
    let only = |entry: Value<'a>| {
        let (key, body) = entry.members().next()?;
        is_like_item(&key.scalar_text(), list, item).then_some(body)
    };
    let bodies = items.into_iter().flat_map(Value::items).filter_map(|entry| entry.get(item).or_else(|| only(entry)));
    let misspelt = |body: Value<'a>| {
        body.members()
            .take(MEMBERS)
            .find(|(key, _)| !key.text_equals("refId") && is_ref_id(*key))
            .map(|(_, value)| value)
    };
    bodies
        .flat_map(|body| [body.get("refId"), body.get("name"), misspelt(body)])
        .flatten()
        .map(Value::scalar_text)
        .collect()
}

/// Whether a key is `refId` in another spelling.
fn is_ref_id(key: Value<'_>) -> bool {
    is_like_ref_id(&key.scalar_text())
}

/// A reference whose type of flow is nearly that of this flow, or that has no slash at its start.
fn other_beginning<'a>(value: Value<'a>, text: &str, kind: &str) -> Option<Reference<'a>> {
    let path = text.strip_prefix('/').unwrap_or(text);
    let (first, rest) = path.split_once('/')?;
    let is_list = CONTAINERS.iter().any(|(list, _)| rest.starts_with(list));
    let is_near =
        misspelling(first, &[kind]).is_some() || text.starts_with('/') && flow_types::nearest(first).is_some();
    if !is_list || !is_near {
        return None;
    }
    let start = text.len() - path.len();
    let span = value.locator().span(start..start + first.len());
    Some(Reference {
        value,
        span,
        target: first.to_owned(),
        label: "path",
        known: vec![format!("/{kind}")],
        meant: None,
    })
}

/// A reference whose list of tasks, states or menus, or the kind of its items, is misspelt.
fn other_list<'a>(value: Value<'a>, text: &str, path: &str) -> Option<Reference<'a>> {
    let (list, rest) = path.split_once('/')?;
    let item = rest.split_once('[').map_or(rest, |(item, _)| item);
    let lists = CONTAINERS.map(|(list, _)| list);
    let wanted = CONTAINERS.iter().find(|(name, _)| *name == list).map(|(_, item)| *item);
    let (target, known, start) = match wanted {
        Some(wanted) => (
            item,
            Some(wanted).filter(|it| is_one_edit(item, it) || item.eq_ignore_ascii_case(it))?.to_owned(),
            list.len() + 1,
        ),
        None => {
            (list, lists.into_iter().find(|it| is_one_edit(list, it) || list.eq_ignore_ascii_case(it))?.to_owned(), 0)
        }
    };
    let start = text.len() - path.len() + start;
    let span = value.locator().span(start..start + target.len());
    Some(Reference { value, span, target: target.to_owned(), label: "path", known: vec![known], meant: None })
}

/// The keys whose reference leads to a task, a state or a menu, never to another file's.
const REFERENCES: [&str; 4] = ["startUpRef", "targetTaskRef", "targetStateRef", "targetMenuRef"];

/// A reference that names a task, state or menu of the flow, but not in the form of a reference: `Greet_10`,
/// `/inboundCall/tasks/Greet_10`.
fn formless<'a>(
    value: Value<'a>,
    text: &str,
    kind: &str,
    known: &[(&'static str, &'static str, BTreeSet<Cow<'a, str>>)],
) -> Option<Reference<'a>> {
    let is_reference = value.key().is_some_and(|key| REFERENCES.iter().any(|name| key.text_equals(name)));
    // What begins with a dot is relative, and what has a `#` may be in another file.
    if !is_reference || text.starts_with('.') || text.contains(['#', '{', '<', '\n']) || text.split('/').count() > 4 {
        return None;
    }
    let end = text.trim_end_matches([']', ')', '/']);
    let target = end.rsplit(['/', '[', '(']).next().unwrap_or_default().trim();
    let mut lists = known.iter().filter(|(_, _, names)| names.contains(target));
    let (list, item, _) = lists.next().filter(|_| lists.next().is_none())?;
    let meant = format!("/{kind}/{list}/{item}[{target}]");
    let span = value.content_span();
    let known = vec![meant.clone()];
    (text != meant).then_some(Reference {
        value,
        span,
        target: text.to_owned(),
        label: "path",
        known,
        meant: Some(meant),
    })
}

/// Whether a list of containers has items that are in other files.
fn has_external(flow: Value<'_>, list: &str) -> bool {
    flow.get(list).is_some_and(|list| list.kind() == ValueKind::String || list.items().any(|it| it.as_str().is_some()))
}

fn is_deployed(name: &str) -> bool {
    !placeholder::find(name).is_empty()
}

fn configuration(root: Value<'_>) -> Vec<Reference<'_>> {
    const KINDS: [(&str, &str); 3] =
        [("\"taskReference\"", "task"), ("\"stateReference\"", "state"), ("\"menuReference\"", "menu")];
    let Some(containers) = root.get("flowSequenceItemList") else { return Vec::new() };
    let ids: FxHashSet<_> = containers.items().filter_map(|it| it.get("id")?.as_str()).collect();
    let start = root.get("initialSequence").map(|value| (value, "start"));
    let references = containers.descendants().filter_map(|key| {
        let (_, label) = KINDS.into_iter().find(|(name, _)| key.is_written(name))?;
        Some((key.of_key()?, label))
    });
    let dangling = start.into_iter().chain(references).filter_map(|(value, label)| {
        let target = value.as_str().filter(|id| !id.is_empty() && !ids.contains(id))?;
        Some(Reference {
            value,
            span: value.content_span(),
            target: target.into_owned(),
            label,
            known: Vec::new(),
            meant: None,
        })
    });
    dangling.collect()
}
