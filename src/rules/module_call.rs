//! `module-call`: a call that uses an input or output that the module or bot does not have.

use super::support::called::{self, Direction};
use crate::artifact::call::Callee;
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::context::WorkspaceContext;
use crate::rules::rule::{Group, Meta, Rule};

pub(super) struct ModuleCall;

static META: Meta = Meta {
    name: "module-call",
    group: Group::Across,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "A call uses an input or output that the module or bot does not have",
    page: r#"## What it does

Reports an input or output of Call Common Module, Call Bot Flow and Call Digital Bot Flow if the module or bot has no
variable (or slot) that is marked as Input or Output with that name, and, as a warning, one whose variable has a different
type. Names of variables are not case-sensitive. Modules and bots are found by their names; if the project has none of
that name, or several that differ, nothing is reported. Also reported, as a warning, is an input that a call leaves empty if
it has no initial value and the module uses it without a check: in a function that needs a value, or as its only input in
a data action. Calls of tasks are not checked: the file format for task calls with parameters is undocumented.

## Why is this a problem?

Archy rejects the flow. In an export, or a flow that is already published, it means that the module has changed since:
the value of the input is lost, and the variable for the output stays empty.

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

## In Architect

Open the module or bot, and mark the variable as Input or Output; or open the flow and select the module again in the
action that calls it.

## When to turn it off

If the project contains a different version of the module than the one that is called.

## Sources

- Genesys Cloud Resource Center, [Work with common module flows](https://help.mypurecloud.com/articles/work-with-common-module-flows/)
- Published flows, modules and bots of GenesysCloudBlueprints: inputs are variables with `isInput`, outputs those with `isOutput`
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
