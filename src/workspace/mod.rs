//! In: the facts of all artefacts of one project, and what is known of systems outside of it. Out: who names which
//! attribute, over all files.
//! Touches no file and no tree, and knows no rule.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::artifact::call::Interface;
use crate::artifact::{Access, AttributeUse, Facts, Text};
use crate::diagnostic::Location;

mod callables;
mod deployment;
mod externals;
mod names;
mod terraform;

pub use callables::{Callable, Callables};
pub use deployment::{Deployment, Substitution};
pub use externals::{External, Externals, Names as ExternalNames};
pub use names::{Attribute, CONTEXT, Spelling, names_read};

use deployment::Values;
use names::Names;

/// The index over the facts of one project.
#[derive(Debug, Default)]
pub struct Workspace {
    files: Files,
    names: Names,
    externals: Arc<Externals>,
    deployments: Vec<Deployment>,
    /// What can be called by a name that another file tells.
    named: Vec<(Arc<str>, Interface)>,
    /// The facts of flows whose substitutions are filled in, as they were before.
    originals: Files,
    /// Whether something has changed that decides how flows are deployed.
    is_stale: bool,
    /// Flows with substitutions that have changed in other ways.
    unsettled: BTreeSet<Arc<str>>,
}

/// The artefacts of a project, by the paths of their files.
type Files = BTreeMap<Arc<str>, Arc<Facts>>;

/// An attribute use and the file it stands in.
#[derive(Clone, Copy, Debug)]
pub struct AttributeUseRef<'a> {
    pub file: &'a Arc<str>,
    pub facts: &'a Facts,
    pub usage: &'a AttributeUse,
}

/// The folder of a file or of a folder; of what stands at the top, the empty path.
pub(crate) fn folder_of(file: &str) -> &str {
    file.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The path that leads from the folder of `file` to `path`, both with `/`.
pub(crate) fn beside(file: &str, path: &str) -> String {
    joined(folder_of(file), path)
}

/// The path that leads from `folder` to `path`.
fn joined(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => _ = parts.pop(),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

impl AttributeUseRef<'_> {
    /// Where the name stands.
    #[must_use]
    pub fn location(&self) -> Location {
        Location { file: self.file.clone(), place: self.usage.name.place.clone() }
    }

    /// Whether it writes an attribute whose name is known at run time or at deployment only.
    #[must_use]
    pub fn writes_unknown_name(&self) -> bool {
        self.usage.access == Access::Set && matches!(self.usage.name.text, Text::Computed(_) | Text::Unresolved(_))
    }
}

impl Workspace {
    /// What systems outside the project write and read.
    #[must_use]
    pub fn externals(&self) -> &Externals {
        &self.externals
    }

    /// Takes the facts of a file in place of what was known of it; `None` forgets the file. [`Workspace::resolve_deployments`] is to
    /// follow.
    pub fn replace(&mut self, file: Arc<str>, facts: Option<Facts>) {
        let facts = facts.map(Arc::new);
        let original = self.originals.remove(&file);
        match (original.as_ref().or_else(|| self.files.get(&file)), &facts) {
            (Some(old), Some(new)) if deployment::is_deployed_alike(old, new) => {
                if !new.placeholders.is_empty() {
                    self.unsettled.insert(file.clone());
                }
            }
            (None, None) => {}
            _ => self.is_stale = true,
        }
        match facts {
            Some(facts) => _ = self.put(file, facts),
            None => {
                if let Some(old) = self.files.remove(&file) {
                    self.names.remove(&file, &old);
                }
            }
        }
    }

    /// Takes what is known of other files of the project, where neither side is settled. [`Workspace::resolve_deployments`] is to follow.
    pub(crate) fn append(&mut self, mut others: Workspace) {
        self.files.append(&mut others.files);
        self.names.append(others.names);
        self.unsettled.append(&mut others.unsettled);
        self.is_stale |= others.is_stale;
    }

    /// What is known of a file; `None`: it is no artefact.
    #[must_use]
    pub fn facts(&self, file: &str) -> Option<(&Arc<str>, &Facts)> {
        self.files.get_key_value(file).map(|(file, facts)| (file, &**facts))
    }

    /// All files with their facts, in the order of their paths.
    pub fn files(&self) -> impl Iterator<Item = (&Arc<str>, &Facts)> {
        self.files.iter().map(|(file, facts)| (file, &**facts))
    }

    /// All uses, in the order of files and of their texts.
    pub fn uses(&self) -> impl Iterator<Item = AttributeUseRef<'_>> {
        self.files
            .iter()
            .flat_map(|(file, facts)| facts.uses.iter().map(move |usage| AttributeUseRef { file, facts, usage }))
    }

    /// All attributes whose names are known, in the order of their lower-case names.
    pub fn attributes(&self) -> impl Iterator<Item = Attribute<'_>> {
        self.names.attributes()
    }

    /// The flows that are deployed, first those of Terraform. Known since the last [`Workspace::resolve_deployments`].
    #[must_use]
    pub fn deployments(&self) -> &[Deployment] {
        &self.deployments
    }

    /// Works out what flows are deployed with, and takes their facts for what they are then. To be called behind the last
    /// [`Workspace::replace`]: until then what comes from other files is not known.
    pub fn resolve_deployments(&mut self) {
        let unsettled = std::mem::take(&mut self.unsettled);
        if !std::mem::take(&mut self.is_stale) {
            return self.fill(|flow| unsettled.contains(flow));
        }
        for (file, facts) in std::mem::take(&mut self.originals) {
            self.put(file, facts);
        }
        let terraform::Unresolved { mut deployments, interfaces } = terraform::evaluate(&self.files);
        deployments.extend(deployment::by_archy(&self.files, &deployments));
        (self.deployments, self.named) = (deployments, interfaces);
        self.fill(|_| true);
    }

    /// Takes the facts of these flows for what they are once they are deployed.
    fn fill(&mut self, is_meant: impl Fn(&Arc<str>) -> bool) {
        let deployments = std::mem::take(&mut self.deployments);
        let mut of_flows: BTreeMap<Arc<str>, Vec<&Deployment>> = BTreeMap::new();
        for deployment in &deployments {
            if let Some(flow) = deployment.flow.as_ref().filter(|flow| is_meant(flow)) {
                of_flows.entry(flow.clone()).or_default().push(deployment);
            }
        }
        for (file, deployments) in of_flows {
            let filled = self.files.get(&file).and_then(|facts| Values::of(&deployments).filled(facts));
            if let Some(old) = filled.and_then(|filled| self.put(file.clone(), Arc::new(filled))) {
                self.originals.insert(file, old);
            }
        }
        self.deployments = deployments;
    }

    /// Puts facts in place of others, which it returns.
    fn put(&mut self, file: Arc<str>, facts: Arc<Facts>) -> Option<Arc<Facts>> {
        let old = self.files.remove(&file);
        if let Some(old) = &old {
            self.names.remove(&file, old);
        }
        self.names.insert(&file, &facts);
        self.files.insert(file, facts);
        old
    }

    /// What the project has that can be called.
    #[must_use]
    pub fn callables(&self) -> Callables<'_> {
        Callables::of(self)
    }

    /// All known names as they are spelled.
    pub fn spellings(&self) -> impl Iterator<Item = Spelling<'_>> {
        self.attributes().flat_map(Attribute::spellings)
    }

    /// The attribute with this name in any case.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<Attribute<'_>> {
        self.names.attribute(name)
    }

    /// The uses with exactly this name.
    #[must_use]
    pub fn spelling(&self, name: &str) -> Option<Spelling<'_>> {
        self.names.spelling(name)
    }
}
