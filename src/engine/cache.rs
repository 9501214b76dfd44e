//! Caches the result of each file of a project, so that a check after a change only reads the changed files.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::ListedFile;
use super::Request;
use super::cross_file;
use super::deployed::Deployed;
use super::discover::{Project, ProjectFile, Scope, Settings};
use super::externals::Outside;
use super::file::{self, FileResult};
use super::outcome::files_needed;
use super::samples;
use super::suppression::ProjectOutcome;
use crate::artifact::ArtifactKind;
use crate::artifact::detect::Format;
use crate::diagnostic::Diagnostic;
use crate::rules::{Rule, Shared};
use crate::text::Source;
use crate::workspace::{Workspace, Written};

/// A project and what its files gave.
#[derive(Debug)]
pub(super) struct ProjectCache {
    pub(super) project: Project,
    pub(super) outside: Outside,
    pub(super) obstacles: Vec<FileResult>,
    pub(super) known: ProjectFacts,
    /// The facts as deployed, since the last check.
    pub(super) workspace: Workspace,
    deployed: Deployed,
    /// The texts of files without a finding of their own that another one points into. Texts are not kept until it is
    /// known who points where: those few files are read again.
    sources: BTreeMap<Arc<str>, Arc<Source>>,
    /// How many files are of no kind that flowvet reads; `None`: not counted since that changed.
    others: Option<usize>,
}

/// The results and facts of the files of a project, or of some of them.
#[derive(Debug, Default)]
pub(super) struct ProjectFacts {
    /// The result of each file, without its facts, by path.
    pub(super) files: BTreeMap<Arc<str>, CachedFile>,
    /// The files of which more is known than their facts: few in a project without mistakes.
    noted: BTreeSet<Arc<str>>,
    pub(super) written: Written,
}

#[derive(Debug)]
pub(super) struct CachedFile {
    pub(super) checked: FileResult,
    /// Whether there are facts of it.
    is_artifact: bool,
    /// Whether its facts are older than its text, since that cannot be read any more.
    pub(super) is_stale: bool,
}

/// The rules that run in some file of a project.
pub(super) fn active<'r>(rules: &[&'r dyn Rule], settings: &Settings) -> Vec<&'r dyn Rule> {
    let runs = |rule: &&dyn Rule| settings.config.may_run(rule.meta().name, rule.meta().recommended);
    rules.iter().copied().filter(runs).collect()
}

/// Those of the `active` rules of a project that run in a file.
pub(super) fn active_in<'a, 'r>(
    active: &'a [&'r dyn Rule],
    settings: &Settings,
    entry: &ProjectFile,
) -> Cow<'a, [&'r dyn Rule]> {
    let config = &settings.config;
    if config.overrides.is_empty() {
        return Cow::Borrowed(active);
    }
    let relative = settings.relative(&entry.absolute);
    let file = relative.to_string_lossy();
    let config = config.in_file(&file);
    let on = |rule: &&&'r dyn Rule| config.setting(rule.meta().name, rule.meta().recommended).on;
    active.iter().filter(on).copied().collect()
}

impl ProjectFacts {
    /// Replaces the result of a file. While it cannot be read, its last facts remain.
    fn take(&mut self, mut checked: FileResult) {
        let path = checked.path.clone();
        let facts = checked.facts.take();
        // The facts of a broken text are no better than those of the broken text after it.
        let is_good = |kept: &CachedFile| kept.is_artifact && (kept.is_stale || !kept.checked.is_broken);
        let is_stale = checked.is_broken && self.files.get(&path).is_some_and(is_good);
        let is_artifact = is_stale || facts.as_ref().is_some_and(|facts| facts.kind.is_artifact());
        if !is_stale {
            self.written.replace(&path, facts);
        }
        if checked.is_notable() {
            self.noted.insert(path.clone());
        } else {
            self.noted.remove(&path);
        }
        self.files.insert(path, CachedFile { checked, is_artifact, is_stale });
    }

    fn forget(&mut self, path: &Arc<str>) {
        self.files.remove(path);
        self.noted.remove(path);
        self.written.replace(path, None);
    }

    /// The results of which more is known than facts, in the order of their paths.
    fn noted(&self) -> impl Iterator<Item = &FileResult> {
        self.noted.iter().filter_map(|path| self.files.get(path)).map(|kept| &kept.checked)
    }

