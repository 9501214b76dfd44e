//! Reports globs of a configuration that match nothing, and an `include` that leaves out all that could be checked.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::discover::{IgnoreFiles, Settings, is_ignored, is_skipped};
use super::nearby::nearest_name;
use crate::config::{self, GlobList, WrittenGlob};
use crate::diagnostic::{Diagnostic, Severity};
use crate::wording::{did_you_mean, quote};

/// The entries that the walks of the projects with one configuration have met.
#[derive(Debug)]
pub(super) struct Walked {
    pub settings: Arc<Settings>,
    /// The numbers of the globs that match one of them.
    pub matched: BTreeSet<usize>,
    /// Files that could be read and that `include` leaves out.
    pub left_out: usize,
    /// Whether all folders to which the configuration applies could be read.
    pub is_whole: bool,
}

impl Walked {
    /// The findings; `artifacts`: how many artefacts were read in these projects.
    pub(super) fn findings(&self, artifacts: usize, ignored: &IgnoreFiles) -> Vec<Diagnostic> {
        let Walked { settings, matched, left_out, is_whole } = self;
        if !is_whole || !settings.is_valid() {
            return Vec::new();
        }
        let globs = &settings.config.globs;
        let first = globs.iter().find(|glob| glob.list == GlobList::Include);
        let nothing_left = first.filter(|_| artifacts == 0 && *left_out > 0);
        let nothing_left = nothing_left.map(|first| leaves_all_out(first, *left_out));
        let is_said = |glob: &WrittenGlob| nothing_left.is_some() && glob.list == GlobList::Include;
        let idle = globs.iter().enumerate().filter(|(number, _)| !matched.contains(number)).map(|(_, glob)| glob);
        let idle = idle.filter(|glob| !is_said(glob) && !is_for_later(settings.folder(), glob, ignored));
        let idle = idle.enumerate().map(|(number, glob)| matches_nothing(settings.folder(), glob, number < LOOKED_UP));
        let idle: Vec<Diagnostic> = idle.collect();
        nothing_left.into_iter().chain(idle).collect()
    }
}

fn leaves_all_out(first: &WrittenGlob, left_out: usize) -> Diagnostic {
    let files = if left_out == 1 { "the only file".to_owned() } else { format!("all {left_out} files") };
    let message = format!("`include` leaves out {files} that could be checked, so nothing is checked");
    Diagnostic::new(config::CLASS, Severity::Error, message, first.location.clone(), "nothing is checked", "include")
        .with_help("add globs for the folders that contain the flows, or remove `include` to check all files")
}

/// The most globs for which a folder is read to find a similar name: a configuration may have thousands of globs, and a
/// folder thousands of entries.
const LOOKED_UP: usize = 100;

fn matches_nothing(folder: &Path, glob: &WrittenGlob, is_looked_up: bool) -> Diagnostic {
    let text = quote(&glob.text);
    let noun = if glob.list == GlobList::Projects { "folder" } else { "file" };
    let message = format!("{text} in {} matches no {noun}, so it has no effect", glob.list.name());
    let missing = fixed(folder, &glob.text).filter(|path| !path.exists());
    let is_name = !glob.text.trim_end_matches('/').contains('/');
    let otherwise = match glob.list {
        GlobList::Projects if is_name => {
            let name = glob.text.trim_matches('/');
            format!("correct or remove it; to match a folder at any depth, write `**/{name}`")
        }
        _ if is_name => "correct or remove it; no file or folder that is read has such a name".to_owned(),
        _ if glob.text.contains('*') => {
            "correct or remove it; it starts at the folder of flowvet.toml, and `*` stops at `/`".to_owned()
        }
        _ => "correct or remove it; it starts at the folder of flowvet.toml".to_owned(),
    };
    let missing = missing.filter(|_| is_looked_up);
    let help = did_you_mean(missing.and_then(|path| nearest_name(&path)).as_deref(), otherwise);
    Diagnostic::new(config::CLASS, Severity::Warning, message, glob.location.clone(), "matches nothing", &*glob.text)
        .with_help(help)
}

/// The path up to the first part with a special character; `None` if that is the first part.
fn fixed(folder: &Path, glob: &str) -> Option<PathBuf> {
    let parts = glob.trim_start_matches("./").split('/').filter(|part| !part.is_empty());
    let path: PathBuf = parts.take_while(|part| !part.contains(['*', '?', '[', '{', '\\'])).collect();
    (!path.as_os_str().is_empty()).then(|| folder.join(path))
}

/// Whether a glob excludes what no walk enters anyway: the folder may come into being later.
fn is_for_later(folder: &Path, glob: &WrittenGlob, ignored: &IgnoreFiles) -> bool {
    let Some(path) = fixed(folder, &glob.text).filter(|_| glob.list == GlobList::Exclude) else { return false };
    let inner = path.ancestors().take_while(|path| *path != folder);
    { inner }.any(|path| path.file_name().is_some_and(is_skipped) || is_ignored(path, ignored))
}
