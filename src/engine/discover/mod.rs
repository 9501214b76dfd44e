//! Finds the projects of the paths of a request, with their configuration and the files to read. Reads only names of
//! files, and the content of `flowvet.toml` and `.gitignore`.

use std::collections::{BTreeSet, VecDeque};
use std::ffi::OsStr;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::Request;
use super::idle::Walked;
use crate::artifact::Hint;
use crate::artifact::detect::Format;
use crate::config::Config;
use crate::rules::{Problem, ProblemKind};

mod ignores;
mod name;
mod settings;
mod walk;

pub(super) use ignores::is_ignored;
use settings::read_settings;
pub use settings::{Settings, settings};
use walk::{FolderContents, Walk};

/// The name of a project's configuration file.
pub const CONFIGURATION: &str = "flowvet.toml";

/// The start and the end of the names of temporary files. They start with a dot, so that no walk reads one that
/// remained.
pub(crate) const TEMPORARY: (&str, &str) = (".flowvet-", ".tmp");

/// Whether a name is one of a temporary file of flowvet.
pub(crate) fn is_temporary(name: &OsStr) -> bool {
    let random = name.to_str().and_then(|name| name.strip_prefix(TEMPORARY.0)?.strip_suffix(TEMPORARY.1));
    random.is_some_and(|random| random.len() == 6 && random.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// A file that is to be read.
#[derive(Debug)]
pub(super) struct ProjectFile {
    pub absolute: PathBuf,
    /// Relative to the root of the run.
    pub path: Arc<str>,
    pub format: Format,
    pub hint: Hint,
}

impl ProjectFile {
    /// Whether the name or the configuration makes the file an artefact, regardless of its content.
    pub(super) fn is_declared_artifact(&self) -> bool {
        is_declared_artifact(&self.path, self.format, self.hint)
    }
}

fn is_declared_artifact(path: &str, format: Format, hint: Hint) -> bool {
    format.names_artifact() || hint.payload.is_some() || hint.sample || path.ends_with(".payload.json")
}

/// Something that was met on the way and cannot be read.
#[derive(Debug)]
pub(super) struct Obstacle {
    pub path: Arc<str>,
    pub problem: Problem,
}

/// Files that are checked together.
#[derive(Debug)]
pub(super) struct Project {
    pub folder: PathBuf,
    pub settings: Arc<Settings>,
    /// In the order of their paths, each once.
    pub files: Vec<ProjectFile>,
    pub obstacles: Vec<Obstacle>,
    /// Folders with temporary files of flowvet.
    pub leftovers: Vec<PathBuf>,
}

/// A path of a request.
#[derive(Debug)]
struct Target {
    path: PathBuf,
    /// The place by which its project is found: its path, but for a sample outside, a place in the current folder.
    home: PathBuf,
    is_folder: bool,
}

/// The projects of a run, and which findings of them are to be shown.
#[derive(Debug)]
pub(super) struct Discovery {
    pub projects: Vec<Project>,
    /// The configurations of projects that inherit them and that were not requested, once for each such project.
    pub passed_over: Vec<Arc<Settings>>,
    pub scope: Scope,
    /// The entries that the walks have met, for each configuration.
    pub walked: Vec<Walked>,
}

/// The folders of the files of a run, and which files were requested.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    root: PathBuf,
    /// The working directory of the run; absolute.
    here: PathBuf,
    shown: Vec<PathBuf>,
    /// The path from the root of the git repository to `root`, with a `/` at its end; empty if they are one folder or
    /// there is no repository.
    within: String,
    /// The files that changes choose, relative to `root`; `None`: all.
    changed: Option<BTreeSet<Arc<str>>>,
    /// The paths and changes of the request as a phrase after `in`; `None`: everything.
    selection: Option<String>,
    /// The folders of the projects.
    folders: Vec<PathBuf>,
    /// Folders in which temporary files of flowvet may remain.
    leftovers: Vec<PathBuf>,
}

impl Scope {
    /// Whether this file (relative to the root of the run) lies under a path of the request and is among the changed
    /// ones where only these were asked for.
    #[must_use]
    pub fn shows(&self, file: &str) -> bool {
        let path = self.absolute(file);
        self.shown.iter().any(|shown| path.starts_with(shown))
            && self.changed.as_ref().is_none_or(|changed| changed.contains(file))
    }

    /// Shows nothing but what is found in these files, which are absolute. `words`: a phrase for them.
    pub(super) fn limit(&mut self, files: &[PathBuf], words: &str) {
        self.changed = Some(files.iter().map(|file| self.relative(file)).collect());
        let inside = self.selection.take().map(|paths| format!(" in {paths}")).unwrap_or_default();
        self.selection = Some(format!("{words}{inside}"));
    }

    /// The paths and changes that were asked for, as a phrase after `in`; `None`: nothing was named.
    #[must_use]
    pub fn selection(&self) -> Option<&str> {
        self.selection.as_deref()
    }

    /// The prefix of the paths of the files in a folder: its own path relative to the root, with a `/` at its end
    /// unless it is empty.
    #[must_use]
    pub fn prefix(&self, folder: &Path) -> String {
        let folder = self.relative(folder);
        if folder.is_empty() { String::new() } else { format!("{folder}/") }
    }

    /// The path of a file of the run relative to the root of its git repository, with `/`.
    #[must_use]
    pub fn in_repository(&self, file: &str) -> String {
        tidy(&format!("{}{file}", self.within))
    }

    /// The path of a file of the run relative to the working directory, with `/`, so that it can be opened and typed.
    #[must_use]
    pub fn from_current_folder(&self, file: &str) -> String {
        let shared = common(&self.root, &self.here);
        let up = self.here.components().count() - shared.components().count();
        let down = display(&shared, &self.root);
        let slash = if down.is_empty() { "" } else { "/" };
        tidy(&format!("{}{down}{slash}{file}", "../".repeat(up)))
    }

    /// A path relative to the root of the run, with `/`.
    #[must_use]
    pub fn relative(&self, path: &Path) -> Arc<str> {
        display(&self.root, path)
    }

    /// The absolute path of a file of the run.
    #[must_use]
    pub fn absolute(&self, file: &str) -> PathBuf {
        let path = self.root.join(name::unescape(file));
        if file.starts_with("../") { normal(&path) } else { path }
    }

    /// The folder of the project in which an absolute path is, outside of which nothing is written for it; `None`: it is
    /// in no project.
    #[must_use]
    pub fn project(&self, path: &Path) -> Option<PathBuf> {
        let known = self.folders.iter().filter(|folder| path.starts_with(folder));
        let known = known.max_by_key(|folder| folder.as_os_str().len()).cloned();
        known.or_else(|| marked(parent(path))).or_else(|| path.starts_with(&self.root).then(|| self.root.clone()))
    }

    /// Folders in which temporary files of flowvet may remain.
    #[must_use]
    pub fn leftovers(&self) -> &[PathBuf] {
        &self.leftovers
    }
}

/// Finds the projects in which the paths of `request` lie, and their files.
pub(super) fn discover(request: &Request) -> Discovery {
    let targets = targets(request);
    let mut queue: VecDeque<(PathBuf, Option<Arc<Settings>>)> = VecDeque::new();
    for root in roots(request, &targets) {
        // The nearest project that contains another one finds it without help.
        queue.push_back((root, None));
    }
    let root = run_root(request, queue.iter().map(|(root, _)| root.as_path()));
    let mut seen: Vec<PathBuf> = Vec::new();
    let mut projects = Vec::new();
    let mut passed_over: Vec<Arc<Settings>> = Vec::new();
    let mut walked: Vec<Walked> = Vec::new();
    while let Some((folder, inherited)) = queue.pop_front() {
        let wanted = targets.iter().any(|target| target.home.starts_with(&folder) || folder.starts_with(&target.path));
        if seen.contains(&folder) {
            continue;
        }
        if !wanted {
            passed_over.extend(inherited);
            continue;
        }
        seen.push(folder.clone());
        let walk = |config: &Config, base: &Path| Walk::new(&root, &folder, config, base, request, &targets).run();
        let (settings, found) = match inherited {
            Some(settings) => {
                let found = walk(&settings.config, &settings.folder);
                (settings, found)
            }
            None => read_settings(&root, &folder, request, |config| walk(config, &folder)),
        };
        let FolderContents { files, obstacles, nested, leftovers, matched, left_out } = found;
        let is_whole = !obstacles.iter().any(|it| it.problem.kind == ProblemKind::Unreadable);
        add_walk(&mut walked, Walked { settings: settings.clone(), matched, left_out, is_whole });
        let inherited = |inherits: bool| inherits.then(|| settings.clone());
        queue.extend(nested.into_iter().map(|(folder, inherits)| (folder, inherited(inherits))));
        projects.push(Project { folder, settings, files, obstacles, leftovers });
    }
    for walk in &mut walked {
        walk.is_whole &= !passed_over.iter().any(|settings| Arc::ptr_eq(settings, &walk.settings));
    }
    let selection = (!request.paths.is_empty()).then(|| words(&request.paths, &targets));
    let shown = targets.into_iter().map(|target| target.path).collect();
    let within = path_in_repository(&root);
    let folders = projects.iter().map(|project| project.folder.clone()).collect();
    let leftovers = projects.iter_mut().flat_map(|project| std::mem::take(&mut project.leftovers)).collect();
    let here = normal(&request.folder);
    let scope = Scope { root, here, shown, within, changed: None, selection, folders, leftovers };
    Discovery { projects, passed_over, scope, walked }
}

/// The paths of a request in a few words.
fn words(paths: &[PathBuf], targets: &[Target]) -> String {
    /// The most paths that are listed.
    const LISTED: usize = 3;
    if paths.len() > LISTED {
        return format!("the {} named paths", paths.len());
    }
    let word = |(path, target): (&PathBuf, &Target)| {
        let slash = if target.is_folder { "/" } else { "" };
        format!("{}{slash}", path.display().to_string().trim_end_matches('/'))
    };
    paths.iter().zip(targets).map(word).collect::<Vec<_>>().join(", ")
}

/// Adds what a walk has met to the others with the same configuration.
fn add_walk(walked: &mut Vec<Walked>, walk: Walked) {
    match walked.iter_mut().find(|other| Arc::ptr_eq(&other.settings, &walk.settings)) {
        Some(other) => {
            other.matched.extend(walk.matched);
            other.left_out += walk.left_out;
            other.is_whole &= walk.is_whole;
        }
        None => walked.push(walk),
    }
}

/// The root of the git repository that contains `folder`.
pub(super) fn repository(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|folder| folder.join(".git").exists())
}

