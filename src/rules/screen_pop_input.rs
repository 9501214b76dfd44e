//! `screen-pop-input`: a flow fills a variable that the script does not have, or that has another type.

use super::support::called::{self, Direction};
use crate::artifact::call::Callee;
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::rules::context::WorkspaceContext;
use crate::rules::rule::{Group, Meta, Rule};

pub(super) struct ScreenPopInput;

static META: Meta = Meta {
    name: "screen-pop-input",
    group: Group::Across,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "Set Screen Pop uses an unknown script variable or a script that is not Inbound",
    page: r#"## What it does

Reports an input of Set Screen Pop for which the script of that name has no variable, or, as a warning, one of another
type, and a Set Screen Pop of a script whose property Inbound is off. Names are case-sensitive; types are compared if
both sides declare them. Where the project has no such script, or several that differ, nothing is reported.

## Why is this a problem?

The flow cannot be published, or the agent's script opens without the value, or does not open at all.

## Example

```json scripts/Counter.script
{
  "id": "1", "name": "Counter", "startPageId": "1", "pages": [], "features": {}, "customActions": [], "dataVersion": 0,
  "variables": [
    {"id": "2", "name": "Order Number", "type": {"name": "string"}, "input": true, "output": false}
  ]
}
```

```yaml flows/orders.yaml
inboundCall:
  name: Orders
  startUpRef: "/inboundCall/tasks/task[Greet_10]"
  tasks:
    - task:
        name: Greet
        refId: Greet_10
        actions:
          - setScreenPop:
              name: Set Screen Pop
              screenPopScript:
                Counter:
                  inputs:
                    Order number:
                      exp: Flow.orderNumber
```

## Use instead

```json scripts/Counter.script
{
  "id": "1", "name": "Counter", "startPageId": "1", "pages": [], "features": {}, "customActions": [], "dataVersion": 0,
  "variables": [
    {"id": "2", "name": "Order Number", "type": {"name": "string"}, "input": true, "output": false}
  ]
}
```

```yaml flows/orders.yaml
inboundCall:
  name: Orders
  startUpRef: "/inboundCall/tasks/task[Greet_10]"
  tasks:
    - task:
        name: Greet
        refId: Greet_10
        actions:
          - setScreenPop:
              name: Set Screen Pop
              screenPopScript:
                Counter:
                  inputs:
                    Order Number:
                      exp: Flow.orderNumber
```

## In Architect

Open the Set Screen Pop action and select the script again: Architect then shows its current variables. For the Inbound
property, open the script in Admin > Scripts and its script properties.

## When to turn it off

If the project contains older versions of scripts.

## Sources

- Genesys Cloud Resource Center, [Enable screen pop](https://help.mypurecloud.com/articles/enable-screen-pop/): variables of the script have the names and types of the inputs, and Inbound must be on
"#,
};

impl Rule for ScreenPopInput {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        let found = called::calls(cx, &[Callee::Script]);
        let closed = found.iter().filter(|found| !found.callable.interface.is_open);
        let closed = closed.map(|found| {
            let message = format!(
                "Set Screen Pop opens {}, but its property Inbound is off, so agents do not see it",
                found.called()
            );
            let place = Place::in_artifact(found.call.span, &found.call.path);
            cx.diagnostic(found.file, &place, message, "not shown", &found.callable.interface.name)
                .with_related(found.callable.location(), "the script is here")
                .with_help("turn on Inbound in the properties of the script, and publish it")
        });
        closed.chain(called::check(cx, Direction::Input, &[Callee::Script])).collect()
    }
}
