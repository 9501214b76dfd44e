//! `invalid-jsonpath`: an entry of a translation map that is no `JSONPath`.

use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::expr::jsonpath;
use crate::rules::{FileContext, Group, Meta, Rule};
use crate::syntax::Value;
use crate::wording::quote;

pub(super) struct InvalidJsonpath;

static META: Meta = Meta {
    name: "invalid-jsonpath",
    group: Group::DataActions,
    severity: Severity::Error,
    recommended: true,
    summary: "A path of a translation map is no JSONPath",
    page: r#"## What it does

Reports an entry of a translation map that does not read as a JSONPath: a bracket or quote that is not closed, a name
that is missing. The `$` at the beginning may be left out.

## Why is this a problem?

The path finds nothing, or the data action fails when it runs.

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

## When to turn it off

Where the platform takes a path that flowvet does not know; please report it then.

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
    // Where something is missing at the end, the end is what to look at.
    let last = text.char_indices().last().map_or(0, |(at, _)| at);
    let range = if error.range.is_empty() { last.min(error.range.start)..text.len() } else { error.range };
    let place = Place { span: path.span_within(range), ..cx.place(path) };
    let message = format!("{} is no JSONPath", quote(&text));
    Some(cx.diagnostic(&place, message, error.message, &text).with_help("write a path such as `$.order.items[0].id`"))
}
