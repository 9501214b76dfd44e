//! Finds the Terraform files next to another one that define the local values which that one names: all files of a folder
//! are one module (<https://developer.hashicorp.com/terraform/language/files>).

use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;

use super::discover::ProjectFile;
use crate::artifact::detect::Format;
use crate::artifact::terraform::is_override;

/// The most files of a folder that are looked at.
const FILES: usize = 64;

/// The names of local values in a text that it does not define.
pub(super) fn unknown_locals(text: &str) -> FxHashSet<&str> {
    let is_word = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-');
    let mentions = text.match_indices("local.").filter_map(|(at, prefix)| {
        let before = text.get(..at)?;
        let name = text.get(at + prefix.len()..)?;
        let name = name.get(..name.find(|letter| !is_word(letter)).unwrap_or(name.len()))?;
        (!before.ends_with(|letter| is_word(letter) || letter == '.') && !name.is_empty()).then_some(name)
    });
    let mut names: FxHashSet<&str> = mentions.collect();
    if !names.is_empty() {
        defined(text).for_each(|name| _ = names.remove(name));
    }
    names
}

/// Whether a text defines one of the names.
pub(super) fn defines(text: &str, names: &FxHashSet<&str>) -> bool {
    text.contains("locals") && defined(text).any(|name| names.contains(name))
}

/// Whether a text in JSON defines one of the names.
pub(super) fn defines_in_json(text: &str, names: &FxHashSet<&str>) -> bool {
    let is_key = |name: &&str| text.contains(&format!("\"{name}\""));
    text.contains("\"locals\"") && names.iter().any(is_key)
}

/// The words that a `=` follows at the beginning of a line.
fn defined(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| {
        let (name, rest) = line.split_once('=')?;
        (!rest.starts_with('=')).then(|| name.trim())
    })
}

/// Whether a Terraform file is in JSON.
pub(super) fn is_json(path: &Path) -> bool {
    path.to_str().is_some_and(|path| path.ends_with(".tf.json"))
}

/// The other Terraform files of the folder of a file, by their names; none where a file overrides what others define.
pub(super) fn of(entry: &ProjectFile) -> Vec<PathBuf> {
    let (Some(folder), Format::Hcl) = (entry.absolute.parent(), entry.format) else { return Vec::new() };
    let Ok(entries) = folder.read_dir() else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries.filter_map(|found| Some(found.ok()?.path())).collect();
    if found.iter().filter_map(|path| path.file_name()?.to_str()).any(is_override) {
        return Vec::new();
    }
    let is_terraform = |path: &PathBuf| path.extension().is_some_and(|it| it == "tf") || is_json(path);
    found.retain(|path| is_terraform(path) && *path != entry.absolute);
    // Those in JSON after all others.
    found.sort_by_key(|path| (is_json(path), path.clone()));
    found.truncate(FILES);
    found
}
