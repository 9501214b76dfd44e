//! Renders the outcome of a run as one line per finding, `path:line:column: severity[rule] message`, for editors and
//! for grep.

use std::fmt::Write;
use std::sync::Arc;

use super::options::RenderOptions;
use super::{printable, start};
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
    // The findings of a file follow each other.
    let mut file: Option<(&Arc<str>, String)> = None;
    for diagnostic in diagnostics {
        let location = &diagnostic.primary.location;
        let start = start(outcome, location);
        let path = match file.take().filter(|(known, _)| *known == &location.file) {
            Some((_, path)) => path,
            None => printable::inline(&outcome.scope.from_current_folder(&location.file)).into_owned(),
        };
        let (_, path) = file.insert((&location.file, path));
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{path}:{}:{}: {}[{}] {}",
            start.line,
            start.column,
            diagnostic.severity.as_str(),
            diagnostic.rule,
            printable::inline(&diagnostic.message),
        );
    }
    text
}
