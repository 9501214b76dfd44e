//! Compares and names paths, and recognises the folders of projects and repositories. Reads no file.

use std::ffi::OsStr;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::{CONFIGURATION, name};

/// The root of the git repository that contains `folder`.
pub(in crate::engine) fn repository(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|folder| folder.join(".git").exists())
}

/// Whether the file at `path`, at the end of all links, is outside of `folder` and of the git repository of `folder`.
pub(in crate::engine) fn leads_out(path: &Path, folder: &Path) -> bool {
    let home = repository(folder).unwrap_or(folder);
    match (path.canonicalize(), home.canonicalize()) {
        (Ok(target), Ok(home)) => !target.starts_with(home),
        _ => false,
    }
}

/// As [`leads_out`], of a file whose folder is known to be inside.
pub(in crate::engine) fn link_leads_out(path: &Path, folder: &Path) -> bool {
    path.is_symlink() && leads_out(path, folder)
}

/// The reason why a file is not read to which [`leads_out`] applies.
pub(in crate::engine) const LEADS_OUT: &str =
    "this file is a link, or in a linked folder, that leads out of the project";

/// The path from the root of the git repository that contains `folder`.
pub(super) fn path_in_repository(folder: &Path) -> String {
    let path = display(repository(folder).unwrap_or(folder), folder);
    if path.is_empty() { String::new() } else { format!("{path}/") }
}

pub(super) fn marked(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().find(|folder| is_marked(folder)).map(Path::to_path_buf)
}

pub(super) fn is_marked(folder: &Path) -> bool {
    exists(&folder.join(CONFIGURATION)) || folder.join(".git").exists()
}

/// Whether there is something under a name that should be a file, be it a pipe or a link that leads nowhere.
pub(in crate::engine) fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| !found.is_dir())
}

pub(super) fn parent(path: &Path) -> &Path {
    path.parent().unwrap_or(path)
}

pub(super) fn common(left: &Path, right: &Path) -> PathBuf {
    left.components().zip(right.components()).take_while(|(left, right)| left == right).map(|(part, _)| part).collect()
}

/// `path` without `.` and `..`, by its text alone: symbolic links stay what they are called.
pub(super) fn normal(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut normal, part| {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            part => normal.push(part),
        }
        normal
    })
}

/// `path`, which may start from `folder`, as the engine names files: from the root of the file system, without `.` and
/// `..`, symbolic links as they are called. `folder` is absolute.
#[must_use]
pub fn absolute(folder: &Path, path: &Path) -> PathBuf {
    normal(&folder.join(path))
}

/// Names that start with a dot are the business of other tools.
pub(in crate::engine) fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

/// Whether no walk enters a folder of this name: it is hidden, or a package manager brings it along.
pub(in crate::engine) fn is_skipped(name: &OsStr) -> bool {
    is_hidden(name) || name == "node_modules"
}

/// `path` relative to `folder`; all of it where it is not in there.
pub(super) fn strip_folder<'p>(folder: &Path, path: &'p Path) -> &'p Path {
    // As texts, which does not take the paths apart.
    let rest = folder.to_str().and_then(|folder| path.to_str()?.strip_prefix(folder));
    match rest.and_then(|rest| rest.strip_prefix(std::path::MAIN_SEPARATOR)) {
        Some(rest) => Path::new(rest),
        None => path.strip_prefix(folder).unwrap_or(path),
    }
}

/// As [`display`], of a file that may be next to `root` or above it: then with `..`.
pub(super) fn name_from(root: &Path, path: &Path) -> Arc<str> {
    if path.starts_with(root) {
        return display(root, path);
    }
    let shared = common(root, path);
    let up = root.components().count() - shared.components().count();
    format!("{}{}", "../".repeat(up), display(&shared, path)).into()
}

/// `path` relative to `root`, with `/`. Bytes that are not UTF-8 become escapes, `\xff`, so that each file has a
/// different name.
pub(super) fn display(root: &Path, path: &Path) -> Arc<str> {
    let text = name::escape(strip_folder(root, path).as_os_str());
    if std::path::MAIN_SEPARATOR == '/' { text.into() } else { text.replace(std::path::MAIN_SEPARATOR, "/").into() }
}
