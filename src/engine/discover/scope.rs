//! Names the files of a run relative to its root, and selects those whose findings are shown.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::name;
use super::paths::{common, display, marked, normal, parent};

/// The folders of the files of a run, and which files were requested.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    pub(super) root: PathBuf,
    /// The working directory of the run; absolute.
    pub(super) here: PathBuf,
    /// The paths of the request; absolute. A hook names thousands.
    pub(super) shown: FxHashSet<PathBuf>,
    /// Whether `root` lies under one of them.
    pub(super) shows_root: bool,
    /// The path from the root of the git repository to `root`, with a `/` at its end; empty if they are one folder or
    /// without a repository.
    pub(super) within: String,
    /// The files that changes choose, relative to `root`; `None`: all.
    pub(super) changed: Option<BTreeSet<Arc<str>>>,
    /// The paths and changes of the request as a phrase after `in`; `None`: everything.
    pub(super) selection: Option<String>,
    /// The folders of the projects.
    pub(super) folders: Vec<PathBuf>,
    /// Folders in which temporary files of flowvet may remain.
    pub(super) leftovers: Vec<PathBuf>,
}

impl Scope {
    /// Whether this file (relative to the root of the run) lies under a path of the request and is among the changed
    /// ones where only these were asked for.
    #[must_use]
    pub fn shows(&self, file: &str) -> bool {
        let is_below_path = || self.absolute(file).ancestors().any(|path| self.shown.contains(path));
        let is_below_root = self.shows_root && !file.starts_with("../");
        (is_below_root || is_below_path()) && self.changed.as_ref().is_none_or(|changed| changed.contains(file))
    }

    /// Shows nothing but what is found in these files, which are absolute. `words`: a phrase for them.
    pub(in crate::engine) fn limit(&mut self, files: &[PathBuf], words: &str) {
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
        let (here, down) = (display(&shared, &self.here), display(&shared, &self.root));
        let slash = if down.is_empty() { "" } else { "/" };
        let (path, mut here) =
            (tidy(&format!("{down}{slash}{file}")), here.split('/').filter(|part| !part.is_empty()).peekable());
        let mut path = path.as_str();
        while let Some((_, rest)) = path.split_once('/').filter(|(first, _)| here.peek() == Some(first)) {
            here.next();
            path = rest;
        }
        format!("{}{path}", "../".repeat(here.count()))
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
