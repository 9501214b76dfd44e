//! In: the outcome of a run. Out: one line per finding, `path:line:column: severity[rule] message`, for editors and
//! for grep.

use std::fmt::Write;

use super::{printable, range};
use crate::engine::Outcome;

/// The findings, one line each.
#[must_use]
pub fn render(outcome: &Outcome) -> String {
    let mut text = String::new();
    for diagnostic in &outcome.diagnostics {
        let location = &diagnostic.primary.location;
        let (start, _) = range(outcome, location);
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{}:{}:{}: {}[{}] {}",
            printable::inline(&location.file),
            start.line,
            start.column,
            diagnostic.severity,
            diagnostic.rule,
            printable::inline(&diagnostic.message),
        );
    }
    text
}
