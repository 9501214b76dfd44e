//! Renders the outcome of a run as one line of JSON per finding, each as `schemas/report.json` describes a finding.

use super::json;
use crate::engine::Outcome;
use crate::text::printable;

/// The findings, one line each.
#[must_use]
pub fn render(outcome: &Outcome) -> String {
    let line = |it| printable::json(format!("{}\n", json::diagnostic(outcome, it)));
    outcome.diagnostics.iter().map(line).collect()
}
