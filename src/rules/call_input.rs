//! `call-input`: a call that passes an input that the data action does not have.

use super::support::called::{self, Direction};
use crate::artifact::call::Callee;
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::context::WorkspaceContext;
use crate::rules::rule::{Group, Meta, Rule};

pub(super) struct CallInput;

static META: Meta = Meta {
    name: "call-input",
    group: Group::Across,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "A call passes an input that the data action does not have",
    page: r#"## What it does

Reports, in Call Data Action of flows and in the data actions that scripts call:

- an input that the contract of the data action in the project does not have;
- a required input of the contract that is not filled;
- as a warning, a value of a different type than the contract declares, if both types are known. Published flows convert
  (`ToDecimal`, `ToString`) wherever types differ, but which types Architect converts automatically is not documented.

Names are case-sensitive. The data action is found by its ID if both sides have one, otherwise by category and name; a
script only contains the ID, and flow exports connect it to a name. If the project has no such data action, or several
that differ, nothing is reported.

## Why is this a problem?

Architect checks contracts when a flow is published, not when a data action changes. Archy rejects the flow; in a flow
that is already published, the value is lost.

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
                          exp: Call.Ani
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
                          exp: Call.Ani
                      successOutputs:
                        state:
                          var: Flow.state
```

## In Architect

Open the flow, select the Call Data Action action, and select the data action again: its current inputs appear.

## When to turn it off

If the project contains a different version of the data action than the one in use.

## Sources

- Genesys Cloud Resource Center, [Add contracts to custom actions](https://help.mypurecloud.com/articles/add-contracts-custom-actions-integrations/)
- In 263 inputs of published calls neither name nor type differs from the contract that the same file contains, and all 106 required inputs are filled (counted in GenesysCloudBlueprints and others)
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