/// Whether the file at `path`, at the end of all links, is outside of `folder` and of the git repository of `folder`.
pub(super) fn leads_out(path: &Path, folder: &Path) -> bool {
    let home = repository(folder).unwrap_or(folder);
    match (path.canonicalize(), home.canonicalize()) {
        (Ok(target), Ok(home)) => !target.starts_with(home),
        _ => false,
    }
}

/// As [`leads_out`], of a file whose folder is known to be inside.
pub(super) fn link_leads_out(path: &Path, folder: &Path) -> bool {
    path.is_symlink() && leads_out(path, folder)
}

/// The reason why a file is not read to which [`leads_out`] applies.
pub(super) const LEADS_OUT: &str = "this file is a link, or in a linked folder, that leads out of the project";

/// The path from the root of the git repository that contains `folder`.
fn path_in_repository(folder: &Path) -> String {
    let path = display(repository(folder).unwrap_or(folder), folder);
    if path.is_empty() { String::new() } else { format!("{path}/") }
}

/// The folder to check for an editor that opens a file without a folder: its project, or else its own folder, unless
/// that is the root or the home folder.
#[must_use]
pub fn home(file: &Path) -> Option<PathBuf> {
    let folder = file.parent()?;
    let is_too_wide = folder.parent().is_none() || std::env::home_dir().is_some_and(|home| home == folder);
    marked(folder).or_else(|| (!is_too_wide).then(|| folder.to_path_buf()))
}

