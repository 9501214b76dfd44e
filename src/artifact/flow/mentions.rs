//! Finds in the tree of a flow, for editors, the texts that are expressions and all places that name a variable.
//!
//! Rules trust Architect's own reading of an expression in a flow configuration. People read and change the text next to
//! it, so here that counts, as long as it is an expression.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::expressions::{Container, Sources, Written};
use super::position::configuration;
use super::variables::is_local;
use crate::artifact::ArtifactKind;
use crate::artifact::nav::{key_is, member};
use crate::expr::architect::{self, NodeKind};
use crate::syntax::{Tree, Value, ValueKind};
use crate::text::Span;

/// The effect of a place on a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Declares,
    Fills,
    Reads,
    /// It repeats, in a flow configuration, the text of another place.
    Repeats,
}

/// A variable of a flow. Names are unique in a flow, or in a task or state for variables of that scope.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Variable<'a> {
    /// With its scope, in lower case.
    name: String,
    container: Container<'a>,
}

/// A place that names a variable.
#[derive(Clone, Debug)]
pub struct Mention<'a> {
    pub of: Variable<'a>,
    /// With its scope, as written, without quotes.
    pub name: String,
    pub role: Role,
    /// The scalar that contains it.
    pub value: Value<'a>,
    /// The name with its scope, in bytes of the text of the scalar.
    pub range: Range<usize>,
    /// The same in the file.
    pub span: Span,
    /// The name without its scope, in the file.
    pub own: Span,
}

/// All places of a flow that name variables.
#[derive(Clone, Debug)]
pub struct Mentions<'a> {
    pub all: Vec<Mention<'a>>,
    homes: Homes<'a>,
}

/// The tasks and states that have variables of their own.
#[derive(Clone, Debug, Default)]
struct Homes<'a> {
    known: FxHashSet<(String, Container<'a>)>,
    /// The container of a name that only one has; `None` if several have it.
    only: FxHashMap<String, Option<Container<'a>>>,
}

/// The texts of a flow that are expressions, in the order of the text.
#[must_use]
pub fn texts<'a>(kind: ArtifactKind, sources: &Sources<'a>, tree: &'a Tree<'a>) -> Vec<Written<'a>> {
    match kind {
        ArtifactKind::Export | ArtifactKind::FlowConfiguration => values(tree)
            .filter_map(|body| {
                let value = member(body, "text").filter(|text| text.kind() == ValueKind::String)?;
                let position = configuration::of(body).filter(|it| it.flow.parent().is_none())?;
                let (text, container, action) = (value.scalar_text(), position.container, position.action);
                Some(Written { value, text, container, action })
            })
            .collect(),
        _ => sources.texts().to_vec(),
    }
}

/// The values of a flow configuration that are not literals: expressions, variables, and what was built of them.
fn values<'a>(tree: &'a Tree<'a>) -> impl Iterator<Item = Value<'a>> {
    let pairs = tree.values().zip(tree.values().skip(1));
    let modes = pairs.filter(|(key, value)| key.is_written("\"mode\"") && value.key() == Some(*key));
    modes.filter(|(_, mode)| matches!(mode.as_u64(), Some(0 | 2 | 4))).filter_map(|(_, mode)| {
        let body = mode.parent().filter(|it| key_is(*it, "uiMetaData"))?.parent()?;
        (body.kind() == ValueKind::Object).then_some(body)
    })
}

impl<'a> Mentions<'a> {
    /// Finds all places of a flow that name variables.
    #[must_use]
    pub fn of(kind: ArtifactKind, sources: &Sources<'a>, tree: &'a Tree<'a>) -> Self {
        let mut mentions = Mentions { all: Vec::new(), homes: Homes::of(sources) };
        for it in sources.declarations() {
            mentions.add(it.value, &it.variable.name, it.container, Role::Declares);
        }
        let filled: FxHashSet<Value<'_>> = sources.assignments().iter().map(|it| it.value).collect();
        let is_archy = kind == ArtifactKind::ArchyYaml;
        for it in sources.assignments().iter().filter(|_| is_archy) {
            mentions.add(it.value, &it.value.scalar_text(), it.container, Role::Fills);
        }
        for Written { value, text, container, .. } in texts(kind, sources, tree) {
            let role = if filled.contains(&value) { Role::Fills } else { Role::Reads };
            mentions.add(value, &text, container, role);
            if let Some(body) = value.parent().filter(|_| !is_archy) {
                mentions.add_repetitions(body, container);
            }
        }
        mentions.all.sort_by_key(|it| it.span);
        mentions
    }

