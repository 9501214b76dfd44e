//! Reads from the tree of a flow its expressions, parsed and typed, and the variables that it declares and assigns.
//!
//! In Archy YAML every text under `exp` is an expression, and every name under `var` and `variable` a variable that an
//! action fills; that creates the variable if the flow does not declare it (observed in published flows). In a flow
//! configuration `config` is Architect's own reading of an expression; only a text without it, which Architect saves
//! for a draft with errors, is read here.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use super::canonical::is_builder_part;
use super::position::{archy, configuration};
use super::root::{self, Root};
use super::variables::{self, Key, Variable};
use crate::artifact::nav::{key_is, member};
use crate::artifact::{ArtifactKind, Derived};
use crate::expr::architect::{self, NodeId, Types};
use crate::expr::placeholder;
use crate::knowledge::expressions::{Type, type_of_kind};
use crate::knowledge::parts;
use crate::syntax::{Locator, Tree, Value, ValueKind};
use crate::text::Span;
use crate::text::compare::lower;
use crate::wording::misspelling;

/// A task, state, menu or list of start-up actions; `None` for the flow itself.
pub type Container<'a> = Option<Value<'a>>;

/// A variable that an action fills.
#[derive(Clone, Debug)]
pub struct Assignment<'a> {
    /// The scalar with its name.
    pub value: Value<'a>,
    /// With its scope, as written.
    pub name: Cow<'a, str>,
    pub container: Container<'a>,
    /// Its type by the action, if known.
    pub of: Option<Type>,
    /// The kind of action that fills it.
    pub by: Filler,
}

/// The kind of action that fills a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filler {
    /// Get Participant Data and its like, which leave it as it is if there is no such attribute.
    Get,
    /// The index of a loop.
    Loop,
    Other,
}

/// A variable that the flow declares.
#[derive(Clone, Debug)]
pub struct Declaration<'a> {
    pub variable: Variable,
    /// The scalar with its name.
    pub value: Value<'a>,
    pub container: Container<'a>,
    /// Whether it has a value from the beginning.
    pub has_value: bool,
}

/// A text of a flow that is an expression.
#[derive(Clone, Debug)]
pub struct Written<'a> {
    /// The scalar.
    pub value: Value<'a>,
    pub text: Cow<'a, str>,
    pub container: Container<'a>,
    /// The settings of the action.
    pub action: Option<Value<'a>>,
}

/// The types of the variables of a flow.
#[derive(Clone, Debug, Default)]
pub struct VariableTypes(FxHashMap<String, Option<Type>>);

/// The expressions and variables of a flow, before the expressions are parsed.
#[derive(Debug, Default)]
pub struct Sources<'a> {
    texts: Vec<Written<'a>>,
    /// The values of a flow configuration that Architect has read itself.
    pub(super) bodies: Vec<Value<'a>>,
    /// The names of variables of a flow configuration by their ids.
    pub(super) ids: FxHashMap<Cow<'a, str>, Cow<'a, str>>,
    declarations: Vec<Declaration<'a>>,
    assignments: Vec<Assignment<'a>>,
    slots: Vec<Cow<'a, str>>,
    pub(super) is_whole: bool,
}

/// An expression of a flow.
#[derive(Debug)]
pub struct Expression<'a> {
    /// The scalar with its text.
    pub value: Value<'a>,
    locator: Locator<'a>,
    pub tree: architect::Tree<'a>,
    pub types: Types,
    pub container: Container<'a>,
}

/// The expressions and variables of a flow.
#[derive(Debug)]
pub struct Expressions<'a> {
    pub all: Vec<Expression<'a>>,
    pub declarations: &'a [Declaration<'a>],
    pub assignments: &'a [Assignment<'a>],
    /// The names of slots, without their scope.
    pub slots: &'a [Cow<'a, str>],
    /// Whether the file is a flow with a beginning, and all names of variables in it are known.
    pub is_whole: bool,
}