    /// With what one more file gave.
    pub(super) fn with(mut self, checked: FileResult) -> Self {
        self.take(checked);
        self
    }

    /// With what other files gave.
    pub(super) fn and(mut self, mut others: ProjectFacts) -> Self {
        self.files.append(&mut others.files);
        self.noted.append(&mut others.noted);
        self.written.append(others.written);
        self
    }
}

impl ProjectCache {
    pub(super) fn new(project: Project, outside: Outside, obstacles: Vec<FileResult>, known: ProjectFacts) -> Self {
        let mut workspace = Workspace::default();
        workspace.set_externals(outside.externals.clone());
        let (deployed, sources) = (Deployed::default(), BTreeMap::new());
        ProjectCache { project, outside, obstacles, known, workspace, deployed, sources, others: None }
    }

    /// Replaces the result of a file.
    pub(super) fn take(&mut self, checked: FileResult) {
        self.sources.remove(&checked.path);
        self.deployed.forget(&checked.path);
        let path = checked.path.clone();
        let had_facts = self.known.written.facts(&path).is_some();
        self.known.take(checked);
        if self.known.written.facts(&path).is_some() != had_facts {
            self.others = None;
        }
    }

    /// Replaces the list of files of the project, and the results of those that were read again.
    pub(super) fn refresh(
        &mut self,
        project: Project,
        outside: Outside,
        obstacles: Vec<FileResult>,
        checked: Vec<FileResult>,
    ) {
        let files: BTreeSet<&Arc<str>> = project.files.iter().map(|entry| &entry.path).collect();
        let gone: Vec<Arc<str>> = self.known.files.keys().filter(|path| !files.contains(path)).cloned().collect();
        for path in &gone {
            self.forget(path);
        }
        self.workspace.set_externals(outside.externals.clone());
        self.others = None;
        (self.project, self.outside, self.obstacles) = (project, outside, obstacles);
        for checked in checked {
            self.take(checked);
        }
    }

    fn forget(&mut self, path: &Arc<str>) {
        self.known.forget(path);
        self.sources.remove(path);
        self.deployed.forget(path);
    }

