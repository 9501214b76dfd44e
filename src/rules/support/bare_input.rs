//! In: a template of a data action. Out: where texts of its input stand as they are.

use std::ops::Range;

use rustc_hash::FxHashSet;

use crate::artifact::DataAction;
use crate::artifact::data_action::Template;
use crate::expr::velocity::Reference;

/// The references to inputs that are texts, with the names of those, that no call, of a tool or of a method, changes. A
/// name in the wrong case is the business of other rules, and means this input.
pub(in crate::rules) fn bare_texts<'t>(
    action: &DataAction<'_>,
    template: &'t Template<'_>,
) -> impl Iterator<Item = (&'t Reference, &'t Range<usize>)> {
    let properties = action.input.properties();
    let text: FxHashSet<_> =
        properties.iter().filter(|it| it.is_text()).map(|it| it.key.scalar_text().to_lowercase()).collect();
    let is_bare = |reference: &Reference| reference.within.is_none() && reference.call.is_none();
    template.inputs().filter(move |(it, name)| is_bare(it) && text.contains(&template.slice(name).to_lowercase()))
}
