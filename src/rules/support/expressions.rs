//! Helps rules about the expressions of a flow: places in the file, variables that do not exist, variables that attribute
//! values read.

use std::borrow::Cow;
use std::cell::LazyCell;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::artifact::flow::expressions::{Container, Expression, Filler};
use crate::artifact::{Access, ArtifactKind};
use crate::diagnostic::Place;
use crate::expr::architect::NodeKind;
use crate::knowledge::expressions::{built_in, built_ins};
use crate::rules::context::FileContext;
use crate::syntax::Value;
use crate::text::Span;
use crate::text::compare::{edits, lower};

/// Returns the place of a part of an expression, given in bytes of its text.
pub(in crate::rules) fn place(cx: &FileContext<'_>, expression: &Expression<'_>, part: Span) -> Place {
    Place { span: expression.span(part), ..cx.place(expression.value) }
}

/// A variable that an expression reads and that does not exist.
pub(in crate::rules) struct Missing<'a> {
    pub expression: &'a Expression<'a>,
    /// Bytes of the expression.
    pub span: Span,
    /// With its scope, as written.
    pub name: String,
    pub kind: MissingKind,
}

#[derive(PartialEq, Eq)]
pub(in crate::rules) enum MissingKind {
    /// Another task or state has a loop with this index.
    LoopElsewhere,
    /// Another task or state has it.
    Elsewhere,
    /// It is close to this built-in variable.
    BuiltIn(String),
    /// Nothing has it; these are the variables of its scope.
    Unknown(Vec<String>),
}

/// The variables that exist in a flow, by names in lower case.
struct DeclaredVariables<'a> {
    here: FxHashSet<(Container<'a>, String)>,
    loops: FxHashSet<String>,
    /// As declared or assigned first, by the name in lower case.
    names: FxHashMap<String, String>,
}

/// Returns the variables that expressions read and that do not exist.
pub(in crate::rules) fn missing<'a>(cx: &FileContext<'a>) -> Vec<Missing<'a>> {
    let all = &cx.expressions.all;
    if all.is_empty() || !cx.expressions.is_whole {
        return Vec::new();
    }
    let everywhere = names(cx);
    let known = LazyCell::new(|| known(cx));
    // A flow that neither declares nor assigns any variable is a sketch, or its variables are elsewhere.
    let has_no_variables = everywhere.is_empty();
    let mut found = Vec::new();
    for expression in all.iter().filter(|expression| expression.tree.errors.is_empty()) {
        for (_, node) in expression.tree.nodes() {
            let NodeKind::Variable { scope, name } = node.kind else { continue };
            let scope = expression.tree.slice(scope);
            let name = format!("{scope}.{}", expression.tree.slice(name));
            let lower = lower(&name);
            let is_shared = ["flow", "common", "slot"].iter().any(|it| scope.eq_ignore_ascii_case(it));
            if is_shared && everywhere.contains(&lower) || built_in(&name).is_some() {
                continue;
            }
            let kind = kind_of(&everywhere, &known, expression.container, scope, &lower);
            if let Some(kind) = kind.filter(|kind| !has_no_variables || matches!(kind, MissingKind::BuiltIn(_))) {
                found.push(Missing { expression, span: node.span, name, kind });
            }
        }
    }
    found
}

/// The names of all variables of a flow, in lower case.
fn names<'a>(cx: &FileContext<'a>) -> FxHashSet<Cow<'a, str>> {
    let declared = cx.expressions.declarations.iter().map(|it| lower(&it.variable.name));
    let assigned = cx.expressions.assignments.iter().map(|it| lower(&it.name));
    let slots = cx.expressions.slots.iter().map(|slot| Cow::Owned(format!("Slot.{slot}").to_lowercase()));
    declared.chain(assigned).chain(slots).collect()
}

fn known<'a>(cx: &FileContext<'a>) -> DeclaredVariables<'a> {
    let mut known =
        DeclaredVariables { here: FxHashSet::default(), loops: FxHashSet::default(), names: FxHashMap::default() };
    let declared = cx.expressions.declarations.iter().map(|it| (it.container, &*it.variable.name, Filler::Other));
    let assigned = cx.expressions.assignments.iter().map(|it| (it.container, &*it.name, it.by));
    for (container, name, by) in declared.chain(assigned) {
        let folded = lower(name).into_owned();
        known.here.insert((container, folded.clone()));
        if by == Filler::Loop {
            known.loops.insert(folded.clone());
        }
        known.names.entry(folded).or_insert_with(|| name.to_owned());
    }
    for slot in cx.expressions.slots {
        let name = format!("Slot.{slot}");
        known.names.entry(name.to_lowercase()).or_insert(name);
    }
    known
}

