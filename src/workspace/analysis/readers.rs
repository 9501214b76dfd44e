//! Finds the places of a project that get an attribute whose value does not arrive, as far as is known, and the names
//! that their authors may have meant.

use std::cell::LazyCell;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::writers::{is_named, padded};
use super::{Arrival, Reader, SetAs, Writer};
use crate::artifact::call::Callee;
use crate::artifact::{Access, AttributeUse, Via};
use crate::knowledge::names::WRITTEN;
use crate::text::invisible::trim;
use crate::workspace::near::{Difference, difference};
use crate::workspace::{Attribute, AttributeUseRef, External, Spelling, Workspace, context, names_read};

/// All places that get an attribute and whose value does not arrive. `has_unknown_writers`: whether something sets names
/// that are known at run time only.
pub(super) fn missed(workspace: &Workspace, has_unknown_writers: bool) -> Vec<Reader<'_>> {
    let in_several = workspace.attributes().filter(|attribute| may_have_other_capitalisation(workspace, *attribute));
    let mut missed: Vec<Reader<'_>> =
        in_several.flat_map(|attribute| other_capitalisation(workspace, attribute)).collect();
    let unset = never_set(workspace);
    if unset.is_empty() {
        return missed;
    }
    let set = Names { workspace, is_open: has_unknown_writers };
    let is_known = workspace.externals().closed || !has_unknown_writers;
    missed.extend(unset.into_iter().map(|usage| {
        let arrival = set.meant(usage).or_else(|| {
            Some(Arrival::Prefix { meant: context::corrected(usage.usage.via, usage.usage.known_name()?)? })
        });
        let is_known = is_known
            || usage.usage.known_name().is_some_and(|name| workspace.externals().is_complete(Access::Set, name));
        Reader { usage, arrival: arrival.unwrap_or(if is_known { Arrival::NeverSet } else { Arrival::Unknown }) }
    }));
    missed
}

/// Whether an attribute, by all its names, may be set and read in different spellings. Nearly all have one name.
fn may_have_other_capitalisation(workspace: &Workspace, attribute: Attribute<'_>) -> bool {
    let is_outside = |name: &str| !workspace.externals().written.in_any_case(name).is_empty();
    let is_prefixed = || {
        let prefixed = context::prefixed(attribute.name);
        workspace.attribute(&prefixed).is_some() || is_outside(&prefixed)
    };
    attribute.is_mixed()
        || is_outside(attribute.name)
        || attribute.spellings().any(Spelling::is_script_variable) && is_prefixed()
}

/// The places that get this attribute in a spelling that nothing sets, where something sets it in another one.
fn other_capitalisation<'a>(workspace: &'a Workspace, attribute: Attribute<'a>) -> Vec<Reader<'a>> {
    // The writers that count for a reader depend only on its flags.
    let mut readers: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for reader in attribute.spellings().flat_map(Spelling::readers) {
        let via = reader.usage.via;
        readers.entry((via.is_script_variable(), reader.usage.is_certain())).or_default().push(reader);
    }
    let mut missed = Vec::new();
    for readers in readers.into_values() {
        let Some(first) = readers.first() else { continue };
        let via = first.usage.via;
        let set: Arc<[SetAs<'_>]> = set_as(workspace, first.usage, attribute.name).into();
        if set.is_empty() {
            continue;
        }
        let exact: FxHashSet<&str> = set.iter().map(|set| set.name).collect();
        let arrives = |name: &str| {
            names_read(via, name).any(|name| exact.contains(name.as_str())) || is_written_outside(workspace, via, name)
        };
        let unfilled = readers.iter().filter(|reader| !reader.usage.known_name().is_none_or(arrives));
        missed
            .extend(unfilled.map(|usage| Reader { usage: *usage, arrival: Arrival::OtherCapitalisation(set.clone()) }));
    }
    missed
}

/// The writers of the attribute that `reader` gets as `name`, in any capitalisation: the best known spelling first.
fn set_as<'a>(workspace: &'a Workspace, reader: &AttributeUse, name: &str) -> Vec<SetAs<'a>> {
    // A variable with both flags is not evidence for another one, least of all for itself.
    let counts = |writer: &AttributeUseRef<'_>| reader.is_certain() || writer.usage.is_certain();
    let via = reader.via;
    let mut found = Vec::new();
    for attribute in names_read(via, name).filter_map(|name| workspace.attribute(&name)) {
        for spelling in attribute.spellings() {
            let writers: Vec<_> = spelling.writers().filter(counts).map(Writer::Use).collect();
            let sure = spelling.is_surely_written();
            found.extend((!writers.is_empty()).then_some(SetAs { name: spelling.name, writers, sure }));
        }
    }
    for name in names_read(via, name) {
        for external in workspace.externals().written.in_any_case(&name) {
            add_outside(&mut found, external);
        }
    }
    found.sort_by_key(|set| Reverse((set.sure, set.writers.len())));
    found
}

