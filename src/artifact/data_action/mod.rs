//! Reads the facts of a data action from its tree: the attribute names that its request writes and its translation
//! map reads, and its interface.

use std::cell::LazyCell;

use super::{ArtifactKind, AttributeUse, Facts, known_name};
use crate::syntax::{Value, ValueKind};

pub mod arguments;
mod body;
pub mod branches;
mod condition;
pub(super) mod contract;
mod encoded;
pub mod endpoint;
pub mod level;
mod mask;
pub mod model;
pub mod output_value;
pub(super) mod paths;
pub mod shape;
mod strict;
mod url;

use endpoint::Endpoint;

pub use contract::published_name;
pub use model::{ContractSide, DataAction, Part, Template};
pub use strict::{TYPES, strict};

/// The data action and the side of it that a sample payload belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SampleOf {
    /// The name of the data action.
    pub action: Box<str>,
    pub side: ContractSide,
}

/// Whether the tree is a data action: an object with `config.request` and `contract`. One of the two may be misspelt, a
/// part of the request may be at a wrong level, or `config` be anything beside a contract.
#[must_use]
pub fn is(root: Value<'_>) -> bool {
    let has_config = root.get("config").is_some_and(|config| config.kind() == ValueKind::Object);
    let has_contract = root.at(&["contract", "input"]).or_else(|| root.at(&["contract", "output"])).is_some();
    if root.at(&["config", "request"]).is_some() && root.get("contract").is_some() {
        return true;
    }
    if root.get("config").is_some() && level::has_contract(root) {
        return true;
    }
    let objects = LazyCell::new(|| level::Objects::of(root));
    let has_request = || {
        let has = |name| objects.part(name).is_some();
        has("requestType") && (has("requestUrlTemplate") || has("requestTemplate"))
    };
    let has_type = || root.get("actionType").is_some() && root.get("integrationType").is_some();
    // `config.request.url` alone may be of another tool.
    let is_near = || {
        ["contract", "integrationType", "actionType", "integrationId"].iter().any(|name| root.get(name).is_some())
            || objects.has_own_words()
    };
    (has_config && is_near() || has_contract || has_type()) && has_request()
}

/// Reads the facts of a file that is a data action.
#[must_use]
pub fn read(action: &DataAction<'_>) -> Facts {
    let name = action.name.and_then(Value::as_str).and_then(|name| known_name(&name));
    let interfaces = contract::interface(action).into_iter().collect();
    Facts { name, uses: uses(action, 0), interfaces, ..Facts::new(ArtifactKind::DataAction) }
}

/// The attributes that the request writes or the translation map reads, in the order of the text; `group` is the number
/// of the data action in its file.
pub(super) fn uses(action: &DataAction<'_>, group: u32) -> Vec<AttributeUse> {
    let uses = endpoint(action).map(|endpoint| match endpoint {
        Endpoint::Writes(map) => written(action, map),
        Endpoint::Reads => Some(paths::read(action)),
    });
    let uses = uses.flatten().unwrap_or_default().into_iter();
    let mut uses: Vec<AttributeUse> = uses.map(|usage| AttributeUse { group, ..usage }).collect();
    uses.sort_by_key(|usage| usage.name.place.span);
    uses
}

/// The member of the request body with the attributes that a request creates a conversation with; `None` where the request
/// is another one.
#[must_use]
pub fn written_member(action: &DataAction<'_>) -> Option<&'static str> {
    let is_post = action.request.method?.is_str("POST");
    match endpoint(action)? {
        Endpoint::Writes(member) if is_post => Some(member),
        _ => None,
    }
}

/// Whether the response contains participants with their attributes.
fn reads_participants(action: &DataAction<'_>) -> bool {
    endpoint(action) == Some(Endpoint::Reads)
}

fn endpoint(action: &DataAction<'_>) -> Option<Endpoint> {
    Endpoint::of(action.request.path()?, &action.request.method?.as_str()?)
}

fn written(action: &DataAction<'_>, map: &str) -> Option<Vec<AttributeUse>> {
    let request = &action.request;
    match (&request.template, request.template_uri) {
        (Some(template), _) => Some(body::read(action.kind, template, map)),
        // Without a template the data action sends its whole input.
        (None, None) => Some(vec![body::input_as_body(action.kind, request.method?)]),
        (None, Some(_)) => None,
    }
}
