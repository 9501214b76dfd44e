//! `required-output`: an output that the contract requires and the success template never makes.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::artifact::data_action::model::{Contract, DataAction, Property};
use crate::artifact::data_action::output_value::{OutputValue, output_values};
use crate::artifact::data_action::shape::{Node, ShapeKind};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::syntax::Value;
use crate::wording::{closest, quote};

pub(super) struct RequiredOutput;

static META: Meta = Meta {
    name: "required-output",
    group: Group::DataActions,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.2.0",
    summary: "The success template never produces an output that the contract requires",
    page: r#"## What it does

Reports a property that the output contract requires, while the success template visibly produces an object
without it. Success templates with directives, whole results (`${rawResult}`) and members that come from a
reference are not reported.

## Why is this a problem?

The result must conform to the output contract. Without a required property the data action ends in its failure path each
time.

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
      "successTemplate": "{\"state\": ${state}}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {}}},
    "output": {"successSchema": {"type": "object", "properties": {"state": {"type": "string"}, "date": {"type": "string"}}, "required": ["date"]}}
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
      "translationMap": {"state": "$.order.state", "date": "$.order.date"},
      "successTemplate": "{\"state\": ${state}, \"date\": ${date}}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {}}},
    "output": {"successSchema": {"type": "object", "properties": {"state": {"type": "string"}, "date": {"type": "string"}}, "required": ["date"]}}
  }
}
```

## Sources

- Genesys Cloud Resource Center, [Response configuration for data actions](https://help.mypurecloud.com/articles/response-configuration-data-actions/): the response must conform to the schema, "Otherwise, errors result"
- None of 86 published success templates omits a required output
"#,
};

impl Rule for RequiredOutput {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        cx.data_actions.iter().flat_map(|action| check(cx, action)).collect()
    }
}

fn check(cx: &FileContext<'_>, action: &DataAction<'_>) -> Vec<Diagnostic> {
    let Some(template) = &action.response.success_template else { return Vec::new() };
    let Some(shape) = template.shape().filter(|shape| shape.error.is_none()) else { return Vec::new() };
    let values = output_values(action);
    let mut members: FxHashMap<usize, Vec<(&Node, &OutputValue<'_, '_>)>> = FxHashMap::default();
    for (node, value) in shape.nodes.iter().zip(&values) {
        if let Some(parent) = node.parent {
            members.entry(parent).or_default().push((node, value));
        }
    }
    // The objects of a list have one schema.
    let mut required: FxHashMap<Value<'_>, Vec<Property<'_>>> = FxHashMap::default();
    let mut found = Vec::new();
    for (number, (node, value)) in shape.nodes.iter().zip(&values).enumerate() {
        let Some(schema) = value.schema.filter(|_| node.kind == ShapeKind::Object && !node.has_splices) else {
            continue;
        };
        let required = required.entry(schema).or_insert_with(|| {
            let properties = Contract { schema: Some(schema) }.properties();
            properties.into_iter().filter(|property| property.is_required).collect()
        });
        let own = members.get(&number).map(Vec::as_slice).unwrap_or_default();
        let place = cx.place_in(template, node.range.start..node.range.start + 1);
        found.extend(missing(required, own).into_iter().map(|property| finding(cx, &place, property)));
    }
    found
}

/// The required members of an object that are not among those of the template.
fn missing<'p, 'a>(required: &'p [Property<'a>], members: &[(&Node, &OutputValue<'_, 'a>)]) -> Vec<&'p Property<'a>> {
    if required.is_empty() || members.iter().any(|(node, _)| node.key.is_none()) {
        return Vec::new();
    }
    let names: FxHashSet<&str> =
        members.iter().filter_map(|(node, _)| Some(node.key.as_ref()?.name.as_str())).collect();
    // `output-not-in-schema` reports a member of nearly the same name.
    let misspelt = members.iter().filter(|(_, value)| value.unlisted.is_some());
    let meant: FxHashSet<&str> = misspelt
        .filter_map(|(node, value)| closest(&node.key.as_ref()?.name, value.unlisted.as_ref()?.iter()))
        .collect();
    let is_missing = |property: &&Property<'_>| {
        let name = property.key.scalar_text();
        !names.contains(&*name) && !meant.contains(&*name)
    };
    required.iter().filter(is_missing).collect()
}

fn finding(cx: &FileContext<'_>, place: &Place, property: &Property<'_>) -> Diagnostic {
    let name = property.key.scalar_text();
    let message = format!(
        "output {} is required, but the success template never produces it, so the data action always fails",
        quote(&name)
    );
    let diagnostic = cx.diagnostic(place, message, "never produced", &name);
    diagnostic
        .with_related(cx.location(&cx.place(property.key)), "required here")
        .with_help(format!("add {} to the success template, or make it optional in the output contract", quote(&name)))
}
