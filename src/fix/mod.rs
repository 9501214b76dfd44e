//! Applies the fixes of the findings in the projects of a request and returns the changed files and the remaining
//! findings. The changed texts are checked first: a fix that breaks a file or causes a new finding is left out. Only
//! [`write()`] and [`replace`] write files. This module knows no individual rule.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::BuildHasher;
use std::path::PathBuf;
use std::sync::Arc;

use rustc_hash::FxBuildHasher;

use crate::diagnostic::{Diagnostic, Edit, Fix, Safety};
use crate::engine::{self, Outcome, Progress, Request, UsageError, check_projects};
use crate::rules::Rule;

mod document;
mod harm;
mod ignore;
mod plan;
mod signals;
mod write;

pub use document::Document;
pub use ignore::{AddedIgnore, Ignores, Ignoring, ignore, ignoring};
pub use write::{WriteError, WriteResult, remove_abandoned, replace, write};

pub(crate) use write::{OUTSIDE, leads_out};

use document::Refused;
use harm::Moves;
use plan::{Groups, TakenPlaces};

/// A bound against fixes that undo each other. A round makes all fixes that do not overlap, so that some suffice.
const ROUNDS: usize = 100;

/// So many fixes of a rule may do harm before no more of them are tried.
const MOST_HARMFUL: usize = 16;

/// The result of a run of fixes.
#[derive(Debug)]
pub struct Fixes {
    /// The files that change, in the order of their paths. Nothing is written yet.
    pub documents: Vec<Document>,
    /// How many fixes were made.
    pub applied: usize,
    /// The findings in the changed files. A fix that was left out because it did harm is a `rule-failure`.
    pub left: Outcome,
    /// Files that have fixes and cannot be changed, and why, as a sentence without full stop.
    pub refused: BTreeMap<Arc<str>, String>,
}

impl Fixes {
    /// Records the result of writing the documents: one that was not written is a finding, and its fixes are not
    /// made.
    pub fn record(&mut self, written: &WriteResult) {
        let is_written = |document: &Document| !written.failed.contains_key(&document.path);
        self.documents.retain(is_written);
        self.applied = self.documents.iter().map(|document| document.applied).sum();
        self.left.add(written.failed.iter().map(|(file, reason)| engine::not_written(file, reason)).collect());
    }
}

/// Makes the fixes of all findings that `request` chooses, where all that they edit lies under its paths. Without
/// `also_unsafe`, only safe ones. A file that cannot be parsed is left alone, and all files are where a `flowvet.toml`
/// has mistakes.
///
/// # Errors
///
/// As [`engine::check`].
pub fn fix(
    request: &Request,
    rules: &[&dyn Rule],
    also_unsafe: bool,
    progress: &dyn Progress,
) -> Result<Fixes, UsageError> {
    let outcome = check_projects(request, rules, progress)?;
    let mut run = Run {
        request,
        rules,
        also_unsafe,
        outcome,
        documents: BTreeMap::new(),
        targets: BTreeMap::new(),
        refused: BTreeMap::new(),
        is_refused: BTreeSet::new(),
        rejected: BTreeSet::new(),
        failures: Vec::new(),
        groups: Groups::default(),
        seen: BTreeSet::new(),
    };
    for _ in 0..ROUNDS {
        let planned = run.plan();
        if planned.is_empty() || run.outcome.bad_configuration {
            break;
        }
        run.make(&planned)?;
    }
    let Run { documents, refused, mut outcome, failures, mut groups, .. } = run;
    outcome.add(failures);
    outcome.apply_filter();
    let mut documents: Vec<Document> = documents.into_values().filter(Document::is_changed).collect();
    for document in &mut documents {
        document.group = groups.of(&document.path);
    }
    let applied = documents.iter().map(|document| document.applied).sum();
    Ok(Fixes { documents, applied, left: outcome, refused })
}

/// New texts of files.
type Texts = BTreeMap<Arc<str>, String>;

