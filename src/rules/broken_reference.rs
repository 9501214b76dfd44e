//! `broken-reference`: a reference to a task, state, menu or bot that its flow does not have.

use crate::artifact::flow::reference::{self, Reference};
use crate::diagnostic::{Diagnostic, Edit, Fix, Place, Safety, Severity};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::syntax::Value;
use crate::wording::{closest, did_you_mean, or_one_of, quote};

pub(super) struct BrokenReference;

static META: Meta = Meta {
    name: "broken-reference",
    group: Group::Syntax,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.2.0",
    summary: "A reference leads to a task, state or menu that the flow does not have",
    page: r#"## What it does

Reports a reference to a task, a state, a menu or a bot that is not in the flow itself: `startUpRef`, `targetTaskRef` and
the like in Archy YAML, ids in flow configurations. A reference that names a task or state of the flow, but does not have
the form of one (`Greet_10`, `/inboundCall/tasks/Greet_10`), is reported with what is meant. A reference with a substitution in it is not reported, nor one to
another file.

## Why is this a problem?

Archy and CX as Code refuse a flow with a reference that leads nowhere, so the flow cannot be published.

## Example

```yaml flows/orders.yaml
inboundCall:
  name: Orders
  startUpRef: "/inboundCall/tasks/task[Ask_10]"
  tasks:
    - task:
        name: Ask
        refId: Ask_10
        actions:
          - jumpToTask:
              name: Jump to Task
              targetTaskRef: "/inboundCall/tasks/task[Tell_12]"
    - task:
        name: Tell
        refId: Tell_11
        actions:
          - disconnect:
              name: Disconnect
```

## Use instead

```yaml flows/orders.yaml
inboundCall:
  name: Orders
  startUpRef: "/inboundCall/tasks/task[Ask_10]"
  tasks:
    - task:
        name: Ask
        refId: Ask_10
        actions:
          - jumpToTask:
              name: Jump to Task
              targetTaskRef: "/inboundCall/tasks/task[Tell_11]"
    - task:
        name: Tell
        refId: Tell_11
        actions:
          - disconnect:
              name: Disconnect
```

## Sources

- [Archy: authoring flows](https://developer.genesys.cloud/devapps/archy/flowAuthoring/): references by `refId`
- Published flows of GenesysCloudBlueprints: all references lead to a `refId` or a name
"#,
};

impl Rule for BrokenReference {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        let (kind, tree) = (cx.facts.kind, cx.tree);
        let mut found: Vec<Diagnostic> =
            reference::dangling(kind, tree).iter().map(|reference| finding(cx, reference)).collect();
        found.extend(reference::repeated(kind, tree).into_iter().map(|id| repeated(cx, id)));
        found
    }
}

fn repeated(cx: &FileContext<'_>, id: Value<'_>) -> Diagnostic {
    let name = id.scalar_text();
    let message =
        format!("another part of this flow has the `refId` {}, so the flow cannot be published", quote(&name));
    let diagnostic = cx.diagnostic(&cx.place(id), message, "not unique", &name);
    diagnostic.with_help("give each task, state and menu its own `refId`, and correct the references to it")
}

fn finding(cx: &FileContext<'_>, reference: &Reference<'_>) -> Diagnostic {
    if let Some(meant) = &reference.meant {
        return formless(cx, reference, meant);
    }
    let label = reference.label;
    let message = format!("{label} {} is not in this flow, so the flow cannot be published", quote(&reference.target));
    let place = Place { span: reference.span, ..cx.place(reference.value) };
    let known: Vec<&str> = reference.known.iter().map(AsRef::as_ref).collect();
    let otherwise = or_one_of(format!("add the {label} to the flow"), &known);
    cx.diagnostic(&place, message, format!("no such {label}"), &reference.target)
        .with_help(did_you_mean(closest(&reference.target, &known), otherwise))
}

fn formless(cx: &FileContext<'_>, reference: &Reference<'_>, meant: &str) -> Diagnostic {
    let target = &reference.target;
    let message = format!("{} does not have the form of a reference, so the flow cannot be published", quote(target));
    let place = Place { span: reference.span, ..cx.place(reference.value) };
    let edit = Edit { file: cx.source.path().clone(), span: reference.span, replacement: meant.to_owned() };
    let fix = Fix { title: format!("write {}", quote(meant)), safety: Safety::Unsafe, edits: vec![edit] };
    let diagnostic = cx.diagnostic(&place, message, "not a path", target).with_help(format!("write {}", quote(meant)));
    // A plain scalar must not begin or go on with a mark of YAML.
    let is_plain = meant.chars().all(|it| it.is_alphanumeric() || " /_-.[]".contains(it));
    if is_plain { diagnostic.with_fix(fix) } else { diagnostic }
}
