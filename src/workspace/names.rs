//! Indexes the attribute uses of all artefacts by name, with and without capitalisation, each with its writers and
//! readers.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{AttributeUseRef, context};
use crate::artifact::{Access, Facts};
use crate::text::compare::lower;

/// The uses of every known name, by lower-case name.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeMap<Box<str>, Spellings>);

/// The uses of a name, by spelling: sorted, and nearly always one.
type Spellings = Vec<(Box<str>, UsesOfName)>;

/// The uses with one name.
#[derive(Debug, Default)]
struct UsesOfName {
    writers: Vec<Address>,
    readers: Vec<Address>,
}

/// An attribute use: its file and its number in that, from 0. Lists of them are in the order of files and of their texts.
#[derive(Debug)]
struct Address {
    file: Arc<File>,
    number: u32,
}

#[derive(Debug)]
struct File {
    path: Arc<str>,
    facts: Arc<Facts>,
}

/// All uses whose known names differ in nothing but case.
#[derive(Clone, Copy, Debug)]
pub struct Attribute<'a> {
    names: &'a Names,
    /// The name in lower case.
    pub name: &'a str,
    spellings: &'a Spellings,
}

/// All uses that name an attribute in one exact spelling.
#[derive(Clone, Copy, Debug)]
pub struct Spelling<'a> {
    names: &'a Names,
    pub name: &'a str,
    uses: &'a UsesOfName,
}

impl Names {
    pub(super) fn attributes(&self) -> impl Iterator<Item = Attribute<'_>> {
        self.0.iter().map(|(name, spellings)| Attribute { names: self, name, spellings })
    }

    pub(super) fn attribute(&self, name: &str) -> Option<Attribute<'_>> {
        let (name, spellings) = self.0.get_key_value(&*lower(name))?;
        Some(Attribute { names: self, name, spellings })
    }

    pub(super) fn spelling(&self, name: &str) -> Option<Spelling<'_>> {
        let spellings = self.attribute(name)?.spellings;
        let (name, uses) = spellings.get(spelled(spellings, name).ok()?)?;
        Some(Spelling { names: self, name, uses })
    }

    pub(super) fn insert(&mut self, file: &Arc<str>, facts: &Arc<Facts>) {
        let file = Arc::new(File { path: file.clone(), facts: facts.clone() });
        for (number, access, name) in known(facts) {
            let lower = lower(name);
            let spellings = match self.0.get_mut(&*lower) {
                Some(spellings) => spellings,
                None => self.0.entry(lower.into()).or_default(),
            };
            let at = spelled(spellings, name).unwrap_or_else(|at| {
                spellings.insert(at, (name.into(), UsesOfName::default()));
                at
            });
            let Some((_, uses)) = spellings.get_mut(at) else { continue };
            let list = uses.of_mut(access);
            let at = place(list, &file.path, number).unwrap_or_else(|at| at);
            list.insert(at, Address { file: file.clone(), number });
        }
    }

    /// Adds the names of other files.
    pub(super) fn append(&mut self, others: Names) {
        for (name, spellings) in others.0 {
            let own = self.0.entry(name).or_default();
            for (spelling, uses) in spellings {
                match spelled(own, &spelling).map(|at| own.get_mut(at)) {
                    Ok(Some((_, own))) => own.append(uses),
                    Ok(None) => {}
                    Err(at) => own.insert(at, (spelling, uses)),
                }
            }
        }
    }

    pub(super) fn remove(&mut self, file: &Arc<str>, facts: &Facts) {
        for (number, access, name) in known(facts) {
            let lower = lower(name);
            let Some(spellings) = self.0.get_mut(&*lower) else { continue };
            let Ok(spelled) = spelled(spellings, name) else { continue };
            let Some((_, uses)) = spellings.get_mut(spelled) else { continue };
            let list = uses.of_mut(access);
            if let Ok(at) = place(list, file, number) {
                list.remove(at);
            }
            if uses.writers.is_empty() && uses.readers.is_empty() {
                spellings.remove(spelled);
            }
            if spellings.is_empty() {
                self.0.remove(&*lower);
            }
        }
    }
}

impl UsesOfName {
    fn of_mut(&mut self, access: Access) -> &mut Vec<Address> {
        match access {
            Access::Set => &mut self.writers,
            Access::Get => &mut self.readers,
        }
    }