    /// Every file and what it was read as.
    pub(super) fn listed(&self) -> impl Iterator<Item = ListedFile<'_>> {
        let kinds: BTreeMap<&Arc<str>, ArtifactKind> =
            self.known.written.files().map(|(file, facts)| (file, facts.kind)).collect();
        let formats: BTreeMap<&Arc<str>, Format> =
            self.project.files.iter().map(|entry| (&entry.path, entry.format)).collect();
        let read = self.known.files.iter().map(move |(path, kept)| {
            let kind = kinds.get(path).copied();
            let other = formats.get(path).filter(|_| kind.is_none()).map(|format| format.without_artifact());
            ListedFile { path, kind, note: kept.checked.problem.as_deref().or(other) }
        });
        let problems = self.obstacles.iter();
        read.chain(problems.map(|it| ListedFile { path: &it.path, kind: None, note: it.problem.as_deref() }))
    }

    /// The paths of the artefacts.
    pub(super) fn artifacts(&self) -> impl Iterator<Item = &Arc<str>> {
        self.known.files.iter().filter(|(_, kept)| kept.is_artifact).map(|(path, _)| path)
    }

    pub(super) fn has_settings_of(&self, project: &Project) -> bool {
        let text = |settings: &Settings| -> Vec<String> {
            settings.source.iter().chain(&settings.bases).map(|source| source.text().to_owned()).collect()
        };
        text(&self.project.settings) == text(&project.settings)
            && self.project.settings.read_error == project.settings.read_error
    }

    pub(super) fn source(&self, file: &str) -> Option<Arc<Source>> {
        self.known
            .files
            .get(file)
            .and_then(|kept| kept.checked.source.clone())
            .or_else(|| self.sources.get(file).cloned())
    }

    /// Checks the project in its current state.
    pub(super) fn check(&mut self, request: &Request, rules: &[&dyn Rule], scope: &Scope) -> ProjectOutcome {
        self.workspace.update(&mut self.known.written);
        let active = active(rules, &self.project.settings);
        self.deployed.update(&self.project, &self.known, &self.workspace, request, &active);
        let all = || self.obstacles.iter().chain(self.known.noted());
        let as_written = all().filter(|checked| self.deployed.findings(&checked.path).is_none());
        let found: Vec<&Vec<Diagnostic>> =
            as_written.map(|checked| &checked.diagnostics).chain(self.deployed.all()).collect();
        let mut diagnostics: Vec<Diagnostic> = found.par_iter().flat_map_iter(|it| it.iter().cloned()).collect();
        let broken = all().filter(|checked| checked.is_broken).map(|checked| checked.path.clone()).collect();
        let with_comments = all().filter(|checked| !checked.comments.is_empty());
        let comments = with_comments.map(|checked| (checked.path.clone(), checked.comments.clone())).collect();
        let with_source = all().filter_map(|checked| Some((checked.path.clone(), checked.source.clone()?)));
        let mut sources: BTreeMap<Arc<str>, Arc<Source>> = with_source.collect();
        let included = all().flat_map(|checked| checked.included.sources());
        let included: Vec<_> = included.map(|source| (source.path().clone(), source.clone())).collect();
        for (path, source) in included {
            sources.entry(path).or_insert(source);
        }
        let project = &self.project;
        self.workspace.forget_missing(|missing, path| {
            let at = project.files.binary_search_by(|entry| entry.path.cmp(&missing.file)).ok();
            let entry = at.and_then(|at| project.files.get(at));
            let root = entry.and_then(|entry| entry.absolute.ancestors().nth(entry.path.split('/').count()));
            root.is_none_or(|root| root.join(path).exists())
        });
        let shared = Shared::of(&self.workspace);
        let folder = scope.prefix(self.project.settings.folder());
        let samples = samples::check(&self.project, &shared, request, &active);
        let found = cross_file::check(&active, &self.project.settings.config, &folder, &shared, request);
        let found = found.into_iter().chain(samples.findings).map(|it| self.located(it));
        diagnostics.extend(found.filter_map(|it| self.without_stale(it)));
        let artifacts = self.artifacts().count();
        let is_other = |file: &&ProjectFile| !file.format.is_web() && self.known.written.facts(&file.path).is_none();
        let others = self.others.unwrap_or_else(|| self.project.files.iter().filter(is_other).count());
        self.others = Some(others);
        self.add_sources(&mut sources, &diagnostics, request);
        ProjectOutcome { diagnostics, sources, artifacts, others, broken, comments, mistakes: samples.mistakes }
    }

    /// A finding of a rule that looks across files, with its places in the files that others bring along.
    fn located(&self, diagnostic: Diagnostic) -> Diagnostic {
        let labels = std::iter::once(&diagnostic.primary).chain(&diagnostic.related);
        let files: BTreeSet<Arc<str>> = labels.map(|label| label.location.file.clone()).collect();
        let included = |file: &Arc<str>| self.known.files.get(file).map(|kept| &kept.checked.included);
        files.iter().fold(diagnostic, |found, file| match included(file).filter(|it| !it.is_empty()) {
            Some(included) => included.located(file, found),
            None => found,
        })
    }

    /// Removes a finding of a rule that reads several files if its text is outdated, and its fix if it edits such a
    /// text.
    fn without_stale(&self, mut diagnostic: Diagnostic) -> Option<Diagnostic> {
        let is_stale = |file: &Arc<str>| self.known.files.get(file).is_some_and(|kept| kept.is_stale);
        diagnostic.fix = diagnostic.fix.filter(|fix| !fix.edits.iter().any(|edit| is_stale(&edit.file)));
        (!is_stale(&diagnostic.primary.location.file)).then_some(diagnostic)
    }

    /// Adds the sources of files that have no finding of their own but that another one points into.
    fn add_sources(
        &mut self,
        sources: &mut BTreeMap<Arc<str>, Arc<Source>>,
        diagnostics: &[Diagnostic],
        request: &Request,
    ) {
        for file in diagnostics.iter().flat_map(files_needed) {
            if sources.contains_key(file) {
                continue;
            }
            let Ok(at) = self.project.files.binary_search_by(|entry| entry.path.cmp(file)) else { continue };
            let Some(entry) = self.project.files.get(at) else { continue };
            if !self.sources.contains_key(file) {
                self.sources.extend(file::source(entry, request).map(|source| (file.clone(), Arc::new(source))));
            }
            sources.extend(self.sources.get(file).map(|source| (file.clone(), source.clone())));
        }
    }
}
