//! Returns from the facts of a flow the names of its variables that a help can list.

use rustc_hash::FxHashSet;

use crate::artifact::Facts;

/// The most names that are looked at: not every finding may look at any number of them.
pub(in crate::rules) const CANDIDATES: usize = 1_000;

/// Returns the names of the string variables that a flow declares and that are not secure: with their scopes, in the order of
/// the file, each once.
pub(in crate::rules) fn strings(facts: &Facts) -> Vec<&str> {
    let mut seen = FxHashSet::default();
    let variables = facts.variables.iter().take(CANDIDATES).filter(|it| &*it.kind == "string" && !it.is_secure);
    variables.map(|it| it.name.as_ref()).filter(|name| seen.insert(name.to_lowercase())).collect()
}
