//! Checks the paths of a command line before anything is read.

use std::path::{Path, PathBuf};

use super::Failure;
use crate::text::printable;
use crate::wording::{closest, did_you_mean};

/// Refuses paths that lead to nothing; relative ones start at `folder`.
///
/// # Errors
///
/// A usage error that names the first such path and a similar name next to it.
pub(super) fn exist<'p>(folder: &Path, paths: impl IntoIterator<Item = &'p PathBuf>) -> Result<(), Failure> {
    let missing =
        paths.into_iter().find(|path| folder.join(path).symlink_metadata().is_err_and(|error| is_absent(&error)));
    missing.map_or(Ok(()), |path| Err(Failure::Usage(message(folder, path))))
}

/// Whether an error means that the file does not exist: one without permission may exist.
fn is_absent(error: &std::io::Error) -> bool {
    matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory)
}

fn message(folder: &Path, path: &Path) -> String {
    let shown = path.display().to_string();
    let absolute = folder.join(path);
    // The innermost folder that exists has the names that may have been meant.
    let Some(parent) = absolute.ancestors().skip(1).find(|parent| parent.is_dir()) else {
        return format!("there is no file or folder `{}`", printable::inline(&shown));
    };
    let wrong = absolute.strip_prefix(parent).ok().and_then(|rest| rest.iter().next()).unwrap_or_default();
    let mut names: Vec<String> = parent
        .read_dir()
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    names.sort_unstable();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let help = did_you_mean(closest(&wrong.to_string_lossy(), &names), "check the path and the current folder");
    format!("there is no file or folder `{}`; {}", printable::inline(&shown), printable::inline(&help))
}
