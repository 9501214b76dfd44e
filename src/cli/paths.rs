//! Checks the paths of a command line before anything is read.

use std::path::{Path, PathBuf};

use super::Failure;
use crate::engine;
use crate::text::printable;
use crate::wording::did_you_mean;

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

/// An absolute path as a person in the absolute `folder` types it.
pub(super) fn shown(folder: &Path, path: &Path) -> String {
    let around = folder.ancestors().find(|around| path.starts_with(around)).unwrap_or(Path::new(""));
    let (up, down) = (folder.strip_prefix(around).unwrap_or(folder), path.strip_prefix(around).unwrap_or(path));
    let shown = format!("{}{}", "../".repeat(up.components().count()), down.to_string_lossy());
    printable::inline(&shown).into_owned()
}

/// Whether an error means that the file does not exist: one without permission may exist.
fn is_absent(error: &std::io::Error) -> bool {
    matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory)
}

fn message(folder: &Path, path: &Path) -> String {
    let shown = path.display().to_string();
    let help =
        did_you_mean(engine::nearest_name(&folder.join(path)).as_deref(), "check the path and the current folder");
    format!("cannot find `{}`; {}", printable::inline(&shown), printable::inline(&help))
}
