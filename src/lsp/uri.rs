//! Converts URIs of files to paths and back. Does not know which files exist.

use std::path::{Path, PathBuf};

use url::Url;

/// Returns the path of a file; `None` if the URI is of something else, or of another machine.
pub(super) fn path(uri: &str) -> Option<PathBuf> {
    Url::parse(uri).ok().filter(|uri| uri.scheme() == "file")?.to_file_path().ok()
}

/// Returns the path that is written in percent codes, from a `/` on.
pub(super) fn decoded(text: &str) -> Option<PathBuf> {
    path(&format!("file://{text}"))
}

/// Returns the URI of the file at an absolute path.
pub(super) fn of(path: &Path) -> String {
    Url::from_file_path(path).map(String::from).unwrap_or_default()
}

/// Returns an absolute path in percent codes, from a `/` on.
pub(super) fn encoded(path: &Path) -> String {
    Url::from_file_path(path).map(|uri| uri.path().to_owned()).unwrap_or_default()
}
