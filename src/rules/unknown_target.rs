//! `unknown-target`: an action refers to a flow, task, state or menu that does not exist.

use crate::artifact::ArtifactKind;
use crate::artifact::call::Callee;
use crate::artifact::flow::reference::{self, Reference};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::rules::context::{FileContext, WorkspaceContext};
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::{closest, did_you_mean, list, or_one_of, quote};

pub(super) struct UnknownTarget;

static META: Meta = Meta {
    name: "unknown-target",
    group: Group::Across,
    severity: Severity::Warning,
    recommended: false,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "An action refers to a flow, task, state or menu that does not exist",
    page: r#"## What it does

Reports

- as an error, a reference to a task, a state or a menu that the flow itself does not have: `startUpRef`, `targetTaskRef` and the
  like in Archy YAML, ids in flow configurations;
- as a warning, Transfer to Flow, Call Common Module, Call Bot Flow and Call Digital Bot Flow with a name that no flow of
  the project has.

If a flow of the project gets its name at deployment, or the reference contains a substitution, nothing is reported.

## Why is this a problem?

Archy rejects a flow with a broken reference. A flow that is not in the project may still be in the organisation, so
this rule is for projects that contain all their flows.

## Example

```toml flowvet.toml
[rules]
unknown-target = "warning"
```

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

```toml flowvet.toml
[rules]
unknown-target = "warning"
```

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

## In Architect

Open the action that is marked as an error, and select the target again.

## When to turn it off

It is off unless the configuration or the preset `strict` turns it on. Keep it off if the project does not contain all
flows.

## Sources

- [Archy: authoring flows](https://developer.genesys.cloud/devapps/archy/flowAuthoring/): references by `refId`
- Published flows of GenesysCloudBlueprints: all 45 references match a `refId` or a name
"#,
};

impl Rule for UnknownTarget {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        let finding = |reference: &Reference<'_>| {
            let label = reference.label;
            let message = format!("this flow has no {label} {}, so it cannot be published", quote(&reference.target));
            let place = Place { span: reference.span, ..cx.place(reference.value) };
            let known: Vec<&str> = reference.known.iter().map(AsRef::as_ref).collect();
            let otherwise = match known.as_slice() {
                [] => format!("add a {label} with this `refId`, or correct the reference"),
                _ => format!("use one of: {}", list(&known)),
            };
            cx.diagnostic(&place, message, format!("unknown {label}"), &reference.target)
                .with_severity(Severity::Error)
                .with_help(did_you_mean(closest(&reference.target, &known), otherwise))
        };
        reference::dangling(cx.facts.kind, cx.tree).iter().map(finding).collect()
    }

    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        let callables = cx.shared.callables();
        let is_flow = |kind: ArtifactKind| {
            matches!(kind, ArtifactKind::ArchyYaml | ArtifactKind::Export | ArtifactKind::FlowConfiguration)
        };
        // The name at deployment is unknown.
        if cx.workspace.files().any(|(_, facts)| is_flow(facts.kind) && facts.name.is_none()) {
            return Vec::new();
        }
        let mut found = Vec::new();
        for (file, facts) in cx.workspace.files() {
            let flows = [Callee::CommonModule, Callee::BotFlow, Callee::DigitalBotFlow, Callee::Flow];
            for call in facts.calls.iter().filter(|call| flows.contains(&call.callee)) {
                let Some(name) = call.name.as_deref().filter(|name| !callables.has(call.callee, name)) else {
                    continue;
                };
                let label = call.callee.label();
                let message = format!("the project has no {label} {}", quote(name));
                let place = Place::in_artifact(call.span, &call.path);
                let diagnostic = cx.diagnostic(file, &place, message, format!("no such {label}"), name);
                let known: Vec<&str> = callables.names(call.callee);
                let otherwise = or_one_of(format!("add the {label} to the project, or correct the name"), &known);
                found.push(diagnostic.with_help(did_you_mean(closest(name, &known), otherwise)));
            }
        }
        found
    }
}
