//! `orphan-default`: a default for a name that is not in the translation map.

use crate::artifact::data_action::model::{DataAction, by_name};
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::syntax::Value;
use crate::wording::{closest, did_you_mean, quote};

pub(super) struct OrphanDefault;

static META: Meta = Meta {
    name: "orphan-default",
    group: Group::DataActions,
    severity: Severity::Error,
    recommended: true,
    unnecessary: true,
    options: &[],
    since: "0.1.0",
    summary: "A default has no matching translation map entry",
    page: r#"## What it does

Reports an entry of `translationMapDefaults` without an entry of the same name in `translationMap`. Names are
case-sensitive.

## Why is this a problem?

The default is never used. If its name is misspelt, the intended value has no default: when the response does not
contain it, the data action fails.

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
      "translationMap": {"state": "$.order.state"},
      "translationMapDefaults": {"State": "\"unknown\""},
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
      "translationMapDefaults": {"state": "\"unknown\""},
      "successTemplate": "{\"state\": ${state}}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {}}},
    "output": {"successSchema": {"type": "object", "properties": {"state": {"type": "string"}}}}
  }
}
```

## In Architect

In Admin, open Integrations > Actions, select the data action and open Setup > Configuration to edit the
translation map and its defaults in the response.

## Sources

- Genesys Cloud Resource Center, [Response configuration for data actions](https://help.mypurecloud.com/articles/response-configuration-data-actions/)
"#,
};

impl Rule for OrphanDefault {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        let complete = cx.data_actions.iter().filter(|action| action.response.is_complete);
        complete.flat_map(|action| check(cx, action)).collect()
    }
}

fn check(cx: &FileContext<'_>, action: &DataAction<'_>) -> Vec<Diagnostic> {
    let mapped = by_name(&action.response.translation_map);
    let names: Vec<_> = action.response.translation_map.iter().map(|(name, _)| name.scalar_text()).collect();
    let keys = action.response.defaults.iter().map(|(key, _)| *key).filter(|key| action.is_own(*key));
    let orphans = keys.filter(|key| !mapped.contains_key(&key.scalar_text()));
    let finding = |key: Value<'_>| {
        let name = key.scalar_text();
        let message = format!("the default for {0} is never used: `translationMap` has no entry {0}", quote(&name));
        let otherwise = format!("add {} to `translationMap`, or remove the default", quote(&name));
        cx.diagnostic(&cx.place(key), message, "unused default", &name)
            .with_help(did_you_mean(closest(&name, &names), otherwise))
    };
    orphans.map(finding).collect()
}
