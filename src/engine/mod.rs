//! In: paths. Out: findings, sorted, with the sources they point into. The only place where files are read and
//! threads are used. Prints nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;

use crate::config::{self, RuleEntry};
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::{Rule, WorkspaceContext};
use crate::suppress::comment::Comment;
use crate::suppress::{BaselineTask, Because, Suppressed};
use crate::text::{Encoding, Source};
use crate::workspace::{Externals, Workspace};

mod discover;
mod externals;
mod file;
mod guard;
mod load;
mod map;
mod settle;

pub(crate) use guard::{RULE as RULE_FAILURE, failure};

pub use discover::{CONFIGURATION, Scope, Settings, absolute, settings};
pub use map::{Mapped, map};
pub use settle::NewBaseline;

use discover::Project;
use file::Checked;
use guard::guarded;
use settle::Group;

/// What is to be checked.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The folder that relative paths start from; absolute.
    pub folder: PathBuf,
    /// Files and folders that choose what is reported. Empty: `folder`.
    pub paths: Vec<PathBuf>,
    /// Whether `paths` come from a hook and not from a person: then a file is not taken for a payload because it
    /// was named, and exclusions hold for it too.
    pub hook: bool,
    /// Texts that stand in place of files, by the paths of the files as [`absolute`] gives them. A file that does
    /// not exist is read where `paths` names it.
    pub overlays: BTreeMap<PathBuf, Vec<u8>>,
    /// How many threads read files; `None`: as many as there are processors.
    pub threads: Option<usize>,
    /// What is to be done with baselines. Nothing is written here.
    pub baseline: BaselineTask,
}

/// How many files of a run are what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Artefacts read, in all projects of the run.
    pub files: usize,
    pub errors: usize,
    pub warnings: usize,
    pub infos: usize,
    /// Findings that are not reported, for whatever reason.
    pub suppressed: usize,
    /// Those of them that a baseline accepts.
    pub accepted: usize,
    /// Rules that crashed.
    pub failures: usize,
}

/// What a run found.
#[derive(Debug, Default)]
pub struct Outcome {
    /// In the order of files, places and rules.
    pub diagnostics: Vec<Diagnostic>,
    /// What is found but not reported, in the same order.
    pub suppressed: Vec<Suppressed>,
    /// Baselines that are to be written, as the request asks.
    pub baselines: Vec<NewBaseline>,
    /// The sources that the diagnostics and their related places point into, by path.
    pub sources: BTreeMap<Arc<str>, Source>,
    pub summary: Summary,
    /// The level from which findings fail the run, where the configuration of a project says so; the strictest.
    pub fail_on: Option<Severity>,
    /// Whether a `flowvet.toml` has errors.
    pub bad_configuration: bool,
    /// Artefacts that could not be read, or not in full, whatever rules are on.
    pub broken: BTreeSet<Arc<str>>,
    pub scope: Scope,
}

impl Outcome {
    /// Leaves out the findings that the paths of the request do not choose.
    pub fn narrow(&mut self) {
        let Outcome { diagnostics, suppressed, scope, .. } = self;
        // A mistake in the configuration concerns every path.
        let is_shown = |it: &Diagnostic| it.rule == config::CLASS || files_of(it).any(|file| scope.shows(file));
        diagnostics.retain(is_shown);
        suppressed.retain(|it| is_shown(&it.diagnostic));
        summarize(self);
    }

    /// Whether a finding is at least as bad as `level`.
    #[must_use]
    pub fn fails(&self, level: Severity) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity >= level)
    }
}

/// Told how far a run is; called from several threads.
pub trait Progress: Sync {
    /// `total` files are going to be read.
    fn start(&self, total: usize);
    /// One more has been read.
    fn advance(&self);
}

/// For those who do not want to know how far a run is.
impl Progress for () {
    fn start(&self, _total: usize) {}
    fn advance(&self) {}
}

/// A run cannot start: what is wrong with the request, as a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsageError(pub String);

