//! In: the facts of all artefacts of one project. Out: who names which attribute, over all files.
//! Touches no file and no tree.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::artifact::{Facts, Op, Site};
use crate::diagnostic::Location;

/// The index over the facts of one project.
#[derive(Debug, Default)]
pub struct Workspace {
    files: BTreeMap<Arc<str>, Facts>,
}

/// A site and the file it stands in.
#[derive(Clone, Copy, Debug)]
pub struct SiteRef<'a> {
    pub file: &'a Arc<str>,
    pub facts: &'a Facts,
    pub site: &'a Site,
}

impl SiteRef<'_> {
    /// Where the name stands.
    #[must_use]
    pub fn location(&self) -> Location {
        Location { file: self.file.clone(), place: self.site.name.place.clone() }
    }
}

/// The sites that name an attribute in one spelling, in the order of files and of their texts.
#[derive(Clone, Debug, Default)]
pub struct Spelling<'a> {
    pub writers: Vec<SiteRef<'a>>,
    pub readers: Vec<SiteRef<'a>>,
}

/// All sites whose known names differ in nothing but case, by exact spelling.
#[derive(Clone, Debug, Default)]
pub struct Attribute<'a> {
    pub spellings: BTreeMap<&'a str, Spelling<'a>>,
}

impl Workspace {
    /// Takes the facts of a file in place of what was known of it; `None` forgets the file.
    pub fn replace(&mut self, file: Arc<str>, facts: Option<Facts>) {
        match facts {
            Some(facts) => self.files.insert(file, facts),
            None => self.files.remove(&file),
        };
    }

    /// All files with their facts, in the order of their paths.
    pub fn files(&self) -> impl Iterator<Item = (&Arc<str>, &Facts)> {
        self.files.iter()
    }

    /// All sites, in the order of files and of their texts.
    pub fn sites(&self) -> impl Iterator<Item = SiteRef<'_>> {
        self.files.iter().flat_map(|(file, facts)| facts.sites.iter().map(move |site| SiteRef { file, facts, site }))
    }

    /// All attributes whose names are known, in the order of their lower-case names.
    #[must_use]
    pub fn attributes(&self) -> BTreeMap<String, Attribute<'_>> {
        let mut attributes: BTreeMap<String, Attribute<'_>> = BTreeMap::new();
        for site in self.sites() {
            let Some(name) = site.site.name.text.known() else { continue };
            let spelling = attributes.entry(name.to_lowercase()).or_default().spellings.entry(name).or_default();
            match site.site.op {
                Op::Set => spelling.writers.push(site),
                Op::Get => spelling.readers.push(site),
            }
        }
        attributes
    }
}
