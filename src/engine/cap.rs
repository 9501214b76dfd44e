//! Limits the findings of one rule to the first thousand of each file, and adds one that reports how many there are.
//! A hostile file must not fill the memory, and no person reads more.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, sort_and_dedup};

/// So many findings of a rule are kept in a file.
const KEPT: usize = 1_000;

/// The label of the finding that is for all others.
const REST: &str = "more findings from here on";

/// Of findings of one rule in one file, those that are kept.
pub(super) fn in_file(mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    if found.len() <= KEPT {
        return found;
    }
    sort_and_dedup(&mut found);
    if found.len() <= KEPT {
        return found;
    }
    let more = found.len() - KEPT;
    found.truncate(KEPT + 1);
    found.shrink_to_fit();
    if let Some(last) = found.pop() {
        let location = last.primary.location;
        let message = format!("`{}` has {more} more findings in this file, from here on", last.rule);
        let rest = Diagnostic::new(last.rule, last.severity, message, location, REST, REST);
        found.push(rest.with_help("fix the findings before this one, then run flowvet again"));
    }
    found
}

/// As [`in_file`], of findings of one rule in several files.
pub(super) fn by_file(found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    if found.len() <= KEPT {
        return found;
    }
    let mut files: BTreeMap<Arc<str>, Vec<Diagnostic>> = BTreeMap::new();
    for found in found {
        files.entry(found.primary.location.file.clone()).or_default().push(found);
    }
    files.into_values().flat_map(in_file).collect()
}

/// Whether a finding is for others that are not kept.
pub(super) fn is_rest(found: &Diagnostic) -> bool {
    found.primary.message == REST
}
