//! Finds the projects to which the paths of a request belong, and the folder to which paths in the output are relative.

use std::path::{Path, PathBuf};

use super::paths::{absolute, common, is_marked, marked, normal, parent};
use crate::engine::Request;

/// A path of a request.
#[derive(Debug)]
pub(super) struct Target {
    pub path: PathBuf,
    /// The place by which its project is found: its path, but for a sample outside, a place in the current folder.
    pub home: PathBuf,
    pub is_folder: bool,
}

pub(super) fn targets(request: &Request) -> Vec<Target> {
    let mut targets: Vec<Target> = request
        .paths
        .iter()
        .map(|path| {
            let path = absolute(&request.folder, path);
            let is_folder = path.is_dir() && !request.overlays.contains_key(&path);
            Target { is_folder, home: belongs(request, &path), path }
        })
        .collect();
    if targets.is_empty() {
        let here = normal(&request.folder);
        targets.push(Target { home: here.clone(), path: here, is_folder: true });
    }
    targets
}

/// A sample may lie anywhere: in no project, it is one of the project in which the work is done.
pub(super) fn belongs(request: &Request, path: &Path) -> PathBuf {
    let here = normal(&request.folder);
    let is_sample = request.sample.as_ref().is_some_and(|(sample, _)| sample == path);
    match path.file_name() {
        Some(name) if is_sample && !path.starts_with(&here) && marked(parent(path)).is_none() => here.join(name),
        _ => path.to_path_buf(),
    }
}

/// The project root of each target: the nearest folder with a mark; without one, the current folder for files in it,
/// else the folder that all such targets share.
pub(super) fn roots(request: &Request, targets: &[Target]) -> Vec<PathBuf> {
    let mut roots: Vec<PathBuf> = Vec::new();
    let mut unmarked: Option<PathBuf> = None;
    for target in targets {
        let folder = if target.is_folder { target.home.as_path() } else { parent(&target.home) };
        if let Some(root) = marked(folder) {
            roots.push(root);
        } else {
            unmarked = Some(unmarked.map_or_else(|| folder.to_path_buf(), |shared| common(&shared, folder)));
        }
    }
    roots.extend(unmarked.map(|shared| {
        let here = normal(&request.folder);
        let files_below_here = targets.iter().all(|target| !target.is_folder) && shared.starts_with(&here);
        // Files named in one folder belong together, but a whole home folder is not a project.
        if files_below_here && std::env::home_dir().is_none_or(|home| home != here) { here } else { shared }
    }));
    roots.sort();
    roots.dedup();
    roots
}

/// The folder to which the paths in the output are relative: the project; with several, the folder that contains them
/// all; without a marked project, the current folder if it contains the files.
pub(super) fn run_root<'a>(request: &Request, roots: impl Iterator<Item = &'a Path>) -> PathBuf {
    let here = normal(&request.folder);
    roots
        .map(|root| if is_marked(root) || !root.starts_with(&here) { root.to_path_buf() } else { here.clone() })
        .reduce(|left, right| common(&left, &right))
        .unwrap_or(here)
}

/// The paths of a request in a few words.
pub(super) fn words(paths: &[PathBuf], targets: &[Target]) -> String {
    /// The most paths that are listed.
    const LISTED: usize = 3;
    if paths.len() > LISTED {
        return format!("the {} named paths", paths.len());
    }
    let word = |(path, target): (&PathBuf, &Target)| {
        let slash = if target.is_folder { "/" } else { "" };
        format!("{}{slash}", path.display().to_string().trim_end_matches('/'))
    };
    paths.iter().zip(targets).map(word).collect::<Vec<_>>().join(", ")
}

/// The folder to check for an editor that opens a file without a folder: its project, or else its own folder, unless
/// that is the root or the home folder.
#[must_use]
pub fn home(file: &Path) -> Option<PathBuf> {
    let folder = file.parent()?;
    let is_too_wide = folder.parent().is_none() || std::env::home_dir().is_some_and(|home| home == folder);
    marked(folder).or_else(|| (!is_too_wide).then(|| folder.to_path_buf()))
}
