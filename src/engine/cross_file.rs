//! Runs the rules that check all files of a project together, on its facts.

use rayon::prelude::*;

use super::guard::guarded;
use super::{Request, Stage, cap};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::rules::{Rule, Shared, WorkspaceContext};

/// The findings of `rules`, in their order. `folder`: the path prefix that is removed before the globs of the
/// configuration are matched.
pub(super) fn check<'a>(
    rules: &[&dyn Rule],
    config: &'a Config,
    folder: &'a str,
    shared: &'a Shared<'a>,
    request: &Request,
) -> Vec<Diagnostic> {
    let workspace = shared.workspace;
    let first = workspace.files().next().map(|(file, _)| file.clone()).unwrap_or_default();
    let found = rules.par_iter().map(|rule| {
        let meta = rule.meta();
        let context = WorkspaceContext { meta, config, folder, workspace, shared };
        let check = || guarded(meta.name, &first, || rule.check_workspace(&context));
        cap::by_file(request.timed(Stage::Workspace, Some(meta.name), check))
    });
    found.collect::<Vec<_>>().into_iter().flatten().collect()
}
