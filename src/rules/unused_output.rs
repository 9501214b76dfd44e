//! `unused-output`: an output that the success template never sets.

use rustc_hash::FxHashSet;

use crate::artifact::data_action::DataAction;
use crate::artifact::data_action::model::Property;
use crate::artifact::data_action::shape::ShapeKind;
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::quote;

pub(super) struct UnusedOutput;

static META: Meta = Meta {
    name: "unused-output",
    group: Group::DataActions,
    severity: Severity::Warning,
    recommended: false,
    unnecessary: true,
    options: &[],
    since: "0.1.0",
    summary: "An output is never set",
    page: r#"## What it does

Reports a property of the output contract that the success template does not set. Templates whose keys are unknown, such
as `${rawResult}`, are not reported.

## Why is this a problem?

Architect offers the output, but its variable stays empty in every flow that uses it.

## Example

```toml flowvet.toml
[rules]
unused-output = "warning"
```

```json data-actions/order-state.json
{
  "name": "Order State",
  "config": {
    "request": {
      "requestUrlTemplate": "https://api.lantern-books.example/orders",
      "requestType": "GET",
      "headers": {}
    },
    "response": {
      "translationMap": {"state": "$.order.state"},
      "successTemplate": "{\"state\": ${state}}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {}}},
    "output": {"successSchema": {"type": "object", "properties": {"state": {"type": "string"}, "date": {"type": "string"}}}}
  }
}
```

## Use instead

```toml flowvet.toml
[rules]
unused-output = "warning"
```

```json data-actions/order-state.json
{
  "name": "Order State",
  "config": {
    "request": {
      "requestUrlTemplate": "https://api.lantern-books.example/orders",
      "requestType": "GET",
      "headers": {}
    },
    "response": {
      "translationMap": {"state": "$.order.state"},
      "successTemplate": "{\"state\": ${state}}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {}}},
    "output": {"successSchema": {"type": "object", "properties": {"state": {"type": "string"}}}}
  }
}
```

## In Architect

In Admin, open Integrations > Actions, select the data action and open Setup > Configuration to edit the
success template in the response.

## When to turn it off

It is off by default: published contracts cannot be changed, so unused outputs remain.

## Sources

- Genesys Cloud Resource Center, [Add contracts to custom actions](https://help.mypurecloud.com/articles/add-contracts-custom-actions-integrations/)
- Genesys Cloud Resource Center, [Response configuration for data actions](https://help.mypurecloud.com/articles/response-configuration-data-actions/)
"#,
};

impl Rule for UnusedOutput {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        cx.data_actions.iter().flat_map(|action| check(cx, action)).collect()
    }
}

fn check(cx: &FileContext<'_>, action: &DataAction<'_>) -> Vec<Diagnostic> {
    let output = action
        .response
        .success_template
        .as_ref()
        .and_then(|it| it.shape())
        .map(|shape| &shape.nodes[..])
        .unwrap_or_default();
    let Some(root) = output.first().filter(|root| root.kind == ShapeKind::Object && !root.has_splices) else {
        return Vec::new();
    };
    let members = output.iter().filter(|node| node.parent == Some(0) && node.range != root.range);
    let Some(keys) =
        members.map(|node| node.key.as_ref().map(|key| key.name.as_str())).collect::<Option<FxHashSet<_>>>()
    else {
        return Vec::new();
    };
    let properties = action.output.properties().into_iter();
    let missing = properties
        .filter(|property| action.is_own(property.key))
        .filter(|property| !keys.contains(property.key.scalar_text().as_ref()));
    let finding = |property: Property<'_>| {
        let name = property.key.scalar_text();
        let message = format!(
            "output {} is declared, but the success template never sets it; flows that use it get nothing",
            quote(&name)
        );
        cx.diagnostic(&cx.place(property.key), message, "never set", &name).with_help(format!(
            "add {} to the success template, or remove it from the contract",
            quote(&format!("\"{name}\": …"))
        ))
    };
    missing.map(finding).collect()
}
