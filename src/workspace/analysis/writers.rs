//! Finds the names of a project that are set but not read, as far as is known, and the names that are set and look
//! like another one.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Analysis, Arrival, Reader};
use crate::artifact::Access;
use crate::knowledge::names::{READ, WELL_KNOWN, WellKnownName as Row};
use crate::text::invisible::trim;
use crate::workspace::lookup::Index;
use crate::workspace::near::{Difference, difference, ends, is_joined, joined};
use crate::workspace::{Attribute, AttributeUseRef, Spelling, Workspace, context, names_read};

/// An attribute that is surely set with several names.
#[derive(Clone, Debug)]
pub struct Mixed<'a> {
    /// The spelling that is best known.
    pub best: Spelling<'a>,
    pub others: Vec<Spelling<'a>>,
}

/// The spellings in which the attribute is surely set; `None` if there are fewer than two.
#[must_use]
pub fn mixed_case(attribute: Attribute<'_>) -> Option<Mixed<'_>> {
    if !attribute.is_mixed() {
        return None;
    }
    let rank = |spelling: &Spelling<'_>| (spelling.is_read(), spelling.count(), spelling.writers().count());
    let mut others: Vec<_> = attribute.spellings().filter(|it| it.is_surely_written()).collect();
    // Of spellings that are as good as each other, the first one.
    let best = others.iter().rev().copied().max_by_key(rank)?;
    others.retain(|spelling| spelling.name != best.name);
    (!others.is_empty()).then_some(Mixed { best, others })
}

/// The attributes that are surely set with names that differ only in spaces, `_`, `-` and `.`. Not those of which every
/// spelling is read: both names are then meant.
#[must_use]
pub fn mixed_separators(workspace: &Workspace) -> Vec<Mixed<'_>> {
    let written = || workspace.spellings().filter(|it| it.is_surely_written());
    let mut groups: FxHashMap<String, Vec<Spelling<'_>>> = FxHashMap::default();
    for spelling in written().filter(|it| !is_joined(it.name)) {
        groups.entry(joined(spelling.name)).or_default().push(spelling);
    }
    // Of two names without separators, none looks like the other one.
    if !groups.is_empty() {
        for spelling in written().filter(|it| is_joined(it.name)) {
            if let Some(group) = groups.get_mut(spelling.name) {
                group.push(spelling);
            }
        }
    }
    let is_read = |it: &Spelling<'_>| it.is_read() || workspace.externals().read.has(it.name);
    let first = |it: &Spelling<'_>| it.writers().next().map(|it| (it.file.clone(), it.usage.name.place.span.start));
    let groups: BTreeMap<String, Vec<Spelling<'_>>> =
        groups.into_iter().filter(|(_, group)| group.len() > 1 && !group.iter().all(is_read)).collect();
    groups
        .into_values()
        .filter_map(|mut others| {
            let best = *others.iter().min_by_key(|it| (Reverse((is_read(it), it.writers().count())), first(it)))?;
            // Names that differ in padding or invisible characters have rules of their own.
            others.retain(|it| difference(it.name, best.name) == Some(Difference::Separators) && !is_read(it));
            (!others.is_empty()).then_some(Mixed { best, others })
        })
        .collect()
}

/// A place that names without padding the attribute that `padded` names with it. `trimmed`: the name without padding.
#[must_use]
pub fn unpadded<'a>(
    workspace: &'a Workspace,
    padded: AttributeUseRef<'_>,
    trimmed: &str,
) -> Option<AttributeUseRef<'a>> {
    let find = |name: &str| workspace.spelling(name).and_then(|unpadded| unpadded.uses().next());
    let by_script =
        |name: &str| workspace.spelling(name)?.readers().find(|reader| reader.usage.via.is_script_variable());
    let variable = || context::without(trimmed).and_then(by_script);
    names_read(padded.usage.via, trimmed).find_map(|name| find(&name)).or_else(variable)
}

