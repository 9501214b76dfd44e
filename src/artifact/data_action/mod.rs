//! In: the tree of a data action. Out: its facts: the attribute names that its request writes.
//! Knows nothing of contracts and of what the response holds.

use super::{Facts, Kind, known_name};
use crate::syntax::{Tree, Value};

mod body;
mod endpoint;
mod mask;
pub mod model;

pub use model::DataAction;

/// Whether the tree is a data action: an object with `config.request` and `contract`.
#[must_use]
pub fn is(root: Value<'_>) -> bool {
    root.at(&["config", "request"]).is_some() && root.get("contract").is_some()
}

/// The data actions in a file of `kind`, in the order of the text.
#[must_use]
pub fn models<'a>(kind: Kind, tree: &'a Tree<'a>) -> Vec<DataAction<'a>> {
    match kind {
        Kind::DataAction => vec![DataAction::from_json(tree.root())],
        _ => Vec::new(),
    }
}

/// Reads a data action.
#[must_use]
pub fn read(root: Value<'_>) -> Facts {
    let name = root.get("name").and_then(Value::as_str).and_then(|name| known_name(&name));
    let sites = root.at(&["config", "request"]).and_then(|request| {
        let text = |key| request.get(key).and_then(Value::as_str);
        let map = endpoint::attribute_map(&text("requestUrlTemplate")?, &text("requestType")?)?;
        // Without a template the data action sends its whole input.
        let Some(template) = request.get("requestTemplate") else { return Some(vec![body::input_as_body(request)]) };
        Some(body::read(template, map))
    });
    Facts { name, sites: sites.unwrap_or_default(), ..Facts::new(Kind::DataAction) }
}
