//! In: the folders of a walk, one after the other. Out: whether git ignores an entry.

use std::path::Path;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// The `.gitignore` files that hold at the present place of a walk, the outermost first.
pub(super) struct Ignores {
    stack: Vec<(usize, Gitignore)>,
}

impl Ignores {
    /// Those of the folders above `folder`, up to the root of the git repository, and its `info/exclude`.
    pub(super) fn above(folder: &Path) -> Self {
        let mut stack = Vec::new();
        let above: Vec<&Path> = folder.ancestors().collect();
        let repository = above.iter().position(|folder| folder.join(".git").exists());
        for folder in above.into_iter().take(repository.map_or(0, |depth| depth + 1)).skip(1) {
            stack.extend(read_ignore(folder, &folder.join(".gitignore")).map(|ignore| (0, ignore)));
        }
        if let Some(root) = folder.ancestors().nth(repository.unwrap_or(usize::MAX)) {
            stack.extend(read_ignore(root, &root.join(".git/info/exclude")).map(|ignore| (0, ignore)));
        }
        stack.reverse();
        Ignores { stack }
    }

    /// Takes the `.gitignore` of a folder at `depth` below the start of the walk into account.
    pub(super) fn enter(&mut self, folder: &Path, depth: usize) {
        self.leave(depth);
        self.stack.extend(read_ignore(folder, &folder.join(".gitignore")).map(|ignore| (depth + 1, ignore)));
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

    /// Forgets the folders that do not hold an entry at `depth`.
    fn leave(&mut self, depth: usize) {
        while self.stack.last().is_some_and(|(of, _)| *of > depth) {
            self.stack.pop();
        }
    }
}

fn read_ignore(folder: &Path, file: &Path) -> Option<Gitignore> {
    if !file.is_file() {
        return None;
    }
    let mut builder = GitignoreBuilder::new(folder);
    // A line that is no pattern is git's business, the others count.
    let _ = builder.add(file);
    builder.build().ok()
}