impl Expression<'_> {
    /// The span in the file of a part of the expression.
    #[must_use]
    pub fn span(&self, part: Span) -> Span {
        self.locator.span(part.range())
    }

    /// The span in the file of a node.
    #[must_use]
    pub fn span_of(&self, id: NodeId) -> Span {
        self.span(self.tree.node(id).map(|node| node.span).unwrap_or_default())
    }

    /// Whether it is the value that Set Participant Data or Set Conversation Data stores.
    #[must_use]
    pub fn is_attribute_value(&self) -> bool {
        let Some(wrapper) = self.value.parent().filter(|wrapper| key_is(*wrapper, "value")) else { return false };
        wrapper.parent().is_some_and(|it| key_is(it, "attribute"))
    }
}

impl<'a> Sources<'a> {
    /// The expressions and variables of the flow that a tree is; there are none in other artefacts.
    #[must_use]
    pub fn of(kind: ArtifactKind, tree: &'a Tree<'a>) -> Self {
        Derived::of(kind, tree).into_sources()
    }

    pub(in crate::artifact) fn read(derived: &Derived<'a>) -> Self {
        match derived.kind {
            ArtifactKind::ArchyYaml => Self::archy(derived),
            ArtifactKind::Export | ArtifactKind::FlowConfiguration => Self::configuration(derived.tree),
            _ => Sources::default(),
        }
    }

    /// The texts in which Architect has not read the expression itself.
    #[must_use]
    pub fn texts(&self) -> &[Written<'a>] {
        &self.texts
    }

    #[must_use]
    pub fn declarations(&self) -> &[Declaration<'a>] {
        &self.declarations
    }

    #[must_use]
    pub fn assignments(&self) -> &[Assignment<'a>] {
        &self.assignments
    }

    /// The names of slots, without their scope.
    #[must_use]
    pub fn slots(&self) -> &[Cow<'a, str>] {
        &self.slots
    }

    /// Whether the file is a flow with a beginning, and all names of variables in it are known.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// The types of the variables that the flow declares and assigns.
    #[must_use]
    pub fn types(&self) -> VariableTypes {
        let mut types: FxHashMap<String, Option<Type>> = FxHashMap::default();
        // Each task and state may have its own variable of a name; if their types differ, it is none.
        let declared: FxHashSet<String> =
            self.declarations.iter().map(|it| lower(&it.variable.name).into_owned()).collect();
        let by_declaration =
            self.declarations.iter().map(|it| (lower(&it.variable.name).into_owned(), type_of_kind(&it.variable.kind)));
        let by_assignment = self.assignments.iter().map(|it| (lower(&it.name).into_owned(), it.of));
        let by_assignment = by_assignment.filter(|(name, _)| !declared.contains(name));
        for (name, of) in by_declaration.chain(by_assignment) {
            types.entry(name).and_modify(|known| *known = known.filter(|known| Some(*known) == of)).or_insert(of);
        }
        VariableTypes(types)
    }

    /// The assignments of each variable, in the order of the file.
    pub(super) fn assignments_by_variable(&self) -> FxHashMap<Key<'a>, Vec<&Assignment<'a>>> {
        let mut found: FxHashMap<_, Vec<_>> = FxHashMap::default();
        for it in &self.assignments {
            found.entry(variables::key(&it.name, it.container)).or_default().push(it);
        }
        found
    }

    /// The names, in lower case, of the variables that have a value from the beginning, in any task or state.
    pub(super) fn names_with_value(&self) -> FxHashSet<String> {
        let declared = self.declarations.iter().filter(|it| it.has_value || it.variable.is_input);
        declared.map(|it| lower(&it.variable.name).into_owned()).collect()
    }

