//! Walks through the folder of one project: lists its files, the entries that cannot be read, and the projects inside
//! it.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::ignores::{IgnoreFiles, Ignores};
use super::paths::{LEADS_OUT, display, exists, is_hidden, is_marked, is_skipped, leads_out, parent, strip_folder};
use super::targets::Target;
use super::{CONFIGURATION, Obstacle, ProjectFile, UNKNOWN, is_declared_artifact, is_temporary, problem_kind};
use crate::artifact::Hint;
use crate::artifact::detect;
use crate::config::{Config, GlobList, PayloadFiles, PayloadIs};
use crate::engine::Request;
use crate::rules::{Cause, Problem, ProblemKind};
use crate::text::Span;

/// A walk over the files of one project.
pub(super) struct Walk<'a> {
    root: &'a Path,
    folder: &'a Path,
    config: &'a Config,
    /// The folder that the globs of the configuration start from.
    base: &'a Path,
    request: &'a Request,
    targets: &'a [Target],
    found: FolderContents,
}

/// The content of the folder of a project.
#[derive(Default)]
pub(super) struct FolderContents {
    /// In the order of their paths, each once.
    pub files: Vec<ProjectFile>,
    pub obstacles: Vec<Obstacle>,
    /// The folders of projects inside it, and whether they inherit its configuration.
    pub nested: Vec<(PathBuf, bool)>,
    /// Folders with temporary files of flowvet.
    pub leftovers: Vec<PathBuf>,
    /// The numbers of the globs of the configuration that match something.
    pub matched: BTreeSet<usize>,
    /// Files that could be read and that `include` leaves out.
    pub left_out: usize,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        root: &'a Path,
        folder: &'a Path,
        config: &'a Config,
        base: &'a Path,
        request: &'a Request,
        targets: &'a [Target],
    ) -> Self {
        Walk { root, folder, config, base, request, targets, found: FolderContents::default() }
    }

    pub(super) fn run(mut self, known: &IgnoreFiles) -> FolderContents {
        let mut ignores = Ignores::above(self.folder, known);
        self.report(&mut ignores);
        let mut entries = WalkDir::new(self.folder).into_iter();
        while let Some(entry) = entries.next() {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {
                    if self.enters(&entry, &mut ignores) {
                        ignores.enter(entry.path(), entry.depth());
                        self.report(&mut ignores);
                    } else {
                        entries.skip_current_dir();
                    }
                }
                Ok(entry) if is_temporary(entry.file_name()) => {
                    self.found.leftovers.extend(entry.path().parent().map(Into::into));
                }
                Ok(entry) => {
                    if ignores.ignored(entry.path(), entry.depth(), false) || is_hidden(entry.file_name()) {
                        self.mark(self.relative(entry.path()), &[GlobList::Exclude]);
                    } else {
                        self.visit(&entry);
                    }
                }
                Err(error) => {
                    let path = error.path().unwrap_or(self.folder).to_path_buf();
                    let reason = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                    self.add_problem(
                        &path,
                        ProblemKind::Unreadable,
                        Cause::Access,
                        format!("this folder cannot be read: {reason}"),
                    );
                }
            }
        }
        self.add_targets();
        self.found.files.sort_by(|left, right| left.path.cmp(&right.path));
        self.found.files.dedup_by(|second, first| {
            let same = second.path == first.path;
            first.hint.named |= same && second.hint.named;
            same
        });
        self.found.leftovers.dedup();
        self.found
    }

    /// Reports files of patterns that cannot be read.
    fn report(&mut self, ignores: &mut Ignores) {
        for (path, reason) in ignores.failures.drain(..) {
            let cause = if path.is_symlink() { Cause::Link } else { Cause::Access };
            self.add_problem(&path, ProblemKind::UnreadableUnknown, cause, reason);
        }
    }

    /// Whether the walk continues inside this folder. A folder with its own configuration is recorded for later.
    fn enters(&mut self, entry: &DirEntry, ignores: &mut Ignores) -> bool {
        let path = entry.path();
        if entry.depth() == 0 {
            return true;
        }
        let relative = self.relative(path);
        self.mark(relative, &[GlobList::Exclude]);
        if is_skipped(entry.file_name()) || ignores.ignored(path, entry.depth(), true) {
            return false;
        }
        let config = self.config;
        if self.excludes(relative) {
            return false;
        }
        self.mark(relative, &[GlobList::Projects]);
        let listed = config.projects.is_match(relative);
        if listed || is_marked(path) {
            let inherits = listed && !exists(&path.join(CONFIGURATION));
            self.found.nested.push((path.to_path_buf(), inherits));
            return false;
        }
        true
    }

    fn visit(&mut self, entry: &DirEntry) {
        let path = entry.path();
        let relative = self.relative(path);
        self.mark(relative, &[GlobList::Include, GlobList::Exclude]);
        if entry.path_is_symlink() && !self.follows(path) {
            return;
        }
        let config = self.config;
        let included = config.include.is_empty() || config.include.is_match(relative);
        match self.excludes(relative) {
            false if included => self.add(path, relative, false),
            false if detect::format(&path.to_string_lossy(), &self.hint(path, relative, false)).is_some() => {
                self.found.left_out += 1;
            }
            _ => {}
        }
    }

    fn excludes(&self, relative: &Path) -> bool {
        self.config.exclude.is_match(relative) || self.request.exclude.is_match(relative)
    }

    /// Notes that globs of these lists match something. `relative`: the path from the folder of the configuration.
    fn mark(&mut self, relative: &Path, lists: &[GlobList]) {
        let globs = &self.config.globs;
        if self.found.matched.len() < globs.iter().len() {
            let matched = globs.matches(relative).filter(|(_, list)| lists.contains(list)).map(|(number, _)| number);
            self.found.matched.extend(matched);
        }
    }

    /// Whether a symbolic link is read like a file. A link to a file of this project is not where that is read under its
    /// own name; a link to a folder is never followed.
    fn follows(&mut self, path: &Path) -> bool {
        match fs::metadata(path) {
            Ok(target) if target.is_dir() => {
                if let (Ok(target), Ok(here)) = (path.canonicalize(), parent(path).canonicalize())
                    && here.starts_with(&target)
                {
                    let message = "this symbolic link points to one of its own parent folders, so it was skipped";
                    self.add_problem(path, ProblemKind::UnreadableUnknown, Cause::Link, message.to_owned());
                }
                false
            }
            Ok(_) => match (path.canonicalize(), self.folder.canonicalize()) {
                (Ok(target), Ok(folder)) if target.starts_with(&folder) => {
                    !self.is_read_itself(path, strip_folder(&folder, &target))
                }
                _ if leads_out(path, self.folder) => {
                    self.refuse_link(path, false);
                    false
                }
                _ => true,
            },
            Err(error) => {
                let (name, hint) = (path.to_string_lossy(), self.hint(path, self.relative(path), false));
                let format = detect::format(&name, &hint);
                if format.is_some() || error.kind() != io::ErrorKind::NotFound {
                    let kind = problem_kind(format.is_some_and(|format| is_declared_artifact(&name, format, hint)));
                    self.add_problem(path, kind, Cause::Link, format!("broken symbolic link: {error}"));
                }
                false
            }
        }
    }

    /// Whether the file at the end of a link is read under its own name, as what the name of the link says. `target`: its
    /// path from the folder of the project.
    fn is_read_itself(&self, link: &Path, target: &Path) -> bool {
        let kind = |path: &Path| {
            let (name, hint) = (path.to_string_lossy(), self.hint(path, self.relative(path), false));
            let format = detect::format(&name, &hint)?;
            Some((format, is_declared_artifact(&name, format, hint)))
        };
        let is_passed_over = target.iter().any(is_skipped);
        kind(link).is_none_or(|link| {
            let itself = kind(&self.folder.join(target)).filter(|_| !is_passed_over);
            itself.is_some_and(|itself| itself == link || itself.1)
        })
    }

    /// Reports a file outside of the project that a link leads to, where it would be read.
    fn refuse_link(&mut self, path: &Path, named: bool) {
        let (name, hint) = (path.to_string_lossy(), self.hint(path, self.relative(path), named));
        if let Some(format) = detect::format(&name, &hint) {
            let kind = problem_kind(named || is_declared_artifact(&name, format, hint));
            self.add_problem(path, kind, Cause::Link, format!("{LEADS_OUT}, and was not read"));
        }
    }

    /// `relative`: the path from the folder of the configuration.
    fn add(&mut self, path: &Path, relative: &Path, named: bool) {
        self.mark(relative, &[GlobList::Override, GlobList::Payload, GlobList::Snippets]);
        let hint = self.hint(path, relative, named);
        let display = display(self.root, path);
        if let Some(format) = detect::format(&display, &hint) {
            self.found.files.push(ProjectFile { absolute: path.to_path_buf(), path: display, format, hint });
        } else if named {
            self.add_problem(path, ProblemKind::UnreadableUnknown, Cause::Unknown, UNKNOWN.to_owned());
        }
    }

    fn hint(&self, path: &Path, relative: &Path, named: bool) -> Hint {
        let config = self.config;
        let is_named = self.request.sample.as_ref().is_some_and(|(sample, _)| sample == path);
        let (payload, sample) = match PayloadFiles::of(&config.payloads, relative).map(|files| &files.are) {
            Some(PayloadIs::Kind(kind)) if !is_named => (Some(*kind), false),
            are => (None, is_named || are.is_some()),
        };
        Hint { named, payload, sample, snippet: config.snippets.is_match(relative) }
    }

    /// Adds what was named on the command line and that the walk may have passed over.
    fn add_targets(&mut self) {
        for target in self.targets.iter().filter(|target| !target.is_folder) {
            let nested = self.found.nested.iter().any(|(folder, _)| target.home.starts_with(folder));
            if nested || !target.home.starts_with(self.folder) || self.request.hook {
                continue;
            }
            let is_text = self.request.overlays.contains_key(&target.path);
            if !is_text && target.path.starts_with(self.folder) && leads_out(&target.path, self.folder) {
                if !self.found.obstacles.iter().any(|obstacle| obstacle.path == display(self.root, &target.path)) {
                    self.refuse_link(&target.path, true);
                }
            } else if let Some(error) = access_error(&target.path).filter(|_| !is_text) {
                let message = format!("this file cannot be read: {error}");
                self.add_problem(&target.path, ProblemKind::Unreadable, Cause::Access, message);
            } else if is_text || target.path.exists() {
                self.add(&target.path, self.relative(&target.path), true);
            } else if !self.found.obstacles.iter().any(|obstacle| obstacle.path == display(self.root, &target.path)) {
                self.add_problem(
                    &target.path,
                    ProblemKind::Unreadable,
                    Cause::Missing,
                    "this file does not exist".to_owned(),
                );
            }
        }
    }

    fn add_problem(&mut self, path: &Path, kind: ProblemKind, cause: Cause, message: String) {
        let problem = Problem { span: Span::at(0), kind, cause, message };
        self.found.obstacles.push(Obstacle { path: display(self.root, path), problem });
    }

    fn relative<'p>(&self, path: &'p Path) -> &'p Path {
        strip_folder(self.base, path)
    }
}

/// The error where a file is in a folder that this user may not enter.
fn access_error(path: &Path) -> Option<io::Error> {
    fs::metadata(path).err().filter(|error| error.kind() == io::ErrorKind::PermissionDenied)
}
