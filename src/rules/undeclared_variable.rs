//! `undeclared-variable`: a variable that nothing declares or assigns.

use super::support::expressions::{Missing, MissingKind, missing, place};
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::{closest, did_you_mean, or_one_of, quote};

pub(super) struct UndeclaredVariable;

static META: Meta = Meta {
    name: "undeclared-variable",
    group: Group::Expressions,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.2.0",
    summary: "An expression reads a variable that does not exist",
    page: r#"## What it does

Reports a variable in an expression that the flow neither declares nor assigns. Any assignment creates a variable:
Update Data, an output of a data action, a Get, the index of a loop. A `Task.` or `State.` variable exists in its own task or
state only. Names of built-in variables and slots are reported if they are close to an existing one. Capitalisation does not
matter. Parts of flows without a start are not checked.

## Why is this a problem?

Architect checks expressions when a flow is published, so such a flow cannot be published.

## Example

```yaml flows/library.yaml
inboundCall:
  name: Library
  startUpRef: "/inboundCall/tasks/task[Renew_10]"
  variables:
    - stringVariable:
        name: Flow.title
        initialValue:
          lit: Emma
    - integerVariable:
        name: Flow.copies
        initialValue:
          lit: 3
  tasks:
    - task:
        name: Renew
        refId: Renew_10
        actions:
          - setParticipantData:
              name: Set Participant Data
              attributes:
                - attribute:
                    name:
                      lit: bookTitle
                    value:
                      exp: Flow.titel
```

## Use instead

```yaml flows/library.yaml
inboundCall:
  name: Library
  startUpRef: "/inboundCall/tasks/task[Renew_10]"
  variables:
    - stringVariable:
        name: Flow.title
        initialValue:
          lit: Emma
    - integerVariable:
        name: Flow.copies
        initialValue:
          lit: 3
  tasks:
    - task:
        name: Renew
        refId: Renew_10
        actions:
          - setParticipantData:
              name: Set Participant Data
              attributes:
                - attribute:
                    name:
                      lit: bookTitle
                    value:
                      exp: Flow.title
```

## When to turn it off

Where a part of the flow with its variables is in another file.

## Sources

- Genesys Cloud Resource Center, [Architect built-in variables](https://help.mypurecloud.com/articles/architect-default-variables/)
- [Architect Scripting SDK](https://www.npmjs.com/package/purecloud-flow-scripting-api-sdk-javascript) 0.2.6: look-up of variables
- Published flows of GenesysCloudBlueprints: assignments create variables that are declared nowhere
"#,
};

impl Rule for UndeclaredVariable {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        missing(cx).iter().filter_map(|missing| finding(cx, missing)).collect()
    }
}

fn finding(cx: &FileContext<'_>, missing: &Missing<'_>) -> Option<Diagnostic> {
    let name = missing.name.as_str();
    let quoted = quote(name);
    let (what, help) = match &missing.kind {
        // `loop-variable` has better words for it.
        MissingKind::LoopElsewhere => return None,
        MissingKind::Elsewhere => (
            format!("{quoted} is a variable of another task or state and does not exist here"),
            "use a `Flow.` variable to share the value".to_owned(),
        ),
        MissingKind::BuiltIn(meant) => {
            (format!("{quoted} is not a built-in variable"), did_you_mean(Some(meant.as_str()), ""))
        }
        MissingKind::Unknown(known) => {
            let order = format!("declare {quoted} in the flow");
            let help = match closest(name, known) {
                Some(meant) => did_you_mean(Some(meant), ""),
                None => or_one_of(order, known),
            };
            (format!("{quoted} does not exist: nothing declares or assigns it"), help)
        }
    };
    let message = format!("{what}, so the flow cannot be published");
    let place = place(cx, missing.expression, missing.span);
    Some(cx.diagnostic(&place, message, "unknown variable", name).with_help(help))
}
