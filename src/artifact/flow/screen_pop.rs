//! In: the tree of a flow. Out: the scripts that it opens for agents, and the variables that it fills in them.

use super::{archy, configuration};
use crate::artifact::climb::{all_under, member};
use crate::diagnostic::LogicalPath;
use crate::expr::placeholder;
use crate::syntax::{Kind as NodeKind, Tree, Value};
use crate::text::Span;

/// A Set Screen Pop action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScreenPop {
    /// The name of the script; `None` where it is filled in at deployment.
    pub script: Option<Box<str>>,
    /// The variables of the script that are filled, each with the place of its name, without quotes.
    pub inputs: Vec<(Box<str>, Span)>,
    /// The logical path of the action.
    pub path: LogicalPath,
}

const ARCHY: &str = "setScreenPop";
const CONFIGURATION: &str = "ScreenPopAction";

/// Those of a flow in Archy YAML: `setScreenPop: {screenPopScript: {Name: {inputs: {Variable: …}}}}`.
pub(super) fn archy(tree: &Tree<'_>) -> Vec<ScreenPop> {
    if memchr::memmem::find(tree.text().as_bytes(), ARCHY.as_bytes()).is_none() {
        return Vec::new();
    }
    all_under(tree, ARCHY)
        .filter_map(|action| {
            let (script, settings) = member(action, "screenPopScript")?.members().next()?;
            let name = script.scalar_text();
            let inputs = member(settings, "inputs").into_iter().flat_map(Value::members);
            Some(ScreenPop {
                script: placeholder::find(&name).is_empty().then(|| name.into()),
                inputs: inputs.filter_map(|(key, _)| input(key)).collect(),
                path: archy::position(action)?.steps().into(),
            })
        })
        .collect()
}

/// Those of a flow configuration. Embedded modules have their own flow.
pub(super) fn configuration(tree: &Tree<'_>) -> Vec<ScreenPop> {
    if memchr::memmem::find(tree.text().as_bytes(), CONFIGURATION.as_bytes()).is_none() {
        return Vec::new();
    }
    let containers = member(tree.root(), "flowSequenceItemList").into_iter().flat_map(Value::items);
    let actions = containers.filter_map(|it| member(it, "actionList")).flat_map(Value::items);
    let pops = actions.filter(|action| member(*action, "__type").is_some_and(|kind| kind.is_str(CONFIGURATION)));
    pops.filter_map(|action| {
        let inputs = member(action, "inputs").into_iter().flat_map(Value::items);
        Some(ScreenPop {
            script: member(action, "screenPopName").and_then(Value::as_str).map(|name| name.as_ref().into()),
            inputs: inputs.filter_map(|it| input(member(it, "name")?)).collect(),
            path: configuration::position(action)?.steps().into(),
        })
    })
    .collect()
}

/// A name that is known before deployment.
fn input(name: Value<'_>) -> Option<(Box<str>, Span)> {
    let text = name.scalar_text();
    let is_known = name.kind() == NodeKind::String && placeholder::find(&text).is_empty();
    is_known.then(|| (text.into(), name.content_span()))
}
