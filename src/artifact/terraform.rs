//! In: the tree of a Terraform file. Out: its facts: the data actions that it defines, and which flow files it deploys
//! with which substitutions (<https://registry.terraform.io/providers/MyPureCloud/genesyscloud/latest/docs>).
//! What Terraform works out is unknown.

use super::data_action::{self, DataAction};
use super::{Facts, Kind};
use crate::diagnostic::LogicalPath;
use crate::syntax::{Kind as NodeKind, Value};
use crate::text::Span;

const DATA_ACTIONS: [&str; 2] = ["genesyscloud_integration_action", "genesyscloud_integration_action_draft"];
const FLOW: &str = "genesyscloud_flow";
const TRIGGER: &str = "genesyscloud_processautomation_trigger";

/// The attributes whose strings are JSON.
pub(super) const JSON_KEYS: [&str; 2] = ["contract_input", "contract_output"];

/// A flow file that Terraform deploys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deployment {
    /// What the other resources of the folder call it.
    pub label: Box<str>,
    /// The logical path of the resource.
    pub path: LogicalPath,
    /// The path of the flow file relative to the folder of the Terraform file, with `/`; `None` where it is computed.
    pub file: Option<Box<str>>,
    /// Where the path is written.
    pub span: Span,
    pub substitutions: Vec<Substitution>,
    /// Whether these are all substitutions; a part of them may be computed.
    pub is_complete: bool,
}

/// A workflow that is started by an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trigger {
    /// The event: `v2.detail.events.conversation.{id}.customer.end`.
    pub topic: Box<str>,
    /// Where the event is written, without its quotes.
    pub span: Span,
    /// The logical path of the resource.
    pub path: LogicalPath,
    /// The label of the flow, a [`Deployment`] of the same folder.
    pub flow: Box<str>,
}

/// A key that is replaced in the text of a flow file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Substitution {
    pub key: Box<str>,
    /// The key without its quotes.
    pub span: Span,
    /// What it is replaced by; `None` where Terraform works it out.
    pub value: Option<Box<str>>,
    /// Where the value is written, without its quotes.
    pub value_span: Span,
}

/// Whether the text of a Terraform file may hold what flowvet reads.
#[must_use]
pub fn may_be(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), b"\"genesyscloud_").is_some()
}

/// Whether the file has a resource that flowvet reads.
#[must_use]
pub fn is(root: Value<'_>) -> bool {
    resources(root).any(|resource| {
        [FLOW, TRIGGER].contains(&resource.kind.as_str()) || DATA_ACTIONS.contains(&resource.kind.as_str())
    })
}

/// Reads a Terraform file.
#[must_use]
pub fn read(root: Value<'_>) -> Facts {
    let deployments = resources(root).filter(|resource| resource.kind == FLOW).map(|flow| deployment(&flow));
    let triggers = resources(root).filter(|resource| resource.kind == TRIGGER).filter_map(|it| trigger(it.body));
    let sites = (0..).zip(data_actions(root)).flat_map(|(group, action)| data_action::sites(&action, group));
    Facts {
        sites: sites.collect(),
        interfaces: data_actions(root).filter_map(|action| data_action::contract::interface(&action)).collect(),
        deployments: deployments.collect(),
        triggers: triggers.collect(),
        ..Facts::new(Kind::Terraform)
    }
}

/// The data actions that the file defines, in the order of the text.
pub(super) fn data_actions(root: Value<'_>) -> impl Iterator<Item = DataAction<'_>> {
    let actions = resources(root).filter(|resource| DATA_ACTIONS.contains(&resource.kind.as_str()));
    actions.map(|resource| DataAction::from_terraform(resource.body))
}

struct Resource<'a> {
    kind: String,
    label: Value<'a>,
    body: Value<'a>,
}

/// `resource "kind" "label" { … }`, in JSON `"resource": {"kind": {"label": {…}}}`
fn resources(root: Value<'_>) -> impl Iterator<Item = Resource<'_>> {
    let resource = |kind: Value<'_>, label, body| Resource { kind: kind.scalar_text().into_owned(), label, body };
    let mut found = Vec::new();
    for (_, block) in root.members().filter(|(key, _)| key.is_str("resource")) {
        let mut parts = block.items();
        if let (Some(kind), Some(label), Some(body)) = (parts.next(), parts.next(), parts.next())
            && kind.kind() == NodeKind::String
        {
            found.push(resource(kind, label, body));
            continue;
        }
        let kinds = objects(block).flat_map(Value::members);
        let labels =
            kinds.flat_map(|(kind, labels)| objects(labels).flat_map(Value::members).map(move |it| (kind, it)));
        found.extend(
            labels.flat_map(|(kind, (label, bodies))| objects(bodies).map(move |it| resource(kind, label, it))),
        );
    }
    found.into_iter()
}

/// In JSON, blocks of one type are an object, or a list of them.
pub(super) fn objects(blocks: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    let own = (blocks.kind() == NodeKind::Object).then_some(blocks);
    own.into_iter().chain(blocks.items().filter(|it| it.kind() == NodeKind::Object))
}

fn trigger(body: Value<'_>) -> Option<Trigger> {
    let topic = body.get("topic_name")?.known()?;
    // `genesyscloud_flow.label.id` is for Terraform to work out: only its text is at hand.
    let target = body.get("target").and_then(|target| objects(target).next());
    let id = target?.get("id")?.raw();
    let id = id.strip_prefix("\"${").and_then(|id| id.strip_suffix("}\"")).unwrap_or(id);
    let flow = id.strip_prefix(FLOW)?.strip_prefix('.')?.strip_suffix(".id")?;
    Some(Trigger {
        topic: topic.as_str()?.into(),
        span: topic.content_span(),
        path: super::path::of(Kind::Terraform, body),
        flow: flow.into(),
    })
}

fn deployment(flow: &Resource<'_>) -> Deployment {
    let body = flow.body;
    let path = body.get("filepath");
    let map = body.get("substitutions");
    let members = || map.into_iter().flat_map(Value::members);
    let substitution = |(key, value): (Value<'_>, Value<'_>)| {
        let is_name = key.kind() == NodeKind::String;
        is_name.then(|| Substitution {
            key: key.scalar_text().into(),
            span: key.content_span(),
            value: value.known().map(|value| value.scalar_text().into()),
            value_span: value.content_span(),
        })
    };
    Deployment {
        label: flow.label.scalar_text().into(),
        path: super::path::of(Kind::Terraform, body),
        file: path.and_then(relative_path),
        span: path.map_or(body.span(), Value::content_span),
        substitutions: members().filter_map(substitution).collect(),
        is_complete: map.is_none_or(|map| {
            map.kind() == NodeKind::Object && members().all(|(key, _)| key.kind() == NodeKind::String)
        }),
    }
}

/// A path below or beside the folder of the file; `${path.module}` is that folder.
fn relative_path(path: Value<'_>) -> Option<Box<str>> {
    const MODULE: &str = "${path.module}";
    let known = if let Some(path) = path.known() {
        path.as_str()?.into_owned()
    } else {
        let raw = path.raw().get(1..path.raw().len().checked_sub(1)?)?;
        let rest = raw.strip_prefix(MODULE)?.strip_prefix('/')?;
        (!rest.contains(['$', '%', '\\'])).then(|| rest.to_owned())?
    };
    (!known.starts_with('/')).then(|| known.into())
}
