//! Reads the attributes of an action in Archy YAML that sets or gets attributes, as far as their meaning is clear,
//! and the parts of it that are at the wrong level. Misspelt keys are accepted: the schema reports them.

use super::archy::is_replaced;
use crate::artifact::Access;
use crate::artifact::nav::member;
use crate::syntax::{Value, ValueKind};
use crate::wording::closest;

/// A key with what is below it.
pub type Entry<'a> = (Value<'a>, Value<'a>);

/// An attribute of an action.
#[derive(Clone, Copy, Debug)]
pub struct Attribute<'a> {
    /// The nearest thing that is written, where name or value are missing.
    pub at: Value<'a>,
    pub name: Name<'a>,
    /// The value of a Set, the variable of a Get.
    pub value: Option<Entry<'a>>,
}

/// How the name of an attribute is written.
#[derive(Clone, Copy, Debug)]
pub enum Name<'a> {
    /// Below `name`.
    Setting(Entry<'a>),
    /// It is a key itself, which Archy does not know.
    Key(Value<'a>),
    Missing,
}

/// Something at the wrong level.
#[derive(Clone, Copy, Debug)]
pub struct Misplaced<'a> {
    pub wrong: MisplacedPart,
    /// The key or item that is wrong, or from which something is missing.
    pub at: Value<'a>,
    /// All that this explains: no other finding is needed about anything in it.
    pub scope: Value<'a>,
}

/// The part of an action that is at the wrong level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MisplacedPart {
    /// The action has no `attributes`.
    NoList,
    /// `attributes` is a mapping.
    Mapping,
    /// `attribute` is directly below the action.
    Direct,
    /// A mapping of names and values under another key.
    OtherKey,
    /// An item of `attributes` without `attribute`.
    Unwrapped,
    /// An item of `attributes` whose key is the name.
    NameAsKey,
    NoName,
    NoValue,
    NoVariable,
    /// `value` in a Get.
    ValueInGet,
    /// `variable` in a Set.
    VariableInSet,
    /// `exp`, `lit` or `var` below `variable`.
    WrappedVariable,
    /// `attributes` on the level of the action instead of below it.
    Beside,
    /// The settings of an attribute on the level of `attribute:` instead of below it.
    BesideAttribute,
    /// `lit` and `exp` in one setting.
    Twice,
    /// The value of an attribute below its name.
    BelowName,
}

/// The attributes of an action, and the parts of it that are at the wrong level.
#[derive(Clone, Debug, Default)]
pub struct Layout<'a> {
    pub attributes: Vec<Attribute<'a>>,
    pub misplaced: Vec<Misplaced<'a>>,
}

/// The keys of an action other than those of its attributes.
const OTHER_KEYS: [&str; 10] = [
    "name",
    "refId",
    "trackingId",
    "description",
    "conversationId",
    "participantId",
    "outputs",
    "enabled",
    "disabled",
    "uiMetaData",
];

impl<'a> Layout<'a> {
    /// Reads the settings of the action below `key`.
    #[must_use]
    pub fn of(access: Access, key: Value<'a>, action: Value<'a>) -> Self {
        let mut layout = Layout::default();
        // Most actions are the only key of their item.
        let item = key.parent().filter(|item| item.members().nth(1).is_some());
        let beside = item.and_then(|item| entry_like(item, "attributes")).filter(|(other, _)| *other != key);
        match (beside, item) {
            (Some((other, list)), Some(item)) if entry_like(action, "attributes").is_none() => {
                layout.report(MisplacedPart::Beside, other, item);
                let before = layout.misplaced.len();
                layout.list(access, other, list);
                layout.misplaced.truncate(before);
            }
            _ if action.kind() == ValueKind::Object => layout.action(access, key, action),
            _ => {}
        }
        layout
    }