    /// The place that names a variable around an offset, which may also be directly after it.
    #[must_use]
    pub fn at(&self, offset: u32) -> Option<&Mention<'a>> {
        self.all.iter().find(|it| it.span.start <= offset && offset <= it.span.end)
    }

    /// The places that name a variable.
    pub fn mentions<'m>(&'m self, of: &'m Variable<'a>) -> impl Iterator<Item = &'m Mention<'a>> {
        self.all.iter().filter(move |it| it.of == *of)
    }

    /// The variable that a name means in a container.
    #[must_use]
    pub fn variable(&self, name: &str, container: Container<'a>) -> Variable<'a> {
        self.homes.resolve(name, container)
    }

    /// Adds the variables that a text names, if it is an expression.
    fn add(&mut self, value: Value<'a>, text: &str, container: Container<'a>, role: Role) {
        let tree = architect::parse(text);
        // What comes with Architect's own reading may be any text.
        if role == Role::Repeats && !tree.errors.is_empty() {
            return;
        }
        let mut locator = None;
        for (_, node) in tree.nodes() {
            let NodeKind::Variable { scope, name } = node.kind else { continue };
            let locator = locator.get_or_insert_with(|| value.locator());
            let written = format!("{}.{}", tree.slice(scope), tree.slice(name));
            self.all.push(Mention {
                of: self.homes.resolve(&written, container),
                name: written,
                role,
                value,
                range: node.span.range(),
                span: locator.span(node.span.range()),
                own: locator.span(name.range()),
            });
        }
    }

    /// Adds the names in Architect's own reading of a value.
    fn add_repetitions(&mut self, body: Value<'a>, container: Container<'a>) {
        let config = member(body, "config").into_iter().flat_map(Value::descendants);
        let texts = config.filter(|it| {
            it.kind() == ValueKind::String
                && key_is(*it, "text")
                && !it.parent().is_some_and(|it| key_is(it, "lit") || key_is(it, "sysref"))
        });
        let list = member(body, "metaData").and_then(|it| member(it, "references"));
        let names = list.into_iter().flat_map(Value::items).filter_map(|item| member(item, "name"));
        for value in texts.chain(names).filter(|it| it.kind() == ValueKind::String) {
            self.add(value, &value.scalar_text(), container, Role::Repeats);
        }
    }
}

impl<'a> Variable<'a> {
    /// The task or state that has it; `None`: the flow.
    #[must_use]
    pub fn container(&self) -> Container<'a> {
        self.container
    }
}

impl<'a> Mention<'a> {
    /// The numbers in Architect's own reading of the same value that count characters of its text, each with what it is.
    pub fn positions(&self) -> impl Iterator<Item = (Value<'a>, u64)> + use<'a> {
        let body = self.value.parent().filter(|_| key_is(self.value, "text") && self.role != Role::Repeats);
        let config = body.and_then(|body| member(body, "config")).into_iter().flat_map(Value::descendants);
        config.filter(|it| key_is(*it, "pos")).filter_map(|it| Some((it, it.as_u64()?)))
    }
}

impl<'a> Homes<'a> {
    fn of(sources: &Sources<'a>) -> Self {
        let mut homes = Homes::default();
        let declared = sources.declarations().iter().map(|it| (&*it.variable.name, it.container));
        let filled = sources.assignments().iter().map(|it| (&*it.name, it.container));
        for (name, container) in declared.chain(filled).filter(|(name, _)| is_local(name)) {
            let name = name.to_lowercase();
            if homes.known.insert((name.clone(), container)) {
                homes.only.entry(name).and_modify(|only| *only = None).or_insert(Some(container));
            }
        }
        homes
    }

    fn resolve(&self, name: &str, container: Container<'a>) -> Variable<'a> {
        let is_local = is_local(name);
        let key = (name.to_lowercase(), container);
        let has_own = !is_local || self.known.contains(&key);
        let (name, container) = key;
        let home = self.only.get(&name).copied().flatten().filter(|_| !has_own);
        Variable { container: home.unwrap_or(container).filter(|_| is_local), name }
    }
}
