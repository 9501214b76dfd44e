//! Finds the string inputs that a template of a data action inserts without escaping.

use std::ops::Range;

use rustc_hash::FxHashSet;

use crate::artifact::DataAction;
use crate::artifact::data_action::Template;
use crate::expr::velocity::Reference;

/// Finds the references to string inputs that are not in a call of a macro or method, with the ranges of the names of the
/// inputs. A name with wrong capitalisation counts as this input: other rules report it.
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
