//! Renders the outcome of a run as one line per finding, `path:line:column: severity[rule] message`, for editors and
//! for grep.

use std::fmt::Write;

use super::options::RenderOptions;
use super::{printable, range};
use crate::diagnostic::Diagnostic;
use crate::engine::Outcome;

/// The findings, one line each.
#[must_use]
pub fn render(outcome: &Outcome, options: &RenderOptions) -> String {
    lines(outcome, options.first(&outcome.diagnostics))
}

/// These findings of the outcome, each with a line break at its end.
pub(super) fn lines<'d>(outcome: &Outcome, diagnostics: impl IntoIterator<Item = &'d Diagnostic>) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics {
        let location = &diagnostic.primary.location;
        let (start, _) = range(outcome, location);
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{}:{}:{}: {}[{}] {}",
            printable::inline(&outcome.scope.from_current_folder(&location.file)),
            start.line,
            start.column,
            diagnostic.severity.as_str(),
            diagnostic.rule,
            printable::inline(&diagnostic.message),
        );
    }
    text
}
