//! Builds the map of the projects of a request, with their findings.

use rayon::prelude::*;

use super::{Progress, Request, Session, UsageError, file};
use crate::map::{Map, Part, Sources};
use crate::rules::ALL;

/// A map.
#[derive(Clone, Debug)]
pub struct MapOutcome {
    pub map: Map,
    /// Whether a `flowvet.toml` has errors.
    pub bad_configuration: bool,
    /// How many files and folders could not be read completely.
    pub broken: usize,
}

/// The map of the projects in which the paths of `request` lie.
///
/// # Errors
///
/// When a baseline cannot be read.
pub fn map(request: &Request, progress: &dyn Progress) -> Result<MapOutcome, UsageError> {
    let mut session = Session::new(request.clone(), ALL, progress);
    let outcome = session.outcome()?;
    let parts: Vec<Part<'_>> = session
        .projects
        .iter()
        .map(|kept| Part { folder: session.scope.relative(&kept.project.folder), workspace: &kept.workspace })
        .collect();
    let projects = session.projects.par_iter();
    let entries =
        projects.flat_map(|kept| kept.project.files.par_iter().filter(|it| kept.workspace.facts(&it.path).is_some()));
    let sources: Sources =
        entries.filter_map(|entry| Some((entry.path.clone(), file::source(entry, request)?))).collect();
    let map = Map::of(&parts, &outcome.diagnostics, &sources);
    Ok(MapOutcome { map, bad_configuration: outcome.bad_configuration, broken: session.broken(&outcome) })
}
