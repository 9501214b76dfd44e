//! In: the tree of a Terraform file. Out: its facts: the data actions that it defines, which flow files it deploys with which
//! substitutions, and what other files need to work out names (<https://registry.terraform.io/providers/MyPureCloud/genesyscloud/latest/docs>).
//! What Terraform works out is unknown.

use super::data_action::{self, DataAction};
use super::nav::objects;
use super::{ArtifactKind, Facts};
use crate::diagnostic::LogicalPath;
use crate::syntax::hcl::expression::Expression;
use crate::syntax::{Value, ValueKind};
use crate::text::Span;

pub mod module;

pub use module::Module;

const DATA_ACTIONS: [&str; 2] = ["genesyscloud_integration_action", "genesyscloud_integration_action_draft"];
const FLOW: &str = "genesyscloud_flow";
const TRIGGER: &str = "genesyscloud_processautomation_trigger";

/// The blocks beside resources that names and substitutions come from.
const MODULE_BLOCKS: [&str; 4] = ["module", "variable", "locals", "output"];

/// The attributes whose strings are JSON.
pub(super) const JSON_KEYS: [&str; 2] = ["contract_input", "contract_output"];

/// A flow file that Terraform deploys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deployment {
    /// What the other resources of the folder call it.
    pub label: Box<str>,
    /// The logical path of the resource.
    pub path: LogicalPath,
    /// The path of the flow file.
    pub file: Expression,
    /// Where that path is written.
    pub span: Span,
    /// What is replaced in the text of the flow file; `None`: nothing.
    pub substitutions: Option<Expression>,
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

/// Whether the text of a Terraform file may hold what flowvet reads.
#[must_use]
pub fn may_be(text: &str) -> bool {
    let has = |word: &str| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    MODULE_BLOCKS.iter().any(|block| has(block)) || names_resource(text)
}

/// Whether the text of a Terraform file may hold a resource that flowvet reads.
#[must_use]
pub fn names_resource(text: &str) -> bool {
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
    let uses = (0..).zip(data_actions(root)).flat_map(|(group, action)| data_action::uses(&action, group));
    Facts {
        uses: uses.collect(),
        interfaces: data_actions(root).filter_map(|action| data_action::contract::interface(&action)).collect(),
        deployments: deployments.collect(),
        triggers: triggers.collect(),
        module: module::read(root).map(Box::new),
        ..Facts::new(if is(root) { ArtifactKind::Terraform } else { ArtifactKind::TerraformModule })
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

fn resources(root: Value<'_>) -> impl Iterator<Item = Resource<'_>> {
    blocks(root, "resource", 2).into_iter().filter_map(|block| {
        let kind = block.labels.first()?.scalar_text().into_owned();
        Some(Resource { kind, label: block.label()?, body: block.body })
    })
}

/// A block at the top of a file.
struct Block<'a> {
    labels: Vec<Value<'a>>,
    body: Value<'a>,
}

impl<'a> Block<'a> {
    /// The last label.
    fn label(&self) -> Option<Value<'a>> {
        self.labels.last().copied()
    }
}

/// The blocks with this many labels: `resource "kind" "label" { … }`, in JSON `"resource": {"kind": {"label": {…}}}`.
fn blocks<'a>(root: Value<'a>, word: &str, labels: usize) -> Vec<Block<'a>> {
    let mut found = Vec::new();
    for (_, value) in root.members().filter(|(key, _)| key.is_str(word)) {
        if value.items().next().is_some_and(|first| first.kind() == ValueKind::String) {
            let mut parts: Vec<_> = value.items().collect();
            let body = parts.pop().filter(|_| parts.len() == labels);
            found.extend(body.map(|body| Block { labels: parts, body }));
            continue;
        }
        let mut level: Vec<Block<'a>> = objects(value).map(|body| Block { labels: Vec::new(), body }).collect();
        for _ in 0..labels {
            let members = level.iter().flat_map(|block| block.body.members().map(move |member| (block, member)));
            let inner = members.flat_map(|(block, (label, bodies))| {
                let labels = [block.labels.as_slice(), &[label]].concat();
                objects(bodies).map(move |body| Block { labels: labels.clone(), body })
            });
            level = inner.collect();
        }
        found.extend(level);
    }
    found
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
        path: super::path::of(ArtifactKind::Terraform, body),
        flow: flow.into(),
    })
}

fn deployment(flow: &Resource<'_>) -> Deployment {
    let body = flow.body;
    let file = body.get("filepath");
    Deployment {
        label: flow.label.scalar_text().into(),
        path: super::path::of(ArtifactKind::Terraform, body),
        file: file.map_or(Expression::Unknown, Expression::of),
        span: file.map_or(body.span(), Value::content_span),
        substitutions: body.get("substitutions").map(Expression::of),
    }
}
