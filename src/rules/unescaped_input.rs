//! `unescaped-input`: an input in a string of a body without escaping.

use std::ops::Range;

use super::support::bare_input::bare_texts;
use super::support::input_advice::Advisor;
use crate::artifact::data_action::shape::ShapeKind;
use crate::artifact::data_action::{DataAction, Part};
use crate::diagnostic::{Diagnostic, Severity};
use crate::expr::velocity::Reference;
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::quote;

pub(super) struct UnescapedInput;

static META: Meta = Meta {
    name: "unescaped-input",
    group: Group::DataActions,
    severity: Severity::Warning,
    recommended: false,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "An input is inserted into a JSON body without escaping",
    page: r#"## What it does

Reports `"${input.name}"` inside quotes of a JSON body if no macro escapes it and the input is a string.

## Why is this a problem?

A quote, a backslash or a line break in the value makes the body invalid: the data action fails, but only for some
customers.

## Example

```toml flowvet.toml
[rules]
unescaped-input = "warning"
```

```json data-actions/order-state.json
{
  "name": "Order State",
  "config": {
    "request": {
      "requestUrlTemplate": "https://api.lantern-books.example/orders",
      "requestType": "POST",
      "headers": {},
      "requestTemplate": "{\"order\": \"${input.order}\"}"
    },
    "response": {
      "successTemplate": "${rawResult}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {"order": {"type": "string"}}}},
    "output": {"successSchema": {"type": "object", "properties": {}}}
  }
}
```

## Use instead

```toml flowvet.toml
[rules]
unescaped-input = "warning"
```

```json data-actions/order-state.json
{
  "name": "Order State",
  "config": {
    "request": {
      "requestUrlTemplate": "https://api.lantern-books.example/orders",
      "requestType": "POST",
      "headers": {},
      "requestTemplate": "{\"order\": \"$esc.jsonString(${input.order})\"}"
    },
    "response": {
      "successTemplate": "${rawResult}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {"order": {"type": "string"}}}},
    "output": {"successSchema": {"type": "object", "properties": {}}}
  }
}
```

## In Architect

In Admin, open Integrations > Actions, select the data action and open Setup > Configuration to edit the
request body template.

## When to turn it off

It is off by default: most published data actions escape nothing, and identifiers do not need escaping.

## Sources

- Genesys Cloud Resource Center, [Request configuration for data actions](https://help.mypurecloud.com/articles/request-configuration-data-actions/)
- Genesys Cloud Resource Center, [Velocity macros for data actions](https://help.mypurecloud.com/articles/velocity-macros-data-actions/)
"#,
};

impl Rule for UnescapedInput {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        cx.data_actions.iter().flat_map(|action| check(cx, action)).collect()
    }
}

fn check(cx: &FileContext<'_>, action: &DataAction<'_>) -> Vec<Diagnostic> {
    let body = action.request.template.as_ref().filter(|_| action.request.sends_body());
    let Some((template, shape)) = body.and_then(|template| Some((template, template.shape()?))) else {
        return Vec::new();
    };
    let strings: Vec<_> =
        shape.nodes.iter().filter(|node| node.kind == ShapeKind::Filled).map(|it| &it.range).collect();
    let is_in_string = |at: usize| {
        let after = strings.partition_point(|range| range.start <= at);
        strings.get(..after).and_then(<[_]>::last).is_some_and(|range| range.contains(&at))
    };
    let advisor = Advisor::new(action, Part::Body, template);
    let bare = bare_texts(action, template).filter(|(it, _)| is_in_string(it.range.start));
    let finding = |(reference, name): (&Reference, &Range<usize>)| {
        let written = template.slice(&reference.range);
        let message = format!(
            "{} is not escaped: a quote or line break in its value makes the request body invalid",
            quote(written)
        );
        cx.diagnostic(&cx.place_in(template, reference.range.clone()), message, "not escaped", template.slice(name))
            .with_help(advisor.help(reference, name))
    };
    bare.map(finding).collect()
}
