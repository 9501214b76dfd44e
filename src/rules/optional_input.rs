//! `optional-input`: an optional input that a request uses as if it were always set.

use rustc_hash::FxHashSet;

use super::support::input_advice::{Advisor, unquiet_references};
use crate::artifact::data_action::{DataAction, Part};
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::quote;

pub(super) struct OptionalInput;

static META: Meta = Meta {
    name: "optional-input",
    group: Group::DataActions,
    severity: Severity::Warning,
    recommended: false,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "An optional input is used as if it were always set",
    page: r#"## What it does

Reports `${input.name}` in a request if the input contract does not require the input. The quiet form `$!{input.name}`,
inputs with a default, references in a directive and references in an `#if` block that tests the input are fine. Names
that the contract does not have are reported by `undefined-input`.

## Why is this a problem?

If the input is missing, Velocity prints the reference itself: the literal text `${input.name}` is sent. The quiet form
prints nothing. That is right in a string, but not in a URL path, where it leaves `//`, and not as a JSON value, where it
leaves `"name": }`; there the input must be required, or tested with `#if`.

## Example

```toml flowvet.toml
[rules]
optional-input = "warning"
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

## Use instead

```toml flowvet.toml
[rules]
optional-input = "warning"
```

```json data-actions/order-state.json
{
  "name": "Order State",
  "config": {
    "request": {
      "requestUrlTemplate": "https://api.lantern-books.example/orders/$!{input.order}",
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

## When to turn it off

It is off by default: in most flows the input is always set, even if the contract does not require it.

## Sources

- Genesys Cloud Resource Center, [Velocity macros for data actions](https://help.mypurecloud.com/articles/velocity-macros-data-actions/)
"#,
};

impl Rule for OptionalInput {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        cx.data_actions.iter().flat_map(|action| check(cx, action)).collect()
    }
}

fn check(cx: &FileContext<'_>, action: &DataAction<'_>) -> Vec<Diagnostic> {
    let properties = action.input.properties();
    let optional: FxHashSet<_> = properties
        .iter()
        .filter(|property| !property.is_required && property.schema.get("default").is_none())
        .map(|property| property.key.scalar_text())
        .collect();
    let is_sent = |part: Part| match part {
        Part::Body => action.request.sends_body(),
        Part::Url | Part::Header => true,
        Part::SuccessTemplate => false,
    };
    let mut found = Vec::new();
    for (part, template) in action.templates().filter(|(part, _)| is_sent(*part)) {
        let unquiet =
            unquiet_references(template).into_iter().filter(|(_, name)| optional.contains(template.slice(name)));
        let mut advisor = None;
        for (reference, range) in unquiet {
            let name = template.slice(range);
            let message = format!(
                "input {} is optional; when it is missing, the literal text {} is sent instead",
                quote(name),
                quote(template.slice(&reference.range))
            );
            let place = cx.place_in(template, reference.range.clone());
            let advisor = advisor.get_or_insert_with(|| Advisor::new(action, part, template));
            let help = advisor.help(reference, range);
            found.push(cx.diagnostic(&place, message, "sent literally when missing", name).with_help(help));
        }
    }
    found
}
