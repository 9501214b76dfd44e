//! `call-input`: a flow or script passes what the data action does not take.

use super::support::called::{self, Direction};
use crate::artifact::call::Callee;
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::{Group, Meta, Rule, WorkspaceContext};

pub(super) struct CallInput;

static META: Meta = Meta {
    name: "call-input",
    group: Group::Across,
    severity: Severity::Error,
    recommended: true,
    summary: "A flow or script passes what the contract of the data action does not take",
    page: r#"## What it does

Reports, in Call Data Action of flows and in the data actions that scripts call:

- an input that the contract of the data action in the project lacks;
- a required input of the contract that is not filled;
- as a warning, a value of another type than the contract says, where both are known. Published flows convert (`ToDecimal`,
  `ToString`) wherever types differ, but which types Architect converts on its own is not documented.

Names are compared as they are written. The data action is found by its id where both sides have one, else by category
and name; what a script calls is known by its id alone, and exports of flows tell the name. Where the project has no such
data action, or several that differ, nothing is reported.

## Why is this a problem?

Architect checks contracts when it publishes a flow, and not when a data action changes. Archy refuses the flow; a flow
that is live passes the value to nobody.

## Example

```json data-actions/order-state.json
{
  "name": "Order State",
  "config": {
    "request": {
      "requestUrlTemplate": "https://api.lantern-books.example/orders/${input.orderNumber}",
      "requestType": "GET",
      "headers": {}
    },
    "response": {
      "translationMap": {"state": "$.order.state"},
      "successTemplate": "{\"state\": ${state}}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {"orderNumber": {"type": "string"}}}},
    "output": {"successSchema": {"type": "object", "properties": {"state": {"type": "string"}}}}
  }
}
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
          - callData:
              name: Ask for the state
              category:
                Lantern Books:
                  dataAction:
                    Order State:
                      inputs:
                        ordernumber:
                          exp: Flow.orderNumber
                      successOutputs:
                        state:
                          var: Flow.state
```

## Use instead

```json data-actions/order-state.json
{
  "name": "Order State",
  "config": {
    "request": {
      "requestUrlTemplate": "https://api.lantern-books.example/orders/${input.orderNumber}",
      "requestType": "GET",
      "headers": {}
    },
    "response": {
      "translationMap": {"state": "$.order.state"},
      "successTemplate": "{\"state\": ${state}}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {"orderNumber": {"type": "string"}}}},
    "output": {"successSchema": {"type": "object", "properties": {"state": {"type": "string"}}}}
  }
}
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
          - callData:
              name: Ask for the state
              category:
                Lantern Books:
                  dataAction:
                    Order State:
                      inputs:
                        orderNumber:
                          exp: Flow.orderNumber
                      successOutputs:
                        state:
                          var: Flow.state
```

## When to turn it off

Where the project holds another version of the data action than the one that is in use.

## Sources

- Genesys Cloud Resource Center, [Add contracts to custom actions](https://help.mypurecloud.com/articles/add-contracts-custom-actions-integrations/)
- In 263 inputs of published calls neither name nor type differs from the contract that is embedded beside them, and all 106 required inputs are filled (counted in GenesysCloudBlueprints and others)
"#,
};

impl Rule for CallInput {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        called::check(cx, Direction::Input, &[Callee::DataAction])
    }
}
