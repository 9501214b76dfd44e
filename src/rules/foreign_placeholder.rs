//! `foreign-placeholder`: a placeholder of another language in a template of a data action.

use super::support::foreign::{self, Placeholder};
use crate::artifact::data_action::DataAction;
use crate::artifact::{ArtifactKind, AttributeUse, Via};
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::quote;

pub(super) struct ForeignPlaceholder;

static META: Meta = Meta {
    name: "foreign-placeholder",
    group: Group::DataActions,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.2.0",
    summary: "A placeholder of another language is sent literally",
    page: r#"## What it does

Reports placeholders in the URL, a header or the body of a data action that are not Velocity: `{{orderId}}`,
`{input.orderId}`, `$(input.orderId)`, `#{input.orderId}`, `[[input.orderId]]`, `<input.orderId>`, `%input.orderId%`. In a
URL any `{{…}}` is reported; elsewhere only what names an input of the contract, or begins with `input.`, `flow.` or
`interaction.`: a body may carry the templates of another system. A bare name in brackets such as `[[orderId]]` or
`<orderId>` is only reported if it is an input that no template uses. Attributes in a body are `template-in-name` and
`template-in-value`.

## Why is this a problem?

Data actions replace Velocity references only. Everything else is sent literally: the service receives the text
`{{orderId}}`.

## Example

```json data-actions/order-state.json
{
  "name": "Order State",
  "config": {
    "request": {
      "requestUrlTemplate": "https://api.lantern-books.example/orders/{{orderNumber}}",
      "requestType": "GET",
      "headers": {}
    },
    "response": {
      "successTemplate": "${rawResult}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {"orderNumber": {"type": "string"}}}},
    "output": {"successSchema": {"type": "object", "properties": {}}}
  }
}
```

## Use instead

```json data-actions/order-state.json
{
  "name": "Order State",
  "config": {
    "request": {
      "requestUrlTemplate": "https://api.lantern-books.example/orders/${input.orderNumber}",
      "requestType": "GET",
      "headers": {}
    },
    "response": {
      "successTemplate": "${rawResult}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {"orderNumber": {"type": "string"}}}},
    "output": {"successSchema": {"type": "object", "properties": {}}}
  }
}
```

## When to turn it off

Where a service replaces placeholders in a URL itself.

## Sources

- Genesys Cloud Resource Center, [Request configuration for data actions](https://help.mypurecloud.com/articles/request-configuration-data-actions/)
- Genesys Cloud Resource Center, [Velocity macros for data actions](https://help.mypurecloud.com/articles/velocity-macros-data-actions/)
"#,
};

impl Rule for ForeignPlaceholder {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        cx.data_actions.iter().flat_map(|action| check(cx, action)).collect()
    }
}

fn check(cx: &FileContext<'_>, action: &DataAction<'_>) -> Vec<Diagnostic> {
    foreign::placeholders(action).iter().filter_map(|it| finding(cx, it)).collect()
}

fn finding(cx: &FileContext<'_>, placeholder: &Placeholder<'_, '_>) -> Option<Diagnostic> {
    let Placeholder { template, range, meant } = placeholder;
    let span = template.span(range.clone());
    // Attributes have rules of their own.
    let is_attribute = |usage: &AttributeUse| {
        let texts = [Some(&usage.name), usage.value.as_ref()];
        usage.via == Via::DataActionBody
            && texts.into_iter().flatten().any(|text| text.placeholders.iter().any(|it| it.span == span))
    };
    if cx.facts.uses.iter().any(is_attribute) {
        return None;
    }
    let shown = template.slice(range);
    let message = format!("{} is not Velocity, so it is sent literally", quote(shown));
    let diagnostic = cx.diagnostic(&cx.place_in(template, range.clone()), message, "sent literally", shown);
    let dollar = if cx.facts.kind == ArtifactKind::Terraform { "$$" } else { "$" };
    Some(diagnostic.with_help(match meant {
        Some(input) => format!("use `{dollar}{{input.{input}}}`"),
        None => format!("add an input to the contract and use `{dollar}{{input.…}}` with its name"),
    }))
}
