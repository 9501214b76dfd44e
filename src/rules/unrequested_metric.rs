//! `unrequested-metric`: a path that filters on a metric that the request does not ask for.

use std::ops::Range;

use crate::artifact::data_action::shape::{Node, ShapeKind};
use crate::artifact::data_action::{DataAction, Template};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::quote;

pub(super) struct UnrequestedMetric;

static META: Meta = Meta {
    name: "unrequested-metric",
    group: Group::DataActions,
    severity: Severity::Warning,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.2.0",
    summary: "A path looks for a metric that the request does not ask for",
    page: r#"## What it does

Reports a path of a translation map that filters the response of an analytics query on a metric (`@.metric=='oWaiting'`)
that the literal list `metrics` of the request body does not contain. A filter with `||` is not reported: it may find
something else.

## Why is this a problem?

The response only has the metrics that the request asks for. The path finds nothing, so the flow always receives the
default.

## Example

```json data-actions/order-state.json
{
  "name": "Order State",
  "config": {
    "request": {
      "requestUrlTemplate": "/api/v2/analytics/queues/observations/query",
      "requestType": "POST",
      "headers": {},
      "requestTemplate": "{\"filter\": {\"type\": \"or\", \"predicates\": [{\"dimension\": \"queueId\", \"value\": \"$esc.jsonString(${input.queueId})\"}]}, \"metrics\": [\"oWaiting\"]}"
    },
    "response": {
      "translationMap": {"active": "$..data[?(@.metric=='oInteracting')].stats.count"},
      "translationMapDefaults": {"active": "[]"},
      "successTemplate": "{\"active\": ${successTemplateUtils.firstFromArray(\"${active}\", \"0\")}}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {"queueId": {"type": "string"}}, "required": ["queueId"]}},
    "output": {"successSchema": {"type": "object", "properties": {"active": {"type": "integer"}}}}
  }
}
```

## Use instead

```json data-actions/order-state.json
{
  "name": "Order State",
  "config": {
    "request": {
      "requestUrlTemplate": "/api/v2/analytics/queues/observations/query",
      "requestType": "POST",
      "headers": {},
      "requestTemplate": "{\"filter\": {\"type\": \"or\", \"predicates\": [{\"dimension\": \"queueId\", \"value\": \"$esc.jsonString(${input.queueId})\"}]}, \"metrics\": [\"oInteracting\"]}"
    },
    "response": {
      "translationMap": {"active": "$..data[?(@.metric=='oInteracting')].stats.count"},
      "translationMapDefaults": {"active": "[]"},
      "successTemplate": "{\"active\": ${successTemplateUtils.firstFromArray(\"${active}\", \"0\")}}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {"queueId": {"type": "string"}}, "required": ["queueId"]}},
    "output": {"successSchema": {"type": "object", "properties": {"active": {"type": "integer"}}}}
  }
}
```

## Sources

- [Platform API](https://developer.genesys.cloud/devapps/api-explorer), analytics: `metrics` of a query
"#,
};

impl Rule for UnrequestedMetric {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        cx.data_actions.iter().flat_map(|action| check(cx, action)).collect()
    }
}

fn check(cx: &FileContext<'_>, action: &DataAction<'_>) -> Vec<Diagnostic> {
    if !action.request.path().is_some_and(|path| path.starts_with("analytics/")) {
        return Vec::new();
    }
    let Some(metrics) = action.request.template.as_ref().and_then(requested) else { return Vec::new() };
    let mut found = Vec::new();
    for (_, path) in &action.response.translation_map {
        let Some(text) = path.as_str() else { continue };
        for range in filtered(&text) {
            let metric = text.get(range.clone()).unwrap_or_default();
            if metrics.iter().any(|known| known == metric) {
                continue;
            }
            let message = format!(
                "this path looks for the metric {}, which the request does not ask for, so it finds nothing",
                quote(metric)
            );
            let place = Place { span: path.span_within(range.clone()), ..cx.place(*path) };
            let requested: Vec<String> = metrics.iter().map(|metric| quote(metric)).collect();
            let diagnostic = cx.diagnostic(&place, message, "never in the response", metric);
            found.push(diagnostic.with_help(format!(
                "add {} to `metrics` of the request body, which asks for {}",
                quote(metric),
                requested.join(", ")
            )));
        }
    }
    found
}

/// The metrics that a body requests; `None` if its text does not contain all of them.
fn requested(body: &Template<'_>) -> Option<Vec<String>> {
    let shape = body.shape()?;
    let is_list = |node: &Node| {
        let is_named = node.key.as_ref().is_some_and(|key| key.name == "metrics");
        node.parent == Some(0) && is_named && node.kind == ShapeKind::Array
    };
    let list = shape.nodes.iter().position(is_list)?;
    let items: Vec<&Node> = shape.nodes.iter().filter(|node| node.parent == Some(list)).collect();
    let is_known = !items.is_empty() && items.iter().all(|node| node.kind == ShapeKind::Text);
    is_known.then(|| items.iter().map(|node| body.slice(&node.range).trim_matches('"').to_owned()).collect())
}

/// The byte ranges of the metrics on which a path filters; none if the filter accepts something else too.
fn filtered(path: &str) -> Vec<Range<usize>> {
    const FILTERS: [&str; 3] = ["@.metric", "@['metric']", "@[\"metric\"]"];
    if path.contains("||") {
        return Vec::new();
    }
    let named = FILTERS.iter().flat_map(|filter| path.match_indices(filter));
    let mut found: Vec<Range<usize>> = named
        .filter_map(|(at, filter)| {
            let end = at + filter.len();
            let (before, after) = (path.get(..at)?, path.get(end..)?);
            value_after(after).map(|range| end + range.start..end + range.end).or_else(|| value_before(before))
        })
        .collect();
    found.sort_by_key(|range| range.start);
    found
}

/// The string with which a text that begins with `==` goes on, without its quotes.
fn value_after(text: &str) -> Option<Range<usize>> {
    let value = text.trim_start().strip_prefix("==")?.trim_start();
    let quote = value.chars().next().filter(|first| matches!(first, '\'' | '"'))?;
    let from = text.len() - value.len() + 1;
    let length = value.get(1..)?.find(quote)?;
    Some(from..from + length)
}

/// The string before the `==` with which a text ends, without its quotes.
fn value_before(text: &str) -> Option<Range<usize>> {
    let value = text.trim_end().strip_suffix("==")?.trim_end();
    let quote = value.chars().next_back().filter(|last| matches!(last, '\'' | '"'))?;
    let end = value.len() - 1;
    let start = value.get(..end)?.rfind(quote)? + 1;
    Some(start..end)
}
