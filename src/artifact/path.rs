//! In: any value or key of an artefact. Out: its logical path, in the words of Architect. The steps down to an
//! action are flow, container (task, state, menu, bot) and action; nested branches are no steps.

use super::Kind;
use super::flow::{archy, configuration};
use crate::diagnostic::{LogicalPath, Step};
use crate::syntax::{Kind as NodeKind, Value};

/// The logical path of a value or key of an artefact of `kind`. Takes time in the depth of the value only.
#[must_use]
pub fn of(kind: Kind, value: Value<'_>) -> LogicalPath {
    match kind {
        Kind::ArchyYaml => archy::position(value).map(archy::Position::steps),
        Kind::Export | Kind::FlowConfiguration => configuration::position(value).map(configuration::Position::steps),
        Kind::DataAction => ancestors(value).last().map(|root| vec![step("data action", root)]),
        Kind::Script => ancestors(value).last().map(|root| script_steps(root, value)),
        Kind::Payload | Kind::Snippet => None,
    }
    .unwrap_or_default()
    .into()
}

fn script_steps(root: Value<'_>, value: Value<'_>) -> Vec<Step> {
    let is_variable = |node: &Value<'_>| {
        let list = node.parent();
        node.kind() == NodeKind::Object
            && list.is_some_and(|list| list.parent() == Some(root) && key_is(list, "variables"))
    };
    let variable = ancestors(value).find(is_variable);
    [Some(step("script", root)), variable.map(|variable| step("variable", variable))].into_iter().flatten().collect()
}

/// A step of `kind` with the member `name` of `object`.
pub(super) fn step(kind: &str, object: Value<'_>) -> Step {
    let name = member(object, "name").and_then(Value::as_str);
    Step::new(kind, name.as_deref().filter(|name| !name.is_empty()))
}

/// The value itself, the object or array that holds it, and so on up to the root.
pub(super) fn ancestors(value: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    std::iter::successors(Some(value), |value| value.parent())
}

/// Whether the value stands under `key` in an object.
pub(super) fn key_is(value: Value<'_>, key: &str) -> bool {
    value.key().is_some_and(|own| own != value && own.scalar_text() == key)
}

/// Among how many members of an object a path looks for names: more than the objects of artefacts have, and few
/// enough that a path takes no longer in an object with a million keys.
pub(super) const MEMBERS: usize = 200;

/// The member of an object, looked for among its first [`MEMBERS`].
pub(super) fn member<'a>(object: Value<'a>, key: &str) -> Option<Value<'a>> {
    object.members().take(MEMBERS).filter(|(name, _)| name.scalar_text() == key).last().map(|(_, value)| value)
}
