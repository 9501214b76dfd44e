//! `analytics-without-attributes`: attributes that are read from a response that never contains them.

use crate::artifact::data_action::DataAction;
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::expr::jsonpath::{self, Segment};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::syntax::Value;

pub(super) struct AnalyticsWithoutAttributes;

static META: Meta = Meta {
    name: "analytics-without-attributes",
    group: Group::DataActions,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "Attributes are read from an analytics response that never contains them",
    page: r#"## What it does

Reports a translation map path that goes through `attributes` if the request is one of
`GET /api/v2/analytics/conversations/details`, `GET /api/v2/analytics/conversations/{id}/details` and
`POST /api/v2/analytics/conversations/details/query`.

## Why is this a problem?

The responses of these endpoints do not contain participant attributes, whether or not the conversation has them. The
path always finds nothing.

## Example

```json data-actions/get-customer.json
{
  "name": "Get Customer",
  "config": {
    "request": {
      "requestUrlTemplate": "/api/v2/analytics/conversations/${input.conversationId}/details",
      "requestType": "GET",
      "headers": {}
    },
    "response": {
      "translationMap": {"customerId": "$.participants[0].attributes.customerId"},
      "successTemplate": "{\"customerId\": ${customerId}}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {"conversationId": {"type": "string"}}}},
    "output": {"successSchema": {"type": "object", "properties": {"customerId": {"type": "string"}}}}
  }
}
```

## Use instead

The conversation itself, or an asynchronous details job.

```json data-actions/get-customer.json
{
  "name": "Get Customer",
  "config": {
    "request": {
      "requestUrlTemplate": "/api/v2/conversations/${input.conversationId}",
      "requestType": "GET",
      "headers": {}
    },
    "response": {
      "translationMap": {"customerId": "$.participants[0].attributes.customerId"},
      "successTemplate": "{\"customerId\": ${customerId}}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {"conversationId": {"type": "string"}}}},
    "output": {"successSchema": {"type": "object", "properties": {"customerId": {"type": "string"}}}}
  }
}
```

## In Architect

In Admin, open Integrations > Actions, select the data action and open Setup > Configuration to change the request and
the translation map.

## Sources

- [Platform API](https://developer.genesys.cloud/devapps/api-explorer), analytics: `AnalyticsConversationWithoutAttributes`
- Genesys developer blog, [Collecting and using customer information with web chat widget version 2](https://developer.genesys.cloud/blog/2021-03-08-accessing-collected-chat-v2-information/): the details query does not bring back participant attributes
"#,
};

impl Rule for AnalyticsWithoutAttributes {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        let asking = cx.data_actions.iter().filter(|action| has_no_attributes(action).unwrap_or_default());
        let paths = asking.flat_map(|action| &action.response.translation_map);
        paths.filter_map(|(_, path)| check(cx, *path)).collect()
    }
}

/// Whether the response to the request is one of those without attributes.
fn has_no_attributes(action: &DataAction<'_>) -> Option<bool> {
    let path = action.request.path()?;
    let segments: Vec<&str> = path.split('/').collect();
    let method = action.request.method?.as_str()?.to_ascii_uppercase();
    Some(matches!(
        (method.as_str(), segments.as_slice()),
        ("GET", ["analytics", "conversations", "details"] | ["analytics", "conversations", _, "details"])
            | ("POST", ["analytics", "conversations", "details", "query"])
    ))
}

fn check(cx: &FileContext<'_>, path: Value<'_>) -> Option<Diagnostic> {
    let text = path.as_str()?;
    let segments = jsonpath::parse(&text).ok()?.segments;
    let names = segments.into_iter().filter_map(|it| if let Segment::Child(name) = it { Some(name) } else { None });
    let name = names.into_iter().find(|name| text.get(name.clone()) == Some("attributes"))?;
    let place = Place { span: path.span_within(name), ..cx.place(path) };
    let message = "this analytics endpoint never returns participant attributes, so this path always finds nothing";
    let help = "request `GET /api/v2/conversations/{conversationId}` instead, or use an asynchronous conversation \
                details job";
    Some(cx.diagnostic(&place, message, "not in the response", &text).with_help(help))
}
