//! Finds what a new configuration in a folder would separate.

use std::collections::BTreeSet;
use std::path::Path;

use super::{Request, Session};
use crate::artifact::AttributeUse;
use crate::rules::ALL;

/// A project and a folder in it that becomes another project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// The path from the folder to the folder of the project.
    pub project: String,
    /// How many artefacts are in the folder, and how many are elsewhere in the project.
    pub inside: usize,
    pub outside: usize,
    /// The attribute names that both parts use.
    pub shared: Vec<String>,
}

/// The parts into which a configuration in `folder`, which is absolute, divides its project; `None` if the folder is a project
/// already, or there is nothing to separate.
#[must_use]
pub fn split(folder: &Path) -> Option<Split> {
    let session = Session::new(Request { folder: folder.to_path_buf(), ..Request::default() }, ALL, &());
    let kept = session.projects.iter().find(|kept| folder.starts_with(&kept.project.folder))?;
    let up = folder.strip_prefix(&kept.project.folder).ok()?.components().count();
    let is_inside = |file: &str| session.scope.absolute(file).starts_with(folder);
    let inside = kept.artifacts().filter(|file| is_inside(file)).count();
    let outside = kept.artifacts().count() - inside;
    let mut names = [BTreeSet::new(), BTreeSet::new()];
    for (file, facts) in kept.known.written.files() {
        let known = facts.uses.iter().filter_map(AttributeUse::known_name);
        if let Some(side) = names.get_mut(usize::from(is_inside(file))) {
            side.extend(known.map(str::to_lowercase));
        }
    }
    let [others, own] = names;
    let shared = own.intersection(&others).cloned().collect();
    let project = vec![".."; up].join("/");
    (up > 0 && inside > 0 && outside > 0).then_some(Split { project, inside, outside, shared })
}
