//! Renders the outcome of a run and its rules as SARIF 2.1.0 (OASIS), as code scanning reads it.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Map, Value, json};

use super::{TOOL, is_decoded, object, range, step};
use crate::config;
use crate::diagnostic::{Diagnostic, Edit, Fix, Label, Severity};
use crate::engine::Outcome;
use crate::rules::{Meta, Rule, reference};
use crate::suppress::Reason;
use crate::text::{Encoding, Position, printable};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The characters of a path that are escaped in a relative URI: all but those that RFC 3986, 3.3 allows. A colon is
/// escaped because it would end a scheme in the first part.
pub(super) const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b':')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The whole log, indented, with a line break at its end.
#[must_use]
pub fn render(outcome: &Outcome, rules: &[&dyn Rule]) -> String {
    let table = Table::new(outcome, rules);
    let driver = json!({"driver": {
        "name": TOOL,
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": table.descriptors(),
    }});
    let run = object([
        ("tool", driver),
        ("columnKind", "unicodeCodePoints".into()),
        ("invocations", json!([invocation(outcome, &table)])),
        ("results", results(outcome, &table)),
    ]);
    let log = object([("$schema", SCHEMA.into()), ("version", "2.1.0".into()), ("runs", vec![run].into())]);
    printable::json(format!("{log:#}\n"))
}

/// The rules of the log: results refer to them by number.
struct Table<'a> {
    rules: Vec<(&'a str, Option<&'static Meta>)>,
}

impl<'a> Table<'a> {
    /// All rules, and the names that findings have beyond them.
    fn new(outcome: &'a Outcome, rules: &[&'a dyn Rule]) -> Self {
        let mut table = Table { rules: rules.iter().map(|rule| (rule.meta().name, Some(rule.meta()))).collect() };
        for diagnostic in &outcome.diagnostics {
            if table.index(diagnostic.rule).is_none() {
                table.rules.push((diagnostic.rule, None));
            }
        }
        table
    }

    fn index(&self, name: &str) -> Option<usize> {
        self.rules.iter().position(|(own, _)| *own == name)
    }

    fn descriptors(&self) -> Vec<Value> {
        self.rules.iter().map(|(name, meta)| meta.map_or_else(|| json!({"id": name}), descriptor)).collect()
    }
}

fn descriptor(meta: &Meta) -> Value {
    let mut descriptor = json!({
        "id": meta.name,
        "name": meta.name,
        "shortDescription": {"text": meta.summary},
        "fullDescription": {"text": introduction(meta)},
        "help": {"text": meta.page, "markdown": meta.page},
        "defaultConfiguration": {"enabled": meta.recommended, "level": level(meta.severity)},
        "properties": {"tags": [meta.group.title()]},
    });
    if let (Some(address), Some(members)) = (reference::address(meta.name), descriptor.as_object_mut()) {
        members.insert("helpUri".to_owned(), address.into());
    }
    descriptor
}