/// Adds a writer outside the project.
fn add_outside<'a>(found: &mut Vec<SetAs<'a>>, external: &'a External) {
    let writer = Writer::Outside(external);
    match found.iter_mut().find(|set| *set.name == *external.name) {
        Some(set) => {
            set.writers.push(writer);
            set.sure = true;
        }
        None => found.push(SetAs { name: &external.name, writers: vec![writer], sure: true }),
    }
}

/// All places that surely get an attribute that is not set, in any capitalisation, by an artefact, a system in the
/// configuration or the platform. Names that are only white space or that differ only in padding are left out. A
/// variable that a flow fills with Set Screen Pop needs no attribute.
fn never_set(workspace: &Workspace) -> Vec<AttributeUseRef<'_>> {
    let padded = padded(workspace, Access::Set);
    let passed: LazyCell<FxHashSet<&str>, _> = LazyCell::new(|| {
        let calls = workspace.files().flat_map(|(_, facts)| &facts.calls);
        let pops = calls.filter(|call| call.callee == Callee::Script);
        pops.flat_map(|pop| pop.inputs.iter().map(|input| input.name.as_ref())).collect()
    });
    let is_known = |via: Via, name: &str| {
        trim(name).is_empty()
            || via == Via::ScriptVariable && passed.contains(name)
            || names_read(via, trim(name)).any(|name| is_named(workspace, Access::Set, &padded, &name))
            || names_read(via, name).any(|name| !workspace.externals().written.in_any_case(&name).is_empty())
            || is_written_outside(workspace, via, name)
            || is_written_by_platform(via, name)
    };
    let mut readers = Vec::new();
    // What is set in a spelling is known in it.
    for spelling in workspace.spellings().filter(|it| it.has(Access::Get) && !it.has(Access::Set)) {
        let mut known: Option<(Via, bool)> = None;
        for reader in spelling.readers().filter(|reader| reader.usage.is_certain()) {
            let via = reader.usage.via;
            let (_, is_known) = match known {
                Some(known) if known.0 == via => known,
                _ => *known.insert((via, is_known(via, spelling.name))),
            };
            readers.extend((!is_known).then_some(reader));
        }
    }
    readers
}

/// Whether a system in the configuration writes the attribute that `via` reads as `name`. A glob must match the name
/// itself: one for all names that start with `context.` does not apply to a variable of a script.
#[must_use]
pub fn is_written_outside(workspace: &Workspace, via: Via, name: &str) -> bool {
    let written = &workspace.externals().written;
    written.has(name) || names_read(via, name).any(|name| written.lists(&name))
}

/// As [`is_written_outside`], for the platform.
pub(super) fn is_written_by_platform(via: Via, name: &str) -> bool {
    let listed = |name: String| WRITTEN.iter().any(|row| row.glob == name);
    WRITTEN.iter().any(|row| row.covers(name)) || names_read(via, name).any(listed)
}

/// The names that are set, to be looked up by names that look like them.
#[derive(Clone, Copy)]
struct Names<'a> {
    workspace: &'a Workspace,
    /// Whether the list is not all that is set.
    is_open: bool,
}

impl<'a> Names<'a> {
    /// The only name that is set and looks like the one that `reader` gets.
    fn meant(self, reader: AttributeUseRef<'_>) -> Option<Arrival<'a>> {
        let own = reader.usage.known_name()?;
        let mut found: Option<(Spelling<'a>, Difference)> = None;
        for name in names_read(reader.usage.via, own) {
            for candidate in self.workspace.similar(&name) {
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
        let found = found.filter(|(candidate, _)| !self.knows_both(reader, candidate.name));
        found.map(|(meant, difference)| Arrival::NearMiss { meant, difference })
    }

    /// Whether the file of a reader reads the other name as well.
    fn knows_both(self, reader: AttributeUseRef<'_>, name: &str) -> bool {
        let readers = self.workspace.spelling(name);
        readers.is_some_and(|spelling| spelling.readers().any(|other| other.file == reader.file))
    }
}
