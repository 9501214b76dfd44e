//! `unused-input`: an input that the request does not use.

use super::support::inputs::unused_inputs;
use crate::artifact::data_action::DataAction;
use crate::artifact::data_action::model::Property;
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::quote;

pub(super) struct UnusedInput;

static META: Meta = Meta {
    name: "unused-input",
    group: Group::DataActions,
    severity: Severity::Warning,
    recommended: false,
    unnecessary: true,
    options: &[],
    since: "0.1.0",
    summary: "An input is never used",
    page: r#"## What it does

Reports a property of the input contract that no template of the request uses. A request that sends all its input, with
`${input.rawRequest}` or without a template, uses all of them.

## Why is this a problem?

Flows set the input, but its value is never sent.

## Example

```toml flowvet.toml
[rules]
unused-input = "warning"
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
      "successTemplate": "${rawResult}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {"order": {"type": "string"}}}},
    "output": {"successSchema": {"type": "object", "properties": {}}}
  }
}
```

## Use instead

```toml flowvet.toml
[rules]
unused-input = "warning"
```

```json data-actions/order-state.json
{
  "name": "Order State",
  "config": {
    "request": {
      "requestUrlTemplate": "https://api.lantern-books.example/orders/${input.order}",
      "requestType": "GET",
      "headers": {}
    },
    "response": {
      "successTemplate": "${rawResult}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {"order": {"type": "string"}}}},
    "output": {"successSchema": {"type": "object", "properties": {}}}
  }
}
```

## In Architect

In Admin, open Integrations > Actions, select the data action and open Setup > Configuration to use the
input in the request.

## When to turn it off

It is off by default: published contracts cannot be changed, so unused inputs remain.

## Sources

- Genesys Cloud Resource Center, [Add contracts to custom actions](https://help.mypurecloud.com/articles/add-contracts-custom-actions-integrations/)
"#,
};

impl Rule for UnusedInput {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        cx.data_actions.iter().flat_map(|action| check(cx, action)).collect()
    }
}

fn check(cx: &FileContext<'_>, action: &DataAction<'_>) -> Vec<Diagnostic> {
    let optional = unused_inputs(action).into_iter().filter(|property| !property.is_required);
    let finding = |property: Property<'_>| {
        let name = property.key.scalar_text();
        let message = format!("input {} is never used in the request", quote(&name));
        cx.diagnostic(&cx.place(property.key), message, "never sent", &name).with_help(format!(
            "use `${{input.{name}}}` in the URL, a header or the body, or remove {} from the contract",
            quote(&name)
        ))
    };
    optional.map(finding).collect()
}
