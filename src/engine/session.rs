//! Checks some projects repeatedly: after a change, only the changed files are read again, and rules that need
//! several files use the facts of the others.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::cache::{ProjectCache, ProjectFacts, active, active_in};
use super::changes;
use super::discover::{self, CONFIGURATION, Discovery, Project, ProjectFile, Scope, Settings};
use super::externals;
use super::file::{self, FileResult};
use super::idle::Walked;
use super::load::Stamp;
use super::suppression::ConfigGroup;
use super::{Outcome, Progress, Request, Stage, UsageError};
use crate::artifact::ArtifactKind;
use crate::artifact::detect::{self, Format, Reading};
use crate::config::RuleEntry;
use crate::diagnostic::Severity;
use crate::rules::{ProblemKind, Rule};
use crate::suppress::baseline;
use crate::syntax::Limits;
use crate::text::Source;
use crate::workspace::Workspace;

/// The file in which git lists the files that it ignores.
const GITIGNORE: &str = ".gitignore";

/// A check that can be repeated.
#[derive(Debug)]
pub struct Session<'r> {
    request: Request,
    rules: Rules<'r>,
    pub(super) scope: Scope,
    passed_over: Vec<Arc<Settings>>,
    walked: Vec<Walked>,
    pub(super) projects: Vec<ProjectCache>,
}

/// A file of a project and what it was read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListedFile<'a> {
    pub path: &'a str,
    /// `None` if it is of no kind that flowvet reads.
    pub kind: Option<ArtifactKind>,
    /// The problems of the file, or the reason why it has no kind.
    pub note: Option<&'a str>,
}

/// The rules of a session.
#[derive(Clone, Copy)]
struct Rules<'r>(&'r [&'r dyn Rule]);

impl std::fmt::Debug for Rules<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.0.iter().map(|rule| rule.meta().name)).finish()
    }
}

/// Whether files that the paths of a request do not select are not checked by rules that need no other file: not where the
/// findings in all files decide what is found in a configuration or a baseline.
fn leaves_out_files(request: &Request, scope: &Scope, settings: &Settings) -> bool {
    let baseline = scope.relative(&settings.folder().join(baseline::FILE));
    let configurations = settings.source.iter().chain(&settings.bases).map(|source| source.path().clone());
    request.only_selected && !configurations.chain([baseline]).any(|file| scope.shows(&file))
}

fn find(request: &Request) -> Discovery {
    request.timed(Stage::Find, None, || discover::discover(request))
}

