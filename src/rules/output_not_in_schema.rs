//! `output-not-in-schema`: a success template makes a key that the output contract lacks.

use crate::artifact::data_action::output_value::{OutputValue, output_values};
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::{FileContext, Group, Meta, Rule};
use crate::wording::{closest, quote};

pub(super) struct OutputNotInSchema;

static META: Meta = Meta {
    name: "output-not-in-schema",
    group: Group::DataActions,
    severity: Severity::Warning,
    recommended: true,
    summary: "A success template makes a key that the output contract lacks",
    page: r#"## What it does

Reports a key of a success template that the output contract does not list, at any depth. It is an error where the
contract has the key in another case.

## Why is this a problem?

Architect offers the outputs of the contract and no others: the value never reaches the flow. Where only the case
differs, the flow reads an output that is never filled.

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
      "successTemplate": "{\"orderState\": ${state}}"
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

## When to turn it off

Where something else than Architect calls the data actions and reads all that they give.

## Sources

- Genesys Cloud Resource Center, [Response configuration for data actions](https://help.mypurecloud.com/articles/response-configuration-data-actions/)
- Genesys Cloud Resource Center, [Add contracts to custom actions](https://help.mypurecloud.com/articles/add-contracts-custom-actions-integrations/)
"#,
};

impl Rule for OutputNotInSchema {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        cx.data_actions.iter().flat_map(output_values).filter_map(|output_value| check(cx, &output_value)).collect()
    }
}

fn check(cx: &FileContext<'_>, output_value: &OutputValue<'_, '_>) -> Option<Diagnostic> {
    let key = output_value.key.as_ref()?;
    let names = output_value.unlisted.as_ref()?;
    let same = names.iter().find(|name| name.eq_ignore_ascii_case(&key.name));
    let message = format!("the success template makes {}, which the output contract lacks", quote(&key.name));
    let label = if same.is_some() { "the contract has it in another case" } else { "no such output" };
    let diagnostic = cx.diagnostic(&cx.place_in(output_value.template, key.range.clone()), message, label, &key.name);
    let severity = if same.is_some() { Severity::Error } else { META.severity };
    let diagnostic = diagnostic.with_severity(severity);
    Some(match same.map(AsRef::as_ref).or_else(|| closest(&key.name, names)) {
        Some(meant) => diagnostic.with_help(format!("did you mean {}?", quote(meant))),
        None => diagnostic.with_help("add it to the output contract, or leave it out: Architect does not see it"),
    })
}
