//! Renders the outcome of a run as the code quality report of GitLab.
//! (<https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>)

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{file_range, sentence};
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::Outcome;
use crate::text::printable;

/// The report, indented, with a line break at its end.
#[must_use]
pub fn render(outcome: &Outcome) -> String {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let issues: Vec<Value> = outcome
        .diagnostics
        .iter()
        .map(|diagnostic| {
            let fingerprint = diagnostic.fingerprint();
            let count = seen.entry(fingerprint.clone()).or_default();
            *count += 1;
            // Projects that know nothing of each other may have the same finding; of equal ones GitLab shows the first.
            let fingerprint = if *count == 1 { fingerprint } else { format!("{fingerprint}-{count}") };
            issue(outcome, diagnostic, &fingerprint)
        })
        .collect();
    printable::json(format!("{:#}\n", Value::Array(issues)))
}

fn issue(outcome: &Outcome, diagnostic: &Diagnostic, fingerprint: &str) -> Value {
    let location = &diagnostic.primary.location;
    json!({
        "description": sentence(outcome, diagnostic),
        "check_name": diagnostic.rule,
        "fingerprint": fingerprint,
        "severity": severity(diagnostic.severity),
        "location": {
            "path": outcome.scope.in_repository(&location.file),
            "lines": {"begin": file_range(outcome, location).map_or(1, |(start, _)| start.line)},
        },
    })
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Warning => "major",
        Severity::Error => "critical",
    }
}
