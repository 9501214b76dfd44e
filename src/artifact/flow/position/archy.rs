//! Finds the position in the flow of any node of a flow in Archy YAML.
//!
//! An action is the member of a mapping that is an item of `actions`, `startUpTaskActions` or `choices`, at any depth
//! below the flow (observed in published Archy files;
//! <https://developer.genesys.cloud/devapps/archy/flowAuthoring/>).

use super::STARTUP_TASK;
use crate::artifact::nav::{ancestors, step};
use crate::diagnostic::Step;
use crate::knowledge::flow_parts::FLOW;
use crate::knowledge::key_words::slip;
use crate::knowledge::{action_keys, actions};
use crate::syntax::{Tree, Value, ValueKind};
use crate::text::compare::is_one_edit;

/// The position of a node in a flow.
#[derive(Clone, Copy, Debug)]
pub struct Position<'a> {
    pub(in crate::artifact::flow) flow: Value<'a>,
    /// A task, state, menu or bot, or the list of start-up actions.
    pub(in crate::artifact::flow) container: Option<Value<'a>>,
    /// The innermost action.
    pub(in crate::artifact::flow) action: Option<Value<'a>>,
}

impl Position<'_> {
    /// Whether the innermost action is `value` itself.
    #[must_use]
    pub fn is_action(&self, value: Value<'_>) -> bool {
        self.action == Some(value)
    }

    /// Whether it is in a task, a state, a menu or a bot, or in the list of start-up actions.
    #[must_use]
    pub fn is_in_container(&self) -> bool {
        self.container.is_some()
    }

    /// Flow, container and action, as far as there are such.
    #[must_use]
    pub fn steps(self) -> Vec<Step> {
        let key = |value: Value<'_>| value.key().map(Value::scalar_text).unwrap_or_default().into_owned();
        let container = |container: Value<'_>| match container.kind() {
            ValueKind::Array => Step::new(STARTUP_TASK, None),
            _ => step(&key(container), container),
        };
        let action = |action: Value<'_>| step(&actions::archy_label(meant(&key(action))), action);
        let flow = step(&key(self.flow), self.flow);
        [Some(flow), self.container.map(container), self.action.map(action)].into_iter().flatten().collect()
    }
}

/// The start-up actions of a flow that has no tasks.
pub(in crate::artifact::flow) const START_UP: &str = "startUpTaskActions";

/// The choices of a menu: of these actions one runs, while those of other lists run one after the other.
pub(in crate::artifact::flow) const CHOICES: &str = "choices";

/// The keys of lists of actions.
pub(crate) const ACTION_LISTS: [&str; 3] = ["actions", START_UP, CHOICES];

/// Whether the list below `key` is a list of actions. An unknown key with a similar name, such as `outputActions`,
/// counts as one.
pub(crate) fn is_action_list(key: &str) -> bool {
    if ACTION_LISTS.contains(&key) {
        return true;
    }
    let ends = |end: &str| {
        let start = key.len().checked_sub(end.len()).and_then(|at| key.get(at..));
        start.is_some_and(|last| last.eq_ignore_ascii_case(end))
    };
    let is_near = || (6..=8).contains(&key.len()) && is_one_edit(key, "actions");
    (ends("actions") || key.eq_ignore_ascii_case("action") || is_near()) && !key.starts_with("settings")
}

/// The key of the action that an item of a list of actions is; what is near one counts as that one.
pub(in crate::artifact) fn meant(key: &str) -> &str {
    action_keys::nearest(key).unwrap_or(key)
}

/// The key of the variables next to them.
pub(in crate::artifact::flow) const START_UP_VARIABLES: &str = "startUpTaskVariables";

/// The keys of the lists of containers of a flow, and the key of their items.
pub(crate) const CONTAINERS: [(&str, &str); 4] =
    [("tasks", "task"), ("states", "state"), ("menus", "menu"), ("bots", "bot")];

