//! In: a project. Out: the places that read what nothing writes, in whatever case, as far as is known.

use rustc_hash::FxHashSet;

use super::invisible::trim;
use crate::artifact::call::Callee;
use crate::artifact::{Means, Op};
use crate::knowledge::names::WRITTEN;
use crate::rules::WorkspaceContext;
use crate::workspace::{SiteRef, Workspace, names_read};

/// All places that read an attribute that no artefact, no system that the configuration knows and not the platform
/// writes. Left out is what other rules tell of: names that are blank or differ in padding only, and script variables
/// with both flags, which may mean nothing. What a flow fills with Set Screen Pop needs no attribute.
pub(super) fn unwritten<'a>(cx: &WorkspaceContext<'a>) -> impl Iterator<Item = SiteRef<'a>> {
    let cx = *cx;
    let written = trimmed(cx.workspace, Op::Set);
    let calls = cx.workspace.files().flat_map(|(_, facts)| &facts.calls);
    let pops = calls.filter(|call| call.callee == Callee::Script);
    let passed: FxHashSet<&str> = pops.flat_map(|pop| pop.inputs.iter().map(|input| input.name.as_ref())).collect();
    let readers = cx.workspace.spellings().flat_map(|spelling| spelling.readers().map(move |site| (spelling, site)));
    readers.filter_map(move |(spelling, site)| {
        let (means, name) = (site.site.means, spelling.name);
        let is_known = means == Means::ScriptVariableBothWays
            || means == Means::ScriptVariable && passed.contains(name)
            || trim(name).is_empty()
            || names_read(means, trim(name)).any(|name| written.contains(&name.to_lowercase()))
            || names_read(means, name).any(|name| !cx.workspace.externals().written.in_any_case(&name).is_empty())
            || is_written_outside(&cx, means, name)
            || is_written_by_platform(means, name);
        (!is_known).then_some(site)
    })
}

/// The names that sites of one kind know, in lower case and without padding. What a variable of a script reads counts
/// in both its forms.
pub(super) fn trimmed(workspace: &Workspace, op: Op) -> FxHashSet<String> {
    let sites = workspace.sites().filter(|site| site.site.op == op);
    let names = sites.filter_map(|site| Some((site.site.means, trim(site.site.known_name()?).to_lowercase())));
    names
        .flat_map(|(means, name)| match op {
            Op::Get => names_read(means, &name).collect(),
            Op::Set => vec![name],
        })
        .collect()
}

/// Whether a system that the configuration knows writes what `means` reads as `name`. A glob must match the name itself:
/// one for all names that start with `context.` says nothing about a variable of a script.
pub(super) fn is_written_outside(cx: &WorkspaceContext<'_>, means: Means, name: &str) -> bool {
    let written = &cx.workspace.externals().written;
    written.has(name) || names_read(means, name).any(|name| written.lists(&name))
}

/// As [`is_written_outside`], for the platform.
fn is_written_by_platform(means: Means, name: &str) -> bool {
    let listed = |name: String| WRITTEN.iter().any(|row| row.glob == name);
    WRITTEN.iter().any(|row| row.covers(name)) || names_read(means, name).any(listed)
}

/// Whether something writes names that are known at run time only.
pub(super) fn has_unknown_writers(workspace: &Workspace) -> bool {
    workspace.externals().unknown_writers || workspace.sites().any(|site| site.writes_unknown_name())
}
