//! In: the outcome of a run. Out: one line per finding, `path:line:column: severity[rule] message`, for editors and
//! for grep.

use super::{printable, range};
use crate::diagnostic::Diagnostic;
use crate::engine::Outcome;

/// The findings, one line each.
#[must_use]
pub fn render(outcome: &Outcome) -> String {
    outcome.diagnostics.iter().map(|diagnostic| line(outcome, diagnostic)).collect()
}

/// One finding, with a line break at its end.
pub(super) fn line(outcome: &Outcome, diagnostic: &Diagnostic) -> String {
    let location = &diagnostic.primary.location;
    let (start, _) = range(outcome, location);
    format!(
        "{}:{}:{}: {}[{}] {}\n",
        printable::inline(&location.file),
        start.line,
        start.column,
        diagnostic.severity,
        diagnostic.rule,
        printable::inline(&diagnostic.message),
    )
}