    /// Adds the uses of other files.
    fn append(&mut self, others: UsesOfName) {
        append(&mut self.writers, others.writers);
        append(&mut self.readers, others.readers);
    }
}

impl Address {
    fn key(&self) -> (&str, u32) {
        (&self.file.path, self.number)
    }

    fn usage(&self) -> Option<AttributeUseRef<'_>> {
        let File { path, facts } = &*self.file;
        Some(AttributeUseRef { file: path, facts, usage: facts.uses.get(self.number as usize)? })
    }
}

impl<'a> Attribute<'a> {
    /// The exact spellings, in the order of their code points. There is at least one.
    pub fn spellings(self) -> impl Iterator<Item = Spelling<'a>> {
        self.spellings.iter().map(move |(name, uses)| Spelling { names: self.names, name, uses })
    }

    /// Whether there is more than one spelling.
    #[must_use]
    pub fn is_mixed(self) -> bool {
        self.spellings.len() > 1
    }

    /// Whether a use writes one of the spellings, or reads it.
    #[must_use]
    pub fn has(self, access: Access) -> bool {
        self.spellings().any(|spelling| match access {
            Access::Set => spelling.writers().next().is_some(),
            Access::Get => spelling.readers().next().is_some(),
        })
    }
}

impl<'a> Spelling<'a> {
    /// All uses, in the order of files and of their texts.
    pub fn uses(self) -> impl Iterator<Item = AttributeUseRef<'a>> {
        let mut all: Vec<&Address> = self.uses.writers.iter().chain(&self.uses.readers).collect();
        all.sort_unstable_by(|one, other| one.key().cmp(&other.key()));
        all.into_iter().filter_map(Address::usage)
    }

    pub fn writers(self) -> impl Iterator<Item = AttributeUseRef<'a>> {
        self.uses.writers.iter().filter_map(Address::usage)
    }

    pub fn readers(self) -> impl Iterator<Item = AttributeUseRef<'a>> {
        self.uses.readers.iter().filter_map(Address::usage)
    }

    /// The number of uses.
    #[must_use]
    pub fn count(self) -> usize {
        self.uses.writers.len() + self.uses.readers.len()
    }

    /// Whether an attribute is written that a read in this spelling finds, by the same rule as [`Spelling::is_read`].
    #[must_use]
    pub fn is_written(self) -> bool {
        let is_set = |name: String| self.names.spelling(&name).is_some_and(|it| it.writers().next().is_some());
        self.writers().next().is_some() || self.is_script_variable() && is_set(context::prefixed(self.name))
    }

    /// Whether something reads the attribute in this spelling, a script variable without the prefix included.
    #[must_use]
    pub fn is_read(self) -> bool {
        let by_script = |name: &str| self.names.spelling(name).is_some_and(Spelling::is_script_variable);
        self.readers().next().is_some() || context::without(self.name).is_some_and(by_script)
    }

    /// Whether a script variable reads exactly this name.
    #[must_use]
    pub fn is_script_variable(self) -> bool {
        self.readers().any(|reader| reader.usage.via.is_script_variable())
    }
}

/// The index of a spelling in a list, or the index at which to insert it.
fn spelled(spellings: &Spellings, name: &str) -> Result<usize, usize> {
    spellings.binary_search_by(|(spelling, _)| (**spelling).cmp(name))
}

/// The index of a use in a list, or the index at which to insert it. Files are added in order when a project is read.
fn place(uses: &[Address], file: &str, number: u32) -> Result<usize, usize> {
    let wanted = (file, number);
    match uses.last() {
        Some(last) if last.key() < wanted => Err(uses.len()),
        _ => uses.binary_search_by(|address| address.key().cmp(&wanted)),
    }
}

/// Adds uses of other files to a list.
fn append(uses: &mut Vec<Address>, mut others: Vec<Address>) {
    // Files come in their order when a project is read.
    let is_sorted = uses.last().zip(others.first()).is_none_or(|(last, first)| last.key() < first.key());
    uses.append(&mut others);
    if !is_sorted {
        uses.sort_by(|one, other| one.key().cmp(&other.key()));
    }
}

/// The known names of an artefact, each with the number of its use and what that does.
fn known(facts: &Facts) -> impl Iterator<Item = (u32, Access, &str)> {
    (0..).zip(&facts.uses).filter_map(|(number, usage)| Some((number, usage.access, usage.known_name()?)))
}
