//! `required-output`: an output that the contract requires and the success template never makes.

use crate::artifact::data_action::model::{DataAction, Property};
use crate::artifact::data_action::shape;
use crate::artifact::data_action::shape::ShapeKind;
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::quote;

pub(super) struct RequiredOutput;

static META: Meta = Meta {
    name: "required-output",
    group: Group::DataActions,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.2.0",
    summary: "The success template never produces an output that the contract requires",
    page: r#"## What it does

Reports a property that the output contract requires, while the success template visibly produces an object
without it. Success templates with directives, whole results (`${rawResult}`) and members that come from a
reference are not reported.

## Why is this a problem?

The result must conform to the output contract. Without a required property the data action ends in its failure path each
time.

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
      "translationMap": {"state": "$.order.state"},
      "successTemplate": "{\"state\": ${state}}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {}}},
    "output": {"successSchema": {"type": "object", "properties": {"state": {"type": "string"}, "date": {"type": "string"}}, "required": ["date"]}}
  }
}
```

## Use instead

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
      "translationMap": {"state": "$.order.state", "date": "$.order.date"},
      "successTemplate": "{\"state\": ${state}, \"date\": ${date}}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {}}},
    "output": {"successSchema": {"type": "object", "properties": {"state": {"type": "string"}, "date": {"type": "string"}}, "required": ["date"]}}
  }
}
```

## Sources

- Genesys Cloud Resource Center, [Response configuration for data actions](https://help.mypurecloud.com/articles/response-configuration-data-actions/): the response must conform to the schema, "Otherwise, errors result"
- None of 86 published success templates omits a required output
"#,
};

impl Rule for RequiredOutput {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        cx.data_actions.iter().flat_map(|action| check(cx, action)).collect()
    }
}

fn check(cx: &FileContext<'_>, action: &DataAction<'_>) -> Vec<Diagnostic> {
    let Some(template) = &action.response.success_template else { return Vec::new() };
    let Some(shape) = shape(template).filter(|shape| shape.error.is_none()) else { return Vec::new() };
    let Some(root) = shape.nodes.first().filter(|root| root.kind == ShapeKind::Object && !root.has_splices) else {
        return Vec::new();
    };
    let members = || shape.nodes.iter().filter(|node| node.parent == Some(0));
    if members().any(|node| node.key.is_none()) {
        return Vec::new();
    }
    let has = |name: &str| members().any(|node| node.key.as_ref().is_some_and(|key| key.name == name));
    let required = action.output.properties().into_iter().filter(|property| property.is_required);
    let missing = required.filter(|property| !has(&property.key.scalar_text()));
    let finding = |property: Property<'_>| {
        let name = property.key.scalar_text();
        let message = format!(
            "output {} is required, but the success template never produces it, so the data action always fails",
            quote(&name)
        );
        let place = cx.place_in(template, root.range.start..root.range.start + 1);
        let diagnostic = cx.diagnostic(&place, message, "never produced", &name);
        diagnostic.with_related(cx.location(&cx.place(property.key)), "required here").with_help(format!(
            "add {} to the success template, or make it optional in the output contract",
            quote(&name)
        ))
    };
    missing.map(finding).collect()
}
