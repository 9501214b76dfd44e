//! In: the tree of a flow. Out: the data actions that it calls, with the names that it passes and takes.

use super::{archy, configuration};
use crate::artifact::climb::{all_under, member};
use crate::diagnostic::LogicalPath;
use crate::expr::placeholder;
use crate::syntax::{Kind as NodeKind, Tree, Value};
use crate::text::Span;

/// A name that a call passes or takes, and its place without quotes.
pub type Name = (Box<str>, Span);

/// A Call Data Action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// `custom_-_…`; Archy has none.
    pub id: Option<Box<str>>,
    /// The name of the integration; `None` where it is filled in at deployment.
    pub category: Option<Box<str>>,
    /// `None` where it is filled in at deployment.
    pub name: Option<Box<str>>,
    pub inputs: Vec<Name>,
    /// What the data action gives when it succeeds.
    pub outputs: Vec<Name>,
    /// The logical path of the action.
    pub path: LogicalPath,
}

const ARCHY: &str = "callData";
const CONFIGURATION: &str = "\"DataAction\"";

/// Those of a flow in Archy YAML: `callData: {category: {Integration: {dataAction: {Name: {inputs: …}}}}}`.
pub(super) fn archy(tree: &Tree<'_>) -> Vec<Call> {
    if memchr::memmem::find(tree.text().as_bytes(), ARCHY.as_bytes()).is_none() {
        return Vec::new();
    }
    all_under(tree, ARCHY)
        .filter_map(|action| {
            let (category, integration) = member(action, "category")?.members().next()?;
            let (name, settings) = member(integration, "dataAction")?.members().next()?;
            let names = |key| {
                let members = member(settings, key).into_iter().flat_map(Value::members);
                members.filter_map(|(name, _)| self::name(name)).collect()
            };
            Some(Call {
                id: None,
                category: self::name(category).map(|(name, _)| name),
                name: self::name(name).map(|(name, _)| name),
                inputs: names("inputs"),
                outputs: names("successOutputs"),
                path: archy::position(action)?.steps().into(),
            })
        })
        .collect()
}

/// Those of a flow configuration. Embedded modules have their own flow.
pub(super) fn configuration(tree: &Tree<'_>) -> Vec<Call> {
    if memchr::memmem::find(tree.text().as_bytes(), CONFIGURATION.as_bytes()).is_none() {
        return Vec::new();
    }
    let containers = member(tree.root(), "flowSequenceItemList").into_iter().flat_map(Value::items);
    let actions = containers.filter_map(|it| member(it, "actionList")).flat_map(Value::items);
    let calls = actions.filter(|action| member(*action, "__type").is_some_and(|kind| kind.is_str("DataAction")));
    calls
        .filter_map(|action| {
            let text = |value: Option<Value<'_>>| value.and_then(Value::as_str).map(Box::<str>::from);
            let names = |key| {
                let items = member(action, key).into_iter().flat_map(Value::items);
                items.filter_map(|item| name(member(item, "name")?)).collect()
            };
            Some(Call {
                id: text(member(action, "actionId")),
                category: text(member(action, "category").and_then(|category| member(category, "name"))),
                name: text(member(action, "actionName")),
                inputs: names("inputs"),
                outputs: names("outputs"),
                path: configuration::position(action)?.steps().into(),
            })
        })
        .collect()
}

/// A name that is known before deployment.
fn name(name: Value<'_>) -> Option<Name> {
    let text = name.scalar_text();
    let is_known = name.kind() == NodeKind::String && placeholder::find(&text).is_empty();
    is_known.then(|| (text.into(), name.content_span()))
}
