//! Finds the data action, module, bot, script or flow that a call refers to, in the facts of a project.

use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use super::Workspace;
use super::alike::{Found, Group};
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
    namesakes: Vec<Namesakes<'a>>,
    /// The index of the namesakes of each kind and name.
    index: FxHashMap<(Callee, &'a str), usize>,
    /// The names of each kind, sorted; found when something asks for them.
    names: OnceLock<FxHashMap<Callee, Vec<&'a str>>>,
    /// The data actions in exports, by id: the id is all that the calls of scripts have.
    by_id: FxHashMap<&'a str, &'a Interface>,
}

/// All of one kind and name: nearly always one.
#[derive(Debug, Default)]
struct Namesakes<'a> {
    all: Group<'a>,
    /// Those of them that fit a description. Only filled if there are several.
    fitting: Vec<Group<'a>>,
    /// The index of the group for each description.
    index: FxHashMap<Wanted<'a>, usize>,
}

/// The description of a target in a call, in addition to the kind and the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Wanted<'a> {
    Id(&'a str),
    /// Those of this category; of those without an id only where the call has an id that nothing in the project has.
    Category {
        has_no_id: bool,
        category: Category<'a>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Category<'a> {
    Any,
    Unknown,
    Is(&'a str),
}

impl<'a> Wanted<'a> {
    /// All of a name.
    const ANY: Self = Wanted::Category { has_no_id: false, category: Category::Any };

    /// The descriptions that something fits.
    fn all_of(interface: &'a Interface) -> impl Iterator<Item = Self> {
        let own = interface.category.as_deref().map_or(Category::Unknown, Category::Is);
        let has_no_id = [false, true].into_iter().filter(|has_no_id| !has_no_id || interface.id.is_none());
        let by_category = has_no_id
            .flat_map(move |has_no_id| [Category::Any, own].map(|category| Wanted::Category { has_no_id, category }));
        by_category.chain(interface.id.as_deref().map(Wanted::Id))
    }
}

impl<'a> Namesakes<'a> {
    /// Adds a callable with a higher number than those before.
    fn add(&mut self, number: usize, callable: Callable<'a>) {
        if let [first] = self.all.all() {
            let (first, number) = (*first, self.all.first_number());
            self.add_fitting(number, first);
        }
        if !self.all.all().is_empty() {
            self.add_fitting(number, callable);
        }
        self.all.add(number, callable);
    }

    fn add_fitting(&mut self, number: usize, callable: Callable<'a>) {
        for wanted in Wanted::all_of(callable.interface).filter(|it| *it != Wanted::ANY) {
            let at = *self.index.entry(wanted).or_insert(self.fitting.len());
            if at == self.fitting.len() {
                self.fitting.push(Group::default());
            }
            if let Some(group) = self.fitting.get_mut(at) {
                group.add(number, callable);
            }
        }
    }

    fn group(&self, wanted: Wanted<'_>) -> Option<&Group<'a>> {
        match self.all.all() {
            [only] => Wanted::all_of(only.interface).any(|it| it == wanted).then_some(&self.all),
            _ if wanted == Wanted::ANY => Some(&self.all),
            _ => self.fitting.get(*self.index.get(&wanted)?),
        }
    }
}

impl<'a> Callables<'a> {
    pub(super) fn of(workspace: &'a Workspace) -> Self {
        let mut namesakes: Vec<Namesakes<'a>> = Vec::new();
        let mut index = FxHashMap::default();
        let of_files = workspace.files().flat_map(|(file, facts)| facts.interfaces.iter().map(move |it| (file, it)));
        let of_others = workspace.named.iter().map(|(file, interface)| (file, interface));
        for (number, (file, interface)) in of_files.chain(of_others).enumerate() {
            let at = *index.entry((interface.callee, interface.name.as_ref())).or_insert(namesakes.len());
            if at == namesakes.len() {
                namesakes.push(Namesakes::default());
            }
            if let Some(namesakes) = namesakes.get_mut(at) {
                namesakes.add(number, Callable { file, interface });
            }
        }
        let snapshots = workspace.files().flat_map(|(_, facts)| &facts.snapshots);
        let by_id = snapshots.filter_map(|snapshot| Some((snapshot.id.as_deref()?, snapshot))).collect();
        Callables { namesakes, index, names: OnceLock::new(), by_id }
    }

    /// Whether something of this kind has this name.
    #[must_use]
    pub fn has(&self, callee: Callee, name: &str) -> bool {
        self.index.contains_key(&(callee, name))
    }

    /// All of this kind with this name.
    #[must_use]
    pub fn named(&self, callee: Callee, name: &str) -> &[Callable<'a>] {
        self.group(callee, name, Wanted::ANY).map_or(&[], Group::all)
    }

    /// The names of all of this kind, sorted.
    #[must_use]
    pub fn names(&self, callee: Callee) -> &[&'a str] {
        let names = self.names.get_or_init(|| {
            let mut names: FxHashMap<Callee, Vec<&str>> = FxHashMap::default();
            for (callee, name) in self.index.keys() {
                names.entry(*callee).or_default().push(name);
            }
            for names in names.values_mut() {
                names.sort_unstable();
            }
            names
        });
        names.get(&callee).map_or(&[], Vec::as_slice)
    }

    /// Returns what a call in `file` means: by id, else by category and name, as far as both sides have them. Of several
    /// with the same interface it is the nearest. `None` if the project does not have it, and if several that differ
    /// would fit.
    #[must_use]
    pub fn called(&self, file: &str, call: &Call) -> Option<Callable<'a>> {
        self.fitting(call)?.only(file)
    }

    /// Returns everything that a call in `file` may mean: the one in the nearest folder, or all that are equally near.
    #[must_use]
    pub fn candidates(&self, file: &str, call: &Call) -> Vec<Callable<'a>> {
        self.fitting(call).map(|found| found.nearest(file)).unwrap_or_default()
    }

    /// The data action to which a contract in an export refers.
    #[must_use]
    pub fn current(&self, snapshot: &Interface) -> Option<Callable<'a>> {
        let (id, category) = (snapshot.id.as_deref(), snapshot.category.as_deref());
        self.find(snapshot.callee, id, category, &snapshot.name).first()
    }

    fn fitting(&self, call: &Call) -> Option<Found<'_, 'a>> {
        let saved = call.id.as_deref().and_then(|id| self.by_id.get(id));
        let name = call.name.as_deref().or(saved.map(|saved| saved.name.as_ref()))?;
        let category = call.category.as_deref().or(saved.and_then(|saved| saved.category.as_deref()));
        Some(self.find(call.callee, call.id.as_deref(), category, name))
    }

    /// Returns everything of this kind and name that has this id, or else everything that may have this id and category.
    fn find(&self, callee: Callee, id: Option<&str>, category: Option<&str>, name: &str) -> Found<'_, 'a> {
        let group = |wanted| self.group(callee, name, wanted);
        if let Some(group) = id.and_then(|id| group(Wanted::Id(id))) {
            return Found { groups: [Some(group), None] };
        }
        let of = |category| group(Wanted::Category { has_no_id: id.is_some(), category });
        match category {
            Some(category) => Found { groups: [of(Category::Is(category)), of(Category::Unknown)] },
            None => Found { groups: [of(Category::Any), None] },
        }
    }

    fn group(&self, callee: Callee, name: &str, wanted: Wanted<'_>) -> Option<&Group<'a>> {
        self.namesakes.get(*self.index.get(&(callee, name))?)?.group(wanted)
    }
}
