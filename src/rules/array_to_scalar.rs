//! `array-to-scalar`: an array result that is mapped to a single-value output.

use super::support::typed::typed;
use crate::artifact::data_action::output_value::{OutputValue, output_values};
use crate::diagnostic::{Diagnostic, Severity};
use crate::expr::jsonpath;
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::quote;

pub(super) struct ArrayToScalar;

static META: Meta = Meta {
    name: "array-to-scalar",
    group: Group::DataActions,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "An array result is mapped to a single-value output",
    page: r#"## What it does

Reports a translation map entry whose JSONPath has a filter, a wildcard, a slice or `..`, if the success template uses
it without a macro as the value of an output that the contract declares as a string, a number or a boolean. An entry
inside a macro, as in `${successTemplateUtils.firstFromArray("${name}", "")}`, is fine.

## Why is this a problem?

Such a path always returns an array, even if it finds a single value. The result does not match the contract, and the
data action takes its failure path.

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
    let name = name.scalar_text();
    let article = |kind: &str| if kind == "integer" { "an" } else { "a" };
    let types: Vec<String> = types.iter().map(|kind| format!("{} {kind}", article(kind))).collect();
    let types = types.join(" or ");
    let message = format!(
        "{} always returns an array, but output {} is declared as {types}; the data action fails",
        quote(&text),
        quote(output_value.key.as_ref().map_or(&name, |key| &key.name)),
    );
    let diagnostic = cx.diagnostic(&cx.place(path), message, "returns an array, even for one match", &name);
    let used = cx.location(&cx.place_in(output_value.template, output_value.range.clone()));
    let first = format!("${{successTemplateUtils.firstFromArray(\"${{{name}}}\", \"<default>\")}}");
    let help = format!("take one value in the success template: {}", typed(output_value.template, &first));
    Some(diagnostic.with_related(used, "used here as a single value").with_help(help))
}
