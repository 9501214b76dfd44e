//! `unknown-target`: an action leads to a flow that the project does not have.

use crate::artifact::ArtifactKind;
use crate::artifact::call::Callee;
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::rules::context::WorkspaceContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::{closest, did_you_mean, or_one_of, quote};

pub(super) struct UnknownTarget;

static META: Meta = Meta {
    name: "unknown-target",
    group: Group::Across,
    severity: Severity::Warning,
    recommended: false,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "An action leads to a flow that the project does not have",
    page: r#"## What it does

Reports Transfer to Flow, Call Common Module, Call Bot Flow and Call Digital Bot Flow with a name that no flow of the
project has.

Nothing is reported if a flow of the project gets its name at deployment. References inside a flow are reported by
`broken-reference`.

## Why is this a problem?

An action that calls or hands over to a flow that does not exist cannot be published. A flow that is missing from the
project may still be in the organisation, so this rule is for projects that have all their flows.

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
          - transferToFlow:
              name: Transfer to Flow
              targetFlow:
                name: Order
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
          - transferToFlow:
              name: Transfer to Flow
              targetFlow:
                name: Orders
```

## In Architect

Open the action that is marked as an error, and select the target again.

## When to turn it off

It is off unless the configuration or the preset `strict` turns it on. Keep it off if the project does not contain all
flows.

## Sources

- [Archy: authoring flows](https://developer.genesys.cloud/devapps/archy/flowAuthoring/)
"#,
};

impl Rule for UnknownTarget {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        if cx.shared.callers().is_empty() {
            return Vec::new();
        }
        let callables = cx.shared.callables();
        let is_flow = |kind: ArtifactKind| {
            matches!(kind, ArtifactKind::ArchyYaml | ArtifactKind::Export | ArtifactKind::FlowConfiguration)
        };
        // The name at deployment is unknown.
        if cx.workspace.files().any(|(_, facts)| is_flow(facts.kind) && facts.name.is_none()) {
            return Vec::new();
        }
        let mut found = Vec::new();
        for (file, facts) in cx.shared.callers() {
            let flows = [Callee::CommonModule, Callee::BotFlow, Callee::DigitalBotFlow, Callee::Flow];
            for call in facts.calls.iter().filter(|call| flows.contains(&call.callee)) {
                let Some(name) = call.name.as_deref().filter(|name| !callables.has(call.callee, name)) else {
                    continue;
                };
                let label = call.callee.label();
                let message = format!(
                    "the project has no {label} {}; a flow that names it cannot be published without it",
                    quote(name)
                );
                let place = Place::in_artifact(call.span, &call.path);
                let diagnostic = cx.diagnostic(file, &place, message, format!("no such {label}"), name);
                let known = callables.names(call.callee);
                let otherwise = or_one_of(format!("add the {label} to the project, or correct the name"), known);
                found.push(diagnostic.with_help(did_you_mean(closest(name, known), otherwise)));
            }
        }
        found
    }
}
