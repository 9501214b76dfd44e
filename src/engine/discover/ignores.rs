//! Decides during a walk through folders whether git ignores an entry.

use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder, gitconfig_excludes_path};

use crate::engine::git::git_folder;
use crate::engine::load;

/// The `.gitignore` files that apply at the current place of a walk, the outermost first.
pub(super) struct Ignores {
    stack: Vec<(usize, Gitignore)>,
    /// Files of patterns that cannot be read, and why.
    pub(super) failures: Vec<(PathBuf, String)>,
}

impl Ignores {
    /// Those of the folders above `folder`, up to the root of the git repository, its `info/exclude`, and the file that
    /// `core.excludesFile` of git names, in falling precedence (gitignore(5)).
    pub(super) fn above(folder: &Path) -> Self {
        let mut ignores = Ignores { stack: Vec::new(), failures: Vec::new() };
        let above: Vec<&Path> = folder.ancestors().collect();
        let repository = above.iter().position(|folder| folder.join(".git").exists());
        for folder in above.into_iter().take(repository.map_or(0, |depth| depth + 1)).skip(1) {
            ignores.read(folder, &folder.join(".gitignore"), 0);
        }
        if let Some(root) = folder.ancestors().nth(repository.unwrap_or(usize::MAX)) {
            let repository = common_folder(&root.join(".git"));
            ignores.read(root, &repository.join("info/exclude"), 0);
            let of_repository = excludes_file(&repository.join("config"));
            if let Some(file) = of_repository.or_else(gitconfig_excludes_path) {
                ignores.read(root, &root.join(file), 0);
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
pub(in crate::engine) fn is_ignored(path: &Path) -> bool {
    Ignores::above(path).ignored(path, 0, true)
}

/// The folder that contains `info` and `config` of a repository: in a worktree, the one that all worktrees share
/// (gitrepository-layout(5)).
fn common_folder(git: &Path) -> PathBuf {
    let folder = git_folder(git);
    let shared = load::small_text(&folder.join("commondir")).ok().map(|(text, _)| folder.join(text.trim()));
    shared.unwrap_or(folder)
}

/// The value of `core.excludesFile` in a file of the configuration of git, as far as flowvet understands it (git-config(1)).
fn excludes_file(config: &Path) -> Option<PathBuf> {
    let (text, _) = load::small_text(config).ok()?;
    let mut is_core = false;
    let mut found = None;
    for line in text.lines().map(str::trim) {
        if let Some(section) = line.strip_prefix('[') {
            is_core = section.split(']').next().is_some_and(|name| name.trim().eq_ignore_ascii_case("core"));
        } else if let Some((key, value)) = line.split_once('=').filter(|_| is_core)
            && key.trim().eq_ignore_ascii_case("excludesfile")
        {
            found = Some(value.trim().trim_matches('"').to_owned());
        }
    }
    let found = found?;
    match (found.strip_prefix("~/"), std::env::home_dir()) {
        (Some(rest), Some(home)) => Some(home.join(rest)),
        _ => Some(found.into()),
    }
}
