//! `contract-drift`: an export of a flow holds another contract of a data action than the project.

use crate::artifact::call::{Interface, Parameter};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::rules::{Group, Meta, Rule, WorkspaceContext};
use crate::wording::quote;

pub(super) struct ContractDrift;

static META: Meta = Meta {
    name: "contract-drift",
    group: Group::Across,
    severity: Severity::Warning,
    recommended: true,
    summary: "An export of a flow holds another contract of a data action than the project",
    page: r#"## What it does

An export of a flow, and a flow configuration, holds the contract of each data action that the flow calls, as it was when
the flow was saved. The rule compares it with the contract of the data action in the project: names of inputs and outputs,
their types, and which inputs are required. The data action is found by its id where both sides have one, else by category
and name. Where the project has several that differ, nothing is reported.

## Why is this a problem?

The flow was tried with a data action that is not the one in the repository: one of them is out of date. What the flow
passes or takes may be gone.

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

```json flows/orders.json
{
  "name": "Orders",
  "type": "inboundcall",
  "flowSequenceItemList": [],
  "uiMetaData": {
    "actionServiceActions": [
      {
        "id": "custom_-_1",
        "name": "Order State",
        "category": "Lantern Books",
        "contract": {
          "input": {"inputSchemaFlattened": {"schema": {"type": "object", "properties": {"orderId": {"type": "string"}}}}},
          "output": {"successSchemaFlattened": {"schema": {"type": "object", "properties": {"state": {"type": "string"}}}}}
        }
      }
    ]
  }
}
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

```json flows/orders.json
{
  "name": "Orders",
  "type": "inboundcall",
  "flowSequenceItemList": [],
  "uiMetaData": {
    "actionServiceActions": [
      {
        "id": "custom_-_1",
        "name": "Order State",
        "category": "Lantern Books",
        "contract": {
          "input": {"inputSchemaFlattened": {"schema": {"type": "object", "properties": {"orderNumber": {"type": "string"}}}}},
          "output": {"successSchemaFlattened": {"schema": {"type": "object", "properties": {"state": {"type": "string"}}}}}
        }
      }
    ]
  }
}
```

## When to turn it off

Where the project holds another version of the data action than the one that is in use.

## Sources

- In 59 pairs of a published export and a published data action of the same repository the inputs agree (counted in GenesysCloudBlueprints)
"#,
};

/// How many differences a message lists.
const LISTED: usize = 3;

impl Rule for ContractDrift {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        let callables = cx.shared.callables();
        let mut found = Vec::new();
        for (file, facts) in cx.workspace.files() {
            for snapshot in &facts.snapshots {
                let Some(current) = callables.current(snapshot) else { continue };
                let differences = differences(snapshot, current.interface);
                if differences.is_empty() {
                    continue;
                }
                let listed = differences.get(..LISTED).unwrap_or(&differences).join(", ");
                let more = match differences.len().saturating_sub(LISTED) {
                    0 => String::new(),
                    more => format!(", and {more} more"),
                };
                let message = format!(
                    "the flow was saved with another contract of the data action {}: {listed}{more}",
                    quote(&snapshot.name)
                );
                let place = Place::in_artifact(snapshot.span, &snapshot.path);
                let diagnostic = cx
                    .diagnostic(file, &place, message, "as it was when the flow was saved", &snapshot.name)
                    .with_related(current.location(), "as it is in the project");
                found.push(diagnostic.with_help("export the one of the two that is out of date anew"));
            }
        }
        found
    }
}

/// What differs, in words: from what the flow knows to what the project has.
fn differences(saved: &Interface, current: &Interface) -> Vec<String> {
    let sides = [("input", &saved.inputs, &current.inputs), ("output", &saved.outputs, &current.outputs)];
    let known =
        sides.into_iter().filter_map(|(label, saved, current)| Some((label, saved.as_ref()?, current.as_ref()?)));
    known.flat_map(|(label, saved, current)| side(label, saved, current)).collect()
}

fn side(label: &str, saved: &[Parameter], current: &[Parameter]) -> Vec<String> {
    let mut found = Vec::new();
    for old in saved {
        let name = quote(&old.name);
        match current.iter().find(|it| it.name == old.name) {
            None => found.push(format!("the {label} {name} is gone")),
            Some(new) => match (old.kind, new.kind) {
                (Some(was), Some(is)) if was != is => {
                    found.push(format!("the {label} {name} was {} and is {}", was.label(), is.label()));
                }
                _ if new.is_required && !old.is_required && label == "input" => {
                    found.push(format!("the {label} {name} is required now"));
                }
                _ => {}
            },
        }
    }
    // Architect flattens objects away.
    let is_object =
        |name: &str| current.iter().any(|it| it.name.strip_prefix(name).is_some_and(|rest| rest.starts_with('.')));
    let is_known = |name: &str| saved.iter().any(|it| *it.name == *name);
    let new = current.iter().filter(|new| !is_known(&new.name) && !is_object(&new.name));
    found.extend(new.map(|new| format!("the {label} {} is new", quote(&new.name))));
    found
}
