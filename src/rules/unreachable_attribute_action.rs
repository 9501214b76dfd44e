//! `unreachable-attribute-action`: a Set or Get that never runs.

use super::support::wording::actor;
use crate::artifact::AttributeUse;
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::quote;

pub(super) struct UnreachableAttributeAction;

static META: Meta = Meta {
    name: "unreachable-attribute-action",
    group: Group::Values,
    severity: Severity::Warning,
    recommended: true,
    unnecessary: true,
    options: &[],
    since: "0.1.0",
    summary: "A Set or Get action can never run",
    page: r#"## What it does

Reports an action that sets or gets attributes and follows, in the same list, one that ends the path: Disconnect,
End Task, End Workflow, Exit Bot Flow, Change State, a jump. After a transfer nothing is reported, because
the next actions run if the transfer fails; and a Set right before Disconnect is stored.

## Why is this a problem?

The action never runs: the attribute is not set, or the variable stays empty.

## Example

```yaml flows/orders.yaml
inboundCall:
  name: Orders
  startUpRef: "/inboundCall/tasks/task[Greet_10]"
  tasks:
    - task:
        name: Greet
        refId: Greet_10
        actions:
          - disconnect:
              name: Disconnect
          - setParticipantData:
              name: Remember the caller
              attributes:
                - attribute:
                    name:
                      lit: customerId
                    value:
                      exp: Flow.customerId
```

## Use instead

```yaml flows/orders.yaml
inboundCall:
  name: Orders
  startUpRef: "/inboundCall/tasks/task[Greet_10]"
  tasks:
    - task:
        name: Greet
        refId: Greet_10
        actions:
          - setParticipantData:
              name: Remember the caller
              attributes:
                - attribute:
                    name:
                      lit: customerId
                    value:
                      exp: Flow.customerId
          - disconnect:
              name: Disconnect
```

## In Architect

Drag the action above the one that ends the path, or delete it.

## Sources

- In published flows no action follows one of 233 that end the path (counted in GenesysCloudBlueprints and others)
- Genesys Cloud Resource Center, [Set Participant Data action](https://help.mypurecloud.com/articles/set-participant-data-action/): attributes are sent when the flow ends
"#,
};

impl Rule for UnreachableAttributeAction {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        if cx.control.actions.is_empty() {
            return Vec::new();
        }
        let mut uses: Vec<&AttributeUse> = cx.facts.uses.iter().collect();
        // One finding is enough for an action with many attributes.
        uses.dedup_by_key(|usage| usage.group);
        uses.into_iter().filter_map(|usage| check(cx, usage)).collect()
    }
}

fn check(cx: &FileContext<'_>, usage: &AttributeUse) -> Option<Diagnostic> {
    let actions = &cx.control.actions;
    let action = actions.get(cx.control.around(cx.innermost.at(usage.name.place.span))?)?;
    let end = actions.get(action.behind?)?;
    let ending = end.label.as_str().unwrap_or_default();
    let message = format!("{} never runs: the path already ends at {}", actor(usage), quote(&ending));
    let place = cx.place(action.label);
    let subject = usage.name.text.known().unwrap_or_default();
    let diagnostic = cx.diagnostic(&place, message, "never reached", subject);
    let diagnostic = diagnostic.with_related(cx.location(&cx.place(end.label)), "the path ends here");
    Some(diagnostic.with_help(format!("move it before {}", quote(&ending))))
}
