//! Decides during a walk through folders whether git ignores an entry.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::git_config::{common_folder, excludes_file};
use crate::engine::load;

/// The patterns of a file; without a file, none. The error says why it cannot be read.
type Patterns = Result<Option<Arc<Gitignore>>, String>;

/// What git ignores above the folders where walks begin, of which there may be many, so that each file is read once.
#[derive(Default)]
pub(in crate::engine) struct IgnoreFiles {
    /// What `core.excludesFile` is for each root of a repository.
    excludes: Mutex<BTreeMap<PathBuf, Option<PathBuf>>>,
    /// The patterns of each file, with the folder to which they apply.
    patterns: Mutex<BTreeMap<(PathBuf, PathBuf), Patterns>>,
}

impl IgnoreFiles {
    fn excludes_file(&self, root: &Path) -> Option<PathBuf> {
        let mut known = self.excludes.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry(root.to_path_buf()).or_insert_with(|| excludes_file(root)).clone()
    }

    fn patterns(&self, folder: &Path, file: &Path) -> Patterns {
        let mut known = self.patterns.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry((folder.to_path_buf(), file.to_path_buf())).or_insert_with(|| patterns(folder, file)).clone()
    }
}

/// The `.gitignore` files that apply at the current place of a walk, the outermost first.
pub(super) struct Ignores {
    stack: Vec<(usize, Arc<Gitignore>)>,
    /// Files of patterns that cannot be read, and why.
    pub(super) failures: Vec<(PathBuf, String)>,
}

impl Ignores {
    /// Those of the folders above `folder`, up to the root of the git repository, its `info/exclude`, and the file that
    /// `core.excludesFile` of git names, in falling precedence (gitignore(5)).
    pub(super) fn above(folder: &Path, files: &IgnoreFiles) -> Self {
        let mut ignores = Ignores { stack: Vec::new(), failures: Vec::new() };
        let above: Vec<&Path> = folder.ancestors().collect();
        let repository = above.iter().position(|folder| folder.join(".git").exists());
        for folder in above.into_iter().take(repository.map_or(0, |depth| depth + 1)).skip(1) {
            let file = folder.join(".gitignore");
            ignores.add(0, &file, unless_link(&file, || files.patterns(folder, &file)));
        }
        if let Some(root) = folder.ancestors().nth(repository.unwrap_or(usize::MAX)) {
            let of_user = files.excludes_file(root);
            for file in std::iter::once(common_folder(&root.join(".git")).join("info/exclude")).chain(of_user) {
                ignores.add(0, &file, files.patterns(root, &file));
            }
        }
        ignores.stack.reverse();
        ignores
    }

    /// Adds the `.gitignore` of a folder at `depth` below the start of the walk.
    pub(super) fn enter(&mut self, folder: &Path, depth: usize) {
        self.leave(depth);
        let file = folder.join(".gitignore");
        self.add(depth + 1, &file, unless_link(&file, || patterns(folder, &file)));
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

    fn add(&mut self, depth: usize, file: &Path, patterns: Patterns) {
        match patterns {
            Ok(patterns) => self.stack.extend(patterns.map(|it| (depth, it))),
            Err(reason) => self.failures.push((file.to_path_buf(), reason)),
        }
    }
}

/// The patterns of the `.gitignore` of a folder. Like git, flowvet does not read it through a link
/// (<https://github.com/git/git/blob/v2.32.0/Documentation/RelNotes/2.32.0.txt>).
fn unless_link(file: &Path, read: impl FnOnce() -> Patterns) -> Patterns {
    if file.is_symlink() {
        return Err("this file is a link, which git does not follow, so its patterns do not apply".to_owned());
    }
    read()
}

/// Reads the patterns of a file, which apply to a folder.
fn patterns(folder: &Path, file: &Path) -> Patterns {
    if !file.is_file() {
        return Ok(None);
    }
    let (text, _) = load::small_text(file).map_err(|error| error.message)?;
    let mut builder = GitignoreBuilder::new(folder);
    for line in text.lines() {
        // A line that is not a pattern is for git to report, the others count.
        let _ = builder.add_line(None, line);
    }
    Ok(builder.build().ok().map(Arc::new))
}

/// Whether git ignores a path, which need not exist, as a folder.
pub(in crate::engine) fn is_ignored(path: &Path, files: &IgnoreFiles) -> bool {
    Ignores::above(path, files).ignored(path, 0, true)
}
