//! Renders the outcome of a run as one document in the Reviewdog Diagnostic Format.
//! (<https://github.com/reviewdog/reviewdog/tree/master/proto/rdf>)

use serde_json::{Map, Value, json};

use super::{TOOL, is_decoded, object, sentence, source};
use crate::diagnostic::{Diagnostic, Label, Location, Severity};
use crate::engine::Outcome;
use crate::text::{Source, Span, printable};

/// The report, indented, with a line break at its end.
#[must_use]
pub fn render(outcome: &Outcome) -> String {
    let diagnostics = outcome.diagnostics.iter().map(|found| diagnostic(outcome, found)).collect();
    let report = object([("source", json!({"name": TOOL})), ("diagnostics", diagnostics)]);
    printable::json(format!("{report:#}\n"))
}

fn diagnostic(outcome: &Outcome, diagnostic: &Diagnostic) -> Value {
    let severity = match diagnostic.severity {
        Severity::Info => "INFO",
        Severity::Warning => "WARNING",
        Severity::Error => "ERROR",
    };
    let mut members = Map::new();
    members.insert("message".into(), sentence(outcome, diagnostic).into());
    members.insert("location".into(), location(outcome, &diagnostic.primary.location));
    members.insert("severity".into(), severity.into());
    members.insert("code".into(), json!({"value": diagnostic.rule}));
    if let Some(suggestion) = suggestion(outcome, diagnostic) {
        members.insert("suggestions".into(), json!([suggestion]));
    }
    if !diagnostic.related.is_empty() {
        let related = |label: &Label| json!({"message": label.message, "location": location(outcome, &label.location)});
        members.insert("related_locations".into(), diagnostic.related.iter().map(related).collect());
    }
    Value::Object(members)
}

/// An export is one line of base64; of a file that could not be read no place is known.
fn location(outcome: &Outcome, location: &Location) -> Value {
    let path = outcome.scope.in_repository(&location.file);
    match source(outcome, location) {
        Some(_) if is_decoded(outcome, location) => json!({"path": path, "range": {"start": {"line": 1}}}),
        Some(source) => json!({"path": path, "range": range(source, location.place.span)}),
        None => json!({"path": path}),
    }
}

/// A fix of one edit at the finding. A suggestion has no file, and multi-edit fixes cannot be expressed as
/// suggestions, which are accepted one by one.
fn suggestion(outcome: &Outcome, diagnostic: &Diagnostic) -> Option<Value> {
    let location = &diagnostic.primary.location;
    let [edit] = &*diagnostic.fix.as_ref()?.edits else { return None };
    let source = source(outcome, location).filter(|_| !is_decoded(outcome, location) && edit.file == location.file)?;
    Some(json!({"range": range(source, edit.span), "text": edit.replacement}))
}

fn range(source: &Source, span: Span) -> Value {
    json!({"start": position(source, span.start), "end": position(source, span.end)})
}

/// Columns count bytes of UTF-8, from 1.
fn position(source: &Source, offset: u32) -> Value {
    let offset = (offset as usize).min(source.text().len());
    let line = source.line_of(offset);
    json!({"line": line + 1, "column": offset - source.line_range(line).start + 1})
}
