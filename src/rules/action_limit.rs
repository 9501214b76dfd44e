//! `action-limit`: a data action that goes over a limit of the platform.

use crate::artifact::data_action::shape::shape;
use crate::artifact::data_action::{DataAction, Template};
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::{FileContext, Group, Meta, Rule};
use crate::syntax::Value;

pub(super) struct ActionLimit;

static META: Meta = Meta {
    name: "action-limit",
    group: Group::DataActions,
    severity: Severity::Error,
    recommended: true,
    summary: "A data action goes over a limit of the platform",
    page: r#"## What it does

Reports a time-out outside of 1 to 60 seconds, or on a data action for custom authentication, which takes none; a name
or category of more than 256 characters; and a template that nests more than 50 levels deep.

## Why is this a problem?

The platform refuses to save the data action.

## Example

```json data-actions/order-state.json
{
  "name": "Order State",
  "config": {
    "timeoutSeconds": 120,
    "request": {
      "requestUrlTemplate": "https://api.lantern-books.example/orders",
      "requestType": "GET",
      "headers": {}
    },
    "response": {
      "successTemplate": "${rawResult}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {}}},
    "output": {"successSchema": {"type": "object", "properties": {}}}
  }
}
```

## Use instead

```json data-actions/order-state.json
{
  "name": "Order State",
  "config": {
    "timeoutSeconds": 60,
    "request": {
      "requestUrlTemplate": "https://api.lantern-books.example/orders",
      "requestType": "GET",
      "headers": {}
    },
    "response": {
      "successTemplate": "${rawResult}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {}}},
    "output": {"successSchema": {"type": "object", "properties": {}}}
  }
}
```

## When to turn it off

Where the limits of the platform have changed since.

## Sources

- Genesys Cloud Resource Center, [Add configuration to custom actions](https://help.mypurecloud.com/articles/add-configuration-custom-actions-integrations/)
- [Platform API](https://developer.genesys.cloud/devapps/api-explorer), `ActionConfig` and `PostActionInput`: time-out and lengths
"#,
};

impl Rule for ActionLimit {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        cx.data_actions.iter().flat_map(|action| check(cx, action)).collect()
    }
}

/// The longest name, in characters.
const LONGEST: usize = 256;
const DEEPEST: usize = 50;

fn check(cx: &FileContext<'_>, action: &DataAction<'_>) -> Vec<Diagnostic> {
    let named = [("name", action.name), ("category", action.category)];
    let mut found: Vec<Diagnostic> = named.into_iter().filter_map(|(what, text)| too_long(cx, what, text?)).collect();
    found.extend(action.timeout.and_then(|timeout| wrong_timeout(cx, action, timeout)));
    found.extend(action.templates().filter_map(|(_, template)| too_deep(cx, template)));
    found
}

fn too_long(cx: &FileContext<'_>, what: &str, text: Value<'_>) -> Option<Diagnostic> {
    let length = text.as_str()?.chars().count();
    let message = format!("the {what} has {length} characters; the platform takes {LONGEST}");
    (length > LONGEST).then(|| cx.diagnostic(&cx.place(text), message, "too long", what).with_help("shorten it"))
}

fn wrong_timeout(cx: &FileContext<'_>, action: &DataAction<'_>, timeout: Value<'_>) -> Option<Diagnostic> {
    let seconds: f64 = timeout.raw().parse().ok()?;
    let finding = |message: String, help| {
        Some(cx.diagnostic(&cx.place(timeout), message, "refused", "timeoutSeconds").with_help(help))
    };
    if action.is_custom_auth {
        return finding("a data action for custom authentication takes no time-out".to_owned(), "leave it out");
    }
    if (1.0..=60.0).contains(&seconds) {
        return None;
    }
    finding(format!("the time-out is {} seconds", timeout.raw()), "choose 1 to 60 seconds")
}

fn too_deep(cx: &FileContext<'_>, template: &Template<'_>) -> Option<Diagnostic> {
    let nodes = shape(template)?.nodes;
    let mut depths: Vec<usize> = Vec::with_capacity(nodes.len());
    for node in &nodes {
        depths.push(node.parent.and_then(|parent| depths.get(parent)).map_or(1, |depth| depth + 1));
    }
    let first = depths.iter().position(|depth| *depth > DEEPEST)?;
    let place = cx.place_in(template, nodes.get(first)?.range.clone());
    let message = format!("the template nests more than {DEEPEST} levels deep");
    Some(cx.diagnostic(&place, message, "too deep", "depth").with_help("make it flatter"))
}
