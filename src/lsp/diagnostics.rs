//! Converts findings to diagnostics of the protocol, by the URI of the document.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;
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

/// What was shown last, to be used again where it has not changed.
#[derive(Debug, Default)]
pub(super) struct Shown {
    pub outcome: Outcome,
    pub views: Views,
    pub reports: Reports,
}

impl Shown {
    /// Replaces what is shown by other findings, and returns the reports that were shown.
    pub(super) fn replace(&mut self, outcome: Outcome, views: Views, client: &Client) -> Reports {
        let last = std::mem::replace(self, Shown { outcome, views, reports: Reports::new() });
        let known: FxHashMap<&Arc<str>, &[Diagnostic]> = by_file(&last.outcome).collect();
        for (file, found) in by_file(&self.outcome) {
            let Some(view) = self.views.get(file) else { continue };
            let is_shown_alike = |file| match (last.views.get(file), self.views.get(file)) {
                (Some(before), Some(now)) => Arc::ptr_eq(before, now),
                (before, now) => before.is_none() && now.is_none(),
            };
            let is_known = known.get(file) == Some(&found) && found.iter().flat_map(files_of).all(is_shown_alike);
            let report = last.reports.get(&view.uri).filter(|_| is_known).cloned().unwrap_or_else(|| {
                Arc::new(found.iter().map(|it| diagnostic(it, view, &self.views, client)).collect())
            });
            self.reports.insert(view.uri.clone(), report);
        }
        last.reports
    }
}

/// The findings of each file, in the order of the files.
fn by_file(outcome: &Outcome) -> impl Iterator<Item = (&Arc<str>, &[Diagnostic])> {
    let files = outcome.diagnostics.chunk_by(|one, other| one.primary.location.file == other.primary.location.file);
    files.filter_map(|found| Some((&found.first()?.primary.location.file, found)))
}

/// The files in which a finding shows places.
fn files_of(found: &Diagnostic) -> impl Iterator<Item = &Arc<str>> {
    std::iter::once(&found.primary).chain(&found.related).map(|label| &label.location.file)
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
