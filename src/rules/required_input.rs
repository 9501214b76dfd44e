//! `required-input`: a required input that no template uses.

use super::support::inputs::unused_inputs;
use crate::artifact::data_action::model::{DataAction, Property};
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::quote;

pub(super) struct RequiredInput;

static META: Meta = Meta {
    name: "required-input",
    group: Group::DataActions,
    severity: Severity::Warning,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.2.0",
    summary: "No template uses an input that the contract requires",
    page: r#"## What it does

Reports an input that the contract requires, while no URL, header or body uses it. A data action that sends its whole input
uses all of them. Optional inputs are `unused-input`.

## Why is this a problem?

Each flow must fill the input, and its value is thrown away. Mostly a template was meant to use it: what the service
receives is then not what the author thinks.

## Example

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
    "input": {"inputSchema": {"type": "object", "properties": {"orderNumber": {"type": "string"}}, "required": ["orderNumber"]}},
    "output": {"successSchema": {"type": "object", "properties": {}}}
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
      "successTemplate": "${rawResult}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {"orderNumber": {"type": "string"}}, "required": ["orderNumber"]}},
    "output": {"successSchema": {"type": "object", "properties": {}}}
  }
}
```

## When to turn it off

Where an input is kept because a published contract cannot be changed.

## Sources

- Genesys Cloud Resource Center, [Add contracts to custom actions](https://help.mypurecloud.com/articles/add-contracts-custom-actions-integrations/)
"#,
};

impl Rule for RequiredInput {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        cx.data_actions.iter().flat_map(|action| check(cx, action)).collect()
    }
}

fn check(cx: &FileContext<'_>, action: &DataAction<'_>) -> Vec<Diagnostic> {
    if !action.input.properties().iter().any(|property| property.is_required) {
        return Vec::new();
    }
    let required = unused_inputs(action).into_iter().filter(|property| property.is_required);
    let finding = |property: Property<'_>| {
        let name = property.key.scalar_text();
        let message =
            format!("input {} is required, but no template uses it, so its value is never sent", quote(&name));
        let diagnostic = cx.diagnostic(&cx.place(property.key), message, "never sent", &name);
        diagnostic.with_help(format!("use `${{input.{name}}}` in the URL, a header or the body, or remove the input"))
    };
    required.map(finding).collect()
}
