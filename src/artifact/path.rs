//! In: any value or key of an artefact. Out: its logical path, in the words of Architect. The steps down to an
//! action are flow, container (task, state, menu, bot) and action; nested branches are no steps.

use super::Kind;
use super::climb::{ancestors, key_is, step};
use super::flow::position::{archy, configuration};
use crate::diagnostic::{LogicalPath, Step};
use crate::syntax::{Kind as NodeKind, Value};

/// The logical path of a value or key of an artefact of `kind`. Takes time in the depth of the value only.
#[must_use]
pub fn of(kind: Kind, value: Value<'_>) -> LogicalPath {
    match kind {
        Kind::ArchyYaml => archy::of(value).map(archy::Position::steps),
        Kind::Export | Kind::FlowConfiguration => configuration::of(value).map(configuration::Position::steps),
        Kind::DataAction => ancestors(value).last().map(|root| vec![step("data action", root)]),
        Kind::Terraform | Kind::TerraformModule => terraform_step(value).map(|step| vec![step]),
        Kind::Script => ancestors(value).last().map(|root| script_steps(root, value)),
        Kind::Payload | Kind::Snippet | Kind::ArchyOptions => None,
    }
    .unwrap_or_default()
    .into()
}

/// The block at the top that the value stands in: a resource by its type and its label, others by what they are.
fn terraform_step(value: Value<'_>) -> Option<Step> {
    let above: Vec<_> = ancestors(value).collect();
    let block = above.iter().rev().nth(1)?;
    // In HCL the labels are the first items of the block, in JSON the keys above its body.
    let is_hcl = block.items().next().is_some_and(|first| first.kind() == NodeKind::String);
    let word = block.key()?.scalar_text();
    let labels: Vec<_> = if is_hcl {
        block.items().map_while(Value::as_str).collect()
    } else {
        let keys = above.iter().rev().skip(2).filter(|it| it.parent().is_some_and(|it| it.kind() == NodeKind::Object));
        keys.filter_map(|it| it.key()).map(Value::scalar_text).take(2).collect()
    };
    match (&*word, &labels[..]) {
        ("resource" | "data", [kind, label, ..]) => Some(Step::new(kind, Some(label))),
        ("module" | "variable" | "output", [label, ..]) => Some(Step::new(&word, Some(label))),
        _ => Some(Step::new(&word, None)),
    }
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
