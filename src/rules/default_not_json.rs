//! `default-not-json`: a default of a translation map that is no JSON, where JSON is needed.

use rustc_hash::FxHashMap;

use crate::artifact::data_action::model::by_name;
use crate::artifact::data_action::output_value::output_values;
use crate::artifact::data_action::shape;
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::{FileContext, Group, Meta, Rule};
use crate::wording::quote;

pub(super) struct DefaultNotJson;

static META: Meta = Meta {
    name: "default-not-json",
    group: Group::DataActions,
    severity: Severity::Warning,
    recommended: true,
    summary: "A default of a translation map is no JSON, but the success template puts it in the place of a value",
    page: r#"## What it does

Reports an entry of `translationMapDefaults` that is no JSON text, where the success template puts its name, as it is,
in the place of a value. A default that is used inside quotes or by a macro is fine.

## Why is this a problem?

Where the path finds nothing, the default is put in as it is written: `{"state": ${state}}` becomes
`{"state": unknown}`, which is no JSON. The data action then takes its failure path, and only in the very case for
which the default was meant.

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
      "translationMapDefaults": {"state": "unknown"},
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

A string needs its own quotes.

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
      "translationMapDefaults": {"state": "\"unknown\""},
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

Where the failure path is what a missing value is meant to take.

## Sources

- Genesys Cloud Resource Center, [Response configuration for data actions](https://help.mypurecloud.com/articles/response-configuration-data-actions/)
- 108 of 114 published defaults are JSON texts (counted in GenesysCloudBlueprints, GenesysCloudDevOps and others). That the others fail follows from how values are put in; no page says so, so this is a warning
"#,
};

impl Rule for DefaultNotJson {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        cx.data_actions
            .iter()
            .flat_map(|action| {
                let bare: FxHashMap<_, _> = output_values(action)
                    .into_iter()
                    .filter_map(|output_value| Some((output_value.mapped()?.0.scalar_text(), output_value)))
                    .collect();
                let defaults = by_name(&action.response.defaults);
                let mut defaults: Vec<_> = defaults
                    .into_iter()
                    .filter_map(|(name, (_, value))| {
                        let output_value = bare.get(&name)?;
                        let text = value.as_str().filter(|text| !shape::is_json(text))?;
                        let message = if text.is_empty() {
                            format!("the empty default of {} is no JSON", quote(&name))
                        } else {
                            format!("the default {} of {} is no JSON", quote(&text), quote(&name))
                        };
                        let diagnostic = cx.diagnostic(&cx.place(value), message, "put in as it is written", &name);
                        let used = cx.location(&cx.place_in(output_value.template, output_value.range.clone()));
                        let help = if text.contains('"') {
                            "write a JSON text".to_owned()
                        } else {
                            format!("a string needs its own quotes: `\"{text}\"`")
                        };
                        Some(diagnostic.with_related(used, "stands for a value here").with_help(help))
                    })
                    .collect();
                defaults.sort_by_key(|diagnostic| diagnostic.primary.location.place.span);
                defaults
            })
            .collect()
    }
}
