//! `velocity-root`: the root of the input in capital letters.

use crate::artifact::data_action::{DataAction, Template};
use crate::diagnostic::{Diagnostic, Edit, Fix, Safety, Severity};
use crate::expr::velocity::Reference;
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::quote;

pub(super) struct VelocityRoot;

static META: Meta = Meta {
    name: "velocity-root",
    group: Group::DataActions,
    severity: Severity::Warning,
    recommended: false,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "`$INPUT` or `$Input` instead of `$input`",
    page: r#"## What it does

Reports `$Input` and `${INPUT…}`: the documented name is `input`.

## Why is this a problem?

Velocity names are case-sensitive, and only `input` is documented. Published data actions use the other spellings, so
Genesys Cloud very probably accepts them too.

## Example

```toml flowvet.toml
[rules]
velocity-root = "warning"
```

```json data-actions/order-state.json
{
  "name": "Order State",
  "config": {
    "request": {
      "requestUrlTemplate": "https://api.lantern-books.example/orders/${Input.order}",
      "requestType": "GET",
      "headers": {}
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
velocity-root = "warning"
```

```json data-actions/order-state.json
{
  "name": "Order State",
  "config": {
    "request": {
      "requestUrlTemplate": "https://api.lantern-books.example/orders/${input.order}",
      "requestType": "GET",
      "headers": {}
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
templates.

## Fix safety

Safe: `input` is the documented name.

## When to turn it off

It is off by default, because the other spellings work.

## Sources

- Genesys Cloud Resource Center, [Velocity macros for data actions](https://help.mypurecloud.com/articles/velocity-macros-data-actions/)
"#,
};

impl Rule for VelocityRoot {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        let templates = cx.data_actions.iter().flat_map(DataAction::templates).map(|(_, template)| template);
        templates.flat_map(|template| check(cx, template)).collect()
    }
}

fn check(cx: &FileContext<'_>, template: &Template<'_>) -> Vec<Diagnostic> {
    let other = template.inputs().filter(|(reference, _)| template.slice(&reference.root) != INPUT);
    let finding = |(reference, _): (&Reference, _)| {
        let place = cx.place_in(template, reference.root.clone());
        let root = template.slice(&reference.root);
        let message = format!(
            "{} is not documented and may not be replaced; the documented name is `$input`",
            quote(&format!("${root}"))
        );
        let edit = Edit { file: cx.source.path().clone(), span: place.span, replacement: INPUT.to_owned() };
        cx.diagnostic(&place, message, "wrong capitalisation", root)
            .with_help("write `input`: Velocity names are case-sensitive")
            .with_fix(Fix { title: "write `input`".to_owned(), safety: Safety::Safe, edits: vec![edit] })
    };
    other.map(finding).collect()
}

const INPUT: &str = "input";
