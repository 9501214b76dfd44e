//! Compares the attribute dictionary of a project with its facts: returns the systems outside of the project that the
//! dictionary names, and its entries for the attributes that the project uses. Does not decide what is a finding.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::compared::{ComparedText, compared_texts};
use super::{AttributeUseRef, External, Files, Spelling, Workspace, names_read};
use crate::artifact::flow::conditions::Altered;
use crate::artifact::{Access, AttributeUse, Facts, SourceText};
use crate::config::Dictionary;
use crate::config::dictionary::write::{Attributes, Observed};
use crate::config::dictionary::{Entry, Party};
use crate::knowledge::names::{WELL_KNOWN, WRITTEN};
use crate::text::invisible::trim;

/// The attribute dictionary of a project.
#[derive(Clone, Debug)]
pub struct Declared {
    pub dictionary: Arc<Dictionary>,
    /// The path of its file.
    pub file: Arc<str>,
    /// The prefix of paths in the dictionary: the folder of the configuration, with `/` at its end unless it is
    /// empty.
    pub folder: Box<str>,
}

/// An attribute that the project uses and the dictionary does not have.
#[derive(Clone, Debug)]
pub struct Undeclared<'a> {
    pub spelling: Spelling<'a>,
    /// The places that certainly use it and find it under no other name. There is at least one.
    pub uses: Vec<AttributeUseRef<'a>>,
}

/// A literal value that an artefact stores in an attribute.
#[derive(Clone, Copy, Debug)]
pub struct LiteralValue<'a> {
    pub usage: AttributeUseRef<'a>,
    /// The name of the attribute.
    pub name: &'a str,
    pub text: &'a str,
    pub written: &'a SourceText,
}

impl Declared {
    /// The entry of the dictionary for the attribute that a place uses. A variable of a script also finds the name with the prefix
    /// of web chat.
    #[must_use]
    pub fn of(&self, usage: &AttributeUse) -> Option<&Entry> {
        let name = usage.known_name()?;
        let other = || names_read(usage.via, name).find_map(|name| self.dictionary.entry(&name));
        self.dictionary.entry(name).or_else(other)
    }

    /// The systems in `set-by` and `read-by` that are not artefacts of the project.
    pub(super) fn outside(&self, files: &Files) -> Vec<(Access, External)> {
        let artefacts = Artefacts::of(files, &self.folder);
        let mut known: FxHashMap<&str, bool> = FxHashMap::default();
        let mut outside = Vec::new();
        for entry in self.dictionary.entries() {
            for access in [Access::Set, Access::Get] {
                let parties = entry.parties(access == Access::Set).unwrap_or_default();
                for party in parties {
                    if *known.entry(&party.text).or_insert_with(|| artefacts.has(party)) {
                        continue;
                    }
                    let external = |name: &str| External {
                        name: name.into(),
                        location: party.location.clone(),
                        system: Some(party.text.clone()),
                    };
                    outside.extend(entry.names().map(|name| (access, external(name))));
                }
            }
        }
        outside
    }
}

/// Whether a dictionary finds the same artefacts in a file before and after a change; `None`: the file is not there.
pub(super) fn are_named_alike(old: Option<&Facts>, new: Option<&Facts>) -> bool {
    let (Some(old), Some(new)) = (old, new) else { return old.is_none() && new.is_none() };
    let defined = |facts: &Facts| facts.interfaces.iter().map(|it| it.name.clone()).collect::<Vec<_>>();
    old.name == new.name && defined(old) == defined(new)
}

/// The artefacts of a project as a dictionary names them.
struct Artefacts<'a> {
    /// Relative to the folder of the configuration.
    paths: BTreeSet<&'a str>,
    names: FxHashSet<&'a str>,
}

impl<'a> Artefacts<'a> {
    fn of(files: &'a Files, folder: &str) -> Self {
        let paths = files.keys().map(|file| file.strip_prefix(folder).unwrap_or(file)).collect();
        let own = files.values().filter_map(|facts| facts.name.as_deref());
        let defined = files.values().flat_map(|facts| facts.interfaces.iter().map(|it| it.name.as_ref()));
        Artefacts { paths, names: own.chain(defined).collect() }
    }

