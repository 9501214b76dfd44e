//! In: the facts of all artefacts of one project, and what is known of systems outside of it. Out: who names which
//! attribute, over all files.
//! Touches no file and no tree, and knows no rule.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::artifact::call::Interface;
use crate::artifact::{Facts, Means, Op, Site, Text};
use crate::diagnostic::Location;

mod callables;
mod deployment;
mod externals;
mod terraform;

pub use callables::{Callable, Callables};
pub use deployment::{Deployment, Substitution};
pub use externals::{External, Externals, Names as ExternalNames};

use deployment::Values;

/// The index over the facts of one project.
#[derive(Debug, Default)]
pub struct Workspace {
    files: BTreeMap<Arc<str>, Facts>,
    names: Names,
    externals: Arc<Externals>,
    deployments: Vec<Deployment>,
    /// What can be called by a name that another file tells.
    named: Vec<(Arc<str>, Interface)>,
    /// The facts of flows whose substitutions are filled in, as they were before.
    originals: BTreeMap<Arc<str>, Facts>,
    /// Whether something has changed that decides how flows are deployed.
    is_stale: bool,
    /// Flows with substitutions that have changed in other ways.
    unsettled: BTreeSet<Arc<str>>,
}

/// The sites of every known name: by lower-case name, then by spelling.
type Names = BTreeMap<Box<str>, BTreeMap<Box<str>, BTreeSet<Address>>>;

/// The file of a site and the number of the site in its facts, from 0.
type Address = (Arc<str>, usize);

/// A site and the file it stands in.
#[derive(Clone, Copy, Debug)]
pub struct SiteRef<'a> {
    pub file: &'a Arc<str>,
    pub facts: &'a Facts,
    pub site: &'a Site,
}

/// The folder of a file or of a folder; of what stands at the top, the empty path.
fn folder_of(file: &str) -> &str {
    file.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The path that leads from the folder of `file` to `path`, both with `/`.
fn beside(file: &str, path: &str) -> String {
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

impl SiteRef<'_> {
    /// Where the name stands.
    #[must_use]
    pub fn location(&self) -> Location {
        Location { file: self.file.clone(), place: self.site.name.place.clone() }
    }

    /// Whether it writes an attribute whose name is known at run time or at deployment only.
    #[must_use]
    pub fn writes_unknown_name(&self) -> bool {
        self.site.op == Op::Set && matches!(self.site.name.text, Text::Computed(_) | Text::Deployed(_))
    }
}

/// All sites whose known names differ in nothing but case.
#[derive(Clone, Copy, Debug)]
pub struct Attribute<'a> {
    workspace: &'a Workspace,
    /// The name in lower case.
    pub name: &'a str,
    spellings: &'a BTreeMap<Box<str>, BTreeSet<Address>>,
}

impl<'a> Attribute<'a> {
    /// The exact spellings, in the order of their code points. There is at least one.
    pub fn spellings(self) -> impl Iterator<Item = Spelling<'a>> {
        self.spellings.iter().map(move |(name, sites)| Spelling { workspace: self.workspace, name, sites })
    }

    /// Whether there is more than one spelling.
    #[must_use]
    pub fn is_mixed(self) -> bool {
        self.spellings.len() > 1
    }
}

/// All sites that name an attribute in one exact spelling.
#[derive(Clone, Copy, Debug)]
pub struct Spelling<'a> {
    workspace: &'a Workspace,
    pub name: &'a str,
    sites: &'a BTreeSet<Address>,
}

impl<'a> Spelling<'a> {
    /// All sites, in the order of files and of their texts.
    pub fn sites(self) -> impl Iterator<Item = SiteRef<'a>> {
        let files = &self.workspace.files;
        self.sites.iter().filter_map(|(file, number)| {
            let (file, facts) = files.get_key_value(file)?;
            Some(SiteRef { file, facts, site: facts.sites.get(*number)? })
        })
    }

    pub fn writers(self) -> impl Iterator<Item = SiteRef<'a>> {
        self.sites().filter(|site| site.site.op == Op::Set)
    }

    pub fn readers(self) -> impl Iterator<Item = SiteRef<'a>> {
        self.sites().filter(|site| site.site.op == Op::Get)
    }

    /// The number of sites.
    #[must_use]
    pub fn count(self) -> usize {
        self.sites.len()
    }

    /// Whether something writes what is read in this spelling, as [`Spelling::is_read`] takes it.
    #[must_use]
    pub fn is_written(self) -> bool {
        let in_context = || {
            let name = format!("{CONTEXT}{}", self.name);
            self.workspace.spelling(&name).is_some_and(|spelling| spelling.writers().next().is_some())
        };
        let is_script = |reader: SiteRef<'_>| reader.site.means.is_script_variable();
        self.writers().next().is_some() || self.readers().any(is_script) && in_context()
    }

    /// Whether something reads the attribute in this spelling. A script variable `x` finds `context.x` too (Genesys
    /// developer blog, "Collecting and using customer information with web chat widget version 2").
    #[must_use]
    pub fn is_read(self) -> bool {
        let by_script = |name: &str| {
            let variable = self.workspace.spelling(name);
            variable.is_some_and(|spelling| spelling.readers().any(|reader| reader.site.means.is_script_variable()))
        };
        self.readers().next().is_some() || self.name.strip_prefix(CONTEXT).is_some_and(by_script)
    }
}

