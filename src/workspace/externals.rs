//! Combines the lists of a configuration, of the attribute dictionary and of the catalogues of other repositories, and
//! answers which attributes systems outside the project write and read. Knows nothing of how the lists were read.

use std::collections::BTreeMap;
use std::sync::Arc;

use globset::{GlobSet, GlobSetBuilder};

use super::{Declared, Files, Workspace};
use crate::artifact::Access;
use crate::config::{self, NamePattern};
use crate::diagnostic::Location;
use crate::text::compare::lower;

/// The names that systems outside the project write and read.
#[derive(Clone, Debug, Default)]
pub struct Externals {
    pub written: Names,
    pub read: Names,
    /// Whether no other system writes or reads attributes.
    pub closed: bool,
    /// Whether a catalogue has writers whose names are known at run time only.
    pub unknown_writers: bool,
    /// The attribute dictionary of the project.
    pub dictionary: Option<Declared>,
}

/// Names of attributes, some of them as globs.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// By lower-case name.
    names: BTreeMap<Box<str>, Vec<External>>,
    globs: GlobSet,
}

/// A name that a system outside the project writes or reads.
#[derive(Clone, Debug)]
pub struct External {
    pub name: Box<str>,
    /// The location of the name or the catalogue in the configuration.
    pub location: Location,
    /// The system: "catalogue `shop.json`: inboundCall "Main"", or as the attribute dictionary names it; `None` if
    /// the configuration lists the name itself.
    pub system: Option<Box<str>>,
}

impl Names {
    fn listed(list: &[NamePattern]) -> Self {
        let mut names = Names::default();
        let mut globs = GlobSetBuilder::new();
        for listed in list {
            if let Some(glob) = &listed.glob {
                globs.add(glob.clone());
            } else {
                let (name, location) = (listed.text.clone(), listed.location.clone());
                names.add(External { name, location, system: None });
            }
        }
        names.globs = globs.build().unwrap_or_default();
        names
    }

    fn add(&mut self, external: External) {
        self.names.entry(external.name.to_lowercase().into()).or_default().push(external);
    }

    /// Whether exactly this name is listed.
    #[must_use]
    pub fn lists(&self, name: &str) -> bool {
        self.in_any_case(name).iter().any(|external| &*external.name == name)
    }

    /// Whether exactly this name is listed or a glob matches it.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        !self.globs.is_empty() && self.globs.is_match(name) || self.lists(name)
    }

    /// The names that are listed and differ from this one in nothing but case.
    #[must_use]
    pub fn in_any_case(&self, name: &str) -> &[External] {
        if self.names.is_empty() {
            return &[];
        }
        self.names.get(&*lower(name)).map_or(&[], Vec::as_slice)
    }
}

impl Externals {
    /// The names that a configuration lists itself.
    #[must_use]
    pub fn listed(config: &config::Externals) -> Self {
        Externals {
            written: Names::listed(&config.written),
            read: Names::listed(&config.read),
            closed: config.closed,
            unknown_writers: false,
            dictionary: None,
        }
    }

    /// Adds what a catalogue has.
    pub fn add(&mut self, access: Access, external: External) {
        match access {
            Access::Set => self.written.add(external),
            Access::Get => self.read.add(external),
        }
    }

    /// Whether the attribute dictionary lists all that set an attribute, or all that get it.
    #[must_use]
    pub fn is_complete(&self, access: Access, name: &str) -> bool {
        let entry = self.dictionary.as_ref().and_then(|declared| declared.dictionary.entry(name));
        entry.is_some_and(|entry| entry.parties(access == Access::Set).is_some())
    }

    /// The same with the systems that the attribute dictionary lists; `files`: the artefacts, which are not among them.
    pub(super) fn with_parties(&self, files: &Files) -> Self {
        let mut externals = self.clone();
        for (access, external) in self.dictionary.iter().flat_map(|declared| declared.outside(files)) {
            externals.add(access, external);
        }
        externals
    }
}

impl Workspace {
    /// Replaces the systems outside the project.
    pub fn set_externals(&mut self, externals: Arc<Externals>) {
        self.externals = externals.clone();
        self.outside = externals;
        self.are_externals_stale = true;
    }

    /// Separates the artefacts of the project from other systems in the attribute dictionary.
    pub(super) fn update_externals(&mut self) {
        if std::mem::take(&mut self.are_externals_stale) && self.outside.dictionary.is_some() {
            self.externals = Arc::new(self.outside.with_parties(&self.files));
        }
    }
}