/// Whether the key of an item of `list` most likely means `item`: `Task`, `tsk`, `tasks` or `state` in `tasks`.
pub(crate) fn is_like_item(key: &str, list: &str, item: &str) -> bool {
    let is_other = CONTAINERS.iter().any(|(_, other)| *other == key);
    is_other || key == list || key.eq_ignore_ascii_case(item) || key.len() < 32 && is_one_edit(key, item)
}

/// Whether a key of a flow most likely means `list`: `Tasks`, `taks` or `task` for `tasks`.
pub(crate) fn is_like_list(key: &str, list: &str, item: &str) -> bool {
    let is_other = || FLOW.iter().any(|(other, _)| *other == key && *other != list);
    key == item || !is_other() && slip(key, &[list]).is_some()
}

/// Whether a key of a task, state or menu most likely means `refId`.
pub(crate) fn is_like_ref_id(key: &str) -> bool {
    matches!(key, "ref" | "id") || slip(key, &["refId"]).is_some()
}

/// The action that the author of the key of an item of a list of actions most likely meant, where it is none itself.
pub(crate) fn misspelt(key: Value<'_>) -> Option<&'static str> {
    let list = key.parent()?.parent().filter(|list| list.kind() == ValueKind::Array)?.key()?;
    let text = key.scalar_text();
    if action_keys::is_known(&text) || !is_action_list(&list.scalar_text()) {
        return None;
    }
    action_keys::nearest(&text).or_else(|| by_attributes(&text, key))
}

/// The action that the words of an unknown key and a list of attributes below it mean: `readParticipantData`, `setData`.
fn by_attributes(text: &str, key: Value<'_>) -> Option<&'static str> {
    let words = text.to_ascii_lowercase();
    let (_, action) = key.parent()?.members().next().filter(|(first, _)| *first == key)?;
    let list = action.get("attributes")?;
    let attribute = list.items().next()?.get("attribute")?;
    let begins = |verbs: &[&str]| verbs.iter().any(|verb| words.starts_with(verb));
    let is_about = |nouns: &[&str]| nouns.iter().any(|noun| words.contains(noun));
    if !is_about(&["data", "attribute", "participant"]) || is_about(&["secur"]) {
        return None;
    }
    let is_set = begins(&["set", "write", "update", "store", "save"]) && attribute.get("value").is_some();
    let is_get = begins(&["get", "read", "fetch", "load"]) && attribute.get("variable").is_some();
    let is_conversation = action.get("conversationId").is_some();
    match (is_set, is_get, is_conversation) {
        (true, _, true) => Some("setConversationData"),
        (true, _, false) => Some("setParticipantData"),
        (_, true, true) => Some("getConversationData"),
        (_, true, false) => Some("getParticipantData"),
        _ => None,
    }
}

/// The positions of all nodes of a file, found in one pass.
#[derive(Debug)]
pub struct Positions<'a> {
    tree: &'a Tree<'a>,
    /// By the number of the node.
    spots: Vec<Spot>,
    /// The numbers of the actions.
    actions: Vec<u32>,
}

impl<'a> Positions<'a> {
    /// Those of any other file.
    pub(in crate::artifact) fn none(tree: &'a Tree<'a>) -> Self {
        Positions { tree, spots: Vec::new(), actions: Vec::new() }
    }

    #[must_use]
    pub fn of(tree: &'a Tree<'a>) -> Self {
        let mut positions = Positions::none(tree);
        positions.spots.reserve(tree.root().descendants().len());
        for (number, node) in (0..).zip(tree.values()) {
            let outer = node.parent().and_then(|parent| positions.spots.get(parent.number())).copied();
            let spot = Spot::of(node, outer.unwrap_or_default());
            if spot.action == number && number > 0 {
                positions.actions.push(number);
            }
            positions.spots.push(spot);
        }
        positions
    }

    /// The position of a node of the file; `None` for a root and its keys.
    #[must_use]
    pub fn get(&self, value: Value<'a>) -> Option<Position<'a>> {
        self.spots.get(value.number())?.position(self.tree)
    }

    /// Whether a node is what is below the key of an action.
    #[must_use]
    pub fn is_action(&self, value: Value<'a>) -> bool {
        self.get(value).is_some_and(|position| position.is_action(value))
    }

    /// The actions of the flow, in the order of the text: what is below their keys.
    pub(crate) fn actions(&self) -> impl Iterator<Item = (Value<'a>, Position<'a>)> {
        self.actions.iter().filter_map(|number| {
            let action = self.tree.value(*number as usize)?;
            Some((action, self.get(action)?))
        })
    }
}

/// The position of one node of a file. Of many, [`Positions`] is faster.
#[must_use]
pub fn of(value: Value<'_>) -> Option<Position<'_>> {
    let above: Vec<Value<'_>> = ancestors(value).collect();
    let spot = above.into_iter().rev().fold(Spot::default(), |outer, node| Spot::of(node, outer));
    spot.position(value.tree())
}

/// The numbers of the nodes of which a position consists; 0, which is a root, for none.
#[derive(Clone, Copy, Debug, Default)]
struct Spot {
    flow: u32,
    container: u32,
    action: u32,
    /// Whether nothing below is an action.
    is_inert: bool,
    /// What the items of a list are, and the members of each item.
    items: Items,
}

/// What the items of a list are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Items {
    Actions,
    /// Those of [`CONTAINERS`] with this number.
    Containers(u8),
    #[default]
    Other,
}

impl Items {
    /// Those of the list below a key.
    fn below(key: &str) -> Self {
        match (0..).zip(CONTAINERS).find(|(_, (list, _))| *list == key) {
            Some((number, _)) => Items::Containers(number),
            None if is_action_list(key) => Items::Actions,
            None => Items::Other,
        }
    }
}

impl Spot {
    /// That of a node, from that of its parent.
    fn of(node: Value<'_>, mut spot: Spot) -> Self {
        let Some(parent) = node.parent() else { return Spot::default() };
        let is_list = node.kind() == ValueKind::Array;
        let Some(key) = node.key() else {
            // The members of an item are what the list has.
            spot.items = if is_list { Items::Other } else { spot.items };
            return spot;
        };
        let items = std::mem::take(&mut spot.items);
        if key == node {
            return spot;
        }
        let number = u32::try_from(node.number()).unwrap_or_default();
        if is_list {
            spot.items = Items::below(&key.scalar_text());
        }
        if spot.flow == 0 && parent.parent().is_none() {
            spot.flow = number;
            return spot;
        }
        if key.text_equals(START_UP) {
            spot.container = number;
        }
        match items {
            Items::Actions if !spot.is_inert => spot.action = number,
            Items::Containers(list) if is_item(key, list) => spot.container = number,
            _ => {}
        }
        // A scalar has nothing below it.
        let has_inner = is_list || node.kind() == ValueKind::Object;
        spot.is_inert |= has_inner && holds_no_actions(&key.scalar_text());
        spot
    }

    fn position<'a>(&self, tree: &'a Tree<'a>) -> Option<Position<'a>> {
        let node = |number: u32| tree.value(number as usize).filter(|_| number > 0);
        Some(Position { flow: node(self.flow)?, container: node(self.container), action: node(self.action) })
    }
}

/// Whether a key is that of the items of the list in [`CONTAINERS`] with this number.
fn is_item(key: Value<'_>, list: u8) -> bool {
    CONTAINERS.get(usize::from(list)).is_some_and(|(_, item)| key.text_equals(item))
}

/// Whether a key contains no actions although its content looks like one: `settingsActionDefaults` has a `callData`.
/// Of the settings, only the error handling of a flow may contain actions.
fn holds_no_actions(key: &str) -> bool {
    key.starts_with("settings") && key != "settingsErrorHandling"
}
