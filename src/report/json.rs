//! Renders the outcome of a run as the JSON report, version 1, whose schema is `schemas/report.json`.

use serde_json::{Map, Value, json};

use super::{TOOL, object, range, step};
use crate::diagnostic::{Diagnostic, Edit, Fix, Label, Location, Safety};
use crate::engine::{Outcome, Summary};
use crate::text::{Position, Span, printable};

/// The version of the report's form; it changes when a member is renamed, removed or means something else.
const VERSION: u32 = 1;

/// The whole report, indented, with a line break at its end.
#[must_use]
pub fn render(outcome: &Outcome) -> String {
    let report = object([
        ("version", VERSION.into()),
        ("tool", json!({"name": TOOL, "version": env!("CARGO_PKG_VERSION")})),
        ("summary", summary(&outcome.summary)),
        ("diagnostics", outcome.diagnostics.iter().map(|found| diagnostic(outcome, found)).collect()),
    ]);
    printable::json(format!("{report:#}\n"))
}

fn summary(summary: &Summary) -> Value {
    json!({
        "files": summary.files,
        "errors": summary.errors,
        "warnings": summary.warnings,
        "infos": summary.infos,
        "suppressed": summary.suppressed,
        "failures": summary.failures,
    })
}

/// One finding.
pub(super) fn diagnostic(outcome: &Outcome, diagnostic: &Diagnostic) -> Value {
    let mut members = Map::new();
    members.insert("rule".into(), diagnostic.rule.into());
    members.insert("severity".into(), diagnostic.severity.as_str().into());
    members.insert("message".into(), diagnostic.message.as_str().into());
    if let Some(help) = &diagnostic.help {
        members.insert("help".into(), help.as_str().into());
    }
    members.insert("label".into(), diagnostic.primary.message.as_str().into());
    members.insert("location".into(), location(outcome, &diagnostic.primary.location));
    members.insert("related".into(), diagnostic.related.iter().map(|label| related(outcome, label)).collect());
    if let Some(mending) = &diagnostic.fix {
        members.insert("fix".into(), fix(mending));
    }
    members.insert("fingerprint".into(), diagnostic.fingerprint().into());
    Value::Object(members)
}

fn related(outcome: &Outcome, label: &Label) -> Value {
    object([("message", label.message.as_str().into()), ("location", location(outcome, &label.location))])
}

fn location(outcome: &Outcome, location: &Location) -> Value {
    let (start, end) = range(outcome, location);
    let place = &location.place;
    object([
        ("file", (*location.file).into()),
        ("span", span(place.span)),
        ("range", object([("start", position(start)), ("end", position(end))])),
        ("pointer", place.pointer.as_str().into()),
        ("path", place.path.iter().map(step).collect()),
    ])
}

fn position(position: Position) -> Value {
    json!({"line": position.line, "column": position.column})
}

fn span(span: Span) -> Value {
    json!({"start": span.start, "end": span.end})
}

fn fix(fix: &Fix) -> Value {
    let safety = match fix.safety {
        Safety::Safe => "safe",
        Safety::Unsafe => "unsafe",
    };
    let edits = fix.edits.iter().map(edit).collect();
    object([("title", fix.title.as_str().into()), ("safety", safety.into()), ("edits", edits)])
}

fn edit(edit: &Edit) -> Value {
    let replacement = edit.replacement.as_str();
    object([("file", (*edit.file).into()), ("span", span(edit.span)), ("replacement", replacement.into())])
}