/// Why a variable does not exist; `None` where it exists or may exist. `lower`: its name in lower case.
fn kind_of(
    everywhere: &FxHashSet<Cow<'_, str>>,
    known: &DeclaredVariables<'_>,
    container: Container<'_>,
    scope: &str,
    lower: &str,
) -> Option<MissingKind> {
    let in_scope = |known: &DeclaredVariables<'_>| {
        let start = format!("{}.", scope.to_lowercase());
        let mut names: Vec<String> =
            known.names.iter().filter(|(lower, _)| lower.starts_with(&start)).map(|(_, name)| name.clone()).collect();
        names.sort_unstable();
        names
    };
    match scope.to_lowercase().as_str() {
        "flow" | "common" | "slot" if everywhere.contains(lower) => None,
        "flow" | "common" => Some(MissingKind::Unknown(in_scope(known))),
        own @ ("task" | "state") => {
            let is_own = container.is_some_and(|it| is_scope_of(it, own));
            if !is_own && everywhere.contains(lower) || known.here.contains(&(container, lower.to_owned())) {
                None
            } else if known.loops.contains(lower) {
                Some(MissingKind::LoopElsewhere)
            } else if everywhere.contains(lower) {
                Some(MissingKind::Elsewhere)
            } else {
                Some(MissingKind::Unknown(in_scope(known)))
            }
        }
        "slot" => {
            let slots = in_scope(known);
            near(lower, slots.iter().map(String::as_str)).is_some().then_some(MissingKind::Unknown(slots))
        }
        other => {
            let start = format!("{other}.");
            let names = built_ins().iter().map(|it| it.name).filter(|it| it.to_lowercase().starts_with(&start));
            near(lower, names).map(|meant| MissingKind::BuiltIn(meant.to_owned()))
        }
    }
}

/// Whether variables of the scope `task` or `state` belong to this container alone.
fn is_scope_of(container: Value<'_>, scope: &str) -> bool {
    let kind = container.get("__type").map(Value::scalar_text);
    match kind.as_deref() {
        Some(kind) => kind.to_lowercase().ends_with(scope) && kind != "BotState",
        None => container
            .key()
            .is_some_and(|key| key.text_equals(scope) || scope == "task" && key.text_equals("startUpTaskActions")),
    }
}

/// The name that differs from `name`, which is in lower case, in one letter, or in two where it is long.
fn near<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let allowed = if name.len() >= 14 { 2 } else { 1 };
    names
        .filter(|other| other.len().abs_diff(name.len()) <= allowed)
        .map(|other| (edits(name, &other.to_lowercase()), other))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, other)| other)
}

/// A variable that the value of an attribute reads.
pub(in crate::rules) struct Reading<'a> {
    /// With its scope, as declared or written.
    pub name: Cow<'a, str>,
    at: ReadAt<'a>,
}

enum ReadAt<'a> {
    /// In a part of an expression, in bytes of its text.
    Part(&'a Expression<'a>, Span),
    Value(&'a Place),
}

impl Reading<'_> {
    pub(in crate::rules) fn place(&self, cx: &FileContext<'_>) -> Place {
        match self.at {
            ReadAt::Part(expression, part) => place(cx, expression, part),
            ReadAt::Value(place) => place.clone(),
        }
    }
}

/// Returns the variables that the values of attributes read without checking whether they are set.
pub(in crate::rules) fn readings<'a>(cx: &FileContext<'a>) -> Vec<Reading<'a>> {
    match cx.facts.kind {
        ArtifactKind::ArchyYaml => readings_in_archy(cx),
        _ => readings_in_configuration(cx),
    }
}

fn is_check(function: &str) -> bool {
    ["IsSet", "IsNotSetOrEmpty"].iter().any(|known| function.eq_ignore_ascii_case(known))
}

fn readings_in_archy<'a>(cx: &FileContext<'a>) -> Vec<Reading<'a>> {
    let mut found = Vec::new();
    for expression in cx.expressions.all.iter().filter(|it| it.is_attribute_value() && it.tree.errors.is_empty()) {
        let tree = &expression.tree;
        let checks = |node: NodeKind| matches!(node, NodeKind::Call { name } if is_check(tree.slice(name)));
        if tree.nodes().any(|(_, node)| checks(node.kind)) {
            continue;
        }
        let variables = tree.nodes().filter_map(|(_, node)| match node.kind {
            NodeKind::Variable { scope, name } => Some((node.span, scope, name)),
            _ => None,
        });
        let mut names = FxHashSet::default();
        for (span, scope, name) in variables {
            let name = format!("{}.{}", tree.slice(scope), tree.slice(name));
            if names.insert(name.to_lowercase()) {
                found.push(Reading { name: name.into(), at: ReadAt::Part(expression, span) });
            }
        }
    }
    found
}

/// In a flow configuration a variable is the id under `val`; the text of the author may be an old one.
fn readings_in_configuration<'a>(cx: &FileContext<'a>) -> Vec<Reading<'a>> {
    let ids: FxHashMap<_, _> = cx
        .expressions
        .declarations
        .iter()
        .filter_map(|it| Some((it.value.parent()?.get("id")?.as_str()?, &*it.variable.name)))
        .collect();
    let sets = cx.facts.uses.iter().filter(|it| it.access == Access::Set && it.via.is_action());
    let mut found = Vec::new();
    for value in sets.filter_map(|usage| usage.value.as_ref()).filter(|value| value.text.known().is_none()) {
        let Some(body) = value.scalar.and_then(|scalar| cx.innermost.at(scalar.span).parent()) else { continue };
        let Some(config) = body.get("config") else { continue };
        let mut names: Vec<&str> = Vec::new();
        let mut has_check = false;
        let mut open = vec![config];
        while let Some(next) = open.pop() {
            for (head, inner) in next.members() {
                let head = head.scalar_text();
                has_check |= is_check(&head);
                if head == "ref" {
                    let id = inner.get("val").and_then(Value::as_str);
                    names.extend(id.and_then(|id| ids.get(&id).copied()));
                } else if head != "metaData" {
                    open.extend(inner.get("operands").into_iter().flat_map(Value::items));
                }
            }
        }
        names.sort_unstable();
        names.dedup();
        if !has_check {
            found.extend(names.into_iter().map(|name| Reading { name: name.into(), at: ReadAt::Value(&value.place) }));
        }
    }
    found
}
