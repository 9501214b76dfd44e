//! Renders the outcome of a run as workflow commands that GitHub Actions shows as annotations, and a summary line for
//! the log. (<https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions>)

use super::{file_range, human, paragraph, printable};
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::Outcome;

/// The findings as commands, one line each, and the summary. All of them are in the log; GitHub shows the first ten of
/// each level as annotations.
#[must_use]
pub fn render(outcome: &Outcome) -> String {
    let commands = outcome.diagnostics.iter().map(|diagnostic| command(outcome, diagnostic));
    commands.chain([human::summary(outcome), "\n".to_owned()]).collect()
}

fn command(outcome: &Outcome, diagnostic: &Diagnostic) -> String {
    let name = match diagnostic.severity {
        Severity::Info => "notice",
        Severity::Warning => "warning",
        Severity::Error => "error",
    };
    let location = &diagnostic.primary.location;
    let title = format!("flowvet: {}", diagnostic.rule);
    let mut properties =
        vec![("title", title), ("file", printable::inline(&outcome.scope.in_repository(&location.file)).into_owned())];
    properties.extend(lines(outcome, diagnostic));
    let properties: Vec<String> =
        properties.iter().map(|(name, value)| format!("{name}={}", property(value))).collect();
    // The log shows nothing of an annotation but its text.
    let text = data(&paragraph(outcome, diagnostic));
    format!("::{name} {}::{text}\n", properties.join(","))
}

/// Columns are not taken for places that go on over more lines. An export is one line of base64.
fn lines(outcome: &Outcome, diagnostic: &Diagnostic) -> Vec<(&'static str, String)> {
    let Some((start, end)) = file_range(outcome, &diagnostic.primary.location) else {
        return vec![("line", "1".to_owned())];
    };
    let (line, end_line) = (("line", start.line.to_string()), ("endLine", end.line.to_string()));
    if start.line < end.line {
        return vec![line, end_line];
    }
    vec![line, end_line, ("col", start.column.to_string()), ("endColumn", end.column.to_string())]
}

/// The text of a command, which ends with its line.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property, which ends with a comma or colon.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
