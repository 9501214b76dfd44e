//! `quoted-output`: quotes around a string of a success template that is inserted with its quotes.

use crate::artifact::ArtifactKind;
use crate::artifact::data_action::output_value::{OutputValue, output_values};
use crate::artifact::data_action::shape::ShapeKind;
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::quote;

pub(super) struct QuotedOutput;

static META: Meta = Meta {
    name: "quoted-output",
    group: Group::DataActions,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "A string output is quoted twice",
    page: r#"## What it does

Reports `"${name}"` as a value in a success template where `name` is in the translation map and is a string in the
output contract.

## Why is this a problem?

Values from the translation map are inserted as JSON, so strings are already quoted. Inside quotes of the template the
result is `""text""`, which is not valid JSON, and the data action fails.

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
      "successTemplate": "{\"state\": \"${state}\"}"
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

In Admin, open Integrations > Actions, select the data action and open Setup > Configuration to edit the
success template in the response.

## Sources

- Genesys Cloud Resource Center, [Response configuration for data actions](https://help.mypurecloud.com/articles/response-configuration-data-actions/)
- In 206 published data actions, 145 names are values without quotes, and none is in quotes (counted in GenesysCloudBlueprints, GenesysCloudDevOps and others)
"#,
};

impl Rule for QuotedOutput {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        let values = cx.data_actions.iter().flat_map(output_values);
        // In JSON a template is a string; `artifact-schema` reports anything else.
        let is_template =
            |it: &OutputValue<'_, '_>| cx.facts.kind == ArtifactKind::Terraform || it.template.is_written();
        values.filter(is_template).filter_map(|output_value| check(cx, &output_value)).collect()
    }
}

fn check(cx: &FileContext<'_>, output_value: &OutputValue<'_, '_>) -> Option<Diagnostic> {
    if output_value.kind != ShapeKind::Filled || output_value.types() != ["string"] {
        return None;
    }
    let template = output_value.template;
    let inner = output_value.range.start + 1..output_value.range.end.checked_sub(1)?;
    let reference = template.velocity.references.iter().find(|reference| reference.range == inner)?;
    let is_plain = reference.properties.is_empty() && reference.call.is_none() && !reference.is_local;
    let name = template.slice(&reference.root);
    let is_mapped = output_value.is_mapped(name);
    if !is_plain || !is_mapped {
        return None;
    }
    let written = quote(template.slice(&inner));
    let message =
        format!("{written} is already quoted when it is inserted; the extra quotes make the result invalid JSON");
    let label = "becomes `\"\"text\"\"`";
    let place = cx.place_in(template, output_value.range.clone());
    Some(cx.diagnostic(&place, message, label, name).with_help(format!("remove the quotes around {written}")))
}
