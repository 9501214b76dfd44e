//! `module-call`: a flow passes to a module or bot what it does not take, or takes what it does not give.

use super::support::called::{self, Direction};
use crate::artifact::call::Callee;
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::{Group, Meta, Rule, WorkspaceContext};

pub(super) struct ModuleCall;

static META: Meta = Meta {
    name: "module-call",
    group: Group::Across,
    severity: Severity::Error,
    recommended: true,
    summary: "A flow passes or takes what a common module or bot lacks",
    page: r#"## What it does

Reports an input or output of Call Common Module, Call Bot Flow and Call Digital Bot Flow for which the module or bot has
no variable (or slot) with that flag, and, as a warning, one whose variable has another type. Names of variables do not distinguish case.
Modules and bots are found by their names; where the project has none of that name, or several that differ, nothing is
reported. Calls of tasks are left out: no published flow passes anything to one, so nobody knows how that is written.

## Why is this a problem?

Archy refuses the flow. In an export or a flow that is live it means that the module has been changed since: what is passed
goes nowhere, and what is taken stays empty.

## Example

```yaml modules/resolve.yaml
commonModule:
  name: Resolve Customer
  startUpRef: "/commonModule/tasks/task[Start_10]"
  variables:
    - stringVariable:
        name: Common.phone
        isInput: true
        isOutput: false
    - stringVariable:
        name: Common.customerId
        isInput: false
        isOutput: true
  tasks:
    - task:
        name: Start
        refId: Start_10
        actions:
          - endTask:
              name: End Task
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
          - callCommonModule:
              name: Who is it
              commonModule:
                Resolve Customer:
                  ver_latestPublished:
                    inputs:
                      Common.phoneNumber:
                        exp: Call.Ani
                    outputs:
                      Common.customerId:
                        var: Flow.customer
```

## Use instead

```yaml modules/resolve.yaml
commonModule:
  name: Resolve Customer
  startUpRef: "/commonModule/tasks/task[Start_10]"
  variables:
    - stringVariable:
        name: Common.phone
        isInput: true
        isOutput: false
    - stringVariable:
        name: Common.customerId
        isInput: false
        isOutput: true
  tasks:
    - task:
        name: Start
        refId: Start_10
        actions:
          - endTask:
              name: End Task
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
          - callCommonModule:
              name: Who is it
              commonModule:
                Resolve Customer:
                  ver_latestPublished:
                    inputs:
                      Common.phone:
                        exp: Call.Ani
                    outputs:
                      Common.customerId:
                        var: Flow.customer
```

## When to turn it off

Where the project holds another version of the module than the one that is called.

## Sources

- Genesys Cloud Resource Center, [Work with common module flows](https://help.mypurecloud.com/articles/work-with-common-module-flows/)
- Published flows, modules and bots of GenesysCloudBlueprints: what is passed are variables with `isInput`, what is taken those with `isOutput`
"#,
};

impl Rule for ModuleCall {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        let callees = [Callee::CommonModule, Callee::BotFlow, Callee::DigitalBotFlow];
        [Direction::Input, Direction::Output].into_iter().flat_map(|side| called::check(cx, side, &callees)).collect()
    }
}
