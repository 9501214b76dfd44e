//! In: the tree of a data action. Out: its facts: the attribute names that its request writes.
//! Knows nothing of contracts and of what the response holds.

use super::{Facts, Kind, Site, known_name};
use crate::syntax::Value;

mod body;
pub(super) mod contract;
pub mod endpoint;
mod mask;
pub mod model;
pub mod outcome;
pub mod shape;

pub use model::{DataAction, Part, Template};
pub use shape::shape;

/// Whether the tree is a data action: an object with `config.request` and `contract`.
#[must_use]
pub fn is(root: Value<'_>) -> bool {
    root.at(&["config", "request"]).is_some() && root.get("contract").is_some()
}

/// Reads a data action.
#[must_use]
pub fn read(root: Value<'_>) -> Facts {
    let action = DataAction::from_json(root);
    let name = action.name.and_then(Value::as_str).and_then(|name| known_name(&name));
    let interfaces = contract::interface(&action).into_iter().collect();
    Facts { name, sites: sites(&action, 0), interfaces, ..Facts::new(Kind::DataAction) }
}

/// The attributes that the request writes; `group` is the number of the data action in its file.
pub(super) fn sites(action: &DataAction<'_>, group: u32) -> Vec<Site> {
    let sites = written(action).unwrap_or_default().into_iter();
    sites.map(|site| Site { group, ..site }).collect()
}

fn written(action: &DataAction<'_>) -> Option<Vec<Site>> {
    let request = &action.request;
    let method = request.method?.as_str()?;
    let map = endpoint::attribute_map(request.url.as_ref()?, &method)?;
    match (&request.template, request.template_uri) {
        (Some(template), _) => Some(body::read(action.kind, template, map)),
        // Without a template the data action sends its whole input.
        (None, None) => Some(vec![body::input_as_body(action.kind, request.method?)]),
        (None, Some(_)) => None,
    }
}
