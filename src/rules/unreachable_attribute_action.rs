//! `unreachable-attribute-action`: a Set or Get that never runs.

use std::collections::BTreeMap;

use super::support::wording::describe_place;
use crate::artifact::AttributeUse;
use crate::diagnostic::{Diagnostic, Place, Severity};
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

Reports actions that set or get attributes and follow, in the same list, one that ends the path: Disconnect,
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

- In published flows actions follow one that ends the path in one flow only, after one jump (counted in GenesysCloudBlueprints and others)
- Genesys Cloud Resource Center, [Set Participant Data action](https://help.mypurecloud.com/articles/set-participant-data-action/): attributes are sent when the flow ends
"#,
};

impl Rule for UnreachableAttributeAction {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        if cx.control.actions.iter().all(|action| action.behind.is_none()) {
            return Vec::new();
        }
        let mut uses: Vec<&AttributeUse> = cx.facts.uses.iter().collect();
        // One finding is enough for an action with many attributes.
        uses.dedup_by_key(|usage| usage.group);
        // One action that ends a path makes all actions after it unreachable: one mistake.
        let mut found: BTreeMap<usize, Vec<(&AttributeUse, Place)>> = BTreeMap::new();
        for usage in uses {
            let number = cx.control.around(cx.innermost.at(usage.name.place.span));
            let Some(action) = number.and_then(|number| cx.control.actions.get(number)) else { continue };
            if let Some(end) = action.behind {
                found.entry(end).or_default().push((usage, cx.place(action.label)));
            }
        }
        found.into_iter().filter_map(|(end, unreachable)| finding(cx, end, &unreachable)).collect()
    }
}

/// The most unreachable actions that one finding lists.
const SHOWN: usize = 10;

/// A finding at the first of the actions that follow action `end`.
fn finding(cx: &FileContext<'_>, end: usize, unreachable: &[(&AttributeUse, Place)]) -> Option<Diagnostic> {
    let end = cx.control.actions.get(end)?;
    let ((usage, place), others) = unreachable.split_first()?;
    let ending = end.label.as_str().unwrap_or_default();
    let message = match others.len() {
        0 => format!("{} never runs: the path already ends at {}", describe_place(usage), quote(&ending)),
        more => {
            format!("{} and {more} more never run: the path already ends at {}", describe_place(usage), quote(&ending))
        }
    };
    let subject = usage.name.text.known().unwrap_or_default();
    let diagnostic = cx.diagnostic(place, message, "never reached", subject);
    let diagnostic = diagnostic.with_related(cx.location(&cx.place(end.label)), "the path ends here");
    let related = others.iter().take(SHOWN);
    let diagnostic =
        related.fold(diagnostic, |found, (_, place)| found.with_related(cx.location(place), "never runs either"));
    let what = if others.is_empty() { "it" } else { "the actions" };
    Some(diagnostic.with_help(format!("move {what} before {}, or remove {what}", quote(&ending))))
}