    fn archy(derived: &Derived<'a>) -> Self {
        let tree = derived.tree;
        let Some(Root { body: flow, .. }) = root::of(tree.root()) else { return Sources::default() };
        let mut found = Sources { declarations: variables::archy_declarations(flow), ..Sources::default() };
        let begins = ["startUpRef", "startUpTaskActions"].iter().any(|key| flow.get(key).is_some());
        let lists = ["variables", "startUpTaskVariables"].iter().filter_map(|key| flow.get(key));
        let has_lists = lists.clone().all(|list| matches!(list.kind(), ValueKind::Array | ValueKind::Null));
        found.is_whole = begins && has_lists;
        // Most nodes are told apart by their length.
        for (key, value) in tree.values().zip(tree.values().skip(1)) {
            let raw = if key.kind() == ValueKind::String { key.raw() } else { continue };
            let is_scalar = value.kind() != ValueKind::Object && value.kind() != ValueKind::Array;
            match raw {
                "exp" if is_scalar && value.key() == Some(key) => {
                    let position = derived.positions().get(value);
                    if misplaced_target(key, position) {
                        found.assignments.push(archy_assignment(key, value, position));
                    } else {
                        let container = position.and_then(|it| it.container);
                        let action = position.and_then(|it| it.action);
                        found.texts.push(Written { value, text: value.scalar_text(), container, action });
                    }
                }
                _ if is_target(raw) && value.kind() == ValueKind::String && value.key() == Some(key) => {
                    found.assignments.push(archy_assignment(key, value, derived.positions().get(value)));
                }
                "slot" if value.kind() == ValueKind::Object && value.key() == Some(key) => {
                    found.slots.extend(member(value, "name").and_then(Value::as_str));
                }
                "entities" if value.kind() == ValueKind::Array && value.key() == Some(key) => {
                    found.slots.extend(value.items().filter_map(|item| member(item, "name")?.as_str()));
                }
                _ => {}
            }
        }
        found.close(tree.text());
        found
    }

    fn configuration(tree: &'a Tree<'a>) -> Self {
        let root = tree.root();
        let mut found = Sources { declarations: variables::configuration_declarations(root), ..Sources::default() };
        found.is_whole = true;
        let ids = found.declarations.iter();
        found.ids =
            ids.filter_map(|it| Some((member(it.value.parent()?, "id")?.as_str()?, it.value.as_str()?))).collect();
        for (key, value) in tree.values().zip(tree.values().skip(1)) {
            if key.is_written("\"mode\"") && value.key() == Some(key) {
                found.add_value(value);
            }
            let has_slots = key.is_written("\"entities\"") || key.is_written("\"slots\"");
            if has_slots && value.key() == Some(key) {
                found.slots.extend(value.items().filter_map(|item| member(item, "name")?.as_str()));
            }
        }
        found.close("");
        found
    }

    /// Adds what a value of a flow configuration is: an expression that Architect could not read, or a variable that is
    /// filled. `mode` is the member of its `uiMetaData`.
    fn add_value(&mut self, mode: Value<'a>) {
        let Some(body) = mode.parent().filter(|it| key_is(*it, "uiMetaData")).and_then(Value::parent) else { return };
        let text = member(body, "text").filter(|text| text.kind() == ValueKind::String);
        let config = member(body, "config");
        let position = || configuration::of(body).filter(|it| it.flow.parent().is_none());
        match (mode.as_u64(), text, config) {
            (Some(0), Some(text), None) if !text.scalar_text().trim().is_empty() => {
                if let Some(position) = position() {
                    let (container, action) = (position.container, position.action);
                    self.texts.push(Written { value: text, text: text.scalar_text(), container, action });
                }
            }
            (Some(0 | 4), _, Some(_)) => self.bodies.push(body),
            (Some(2), _, Some(config)) => {
                let Some(reference) = member(config, "ref") else { return };
                let id = member(reference, "val").and_then(Value::as_str);
                let known = id.and_then(|id| self.ids.get(&id)).cloned();
                let name = known.or_else(|| member(reference, "text").and_then(Value::as_str));
                // What a builder of texts puts together reads variables.
                if let (Some(name), Some(position), false) = (name, position(), is_builder_part(body)) {
                    let is_get = position
                        .action
                        .and_then(|it| member(it, "__type"))
                        .is_some_and(|it| it.is_str("GetAttributesAction") || it.is_str("GetConversationDataAction"));
                    let by = match is_get {
                        true => Filler::Get,
                        false if key_is(body, "currentIndex") => Filler::Loop,
                        false => Filler::Other,
                    };
                    self.assignments.push(Assignment {
                        value: text.unwrap_or(body),
                        name,
                        container: position.container,
                        of: None,
                        by,
                    });
                }
            }
            _ => {}
        }
    }

