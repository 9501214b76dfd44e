//! Indexes the attribute uses of all artefacts by name, with and without capitalisation, each with its writers and
//! readers.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::similar::Similar;
use super::uses::{Address, File, UsesOfName};
use super::{AttributeUseRef, context};
use crate::artifact::{Access, AttributeUse, Facts};
use crate::text::compare::lower;

/// The uses of every known name.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// By lower-case name.
    attributes: BTreeMap<Box<str>, Spellings>,
    /// How many uses set a name that is not known before run time or deployment.
    unknown_writers: usize,
    /// How many uses get a name that is not known.
    unknown_readers: usize,
    /// The names that are surely set; empty until something asks for names that look like another one.
    similar: OnceLock<Similar>,
}

/// The uses of a name, by spelling: sorted, and nearly always one.
type Spellings = Vec<(Box<str>, UsesOfName)>;

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
        self.attributes.iter().map(|(name, spellings)| Attribute { names: self, name, spellings })
    }

    pub(super) fn attribute(&self, name: &str) -> Option<Attribute<'_>> {
        let (name, spellings) = self.attributes.get_key_value(&*lower(name))?;
        Some(Attribute { names: self, name, spellings })
    }

    pub(super) fn spelling(&self, name: &str) -> Option<Spelling<'_>> {
        let spellings = self.attribute(name)?.spellings;
        let (name, uses) = spellings.get(spelled(spellings, name).ok()?)?;
        Some(Spelling { names: self, name, uses })
    }

    /// As [`Workspace::has_unknown_name`](super::Workspace::has_unknown_name).
    pub(super) fn has_unknown(&self, access: Access) -> bool {
        match access {
            Access::Set => self.unknown_writers > 0,
            Access::Get => self.unknown_readers > 0,
        }
    }

    /// The names that are surely set and may look like this one.
    pub(super) fn similar(&self, name: &str) -> impl Iterator<Item = Spelling<'_>> {
        let set = || self.attributes().flat_map(Attribute::spellings).filter(|it| it.is_surely_written());
        let similar = self.similar.get_or_init(|| Similar::new(set().map(|it| it.name)));
        similar.candidates(name).filter_map(|name| self.spelling(name))
    }

    pub(super) fn insert(&mut self, file: &Arc<str>, facts: &Arc<Facts>) {
        let [writers, readers] = count_unknown(facts);
        self.unknown_writers += writers;
        self.unknown_readers += readers;
        let file = Arc::new(File { path: file.clone(), facts: facts.clone() });
        for (number, usage, name) in known(facts) {
            let lower = lower(name);
            let spellings = match self.attributes.get_mut(&*lower) {
                Some(spellings) => spellings,
                None => self.attributes.entry(lower.into()).or_default(),
            };
            let at = spelled(spellings, name).unwrap_or_else(|at| {
                spellings.insert(at, (name.into(), UsesOfName::default()));
                at
            });
            let Some((_, uses)) = spellings.get_mut(at) else { continue };
            uses.add(usage.access, Address { file: file.clone(), number, via: usage.via });
            if let Some(similar) = self.similar.get_mut() {
                similar.set(name, uses.is_surely_written());
            }
        }
    }

    /// Adds the names of other files.
    pub(super) fn append(&mut self, others: Names) {
        self.unknown_writers += others.unknown_writers;
        self.unknown_readers += others.unknown_readers;
        for (name, spellings) in others.attributes {
            let own = self.attributes.entry(name).or_default();
            for (spelling, uses) in spellings {
                if let Some(similar) = self.similar.get_mut().filter(|_| uses.is_surely_written()) {
                    similar.set(&spelling, true);
                }
                match spelled(own, &spelling).map(|at| own.get_mut(at)) {
                    Ok(Some((_, own))) => own.append(uses),
                    Ok(None) => {}
                    Err(at) => own.insert(at, (spelling, uses)),
                }
            }
        }
        if self.similar.get().is_some_and(Similar::is_worn) {
            self.similar.take();
        }
    }

    pub(super) fn remove(&mut self, file: &Arc<str>, facts: &Facts) {
        let [writers, readers] = count_unknown(facts);
        self.unknown_writers -= writers;
        self.unknown_readers -= readers;
        for (number, usage, name) in known(facts) {
            let lower = lower(name);
            let Some(spellings) = self.attributes.get_mut(&*lower) else { continue };
            let Ok(spelled) = spelled(spellings, name) else { continue };
            let Some((_, uses)) = spellings.get_mut(spelled) else { continue };
            uses.remove(usage.access, file, number);
            if let Some(similar) = self.similar.get_mut() {
                similar.set(name, uses.is_surely_written());
            }
            if uses.is_empty() {
                spellings.remove(spelled);
            }
            if spellings.is_empty() {
                self.attributes.remove(&*lower);
            }
        }
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
        self.spellings().any(|spelling| spelling.has(access))
    }
}

impl<'a> Spelling<'a> {
    /// All uses, in the order of files and of their texts.
    pub fn uses(self) -> impl Iterator<Item = AttributeUseRef<'a>> {
        let mut all: Vec<&Address> = self.uses.writers.iter().chain(&self.uses.readers).collect();
        if !self.uses.writers.is_empty() && !self.uses.readers.is_empty() {
            all.sort_unstable_by(|one, other| one.key().cmp(&other.key()));
        }
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
        let is_set = |name: String| self.names.spelling(&name).is_some_and(|it| it.has(Access::Set));
        self.has(Access::Set) || self.is_script_variable() && is_set(context::prefixed(self.name))
    }

    /// Whether something reads the attribute in this spelling, a script variable without the prefix included.
    #[must_use]
    pub fn is_read(self) -> bool {
        let by_script = |name: &str| self.names.spelling(name).is_some_and(Spelling::is_script_variable);
        self.has(Access::Get) || context::without(self.name).is_some_and(by_script)
    }

    /// Whether exactly this name is surely written.
    #[must_use]
    pub fn is_surely_written(self) -> bool {
        self.uses.is_surely_written()
    }

    /// Whether uses of one kind have exactly this name.
    #[must_use]
    pub fn has(self, access: Access) -> bool {
        match access {
            Access::Set => !self.uses.writers.is_empty(),
            Access::Get => !self.uses.readers.is_empty(),
        }
    }

    /// Whether a script variable reads exactly this name.
    #[must_use]
    pub fn is_script_variable(self) -> bool {
        self.uses.readers.iter().any(|reader| reader.via.is_script_variable())
    }
}

/// The index of a spelling in a list, or the index at which to insert it.
fn spelled(spellings: &Spellings, name: &str) -> Result<usize, usize> {
    spellings.binary_search_by(|(spelling, _)| (**spelling).cmp(name))
}

/// How many uses of an artefact set a name that is not known, and how many get one.
fn count_unknown(facts: &Facts) -> [usize; 2] {
    let writers = facts.uses.iter().filter(|usage| usage.writes_unknown_name());
    let readers = facts.uses.iter().filter(|usage| usage.access == Access::Get && usage.known_name().is_none());
    [writers.count(), readers.count()]
}

/// The known names of an artefact, each with its use and the number of that.
fn known(facts: &Facts) -> impl Iterator<Item = (u32, &AttributeUse, &str)> {
    (0..).zip(&facts.uses).filter_map(|(number, usage)| Some((number, usage, usage.known_name()?)))
}