/// Checks what `request` names with `rules`.
///
/// # Errors
///
/// When the threads cannot be made.
pub fn check(request: &Request, rules: &[&dyn Rule], progress: &dyn Progress) -> Result<Outcome, UsageError> {
    let mut outcome = check_projects(request, rules, progress)?;
    outcome.narrow();
    Ok(outcome)
}

/// As [`check`], with all findings of the projects in which the paths of the request lie.
///
/// # Errors
///
/// As [`check`].
pub fn check_projects(request: &Request, rules: &[&dyn Rule], progress: &dyn Progress) -> Result<Outcome, UsageError> {
    let pool = pool(request)?;
    let mut discovery = discover::discover(request);
    let projects = std::mem::take(&mut discovery.projects);
    progress.start(projects.iter().map(|project| project.files.len()).sum());
    let mut outcome = Outcome { scope: discovery.scope.clone(), ..Outcome::default() };
    let mut read = BTreeSet::new();
    let mut groups: Vec<Group> = Vec::new();
    for project in projects {
        let settings = project.settings.clone();
        // A project that inherits its configuration does not repeat what is wrong with it.
        let source = settings.source.as_ref().filter(|source| read.insert(source.path().clone()));
        let check_settings = || source.map(|_| settings.findings()).unwrap_or_default();
        let outside = externals::read(&settings, request);
        let check = || check_project(&project, outside.externals.clone(), request, rules, progress);
        let (mut checked, mut findings) = pool.install(|| rayon::join(check, check_settings));
        if let Some(source) = source {
            let copy = Source::new(source.path().clone(), source.text().to_owned(), Encoding::Utf8);
            outcome.sources.insert(source.path().clone(), copy);
            findings.extend(outside.findings);
            outcome.sources.extend(outside.sources.into_iter().map(|source| (source.path().clone(), source)));
        }
        outcome.bad_configuration |= !findings.is_empty();
        outcome.diagnostics.extend(findings);
        outcome.fail_on = outcome.fail_on.into_iter().chain(settings.config.fail_on).min();
        outcome.summary.files += checked.artifacts;
        Group::add(&mut groups, &settings, &mut checked, &discovery);
        outcome.sources.extend(checked.sources);
        outcome.broken.extend(checked.broken);
    }
    let entries: Vec<RuleEntry> = rules.iter().map(|rule| rule.meta().entry()).collect();
    for group in groups {
        let (verdict, baseline, new) = group.settle(request, &entries, &outcome.scope)?;
        outcome.diagnostics.extend(verdict.diagnostics);
        outcome.suppressed.extend(verdict.suppressed);
        outcome.baselines.extend(new);
        outcome.sources.insert(baseline.path().clone(), baseline);
    }
    outcome.diagnostics.sort_by(|left, right| left.order().cmp(&right.order()));
    outcome.suppressed.sort_by(|left, right| left.diagnostic.order().cmp(&right.diagnostic.order()));
    summarize(&mut outcome);
    Ok(outcome)
}

fn pool(request: &Request) -> Result<rayon::ThreadPool, UsageError> {
    let threads = rayon::ThreadPoolBuilder::new().num_threads(request.threads.unwrap_or(0));
    threads.build().map_err(|error| UsageError(format!("cannot start threads: {error}")))
}

/// What one project gives.
struct ProjectOutcome {
    diagnostics: Vec<Diagnostic>,
    sources: BTreeMap<Arc<str>, Source>,
    artifacts: usize,
    broken: BTreeSet<Arc<str>>,
    comments: BTreeMap<Arc<str>, Vec<Comment>>,
}

