//! Navigates a tree from a value: to its containers, their keys and their members.

use std::cell::LazyCell;

use crate::diagnostic::Step;
use crate::knowledge::key_words::meant;
use crate::syntax::{Value, ValueKind};

/// A step of `kind` with the member `name` of `object`.
pub(super) fn step(kind: &str, object: Value<'_>) -> Step {
    let name = member(object, "name").and_then(Value::as_str);
    Step::new(kind, name.as_deref().filter(|name| !name.is_empty()))
}

/// The value itself, its object or array, and so on up to the root.
pub(super) fn ancestors(value: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    std::iter::successors(Some(value), |value| value.parent())
}

/// Whether the value is the member `key` of an object.
pub(super) fn key_is(value: Value<'_>, key: &str) -> bool {
    value.key().is_some_and(|own| own != value && own.text_equals(key))
}

/// The number of members of an object in which a path searches for names: more than the objects of artefacts have,
/// and few enough that a path is not slower in an object with a million keys.
pub(super) const MEMBERS: usize = 200;

/// The member of an object, looked for among its first [`MEMBERS`].
pub(super) fn member<'a>(object: Value<'a>, key: &str) -> Option<Value<'a>> {
    object.members().take(MEMBERS).filter(|(name, _)| name.text_equals(key)).last().map(|(_, value)| value)
}

/// The member of an object that may have the keys `own`, else one whose key most likely means `name`. A key that
/// `is_known` means itself.
pub(super) fn meant_member<'a>(
    object: Value<'a>,
    own: &[&str],
    name: &str,
    is_known: impl Fn(&str) -> bool,
) -> Option<Value<'a>> {
    let written = object.get(name);
    if written.is_some() {
        return written;
    }
    // Most keys are known.
    let free = LazyCell::new(|| own.iter().copied().filter(|key| object.get(key).is_none()).collect::<Vec<_>>());
    let is_like = |(key, _): &(Value<'a>, Value<'a>)| {
        let text = key.scalar_text();
        !is_known(&text) && meant(&text, &free) == Some(name)
    };
    object.members().take(MEMBERS).find(is_like).map(|(_, value)| value)
}

/// The tasks, states and menus of a flow configuration.
pub(super) fn containers(root: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    member(root, "flowSequenceItemList").into_iter().flat_map(Value::items)
}

/// The object that a value is, or the objects in the list that it is: the blocks of one type in a Terraform file.
pub(super) fn objects(value: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    let own = (value.kind() == ValueKind::Object).then_some(value);
    own.into_iter().chain(value.items().filter(|it| it.kind() == ValueKind::Object))
}
