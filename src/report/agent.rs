//! Renders the outcome of a run as a terse text for coding assistants: level, rule, place, and the text to write
//! instead.

use serde_json::Value;

use super::{human, is_decoded, place, printable, source, start};
use crate::diagnostic::{Diagnostic, Edit, Fix, Location, Place, Safety};
use crate::engine::Outcome;

/// Longer texts are not worth reading: the command that makes the change is.
const SHORT: usize = 200;

/// More edits than these are not written out.
const MAX_EDITS: usize = 10;

/// The findings and a summary line.
#[must_use]
pub fn render(outcome: &Outcome) -> String {
    let findings = outcome.diagnostics.iter().map(|diagnostic| finding(outcome, diagnostic));
    findings.chain([human::summary(outcome), "\n".to_owned(), human::next_steps(outcome)]).collect()
}

fn finding(outcome: &Outcome, diagnostic: &Diagnostic) -> String {
    let mut text = format!(
        "{} {} {}\n  {}\n  here: {}\n",
        diagnostic.severity,
        diagnostic.rule,
        place(outcome, &diagnostic.primary.location),
        printable::inline(&diagnostic.message),
        printable::inline(&diagnostic.primary.message)
    );
    if let Some(help) = &diagnostic.help {
        text = text + "  do: " + &printable::inline(help) + "\n";
    }
    if let Some(fix) = &diagnostic.fix {
        text += &fix_text(outcome, fix);
    }
    text
}

/// Writes each edit on its own line; if one cannot be made by hand or the text is long, the command that makes all.
fn fix_text(outcome: &Outcome, fix: &Fix) -> String {
    let (command, verb) = match fix.safety {
        Safety::Safe => ("flowvet fix", "write"),
        Safety::Unsafe => ("flowvet fix --unsafe", "write, if that is what is meant"),
    };
    let edits: Option<Vec<String>> = fix.edits.iter().map(|edit| replacement(outcome, edit)).collect();
    match edits {
        Some(edits) if edits.len() <= MAX_EDITS => {
            edits.iter().flat_map(|edit| ["  ", verb, ": ", edit, "\n"]).collect()
        }
        _ => format!("  run: {command} ({})\n", printable::inline(&fix.title)),
    }
}

/// `None` where it is long, or the text of the file is not the one that the edit is about.
fn replacement(outcome: &Outcome, edit: &Edit) -> Option<String> {
    let place = Place::at(edit.span);
    let location = Location { file: edit.file.clone(), place };
    let source = source(outcome, &location).filter(|_| !is_decoded(outcome, &location))?;
    let old = source.slice(edit.span);
    if old.len() > SHORT || edit.replacement.len() > SHORT {
        return None;
    }
    let start = start(outcome, &location);
    let at = format!("at {}:{}:{}", printable::inline(&edit.file), start.line, start.column);
    // JSON leaves characters as they are that turn the direction of a line.
    let quoted = |text: &str| printable::inline(&Value::from(text).to_string()).into_owned();
    let (old, new) = (quoted(old), quoted(&edit.replacement));
    Some(match (edit.span.is_empty(), edit.replacement.is_empty()) {
        (true, _) => format!("insert {new} {at}"),
        (_, true) => format!("delete {old} {at}"),
        _ => format!("{new} in place of {old} {at}"),
    })
}
