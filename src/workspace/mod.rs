//! Indexes the facts of all artefacts of one project, and the systems outside of it: resolves the facts as deployed,
//! and finds the uses of each attribute over all files. Accesses no file and no tree, and knows no rule.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::artifact::call::Interface;
use crate::artifact::{Access, AttributeUse, Facts};
use crate::diagnostic::Location;

mod alike;
pub mod analysis;
mod callables;
pub mod compared;
pub mod context;
pub mod declared;
mod deployment;
mod externals;
mod json;
pub mod lookup;
mod names;
pub mod near;
mod similar;
mod terraform;
mod uses;
mod written;

pub use analysis::{Analysis, Arrival};
pub use callables::{Callable, Callables};
pub use context::{CONTEXT, names_read};
pub use declared::Declared;
pub use deployment::{Deployment, Substitution};
pub use externals::{External, Externals, Names as ExternalNames};
pub use names::{Attribute, Spelling};
pub use terraform::MissingFile;
pub use written::Written;

use deployment::Values;
use names::Names;

/// The facts of one project as deployed, with their indexes. All that rules see of a project: it only changes in
/// [`Workspace::update`], which leaves it complete.
#[derive(Debug, Default)]
pub struct Workspace {
    files: Files,
    names: Names,
    /// As they were given.
    outside: Arc<Externals>,
    /// With what follows from the attribute dictionary and the files.
    externals: Arc<Externals>,
    /// Whether that is older than `outside` or than the names of files, artefacts and data actions.
    are_externals_stale: bool,
    deployments: Vec<Deployment>,
    /// The files that resources deploy and that are not there.
    missing: Vec<MissingFile>,
    /// Callable artefacts whose name another file defines.
    named: Vec<(Arc<str>, Interface)>,
    /// The flows whose facts are not the same as deployed and as written.
    resolved: BTreeSet<Arc<str>>,
}

/// The artefacts of a project, by the paths of their files.
type Files = BTreeMap<Arc<str>, Arc<Facts>>;

/// An attribute use and its file.
#[derive(Clone, Copy, Debug)]
pub struct AttributeUseRef<'a> {
    pub file: &'a Arc<str>,
    pub facts: &'a Facts,
    pub usage: &'a AttributeUse,
}

/// The folder of a file or of a folder; empty at the top.
pub(crate) fn folder_of(file: &str) -> &str {
    file.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The path that leads from the folder of `file` to `path`, both with `/`.
pub(crate) fn resolve_from(file: &str, path: &str) -> String {
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
    /// The location of the name.
    #[must_use]
    pub fn location(&self) -> Location {
        Location { file: self.file.clone(), place: self.usage.name.place.clone() }
    }
}

impl Workspace {
    /// The names that systems outside the project write and read.
    #[must_use]
    pub fn externals(&self) -> &Externals {
        &self.externals
    }

    /// The facts of a file; `None` if it is not an artefact.
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

    /// The flows that are deployed, first those of Terraform.
    #[must_use]
    pub fn deployments(&self) -> &[Deployment] {
        &self.deployments
    }

    /// The flows whose facts are not the same as deployed and as written, with the facts as deployed.
    pub fn resolved(&self) -> impl Iterator<Item = (&Arc<str>, &Arc<Facts>)> {
        self.resolved.iter().filter_map(|file| self.files.get_key_value(file))
    }

    /// Applies the changes in `written` since the last call, and resolves the values that deployments determine.
    /// `written` must be the same object in every call.
    pub fn update(&mut self, written: &mut Written) {
        let Written { files, fresh, changed, is_stale } = written;
        let (changed, is_stale) = (std::mem::take(changed), std::mem::take(is_stale));
        for file in &changed {
            let old = self.files.remove(file);
            if let Some(old) = &old {
                self.names.remove(file, old);
            }
            self.are_externals_stale |= !declared::are_named_alike(old.as_deref(), files.get(file).map(|it| &**it));
        }
        self.names.append(std::mem::take(fresh));
        if self.files.is_empty() {
            self.files.clone_from(files);
        } else {
            self.files.extend(changed.iter().filter_map(|file| Some((file.clone(), files.get(file)?.clone()))));
        }
        if is_stale {
            let terraform::Unresolved { mut deployments, interfaces, mut missing } = terraform::evaluate(files);
            missing.retain(|it| !it.candidates.is_empty());
            missing.dedup();
            self.missing = missing;
            deployments.extend(deployment::by_archy(files, &deployments));
            (self.deployments, self.named) = (deployments, interfaces);
            self.are_externals_stale = true;
        }
        self.resolve(files, |flow| is_stale || changed.contains(flow));
        self.update_json_properties();
        self.update_externals();
    }

    /// Replaces the facts of these flows by their facts as deployed. `written`: the facts as written.
    fn resolve(&mut self, written: &Files, is_meant: impl Fn(&Arc<str>) -> bool) {
        let mut deployments: BTreeMap<Arc<str>, Vec<&Deployment>> = BTreeMap::new();
        for deployment in &self.deployments {
            if let Some(flow) = deployment.flow.as_ref().filter(|flow| is_meant(flow)) {
                deployments.entry(flow.clone()).or_default().push(deployment);
            }
        }
        let resolved = deployments
            .into_iter()
            .filter_map(|(flow, deployments)| Some((Values::of(&deployments).resolve(written.get(&flow)?)?, flow)));
        let resolved: BTreeMap<Arc<str>, Arc<Facts>> = resolved.map(|(facts, flow)| (flow, Arc::new(facts))).collect();
        let before: Vec<Arc<str>> = self.resolved.iter().filter(|flow| is_meant(flow)).cloned().collect();
        for flow in before.into_iter().filter(|flow| !resolved.contains_key(flow)) {
            self.resolved.remove(&flow);
            if let Some(facts) = written.get(&flow) {
                self.replace_facts(&flow, facts.clone());
            }
        }
        for (flow, facts) in resolved {
            self.replace_facts(&flow, facts);
            self.resolved.insert(flow);
        }
    }

    /// Puts facts in place of others, unless they are the same.
    fn replace_facts(&mut self, file: &Arc<str>, facts: Arc<Facts>) {
        if let Some(old) = self.files.get(file) {
            if old == &facts {
                return;
            }
            self.names.remove(file, old);
        }
        self.names.insert(file, &facts);
        self.files.insert(file.clone(), facts);
    }

    /// The files that resources deploy and that are not there.
    #[must_use]
    pub fn missing_files(&self) -> &[MissingFile] {
        &self.missing
    }

    /// Forgets missing files that are there after all: the project has files that are not artefacts.
    pub(crate) fn forget_missing(&mut self, is_there: impl Fn(&MissingFile, &str) -> bool) {
        self.missing.retain(|it| !it.candidates.iter().any(|path| is_there(it, path)));
    }

    /// The artefacts of the project that can be called.
    #[must_use]
    pub fn callables(&self) -> Callables<'_> {
        Callables::of(self)
    }

    /// Whether something sets or gets an attribute whose name is not known: for Set, one that is computed or completed
    /// at deployment.
    #[must_use]
    pub fn has_unknown_name(&self, access: Access) -> bool {
        self.names.has_unknown(access)
    }

    /// The names that are surely set and may look like this one.
    pub fn similar(&self, name: &str) -> impl Iterator<Item = Spelling<'_>> {
        self.names.similar(name)
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
