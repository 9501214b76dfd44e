//! Lists the uses of one name, in the order of files and of their texts. Does not know the name.

use std::sync::Arc;

use super::AttributeUseRef;
use crate::artifact::{Access, Facts, Via};

/// The uses with one name.
#[derive(Debug, Default)]
pub(super) struct UsesOfName {
    pub writers: Vec<Address>,
    pub readers: Vec<Address>,
}

/// An attribute use: its file and its number in that, from 0. Lists of them are in the order of files and of their texts.
#[derive(Debug)]
pub(super) struct Address {
    pub file: Arc<File>,
    pub number: u32,
    /// That of the use, here too so that most questions need no look at the facts.
    pub via: Via,
}

/// An artefact with its facts.
#[derive(Debug)]
pub(super) struct File {
    pub path: Arc<str>,
    pub facts: Arc<Facts>,
}

impl UsesOfName {
    pub(super) fn is_surely_written(&self) -> bool {
        self.writers.iter().any(|writer| writer.via.is_certain())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.writers.is_empty() && self.readers.is_empty()
    }

    pub(super) fn add(&mut self, access: Access, address: Address) {
        let list = self.of_mut(access);
        let at = place(list, &address.file.path, address.number).unwrap_or_else(|at| at);
        list.insert(at, address);
    }

    pub(super) fn remove(&mut self, access: Access, file: &str, number: u32) {
        let list = self.of_mut(access);
        if let Ok(at) = place(list, file, number) {
            list.remove(at);
        }
    }

    fn of_mut(&mut self, access: Access) -> &mut Vec<Address> {
        match access {
            Access::Set => &mut self.writers,
            Access::Get => &mut self.readers,
        }
    }

    /// Adds the uses of other files.
    pub(super) fn append(&mut self, others: UsesOfName) {
        append(&mut self.writers, others.writers);
        append(&mut self.readers, others.readers);
    }
}

impl Address {
    pub(super) fn key(&self) -> (&str, u32) {
        (&self.file.path, self.number)
    }

    pub(super) fn usage(&self) -> Option<AttributeUseRef<'_>> {
        let File { path, facts } = &*self.file;
        Some(AttributeUseRef { file: path, facts, usage: facts.uses.get(self.number as usize)? })
    }
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