    /// Notes whether all names of variables are known.
    fn close(&mut self, text: &str) {
        let declared = self.declarations.iter().map(|it| &*it.variable.name);
        let names = declared.chain(self.assignments.iter().map(|it| &*it.name));
        let has_hole =
            names.chain(self.slots.iter().map(AsRef::as_ref)).any(|name| !placeholder::find(name).is_empty());
        // Directives of Terraform's templates: what they leave out, nobody can see.
        self.is_whole &= !has_hole && !text.contains("%{");
    }
}

/// Whether a key has the name of a variable that an action fills, or is nearly such a key.
fn is_target(key: &str) -> bool {
    match key.len() {
        2..=4 => key == "var" || has_an_end_of_var(key) && parts::form(key) == Some("var"),
        7..=9 => key == "variable" || misspelling(key, &["variable"]).is_some(),
        _ => false,
    }
}

/// Whether a key begins or ends like `var`, as all its misspellings do.
fn has_an_end_of_var(key: &str) -> bool {
    matches!(key.as_bytes(), [b'v' | b'V', ..] | [.., b'r' | b'R'])
}

/// Whether `exp` in a Get action is meant as the variable that the action fills.
fn misplaced_target(key: Value<'_>, position: Option<archy::Position<'_>>) -> bool {
    let holder = key.parent().filter(|it| key_is(*it, "variable") || key_is(*it, "value"));
    let action = position.and_then(|it| it.action).and_then(Value::key).map(Value::scalar_text);
    holder.is_some() && action.is_some_and(|it| is_get(&it))
}

/// Whether an action of an Archy file fills variables from attributes.
fn is_get(action: &str) -> bool {
    matches!(action, "getParticipantData" | "getConversationData")
}

/// A variable that an action of an Archy file fills.
fn archy_assignment<'a>(key: Value<'a>, value: Value<'a>, position: Option<archy::Position<'a>>) -> Assignment<'a> {
    let holder = key.parent();
    let name_of = |value: Option<Value<'a>>| value.and_then(Value::key).map(Value::scalar_text).unwrap_or_default();
    let outer = name_of(holder);
    let action = position.and_then(|it| it.action).and_then(Value::key).map(Value::scalar_text).unwrap_or_default();
    let by = match &*action {
        action if is_get(action) => Filler::Get,
        _ if outer == "currentIndex" => Filler::Loop,
        _ => Filler::Other,
    };
    let of = match by {
        Filler::Get => type_of_kind("string"),
        Filler::Loop => type_of_kind("integer"),
        // A statement of Update Data has the type as its key.
        Filler::Other if action == "updateData" => type_of_kind(&outer),
        Filler::Other => None,
    };
    let container = position.and_then(|it| it.container);
    Assignment { value, name: value.scalar_text(), container, of, by }
}

impl VariableTypes {
    /// The type of a variable, where it is known.
    #[must_use]
    pub fn of(&self, scope: &str, name: &str) -> Option<Type> {
        self.0.get(&*lower(&[scope, name].join("."))).copied().flatten()
    }
}

impl<'a> Expressions<'a> {
    /// Parses the expressions of a flow and works out their types.
    #[must_use]
    pub fn read(sources: &'a Sources<'a>) -> Self {
        let Sources { texts, declarations, assignments, slots, is_whole, .. } = sources;
        let variables = sources.types();
        let read = |Written { value, text, container, .. }: &'a Written<'a>| {
            let tree = architect::parse(text);
            let types = architect::infer(&tree, |scope, name| variables.of(scope, name));
            Expression { value: *value, locator: value.locator(), tree, types, container: *container }
        };
        Expressions { all: texts.iter().map(read).collect(), declarations, assignments, slots, is_whole: *is_whole }
    }
}
