//! Decides during a walk through folders whether git ignores an entry.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::git_config::{common_folder, excludes_file};
use crate::engine::load;

/// What `core.excludesFile` is for each root of a repository, so that the configuration of git is read once.
#[derive(Default)]
pub(in crate::engine) struct ExcludesFiles(Mutex<BTreeMap<PathBuf, Option<PathBuf>>>);

impl ExcludesFiles {
    fn of(&self, root: &Path) -> Option<PathBuf> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry(root.to_path_buf()).or_insert_with(|| excludes_file(root)).clone()
    }
}

/// The `.gitignore` files that apply at the current place of a walk, the outermost first.
pub(super) struct Ignores {
    stack: Vec<(usize, Gitignore)>,
    /// Files of patterns that cannot be read, and why.
    pub(super) failures: Vec<(PathBuf, String)>,
}

impl Ignores {
    /// Those of the folders above `folder`, up to the root of the git repository, its `info/exclude`, and the file that
    /// `core.excludesFile` of git names, in falling precedence (gitignore(5)).
    pub(super) fn above(folder: &Path, excludes: &ExcludesFiles) -> Self {
        let mut ignores = Ignores { stack: Vec::new(), failures: Vec::new() };
        let above: Vec<&Path> = folder.ancestors().collect();
        let repository = above.iter().position(|folder| folder.join(".git").exists());
        for folder in above.into_iter().take(repository.map_or(0, |depth| depth + 1)).skip(1) {
            ignores.read(folder, &folder.join(".gitignore"), 0);
        }
        if let Some(root) = folder.ancestors().nth(repository.unwrap_or(usize::MAX)) {
            ignores.read(root, &common_folder(&root.join(".git")).join("info/exclude"), 0);
            if let Some(file) = excludes.of(root) {
                ignores.read(root, &file, 0);
            }
        }
        ignores.stack.reverse();
        ignores
    }

    /// Adds the `.gitignore` of a folder at `depth` below the start of the walk.
    pub(super) fn enter(&mut self, folder: &Path, depth: usize) {
        self.leave(depth);
        self.read(folder, &folder.join(".gitignore"), depth + 1);
    }

    pub(super) fn ignored(&mut self, path: &Path, depth: usize, is_folder: bool) -> bool {
        self.leave(depth);
        self.stack
            .iter()
            .rev()
            .map(|(_, ignore)| ignore.matched(path, is_folder))
            .find(|found| !found.is_none())
            .is_some_and(|found| found.is_ignore())
    }

    /// Removes the folders that do not contain an entry at `depth`.
    fn leave(&mut self, depth: usize) {
        while self.stack.last().is_some_and(|(of, _)| *of > depth) {
            self.stack.pop();
        }
    }

    /// Adds the patterns of a file, which apply to a folder.
    fn read(&mut self, folder: &Path, file: &Path, depth: usize) {
        if !file.is_file() {
            return;
        }
        let text = match load::small_text(file) {
            Ok((text, _)) => text,
            Err(error) => return self.failures.push((file.to_path_buf(), error.message)),
        };
        let mut builder = GitignoreBuilder::new(folder);
        for line in text.lines() {
            // A line that is not a pattern is for git to report, the others count.
            let _ = builder.add_line(None, line);
        }
        self.stack.extend(builder.build().ok().map(|ignore| (depth, ignore)));
    }
}

/// Whether git ignores a path, which need not exist, as a folder.
pub(in crate::engine) fn is_ignored(path: &Path, excludes: &ExcludesFiles) -> bool {
    Ignores::above(path, excludes).ignored(path, 0, true)
}