/// The first paragraph of a rule's page that is not a heading, in one line.
fn introduction(meta: &Meta) -> String {
    let paragraphs = meta
        .page
        .split("\n\n")
        .map(|block| block.lines().map(str::trim).filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join(" "));
    paragraphs.map(|text| text.trim().to_owned()).find(|text| !text.is_empty()).unwrap_or_else(|| meta.summary.into())
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

/// Whether the run itself succeeded. Its own errors are results too, for readers that only know results.
fn invocation(outcome: &Outcome, table: &Table<'_>) -> Value {
    let notifications = |rule: &str| -> Value {
        let own = outcome.diagnostics.iter().filter(|diagnostic| diagnostic.rule == rule);
        own.map(|diagnostic| notification(outcome, table, diagnostic)).collect()
    };
    json!({
        "executionSuccessful": outcome.summary.failures == 0 && !outcome.bad_configuration,
        "toolExecutionNotifications": notifications("rule-failure"),
        "toolConfigurationNotifications": notifications(config::CLASS),
    })
}

fn notification(outcome: &Outcome, table: &Table<'_>, diagnostic: &Diagnostic) -> Value {
    json!({
        "associatedRule": {"id": diagnostic.rule, "index": table.index(diagnostic.rule)},
        "level": level(diagnostic.severity),
        "message": {"text": diagnostic.message},
        "locations": [location(outcome, &diagnostic.primary)],
    })
}

/// The reported findings, then the suppressed ones with the reason. If one result has a baseline state or a
/// suppression, all have: a result without one would count as unknown, not as new.
fn results(outcome: &Outcome, table: &Table<'_>) -> Value {
    let reported = outcome.diagnostics.iter().map(|diagnostic| (diagnostic, None));
    let suppressed = outcome.suppressed.iter().map(|it| (&it.diagnostic, Some(&it.reason)));
    let results = reported.chain(suppressed).map(|(diagnostic, reason)| {
        let mut members = result(outcome, table, diagnostic);
        if outcome.summary.accepted > 0 {
            let is_known = reason == Some(&Reason::Baseline);
            members.insert("baselineState".into(), if is_known { "unchanged" } else { "new" }.into());
        }
        if outcome.summary.suppressed > 0 {
            members.insert("suppressions".into(), reason.map(suppression).into_iter().collect());
        }
        Value::Object(members)
    });
    results.collect()
}

fn suppression(reason: &Reason) -> Value {
    let (kind, reason) = match reason {
        Reason::Comment(reason) => ("inSource", reason.as_deref()),
        Reason::ConfigEntry(reason) => ("external", reason.as_deref()),
        Reason::Baseline => ("external", None),
    };
    match reason {
        Some(reason) => json!({"kind": kind, "justification": reason}),
        None => json!({"kind": kind}),
    }
}

fn result(outcome: &Outcome, table: &Table<'_>, diagnostic: &Diagnostic) -> Map<String, Value> {
    let mut members = Map::new();
    members.insert("ruleId".into(), diagnostic.rule.into());
    members.insert("ruleIndex".into(), table.index(diagnostic.rule).into());
    members.insert("level".into(), level(diagnostic.severity).into());
    members.insert("message".into(), json!({"text": text(diagnostic)}));
    members.insert("locations".into(), json!([location(outcome, &diagnostic.primary)]));
    if !diagnostic.related.is_empty() {
        members.insert("relatedLocations".into(), related(outcome, &diagnostic.related));
    }
    members.insert("partialFingerprints".into(), json!({"flowvet/v1": diagnostic.fingerprint()}));
    if let Some(fix) = diagnostic.fix.as_ref().and_then(|mending| fix(outcome, mending)) {
        members.insert("fixes".into(), json!([fix]));
    }
    members
}

/// The message and, as a separate paragraph, the help: viewers show no other text of a result.
fn text(diagnostic: &Diagnostic) -> String {
    match &diagnostic.help {
        Some(help) => format!("{}\n\nHelp: {help}", diagnostic.message),
        None => diagnostic.message.clone(),
    }
}

fn related(outcome: &Outcome, labels: &[Label]) -> Value {
    let numbered = labels.iter().enumerate().map(|(number, label)| {
        let mut location = location(outcome, label);
        location.insert("id".into(), number.into());
        Value::Object(location)
    });
    numbered.collect()
}

fn location(outcome: &Outcome, label: &Label) -> Map<String, Value> {
    let place = &label.location.place;
    let (start, end) = range(outcome, &label.location);
    let mut message = label.message.clone();
    let mut shown = region(start, end);
    let mut members = Map::new();
    if is_decoded(outcome, &label.location) {
        // The file is one line of base64: a column of the decoded text would point past its end, or at nothing.
        message = format!("{message} (line {}, column {} of the decoded text)", start.line, start.column);
        members.insert("properties".into(), json!({"decodedRegion": shown}));
        shown = json!({"startLine": 1});
    }
    let physical = json!({"artifactLocation": file(outcome, &label.location.file), "region": shown});
    members.insert("physicalLocation".into(), physical);
    if let Some(last) = place.path.last() {
        let full = place.path.iter().map(step).collect::<Vec<_>>().join(" › ");
        members.insert("logicalLocations".into(), json!([{"name": step(last), "fullyQualifiedName": full}]));
    }
    if !message.is_empty() {
        members.insert("message".into(), json!({"text": message}));
    }
    members
}

/// A file as a URI relative to the root of the repository.
fn file(outcome: &Outcome, path: &str) -> Value {
    let path = outcome.scope.in_repository(path);
    json!({"uri": utf8_percent_encode(&path, PATH).to_string(), "uriBaseId": "%SRCROOT%"})
}

/// A region from `start` up to, not including, `end`; both lines and columns count from 1.
fn region(start: Position, end: Position) -> Value {
    json!({"startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column})
}

/// A fix as replacements in the files; `None` where a file is not the text that the edits are about.
fn fix(outcome: &Outcome, fix: &Fix) -> Option<Value> {
    let mut changes: Vec<(&str, Vec<Value>)> = Vec::new();
    for edit in &fix.edits {
        let replacement = replacement(outcome, edit)?;
        match changes.iter_mut().find(|(path, _)| *path == &*edit.file) {
            Some((_, replacements)) => replacements.push(replacement),
            None => changes.push((&edit.file, vec![replacement])),
        }
    }
    let changes: Vec<Value> = changes
        .into_iter()
        .map(|(path, replacements)| json!({"artifactLocation": file(outcome, path), "replacements": replacements}))
        .collect();
    (!changes.is_empty()).then(|| json!({"description": {"text": fix.title}, "artifactChanges": changes}))
}

fn replacement(outcome: &Outcome, edit: &Edit) -> Option<Value> {
    let source = outcome.sources.get(&edit.file).filter(|source| source.encoding() != Encoding::Export)?;
    let deleted = region(source.position(edit.span.start), source.position(edit.span.end));
    Some(json!({"deletedRegion": deleted, "insertedContent": {"text": edit.replacement}}))
}