impl<'r> Session<'r> {
    /// Finds and reads the projects in which the paths of `request` lie.
    #[must_use]
    pub fn new(request: Request, rules: &'r [&'r dyn Rule], progress: &dyn Progress) -> Self {
        let Discovery { scope, passed_over, projects, walked } = find(&request);
        let mut session = Session { request, rules: Rules(rules), scope, passed_over, walked, projects: Vec::new() };
        progress.start(projects.iter().map(|project| project.files.len()).sum());
        session.projects = projects.into_iter().map(|project| session.read_project(project, progress)).collect();
        session
    }

    /// The folders of the files, and which files were requested.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// The request, with the texts that replace files.
    #[must_use]
    pub fn request(&self) -> &Request {
        &self.request
    }

    /// The facts of each project as deployed, since the last [`Session::outcome`].
    pub fn workspaces(&self) -> impl Iterator<Item = &Workspace> {
        self.projects.iter().map(|kept| &kept.workspace)
    }

    /// As [`Session::workspaces`], of the project of a file.
    #[must_use]
    pub fn workspace(&self, file: &str) -> Option<&Workspace> {
        let (number, _) = self.find(&self.scope.absolute(file))?;
        self.projects.get(number).map(|kept| &kept.workspace)
    }

    /// Whether what is known of a file is older than its text, since that cannot be read any more.
    #[must_use]
    pub fn is_stale(&self, file: &str) -> bool {
        self.projects.iter().any(|kept| kept.known.files.get(file).is_some_and(|kept| kept.is_stale))
    }

    /// The configuration that applies to a file.
    #[must_use]
    pub fn settings(&self, file: &str) -> Option<&Settings> {
        let (number, _) = self.find(&self.scope.absolute(file))?;
        self.projects.get(number).map(|kept| kept.project.settings.as_ref())
    }

    /// Reads the tree of a file of a project, with its facts and errors, from its text as it is now.
    pub fn read_tree<T>(&self, source: &Source, take: impl FnOnce(&Reading<'_>) -> T) -> Option<T> {
        let (number, at) = self.find(&self.scope.absolute(source.path()))?;
        let entry = self.projects.get(number)?.project.files.get(at)?;
        Some(take(&detect::read(&entry.path, source.text(), entry.format, &entry.hint, &Limits::default())))
    }

    /// The text of a file of a project, of a configuration or of an attribute dictionary, as it is now.
    #[must_use]
    pub fn source(&self, file: &str) -> Option<Arc<Source>> {
        let settings = || self.projects.iter().map(|kept| &kept.project.settings);
        let mut configurations = settings().flat_map(|settings| settings.source.iter().chain(&settings.bases));
        if let Some(source) = configurations.find(|source| **source.path() == *file) {
            return Some(Arc::new(Source::new(source.path().clone(), source.text().to_owned(), source.encoding())));
        }
        let mut others = self.projects.iter().flat_map(|kept| &kept.outside.sources);
        if let Some(source) = others.find(|source| **source.path() == *file) {
            return Some(source.clone());
        }
        let (number, at) = self.find(&self.scope.absolute(file))?;
        let kept = self.projects.get(number)?;
        kept.source(file).or_else(|| file::source(kept.project.files.get(at)?, &self.request).map(Arc::new))
    }

    /// Puts a text in place of the file at an absolute path; `None`: the file counts again.
    pub fn set_overlay(&mut self, path: &Path, text: Option<Vec<u8>>) {
        match text {
            Some(text) => _ = self.request.overlays.insert(path.to_path_buf(), text),
            None => _ = self.request.overlays.remove(path),
        }
        match self.find(path) {
            _ if self.affects_project(path) => self.refresh(&[path.to_path_buf()]),
            Some((number, at)) => self.read_again(number, at),
            None => {}
        }
    }

    /// Whether what happens at an absolute path may change what is found: not in folders that no walk enters, unless a
    /// configuration names the file.
    #[must_use]
    pub fn is_relevant(&self, path: &Path) -> bool {
        let below = path.strip_prefix(self.scope.absolute("")).unwrap_or(path);
        !below.components().map(Component::as_os_str).any(|part| discover::is_skipped(part) && part != GITIGNORE)
            || self.inputs().any(|input| input == path)
    }

    /// The absolute paths of the files that decide what is found in all of a project, whether they exist or not: the
    /// configurations, the catalogues and the attribute dictionaries.
    pub fn inputs(&self) -> impl Iterator<Item = PathBuf> {
        self.projects.iter().flat_map(|kept| {
            let settings = &kept.project.settings;
            let configurations = settings.source.iter().chain(&settings.bases);
            let configurations = configurations.map(|source| self.scope.absolute(source.path()));
            let catalogues = settings.config.externals.catalogues.iter();
            let catalogues = catalogues.map(|catalogue| externals::named_path(catalogue, &self.scope));
            configurations.chain(catalogues).chain([externals::dictionary_path(settings, &self.scope)])
        })
    }

    /// Looks for files that were added, changed or removed. `changed`: absolute paths of files and folders that are
    /// always read again, regardless of their age.
    pub fn refresh(&mut self, changed: &[PathBuf]) {
        let mut old = std::mem::take(&mut self.projects);
        let root = self.scope.absolute("");
        let found = find(&self.request);
        (self.scope, self.passed_over, self.walked) = (found.scope, found.passed_over, found.walked);
        // Files are called by their paths from the root.
        old.retain(|_| self.scope.absolute("") == root);
        let mut old: BTreeMap<PathBuf, ProjectCache> =
            old.into_iter().map(|kept| (kept.project.folder.clone(), kept)).collect();
        let refresh = |project: Project| {
            let kept = old.remove(&project.folder).filter(|kept| kept.has_settings_of(&project));
            match kept {
                Some(kept) => self.refresh_project(kept, project, changed),
                None => self.read_project(project, &()),
            }
        };
        let projects = found.projects.into_iter().map(refresh).collect();
        self.projects = projects;
    }

    /// Brings a project up to date with its files as they were found.
    fn refresh_project(&self, mut kept: ProjectCache, project: Project, changed: &[PathBuf]) -> ProjectCache {
        let active = self.active(&project.settings);
        let changed: FxHashSet<&Path> = changed.iter().map(PathBuf::as_path).collect();
        let again: Vec<&ProjectFile> =
            project.files.iter().filter(|entry| !self.is_current(&kept, entry, &changed)).collect();
        let checked: Vec<FileResult> =
            again.par_iter().map(|entry| self.check_file(entry, &project.settings, &active)).collect();
        let obstacles = project.obstacles.iter().map(|it| file::unreadable(&it.path, &it.problem, &active)).collect();
        let outside = externals::read(&project.settings, &self.request, &self.scope);
        kept.refresh(project, outside, obstacles, checked);
        kept
    }

    /// Whether the cached result of a file is up to date, and the file is not among those that are always read again.
    fn is_current(&self, kept: &ProjectCache, entry: &ProjectFile, changed: &FxHashSet<&Path>) -> bool {
        let Some(known) = kept.known.files.get(&entry.path) else { return false };
        let is_named = entry.absolute.ancestors().any(|path| changed.contains(path));
        let is_text = self.request.overlays.contains_key(&entry.absolute);
        let stamp = known.checked.stamp;
        !is_named && (is_text || stamp.is_some() && stamp == Stamp::of(&entry.absolute))
    }

    /// Checks all projects.
    ///
    /// # Errors
    ///
    /// If a baseline cannot be read, git cannot list the changes, or the contract of the sample in the request is not
    /// known.
    pub fn outcome(&mut self) -> Result<Outcome, UsageError> {
        let only_selected = self.request.only_selected;
        let mut outcome = Outcome { scope: self.selected()?, only_selected, ..Outcome::default() };
        let mut read = BTreeSet::new();
        let mut groups: Vec<ConfigGroup> = Vec::new();
        let mut artifacts: BTreeMap<PathBuf, usize> = BTreeMap::new();
        let Session { request, rules: Rules(rules), projects, passed_over, walked, scope, .. } = self;
        for kept in projects {
            let mut checked = kept.check(request, rules, scope);
            let settings = kept.project.settings.clone();
            // A project that inherits its configuration does not repeat what is wrong with it.
            let source = settings.source.as_ref();
            if source.is_none_or(|source| read.insert(source.path().clone())) {
                let others = kept.outside.sources.iter().chain(source).chain(&settings.bases);
                outcome.sources.extend(others.map(|source| (source.path().clone(), source.clone())));
                let mistakes = settings.findings.iter().chain(&kept.outside.findings);
                outcome.diagnostics.extend(mistakes.cloned());
            }
            for mistake in checked.mistakes.drain(..) {
                outcome.diagnostics.push(mistake.finding().ok_or_else(|| UsageError(mistake.sentence()))?);
            }
            outcome.fail_on = outcome.fail_on.into_iter().chain(settings.config.fail_on).min();
            outcome.summary.files += checked.artifacts;
            *artifacts.entry(settings.folder().to_path_buf()).or_default() += checked.artifacts;
            outcome.summary.named += kept.artifacts().filter(|file| outcome.scope.shows(file)).count();
            outcome.summary.others += checked.others;
            let is_whole = !passed_over.iter().any(|other| Arc::ptr_eq(other, &settings))
                && !leaves_out_files(request, scope, &settings);
            ConfigGroup::add(&mut groups, &settings, &mut checked, is_whole);
            outcome.sources.extend(checked.sources);
            outcome.broken.extend(checked.broken);
        }

        let ignored = discover::IgnoreFiles::default();
        for walk in walked.iter() {
            let read = artifacts.get(walk.settings.folder()).copied().unwrap_or_default();
            outcome.diagnostics.extend(walk.findings(read, &ignored));
        }
        outcome.bad_configuration = outcome.diagnostics.iter().any(|it| it.severity == Severity::Error);
        let entries: Vec<RuleEntry> = rules.iter().map(|rule| rule.meta().entry()).collect();
        for group in groups {
            let apply = || group.apply(request, &entries, &outcome.scope);
            let (verdict, baseline, new) = request.timed(Stage::Suppress, None, apply)?;
            outcome.diagnostics.extend(verdict.diagnostics);
            outcome.suppressed.extend(verdict.suppressed);
            outcome.baselines.extend(new);
            outcome.sources.insert(baseline.path().clone(), Arc::new(baseline));
        }
        outcome.complete();
        Ok(outcome)
    }

    /// The files whose findings are reported, and those that could not be read, in the order of their paths.
    ///
    /// # Errors
    ///
    /// If git cannot list the changes.
    pub fn files(&self) -> Result<Vec<ListedFile<'_>>, UsageError> {
        let scope = self.selected()?;
        let mut files: Vec<_> =
            self.projects.iter().flat_map(ProjectCache::listed).filter(|file| scope.shows(file.path)).collect();
        files.sort_unstable_by_key(|file| file.path);
        Ok(files)
    }

    /// The folder of each project and the settings that apply there.
    pub fn projects(&self) -> impl Iterator<Item = (&Path, &Settings)> {
        self.projects.iter().map(|kept| (&*kept.project.folder, &*kept.project.settings))
    }

    /// The files that the paths and changes of the request select.
    fn selected(&self) -> Result<Scope, UsageError> {
        let mut scope = self.scope.clone();
        if let Some(changes) = &self.request.changes {
            let projects: Vec<&Project> = self.projects.iter().map(|kept| &kept.project).collect();
            scope.limit(&changes::files(changes, &projects)?, &changes.words());
        }
        Ok(scope)
    }

    fn read_project(&self, project: Project, progress: &dyn Progress) -> ProjectCache {
        let settings = &project.settings;
        let active = self.active(settings);
        let outside = externals::read(settings, &self.request, &self.scope);
        let check = |entry: &ProjectFile| {
            let checked = self.check_file(entry, settings, &active);
            progress.advance();
            checked
        };
        // Each thread puts together what it has read, while that is fresh.
        let parts = project.files.par_iter().fold(ProjectFacts::default, |known, entry| known.with(check(entry)));
        let known = parts.reduce(ProjectFacts::default, ProjectFacts::and);
        let obstacles = project.obstacles.iter().map(|it| file::unreadable(&it.path, &it.problem, &active)).collect();
        ProjectCache::new(project, outside, obstacles, known)
    }

    /// How many files and folders could not be read completely in a check with this outcome.
    pub(super) fn broken(&self, outcome: &Outcome) -> usize {
        let obstacles = self.projects.iter().flat_map(|kept| &kept.project.obstacles);
        outcome.broken.len() + obstacles.filter(|it| it.problem.kind == ProblemKind::Unreadable).count()
    }

    /// The rules that run in some file of a project.
    fn active(&self, settings: &Settings) -> Vec<&'r dyn Rule> {
        active(self.rules.0, settings)
    }

    fn check_file(&self, entry: &ProjectFile, settings: &Settings, active: &[&dyn Rule]) -> FileResult {
        // The findings in a file of Terraform may be in files that it names.
        let is_left_out = || !matches!(entry.format, Format::Hcl | Format::HclJson) && !self.scope.shows(&entry.path);
        if leaves_out_files(&self.request, &self.scope, settings) && is_left_out() {
            return file::check(entry, &self.request, settings, &[], None);
        }
        file::check(entry, &self.request, settings, &active_in(active, settings, entry), None)
    }

    /// Reads one file again.
    fn read_again(&mut self, number: usize, at: usize) {
        let Some(kept) = self.projects.get(number) else { return };
        let Some(entry) = kept.project.files.get(at) else { return };
        let settings = &kept.project.settings;
        let checked = self.check_file(entry, settings, &self.active(settings));
        if let Some(kept) = self.projects.get_mut(number) {
            kept.take(checked);
        }
    }

    /// The number of the project of a file and that of the file in it.
    fn find(&self, path: &Path) -> Option<(usize, usize)> {
        let name = self.scope.relative(path);
        self.projects.iter().enumerate().find_map(|(number, kept)| {
            let at = kept.project.files.binary_search_by(|entry| entry.path.cmp(&name)).ok()?;
            Some((number, at))
        })
    }

    /// Whether what is in a file decides what is found in all of a project.
    fn affects_project(&self, path: &Path) -> bool {
        let name = path.file_name();
        name.is_some_and(|name| name == CONFIGURATION || name == baseline::FILE || name == GITIGNORE)
            || self.inputs().any(|input| input == path)
    }
}
