//! Asks the command `git` about a repository. Nothing is written, and no hook and no monitor of the repository runs; git
//! itself runs the filters that its configuration defines.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::{UsageError, load};

/// A repository, and the option that needs it.
pub(super) struct Repository<'a> {
    pub folder: &'a Path,
    pub option: String,
}

/// Variables by which git finds another repository than that of the folder.
const FOREIGN: [&str; 9] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_EXTERNAL_DIFF",
    "GIT_CONFIG_PARAMETERS",
];

/// The folder that `.git` is or, as a file in a worktree or a submodule, names (gitrepository-layout(5)).
pub(super) fn git_folder(git: &Path) -> PathBuf {
    let text = git.is_file().then(|| load::small_text(git).ok()).flatten();
    let named = text.and_then(|(text, _)| text.trim().strip_prefix("gitdir: ").map(PathBuf::from));
    named.map_or_else(|| git.to_path_buf(), |named| git.with_file_name("").join(named))
}

impl Repository<'_> {
    /// Whether the index that the environment names is of this repository: in a hook it is what is being committed.
    fn owns_index(&self) -> bool {
        let Some(index) = std::env::var_os("GIT_INDEX_FILE") else { return false };
        let own = git_folder(&self.folder.join(".git"));
        match (self.folder.join(index).canonicalize(), own.canonicalize()) {
            (Ok(index), Ok(own)) => index.starts_with(own),
            _ => false,
        }
    }

    pub(super) fn error(&self, message: &str) -> UsageError {
        UsageError(format!("{}: {message} ({})", self.option, self.folder.display()))
    }

    /// Runs git and returns its output. Any failure is an error.
    pub(super) fn git(&self, arguments: &[&str]) -> Result<Vec<u8>, UsageError> {
        let output = self.run(arguments)?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        Err(self.error(&format!("git failed: {}", String::from_utf8_lossy(&output.stderr).trim())))
    }

    /// Runs git and returns its output; `None` if it fails without a message, which means no.
    pub(super) fn query(&self, arguments: &[&str]) -> Result<Option<Vec<u8>>, UsageError> {
        let output = self.run(arguments)?;
        if output.status.success() || output.stderr.is_empty() {
            return Ok(output.status.success().then_some(output.stdout));
        }
        Err(self.error(&format!("git failed: {}", String::from_utf8_lossy(&output.stderr).trim())))
    }

    fn run(&self, arguments: &[&str]) -> Result<std::process::Output, UsageError> {
        let mut command = Command::new("git");
        // Nothing is written for a question, not even a fresher index.
        command.arg("-C").arg(self.folder);
        // The configuration of a repository may name programs: none of them runs.
        command.args(["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"]);
        command.args(arguments).env("GIT_OPTIONAL_LOCKS", "0").stdin(Stdio::null());
        // A hook of another repository sets these; they must not lead git away from this one.
        for variable in FOREIGN {
            command.env_remove(variable);
        }
        if !self.owns_index() {
            command.env_remove("GIT_INDEX_FILE");
        }
        command.output().map_err(|error| match error.kind() {
            ErrorKind::NotFound => self.error("`git` was not found on PATH"),
            _ => self.error(&format!("`git` cannot be run: {error}")),
        })
    }
}
