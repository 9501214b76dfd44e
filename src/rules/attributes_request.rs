//! `attributes-request`: a request that is meant to set attributes but does not.

use std::ops::Range;

use crate::artifact::data_action::shape::{Node, Shape, ShapeKind};
use crate::artifact::data_action::{DataAction, endpoint};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::quote;

pub(super) struct AttributesRequest;

static META: Meta = Meta {
    name: "attributes-request",
    group: Group::DataActions,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "A participant attributes request sets nothing",
    page: r#"## What it does

Checks data actions that send a request to `/api/v2/conversations/…/participants/{id}/attributes`. Reports a method
other than `PATCH`, a conversation type that has no such path (`/conversations/voice/…`), and a body that is not
`{"attributes": {…}}`. Also reports a body with `attributes` that is sent to the participant itself. Similar endpoints
such as `customattributes` and `secureattributes` are not checked.

## Why is this a problem?

The API responds with an error, or accepts the request and sets nothing: the endpoint that updates a participant ignores
`attributes`.

## Example

```json data-actions/set-customer.json
{
  "name": "Set Customer",
  "config": {
    "request": {
      "requestUrlTemplate": "/api/v2/conversations/${input.conversationId}/participants/${input.participantId}",
      "requestType": "PATCH",
      "headers": {},
      "requestTemplate": "{\"attributes\": {\"customerId\": \"1\"}}"
    },
    "response": {
      "successTemplate": "${rawResult}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {"conversationId": {"type": "string"}, "participantId": {"type": "string"}}}},
    "output": {"successSchema": {"type": "object", "properties": {}}}
  }
}
```

## Use instead

```json data-actions/set-customer.json
{
  "name": "Set Customer",
  "config": {
    "request": {
      "requestUrlTemplate": "/api/v2/conversations/${input.conversationId}/participants/${input.participantId}/attributes",
      "requestType": "PATCH",
      "headers": {},
      "requestTemplate": "{\"attributes\": {\"customerId\": \"1\"}}"
    },
    "response": {
      "successTemplate": "${rawResult}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {"conversationId": {"type": "string"}, "participantId": {"type": "string"}}}},
    "output": {"successSchema": {"type": "object", "properties": {}}}
  }
}
```

## In Architect

In Admin, open Integrations > Actions, select the data action and open Setup > Configuration to change the URL, the method
and the body of the request.

## Sources

- [Platform API](https://developer.genesys.cloud/devapps/api-explorer), conversations: `PATCH /api/v2/conversations/{conversationId}/participants/{participantId}/attributes` and its forms for each medium
"#,
};

impl Rule for AttributesRequest {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        cx.data_actions.iter().filter_map(|action| check(cx, action)).collect()
    }
}

/// The endpoint that sets attributes, for conversations of any type.
const ENDPOINT: &str = "PATCH /api/v2/conversations/{conversationId}/participants/{participantId}/attributes";

fn check(cx: &FileContext<'_>, action: &DataAction<'_>) -> Option<Diagnostic> {
    let url = action.request.url.as_ref().filter(|url| endpoint::may_be_platform(url))?;
    let method = action.request.method?;
    let is_patch = method.as_str()?.eq_ignore_ascii_case("PATCH");
    let path = action.request.path()?;
    let segments: Vec<&str> = path.split('/').collect();
    let finding = |place: &Place, message: String, label: &str, subject: &str, help: String| {
        Some(cx.diagnostic(place, message, label, subject).with_help(help))
    };
    match segments.as_slice() {
        ["conversations", medium, _, "participants", _, "attributes"]
            if !endpoint::MEDIA.contains(medium) && *medium != "*" =>
        {
            let at = url.text.find(medium).filter(|_| !url.has_holes)?;
            let place = cx.place_in(url, at..at + medium.len());
            let message = format!("no URL for participant attributes contains {}; this request fails", quote(medium));
            let help = format!("use `{ENDPOINT}`, without {}", quote(medium));
            finding(&place, message, "unknown conversation type", medium, help)
        }
        // The search is another request, which looks alike.
        ["conversations", "participants", "attributes", "search"] => None,
        ["conversations", "participants", ..]
        | ["conversations", .., "participants", "update"]
        | ["conversations", _, "participant", ..]
        | ["conversations", _, _, "participant", ..]
        | ["conversation" | "participants" | "voice", ..] => {
            let template = action.request.template.as_ref()?;
            member(template.shape()?, "attributes")?;
            let start = url.text.find("/api/v2/").filter(|_| !url.has_holes)?;
            let place = cx.place_in(url, start..url.text.len());
            let message = "the API has no such path for attributes, so this request fails".to_owned();
            let help = "use `PATCH /api/v2/conversations/{conversationId}/participants/{participantId}/attributes`";
            finding(&place, message, "unknown path", "path", help.to_owned())
        }
        ["conversations", _, "participants", _, "attributes"]
        | ["conversations", _, _, "participants", _, "attributes"] => {
            if !is_patch {
                let message = format!(
                    "participant attributes can only be set with `PATCH`, but this request uses {}",
                    quote(&method.scalar_text())
                );
                let help = "change the method to `PATCH`, with the body `{\"attributes\": {…}}`".to_owned();
                return finding(&cx.place(method), message, "expected `PATCH`", "method", help);
            }
            let template = action.request.template.as_ref()?;
            let wrong = wrong_body(template.shape()?)?;
            let message = "this request sets no attributes: its body has no `attributes` object".to_owned();
            let help = "wrap the attributes in `{\"attributes\": {…}}`".to_owned();
            finding(&cx.place_in(template, wrong), message, "expected `{\"attributes\": {…}}`", "body", help)
        }
        ["conversations", _, "participants", _] | ["conversations", _, _, "participants", _] if is_patch => {
            let template = action.request.template.as_ref()?;
            let key = member(template.shape()?, "attributes")?.key.clone()?;
            let message =
                "this endpoint ignores `attributes`: only a URL that ends with `/attributes` sets them".to_owned();
            let help = "add `/attributes` to the end of the URL".to_owned();
            finding(&cx.place_in(template, key.range), message, "ignored here", "attributes", help)
        }
        _ => None,
    }
}

/// Finds the member of the outermost object with this name.
fn member<'s>(shape: &'s Shape, name: &str) -> Option<&'s Node> {
    shape.nodes.iter().find(|node| node.parent == Some(0) && node.key.as_ref().is_some_and(|key| key.name == name))
}

/// Finds the part of a body that is certainly wrong, as a range of bytes of the template.
fn wrong_body(shape: &Shape) -> Option<Range<usize>> {
    let root = shape.nodes.first()?;
    match root.kind {
        ShapeKind::Object => {}
        ShapeKind::Array | ShapeKind::Text => return Some(root.range.clone()),
        _ => return None,
    }
    let has_unknown = root.has_splices || shape.nodes.iter().any(|node| node.parent == Some(0) && node.key.is_none());
    match member(shape, "attributes") {
        Some(attributes) if matches!(attributes.kind, ShapeKind::Array | ShapeKind::Text) => {
            Some(attributes.range.clone())
        }
        Some(_) => None,
        None => (!has_unknown).then(|| root.range.start..root.range.start + 1),
    }
}
