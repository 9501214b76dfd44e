//! Builds the logical path of any value or key of an artefact, in the words of Architect. The steps down to an action
//! are flow, container (task, state, menu, bot) and action; nested branches are not steps.

use super::ArtifactKind;
use super::flow::position::{archy, configuration};
use super::nav::{ancestors, key_is, step};
use crate::diagnostic::{LogicalPath, Step};
use crate::syntax::{Value, ValueKind};

/// The logical path of a value or key of an artefact of `kind`. Takes time in the depth of the value only.
#[must_use]
pub fn of(kind: ArtifactKind, value: Value<'_>) -> LogicalPath {
    match kind {
        ArtifactKind::ArchyYaml => archy::of(value).map(archy::Position::steps),
        ArtifactKind::Export | ArtifactKind::FlowConfiguration => {
            configuration::of(value).map(configuration::Position::steps)
        }
        ArtifactKind::DataAction => ancestors(value).last().map(|root| vec![step("data action", root)]),
        ArtifactKind::Terraform | ArtifactKind::TerraformModule => terraform_step(value).map(|step| vec![step]),
        ArtifactKind::Script => ancestors(value).last().map(|root| script_steps(root, value)),
        ArtifactKind::Payload | ArtifactKind::Snippet | ArtifactKind::Page | ArtifactKind::ArchyOptions => None,
    }
    .unwrap_or_default()
    .into()
}

/// The top-level block that contains the value: a resource by its type and label, another block by its kind.
fn terraform_step(value: Value<'_>) -> Option<Step> {
    let above: Vec<_> = ancestors(value).collect();
    let block = above.iter().rev().nth(1)?;
    // In HCL the labels are the first items of the block, in JSON the keys above its body.
    let is_hcl = block.items().next().is_some_and(|first| first.kind() == ValueKind::String);
    let word = block.key()?.scalar_text();
    let labels: Vec<_> = if is_hcl {
        block.items().map_while(Value::as_str).collect()
    } else {
        let keys = above.iter().rev().skip(2).filter(|it| it.parent().is_some_and(|it| it.kind() == ValueKind::Object));
        keys.filter_map(|it| it.key()).map(Value::scalar_text).take(2).collect()
    };
    match (&*word, &labels[..]) {
        // A resource that is read again for a member is under `for_each`.
        ("resource" | "data" | "for_each", [kind, label, ..]) => Some(Step::new(kind, Some(label))),
        ("module" | "variable" | "output", [label, ..]) => Some(Step::new(&word, Some(label))),
        _ => Some(Step::new(&word, None)),
    }
}

/// The lists of a script whose items are steps.
const SCRIPT_PARTS: [(&str, &str); 3] = [("variables", "variable"), ("pages", "page"), ("customActions", "action")];

fn script_steps(root: Value<'_>, value: Value<'_>) -> Vec<Step> {
    let part = ancestors(value).find_map(|node| {
        let list = node.parent().filter(|list| list.parent() == Some(root) && node.kind() == ValueKind::Object)?;
        let (_, kind) = SCRIPT_PARTS.into_iter().find(|(key, _)| key_is(list, key))?;
        Some(step(kind, node))
    });
    std::iter::once(step("script", root)).chain(part).collect()
}
