//! `action-limit`: a data action that exceeds a platform limit.

use crate::artifact::data_action::{DataAction, Template};
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::syntax::{Value, ValueKind};
use crate::wording::quote;

pub(super) struct ActionLimit;

static META: Meta = Meta {
    name: "action-limit",
    group: Group::DataActions,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "A data action exceeds a platform limit",
    page: r#"## What it does

Reports a `timeoutSeconds` that is not a number from 1 to 60, or that is set in a data action for custom authentication, which
does not support it; a name or category of more than 256 characters; and a template that is nested more than 50 levels
deep.

## Why is this a problem?

Genesys Cloud rejects the data action when it is saved or deployed.

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

## In Architect

In Admin, open Integrations > Actions, select the data action and open Setup > Configuration.

## When to turn it off

If Genesys Cloud has changed its limits.

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

/// The longest name or category, in code points.
const MAX_LENGTH: usize = 256;

/// The deepest nesting of a template; the outermost object or array is level 1.
const MAX_DEPTH: usize = 50;

fn check(cx: &FileContext<'_>, action: &DataAction<'_>) -> Vec<Diagnostic> {
    let named = [("name", action.name), ("category", action.category)];
    let mut found: Vec<Diagnostic> = named.into_iter().filter_map(|(what, text)| too_long(cx, what, text?)).collect();
    found.extend(action.timeout.and_then(|timeout| wrong_timeout(cx, action, timeout)));
    found.extend(action.templates().filter_map(|(_, template)| too_deep(cx, template)));
    found
}

fn too_long(cx: &FileContext<'_>, what: &str, text: Value<'_>) -> Option<Diagnostic> {
    let length = text.as_str()?.chars().count();
    (length > MAX_LENGTH).then_some(())?;
    let message = format!(
        "the {what} of this data action is {length} characters long; Genesys Cloud allows at most {MAX_LENGTH}"
    );
    let help = format!("shorten the {what} to {MAX_LENGTH} characters or fewer");
    Some(cx.diagnostic(&cx.place(text), message, "too long", what).with_help(help))
}

fn wrong_timeout(cx: &FileContext<'_>, action: &DataAction<'_>, timeout: Value<'_>) -> Option<Diagnostic> {
    let written = timeout.scalar_text();
    let is_value = matches!(timeout.kind(), ValueKind::String | ValueKind::Bool | ValueKind::Number);
    let is_filled = written.trim().is_empty() || written.contains(['$', '{', '<']);
    let seconds: Option<f64> = written.parse().ok();
    if !is_value || timeout.style().has_holes() || is_filled {
        return None;
    }
    let finding = |message: String, label, help| {
        Some(cx.diagnostic(&cx.place(timeout), message, label, "timeoutSeconds").with_help(help))
    };
    if action.is_custom_auth {
        return finding(
            "data actions for custom authentication do not support `timeoutSeconds`".to_owned(),
            "not supported here",
            "remove `timeoutSeconds`; otherwise the data action cannot be saved",
        );
    }
    let Some(seconds) = seconds else {
        return finding(
            format!("`timeoutSeconds` is {}, which is not a number of seconds", quote(&written)),
            "not a number",
            "set `timeoutSeconds` to a number from 1 to 60, without a unit",
        );
    };
    if (1.0..=60.0).contains(&seconds) {
        return None;
    }
    finding(
        format!("`timeoutSeconds` is {written}, but Genesys Cloud only accepts 1 to 60"),
        "out of range",
        "set `timeoutSeconds` to a value from 1 to 60; otherwise the data action cannot be saved",
    )
}

fn too_deep(cx: &FileContext<'_>, template: &Template<'_>) -> Option<Diagnostic> {
    // A bracket opens each level around a value.
    template.text.bytes().filter(|byte| matches!(byte, b'{' | b'[')).nth(MAX_DEPTH - 1)?;
    let nodes = &template.shape()?.nodes;
    let mut depths: Vec<usize> = Vec::with_capacity(nodes.len());
    for node in nodes {
        depths.push(node.parent.and_then(|parent| depths.get(parent)).map_or(1, |depth| depth + 1));
    }
    let first = depths.iter().position(|depth| *depth > MAX_DEPTH)?;
    let place = cx.place_in(template, nodes.get(first)?.range.clone());
    let message = format!("this template is nested more than {MAX_DEPTH} levels deep, which Genesys Cloud rejects");
    let label = format!("level {} starts here", MAX_DEPTH + 1);
    let help = format!("reduce the nesting to {MAX_DEPTH} levels or fewer");
    Some(cx.diagnostic(&place, message, label, "depth").with_help(help))
}
