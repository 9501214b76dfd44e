//! `attributes-request`: a request that is meant to set attributes and does not.

use std::ops::Range;

use crate::artifact::data_action::shape::{Node, Shape, ShapeKind, shape};
use crate::artifact::data_action::{DataAction, endpoint};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::rules::{FileContext, Group, Meta, Rule};

pub(super) struct AttributesRequest;

static META: Meta = Meta {
    name: "attributes-request",
    group: Group::DataActions,
    severity: Severity::Error,
    recommended: true,
    summary: "A request that is meant to set attributes does not",
    page: r#"## What it does

Looks at data actions that send a request to `/api/v2/conversations/…/participants/{id}/attributes`. Reports another
method than `PATCH`, a medium that has no such path (`/conversations/voice/…`), and a body that is not
`{"attributes": {…}}`. Also reports a body with `attributes` that is sent to the participant itself. Look-alikes such as
`customattributes` and `secureattributes` pass.

## Why is this a problem?

The platform answers with an error, or takes the request and sets nothing: a participant has no `attributes` to patch.

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

## When to turn it off

There is no known reason.

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

/// What every finding shows as the right form.
const RIGHT: &str = "send `PATCH /api/v2/conversations/{id}/participants/{id}/attributes` with `{\"attributes\": {…}}`";

fn check(cx: &FileContext<'_>, action: &DataAction<'_>) -> Option<Diagnostic> {
    let url = action.request.url.as_ref()?;
    let method = action.request.method?;
    let is_patch = method.as_str()?.eq_ignore_ascii_case("PATCH");
    let path = endpoint::path(url);
    let segments: Vec<&str> = path.split('/').collect();
    let finding = |place: &Place, message: &str, label: &str, subject: &str| {
        Some(cx.diagnostic(place, message, label, subject).with_help(RIGHT))
    };
    match segments.as_slice() {
        ["conversations", medium, _, "participants", _, "attributes"]
            if !endpoint::MEDIA.contains(medium) && *medium != "*" =>
        {
            let at = url.text.find(medium).filter(|_| !url.has_holes)?;
            let place = cx.place_in(url, at..at + medium.len());
            finding(&place, "the API has no such path for attributes", "no medium of this name", medium)
        }
        ["conversations", _, "participants", _, "attributes"]
        | ["conversations", _, _, "participants", _, "attributes"] => {
            if !is_patch {
                return finding(
                    &cx.place(method),
                    "attributes are set with `PATCH` only",
                    "no such method here",
                    "method",
                );
            }
            let template = action.request.template.as_ref()?;
            let wrong = wrong_body(&shape(template)?)?;
            finding(
                &cx.place_in(template, wrong),
                "the body of this request is not `{\"attributes\": {…}}`",
                "no attributes to set",
                "body",
            )
        }
        ["conversations", _, "participants", _] | ["conversations", _, _, "participants", _] if is_patch => {
            let template = action.request.template.as_ref()?;
            let key = member(&shape(template)?, "attributes")?.key.clone()?;
            let message = "a request to the participant itself sets no attributes";
            finding(&cx.place_in(template, key.range), message, "not taken here", "attributes")
        }
        _ => None,
    }
}

/// The member of the outermost object that has this name.
fn member<'s>(shape: &'s Shape, name: &str) -> Option<&'s Node> {
    shape.nodes.iter().find(|node| node.parent == Some(0) && node.key.as_ref().is_some_and(|key| key.name == name))
}

/// What is wrong with a body, where something is sure to be wrong.
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
