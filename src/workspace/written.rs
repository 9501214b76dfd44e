//! Collects the facts of the files of a project as written, and which of them changed since the workspace was last
//! updated. Does not know how flows are deployed.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::names::Names;
use super::{Files, deployment};
use crate::artifact::Facts;

/// The facts of one project as written.
#[derive(Debug, Default)]
pub struct Written {
    pub(super) files: Files,
    /// The names in the files of `changed`, indexed while their facts are at hand.
    pub(super) fresh: Names,
    /// The files that came, changed or went since the workspace was last updated.
    pub(super) changed: BTreeSet<Arc<str>>,
    /// Whether something has changed that decides how flows are deployed.
    pub(super) is_stale: bool,
}

impl Written {
    /// Replaces the facts of a file; `None` removes the file.
    pub fn replace(&mut self, file: &Arc<str>, facts: Option<Facts>) {
        let facts = facts.map(Arc::new);
        let old = match &facts {
            Some(facts) => self.files.insert(file.clone(), facts.clone()),
            None => self.files.remove(file),
        };
        match (&old, &facts) {
            (None, None) => return,
            (Some(old), Some(new)) if deployment::is_deployed_alike(old, new) => {}
            _ => self.is_stale = true,
        }
        if let Some(facts) = &facts {
            self.fresh.insert(file, facts);
        }
        if let (false, Some(old)) = (self.changed.insert(file.clone()), old) {
            self.fresh.remove(file, &old);
        }
    }

    /// Adds the facts of other files of the project.
    pub fn append(&mut self, mut others: Written) {
        self.files.append(&mut others.files);
        self.fresh.append(others.fresh);
        self.changed.append(&mut others.changed);
        self.is_stale |= others.is_stale;
    }

    /// The facts of a file; `None`: it is not an artefact.
    #[must_use]
    pub fn facts(&self, file: &str) -> Option<&Facts> {
        self.files.get(file).map(|facts| &**facts)
    }

    /// All files with their facts, in the order of their paths.
    pub fn files(&self) -> impl Iterator<Item = (&Arc<str>, &Facts)> {
        self.files.iter().map(|(file, facts)| (file, &**facts))
    }
}