fn targets(request: &Request) -> Vec<Target> {
    let mut targets: Vec<Target> = request
        .paths
        .iter()
        .map(|path| {
            let path = absolute(&request.folder, path);
            let is_folder = path.is_dir() && !request.overlays.contains_key(&path);
            Target { is_folder, home: belongs(request, &path), path }
        })
        .collect();
    if targets.is_empty() {
        let here = normal(&request.folder);
        targets.push(Target { home: here.clone(), path: here, is_folder: true });
    }
    targets
}

/// A sample may lie anywhere: in no project, it is one of the project in which the work is done.
fn belongs(request: &Request, path: &Path) -> PathBuf {
    let here = normal(&request.folder);
    let is_sample = request.sample.as_ref().is_some_and(|(sample, _)| sample == path);
    match path.file_name() {
        Some(name) if is_sample && !path.starts_with(&here) && marked(parent(path)).is_none() => here.join(name),
        _ => path.to_path_buf(),
    }
}

/// The project root of each target: the nearest folder with a mark; without one, the current folder for files in it,
/// else the folder that all such targets share.
fn roots(request: &Request, targets: &[Target]) -> Vec<PathBuf> {
    let mut roots: Vec<PathBuf> = Vec::new();
    let mut unmarked: Option<PathBuf> = None;
    for target in targets {
        let folder = if target.is_folder { target.home.as_path() } else { parent(&target.home) };
        if let Some(root) = marked(folder) {
            roots.push(root);
        } else {
            unmarked = Some(unmarked.map_or_else(|| folder.to_path_buf(), |shared| common(&shared, folder)));
        }
    }
    roots.extend(unmarked.map(|shared| {
        let here = normal(&request.folder);
        let files_below_here = targets.iter().all(|target| !target.is_folder) && shared.starts_with(&here);
        // Files named in one folder belong together, but a whole home folder is not a project.
        if files_below_here && std::env::home_dir().is_none_or(|home| home != here) { here } else { shared }
    }));
    roots.sort();
    roots.dedup();
    roots
}

