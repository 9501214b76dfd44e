//! Finds the files of a run that have changed, with the command `git`. The rest of the engine only knows the root of
//! a repository and its ignored files.

use std::path::{Path, PathBuf};

use super::UsageError;
use super::discover::{Project, repository};
use super::git::Repository;

/// Changes in git that choose what is reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changes {
    /// The differences from the last commit, and new files.
    Uncommitted,
    /// The content of the next commit.
    Staged,
    /// The differences from the commit at which the branch left this revision, and new files.
    Since(String),
}

impl Changes {
    /// The changed files as a phrase.
    pub(super) fn words(&self) -> String {
        match self {
            Changes::Uncommitted => "the changed files".to_owned(),
            Changes::Staged => "the staged files".to_owned(),
            Changes::Since(revision) => format!("the files changed since {revision}"),
        }
    }
}

/// The files that have changed, absolute. Deleted files are not among them.
pub(super) fn files(changes: &Changes, projects: &[&Project]) -> Result<Vec<PathBuf>, UsageError> {
    let mut repositories: Vec<&Path> = Vec::new();
    for project in projects {
        match repository(&project.folder) {
            Some(found) => repositories.push(found),
            // A folder that only contains repositories has no changes itself.
            None if project.files.is_empty() && projects.len() > 1 => {}
            None => {
                let folder = project.folder.display();
                return Err(UsageError(format!("{}: {folder} is not in a git repository", option(changes))));
            }
        }
    }
    repositories.sort_unstable();
    repositories.dedup();
    let mut files = Vec::new();
    for folder in repositories {
        let repository = Repository { folder, option: option(changes) };
        files.extend(repository.changed(changes)?.iter().map(|path| folder.join(path)));
    }
    Ok(files)
}

/// The command line option that requests these changes.
fn option(changes: &Changes) -> String {
    match changes {
        Changes::Uncommitted => "`--changed`".to_owned(),
        Changes::Staged => "`--staged`".to_owned(),
        Changes::Since(revision) => format!("`--since {revision}`"),
    }
}

/// Names of files as they are, each ended by a NUL; a renamed file is an old one that is gone and a new one.
const DIFF: [&str; 5] = ["diff", "--name-only", "-z", "--no-renames", "--diff-filter=d"];

impl Repository<'_> {
    /// Relative to the root of the repository.
    fn changed(&self, changes: &Changes) -> Result<Vec<PathBuf>, UsageError> {
        let names = match changes {
            Changes::Uncommitted => {
                self.git(&["status", "--porcelain", "-z", "--no-renames", "--untracked-files=all"])?
            }
            Changes::Staged => self.git(&[&DIFF[..], &["--cached"]].concat())?,
            Changes::Since(revision) => self.git(&[&DIFF[..], &[&self.merge_base(revision)?]].concat())?,
        };
        // Skips the two status letters and the space before each name.
        let skipped = if *changes == Changes::Uncommitted { 3 } else { 0 };
        let mut files: Vec<PathBuf> = paths(&names, skipped).collect();
        if matches!(changes, Changes::Since(_)) {
            files.extend(paths(&self.git(&["ls-files", "--others", "--exclude-standard", "-z"])?, 0));
        }
        Ok(files)
    }

    /// The commit at which the branch left `revision`: what others did there since then is not a change of this branch.
    fn merge_base(&self, revision: &str) -> Result<String, UsageError> {
        let commit = format!("{revision}^{{commit}}");
        let is_none = revision.is_empty() || revision.starts_with(['-', '^']);
        let commit = if is_none { None } else { self.query(&["rev-parse", "--verify", "--quiet", &commit])? };
        let commit =
            commit.ok_or_else(|| self.error("this revision does not exist; in a shallow clone, fetch more history"))?;
        let commit = String::from_utf8_lossy(&commit).trim().to_owned();
        let base = self.query(&["merge-base", &commit, "HEAD"])?;
        let base =
            base.ok_or_else(|| self.error("no common ancestor with HEAD; in a shallow clone, fetch more history"))?;
        Ok(String::from_utf8_lossy(&base).lines().next().unwrap_or_default().to_owned())
    }
}

fn paths(names: &[u8], skipped: usize) -> impl Iterator<Item = PathBuf> {
    let names = names.split(|byte| *byte == 0).filter_map(move |name| name.get(skipped..));
    names.filter(|name| !name.is_empty()).map(path)
}

#[cfg(unix)]
fn path(name: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    std::ffi::OsStr::from_bytes(name).into()
}

#[cfg(not(unix))]
fn path(name: &[u8]) -> PathBuf {
    String::from_utf8_lossy(name).into_owned().into()
}
