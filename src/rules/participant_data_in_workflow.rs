//! `participant-data-in-workflow`: participant data in a flow without a participant.

use super::support::wording::describe_place;
use crate::artifact::{Access, AttributeUse, Via};
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};

pub(super) struct ParticipantDataInWorkflow;

static META: Meta = Meta {
    name: "participant-data-in-workflow",
    group: Group::Values,
    severity: Severity::Warning,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "Participant data actions are used in a workflow",
    page: r#"## What it does

Reports Set Participant Data and Get Participant Data in a workflow or workitem flow.

## Why is this a problem?

Such a flow is not part of a conversation and has no participant. Architect does not offer these actions there; a file
written by hand that has them cannot be published.

## Example

```yaml flows/orders.yaml
workflow:
  name: Orders
  startUpRef: "/workflow/tasks/task[Greet_10]"
  tasks:
    - task:
        name: Greet
        refId: Greet_10
        actions:
          - setParticipantData:
              name: Set Participant Data
              attributes:
                - attribute:
                    name:
                      lit: orderNumber
                    value:
                      exp: Flow.orderNumber
```

## Use instead

Set Conversation Data, which accepts the ID of the conversation.

```yaml flows/orders.yaml
workflow:
  name: Orders
  startUpRef: "/workflow/tasks/task[Greet_10]"
  tasks:
    - task:
        name: Greet
        refId: Greet_10
        actions:
          - setConversationData:
              name: Set Conversation Data
              conversationId:
                exp: Flow.conversationId
              attributes:
                - attribute:
                    name:
                      lit: orderNumber
                    value:
                      exp: Flow.orderNumber
```

## In Architect

Delete the action, and add Set Conversation Data or Get Conversation Data from the toolbox in its place.

## When to turn it off

If your Genesys Cloud organisation offers these actions in workflows.

## Sources

- Genesys Cloud Resource Center, [Set Conversation Data action](https://help.mypurecloud.com/articles/set-conversation-data-action/)
- Genesys Cloud Resource Center, [Work with workflows](https://help.genesys.cloud/articles/work-with-workflows/)
- None of 88 published workflows uses them (counted in GenesysCloudBlueprints and others)
"#,
};

impl Rule for ParticipantDataInWorkflow {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        let Some(kind) = cx.facts.flow_type.as_deref().filter(|kind| WITHOUT_PARTICIPANT.contains(kind)) else {
            return Vec::new();
        };
        let mut uses: Vec<&AttributeUse> =
            cx.facts.uses.iter().filter(|usage| usage.via == Via::ParticipantData).collect();
        // One finding is enough for an action with many attributes.
        uses.dedup_by_key(|usage| usage.group);
        uses.into_iter().map(|usage| finding(cx, usage, kind)).collect()
    }
}

const WITHOUT_PARTICIPANT: [&str; 2] = ["workflow", "workitem"];

fn finding(cx: &FileContext<'_>, usage: &AttributeUse, kind: &str) -> Diagnostic {
    let message = format!("{} is not available in a {kind}: {kind}s have no participant", describe_place(usage));
    let instead = if usage.access == Access::Set { "Set Conversation Data" } else { "Get Conversation Data" };
    let name = usage.name.text.known().unwrap_or_default();
    cx.diagnostic(&usage.name.place, message, format!("not allowed in a {kind}"), name)
        .with_help(format!("use {instead} and pass the conversation ID"))
}
