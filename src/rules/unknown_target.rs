//! `unknown-target`: an action leads to a flow, task, state or menu that is not there.

use crate::artifact::ArtifactKind;
use crate::artifact::call::Callee;
use crate::artifact::flow::reference::{self, Reference};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::rules::{FileContext, Group, Meta, Rule, WorkspaceContext};
use crate::wording::{closest, did_you_mean, quote};

pub(super) struct UnknownTarget;

static META: Meta = Meta {
    name: "unknown-target",
    group: Group::Across,
    severity: Severity::Warning,
    recommended: false,
    summary: "An action leads to a flow, task, state or menu that is not there",
    page: r#"## What it does

Reports

- as an error, a reference to a task, a state or a menu that the flow itself lacks: `startUpRef`, `targetTaskRef` and the
  like in Archy YAML, ids in flow configurations;
- as a warning, Transfer to Flow, Call Common Module, Call Bot Flow and Call Digital Bot Flow with a name that no flow of
  the project has.

Where a flow of the project gets its name at deployment, or the reference holds a substitution, nothing is reported.

## Why is this a problem?

Archy refuses a flow with a reference that leads nowhere. A flow that is missing from the project may be in the
organisation all the same, so this is for projects that hold all their flows.

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

## When to turn it off

It is off unless the configuration or the preset `strict` turns it on. Keep it so where flows are missing from the project.

## Sources

- [Archy: authoring flows](https://developer.genesys.cloud/devapps/archy/flowAuthoring/): references by `refId`
- Published flows of GenesysCloudBlueprints: all 45 references lead to a `refId` or a name
"#,
};

impl Rule for UnknownTarget {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        let finding = |reference: &Reference<'_>| {
            let label = reference.label;
            let message = format!("the flow has no {label} {}", quote(&reference.target));
            let place = Place { span: reference.span, ..cx.place(reference.value) };
            let known: Vec<&str> = reference.known.iter().map(AsRef::as_ref).collect();
            let otherwise = format!("name a {label} of this flow");
            cx.diagnostic(&place, message, format!("no such {label}"), &reference.target)
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
        // What it is called at deployment may be anything.
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
                let otherwise = format!("add the {label} to the project, or mend the name");
                found.push(diagnostic.with_help(did_you_mean(closest(name, &known), otherwise)));
            }
        }
        found
    }
}
