//! Reads the facts of a flow from the tree of its configuration, either fetched or decoded from an export.
//!
//! The actions of a container are a flat list, `actionList`; those of a menu are in its choices. An embedded common
//! module is a separate flow. In a value `config` counts and `text` may be outdated (observed in published exports).

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::position::configuration as position;
use super::{ATTRIBUTE_ACTIONS, AttributeAction, Variables, call, conditions, config, constants, json, unset};
use crate::artifact::nav::{MEMBERS, member};
use crate::artifact::{
    Access, AttributeUse, Derived, Facts, Placeholder, ReplacedAt, Scalar, SourceText, Text, known_name, place_on,
};
use crate::diagnostic::LogicalPath;
use crate::expr::architect;
use crate::syntax::{Value, ValueKind};

/// Whether the tree is a flow configuration: an object with `flowSequenceItemList` and `type` or `manifest`.
#[must_use]
pub fn is(root: Value<'_>) -> bool {
    root.get("flowSequenceItemList").is_some() && (root.get("type").is_some() || root.get("manifest").is_some())
}

/// Reads a flow configuration; `kind` distinguishes exports from fetched configurations.
#[must_use]
pub fn read(derived: &Derived<'_>) -> Facts {
    let Derived { kind, tree, .. } = *derived;
    let root = tree.root();
    let mut modules = Modules::default();
    let mut uses = Vec::new();
    let actions = tree.values().filter_map(attribute_action).filter(|(_, _, position)| modules.is_first(position.flow));
    let mut conversation_ids = Vec::new();
    for (group, (action_kind, action, position)) in (0..).zip(actions) {
        let path = position.steps().into();
        conversation_ids.extend(action.entry("conversationId").map(|(key, value)| setting(key, value, &path)));
        let variables = action.get("variables").into_iter().flat_map(Value::items);
        let found = variables.map(|item| usage(action_kind, group, action, item, &path));
        let is_embedded = position.flow.parent().is_some();
        uses.extend(found.map(|usage| if is_embedded { embedded(usage) } else { usage }));
    }
    let name = member(root, "name");
    let flow_type: Option<Arc<str>> = position::flow_type(root).map(|own| own.as_ref().into());
    let variables: Variables = derived.sources().declarations().iter().map(|it| it.variable.clone()).collect();
    let facts = Facts {
        name: name.and_then(Value::as_str).and_then(|name| known_name(&name)),
        interfaces: name
            .filter(|name| name.as_str().is_some_and(|name| known_name(&name).is_some()))
            .and_then(|name| Some(call::interface(derived, name, flow_type.as_deref()?, &variables)))
            .into_iter()
            .collect(),
        flow_type,
        conditions: conditions::read(derived, &uses),
        uses,
        variables,
        calls: call::configuration(tree),
        snapshots: call::snapshots(root),
        conversation_ids,
        ..Facts::new(kind)
    };
    let mut facts =
        Facts { unset: unset::operands(&facts, derived), properties: json::reads(&facts, derived), ..facts };
    constants::follow(&mut facts, derived);
    facts
}

/// The embedded modules that have been met: one that is called by several flows of a file is embedded in each.
#[derive(Default)]
struct Modules<'a>(FxHashMap<(Cow<'a, str>, Cow<'a, str>), Value<'a>>);

impl<'a> Modules<'a> {
    /// Whether `flow` is the main flow or the first copy of an embedded module.
    fn is_first(&mut self, flow: Value<'a>) -> bool {
        let Some(entry) = flow.parent() else { return true };
        let text = |key| member(entry, key).map(Value::scalar_text);
        let identity = (text("id").or_else(|| text("name")), text("version").unwrap_or_default());
        match identity {
            (Some(id), version) => *self.0.entry((id, version)).or_insert(flow) == flow,
            (None, _) => true,
        }
    }
}

/// The action that sets or gets attributes whose `__type` is under `key`.
fn attribute_action(key: Value<'_>) -> Option<(&'static AttributeAction, Value<'_>, position::Position<'_>)> {
    if !key.is_written("\"__type\"") || key.key() != Some(key) || key.index() >= MEMBERS {
        return None;
    }
    let action = key.parent()?;
    let name = member(action, "__type").filter(|name| name.key() == Some(key))?;
    let kind = ATTRIBUTE_ACTIONS.iter().find(|kind| name.is_str(kind.configuration))?;
    let position = position::of(action).filter(|position| position.container.is_some())?;
    (position.action == Some(action)).then_some((kind, action, position))
}

