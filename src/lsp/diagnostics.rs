//! Converts findings to diagnostics of the protocol, by the URI of the document.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::client::{Capability, Client};
use super::message::set;
use super::view::{Text, View};
use crate::diagnostic::{Diagnostic, Label, Severity};
use crate::engine::Outcome;
use crate::rules::{ALL, reference};

/// The findings of each document, by its URI.
pub(super) type Reports = BTreeMap<String, Arc<Vec<Value>>>;

/// How the files of an outcome are shown, by the path of the file in it.
pub(super) type Views = BTreeMap<Arc<str>, Arc<View>>;

/// All findings.
pub(super) fn reports(outcome: &Outcome, views: &Views, client: &Client) -> Reports {
    let mut reports: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for found in &outcome.diagnostics {
        if let Some(view) = views.get(&found.primary.location.file) {
            reports.entry(view.uri.clone()).or_default().push(diagnostic(found, view, views, client));
        }
    }
    reports.into_iter().map(|(uri, items)| (uri, Arc::new(items))).collect()
}

/// A finding in the document that `view` shows.
pub(super) fn diagnostic(found: &Diagnostic, view: &View, views: &Views, client: &Client) -> Value {
    let location = &found.primary.location;
    let mut message = found.message.clone();
    if matches!(view.text, Text::Opaque) {
        message = format!("{}: {message}", location.place.words());
    }
    if let Some(help) = &found.help {
        message = format!("{message}\n{help}");
    }
    let mut diagnostic = json!({
        "range": view.range(location.place.span, client),
        "severity": severity(found.severity),
        "code": found.rule,
        "source": "flowvet",
        "message": message,
        "data": {"fingerprint": found.fingerprint()},
    });
    if let Some(address) = reference::address(found.rule).filter(|_| client.can(Capability::Links)) {
        set(&mut diagnostic, "codeDescription", json!({"href": address}));
    }
    if ALL.iter().any(|rule| rule.meta().name == found.rule && rule.meta().unnecessary) {
        set(&mut diagnostic, "tags", json!([1]));
    }
    if client.can(Capability::Related) {
        // The label of the place itself is shown in the same way as those of related places.
        let labels = std::iter::once(&found.primary).chain(&found.related);
        let related = labels.filter_map(|label| related(label, views, client)).collect();
        set(&mut diagnostic, "relatedInformation", related);
    }
    diagnostic
}

fn related(label: &Label, views: &Views, client: &Client) -> Option<Value> {
    let view = views.get(&label.location.file)?;
    let location = view.location(label.location.place.span, client);
    (!label.message.is_empty()).then(|| json!({"location": location, "message": label.message}))
}

fn severity(severity: Severity) -> u8 {
    match severity {
        Severity::Error => 1,
        Severity::Warning => 2,
        Severity::Info => 3,
    }
}
