//! `unused-translation`: an entry of a translation map that the success template never uses.

use rustc_hash::FxHashSet;

use crate::artifact::ArtifactKind;
use crate::artifact::data_action::model::{DataAction, INPUT_ROOTS, OTHER_ROOTS};
use crate::artifact::data_action::{Template, level};
use crate::artifact::terraform::is_bare;
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::syntax::ValueKind;
use crate::wording::quote;

pub(super) struct UnusedTranslation;

static META: Meta = Meta {
    name: "unused-translation",
    group: Group::DataActions,
    severity: Severity::Warning,
    recommended: true,
    unnecessary: true,
    options: &[],
    since: "0.1.0",
    summary: "A translation map entry is never used",
    page: r#"## What it does

Reports an entry of a translation map that no reference of the success template names: its name as plain text or as a
key is not a use. If the success template is `${rawResult}`, or there is none, it reports the whole map, once.

## Why is this a problem?

The value is extracted and discarded. Usually the template was meant to use it, so the flow does not get the value that
the author expects.

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

## In Architect

In Admin, open Integrations > Actions, select the data action and open Setup > Configuration to edit the
translation map and the success template in the response.

## When to turn it off

If entries are kept for later use.

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
    let map = &action.response.translation_map;
    let Some(template) = &action.response.success_template else {
        return without_template(cx, action).into_iter().collect();
    };
    if template.has_holes {
        return Vec::new();
    }
    if !template.is_written() && (action.kind == ArtifactKind::DataAction || is_bare(template.value)) {
        // `artifact-schema` reports it.
        return Vec::new();
    }
    if matches!(template.text.trim(), "${rawResult}" | "$rawResult" | "$!{rawResult}") {
        let whole = map.first().filter(|(name, _)| action.is_own(*name)).map(|(name, _)| {
            let message = "the translation map is not used, because the success template is `${rawResult}`";
            let diagnostic = cx.diagnostic(&cx.place(*name), message, "unused", &name.scalar_text());
            diagnostic.with_help("use the names of the map in the success template, or remove the map")
        });
        return whole.into_iter().collect();
    }
    // `malformed-template` reports it: a placeholder of another language is not valid JSON.
    if !template.text.trim().is_empty() && template.shape().is_some_and(|shape| shape.error.is_some()) {
        return Vec::new();
    }
    // `undefined-output` reports a name with different capitalisation, or below a name that does not exist. A name that
    // Velocity cannot express is searched as text.
    let text = template.text.to_lowercase();
    let mut roots: FxHashSet<String> = FxHashSet::default();
    for reference in &template.velocity.references {
        let root = template.slice(&reference.root);
        roots.insert(root.to_ascii_lowercase());
        let is_known = INPUT_ROOTS.contains(&root) || OTHER_ROOTS.contains(&root);
        let last = reference.properties.last().filter(|_| !is_known && !reference.is_local);
        roots.extend(last.map(|property| template.slice(property).to_ascii_lowercase()));
    }
    let is_used = |name: &str| {
        let first = name.split('.').next().unwrap_or_default();
        let is_word = first.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        if is_word { roots.contains(&first.to_ascii_lowercase()) } else { text.contains(&name.to_lowercase()) }
    };
    let unused: Vec<_> = map.iter().map(|(name, _)| *name).filter(|name| !is_used(&name.scalar_text())).collect();
    // Where the template uses none of them, `undefined-output` reports the names that were meant to be these.
    if unused.len() == map.len() && unused.len() <= unknown_names(action, template) {
        return Vec::new();
    }
    let finding = |name: crate::syntax::Value<'_>| {
        let message =
            format!("translation map entry {} is never used; its value is discarded", quote(&name.scalar_text()));
        let diagnostic = cx.diagnostic(&cx.place(name), message, "unused", &name.scalar_text());
        diagnostic.with_help(format!("use `${{{}}}` in the success template, or remove the entry", name.scalar_text()))
    };
    unused.into_iter().filter(|name| action.is_own(*name)).map(finding).collect()
}

/// How many names the template uses that the translation map does not have.
fn unknown_names(action: &DataAction<'_>, template: &Template<'_>) -> usize {
    let names: Vec<_> = action.response.translation_map.iter().map(|(name, _)| name.scalar_text()).collect();
    let known: FxHashSet<&str> =
        names.iter().flat_map(|name| [name.as_ref(), name.split('.').next().unwrap_or_default()]).collect();
    let references = template.velocity.references.iter().filter(|reference| !reference.is_local);
    let roots = references.map(|reference| template.slice(&reference.root));
    let is_unknown = |root: &&str| !known.contains(root) && !OTHER_ROOTS.contains(root) && !INPUT_ROOTS.contains(root);
    roots.filter(is_unknown).collect::<FxHashSet<_>>().len()
}

/// A map without a success template, which alone uses its names.
fn without_template(cx: &FileContext<'_>, action: &DataAction<'_>) -> Option<Diagnostic> {
    let (name, _) = action.response.translation_map.first().filter(|(name, _)| action.is_own(*name))?;
    let is_elsewhere = action.response.success_template_uri.is_some_and(|it| it.kind() != ValueKind::Null);
    let is_misshapen =
        level::Objects::of(action.root).part("successTemplate").is_some_and(|it| it.kind() != ValueKind::Null);
    if is_elsewhere || is_misshapen {
        return None;
    }
    let message = "the translation map is not used, because the success template is missing";
    let diagnostic = cx.diagnostic(&cx.place(*name), message, "unused", &name.scalar_text());
    Some(diagnostic.with_help("add a success template that uses the names of the map, or remove the map"))
}
