//! `optional-input`: an input that may be left out.

use rustc_hash::FxHashSet;

use crate::artifact::data_action::{DataAction, Part};
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::{FileContext, Group, Meta, Rule};
use crate::wording::quote;

pub(super) struct OptionalInput;

static META: Meta = Meta {
    name: "optional-input",
    group: Group::DataActions,
    severity: Severity::Warning,
    recommended: false,
    summary: "An input that may be left out stands in a template as if it were always there",
    page: r#"## What it does

Reports `${input.name}` in a request where the input contract does not require the input. The quiet form `$!{input.name}`
and inputs with a default are fine, and so is what stands in a directive.

## Why is this a problem?

Where the input is left out, Velocity prints the reference itself: `${input.name}` is sent.

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

It is off by default: in most flows the input is always there, though the contract does not say so.

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
    // A name in the wrong case is another rule's business, and means this input.
    let properties = action.input.properties();
    let optional: FxHashSet<_> = properties
        .iter()
        .filter(|property| !property.is_required && property.schema.get("default").is_none())
        .map(|property| property.key.scalar_text().to_lowercase())
        .collect();
    let is_sent = |part: Part| match part {
        Part::Body => action.request.sends_body(),
        Part::Url | Part::Header => true,
        Part::SuccessTemplate => false,
    };
    let mut found = Vec::new();
    for (_, template) in action.templates().filter(|(part, _)| is_sent(*part)) {
        let loud = template.inputs().filter(|(reference, _)| !reference.is_quiet && !reference.in_directive);
        for (reference, name) in loud.filter(|(_, name)| optional.contains(&template.slice(name).to_lowercase())) {
            let name = template.slice(name);
            let message = format!("the input {} may be left out, and then its reference is sent as text", quote(name));
            let place = cx.place_in(template, reference.range.clone());
            let help = format!("write `$!{{input.{name}}}`, or make the input required");
            found.push(cx.diagnostic(&place, message, "printed as it is written", name).with_help(help));
        }
    }
    found
}