/// A run of fixes under way.
struct Run<'a> {
    request: &'a Request,
    rules: &'a [&'a dyn Rule],
    also_unsafe: bool,
    /// The findings in the current documents.
    outcome: Outcome,
    documents: BTreeMap<Arc<str>, Document>,
    /// The document of each file that is open.
    targets: BTreeMap<PathBuf, Arc<str>>,
    refused: BTreeMap<Arc<str>, String>,
    is_refused: BTreeSet<Arc<str>>,
    /// Fixes that did harm, by rule, file and message: the place moves when other things are fixed.
    rejected: BTreeSet<(&'static str, Arc<str>, String)>,
    failures: Vec<Diagnostic>,
    groups: Groups,
    /// The hashes of texts that files had before.
    seen: BTreeSet<(Arc<str>, u64)>,
}

impl Run<'_> {
    /// Selects the findings to fix in this round; of fixes that overlap, the first.
    fn plan(&mut self) -> Vec<Diagnostic> {
        let wanted: Vec<Diagnostic> =
            self.outcome.diagnostics.iter().filter(|it| self.is_selected(it)).cloned().collect();
        let mut taken = TakenPlaces::default();
        let edits = |it: &Diagnostic| it.fix.as_ref().map(|fix| fix.edits.clone()).unwrap_or_default();
        wanted.into_iter().filter(|it| self.can(&edits(it)) && taken.take(it.rule, &edits(it))).collect()
    }

    fn is_selected(&self, diagnostic: &Diagnostic) -> bool {
        let Some(fix) = &diagnostic.fix else { return false };
        let Outcome { scope, broken, .. } = &self.outcome;
        let may_edit = |edit: &Edit| scope.shows(&edit.file) && !broken.contains(&edit.file);
        (fix.safety == Safety::Safe || self.also_unsafe)
            && scope.shows(&diagnostic.primary.location.file)
            && fix.edits.iter().all(may_edit)
            && !self.rejected.contains(&identity(diagnostic))
            && !self.is_given_up(diagnostic.rule, &[])
    }

    /// Whether the edits change something, in files that can be changed.
    fn can(&mut self, edits: &[Edit]) -> bool {
        for edit in edits {
            if !self.documents.contains_key(&edit.file) {
                self.open(&edit.file);
            }
        }
        let now = |edit: &Edit| self.documents.get(&edit.file)?.new.get(edit.span.range());
        edits.iter().all(|edit| now(edit).is_some()) && edits.iter().any(|edit| now(edit) != Some(&*edit.replacement))
    }

    fn open(&mut self, file: &Arc<str>) {
        let Some(source) = self.outcome.sources.get(file) else { return };
        if self.is_refused.contains(file) {
            return;
        }
        let absolute = self.outcome.scope.absolute(file);
        let within = self.outcome.scope.project(&absolute).unwrap_or_else(|| absolute.clone());
        let opened = Document::open(source, &absolute, &within, self.request);
        let opened = opened.and_then(|document| match self.targets.get(&document.target) {
            Some(other) => {
                let reason = format!("it is a link to {other}, which is also being changed");
                Err(Refused { reason, is_failure: false })
            }
            None => Ok(document),
        });
        match opened {
            Ok(document) => {
                self.targets.insert(document.target.clone(), file.clone());
                self.documents.insert(file.clone(), document);
            }
            Err(Refused { reason, is_failure }) => {
                self.is_refused.insert(file.clone());
                if is_failure {
                    self.failures.push(engine::not_written(file, &reason));
                } else {
                    self.refused.insert(file.clone(), reason);
                }
            }
        }
    }

    /// Makes the fixes of a round. If they do harm together, halves of them are tried, down to the single fix at
    /// fault.
    fn make(&mut self, planned: &[Diagnostic]) -> Result<(), UsageError> {
        let mut applied: Vec<&Diagnostic> = Vec::new();
        let mut texts = BTreeMap::new();
        let mut waiting: Vec<Vec<&Diagnostic>> = vec![planned.iter().collect()];
        let mut best = None;
        let known = harm::places(&self.outcome);
        let mut failed = Vec::new();
        while let Some(mut group) = waiting.pop() {
            group.retain(|it| !self.is_given_up(it.rule, &failed));
            if group.is_empty() {
                continue;
            }
            let trial: Vec<&Diagnostic> = applied.iter().chain(&group).copied().collect();
            let edits = || trial.iter().filter_map(|it| it.fix.as_ref()).flat_map(|fix: &Fix| &fix.edits);
            let changed = document::apply(&self.documents, edits());
            let outcome = check_projects(&self.overlaid(&changed), self.rules, &())?;
            let moves = Moves::of(edits());
            let harm = harm::harm(&self.outcome, &outcome, &group, &known, &changed, &moves);
            match (harm.or_else(|| self.seen_before(&changed)), &*group) {
                (None, _) => (applied, texts, best) = (trial, changed, Some(outcome)),
                (Some(harm), [only]) => failed.push((*only, harm)),
                (Some(_), _) => {
                    let second = group.split_off(group.len() / 2);
                    waiting.extend([second, group]);
                }
            }
        }
        for fix in applied.iter().filter_map(|it| it.fix.as_ref()) {
            self.groups.join(&fix.edits);
            if let Some(document) = fix.edits.first().and_then(|edit| self.documents.get_mut(&edit.file)) {
                document.applied += 1;
            }
        }
        for (path, text) in texts {
            if let Some(document) = self.documents.get_mut(&path) {
                self.seen.insert((path, FxBuildHasher.hash_one(&document.new)));
                document.new = text;
            }
        }
        for (only, harm) in failed {
            self.reject(only, &harm);
        }
        self.outcome = best.unwrap_or_else(|| std::mem::take(&mut self.outcome));
        Ok(())
    }

    /// Whether so many fixes of a rule did harm that no more of them are tried: each costs a check of everything.
    fn is_given_up(&self, rule: &'static str, failed: &[(&Diagnostic, String)]) -> bool {
        let now = failed.iter().filter(|(it, _)| it.rule == rule).count();
        now + self.rejected.iter().filter(|(it, ..)| *it == rule).count() >= MOST_HARMFUL
    }

    /// Describes the harm if a file returns to a text that it had before: its fixes undo each other.
    fn seen_before(&self, changed: &Texts) -> Option<String> {
        let is_seen = |(path, text): &(&Arc<str>, &String)| {
            self.seen.contains(&((*path).clone(), FxBuildHasher.hash_one(text.as_str())))
        };
        changed.iter().find(is_seen).map(|(path, _)| format!("`{path}` had the text that another fix had changed"))
    }

    /// The request with the documents, and of these the changed ones in their new texts, in place of their files.
    fn overlaid(&self, changed: &Texts) -> Request {
        let mut request = self.request.clone();
        for (path, document) in &self.documents {
            let text = changed.get(path).unwrap_or(&document.new);
            request.overlays.insert(self.outcome.scope.absolute(path), document.encoded(text));
        }
        request
    }

    fn reject(&mut self, diagnostic: &Diagnostic, harm: &str) {
        let file = &diagnostic.primary.location.file;
        let title = diagnostic.fix.as_ref().map(|fix| fix.title.as_str()).unwrap_or_default();
        let message = format!("the fix for `{}` ({title}) was skipped: after it, {harm}", diagnostic.rule);
        self.failures.push(engine::failure(diagnostic.rule, file, message, "fix skipped"));
        self.rejected.insert(identity(diagnostic));
    }
}

fn identity(diagnostic: &Diagnostic) -> (&'static str, Arc<str>, String) {
    (diagnostic.rule, diagnostic.primary.location.file.clone(), diagnostic.message.clone())
}

/// All that was found, reported or not.
fn all(outcome: &Outcome) -> impl Iterator<Item = &Diagnostic> {
    outcome.diagnostics.iter().chain(outcome.suppressed.iter().map(|it| &it.diagnostic))
}
