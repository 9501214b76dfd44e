//! Finds the position in the flow of any node of a flow configuration.

use std::borrow::Cow;

use super::STARTUP_TASK;
use crate::artifact::nav::{ancestors, key_is, member, step};
use crate::diagnostic::Step;
use crate::knowledge::{actions, flow_types};
use crate::syntax::{Value, ValueKind};

/// The position of a node in a flow.
#[derive(Clone, Copy, Debug)]
pub struct Position<'a> {
    /// The root, or the `model` of an embedded common module.
    pub(in crate::artifact::flow) flow: Value<'a>,
    /// An item of `flowSequenceItemList`.
    pub(in crate::artifact::flow) container: Option<Value<'a>>,
    /// The innermost action.
    pub(in crate::artifact::flow) action: Option<Value<'a>>,
}

impl Position<'_> {
    /// Flow, container and action, as far as there are such.
    #[must_use]
    pub fn steps(self) -> Vec<Step> {
        let own_type = |value| member(value, "__type").and_then(Value::as_str).unwrap_or_default();
        let container = |container| match own_type(container).as_ref() {
            "LoopTask" => Step::new(STARTUP_TASK, None),
            "State" => step("state", container),
            "BotState" => step("bot", container),
            "Menu" => step("menu", container),
            _ => step("task", container),
        };
        let action = |action| {
            step(&actions::configuration_label(&own_type(action)), action)
                .tracked(member(action, "trackingId").and_then(Value::as_u64))
        };
        let flow = step(flow_type(self.flow).as_deref().unwrap_or("flow"), self.flow);
        [Some(flow), self.container.map(container), self.action.map(action)].into_iter().flatten().collect()
    }
}

/// The position of a node in its flow.
#[must_use]
pub fn of(value: Value<'_>) -> Option<Position<'_>> {
    let mut container = None;
    let mut action = None;
    for node in ancestors(value) {
        let Some(parent) = node.parent() else { return Some(Position { flow: node, container, action }) };
        if is_module(node, parent) {
            return Some(Position { flow: node, container, action });
        }
        if node.kind() != ValueKind::Object {
            continue;
        }
        if is_item_of(node, "flowSequenceItemList") {
            container = Some(node);
        } else if is_action(node, parent) {
            action = action.or(Some(node));
        }
    }
    None
}

/// Whether the node is the model of an entry in `commonModules`.
fn is_module(node: Value<'_>, entry: Value<'_>) -> bool {
    key_is(node, "model") && is_item_of(entry, "commonModules")
}

/// Whether a node is an action: an item of the list of a container, the action of a menu choice, or its default
/// choice.
fn is_action(node: Value<'_>, parent: Value<'_>) -> bool {
    is_item_of(node, "actionList")
        || key_is(node, "action") && (is_item_of(parent, "menuChoiceList") || key_is(parent, "defaultMenuChoice"))
        || key_is(node, "defaultMenuChoice") && member(node, "__type").is_some()
}

fn is_item_of(node: Value<'_>, list: &str) -> bool {
    node.parent().is_some_and(|array| array.kind() == ValueKind::Array && key_is(array, list))
}

/// The type of a flow as Archy spells it; as the file spells it where it is not known.
pub(in crate::artifact::flow) fn flow_type(flow: Value<'_>) -> Option<Cow<'_, str>> {
    let own = member(flow, "type")?.as_str()?;
    Some(flow_types::by_configuration(&own).map_or(own, |known| Cow::Borrowed(known.archy)))
}
