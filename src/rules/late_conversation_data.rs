//! `late-conversation-data`: a workflow that sets attributes after the conversation has ended.

use std::sync::Arc;

use crate::artifact::terraform::Trigger;
use crate::artifact::{Access, Via};
use crate::diagnostic::{Diagnostic, Location, Place, Severity};
use crate::rules::context::WorkspaceContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::quote;
use crate::workspace::{Deployment, folder_of};

pub(super) struct LateConversationData;

static META: Meta = Meta {
    name: "late-conversation-data",
    group: Group::Values,
    severity: Severity::Warning,
    recommended: false,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "A workflow sets attributes after the conversation has ended",
    page: r#"## What it does

Reports Set Conversation Data in a workflow that a Terraform trigger starts when the conversation, or the relevant part of
it, has ended: on `customer.end`, `user.end`, `flow.end`, `acw` and `wrapup`.

## Why is this a problem?

The attribute is stored in the conversation, but the analytics record is already complete: reports never show the
attribute.

## Example

```toml flowvet.toml
[rules]
late-conversation-data = "warning"
```

```yaml flows/summary.yaml
workflow:
  name: Summary
  startUpRef: "/workflow/states/state[Start_10]"
  states:
    - state:
        name: Start
        refId: Start_10
        actions:
          - setConversationData:
              name: Keep the summary
              conversationId:
                exp: Flow.conversationId
              attributes:
                - attribute:
                    name:
                      lit: summary
                    value:
                      exp: Flow.summary
```

```hcl summary.tf
resource "genesyscloud_flow" "summary" {
  filepath = "${path.module}/flows/summary.yaml"
}

resource "genesyscloud_processautomation_trigger" "summary" {
  name       = "Summary"
  topic_name = "v2.detail.events.conversation.{id}.customer.end"
  target {
    id   = genesyscloud_flow.summary.id
    type = "Workflow"
  }
}
```

## Use instead

```toml flowvet.toml
[rules]
late-conversation-data = "warning"
```

```yaml flows/summary.yaml
workflow:
  name: Summary
  startUpRef: "/workflow/states/state[Start_10]"
  states:
    - state:
        name: Start
        refId: Start_10
        actions:
          - setConversationData:
              name: Keep the summary
              conversationId:
                exp: Flow.conversationId
              attributes:
                - attribute:
                    name:
                      lit: summary
                    value:
                      exp: Flow.summary
```

```hcl summary.tf
resource "genesyscloud_flow" "summary" {
  filepath = "${path.module}/flows/summary.yaml"
}

resource "genesyscloud_processautomation_trigger" "summary" {
  name       = "Summary"
  topic_name = "v2.detail.events.conversation.{id}.acd.start"
  target {
    id   = genesyscloud_flow.summary.id
    type = "Workflow"
  }
}
```

## In Architect

Set the attribute in the flow that handles the conversation, before its Disconnect or Transfer action, or start the
workflow with another trigger in Admin > Architect > Triggers.

## When to turn it off

It is off by default: published blueprints do this on purpose, and read the attributes from the conversation.

## Sources

- Genesys Cloud Resource Center, [Set Participant Data action](https://help.mypurecloud.com/articles/set-participant-data-action/): attributes that are set after the conversation has ended
- [process-participant-attributes-event-triggers-blueprint](https://github.com/GenesysCloudBlueprints/process-participant-attributes-event-triggers-blueprint): a trigger on the end of the call
"#,
};

impl Rule for LateConversationData {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        let files = cx.workspace.files().flat_map(|(file, facts)| facts.triggers.iter().map(move |it| (file, it)));
        files.filter(|(_, trigger)| is_late(&trigger.topic)).flat_map(|(file, it)| check(cx, file, it)).collect()
    }
}

/// The beginning and the endings of the topics of events after which analytics records are complete.
const BEGINNING: &str = "v2.detail.events.conversation.";
const ENDINGS: [&str; 5] = [".customer.end", ".user.end", ".flow.end", ".acw", ".wrapup"];

fn is_late(topic: &str) -> bool {
    topic.starts_with(BEGINNING) && ENDINGS.iter().any(|ending| topic.ends_with(ending))
}

fn check(cx: &WorkspaceContext<'_>, file: &Arc<str>, trigger: &Trigger) -> Vec<Diagnostic> {
    let is_beside = |it: &Deployment| folder_of(&it.file) == folder_of(file);
    let is_meant = |it: &&Deployment| it.label.as_ref() == Some(&trigger.flow) && is_beside(it);
    let deployed = cx.workspace.deployments().iter().find(is_meant);
    let flow = deployed.and_then(|deployed| cx.workspace.facts(deployed.flow.as_ref()?));
    let Some((flow, facts)) = flow else { return Vec::new() };
    let sets = facts.uses.iter().filter(|it| it.access == Access::Set && it.via == Via::ConversationData);
    sets.map(|usage| {
        let name = usage.name.text.known().unwrap_or_default();
        let message =
            format!("{} is set after the conversation has ended; it will not appear in analytics", quote(name));
        let started = Location { file: file.clone(), place: Place::in_artifact(trigger.span, &trigger.path) };
        cx.diagnostic(flow, &usage.name.place, message, "too late for analytics", name)
            .with_related(started, "the workflow is started here")
            .with_help(
                "set it before the conversation ends, or read it from `GET /api/v2/conversations/{conversationId}`",
            )
    })
    .collect()
}
