//! `invalid-jsonpath`: a translation map path that is not valid `JSONPath`.

use super::template_in_translation::reference;
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::expr::jsonpath;
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::syntax::Value;
use crate::wording::quote;

pub(super) struct InvalidJsonpath;

static META: Meta = Meta {
    name: "invalid-jsonpath",
    group: Group::DataActions,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "A translation map path is not valid JSONPath",
    page: r#"## What it does

Reports a translation map entry that is not valid JSONPath, for example because of an unclosed bracket or quote, or a
missing name. The `$` at the beginning is optional.

## Why is this a problem?

The path finds nothing, or the data action fails at run time.

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
      "translationMap": {"state": "$.orders[0.state"},
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
      "translationMap": {"state": "$.orders[0].state"},
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

In Admin, open Integrations > Actions, select the data action and open Setup > Configuration to edit the translation
map.

## When to turn it off

If Genesys Cloud accepts a path that flowvet rejects. Please report it.

## Sources

- Genesys Cloud Resource Center, [Response configuration for data actions](https://help.mypurecloud.com/articles/response-configuration-data-actions/)
- [JsonPath](https://github.com/json-path/JsonPath): the notation
"#,
};

impl Rule for InvalidJsonpath {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        let maps = cx.data_actions.iter().flat_map(|action| &action.response.translation_map);
        maps.filter_map(|(_, path)| check(cx, *path)).collect()
    }
}

fn check(cx: &FileContext<'_>, path: Value<'_>) -> Option<Diagnostic> {
    let text = path.as_str()?;
    let error = jsonpath::parse(&text).err()?;
    // Velocity in a path is reported by `template-in-translation`.
    if reference(&text).is_some() {
        return None;
    }
    // If something is missing at the end, the finding covers the last character.
    let last = text.char_indices().last().map_or(0, |(at, _)| at);
    let range = if error.range.is_empty() { last.min(error.range.start)..text.len() } else { error.range };
    let place = Place { span: path.span_within(range), ..cx.place(path) };
    let message = format!("invalid JSONPath {}: {}", quote(&text), error.message);
    let help = match error.message.strip_prefix("missing ") {
        Some(missing) => format!("add the {missing}"),
        None => "write a path such as `$.order.items[0].id` or `$['order id']`".to_owned(),
    };
    Some(cx.diagnostic(&place, message, error.message, &text).with_help(help))
}
