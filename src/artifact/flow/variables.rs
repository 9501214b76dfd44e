//! Reads the variables that a flow declares from its tree.
//!
//! The name of a variable contains its scope (`Task.count`); names of variables, unlike those of attributes, do not
//! distinguish capitalisation (observed in published exports).

use super::position::archy::{CONTAINERS, START_UP_VARIABLES};
use crate::artifact::nav::{containers, member};
use crate::syntax::Value;
use crate::text::Span;

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

/// The variables of a flow in Archy YAML, `flow` being its body.
pub(super) fn archy(flow: Value<'_>) -> Vec<Variable> {
    let own = ["variables", START_UP_VARIABLES].into_iter().filter_map(|key| member(flow, key));
    let containers = CONTAINERS.iter().filter_map(|(list, item)| Some((member(flow, list)?, *item)));
    let of_containers = containers
        .flat_map(|(list, item)| list.items().filter_map(move |entry| member(member(entry, item)?, "variables")));
    let declared = own.chain(of_containers).flat_map(Value::items).filter_map(|item| item.members().next());
    declared
        .filter_map(|(key, body)| {
            let key = key.scalar_text();
            variable(key.strip_suffix("Variable")?.into(), body)
        })
        .collect()
}

/// The variables of a flow configuration. Those of embedded modules are declared elsewhere.
pub(super) fn configuration(root: Value<'_>) -> Vec<Variable> {
    let lists = std::iter::once(root).chain(containers(root)).filter_map(|holder| member(holder, "variables"));
    lists
        .flat_map(Value::items)
        .filter_map(|body| {
            let kind = member(body, "__type")?.as_str()?;
            variable(archy_kind(kind.strip_suffix("Variable")?), body)
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

fn variable(kind: Box<str>, body: Value<'_>) -> Option<Variable> {
    let name = member(body, "name")?;
    let flag = |key| member(body, key).and_then(Value::as_bool).unwrap_or_default();
    Some(Variable {
        name: name.as_str()?.into(),
        span: name.content_span(),
        kind,
        is_secure: flag("isSecure"),
        is_input: flag("isInput"),
        is_output: flag("isOutput"),
    })
}
