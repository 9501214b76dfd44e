//! Determines which members of a payload are meant as attributes, and which are at the wrong level. Judges nothing: a
//! member of unknown purpose is left out.

use super::PayloadKind;
use crate::syntax::{Value, ValueKind};

/// A key and its value.
pub type Member<'a> = (Value<'a>, Value<'a>);

/// The roles of the members of a payload.
#[derive(Debug, Default)]
pub struct Layout<'a> {
    /// The members that are meant as attributes, at any level, in the order of the text.
    pub attributes: Vec<Member<'a>>,
    pub misplaced: Vec<Misplaced<'a>>,
}

/// A member at a wrong level.
#[derive(Clone, Debug)]
pub enum Misplaced<'a> {
    /// Attributes at the top of a payload that has no wrapper.
    Unwrapped(Vec<Member<'a>>),
    /// An attribute next to the wrapper.
    Beside(Member<'a>),
    /// An object with the name of another wrapper.
    WrongWrapper(Member<'a>),
    /// A wrapper inside a wrapper.
    Doubled(Member<'a>),
}

/// The names that people use for a wrapper, in lower case and without `_`.
const WRAPPERS: &[&str] = &[
    "data",
    "attributes",
    "attribute",
    "customattributes",
    "externalattributes",
    "participantattributes",
    "participantdata",
    "variables",
];

/// Members that describe the payload itself, or that people take for a part of it.
const NO_ATTRIBUTES: &[&str] =
    &["$schema", "schema", "script", "participantId", "conversationId", "actionType", "type"];

impl<'a> Layout<'a> {
    /// The layout of a payload of a kind.
    #[must_use]
    pub fn of(root: Value<'a>, kind: PayloadKind) -> Self {
        let mut layout = Layout::default();
        let own = root.get(kind.wrapper());
        if let Some(map) = own {
            layout.read_map(map);
        }
        let mut top = Vec::new();
        for member in root.members().filter(|(key, _)| !key.is_str(kind.wrapper())) {
            if is_wrong_wrapper(kind, member) {
                layout.misplaced.push(Misplaced::WrongWrapper(member));
                layout.read_map(member.1);
            } else if is_attribute(kind, member) {
                top.push(member);
            }
        }
        layout.attributes.extend(&top);
        if own.is_some() || !layout.misplaced.is_empty() {
            layout.misplaced.extend(top.into_iter().map(Misplaced::Beside));
        } else if !top.is_empty() {
            layout.misplaced.push(Misplaced::Unwrapped(top));
        }
        if !layout.misplaced.is_empty() {
            layout.attributes.sort_by_key(|(key, _)| key.span());
        }
        layout
    }

    /// Reads the members of a wrapper and of a wrapper inside it.
    fn read_map(&mut self, map: Value<'a>) {
        let mut maps = vec![map];
        while let Some(map) = maps.pop() {
            self.attributes.reserve(map.descendants().len() / 2);
            for (key, value) in map.members() {
                if value.kind() == ValueKind::Object && (key.is_str("data") || key.is_str("attributes")) {
                    self.misplaced.push(Misplaced::Doubled((key, value)));
                    maps.push(value);
                } else {
                    self.attributes.push((key, value));
                }
            }
        }
    }
}

/// Whether a member at the top is an object that only a wrapper can be.
fn is_wrong_wrapper(kind: PayloadKind, (key, value): Member<'_>) -> bool {
    let name = key.scalar_text();
    let known = if kind.is_open() {
        matches!(&*name, "data" | "attributes")
    } else {
        WRAPPERS.contains(&name.to_lowercase().replace('_', "").as_str())
    };
    known && value.kind() == ValueKind::Object
}

/// Whether a member at the top can only be meant as an attribute.
fn is_attribute(kind: PayloadKind, (key, value): Member<'_>) -> bool {
    let scalar = matches!(value.kind(), ValueKind::String | ValueKind::Number | ValueKind::Bool | ValueKind::Null);
    scalar && !kind.is_open() && !NO_ATTRIBUTES.contains(&&*key.scalar_text())
}