    fn action(&mut self, access: Access, key: Value<'a>, action: Value<'a>) {
        if let Some((key, list)) = entry_like(action, "attributes").filter(|(key, _)| !key.text_equals("attribute")) {
            return self.list(access, key, list);
        }
        if let Some((key, body)) = action.entry("attribute") {
            self.report(MisplacedPart::Direct, key, body);
            let bodies = body.items().map(|item| member(item, "attribute").unwrap_or(item));
            let own = (body.kind() == ValueKind::Object).then_some(body);
            for body in own.into_iter().chain(bodies) {
                self.attribute(access, key, body);
            }
            return;
        }
        let is_unknown = |(key, value): &Entry<'a>| {
            let is_known = OTHER_KEYS.iter().any(|known| key.text_equals(known));
            !is_known && matches!(value.kind(), ValueKind::Object | ValueKind::Array)
        };
        if action.get("name").is_some_and(|name| name.kind() == ValueKind::Object) {
            self.report(MisplacedPart::NoList, key, action);
            let before = self.misplaced.len();
            self.attribute(access, key, action);
            return self.misplaced.truncate(before);
        }
        match action.members().find(is_unknown) {
            Some((key, list)) => {
                self.report(MisplacedPart::OtherKey, key, list);
                let before = self.misplaced.len();
                self.list(access, key, list);
                self.misplaced.truncate(before);
            }
            None => self.report(MisplacedPart::NoList, key, action),
        }
    }

    fn report(&mut self, wrong: MisplacedPart, at: Value<'a>, scope: Value<'a>) {
        self.misplaced.push(Misplaced { wrong, at, scope });
    }

    /// Reads the value of `attributes`.
    fn list(&mut self, access: Access, key: Value<'a>, list: Value<'a>) {
        if list.kind() != ValueKind::Object {
            return list.items().for_each(|item| self.item(access, item));
        }
        self.report(MisplacedPart::Mapping, key, list);
        if let Some((key, body)) = entry_like(list, "attribute") {
            self.attribute(access, key, body);
        } else if is_attribute(list) {
            self.attribute(access, key, list);
        } else {
            self.attributes.extend(list.members().map(named_by_key));
        }
    }

    /// An item of `attributes`.
    fn item(&mut self, access: Access, item: Value<'a>) {
        if let Some((key, body)) = entry_like(item, "attribute") {
            let other = item.members().map(|(other, _)| other).find(|other| *other != key && is_setting(*other));
            let Some(other) = other.filter(|_| body.kind() != ValueKind::Object) else {
                return self.attribute(access, key, body);
            };
            self.report(MisplacedPart::BesideAttribute, other, item);
            let before = self.misplaced.len();
            self.attribute(access, key, item);
            return self.misplaced.truncate(before);
        }
        let Some((first, _)) = item.members().next() else { return };
        if is_attribute(item) {
            self.report(MisplacedPart::Unwrapped, first, item);
            let before = self.misplaced.len();
            self.attribute(access, first, item);
            self.misplaced.truncate(before);
        } else {
            self.report(MisplacedPart::NameAsKey, first, item);
            self.attributes.extend(item.members().map(named_by_key));
        }
    }

    /// Reads the value of `attribute`.
    fn attribute(&mut self, access: Access, at: Value<'a>, body: Value<'a>) {
        if is_replaced(body) {
            return;
        }
        if body.kind() != ValueKind::Object {
            self.report(MisplacedPart::NoName, at, at);
            return self.attributes.push(Attribute { at, name: Name::Missing, value: None });
        }
        let name = entry_of(body, &NAMES).or_else(|| other_name(body));
        if name.is_none() && body.members().all(|(key, _)| is_setting(key)) {
            self.report(MisplacedPart::NoName, at, at);
        }
        let (own, missing, other, swapped) = match access {
            Access::Set => (&VALUES, MisplacedPart::NoValue, &VARIABLES, MisplacedPart::VariableInSet),
            Access::Get => (&VARIABLES, MisplacedPart::NoVariable, &VALUES, MisplacedPart::ValueInGet),
        };
        let value = entry_of(body, own).or_else(|| {
            let value = entry_of(body, other);
            let below = || name.and_then(|(_, wrapper)| own.first().and_then(|own| wrapper.entry(own)));
            if let Some((key, value)) = value {
                self.report(swapped, key, value);
            } else if let Some((key, value)) = below() {
                self.report(MisplacedPart::BelowName, key, value);
                return Some((key, value));
            } else if name.is_some() && body.members().all(|(key, _)| is_setting(key)) {
                self.report(missing, at, at);
            }
            value
        });
        let wrapped =
            value.filter(|(key, _)| access == Access::Get && VARIABLES.iter().any(|name| key.text_equals(name)));
        if let Some((key, wrapper)) =
            wrapped.filter(|it| ["exp", "lit", "var"].iter().any(|key| it.1.get(key).is_some()))
        {
            self.report(MisplacedPart::WrappedVariable, key, wrapper);
        }
        for (_, wrapper) in name.into_iter().chain(value) {
            let kinds = ["lit", "exp"].iter().filter_map(|kind| wrapper.entry(kind));
            if let (2, Some((key, twice))) = (kinds.clone().count(), kinds.max_by_key(|(key, _)| key.span())) {
                self.report(MisplacedPart::Twice, key, twice);
            }
        }
        let name = name.map_or(Name::Missing, Name::Setting);
        self.attributes.push(Attribute { at, name, value });
    }
}

