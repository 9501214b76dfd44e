//! `jsonpath-case`: two paths of one translation map that spell a step with different capitalisation.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::artifact::data_action::DataAction;
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::expr::jsonpath::{self, Segment};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::syntax::Value;
use crate::wording::quote;

pub(super) struct JsonpathCase;

static META: Meta = Meta {
    name: "jsonpath-case",
    group: Group::DataActions,
    severity: Severity::Warning,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.2.0",
    summary: "Two paths of a translation map spell one step with different capitalisation",
    page: r#"## What it does

Reports a path of a translation map with a step that another path of the same map spells with different capitalisation at
the same place: `$.order.itemCount` and `$.Order.itemCount`.

## Why is this a problem?

Names in JSON are case-sensitive, so one of the two paths leads nowhere: its default is used, or the data action fails.

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
      "translationMap": {"state": "$.orders[0].deliveryState.code", "day": "$.orders[0].deliverystate.day"},
      "successTemplate": "{\"state\": ${state}, \"day\": ${day}}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {}}},
    "output": {"successSchema": {"type": "object", "properties": {"state": {"type": "string"}, "day": {"type": "string"}}}}
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
      "translationMap": {"state": "$.orders[0].deliveryState.code", "day": "$.orders[0].deliveryState.day"},
      "successTemplate": "{\"state\": ${state}, \"day\": ${day}}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {}}},
    "output": {"successSchema": {"type": "object", "properties": {"state": {"type": "string"}, "day": {"type": "string"}}}}
  }
}
```

## When to turn it off

Where a response has both spellings.

## Sources

- Genesys Cloud Resource Center, [Response configuration for data actions](https://help.mypurecloud.com/articles/response-configuration-data-actions/)
- [JsonPath](https://github.com/json-path/JsonPath): names are compared exactly
"#,
};

impl Rule for JsonpathCase {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        cx.data_actions.iter().flat_map(|action| check(cx, action)).collect()
    }
}

fn check(cx: &FileContext<'_>, action: &DataAction<'_>) -> Vec<Diagnostic> {
    // The numbers of the paths that lead to a step, each by the number of its beginning and the text after that.
    let mut numbers: FxHashMap<(usize, String), usize> = FxHashMap::default();
    // Each step, in lower case, by the path that leads to it.
    let mut known: FxHashMap<(usize, String), (String, Value<'_>)> = FxHashMap::default();
    let mut found = Vec::new();
    for (_, path) in &action.response.translation_map {
        let Some(text) = path.as_str() else { continue };
        let Ok(parsed) = jsonpath::parse(&text) else { continue };
        let (mut number, mut end) = (0, 0);
        for range in parsed.segments.iter().filter_map(name) {
            let (Some(before), Some(step)) = (text.get(..range.start), text.get(range.clone())) else { continue };
            let start = std::mem::replace(&mut end, before.trim_end_matches(['\'', '"', '[', '.']).len());
            let next = numbers.len() + 1;
            let after = text.get(start..end).unwrap_or_default().to_owned();
            number = *numbers.entry((number, after)).or_insert(next);
            let key = (number, step.to_lowercase());
            match known.get(&key) {
                Some((other, first)) if other != step => {
                    found.push(finding(cx, *path, range.clone(), step, other, *first));
                    break;
                }
                Some(_) => {}
                None => _ = known.insert(key, (step.to_owned(), *path)),
            }
        }
    }
    found
}

fn name(segment: &Segment) -> Option<&Range<usize>> {
    if let Segment::Child(range) = segment { Some(range) } else { None }
}

fn finding(
    cx: &FileContext<'_>,
    path: Value<'_>,
    range: Range<usize>,
    step: &str,
    other: &str,
    first: Value<'_>,
) -> Diagnostic {
    let message = format!(
        "this path has {} where another path has {}, so one of the two finds nothing",
        quote(step),
        quote(other)
    );
    let place = Place { span: path.span_within(range), ..cx.place(path) };
    cx.diagnostic(&place, message, "names in JSON are case-sensitive", step)
        .with_related(cx.location(&cx.place(first)), format!("spelled {} here", quote(other)))
        .with_help(format!("use the spelling of the response: {} or {}", quote(step), quote(other)))
}
