//! `output-not-in-schema`: a success template returns a key that is not in the output contract.

use crate::artifact::data_action::output_value::{OutputValue, output_values};
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::{closest, did_you_mean, or_one_of, quote};

pub(super) struct OutputNotInSchema;

static META: Meta = Meta {
    name: "output-not-in-schema",
    group: Group::DataActions,
    severity: Severity::Warning,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "A success template returns a key that is not in the output contract",
    page: r#"## What it does

Reports a key of a success template that the output contract does not list, at any depth. It is an error if the
contract spells the key with different capitalisation.

## Why is this a problem?

Architect only offers the outputs of the contract, so flows cannot read the value. If only the capitalisation differs,
the flow reads an output that is never set.

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

## In Architect

In Admin, open Integrations > Actions, select the data action and open Setup > Contracts to see the
outputs. The contract of a published data action cannot be changed: correct the success template under
Setup > Configuration, or copy the data action.

## When to turn it off

If other clients than Architect call the data actions and read everything that they return.

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
    let message = format!(
        "the success template returns {}, but the output contract has no such output, so flows cannot read it",
        quote(&key.name)
    );
    let label =
        same.map_or("not in the output contract".to_owned(), |name| format!("contract spells it {}", quote(name)));
    let diagnostic = cx.diagnostic(&cx.place_in(output_value.template, key.range.clone()), message, label, &key.name);
    let severity = if same.is_some() { Severity::Error } else { META.severity };
    let diagnostic = diagnostic.with_severity(severity);
    let meant = same.map(AsRef::as_ref).or_else(|| closest(&key.name, names.iter()));
    let otherwise = or_one_of(format!("add {} to the output contract or remove it here", quote(&key.name)), names);
    Some(diagnostic.with_help(did_you_mean(meant, otherwise)))
}
