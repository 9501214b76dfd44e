//! Reads the variables that a flow declares from its tree.
//!
//! The name of a variable contains its scope (`Task.count`); names of variables, unlike those of attributes, do not
//! distinguish capitalisation (observed in published exports).

use std::cmp::Ordering;
use std::ops::Deref;

use rustc_hash::FxHashSet;

use super::expressions::{Container, Declaration};
use super::position::archy::{CONTAINERS, START_UP, START_UP_VARIABLES};
use crate::artifact::nav::{MEMBERS, containers};
use crate::knowledge::flow_parts;
use crate::knowledge::key_words::slip;
use crate::syntax::{Value, ValueKind};
use crate::text::Span;
use crate::text::compare::lower;

/// A variable that a flow, a task or a state declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// With its scope, as declared: `Flow.customerId`.
    pub name: Box<str>,
    /// The name without its quotes.
    pub span: Span,
    /// In the words of Archy, without `Variable`: `string`, `integerCollection`.
    pub kind: Box<str>,
    pub is_secure: bool,
    /// Whether it is filled by what starts the flow, the task or the module.
    pub is_input: bool,
    /// Whether what started the flow, the task or the module gets it.
    pub is_output: bool,
}

/// The variables that a flow declares, in the order of the text. They are found by name without a search through all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Variables {
    all: Box<[Variable]>,
    /// The indexes of those that differ in more than their place, in the order of their names.
    by_name: Box<[usize]>,
}

impl Variables {
    /// The declarations of a variable, whose name is given with its scope in any case. Each task and state may have its
    /// own; of those that differ only in their place, the first.
    pub fn named(&self, name: &str) -> impl Iterator<Item = &Variable> {
        let own = |index: &usize| self.all.get(*index);
        let is_before = |index: &usize| own(index).is_some_and(|it| in_any_case(&it.name, name).is_lt());
        let from = self.by_name.partition_point(is_before);
        let rest = self.by_name.get(from..).unwrap_or_default().iter().filter_map(own);
        rest.take_while(move |it| it.name.eq_ignore_ascii_case(name))
    }
}

impl FromIterator<Variable> for Variables {
    fn from_iter<I: IntoIterator<Item = Variable>>(variables: I) -> Self {
        let all: Box<[Variable]> = variables.into_iter().collect();
        let more = |it: &Variable| (it.kind.clone(), it.is_secure, it.is_input, it.is_output);
        let mut seen = FxHashSet::default();
        let named = all.iter().zip(0_usize..).filter(|(it, _)| seen.insert((it.name.to_ascii_lowercase(), more(it))));
        let mut by_name: Vec<(&Variable, usize)> = named.collect();
        by_name.sort_by(|(one, _), (other, _)| in_any_case(&one.name, &other.name));
        let by_name = by_name.into_iter().map(|(_, index)| index).collect();
        Variables { all, by_name }
    }
}

impl Deref for Variables {
    type Target = [Variable];

    fn deref(&self) -> &[Variable] {
        &self.all
    }
}

/// Compares two names without regard to capitalisation.
fn in_any_case(one: &str, other: &str) -> Ordering {
    let [one, other] = [one, other].map(|name| name.bytes().map(|byte| byte.to_ascii_lowercase()));
    one.cmp(other)
}

/// A variable: its name with its scope in lower case, and the task or state that has it, if each has its own.
pub(super) type Key<'a> = (String, Container<'a>);

/// The key of the variable that a name means in a container.
pub(super) fn key<'a>(name: &str, container: Container<'a>) -> Key<'a> {
    (lower(name).into_owned(), container.filter(|_| is_local(name)))
}

/// Whether an expression in a container names one of the variables. Most name none, and need not be parsed then.
pub(super) fn names_any<'a>(text: &str, container: Container<'a>, is_wanted: impl Fn(&Key<'a>) -> bool) -> bool {
    text.split(|letter: char| !(letter.is_alphanumeric() || matches!(letter, '_' | '.' | '$'))).any(|word| {
        let mut parts = word.split('.');
        let (Some(scope), Some(name)) = (parts.next(), parts.next()) else { return false };
        is_wanted(&key(word.get(..scope.len() + 1 + name.len()).unwrap_or(word), container))
    })
}

