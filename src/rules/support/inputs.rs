//! Finds the inputs of a data action that are not used in any template.

use rustc_hash::FxHashSet;

use crate::artifact::data_action::Part;
use crate::artifact::data_action::model::{DataAction, INPUT_ROOTS, Property};

/// The inputs of the contract that are not used in any template; none if a template uses the whole input. An input
/// that is used with different capitalisation counts as used: another rule reports it.
pub(in crate::rules) fn unused_inputs<'a>(action: &DataAction<'a>) -> Vec<Property<'a>> {
    let request = &action.request;
    let sends_all = request.sends_body() && request.template.is_none() || request.url.is_none();
    let mut used: FxHashSet<String> = FxHashSet::default();
    for (part, template) in action.templates() {
        let counts = part != Part::Body || request.sends_body();
        used.extend(template.inputs().filter(|_| counts).map(|(_, name)| template.slice(name).to_lowercase()));
        let has_more = template
            .velocity
            .references
            .iter()
            .any(|it| INPUT_ROOTS.contains(&template.slice(&it.root)) && it.properties.is_empty());
        if template.has_holes || counts && has_more {
            return Vec::new();
        }
    }
    if sends_all || used.contains("rawrequest") {
        return Vec::new();
    }
    let properties = action.input.properties().into_iter();
    properties.filter(|property| !used.contains(&property.key.scalar_text().to_lowercase())).collect()
}
