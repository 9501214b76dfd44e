//! Finds the flow in the tree of an Archy YAML file, even if its type is misspelt.

use crate::artifact::detect::{BODY_KEYS, FLOW_KEYS};
use crate::knowledge::flow_types::{self, FlowType};
use crate::syntax::{Value, ValueKind};

/// A flow in Archy YAML.
#[derive(Clone, Copy, Debug)]
pub struct Root<'a> {
    /// The type as its author wrote it.
    pub key: Value<'a>,
    pub body: Value<'a>,
    /// The type that it is or is meant to be, where that is known.
    pub kind: Option<&'static FlowType>,
}

/// The flow of a file: the value of a key that is a type of flow, or of a key that is close to one, or that has the
/// keys of a flow.
#[must_use]
pub fn of(root: Value<'_>) -> Option<Root<'_>> {
    let exact = root
        .members()
        .find_map(|(key, body)| Some(Root { key, body, kind: Some(flow_types::by_archy(&key.scalar_text())?) }));
    let has = |body: Value<'_>, keys: &[&str]| {
        body.kind() == ValueKind::Object && keys.iter().any(|key| body.get(key).is_some())
    };
    exact.or_else(|| {
        root.members().find_map(|(key, body)| {
            let near = flow_types::nearest(&key.scalar_text());
            let is_flow = has(body, &FLOW_KEYS) || near.is_some_and(FlowType::is_distinctive) && has(body, &BODY_KEYS);
            is_flow.then(|| Root { key, body, kind: near.or_else(|| referenced(body)) })
        })
    })
}

/// The type in `startUpRef: "/inboundCall/…"`.
fn referenced(body: Value<'_>) -> Option<&'static FlowType> {
    let reference = body.get("startUpRef")?.as_str()?;
    let word = reference.strip_prefix('/')?.split('/').next().unwrap_or_default();
    flow_types::by_archy(word).or_else(|| flow_types::nearest(word))
}
