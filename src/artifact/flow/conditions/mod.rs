//! Finds the expressions of a flow that depend on attributes: those that read a variable that a Get fills, with the texts
//! that they compare it with.

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::expressions::{Assignment, Declaration, Filler, Sources};
use super::variables::{Key, key};
use crate::artifact::nav::member;
use crate::artifact::{Access, ArtifactKind, AttributeUse, Derived};
use crate::diagnostic::Place;
use crate::syntax::ValueKind;

mod archy;
mod configuration;

/// The most Gets that may fill a variable: each condition about the variable lists all of them.
const MOST_GETS: usize = 100;

/// An expression that is true or false, or compares texts, and reads a variable that a Get fills.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The numbers of the Gets among the uses of the file. There is at least one.
    pub gets: Box<[u32]>,
    /// With its scope, as written in the expression.
    pub variable: Box<str>,
    /// The expression.
    pub text: Box<str>,
    pub place: Place,
    /// The texts that the variable is compared with. Empty if something else than Gets may fill it.
    pub compared: Vec<Compared>,
}

/// A text that a variable is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    pub text: SmolStr,
    pub place: Place,
    pub altered: Altered,
}

/// The functions that an expression applies to the value of a variable before it compares it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Altered {
    pub case: Option<Case>,
    /// Whether spaces around it are removed.
    pub is_trimmed: bool,
}

/// How capitalisation is changed before a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    Lower,
    Upper,
    /// The comparison ignores it.
    Ignored,
}

impl Altered {
    /// Whether the comparison of a value with `text` is true.
    #[must_use]
    pub fn equals(self, value: &str, text: &str) -> bool {
        let value = if self.is_trimmed { value.trim() } else { value };
        match self.case {
            None => value == text,
            Some(Case::Lower) => value.to_lowercase() == text,
            Some(Case::Upper) => value.to_uppercase() == text,
            Some(Case::Ignored) => value.to_lowercase() == text.to_lowercase(),
        }
    }

    /// The result of a function of one text; `None` for functions whose result is not known.
    fn by(self, function: &str) -> Option<Self> {
        let case = self.case;
        match function.to_ascii_lowercase().as_str() {
            "lower" => Some(Altered { case: Some(Case::Lower), ..self }),
            "upper" => Some(Altered { case: Some(Case::Upper), ..self }),
            "trim" => Some(Altered { case, is_trimmed: true }),
            "tostring" => Some(self),
            _ => None,
        }
    }
}

/// The expressions of a flow that depend on attributes.
pub(super) fn read(derived: &Derived<'_>, uses: &[AttributeUse]) -> Vec<Condition> {
    if uses.iter().all(|usage| usage.access == Access::Set || usage.target.is_none()) || !derived.sources().is_whole() {
        return Vec::new();
    }
    let filled = Filled::of(derived.sources(), uses);
    match derived.kind {
        ArtifactKind::ArchyYaml => archy::find(derived, &filled),
        _ => configuration::find(derived.tree, derived.sources(), &filled),
    }
}

/// The variables that an expression reads and Gets fill, in the order of the expression, each with its name as written and
/// the texts that it is compared with.
#[derive(Debug, Default)]
struct Reads<'a> {
    all: Vec<(Key<'a>, String, Vec<Compared>)>,
    numbers: FxHashMap<Key<'a>, usize>,
}

impl<'a> Reads<'a> {
    fn add(&mut self, key: Key<'a>, name: &str) {
        if !self.numbers.contains_key(&key) {
            self.numbers.insert(key.clone(), self.all.len());
            self.all.push((key, name.to_owned(), Vec::new()));
        }
    }

    /// Adds a text that a variable is compared with, which has been added.
    fn compare(&mut self, key: &Key<'a>, text: Compared) {
        let read = self.numbers.get(key).and_then(|number| self.all.get_mut(*number));
        if let Some((_, _, compared)) = read {
            compared.push(text);
        }
    }
}

/// The variables of a flow that Gets fill.
#[derive(Debug, Default)]
struct Filled<'a>(FxHashMap<Key<'a>, Variable>);

/// A variable that a Get fills.
#[derive(Debug, Default)]
struct Variable {
    gets: Vec<u32>,
    /// Whether something else may fill it, with a value that is not known.
    is_open: bool,
    /// The texts that it has before something fills it.
    initial: Vec<String>,
}

impl<'a> Filled<'a> {
    fn of(sources: &Sources<'a>, uses: &[AttributeUse]) -> Self {
        let targets = (0..).zip(uses).filter_map(|(number, usage): (u32, _)| {
            let target = usage.target.as_ref().filter(|_| usage.access == Access::Get)?;
            Some((target.place.span, number))
        });
        let targets: FxHashMap<_, u32> = targets.collect();
        let mut filled = Filled::default();
        for Assignment { value, name, container, by, .. } in sources.assignments() {
            let get = targets.get(&value.content_span()).filter(|_| *by == Filler::Get);
            let variable = filled.0.entry(key(name, *container)).or_default();
            match get {
                Some(get) => variable.gets.push(*get),
                None => variable.is_open = true,
            }
        }
        filled.0.retain(|_, variable| (1..=MOST_GETS).contains(&variable.gets.len()));
        for declaration in sources.declarations() {
            if let Some(variable) = filled.0.get_mut(&key(&declaration.variable.name, declaration.container)) {
                variable.declare(declaration);
            }
        }
        filled
    }

    /// Builds the conditions that an expression is: one for each variable, if it is true or false or compares it.
    fn conditions(&self, reads: Reads<'a>, text: &str, place: &Place, is_boolean: bool) -> Vec<Condition> {
        let meant = reads.all.into_iter().filter(|(_, _, compared)| is_boolean || !compared.is_empty());
        let conditions = meant.filter_map(|(key, name, mut compared)| {
            let variable = self.0.get(&key)?;
            let is_known = |text: &str| text.is_empty() || variable.initial.iter().any(|initial| initial == text);
            compared.retain(|it| !variable.is_open && !is_known(&it.text));
            let gets = variable.gets.clone().into();
            Some(Condition { gets, variable: name.into(), text: text.into(), place: place.clone(), compared })
        });
        conditions.collect()
    }
}

impl Variable {
    /// Adds a declaration: an input may have any value.
    fn declare(&mut self, declaration: &Declaration<'_>) {
        self.is_open |= declaration.variable.is_input;
        let initial = declaration.value.parent().and_then(|body| member(body, "initialValue"));
        let Some(initial) = initial.filter(|_| declaration.has_value) else { return };
        let in_configuration = || member(initial, "config")?.get("lit")?.get("text");
        match member(initial, "lit").or_else(in_configuration).filter(|value| value.kind() == ValueKind::String) {
            Some(text) => self.initial.push(text.scalar_text().into_owned()),
            None => self.is_open = true,
        }
    }
}