impl<'a> Analysis<'a> {
    /// The names that are set and that nothing gets, but that are almost one that the platform or an integration gets.
    #[must_use]
    pub fn almost_well_known(&self) -> Vec<(Spelling<'a>, &'static Row)> {
        let rows = Index::new(WELL_KNOWN.iter().map(|row| (row, row.name)));
        let rows_ends: FxHashSet<_> = WELL_KNOWN.iter().map(|row| ends(row.name)).collect();
        let may_mean = |it: &Spelling<'_>| !it.name.is_ascii() || rows_ends.contains(&ends(it.name));
        let unread = |it: &Spelling<'_>| !it.is_read() && !self.workspace.externals().read.has(it.name);
        let unread = self.workspace.spellings().filter(may_mean).filter(unread);
        unread.filter_map(|it| Some((it, meant(&rows, it.name)?))).collect()
    }
}

/// The name that is meant by a name that is almost the same.
fn meant(rows: &Index<&'static Row>, name: &str) -> Option<&'static Row> {
    let mut meant = None;
    for row in rows.candidates(name) {
        let is_same = row.name.eq_ignore_ascii_case(name);
        if is_same && (row.any_case || row.name == name) {
            return None;
        }
        if is_same || difference(name, row.name).is_some() {
            meant = meant.or(Some(row));
        }
    }
    meant
}

/// The names that are set and that nothing gets. `missed`: the places whose value does not arrive.
pub(super) fn unread<'a>(workspace: &'a Workspace, missed: &[Reader<'a>]) -> Vec<Spelling<'a>> {
    let externals = workspace.externals();
    let has_unknown_readers = !externals.closed && workspace.has_unknown_name(Access::Get);
    if has_unknown_readers && externals.dictionary.is_none() {
        return Vec::new();
    }
    let is_open = |name: &str| has_unknown_readers && !externals.is_complete(Access::Get, name);
    let padded = padded(workspace, Access::Get);
    // The names that readers with a near miss mean.
    let meant: FxHashSet<&str> = missed
        .iter()
        .filter_map(|reader| match &reader.arrival {
            Arrival::NearMiss { meant, .. } => Some(meant.name),
            _ => None,
        })
        .collect();
    let is_known = |name: &str| {
        trim(name).is_empty()
            || is_named(workspace, Access::Get, &padded, trim(name))
            || is_read_by_script(workspace, trim(name))
            || meant.contains(name)
            || is_read_elsewhere(workspace, name)
    };
    let unread = workspace.spellings().filter(|it| it.has(Access::Set) && !it.has(Access::Get));
    unread.filter(|it| !is_open(it.name) && !is_known(it.name)).collect()
}

/// Whether a script variable reads the attribute because of the prefix in its name, in any capitalisation.
fn is_read_by_script(workspace: &Workspace, name: &str) -> bool {
    let lower = name.to_lowercase();
    let variable = context::without(&lower).and_then(|name| workspace.attribute(name));
    variable.is_some_and(|variable| variable.spellings().any(Spelling::is_script_variable))
}

/// Whether another system or the platform reads the attribute.
fn is_read_elsewhere(workspace: &Workspace, name: &str) -> bool {
    let external = &workspace.externals().read;
    // A catalogue does not distinguish readers: one of `x` may be a script variable, which finds `context.x` too.
    let is_external = external.has(name) || context::without(name).is_some_and(|name| external.lists(name));
    let is_platform = READ.iter().any(|row| row.covers(name))
        || WELL_KNOWN.iter().any(|row| row.name == name || row.any_case && row.name.eq_ignore_ascii_case(name));
    is_external || is_platform
}

/// The names with padding in uses of one kind, in lower case and without it. A name that a variable of a script reads
/// counts in both its forms.
pub(super) fn padded(workspace: &Workspace, access: Access) -> FxHashSet<String> {
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

/// Whether uses of one kind have this name, with any capitalisation and padding. `padded` is the result of
/// [`padded`].
pub(super) fn is_named(workspace: &Workspace, access: Access, padded: &FxHashSet<String>, name: &str) -> bool {
    workspace.attribute(name).is_some_and(|attribute| attribute.has(access)) || padded.contains(&name.to_lowercase())
}
