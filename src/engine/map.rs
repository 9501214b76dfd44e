//! In: what is to be mapped. Out: the catalogue of the projects.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::Value;

use super::discover::{self, Project};
use super::{Progress, Request, UsageError, file, pool};
use crate::map;
use crate::text::Source;
use crate::workspace::{SiteRef, Workspace};

/// A catalogue.
#[derive(Clone, Debug)]
pub struct Mapped {
    /// As `schemas/catalogue.json` describes it.
    pub catalogue: Value,
    /// Whether a `flowvet.toml` has errors.
    pub bad_configuration: bool,
}

/// Who writes and who reads each attribute in the projects in which the paths of `request` lie.
///
/// # Errors
///
/// When the threads cannot be made.
pub fn map(request: &Request, progress: &dyn Progress) -> Result<Mapped, UsageError> {
    let pool = pool(request)?;
    let projects = discover::discover(request).projects;
    progress.start(projects.iter().map(|project| project.files.len()).sum());
    let (workspaces, sources): (Vec<Workspace>, Vec<Sources>) =
        pool.install(|| projects.iter().map(|project| read(project, request, progress)).unzip());
    let source = |file: &str| sources.iter().find_map(|sources| sources.get(file));
    let line = |site: &SiteRef<'_>| {
        source(site.file).map_or(1, |source| source.position(site.site.name.place.span.start).line)
    };
    Ok(Mapped {
        catalogue: map::catalogue(&workspaces, &line),
        bad_configuration: projects.iter().any(|project| !project.settings.findings().is_empty()),
    })
}

/// The texts of files that name attributes.
type Sources = BTreeMap<Arc<str>, Source>;

fn read(project: &Project, request: &Request, progress: &dyn Progress) -> (Workspace, Sources) {
    let read = project.files.par_iter().map(|entry| {
        let facts = file::check(entry, request, &[]).facts.filter(|facts| !facts.sites.is_empty());
        let source = facts.is_some().then(|| file::source(entry, request)).flatten();
        progress.advance();
        (entry.path.clone(), facts, source)
    });
    let (mut workspace, mut sources) = (Workspace::default(), Sources::new());
    for (path, facts, source) in read.collect::<Vec<_>>() {
        workspace.replace(path.clone(), facts);
        sources.extend(source.map(|source| (path, source)));
    }
    (workspace, sources)
}