/// Reads an item of `variables` as a use: `variable` is the name of the attribute, `expression` its value or, in a
/// Get, the variable that stores it.
fn usage(kind: &AttributeAction, group: u32, action: Value<'_>, item: Value<'_>, path: &LogicalPath) -> AttributeUse {
    let written = |key| match item.entry(key) {
        Some((key, value)) => setting(key, value, path),
        None if item.kind() == ValueKind::Object => SourceText::missing(place_on(path, item)),
        None => SourceText::missing(place_on(path, action)),
    };
    AttributeUse {
        access: kind.access,
        via: kind.via,
        group,
        name: written("variable"),
        value: (kind.access == Access::Set).then(|| written("expression")),
        target: (kind.access == Access::Get)
            .then(|| written("expression"))
            .filter(|target| target.text != Text::Missing)
            .map(Box::new),
    }
}

/// Removes the scalars of a use in an embedded module, which is a copy of another artefact and must not be edited.
fn embedded(mut usage: AttributeUse) -> AttributeUse {
    for written in std::iter::once(&mut usage.name).chain(&mut usage.value) {
        written.scalar = None;
    }
    usage.target = None;
    usage
}

/// Reads a value: the only member of its `config` is a literal, nothing, a variable or a function.
fn setting(key: Value<'_>, value: Value<'_>, path: &LogicalPath) -> SourceText {
    let author = value.get("text").filter(|text| text.kind() == ValueKind::String);
    let Some((head, body)) = value.get("config").and_then(|config| config.members().next()) else {
        return match author {
            Some(text) if !text.scalar_text().trim().is_empty() => {
                at_scalar(Text::OtherType(text.scalar_text().into()), text, path)
            }
            text => SourceText::missing(place_on(path, text.unwrap_or(key))),
        };
    };
    let is_expression = value.at(&["uiMetaData", "mode"]).and_then(Value::as_u64) == Some(0);
    match head.scalar_text().as_ref() {
        "emp" | "nul" => SourceText::missing(place_on(path, head)),
        "lit" => with_copy(literal(head, body, is_expression, path), author),
        _ => {
            let text = config::text(head, body, &|_, _| None).and_then(|text| architect::constant(&text)).map_or_else(
                || Text::Computed(author.map(Value::scalar_text).unwrap_or_default().into()),
                |constant| Text::Constant(constant.value.into()),
            );
            match author {
                Some(author) => at_scalar(text, author, path),
                None => SourceText { text, ..SourceText::missing(place_on(path, head)) },
            }
        }
    }
}

/// Adds the place of the author's text where it is that of a literal once more.
fn with_copy(mut written: SourceText, author: Option<Value<'_>>) -> SourceText {
    if let (Text::Literal(text), Some(scalar), Some(author)) = (&written.text, &mut written.scalar, author) {
        scalar.copy = (author.scalar_text() == **text).then(|| author.span());
    }
    written
}

fn literal(head: Value<'_>, body: Value<'_>, is_expression: bool, path: &LogicalPath) -> SourceText {
    let Some(value) = body.get("text").filter(|text| !matches!(text.kind(), ValueKind::Null | ValueKind::Missing))
    else {
        return SourceText::missing(place_on(path, head));
    };
    let is_string = value.kind() == ValueKind::String && body.get("type").is_none_or(|own| own.is_str("str"));
    let text = match (is_string, is_expression) {
        (true, false) => Text::Literal(value.scalar_text().into()),
        (true, true) => Text::Constant(value.scalar_text().into()),
        (false, false) => Text::OtherType(value.raw().into()),
        // Architect casts `5` to a string implicitly
        // (<https://help.mypurecloud.com/articles/use-implicit-casting-expressions/>).
        (false, true) => Text::Computed(value.scalar_text().into()),
    };
    at_scalar(text, value, path)
}

/// Nothing replaces a placeholder in a flow configuration.
fn at_scalar(text: Text, value: Value<'_>, path: &LogicalPath) -> SourceText {
    let is_scalar = !matches!(value.kind(), ValueKind::Array | ValueKind::Object);
    SourceText {
        text,
        place: place_on(path, value),
        scalar: is_scalar.then(|| Scalar::of(value)),
        placeholders: Placeholder::all_in(value, &value.scalar_text(), |_| ReplacedAt::Never),
    }
}
