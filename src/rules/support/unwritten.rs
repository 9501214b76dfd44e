//! In: a project. Out: the places that read what nothing writes, in whatever case, as far as is known, and what their
//! authors may have meant.

use rustc_hash::FxHashSet;

use super::invisible::trim;
use super::near::{Difference, Index, difference};
use crate::artifact::call::Callee;
use crate::artifact::{Access, Via};
use crate::knowledge::names::WRITTEN;
use crate::workspace::{AttributeUseRef, Spelling, Workspace, names_read};

/// A place that reads what nothing writes.
#[derive(Clone, Copy, Debug)]
pub(in crate::rules) struct Unwritten<'a> {
    pub reader: AttributeUseRef<'a>,
    /// The only name that is written and looks like the one that is read.
    pub meant: Option<(Spelling<'a>, Difference)>,
}

/// All places that read an attribute that no artefact, no system that the configuration knows and not the platform
/// writes. Left out is what other rules tell of: names that are blank or differ in padding only, and script variables
/// with both flags, which may mean nothing. What a flow fills with Set Screen Pop needs no attribute.
pub(in crate::rules) fn unwritten(workspace: &Workspace) -> Vec<Unwritten<'_>> {
    let padded = padded(workspace, Access::Set);
    let calls = workspace.files().flat_map(|(_, facts)| &facts.calls);
    let pops = calls.filter(|call| call.callee == Callee::Script);
    let passed: FxHashSet<&str> = pops.flat_map(|pop| pop.inputs.iter().map(|input| input.name.as_ref())).collect();
    let is_known = |via: Via, name: &str| {
        trim(name).is_empty()
            || via == Via::ScriptVariable && passed.contains(name)
            || names_read(via, trim(name)).any(|name| is_named(workspace, Access::Set, &padded, &name))
            || names_read(via, name).any(|name| !workspace.externals().written.in_any_case(&name).is_empty())
            || is_written_outside(workspace, via, name)
            || is_written_by_platform(via, name)
    };
    let mut readers = Vec::new();
    for spelling in workspace.spellings() {
        let mut known: Option<(Via, bool)> = None;
        for reader in spelling.readers().filter(|reader| reader.usage.is_sure()) {
            let via = reader.usage.via;
            let (_, is_known) = match known {
                Some(known) if known.0 == via => known,
                _ => *known.insert((via, is_known(via, spelling.name))),
            };
            readers.extend((!is_known).then_some(reader));
        }
    }
    if readers.is_empty() {
        return Vec::new();
    }
    let written = Written::of(workspace);
    readers.into_iter().map(|reader| Unwritten { reader, meant: written.meant(reader) }).collect()
}

/// The names with padding in uses of one kind, in lower case and without it. What a variable of a script reads counts in
/// both its forms.
pub(in crate::rules) fn padded(workspace: &Workspace, access: Access) -> FxHashSet<String> {
    let mut found = FxHashSet::default();
    for spelling in workspace.spellings().filter(|spelling| trim(spelling.name) != spelling.name) {
        let name = trim(spelling.name).to_lowercase();
        match access {
            Access::Set => found.extend(spelling.writers().next().map(|_| name)),
            Access::Get => found.extend(spelling.readers().flat_map(|reader| names_read(reader.usage.via, &name))),
        }
    }
    found
}

/// Whether uses of one kind have this name, in whatever case and with whatever padding. `padded`: what [`padded`] gives.
pub(in crate::rules) fn is_named(
    workspace: &Workspace,
    access: Access,
    padded: &FxHashSet<String>,
    name: &str,
) -> bool {
    workspace.attribute(name).is_some_and(|attribute| attribute.has(access)) || padded.contains(&name.to_lowercase())
}

/// Whether a system that the configuration knows writes what `means` reads as `name`. A glob must match the name itself:
/// one for all names that start with `context.` says nothing about a variable of a script.
pub(in crate::rules) fn is_written_outside(workspace: &Workspace, via: Via, name: &str) -> bool {
    let written = &workspace.externals().written;
    written.has(name) || names_read(via, name).any(|name| written.lists(&name))
}

/// As [`is_written_outside`], for the platform.
fn is_written_by_platform(via: Via, name: &str) -> bool {
    let listed = |name: String| WRITTEN.iter().any(|row| row.glob == name);
    WRITTEN.iter().any(|row| row.covers(name)) || names_read(via, name).any(listed)
}

/// Whether something writes names that are known at run time only.
pub(in crate::rules) fn has_unknown_writers(workspace: &Workspace) -> bool {
    workspace.externals().unknown_writers || workspace.uses().any(|usage| usage.writes_unknown_name())
}

/// The names that are written, to be looked up by names that look like them.
struct Written<'a> {
    index: Index<Spelling<'a>>,
    workspace: &'a Workspace,
    /// Whether the list is not all that is written.
    is_open: bool,
}

impl<'a> Written<'a> {
    fn of(workspace: &'a Workspace) -> Self {
        let written = workspace.spellings().filter(|spelling| spelling.writers().any(|writer| writer.usage.is_sure()));
        let index = Index::new(written.map(|spelling| (spelling, spelling.name)));
        Written { index, workspace, is_open: has_unknown_writers(workspace) }
    }

    /// The only name that is written and looks like the one that `reader` reads.
    fn meant(&self, reader: AttributeUseRef<'_>) -> Option<(Spelling<'a>, Difference)> {
        let own = reader.usage.known_name()?;
        let mut found: Option<(Spelling<'a>, Difference)> = None;
        for name in names_read(reader.usage.via, own) {
            for candidate in self.index.candidates(&name) {
                if found.is_some_and(|(found, _)| found.name == candidate.name) {
                    continue;
                }
                let difference = difference(&name, candidate.name);
                let Some(difference) = difference.filter(|it| !(self.is_open && *it == Difference::Letter)) else {
                    continue;
                };
                if found.replace((candidate, difference)).is_some() {
                    return None;
                }
            }
        }
        found.filter(|(candidate, _)| !self.knows_both(reader, candidate.name))
    }

    /// Whether the file of a reader reads the other name as well.
    fn knows_both(&self, reader: AttributeUseRef<'_>, name: &str) -> bool {
        let readers = self.workspace.spelling(name);
        readers.is_some_and(|spelling| spelling.readers().any(|other| other.file == reader.file))
    }
}
