//! `default-not-json`: a default of a translation map that must be JSON but is not.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use crate::artifact::data_action::model::by_name;
use crate::artifact::data_action::output_value::output_values;
use crate::artifact::data_action::shape;
use crate::artifact::terraform::is_encoded;
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::rules::template_in_translation;
use crate::syntax::{Value, scalar};
use crate::wording::quote;

pub(super) struct DefaultNotJson;

static META: Meta = Meta {
    name: "default-not-json",
    group: Group::DataActions,
    severity: Severity::Warning,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "A translation map default is not valid JSON where the success template needs a JSON value",
    page: r#"## What it does

Reports an entry of `translationMapDefaults` that is not valid JSON, if the success template uses the name without
quotes and without a macro as a value. A default that is used inside quotes or by a macro is fine.

## Why is this a problem?

If the path finds nothing, the default is inserted literally: `{"state": ${state}}` becomes `{"state": unknown}`, which is
not valid JSON. The data action then takes its failure path, exactly in the situation for which the default was meant. A
string needs quotes inside the default: `"state": "\"unknown\""`.

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

## In Architect

In Admin, open Integrations > Actions, select the data action, open Setup > Configuration, and edit
`translationMapDefaults` in the JSON view of the response.

## When to turn it off

If a missing value is meant to lead to the failure path.

## Sources

- Genesys Cloud Resource Center, [Response configuration for data actions](https://help.mypurecloud.com/articles/response-configuration-data-actions/)
- 108 of 114 published defaults are JSON texts (counted in GenesysCloudBlueprints, GenesysCloudDevOps and others). That the others fail follows from how values are inserted; it is not documented, so this is a warning
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
                        let text = value.as_str().filter(|text| !is_encoded(value) && !shape::is_json(text))?;
                        // `template-in-translation` reports it.
                        if template_in_translation::reference(&text).is_some() {
                            return None;
                        }
                        let (what, label) = if text.is_empty() {
                            (
                                format!("the empty default for {} leaves a gap in the JSON", quote(&name)),
                                "inserted as nothing",
                            )
                        } else {
                            let what = format!("the default {} for {} is not valid JSON", quote(&text), quote(&name));
                            (what, "inserted without quotes")
                        };
                        let message = format!("{what}, so the data action fails whenever the default is used");
                        let diagnostic = cx.diagnostic(&cx.place(value), message, label, &name);
                        let used = cx.location(&cx.place_in(output_value.template, output_value.range.clone()));
                        let help = help(value, &text, &output_value.types());
                        Some(diagnostic.with_related(used, "must be valid JSON here").with_help(help))
                    })
                    .collect();
                defaults.sort_by_key(|diagnostic| diagnostic.primary.location.place.span);
                defaults
            })
            .collect()
    }
}

/// The text to type in place of the default `text`, for an output of one of `types`; without types, for a string.
fn help(default: Value<'_>, text: &str, types: &[Cow<'_, str>]) -> String {
    let encoded = |json: &str| format!("`{}`", scalar::encode(json, default.style()));
    let is = |kind: &str| types.iter().any(|known| known == kind);
    if types.is_empty() || is("string") {
        let own = text.trim_matches(['"', '\'', '\\']);
        let string = encoded(&serde_json::Value::from(own).to_string());
        return match (text, own) {
            ("", _) => format!("use {string} for an empty string, or {}", encoded("null")),
            _ => format!("include the quotes in the value: {string}"),
        };
    }
    let example = if is("integer") || is("number") {
        "0"
    } else if is("boolean") {
        "false"
    } else if is("array") {
        "[]"
    } else {
        "null"
    };
    format!("use a default of the type that the contract declares, for example {}", encoded(example))
}
