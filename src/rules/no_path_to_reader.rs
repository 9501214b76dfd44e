//! `no-path-to-reader`: no known path leads from the flows that set an attribute to one that reads it.

use super::support::wording::describe_use;
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::context::WorkspaceContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::quote;
use crate::workspace::analysis::Route;
use crate::workspace::{AttributeUseRef, Spelling};

pub(super) struct NoPathToReader;

static META: Meta = Meta {
    name: "no-path-to-reader",
    group: Group::Names,
    severity: Severity::Warning,
    recommended: false,
    unnecessary: false,
    options: &[],
    since: "0.2.0",
    summary: "No transfer or call leads from the flows that set an attribute to one that reads it",
    page: r#"## What it does

Reports a Get Participant Data or an input of an agent script, if flows of the project set the attribute, but no known path
of transfers, calls of modules and bots, or screen pops leads from any of them to the reader. These count as known paths:

- every flow leads to all in-queue flows, agent scripts and surveys, because what happens in a queue is not in any file;
- a transfer to a flow whose name is an expression leads to all flows;
- a transfer or call that the project does not have leads anywhere, unless `[externals]` is closed.

Nothing is reported if a page, a script, a workflow, a request or a system outside of the project sets the attribute.

## Why is this a problem?

Participant data stays with the participant of a conversation. If the conversation never gets from the writer to the reader,
the variable stays empty.

## Example

```toml flowvet.toml
[rules]
no-path-to-reader = "warning"
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
          - setParticipantData:
              name: Set Participant Data
              attributes:
                - attribute: { name: { lit: orderNumber }, value: { exp: Call.Ani } }
```

```yaml flows/returns.yaml
inboundCall:
  name: Returns
  startUpRef: "/inboundCall/tasks/task[Ask_10]"
  tasks:
    - task:
        name: Ask
        refId: Ask_10
        actions:
          - getParticipantData:
              name: Get Participant Data
              attributes:
                - attribute: { name: { lit: orderNumber }, variable: Flow.order }
```

## Use instead

```toml flowvet.toml
[rules]
no-path-to-reader = "warning"
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
          - setParticipantData:
              name: Set Participant Data
              attributes:
                - attribute: { name: { lit: orderNumber }, value: { exp: Call.Ani } }
          - transferToFlow:
              name: Transfer to Flow
              targetFlow:
                name: Returns
```

```yaml flows/returns.yaml
inboundCall:
  name: Returns
  startUpRef: "/inboundCall/tasks/task[Ask_10]"
  tasks:
    - task:
        name: Ask
        refId: Ask_10
        actions:
          - getParticipantData:
              name: Get Participant Data
              attributes:
                - attribute: { name: { lit: orderNumber }, variable: Flow.order }
```

## When to turn it off

If agents transfer conversations to flows by hand, or the project does not have all flows.

## Sources

- Genesys Cloud Resource Center, [Get Participant Data action](https://help.mypurecloud.com/articles/get-participant-data-action/): it reads the data of the current participant
"#,
};

impl Rule for NoPathToReader {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        let is_closed = cx.workspace.externals().closed;
        if !is_closed && cx.shared.analysis.has_unknown_writers() {
            return Vec::new();
        }
        let unrouted = cx.shared.analysis.unrouted().iter();
        let certain = unrouted.filter(|(reader, route)| {
            reader.usage.is_certain() && (*route == Route::None || *route == Route::Outside && is_closed)
        });
        certain.map(|(reader, _)| finding(cx, *reader)).collect()
    }
}

/// The most writers that a finding lists.
const SHOWN: usize = 5;

fn finding(cx: &WorkspaceContext<'_>, reader: AttributeUseRef<'_>) -> Diagnostic {
    let name = reader.usage.known_name().unwrap_or_default();
    let message = format!(
        "{}, but no transfer or call leads here from a flow that sets it, so the variable stays empty",
        describe_use(reader.usage, name)
    );
    let label = "no path from a writer";
    let help = format!("transfer from a flow that sets {} to this one, or set it here", quote(name));
    let finding = cx.diagnostic(reader.file, &reader.usage.name.place, message, label, name).with_help(help);
    let writers = cx.workspace.spelling(name).into_iter().flat_map(Spelling::writers).take(SHOWN);
    writers.fold(finding, |finding, writer| {
        finding.with_related(writer.location(), format!("{} is set here", quote(name)))
    })
}
