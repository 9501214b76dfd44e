//! Finds the name that was meant by a path that leads to nothing.

use std::path::Path;

use crate::wording::closest;

/// The entry of the innermost existing folder above `path` whose name is most similar to the part of `path` that does
/// not exist; `None` if no name is similar.
#[must_use]
pub fn nearest_name(path: &Path) -> Option<String> {
    let folder = path.ancestors().skip(1).find(|folder| folder.is_dir())?;
    let wrong = path.strip_prefix(folder).ok()?.iter().next()?;
    let entries = folder.read_dir().ok()?;
    let mut names: Vec<String> = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    names.sort_unstable();
    closest(&wrong.to_string_lossy(), &names).map(str::to_owned)
}
