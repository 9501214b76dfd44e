//! In: any value or key of an artefact. Out: its logical path, in the words of Architect. The steps down to an
//! action are flow, container (task, state, menu, bot) and action; nested branches are no steps.

use super::Kind;
use super::climb::{ancestors, key_is, step};
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
        Kind::Terraform => terraform_step(value).map(|step| vec![step]),
        Kind::Script => ancestors(value).last().map(|root| script_steps(root, value)),
        Kind::Payload | Kind::Snippet => None,
    }
    .unwrap_or_default()
    .into()
}

/// The block at the top that the value stands in.
fn terraform_step(value: Value<'_>) -> Option<Step> {
    let block = ancestors(value).filter(|node| node.parent().is_some_and(|parent| parent.parent().is_none())).last()?;
    let labels: Vec<_> = block.items().filter_map(Value::as_str).collect();
    let kind = labels.first().map_or_else(|| block.key().map(Value::scalar_text).unwrap_or_default(), Clone::clone);
    Some(Step::new(&kind, labels.get(1).map(AsRef::as_ref)))
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
