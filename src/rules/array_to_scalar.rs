//! `array-to-scalar`: a path that gives a list stands for a single value of the output contract.

use crate::artifact::data_action::output_value::{OutputValue, output_values};
use crate::diagnostic::{Diagnostic, Severity};
use crate::expr::jsonpath;
use crate::rules::{FileContext, Group, Meta, Rule};
use crate::wording::quote;

pub(super) struct ArrayToScalar;

static META: Meta = Meta {
    name: "array-to-scalar",
    group: Group::DataActions,
    severity: Severity::Error,
    recommended: true,
    summary: "A path that gives a list stands for a single value of the output contract",
    page: r#"## What it does

Reports an entry of the translation map whose JSONPath has a filter, a wildcard, a slice or `..`, where the success
template puts its name, as it is, in the place of a value that the output contract calls a string, a number or a
boolean. A name inside a macro, as in `${successTemplateUtils.firstFromArray("${name}", "")}`, is fine.

## Why is this a problem?

Such a path gives a list, even where it finds one value only. The result does not conform to the contract, and the data
action takes its failure path.

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
      "translationMap": {"state": "$.orders[?(@.open == true)].state"},
      "successTemplate": "{\"state\": ${state}}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {}}},
    "output": {"successSchema": {"type": "object", "properties": {"state": {"type": "string"}}}}
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
      "translationMap": {"state": "$.orders[?(@.open == true)].state"},
      "successTemplate": "{\"state\": ${successTemplateUtils.firstFromArray(\"${state}\", \"$esc.quote$esc.quote\")}}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {}}},
    "output": {"successSchema": {"type": "object", "properties": {"state": {"type": "string"}}}}
  }
}
```

## When to turn it off

There is no known reason.

## Sources

- Genesys Cloud Resource Center, [Response configuration for data actions](https://help.mypurecloud.com/articles/response-configuration-data-actions/)
- Genesys Cloud Resource Center, [Velocity macros for data actions](https://help.mypurecloud.com/articles/velocity-macros-data-actions/): `firstFromArray`
- [JsonPath](https://github.com/json-path/JsonPath): what is returned when
"#,
};

impl Rule for ArrayToScalar {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        cx.data_actions.iter().flat_map(output_values).filter_map(|output_value| check(cx, &output_value)).collect()
    }
}

const SCALARS: [&str; 4] = ["string", "integer", "number", "boolean"];

fn check(cx: &FileContext<'_>, output_value: &OutputValue<'_, '_>) -> Option<Diagnostic> {
    let (name, path) = output_value.mapped()?;
    let types = output_value.types();
    let is_scalar = !types.is_empty() && types.iter().all(|kind| SCALARS.contains(&kind.as_ref()));
    let text = path.as_str()?;
    if !is_scalar || !jsonpath::parse(&text).is_ok_and(|path| path.is_indefinite()) {
        return None;
    }
    let message = format!("{} gives a list, but the output contract has a {}", quote(&text), types.join(" or "));
    let place = cx.place(path);
    let diagnostic = cx.diagnostic(&place, message, "gives a list, however many values it finds", &name.scalar_text());
    let used = cx.location(&cx.place_in(output_value.template, output_value.range.clone()));
    let help =
        format!("take one value: `${{successTemplateUtils.firstFromArray(\"${{{}}}\", …)}}`", name.scalar_text());
    Some(diagnostic.with_related(used, "used here as a single value").with_help(help))
}
