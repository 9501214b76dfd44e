//! Finds the name of a project and its revision in git, for a map.

use std::path::Path;

use super::UsageError;
use super::discover::repository;
use super::git::Repository;
use crate::map::Origin;

/// How many digits of a revision are shown. Git would show more in a larger repository.
const DIGITS: usize = 10;

/// The name and the revision of the repository that contains `folder`; outside of repositories, the name of the folder.
/// `option`: the option of the command line that needs them.
///
/// # Errors
///
/// When git cannot be run.
pub fn origin(folder: &Path, option: &str) -> Result<Origin, UsageError> {
    let found = repository(folder);
    let name = |folder: &Path| folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let project = name(found.unwrap_or(folder));
    let Some(folder) = found else { return Ok(Origin { project, revision: None }) };
    let repository = Repository { folder, option: option.to_owned() };
    let commit = repository.query(&["rev-parse", "--verify", "--quiet", "HEAD"])?;
    if commit.is_none() {
        return Ok(Origin { project, revision: None });
    }
    let shown = repository.git(&["log", "-1", "--no-show-signature", "--format=%H %cs"])?;
    let shown = String::from_utf8_lossy(&shown);
    let (commit, date) = shown.trim().split_once(' ').unwrap_or((shown.trim(), ""));
    let is_changed = !repository.git(&["status", "--porcelain", "-z", "--untracked-files=no"])?.is_empty();
    let changed = if is_changed { ", with uncommitted changes" } else { "" };
    let commit = commit.get(..DIGITS).unwrap_or(commit);
    Ok(Origin { project, revision: Some(format!("revision {commit} of {date}{changed}")) })
}