/// The folder to which the paths in the output are relative: the project; with several, the folder that contains them
/// all; without a marked project, the current folder if it contains the files.
fn run_root<'a>(request: &Request, roots: impl Iterator<Item = &'a Path>) -> PathBuf {
    let here = normal(&request.folder);
    roots
        .map(|root| if is_marked(root) || !root.starts_with(&here) { root.to_path_buf() } else { here.clone() })
        .reduce(|left, right| common(&left, &right))
        .unwrap_or(here)
}

fn marked(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().find(|folder| is_marked(folder)).map(Path::to_path_buf)
}

fn is_marked(folder: &Path) -> bool {
    exists(&folder.join(CONFIGURATION)) || folder.join(".git").exists()
}

/// Whether there is something under a name that should be a file, be it a pipe or a link that leads nowhere.
fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| !found.is_dir())
}

fn parent(path: &Path) -> &Path {
    path.parent().unwrap_or(path)
}

fn common(left: &Path, right: &Path) -> PathBuf {
    left.components().zip(right.components()).take_while(|(left, right)| left == right).map(|(part, _)| part).collect()
}

/// `path` without `.` and `..`, by its text alone: symbolic links stay what they are called.
fn normal(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut normal, part| {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            part => normal.push(part),
        }
        normal
    })
}

/// `path`, which may start from `folder`, as the engine names files: from the root of the file system, without `.` and
/// `..`, symbolic links as they are called. `folder` is absolute.
#[must_use]
pub fn absolute(folder: &Path, path: &Path) -> PathBuf {
    normal(&folder.join(path))
}

/// Names that start with a dot are the business of other tools.
pub(super) fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

/// Whether no walk enters a folder of this name: it is hidden, or a package manager brings it along.
pub(super) fn is_skipped(name: &OsStr) -> bool {
    is_hidden(name) || name == "node_modules"
}

/// `path` relative to `folder`; all of it where it is not in there.
fn strip_folder<'p>(folder: &Path, path: &'p Path) -> &'p Path {
    // As texts, which does not take the paths apart.
    let rest = folder.to_str().and_then(|folder| path.to_str()?.strip_prefix(folder));
    match rest.and_then(|rest| rest.strip_prefix(std::path::MAIN_SEPARATOR)) {
        Some(rest) => Path::new(rest),
        None => path.strip_prefix(folder).unwrap_or(path),
    }
}

/// As [`display`], of a file that may be next to `root` or above it: then with `..`.
fn name_from(root: &Path, path: &Path) -> Arc<str> {
    if path.starts_with(root) {
        return display(root, path);
    }
    let shared = common(root, path);
    let up = root.components().count() - shared.components().count();
    format!("{}{}", "../".repeat(up), display(&shared, path)).into()
}

/// A path without the folders that a `..` leaves again.
fn tidy(path: &str) -> String {
    if !path.contains("/../") {
        return path.to_owned();
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match (part, parts.last()) {
            ("..", Some(last)) if *last != ".." => _ = parts.pop(),
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

/// `path` relative to `root`, with `/`. Bytes that are not UTF-8 become escapes, `\xff`, so that each file has a
/// different name.
fn display(root: &Path, path: &Path) -> Arc<str> {
    let text = name::escape(strip_folder(root, path).as_os_str());
    if std::path::MAIN_SEPARATOR == '/' { text.into() } else { text.replace(std::path::MAIN_SEPARATOR, "/").into() }
}

/// How bad it is that a file cannot be read: that of an artefact is missed, any other one is only mentioned.
pub(super) fn problem_kind(is_artifact: bool) -> ProblemKind {
    if is_artifact { ProblemKind::Unreadable } else { ProblemKind::UnreadableUnknown }
}

/// The message about a file of unknown kind that was named on the command line.
pub(super) const UNKNOWN: &str = "flowvet does not recognise this file, so it was skipped";