fn check_project(
    project: &Project,
    externals: Arc<Externals>,
    request: &Request,
    rules: &[&dyn Rule],
    progress: &dyn Progress,
) -> ProjectOutcome {
    let config = &project.settings.config;
    let active: Vec<&dyn Rule> =
        rules.iter().copied().filter(|rule| config.may_run(rule.meta().name, rule.meta().recommended)).collect();
    let mut checked: Vec<Checked> =
        project.obstacles.iter().map(|it| file::refused(&it.path, &it.problem, &active)).collect();
    checked.par_extend(project.files.par_iter().map(|entry| {
        let relative = project.settings.relative(&entry.absolute);
        let checked = if config.overrides.is_empty() {
            file::check(entry, request, &active)
        } else {
            let file = relative.to_string_lossy();
            let on = |rule: &&&dyn Rule| config.setting_in(&file, rule.meta().name, rule.meta().recommended).on;
            file::check(entry, request, &active.iter().filter(on).copied().collect::<Vec<_>>())
        };
        progress.advance();
        checked
    }));
    let mut diagnostics = Vec::new();
    let mut sources = BTreeMap::new();
    let mut workspace = Workspace::with_externals(externals);
    let mut artifacts = 0;
    let mut broken = BTreeSet::new();
    let mut comments = BTreeMap::new();
    for one in checked {
        broken.extend(one.is_broken.then(|| one.path.clone()));
        comments.extend((!one.comments.is_empty()).then(|| (one.path.clone(), one.comments)));
        diagnostics.extend(one.diagnostics);
        artifacts += usize::from(one.facts.is_some());
        sources.extend(one.source.map(|source| (one.path.clone(), source)));
        workspace.replace(one.path, one.facts);
    }
    let found: Vec<Vec<Diagnostic>> = active
        .par_iter()
        .map(|rule| {
            let meta = rule.meta();
            let context = WorkspaceContext { meta, config, workspace: &workspace };
            let first = workspace.files().next().map(|(file, _)| file.clone()).unwrap_or_default();
            guarded(meta.name, &first, || rule.check_workspace(&context))
        })
        .collect();
    diagnostics.extend(found.into_iter().flatten());
    diagnostics.sort_by(|left, right| left.order().cmp(&right.order()));
    // An alias in YAML shows the same place twice.
    diagnostics.dedup_by(|second, first| first.order() == second.order());
    add_sources(&mut sources, &diagnostics, project, request);
    ProjectOutcome { diagnostics, sources, artifacts, broken, comments }
}

/// Adds the sources of files that have no finding of their own but that another one points into. Texts are not kept
/// until it is known who points where: those few files are read again.
fn add_sources(
    sources: &mut BTreeMap<Arc<str>, Source>,
    diagnostics: &[Diagnostic],
    project: &Project,
    request: &Request,
) {
    for file in diagnostics.iter().flat_map(files_needed) {
        if let Ok(at) = project.files.binary_search_by(|entry| entry.path.cmp(file))
            && !sources.contains_key(file)
            && let Some(source) = project.files.get(at).and_then(|entry| file::source(entry, request))
        {
            sources.insert(file.clone(), source);
        }
    }
}

/// The files that a finding points into.
fn files_of(diagnostic: &Diagnostic) -> impl Iterator<Item = &Arc<str>> {
    std::iter::once(&diagnostic.primary).chain(&diagnostic.related).map(|label| &label.location.file)
}

/// The files whose texts must be there: those a finding points into and those its fix would edit.
fn files_needed(diagnostic: &Diagnostic) -> impl Iterator<Item = &Arc<str>> {
    files_of(diagnostic).chain(diagnostic.fix.iter().flat_map(|fix| &fix.edits).map(|edit| &edit.file))
}

fn summarize(outcome: &mut Outcome) {
    let count = |severity| outcome.diagnostics.iter().filter(|it| it.severity == severity).count();
    let (errors, warnings, infos) = (count(Severity::Error), count(Severity::Warning), count(Severity::Info));
    let failures = outcome.diagnostics.iter().filter(|it| it.rule == guard::RULE).count();
    let suppressed = outcome.suppressed.len();
    let accepted = outcome.suppressed.iter().filter(|it| it.because == Because::Baseline).count();
    let files = outcome.summary.files;
    outcome.summary = Summary { files, errors, warnings, infos, suppressed, accepted, failures };
    let all = outcome.diagnostics.iter().chain(outcome.suppressed.iter().map(|it| &it.diagnostic));
    let wanted: BTreeSet<_> = all.flat_map(files_needed).collect();
    outcome.sources.retain(|path, _| wanted.contains(path));
}
