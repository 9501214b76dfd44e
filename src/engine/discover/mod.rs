//! Finds the projects of the paths of a request, with their configuration and the files to read. Reads only names of
//! files, and the content of `flowvet.toml` and `.gitignore`.

use std::collections::{BTreeSet, VecDeque};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::Request;
use super::idle::Walked;
use crate::artifact::Hint;
use crate::artifact::detect::Format;
use crate::config::Config;
use crate::rules::{Problem, ProblemKind};

mod git_config;
mod ignores;
mod name;
mod paths;
mod scope;
mod settings;
mod targets;
mod walk;

pub(super) use ignores::{IgnoreFiles, is_ignored};
pub(crate) use name::name_bytes;
pub use paths::absolute;
pub(super) use paths::{LEADS_OUT, exists, is_skipped, leads_out, link_leads_out, repository};
pub use scope::Scope;
pub use settings::{Settings, settings};
pub use targets::home;

use paths::{normal, path_in_repository};
use settings::read_settings;
use targets::{roots, run_root, targets, words};
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

/// Finds the projects in which the paths of `request` lie, and their files.
pub(super) fn discover(request: &Request) -> Discovery {
    let targets = targets(request);
    let mut queue: VecDeque<(PathBuf, Option<Arc<Settings>>)> = VecDeque::new();
    for root in roots(request, &targets) {
        // The nearest project that contains another one finds it without help.
        queue.push_back((root, None));
    }
    let root = run_root(request, queue.iter().map(|(root, _)| root.as_path()));
    let mut seen: BTreeSet<PathBuf> = BTreeSet::new();
    let mut projects = Vec::new();
    let mut passed_over: Vec<Arc<Settings>> = Vec::new();
    let mut walked: Vec<Walked> = Vec::new();
    let ignored = IgnoreFiles::default();
    while let Some((folder, inherited)) = queue.pop_front() {
        let wanted = targets.iter().any(|target| target.home.starts_with(&folder) || folder.starts_with(&target.path));
        if seen.contains(&folder) {
            continue;
        }
        if !wanted {
            passed_over.extend(inherited);
            continue;
        }
        seen.insert(folder.clone());
        let walk =
            |config: &Config, base: &Path| Walk::new(&root, &folder, config, base, request, &targets).run(&ignored);
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
    let shown: FxHashSet<PathBuf> = targets.into_iter().map(|target| target.path).collect();
    let shows_root = root.ancestors().any(|path| shown.contains(path));
    let within = path_in_repository(&root);
    let folders = projects.iter().map(|project| project.folder.clone()).collect();
    let leftovers = projects.iter_mut().flat_map(|project| std::mem::take(&mut project.leftovers)).collect();
    let here = normal(&request.folder);
    let scope = Scope { root, here, shown, shows_root, within, changed: None, selection, folders, leftovers };
    Discovery { projects, passed_over, scope, walked }
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

/// How bad it is that a file cannot be read: that of an artefact is missed, any other one is only mentioned.
pub(super) fn problem_kind(is_artifact: bool) -> ProblemKind {
    if is_artifact { ProblemKind::Unreadable } else { ProblemKind::UnreadableUnknown }
}

/// The message about a file of unknown kind that was named on the command line.
pub(super) const UNKNOWN: &str = "flowvet does not recognise this file, so it was skipped";
