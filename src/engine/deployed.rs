//! Checks the flows in which a deployment completes names, with the names as deployed, by the rules that read one
//! file. These few flows are read again, since facts do not contain the tree.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::cache::{ProjectFacts, active_in};
use super::discover::Project;
use super::{Request, file};
use crate::artifact::Facts;
use crate::diagnostic::Diagnostic;
use crate::rules::Rule;
use crate::workspace::Workspace;

/// The findings in the flows of a project that deployments change, by path.
#[derive(Debug, Default)]
pub(super) struct Deployed(BTreeMap<Arc<str>, DeployedFile>);

#[derive(Debug)]
struct DeployedFile {
    /// The facts that the rules have seen.
    facts: Arc<Facts>,
    diagnostics: Vec<Diagnostic>,
}

impl Deployed {
    /// The findings in a file as deployed; `None` if they are the same as in the file as written.
    pub(super) fn findings(&self, path: &str) -> Option<&Vec<Diagnostic>> {
        self.0.get(path).map(|file| &file.diagnostics)
    }

    /// The findings in all of these files.
    pub(super) fn all(&self) -> impl Iterator<Item = &Vec<Diagnostic>> {
        self.0.values().map(|file| &file.diagnostics)
    }

    /// Forgets a file whose text has changed.
    pub(super) fn forget(&mut self, path: &str) {
        self.0.remove(path);
    }

    /// Checks the flows whose names a deployment changes in another way than at the last call.
    pub(super) fn update(
        &mut self,
        project: &Project,
        known: &ProjectFacts,
        workspace: &Workspace,
        request: &Request,
        active: &[&dyn Rule],
    ) {
        let has_names = |path: &Arc<str>, facts: &Facts| {
            let is_stale = known.files.get(path).is_none_or(|file| file.is_stale);
            !is_stale && known.written.facts(path).is_some_and(|written| written.uses != facts.uses)
        };
        let flows: BTreeMap<&Arc<str>, &Arc<Facts>> =
            workspace.resolved().filter(|(path, facts)| has_names(path, facts)).collect();
        self.0.retain(|path, file| flows.get(path).is_some_and(|facts| Arc::ptr_eq(facts, &file.facts)));
        let again: Vec<_> = flows.into_iter().filter(|(path, _)| !self.0.contains_key(*path)).collect();
        let check = |(path, facts): (&Arc<str>, &Arc<Facts>)| {
            let at = project.files.binary_search_by(|entry| entry.path.cmp(path)).ok()?;
            let entry = project.files.get(at)?;
            let rules = active_in(active, &project.settings, entry);
            let diagnostics = file::check(entry, request, &project.settings, &rules, Some(facts)).diagnostics;
            Some((path.clone(), DeployedFile { facts: facts.clone(), diagnostics }))
        };
        self.0.par_extend(again.into_par_iter().filter_map(check));
    }
}
