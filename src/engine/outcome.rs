//! Collects the findings of all projects of a run, with their counts, for reports and editors.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::discover::Scope;
use super::guard;
use super::suppression::NewBaseline;
use crate::config;
use crate::diagnostic::{Diagnostic, Severity, sort_and_dedup};
use crate::suppress::{Reason, Suppressed};
use crate::text::Source;

/// How many files of a run are what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Artefacts read, in all projects of the run.
    pub files: usize,
    /// Those of them that the paths and changes of the request select.
    pub named: usize,
    /// Findings that they do not select; 0 where only those that they select were looked for.
    pub elsewhere: usize,
    /// Files that were looked at and are not artefacts.
    pub others: usize,
    pub errors: usize,
    pub warnings: usize,
    pub infos: usize,
    /// Findings that are not reported, for any reason.
    pub suppressed: usize,
    /// Those of them that a baseline accepts.
    pub accepted: usize,
    /// Rules that crashed.
    pub failures: usize,
}

/// The result of a run.
#[derive(Debug, Default)]
pub struct Outcome {
    /// In the order of files, places and rules.
    pub diagnostics: Vec<Diagnostic>,
    /// The findings that are not reported, in the same order.
    pub suppressed: Vec<Suppressed>,
    /// Baselines that are to be written, as the request asks.
    pub baselines: Vec<NewBaseline>,
    /// The sources that the diagnostics and their related places point into, by path.
    pub sources: BTreeMap<Arc<str>, Arc<Source>>,
    pub summary: Summary,
    /// The level from which findings fail the run, if the configuration of a project sets it; the strictest of them.
    pub fail_on: Option<Severity>,
    /// Whether a `flowvet.toml` has errors.
    pub bad_configuration: bool,
    /// Artefacts that could not be read completely, regardless of the rules.
    pub broken: BTreeSet<Arc<str>>,
    pub scope: Scope,
    /// Whether only what is selected was looked for.
    pub only_selected: bool,
}

impl Outcome {
    /// Leaves out the findings that the paths of the request do not choose.
    pub fn apply_filter(&mut self) {
        let Outcome { diagnostics, suppressed, scope, summary, only_selected, .. } = self;
        let mut known: FxHashMap<Arc<str>, bool> = FxHashMap::default();
        let mut shows = |file: &Arc<str>| *known.entry(file.clone()).or_insert_with(|| scope.shows(file));
        // A mistake in the configuration concerns every path.
        let mut is_shown = |it: &Diagnostic| it.rule == config::CLASS || files_of(it).any(&mut shows);
        let all = diagnostics.len();
        diagnostics.retain(&mut is_shown);
        summary.elsewhere += if *only_selected { 0 } else { all - diagnostics.len() };
        suppressed.retain(|it| is_shown(&it.diagnostic));
        summarize(self);
    }

    /// Whether a finding is at least as bad as `level`.
    #[must_use]
    pub fn fails(&self, level: Severity) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity >= level)
    }
}

impl Outcome {
    /// Adds findings that come up after the check.
    pub fn add(&mut self, found: Vec<Diagnostic>) {
        self.diagnostics.extend(found);
        self.complete();
    }

    /// Puts all findings in order, each once, and counts them.
    pub(super) fn complete(&mut self) {
        sort_and_dedup(&mut self.diagnostics);
        self.suppressed.sort_by(|left, right| left.diagnostic.order().cmp(&right.diagnostic.order()));
        summarize(self);
    }
}

/// The files that a finding points into.
pub(super) fn files_of(diagnostic: &Diagnostic) -> impl Iterator<Item = &Arc<str>> {
    std::iter::once(&diagnostic.primary).chain(&diagnostic.related).map(|label| &label.location.file)
}

/// The files whose texts must be there: those a finding points into and those its fix would edit.
pub(super) fn files_needed(diagnostic: &Diagnostic) -> impl Iterator<Item = &Arc<str>> {
    files_of(diagnostic).chain(diagnostic.fix.iter().flat_map(|fix| &fix.edits).map(|edit| &edit.file))
}

/// Counts what is reported, and forgets the sources that nothing points into.
fn summarize(outcome: &mut Outcome) {
    let count = |severity| outcome.diagnostics.iter().filter(|it| it.severity == severity).count();
    let (errors, warnings, infos) = (count(Severity::Error), count(Severity::Warning), count(Severity::Info));
    let failures = outcome.diagnostics.iter().filter(|it| it.rule == guard::RULE).count();
    let suppressed = outcome.suppressed.len();
    let accepted = outcome.suppressed.iter().filter(|it| it.reason == Reason::Baseline).count();
    let Summary { files, named, elsewhere, others, .. } = outcome.summary;
    outcome.summary =
        Summary { files, named, elsewhere, others, errors, warnings, infos, suppressed, accepted, failures };
    let all = outcome.diagnostics.iter().chain(outcome.suppressed.iter().map(|it| &it.diagnostic));
    let wanted: BTreeSet<_> = all.flat_map(files_needed).collect();
    outcome.sources.retain(|path, _| wanted.contains(path));
}
