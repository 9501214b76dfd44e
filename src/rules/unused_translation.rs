//! `unused-translation`: an entry of a translation map that the success template never uses.

use crate::artifact::data_action::model::DataAction;
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::{FileContext, Group, Meta, Rule};
use crate::wording::quote;

pub(super) struct UnusedTranslation;

static META: Meta = Meta {
    name: "unused-translation",
    group: Group::DataActions,
    severity: Severity::Warning,
    recommended: true,
    summary: "The success template never uses an entry of the translation map",
    page: r#"## What it does

Reports an entry of a translation map whose name stands nowhere in the success template. Beside a success template that
is `${rawResult}` it reports the map as a whole, once.

## Why is this a problem?

The value is looked for and thrown away. Mostly the template was meant to use it: what the flow is told is then not
what the author thinks.

## Example

```json data-actions/order-state.json
{
  "name": "Order State",
  "config": {
    "request": {
      "requestUrlTemplate": "https://api.lantern-books.example/orders",
      "requestType": "GET",
      "headers": {}
    },
    "response": {
      "translationMap": {"state": "$.order.state", "date": "$.order.date"},
      "successTemplate": "{\"state\": ${state}}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {}}},
    "output": {"successSchema": {"type": "object", "properties": {"state": {"type": "string"}}}}
  }
}
```

## Use instead

```json data-actions/order-state.json
{
  "name": "Order State",
  "config": {
    "request": {
      "requestUrlTemplate": "https://api.lantern-books.example/orders",
      "requestType": "GET",
      "headers": {}
    },
    "response": {
      "translationMap": {"state": "$.order.state"},
      "successTemplate": "{\"state\": ${state}}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {}}},
    "output": {"successSchema": {"type": "object", "properties": {"state": {"type": "string"}}}}
  }
}
```

## When to turn it off

Where entries are kept for later on purpose.

## Sources

- Genesys Cloud Resource Center, [Response configuration for data actions](https://help.mypurecloud.com/articles/response-configuration-data-actions/)
- None of 97 published translation maps has such an entry (counted in GenesysCloudBlueprints, GenesysCloudDevOps and others)
"#,
};

impl Rule for UnusedTranslation {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        cx.data_actions.iter().flat_map(|action| check(cx, action)).collect()
    }
}

fn check(cx: &FileContext<'_>, action: &DataAction<'_>) -> Vec<Diagnostic> {
    let Some(template) = action.response.success_template.as_ref().filter(|it| !it.has_holes) else {
        return Vec::new();
    };
    let map = &action.response.translation_map;
    if matches!(template.text.trim(), "${rawResult}" | "$rawResult" | "$!{rawResult}") {
        let whole = map.first().map(|(name, _)| {
            let message = "the translation map is not used, since the success template is `${rawResult}`";
            let diagnostic = cx.diagnostic(&cx.place(*name), message, "never used", &name.scalar_text());
            diagnostic.with_help("use the names of the map in the success template, or remove the map")
        });
        return whole.into_iter().collect();
    }
    // Wherever the text of the name stands, it may be used: only what is sure is said. A name in the wrong case is a
    // mistake of which `undefined-output` tells.
    let text = template.text.to_lowercase();
    let unused = map.iter().map(|(name, _)| *name).filter(|name| !text.contains(&name.scalar_text().to_lowercase()));
    let finding = |name: crate::syntax::Value<'_>| {
        let message = format!("the success template never uses {}", quote(&name.scalar_text()));
        let diagnostic = cx.diagnostic(&cx.place(name), message, "found and thrown away", &name.scalar_text());
        diagnostic.with_help("use it in the success template, or remove it from the translation map")
    };
    unused.map(finding).collect()
}
