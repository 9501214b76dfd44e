//! Finds the data action, module, bot, script or flow that a call refers to, in the facts of a project.

use std::cmp::Reverse;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{Workspace, folder_of};
use crate::artifact::call::{Call, Callee, Interface};
use crate::diagnostic::{Location, Place};
use crate::text::Span;

/// Something that can be called, and the file that defines it.
#[derive(Clone, Copy, Debug)]
pub struct Callable<'a> {
    pub file: &'a Arc<str>,
    pub interface: &'a Interface,
}

impl Callable<'_> {
    /// The location of its name.
    #[must_use]
    pub fn location(&self) -> Location {
        self.place(self.interface.span)
    }

    /// A place in it.
    #[must_use]
    pub fn place(&self, span: Span) -> Location {
        Location { file: self.file.clone(), place: Place::in_artifact(span, &self.interface.path) }
    }
}

/// All that can be called, by kind and name.
#[derive(Debug)]
pub struct Callables<'a> {
    named: FxHashMap<(Callee, &'a str), Vec<Callable<'a>>>,
    /// The data actions in exports, by id: the id is all that the calls of scripts have.
    by_id: FxHashMap<&'a str, &'a Interface>,
}

impl<'a> Callables<'a> {
    pub(super) fn of(workspace: &'a Workspace) -> Self {
        let mut named: FxHashMap<_, Vec<_>> = FxHashMap::default();
        let mut by_id = FxHashMap::default();
        let of_files = workspace.files().flat_map(|(file, facts)| facts.interfaces.iter().map(move |it| (file, it)));
        let of_others = workspace.named.iter().map(|(file, interface)| (file, interface));
        for (file, interface) in of_files.chain(of_others) {
            let callable = Callable { file, interface };
            named.entry((interface.callee, interface.name.as_ref())).or_default().push(callable);
        }
        for (_, facts) in workspace.files() {
            for snapshot in &facts.snapshots {
                by_id.extend(snapshot.id.as_deref().map(|id| (id, snapshot)));
            }
        }
        Callables { named, by_id }
    }

    /// Whether something of this kind has this name.
    #[must_use]
    pub fn has(&self, callee: Callee, name: &str) -> bool {
        self.named.contains_key(&(callee, name))
    }

    /// All of this kind with this name.
    #[must_use]
    pub fn named(&self, callee: Callee, name: &str) -> Vec<Callable<'a>> {
        self.named.get(&(callee, name)).cloned().unwrap_or_default()
    }

    /// The names of all of this kind, sorted.
    #[must_use]
    pub fn names(&self, callee: Callee) -> Vec<&'a str> {
        let mut names: Vec<_> = self.named.keys().filter(|(kind, _)| *kind == callee).map(|(_, name)| *name).collect();
        names.sort_unstable();
        names
    }

    /// Returns what a call in `file` means: by id, else by category and name, as far as both sides have them. Of several
    /// with the same interface it is the nearest. `None` if the project does not have it, and if several that differ
    /// would fit.
    #[must_use]
    pub fn called(&self, file: &str, call: &Call) -> Option<Callable<'a>> {
        let found = self.fitting(call);
        nearest(file, &found).first().copied().filter(|_| agree(&found))
    }

    /// Returns everything that a call in `file` may mean: the one in the nearest folder, or all that are equally near.
    #[must_use]
    pub fn candidates(&self, file: &str, call: &Call) -> Vec<Callable<'a>> {
        nearest(file, &self.fitting(call))
    }

    fn fitting(&self, call: &Call) -> Vec<Callable<'a>> {
        let saved = call.id.as_deref().and_then(|id| self.by_id.get(id));
        let Some(name) = call.name.as_deref().or(saved.map(|saved| saved.name.as_ref())) else { return Vec::new() };
        let category = call.category.as_deref().or(saved.and_then(|saved| saved.category.as_deref()));
        self.find(call.callee, call.id.as_deref(), category, name)
    }

    /// The data action to which a contract in an export refers.
    #[must_use]
    pub fn current(&self, snapshot: &Interface) -> Option<Callable<'a>> {
        let found = self.find(snapshot.callee, snapshot.id.as_deref(), snapshot.category.as_deref(), &snapshot.name);
        found.first().copied().filter(|_| agree(&found))
    }

    /// Returns everything of this kind and name that has this id, or else everything that may have this id and category.
    fn find(&self, callee: Callee, id: Option<&str>, category: Option<&str>, name: &str) -> Vec<Callable<'a>> {
        let named = self.named(callee, name);
        let is = |own: Option<&str>, wanted: Option<&str>| own.is_none() || wanted.is_none() || own == wanted;
        let has_id = |it: &Callable<'a>| id.is_some() && it.interface.id.as_deref() == id;
        let fits =
            |it: &Callable<'a>| is(it.interface.id.as_deref(), id) && is(it.interface.category.as_deref(), category);
        let has_any = named.iter().any(has_id);
        named.into_iter().filter(|it| if has_any { has_id(it) } else { fits(it) }).collect()
    }
}

/// Whether callers see the same in all of them.
fn agree(found: &[Callable<'_>]) -> bool {
    found.windows(2).all(|pair| matches!(pair, [one, other] if one.interface.agrees(other.interface)))
}

/// Returns those in the folder that is nearest to the folder of `file`: the one with the most folders in common, then
/// the one with the fewest folders below these.
fn nearest<'a>(file: &str, found: &[Callable<'a>]) -> Vec<Callable<'a>> {
    let distance = |it: &Callable<'a>| {
        let (own, other) = (folders(file), folders(it.file));
        let common = own.zip(other.clone()).take_while(|(own, other)| own == other).count();
        (Reverse(common), other.count() - common)
    };
    let least = found.iter().map(distance).min();
    found.iter().filter(|it| Some(distance(it)) == least).copied().collect()
}

/// Returns the folders around a file, the outermost first.
fn folders(file: &str) -> impl Iterator<Item = &str> + Clone {
    folder_of(file).split('/').filter(|folder| !folder.is_empty())
}
