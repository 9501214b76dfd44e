//! `mixed-case-name`: an attribute that is set with two different capitalisations.

use super::support::declared;
use super::support::wording::describe_use;
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::context::WorkspaceContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::quote;
use crate::workspace::analysis::{Mixed, mixed_case};
use crate::workspace::{AttributeUseRef, Spelling};

pub(super) struct MixedCaseName;

static META: Meta = Meta {
    name: "mixed-case-name",
    group: Group::Names,
    severity: Severity::Warning,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "An attribute is set with two different capitalisations",
    page: r#"## What it does

Reports every place that sets an attribute with a different capitalisation than most of the project. The spelling that
something reads counts as the right one; if that does not decide, the one that more places use. Variables of agent scripts
that are marked as both Input and Output do not count as setting an attribute.

## Why is this a problem?

Attribute names are case-sensitive: these are two attributes. Each reader sees only one of them, and which one is set
depends on the path that the call has taken.

## Example

```yaml flows/main.yaml
inboundCall:
  name: Main
  startUpRef: "/inboundCall/tasks/task[Store_10]"
  tasks:
    - task:
        name: Store
        refId: Store_10
        actions:
          - setParticipantData:
              name: Set Participant Data
              attributes:
                - attribute:
                    name:
                      lit: orderNumber
                    value:
                      exp: Flow.order
          - getParticipantData:
              name: Get Participant Data
              attributes:
                - attribute:
                    name:
                      lit: orderNumber
                    variable: Flow.order
```

```yaml flows/callback.yaml
workflow:
  name: Callback
  startUpRef: "/workflow/states/state[Initial State_10]"
  states:
    - state:
        name: Initial State
        refId: Initial State_10
        actions:
          - setConversationData:
              name: Set Conversation Data
              conversationId:
                exp: Flow.conversationId
              attributes:
                - attribute:
                    name:
                      lit: OrderNumber
                    value:
                      exp: Flow.order
```

## Use instead

```yaml flows/main.yaml
inboundCall:
  name: Main
  startUpRef: "/inboundCall/tasks/task[Store_10]"
  tasks:
    - task:
        name: Store
        refId: Store_10
        actions:
          - setParticipantData:
              name: Set Participant Data
              attributes:
                - attribute:
                    name:
                      lit: orderNumber
                    value:
                      exp: Flow.order
          - getParticipantData:
              name: Get Participant Data
              attributes:
                - attribute:
                    name:
                      lit: orderNumber
                    variable: Flow.order
```

```yaml flows/callback.yaml
workflow:
  name: Callback
  startUpRef: "/workflow/states/state[Initial State_10]"
  states:
    - state:
        name: Initial State
        refId: Initial State_10
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
                      exp: Flow.order
```

## In Architect

Open the action, and enter the attribute name with the capitalisation that the other flows use.

## When to turn it off

If two systems outside the project read the two spellings, and both are set on purpose.

## Sources

- Genesys Cloud Resource Center, [Set Participant Data action](https://help.mypurecloud.com/articles/set-participant-data-action/): attributes are case-sensitive
"#,
};

/// The most places with the other spelling that a finding lists.
const SHOWN: usize = 3;

impl Rule for MixedCaseName {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        let mixed = cx.workspace.attributes().filter_map(mixed_case);
        mixed.flat_map(|mixed| findings(cx, &mixed)).collect()
    }
}

fn findings(cx: &WorkspaceContext<'_>, mixed: &Mixed<'_>) -> Vec<Diagnostic> {
    let others = mixed.others.iter().filter(|other| {
        let (best, other) = (mixed.best.name, other.name);
        !declared::blames(cx, best, other) && !declared::blames(cx, other, best)
    });
    others
        .flat_map(|spelling| writers(*spelling).map(|writer| finding(cx, writer, spelling.name, mixed.best)))
        .collect()
}

/// The places that certainly set the attribute with this spelling.
fn writers(spelling: Spelling<'_>) -> impl Iterator<Item = AttributeUseRef<'_>> {
    spelling.writers().filter(|writer| writer.usage.is_certain())
}

fn finding(cx: &WorkspaceContext<'_>, writer: AttributeUseRef<'_>, name: &str, best: Spelling<'_>) -> Diagnostic {
    let best_name = quote(best.name);
    let message = format!(
        "{}, but elsewhere it is {best_name}; these are two different attributes",
        describe_use(writer.usage, name)
    );
    let help = format!("use {best_name} everywhere; a flow that reads one spelling does not see the other");
    let label = "names are case-sensitive";
    let finding = cx.diagnostic(writer.file, &writer.usage.name.place, message, label, name).with_help(help);
    writers(best)
        .take(SHOWN)
        .fold(finding, |finding, other| finding.with_related(other.location(), format!("set here as {best_name}")))
}
