//! Finds the inputs of a data action that are not used in any template.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use super::foreign;
use crate::artifact::ArtifactKind;
use crate::artifact::data_action::model::{DataAction, INPUT_ROOTS, Property};
use crate::artifact::data_action::{Part, Template};
use crate::syntax::ValueKind;
use crate::wording::closest;

/// The names of the inputs of a contract.
pub(in crate::rules) struct Names<'a> {
    all: Vec<Cow<'a, str>>,
    by_lower_case: FxHashMap<String, usize>,
}

impl<'a> Names<'a> {
    pub(in crate::rules) fn of(properties: &[Property<'a>]) -> Self {
        let all: Vec<_> = properties.iter().map(|property| property.key.scalar_text()).collect();
        let numbers = all.iter().enumerate().rev();
        let by_lower_case = numbers.map(|(number, name)| (name.to_ascii_lowercase(), number)).collect();
        Names { all, by_lower_case }
    }

    /// The first input with this name, whatever its capitalisation.
    pub(in crate::rules) fn exact(&self, name: &str) -> Option<&str> {
        let number = self.by_lower_case.get(&name.to_ascii_lowercase())?;
        self.all.get(*number).map(AsRef::as_ref)
    }

    /// The input with this name, else the one that is most likely meant.
    pub(in crate::rules) fn closest(&self, name: &str) -> Option<&str> {
        self.exact(name).or_else(|| closest(name, &self.all))
    }
}

/// The inputs of the contract whose use is missing. What other rules report counts as a use: a placeholder of another
/// language, and a reference to the name of an input below another root. One of a local value may be used elsewhere.
pub(in crate::rules) fn unused_inputs<'a>(action: &DataAction<'a>) -> Vec<Property<'a>> {
    let mut unused = unreferenced_inputs(action);
    unused.retain(|property| action.is_own(property.key));
    if unused.is_empty() {
        return unused;
    }
    let names = Names::of(&action.input.properties());
    let mut meant: FxHashSet<String> =
        foreign::placeholders(action).into_iter().filter_map(|it| Some(it.meant?.to_lowercase())).collect();
    for (_, template) in action.templates().filter(|(part, _)| *part != Part::SuccessTemplate) {
        // `$filter=` in a URL is a parameter.
        let is_value = |end: usize| !template.text.get(end..).is_some_and(|rest| rest.starts_with('='));
        let references = template.velocity.references.iter().filter(|it| is_value(it.range.end));
        meant.extend(references.map(|it| template.slice(it.properties.last().unwrap_or(&it.root)).to_lowercase()));
        // A misspelt name is reported where it is used.
        meant.extend(
            template.inputs().filter_map(|(_, name)| Some(names.closest(template.slice(name))?.to_lowercase())),
        );
    }
    unused.retain(|property| !meant.contains(&property.key.scalar_text().to_lowercase()));
    unused
}

/// The inputs of the contract that are not used in any template; none if a template uses the whole input. An input
/// that is used with different capitalisation counts as used: another rule reports it.
pub(in crate::rules) fn unreferenced_inputs<'a>(action: &DataAction<'a>) -> Vec<Property<'a>> {
    let request = &action.request;
    // A body in JSON that is not a text is reported as such.
    let is_other =
        |body: &Template<'_>| action.kind == ArtifactKind::DataAction && body.value.kind() != ValueKind::String;
    let is_container = |url: &Template<'_>| matches!(url.value.kind(), ValueKind::Object | ValueKind::Array);
    if request.sends_body() && request.template.as_ref().is_none_or(is_other)
        || request.url.as_ref().is_none_or(is_container)
    {
        return Vec::new();
    }
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
    if used.contains("rawrequest") {
        return Vec::new();
    }
    let properties = action.input.properties().into_iter();
    properties.filter(|property| !used.contains(&property.key.scalar_text().to_lowercase())).collect()
}