/// Keys that authors use for the settings of an attribute; the first is right.
const NAMES: [&str; 4] = ["name", "key", "attributeName", "nameExpression"];
const VALUES: [&str; 3] = ["value", "val", "attributeValue"];
const VARIABLES: [&str; 3] = ["variable", "var", "target"];

/// Among how many members a misspelt key is looked for.
const MEMBERS: usize = 32;

/// The member with one of these keys, also where the first is misspelt.
fn entry_of<'a>(body: Value<'a>, keys: &[&str]) -> Option<Entry<'a>> {
    let right = keys.first()?;
    let spoken = |text: &str| text.replace(['_', '-', ' '], "").to_ascii_lowercase();
    let is_like = |own: &str| keys.iter().any(|key| spoken(own) == key.to_ascii_lowercase());
    let other = || body.members().take(MEMBERS).find(|(own, _)| is_like(&own.scalar_text()));
    body.entry(right).or_else(|| entry_like(body, right)).or_else(other)
}

/// The member with this key, also where it is misspelt.
pub(super) fn entry_like<'a>(object: Value<'a>, key: &str) -> Option<Entry<'a>> {
    let is_like = |own: Value<'a>| closest(&own.scalar_text(), &[key]).is_some();
    object.entry(key).or_else(|| object.members().take(MEMBERS).find(|(own, _)| is_like(*own)))
}

/// The name of an attribute under an unknown key: the only setting besides the value.
fn other_name(body: Value<'_>) -> Option<Entry<'_>> {
    let is_other = |key: Value<'_>| {
        let text = key.scalar_text();
        VALUES.iter().chain(&VARIABLES).all(|known| closest(&text, &[*known]).is_none())
    };
    let has_text = |value: Value<'_>| ["lit", "exp"].iter().any(|name| value.get(name).is_some());
    let mut others = body.members().take(MEMBERS).filter(|(key, value)| is_other(*key) && has_text(*value));
    let found = others.next()?;
    others.next().is_none().then_some(found)
}

fn is_setting(key: Value<'_>) -> bool {
    ["name", "value", "variable"].iter().any(|name| key.text_equals(name))
}

/// Whether an object has the settings of one attribute.
fn is_attribute(body: Value<'_>) -> bool {
    entry_of(body, &NAMES).is_some_and(|_| entry_of(body, &VALUES).or_else(|| entry_of(body, &VARIABLES)).is_some())
        || body.get("name").is_some_and(|name| name.kind() == ValueKind::Object)
}

/// The attribute that a member is whose key is the name.
fn named_by_key((key, value): Entry<'_>) -> Attribute<'_> {
    // Whether a bare text is a text or an expression is not known.
    let value = matches!(value.kind(), ValueKind::Object).then_some((key, value));
    Attribute { at: key, name: Name::Key(key), value }
}
