//! In: the outcome of a run. Out: the JSON report, version 1, whose schema is `schemas/report.json`.

use serde_json::{Map, Value, json};

use super::{TOOL, range, step};
use crate::diagnostic::{Diagnostic, Edit, Fix, Label, Location, Safety};
use crate::engine::{Outcome, Summary};
use crate::text::{Position, Span};

/// The version of the report's form; it changes when a member is renamed, removed or means something else.
const VERSION: u32 = 1;

/// The whole report, indented, with a line break at its end.
#[must_use]
pub fn render(outcome: &Outcome) -> String {
    let report = json!({
        "version": VERSION,
        "tool": {"name": TOOL, "version": env!("CARGO_PKG_VERSION")},
        "summary": summary(&outcome.summary),
        "diagnostics": outcome.diagnostics.iter().map(|found| diagnostic(outcome, found)).collect::<Vec<_>>(),
    });
    format!("{report:#}\n")
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
    let mut object = Map::new();
    object.insert("rule".into(), diagnostic.rule.into());
    object.insert("severity".into(), diagnostic.severity.as_str().into());
    object.insert("message".into(), diagnostic.message.as_str().into());
    if let Some(help) = &diagnostic.help {
        object.insert("help".into(), help.as_str().into());
    }
    object.insert("location".into(), location(outcome, &diagnostic.primary.location));
    object.insert("related".into(), diagnostic.related.iter().map(|label| related(outcome, label)).collect());
    if let Some(mending) = &diagnostic.fix {
        object.insert("fix".into(), fix(mending));
    }
    object.insert("fingerprint".into(), diagnostic.fingerprint().into());
    Value::Object(object)
}

fn related(outcome: &Outcome, label: &Label) -> Value {
    json!({"message": label.message, "location": location(outcome, &label.location)})
}

fn location(outcome: &Outcome, location: &Location) -> Value {
    let (start, end) = range(outcome, location);
    let place = &location.place;
    json!({
        "file": &*location.file,
        "span": span(place.span),
        "range": {"start": position(start), "end": position(end)},
        "pointer": &*place.pointer,
        "path": place.path.iter().map(step).collect::<Vec<_>>(),
    })
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
    json!({"title": fix.title, "safety": safety, "edits": fix.edits.iter().map(edit).collect::<Vec<_>>()})
}

fn edit(edit: &Edit) -> Value {
    json!({"file": &*edit.file, "span": span(edit.span), "replacement": edit.replacement})
}