/// Whether each task and state has its own variable of this name; all others belong to the flow.
#[must_use]
pub fn is_local(name: &str) -> bool {
    let scope = name.split('.').next().unwrap_or_default();
    scope.eq_ignore_ascii_case("task") || scope.eq_ignore_ascii_case("state")
}

/// The variables of a flow in Archy YAML, `flow` being its body.
pub(super) fn archy_declarations(flow: Value<'_>) -> Vec<Declaration<'_>> {
    let start_up = flow.get(START_UP);
    let own = [("variables", None), (START_UP_VARIABLES, start_up)];
    let own = own.into_iter().filter_map(|(key, container)| Some((flow.get(key)?, container)));
    let containers = CONTAINERS.iter().filter_map(|(list, item)| Some((flow.get(list)?, *item)));
    let of_containers = containers.flat_map(|(list, item)| {
        list.items().filter_map(move |entry| {
            let container = entry.get(item)?;
            Some((container.get("variables")?, Some(container)))
        })
    });
    let declared =
        own.chain(of_containers).flat_map(|(list, container)| list.items().map(move |item| (item, container)));
    declared
        .filter_map(|(item, container)| {
            let (key, body) = item.members().next()?;
            let key = key.scalar_text();
            let initial = body.get("initialValue").filter(|value| value.kind() != ValueKind::Null);
            // What a variable without the key begins with depends on the tool that reads the file.
            let has_value = initial.is_none_or(|value| value.get("noValue").is_none());
            let kind = flow_parts::variable(&key).unwrap_or(&key).strip_suffix("Variable")?;
            // A capital letter at the start is a misspelt kind.
            declaration(archy_kind(kind), body, container, has_value)
        })
        .collect()
}

/// The variables of a flow configuration. Those of embedded modules are declared elsewhere.
pub(super) fn configuration_declarations(root: Value<'_>) -> Vec<Declaration<'_>> {
    let holders = std::iter::once((root, None)).chain(containers(root).map(|container| (container, Some(container))));
    let lists = holders.filter_map(|(holder, container)| Some((holder.get("variables")?, container)));
    lists
        .flat_map(|(list, container)| list.items().map(move |body| (body, container)))
        .filter_map(|(body, container)| {
            let kind = body.get("__type")?.as_str()?;
            let kind = archy_kind(kind.strip_suffix("Variable")?);
            let is_list = body.get("isCollection").and_then(Value::as_bool).unwrap_or_default();
            let kind = if is_list { format!("{kind}Collection").into() } else { kind };
            let initial = body.get("initialValue");
            let config = initial.and_then(|it| it.get("config")).and_then(|it| it.members().next());
            let has_value = config.is_some_and(|(head, _)| !head.text_equals("emp") && !head.text_equals("nul"));
            declaration(kind, body, container, has_value)
        })
        .collect()
}

/// `BoolVariable` is `booleanVariable` in Archy; all others differ in the case of the first letter only.
fn archy_kind(kind: &str) -> Box<str> {
    if kind == "Bool" {
        return "boolean".into();
    }
    let mut letters = kind.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect::<String>()).unwrap_or_default().into()
}

fn declaration<'a>(
    kind: Box<str>,
    body: Value<'a>,
    container: Container<'a>,
    has_value: bool,
) -> Option<Declaration<'a>> {
    // A misspelt key means what it is near to.
    let is_known = |key: Value<'_>| flow_parts::VARIABLE.iter().any(|(known, _)| key.text_equals(known));
    let is_like = |key: Value<'_>, name| !is_known(key) && slip(&key.scalar_text(), &[name]).is_some();
    let like = |name| body.members().take(MEMBERS).find(|(key, _)| is_like(*key, name));
    let value = body.get("name").or_else(|| like("name").map(|(_, value)| value))?;
    let flag = |key| {
        let value = body.get(key).or_else(|| like(key).map(|(_, value)| value));
        let says_yes = |value: Value<'_>| value.is_str("yes") || value.is_str("true");
        value.is_some_and(|value| value.as_bool().unwrap_or_else(|| says_yes(value)))
    };
    let variable = Variable {
        name: value.as_str()?.into(),
        span: value.content_span(),
        kind,
        is_secure: flag("isSecure"),
        is_input: flag("isInput"),
        is_output: flag("isOutput"),
    };
    Some(Declaration { variable, value, container, has_value })
}