/// What the platform puts before the names of what a web chat brings along.
pub const CONTEXT: &str = "context.";

/// The names under which the platform looks for the attribute that a site reads.
pub fn names_read(means: Means, name: &str) -> impl Iterator<Item = String> {
    let also = means.is_script_variable().then(|| format!("{CONTEXT}{name}"));
    std::iter::once(name.to_owned()).chain(also)
}

impl Workspace {
    /// An empty project beside which these other systems exist.
    #[must_use]
    pub fn with_externals(externals: Arc<Externals>) -> Self {
        Workspace { externals, ..Workspace::default() }
    }

    /// What systems outside the project write and read.
    #[must_use]
    pub fn externals(&self) -> &Externals {
        &self.externals
    }

    /// Takes the facts of a file in place of what was known of it; `None` forgets the file. [`Workspace::settle`] is to
    /// follow.
    pub fn replace(&mut self, file: Arc<str>, facts: Option<Facts>) {
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
                    self.forget(&file, &old);
                }
            }
        }
    }

    /// What is known of a file; `None`: it is no artefact.
    #[must_use]
    pub fn facts(&self, file: &str) -> Option<(&Arc<str>, &Facts)> {
        self.files.get_key_value(file)
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
    pub fn attributes(&self) -> impl Iterator<Item = Attribute<'_>> {
        self.names.iter().map(|(name, spellings)| Attribute { workspace: self, name, spellings })
    }

    /// The flows that are deployed, first those of Terraform. Known since the last [`Workspace::settle`].
    #[must_use]
    pub fn deployments(&self) -> &[Deployment] {
        &self.deployments
    }

    /// Works out what flows are deployed with, and takes their facts for what they are then. To be called behind the last
    /// [`Workspace::replace`]: until then what comes from other files is not known.
    pub fn settle(&mut self) {
        let unsettled = std::mem::take(&mut self.unsettled);
        if !std::mem::take(&mut self.is_stale) {
            return self.fill(|flow| unsettled.contains(flow));
        }
        for (file, facts) in std::mem::take(&mut self.originals) {
            self.put(file, facts);
        }
        let terraform::Deployed { mut deployments, interfaces } = terraform::evaluate(&self.files);
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
            if let Some(old) = filled.and_then(|filled| self.put(file.clone(), filled)) {
                self.originals.insert(file, old);
            }
        }
        self.deployments = deployments;
    }

    /// Puts facts in place of others, which it returns.
    fn put(&mut self, file: Arc<str>, facts: Facts) -> Option<Facts> {
        let old = self.files.remove(&file);
        if let Some(old) = &old {
            self.forget(&file, old);
        }
        self.index(&file, &facts);
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
        let (name, spellings) = self.names.get_key_value(name.to_lowercase().as_str())?;
        Some(Attribute { workspace: self, name, spellings })
    }

    /// The sites with exactly this name.
    #[must_use]
    pub fn spelling(&self, name: &str) -> Option<Spelling<'_>> {
        let (name, sites) = self.attribute(name)?.spellings.get_key_value(name)?;
        Some(Spelling { workspace: self, name, sites })
    }

    fn index(&mut self, file: &Arc<str>, facts: &Facts) {
        for (number, name) in known_names(facts) {
            let spellings = self.names.entry(name.to_lowercase().into()).or_default();
            let address = (file.clone(), number);
            match spellings.get_mut(name) {
                Some(sites) => sites.insert(address),
                None => spellings.insert(name.into(), BTreeSet::from([address])).is_none(),
            };
        }
    }

    fn forget(&mut self, file: &Arc<str>, facts: &Facts) {
        for (number, name) in known_names(facts) {
            let lower = name.to_lowercase();
            let Some(spellings) = self.names.get_mut(lower.as_str()) else { continue };
            let Some(sites) = spellings.get_mut(name) else { continue };
            sites.remove(&(file.clone(), number));
            if sites.is_empty() {
                spellings.remove(name);
            }
            if spellings.is_empty() {
                self.names.remove(lower.as_str());
            }
        }
    }
}

/// The known names of an artefact with the number of the site that has them.
fn known_names(facts: &Facts) -> impl Iterator<Item = (usize, &str)> {
    facts.sites.iter().enumerate().filter_map(|(number, site)| Some((number, site.known_name()?)))
}
