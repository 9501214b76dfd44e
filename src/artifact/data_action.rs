//! In: the tree of a data action. Out: its facts: the attribute names that its request writes.

use super::{Facts, Kind};
use crate::syntax::Value;

/// Whether the tree is a data action: an object with `config.request` and `contract`.
#[must_use]
pub fn is(root: Value<'_>) -> bool {
    root.at(&["config", "request"]).is_some() && root.get("contract").is_some()
}

/// Reads a data action.
#[must_use]
pub fn read(_root: Value<'_>) -> Facts {
    Facts { kind: Kind::DataAction, name: None, flow_type: None, sites: Vec::new(), payload: None }
}