    fn has(&self, party: &Party) -> bool {
        let path = party.text.strip_prefix("./").unwrap_or(&party.text);
        let folder = format!("{}/", path.trim_end_matches('/'));
        let is_folder = || self.paths.range(folder.as_str()..).next().is_some_and(|path| path.starts_with(&folder));
        let is_glob =
            |party: &Party| party.glob.as_ref().is_some_and(|glob| self.paths.iter().any(|it| glob.is_match(it)));
        self.names.contains(&*party.text) || self.paths.contains(path) || is_folder() || is_glob(party)
    }
}

/// The attributes that a project uses and a dictionary does not have, in the order of their names. Names that are
/// only white space or padded, and those that the platform itself defines, are left out.
#[must_use]
pub fn undeclared<'a>(workspace: &'a Workspace, dictionary: &Dictionary) -> Vec<Undeclared<'a>> {
    let is_own = |name: &str| !trim(name).is_empty() && trim(name) == name && !is_of_platform(name);
    let missing = workspace.spellings().filter(|it| dictionary.entry(it.name).is_none() && is_own(it.name));
    let with_uses = missing.map(|spelling| {
        let is_missing = |usage: &AttributeUseRef<'_>| {
            let via = usage.usage.via;
            usage.usage.is_certain() && !names_read(via, spelling.name).any(|name| dictionary.entry(&name).is_some())
        };
        Undeclared { spelling, uses: spelling.writers().chain(spelling.readers()).filter(is_missing).collect() }
    });
    with_uses.filter(|undeclared| !undeclared.uses.is_empty()).collect()
}

/// Whether the platform or a well-known integration defines the name. `context.*` stands for names that a page chooses.
fn is_of_platform(name: &str) -> bool {
    let is_row = |glob: &str| glob != "context.*";
    WRITTEN.iter().any(|row| is_row(row.glob) && row.covers(name))
        || WELL_KNOWN.iter().any(|row| row.name == name || row.any_case && row.name.eq_ignore_ascii_case(name))
}

/// The literal values that artefacts store in attributes with known names, in the order of files and of their texts.
pub fn literal_values(workspace: &Workspace) -> impl Iterator<Item = LiteralValue<'_>> {
    workspace.uses().filter_map(|usage| {
        let AttributeUse { access, value, .. } = usage.usage;
        let written = value.as_ref().filter(|value| *access == Access::Set && value.placeholders.is_empty())?;
        Some(LiteralValue { usage, name: usage.usage.known_name()?, text: usage.facts.known_value(written)?, written })
    })
}

/// The use that a project makes of the attributes that a dictionary does not have. `folder`: what is before the paths of files in
/// the dictionary.
#[must_use]
pub fn observed(workspace: &Workspace, dictionary: &Dictionary, folder: &str) -> Attributes {
    let mut values: BTreeMap<&str, BTreeSet<Box<str>>> = BTreeMap::new();
    for value in literal_values(workspace).filter(|value| !value.text.is_empty()) {
        values.entry(value.name).or_default().insert(value.text.into());
    }
    // A text that a value becomes, as in `Lower(Flow.tier) == "gold"`, is not a value of its own.
    let (altered, exact): (Vec<_>, Vec<_>) =
        compared_texts(workspace).partition(|it| it.compared.altered != Altered::default());
    for ComparedText { name, compared, .. } in exact {
        values.entry(name).or_default().insert(compared.text.as_str().into());
    }
    for ComparedText { name, compared, .. } in altered {
        let values = values.entry(name).or_default();
        if !values.iter().any(|value| compared.altered.equals(value, &compared.text)) {
            values.insert(compared.text.as_str().into());
        }
    }
    let files = |missing: &Undeclared<'_>, access: Access| {
        let uses = missing.uses.iter().filter(|usage| usage.usage.access == access);
        uses.map(|usage| usage.file.strip_prefix(folder).unwrap_or(usage.file).into()).collect()
    };
    let missing = undeclared(workspace, dictionary).into_iter();
    let observed = missing.map(|missing| {
        let observed = Observed {
            values: values.remove(missing.spelling.name).unwrap_or_default(),
            set_by: files(&missing, Access::Set),
            read_by: files(&missing, Access::Get),
        };
        (missing.spelling.name.into(), observed)
    });
    observed.collect()
}
