//! `contract-drift`: a flow export that was saved with an outdated data action contract.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::artifact::call::{Interface, Parameter};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::rules::context::WorkspaceContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::quote;

pub(super) struct ContractDrift;

static META: Meta = Meta {
    name: "contract-drift",
    group: Group::Across,
    severity: Severity::Warning,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "A flow export was saved with an outdated data action contract",
    page: r#"## What it does

A flow export or flow configuration contains the contract of each data action that the flow calls, as it was when the
flow was saved. The rule compares it with the contract of the data action in the project: names of inputs and outputs,
their types, and which inputs are required. The data action is found by its ID if both sides have one, otherwise by
category and name. If the project has several that differ, nothing is reported.

## Why is this a problem?

The flow was tested against a different version of the data action: one of the two files is out of date. Inputs or
outputs that the flow uses may no longer exist.

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

## In Architect

Open the flow, check the inputs and outputs of its Call Data Action actions, publish it, and export it again.

## When to turn it off

If the project contains a different version of the data action than the one in use.

## Sources

- In 59 pairs of a published export and a published data action of the same repository the inputs agree (counted in GenesysCloudBlueprints)
"#,
};

/// The most differences that a message lists.
const LISTED: usize = 3;

impl Rule for ContractDrift {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for (file, facts) in cx.workspace.files() {
            for snapshot in &facts.snapshots {
                let Some(current) = cx.shared.callables().current(snapshot) else { continue };
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
                    "data action {} has changed since this flow was exported: {listed}{more}",
                    quote(&snapshot.name)
                );
                let place = Place::in_artifact(snapshot.span, &snapshot.path);
                let diagnostic = cx
                    .diagnostic(file, &place, message, "contract stored in the flow export", &snapshot.name)
                    .with_related(current.location(), "current contract");
                found.push(diagnostic.with_help("re-export whichever is out of date: the flow or the data action"));
            }
        }
        found
    }
}

/// Describes what changed between the contract stored in the flow and the one in the project.
fn differences(saved: &Interface, current: &Interface) -> Vec<String> {
    let sides = [("input", &saved.inputs, &current.inputs), ("output", &saved.outputs, &current.outputs)];
    let known =
        sides.into_iter().filter_map(|(label, saved, current)| Some((label, saved.as_ref()?, current.as_ref()?)));
    known.flat_map(|(label, saved, current)| side(label, saved, current)).collect()
}

fn side(label: &str, saved: &[Parameter], current: &[Parameter]) -> Vec<String> {
    let mut found = Vec::new();
    let by_name: FxHashMap<&str, &Parameter> = current.iter().rev().map(|it| (it.name.as_ref(), it)).collect();
    for old in saved {
        let name = quote(&old.name);
        match by_name.get(old.name.as_ref()) {
            None => found.push(format!("{label} {name} was removed")),
            Some(new) => match (old.kind, new.kind) {
                (Some(was), Some(is)) if was != is => {
                    found.push(format!("{label} {name} changed from {} to {}", was.label(), is.label()));
                }
                _ if new.is_required && !old.is_required && label == "input" => {
                    found.push(format!("{label} {name} is now required"));
                }
                _ => {}
            },
        }
    }
    // Architect replaces an object by its members.
    let mut sorted: Vec<&str> = current.iter().map(|it| it.name.as_ref()).collect();
    sorted.sort_unstable();
    let is_object = |name: &str| {
        let member = format!("{name}.");
        let first = sorted.partition_point(|it| **it < *member);
        sorted.get(first).is_some_and(|it| it.starts_with(&member))
    };
    let known: FxHashSet<&str> = saved.iter().map(|it| it.name.as_ref()).collect();
    let new = current.iter().filter(|new| !known.contains(&*new.name) && !is_object(&new.name));
    found.extend(new.map(|new| format!("{label} {} was added", quote(&new.name))));
    found
}
