//! `undefined-output`: a success template uses a name that is not in the translation map.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::artifact::data_action::Template;
use crate::artifact::data_action::model::{DataAction, INPUT_ROOTS, OTHER_ROOTS};
use crate::diagnostic::{Diagnostic, Edit, Fix, Safety, Severity};
use crate::expr::velocity::Reference;
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::text::compare::lower;
use crate::wording::{closest, is_it, or_one_of, quote};

pub(super) struct UndefinedOutput;

static META: Meta = Meta {
    name: "undefined-output",
    group: Group::DataActions,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "A success template uses an undefined name",
    page: r#"## What it does

Reports `${name}` in a success template where the translation map has no entry of that name. `${rawResult}`, the names
of macros (`$esc`, `$math`, `${successTemplateUtils…}`) and names that the template sets itself are fine, and so is the
quiet form `$!{name}`.

## Why is this a problem?

Saving and publishing do not check this. When the data action runs, it fails: "Transform failed to process result
using 'successTemplate' template due to error: 'Variable $name has not been set'", and the flow takes the failure path.

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
      "successTemplate": "{\"state\": ${State}}"
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

## Fix safety

Safe where the translation map has the name in exactly one other case.

## Sources

- Genesys Cloud Resource Center, [Response configuration for data actions](https://help.mypurecloud.com/articles/response-configuration-data-actions/)
- Genesys, [Data Actions Workshop](https://github.com/genesys-samples/DataActionsWorkshop), page "Configuration": the error as it is shown
"#,
};

impl Rule for UndefinedOutput {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        let complete = cx.data_actions.iter().filter(|action| action.response.is_complete);
        complete.flat_map(|action| check(cx, action)).collect()
    }
}

fn check(cx: &FileContext<'_>, action: &DataAction<'_>) -> Vec<Diagnostic> {
    let Some(template) = &action.response.success_template else { return Vec::new() };
    let names: Vec<_> = action.response.translation_map.iter().map(|(name, _)| name.scalar_text()).collect();
    // A name with a dot is used as `${results.id}`: its first part is enough here.
    let known: FxHashSet<&str> =
        names.iter().flat_map(|name| [name.as_ref(), name.split('.').next().unwrap_or_default()]).collect();
    let is_known = |reference: &Reference| {
        let root = template.slice(&reference.root);
        reference.is_local || known.contains(root) || OTHER_ROOTS.contains(&root) || INPUT_ROOTS.contains(&root)
    };
    let mut by_case: FxHashMap<Cow<'_, str>, Vec<&str>> = FxHashMap::default();
    for name in &names {
        by_case.entry(lower(name)).or_default().push(name);
    }
    // A reference that is quiet or only tested may be missing.
    let fails = |reference: &&Reference| !reference.is_quiet && !reference.in_directive && !is_known(reference);
    template.velocity.references.iter().filter(fails).map(|it| finding(cx, template, it, &names, &by_case)).collect()
}

fn finding(
    cx: &FileContext<'_>,
    template: &Template<'_>,
    reference: &Reference,
    names: &[Cow<'_, str>],
    by_case: &FxHashMap<Cow<'_, str>, Vec<&str>>,
) -> Diagnostic {
    let name = template.slice(&reference.root);
    let written = quote(template.slice(&reference.range));
    let message = format!("{written} is not in the translation map, so the data action fails at run time");
    let place = cx.place_in(template, reference.root.clone());
    let diagnostic = cx.diagnostic(&place, message, "not in `translationMap`", name);
    let same = by_case.get(&lower(name)).map(Vec::as_slice).unwrap_or_default();
    let Some(meant) = same.first().copied().or_else(|| closest(name, names)) else {
        return diagnostic.with_help(or_one_of(format!("add {} to the translation map", quote(name)), names));
    };
    let diagnostic = diagnostic.with_help(is_it(meant));
    if same.len() != 1 {
        return diagnostic;
    }
    let edit = Edit { file: cx.source.path().clone(), span: place.span, replacement: meant.to_owned() };
    diagnostic.with_fix(Fix { title: format!("use {}", quote(meant)), safety: Safety::Safe, edits: vec![edit] })
}
