//! Renders the outcome of a run as a summary in Markdown with tables (GFM), for the page of a job.

use std::fmt::Write;

use super::{human, place, printable, statistics};
use crate::diagnostic::Diagnostic;
use crate::engine::Outcome;

/// How many findings are listed: GitHub accepts summaries of up to one mebibyte.
const LISTED: usize = 200;

/// A heading, the rules by number of findings, and the findings.
#[must_use]
pub fn render(outcome: &Outcome) -> String {
    let mut text = format!("## flowvet: {}\n", escape(&human::summary(outcome)));
    if outcome.diagnostics.is_empty() {
        return text;
    }
    text += "\n| Rule | Findings |\n|---|--:|\n";
    for (rule, number) in statistics::by_rule(outcome) {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "| {} | {number} |", code(rule));
    }
    text += "\n| Level | Rule | Finding |\n|---|---|---|\n";
    text.extend(outcome.diagnostics.iter().take(LISTED).map(|diagnostic| row(outcome, diagnostic)));
    let more = outcome.diagnostics.len().saturating_sub(LISTED);
    if more > 0 {
        let _ = writeln!(text, "\n… and {}", human::count(more, "more finding"));
    }
    text
}

fn row(outcome: &Outcome, diagnostic: &Diagnostic) -> String {
    let help = diagnostic.help.as_ref().map(|help| format!("<br>{}", prose(help))).unwrap_or_default();
    format!(
        "| {} | {} | {}{help}<br>{}: {} |\n",
        diagnostic.severity,
        code(diagnostic.rule),
        prose(&diagnostic.message),
        escape(&place(outcome, &diagnostic.primary.location)),
        prose(&diagnostic.primary.message),
    )
}

/// Renders a text with backticks around names.
fn prose(text: &str) -> String {
    if text.matches('`').count() % 2 == 1 {
        // A name contains a backtick.
        return escape(text);
    }
    let pieces = text.split('`').enumerate();
    pieces.map(|(number, piece)| if number % 2 == 0 { escape(piece) } else { code(piece) }).collect()
}

/// Writes code as HTML and not in backticks, which would remove a space at the ends of a name.
fn code(text: &str) -> String {
    format!("<code>{}</code>", escape(text))
}

/// Text in one line in which no sign means anything, neither in a cell nor in HTML, nor as a mention or a formula.
fn escape(text: &str) -> String {
    printable::inline(text).chars().fold(String::new(), |mut escaped, character| {
        if character.is_ascii_punctuation() && !PLAIN.contains(character) {
            let _ = write!(escaped, "&#{};", u32::from(character));
        } else {
            escaped.push(character);
        }
        escaped
    })
}

/// Signs that are only signs within a line.
const PLAIN: &str = "\"'(),-./;?%";
