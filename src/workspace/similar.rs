//! Keeps the names that are surely set in a project in an index of similar names. It is built when something asks for it,
//! and then follows each change of the names, since it takes longer to build than all that is done with it. Does not know
//! where names are used.

use rustc_hash::FxHashMap;

use super::lookup::Index;

/// So many names are added, beyond those that were there at first, before the index is built again.
const ADDED: usize = 1_000;

/// The names that are surely set, to be looked up by names that look like them.
#[derive(Debug)]
pub(super) struct Similar {
    /// Each name that was set at some time, and whether it still is.
    names: Vec<(Box<str>, bool)>,
    numbers: FxHashMap<Box<str>, usize>,
    index: Index<usize>,
    /// How many names the index was built of.
    built: usize,
}

impl Similar {
    pub(super) fn new<'n>(names: impl Iterator<Item = &'n str>) -> Self {
        let names: Vec<(Box<str>, bool)> = names.map(|name| (name.into(), true)).collect();
        let numbers = names.iter().enumerate().map(|(number, (name, _))| (name.clone(), number)).collect();
        let index = Index::new(names.iter().enumerate().map(|(number, (name, _))| (number, name)));
        let built = names.len();
        Similar { names, numbers, index, built }
    }

    /// Notes whether a name is set now.
    pub(super) fn set(&mut self, name: &str, is_set: bool) {
        if let Some(number) = self.numbers.get(name) {
            if let Some((_, was_set)) = self.names.get_mut(*number) {
                *was_set = is_set;
            }
        } else if is_set {
            let number = self.names.len();
            self.index.add(number, name);
            self.numbers.insert(name.into(), number);
            self.names.push((name.into(), true));
        }
    }

    /// Whether most of it are names that were added later, many of which are not set any more.
    pub(super) fn is_worn(&self) -> bool {
        self.names.len() > 2 * self.built + ADDED
    }

    /// The names that may look like this one, as [`Index::candidates`] finds them.
    pub(super) fn candidates(&self, name: &str) -> impl Iterator<Item = &str> {
        let is_set = |number: &usize| self.names.get(*number).is_some_and(|(_, is_set)| *is_set);
        let numbers = self.index.candidates_that(name, is_set);
        numbers.filter_map(|number| self.names.get(number)).map(|(name, _)| &**name)
    }
}
