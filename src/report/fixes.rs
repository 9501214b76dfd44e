//! Renders the result of a run of fixes in a few lines: the fixes made and the findings left.

use super::human::{count, tally};
use super::{concise, printable};
use crate::config;
use crate::diagnostic::Safety;
use crate::engine::RULE_FAILURE;
use crate::fix::Fixes;

/// Files that could not be changed, the findings that are left, one line each, and a summary line. `is_done`: the files
/// are written; without it, of the findings only those are shown that stopped a fix: crashes and mistakes in the
/// configuration.
#[must_use]
pub fn render(fixes: &Fixes, is_done: bool) -> String {
    let refused = fixes
        .refused
        .iter()
        .map(|(file, reason)| format!("{} is not changed: {}\n", printable::inline(file), printable::inline(reason)));
    let stops = |rule| rule == RULE_FAILURE || rule == config::CLASS;
    let shown = fixes.left.diagnostics.iter().filter(|it| is_done || stops(it.rule));
    let left = concise::lines(&fixes.left, shown);
    refused.chain([left, summary(fixes, is_done), "\n".to_owned()]).collect()
}

/// `fixed 3 findings in 2 files`. `is_done`: the files are written.
#[must_use]
pub fn done(fixes: &Fixes, is_done: bool) -> String {
    match (fixes.applied, is_done) {
        (0, _) if fixes.left.summary.named == 0 => {
            let place = fixes.left.scope.selection().map(|paths| format!(" in {}", printable::inline(paths)));
            format!("nothing to fix: no artefact was found{}", place.unwrap_or_default())
        }
        (0, _) => "nothing to fix".to_owned(),
        (applied, is_done) => {
            let verb = if is_done { "fixed" } else { "would fix" };
            format!("{verb} {} in {}", count(applied, "finding"), count(fixes.documents.len(), "file"))
        }
    }
}

/// `fixed 3 findings in 2 files; 1 error in 1 file left, 1 with an unsafe fix (--unsafe)`.
fn summary(fixes: &Fixes, is_done: bool) -> String {
    let done = done(fixes, is_done);
    let fixable = fixes.left.diagnostics.iter().filter_map(|it| it.fix.as_ref());
    let unsafe_fixes = fixable.filter(|fix| fix.safety == Safety::Unsafe).count();
    let hint = match unsafe_fixes {
        0 => String::new(),
        number => format!(", {number} with an unsafe fix (--unsafe)"),
    };
    format!("{done}; {} left{hint}", tally(&fixes.left))
}
