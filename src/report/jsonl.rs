//! Renders the outcome of a run as one line of JSON per finding, each as `schemas/report.json` describes a finding.

use super::json;
use crate::engine::Outcome;

/// The findings, one line each.
#[must_use]
pub fn render(outcome: &Outcome) -> String {
    outcome.diagnostics.iter().flat_map(|it| [json::diagnostic(outcome, it).to_string(), "\n".to_owned()]).collect()
}
