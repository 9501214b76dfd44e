//! `contract-shape`: a contract that the platform does not take.

use crate::artifact::data_action::TYPES;
use crate::artifact::data_action::model::{DataAction, Property, RESERVED_INPUTS, types};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::rules::{FileContext, Group, Meta, Rule};
use crate::schema::{Schema, Violation, violations};
use crate::syntax::{Value, ValueKind};
use crate::wording::{closest, did_you_mean, quote};

pub(super) struct ContractShape;

static META: Meta = Meta {
    name: "contract-shape",
    group: Group::DataActions,
    severity: Severity::Error,
    recommended: true,
    summary: "A contract of a data action is none that the platform takes",
    page: r#"## What it does

Reports, in the contracts of a data action:

- what is no JSON Schema: a `type` that does not exist, `properties` that are no object, and the like;
- in the input an object or a list, a name that begins with no letter or holds other characters than letters, digits,
  `_` and `-`, and the names `orgId`, `integrationId` and `rawRequest`, which the platform fills itself;
- in the output a list in a list;
- `$ref` in either.

Keywords that flowvet does not know, `additionalProperties` and names of outputs are never reported. Nor are the inputs
of a function that Terraform uploads (`function_config`): what those may be is not documented.

## Why is this a problem?

The platform refuses to save such a contract ("Must be an Object with properties and no sub-objects"), or the data
action fails when it runs.

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
      "successTemplate": "${rawResult}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {"order": {"type": "object", "properties": {"number": {"type": "string"}}}}}},
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

There is no known reason.

## Sources

- Genesys Cloud Resource Center, [Add contracts to custom actions](https://help.mypurecloud.com/articles/add-contracts-custom-actions-integrations/)
- [Community: create sub-objects](https://community.genesys.com/discussion/custom-action-on-custom-integration-create-sub-objects): the error as it is shown
"#,
};

impl Rule for ContractShape {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        cx.data_actions.iter().flat_map(|action| check(cx, action)).collect()
    }
}

fn check(cx: &FileContext<'_>, action: &DataAction<'_>) -> Vec<Diagnostic> {
    let contracts = [action.input.schema, action.output.schema].into_iter().flatten();
    let mut found = Vec::new();
    for contract in contracts.filter(|contract| !is_plain(*contract)) {
        found.extend(no_schema(cx, contract));
        for value in contract.descendants() {
            found.extend(reference(cx, value));
            found.extend(no_type(cx, value));
        }
    }
    // The example of the Terraform provider gives a function an object, and no documentation says more.
    if !action.is_function {
        found.extend(action.input.properties().iter().flat_map(|property| input(cx, property)));
    }
    found.extend(action.output.schema.into_iter().flat_map(Value::descendants).filter_map(|it| nested_list(cx, it)));
    found
}

/// What is no JSON Schema.
fn no_schema(cx: &FileContext<'_>, root: Value<'_>) -> Vec<Diagnostic> {
    let finding = |violation: Violation<'_>| {
        let place = Place { span: violation.span, ..cx.place(violation.at) };
        let message = format!("this contract is no JSON Schema: {}", violation.message);
        let subject = violation.at.key().map(Value::scalar_text).unwrap_or_default();
        let diagnostic = cx.diagnostic(&place, message, "the platform refuses this", &subject);
        match violation.suggestion() {
            Some(meant) => diagnostic.with_help(format!("did you mean {}?", quote(meant))),
            None => diagnostic,
        }
    };
    violations(Schema::Contract, root).into_iter().map(finding).collect()
}

/// Whether there is nothing to find in a contract at a glance. So it is with most, and the validator takes much longer
/// to say so.
fn is_plain(root: Value<'_>) -> bool {
    let is_type = |kind: Value<'_>| kind.kind() == ValueKind::String && TYPES.iter().any(|known| kind.says(known));
    let mut open = vec![root];
    while let Some(schema) = open.pop() {
        if schema.kind() != ValueKind::Object {
            return false;
        }
        for (key, value) in schema.members() {
            let fits = match key.scalar_text().as_ref() {
                "type" if value.kind() == ValueKind::Array => value.items().all(is_type),
                "type" => is_type(value),
                "title" | "description" | "$schema" | "id" => value.kind() == ValueKind::String,
                "required" => {
                    value.kind() == ValueKind::Array && value.items().all(|name| name.kind() == ValueKind::String)
                }
                "properties" => {
                    open.extend(value.members().map(|(_, property)| property));
                    value.kind() == ValueKind::Object
                }
                "items" => {
                    open.push(value);
                    true
                }
                "additionalProperties" | "default" => value.kind() != ValueKind::Object,
                _ => false,
            };
            if !fits {
                return false;
            }
        }
    }
    true
}

fn reference(cx: &FileContext<'_>, value: Value<'_>) -> Option<Diagnostic> {
    let key = value.key().filter(|key| *key != value && key.is_str("$ref"))?;
    // A property may have this name.
    let is_property = value.parent()?.key().is_some_and(|own| own.is_str("properties"));
    let diagnostic = cx.diagnostic(&cx.place(key), "a contract has a `$ref`", "not supported here", "$ref");
    (!is_property).then(|| diagnostic.with_help("write out what it refers to"))
}

/// A type that does not exist.
fn no_type(cx: &FileContext<'_>, value: Value<'_>) -> Option<Diagnostic> {
    let schema = value.parent().filter(|_| value.key().is_some_and(|key| key != value && key.is_str("type")))?;
    // A property may have this name.
    if schema.key().is_some_and(|own| own.is_str("properties")) {
        return None;
    }
    let wrong =
        types(schema).into_iter().find(|kind| kind.as_str().is_some_and(|kind| !TYPES.contains(&kind.as_ref())))?;
    let name = wrong.scalar_text();
    let message = format!("there is no type {}", quote(&name));
    let otherwise = format!("write one of {}", TYPES.join(", "));
    let diagnostic = cx.diagnostic(&cx.place(wrong), message, "the platform refuses this", &name);
    Some(diagnostic.with_help(did_you_mean(closest(&name, &TYPES), otherwise)))
}

/// The types that an input may have.
const SCALARS: [&str; 5] = ["boolean", "integer", "null", "number", "string"];

fn input(cx: &FileContext<'_>, property: &Property<'_>) -> Vec<Diagnostic> {
    let name = property.key.scalar_text();
    let mut found = Vec::new();
    if RESERVED_INPUTS.contains(&name.as_ref()) {
        let message = format!("the input {} has the name of a value that the platform fills", quote(&name));
        let diagnostic = cx.diagnostic(&cx.place(property.key), message, "reserved", &name);
        found.push(diagnostic.with_help("give it another name"));
    }
    let is_name = |letter: u8| letter.is_ascii_alphanumeric() || matches!(letter, b'_' | b'-');
    if !name.starts_with(|first: char| first.is_ascii_alphabetic()) || !name.bytes().all(is_name) {
        let message = format!("the platform does not take {} as the name of an input", quote(&name));
        let diagnostic = cx.diagnostic(&cx.place(property.key), message, "no name for an input", &name);
        found.push(diagnostic.with_help("begin with a letter, and use letters, digits, `_` and `-`"));
    }
    let lists = ["object", "array"];
    for kind in property.types().into_iter().filter(|kind| lists.contains(&kind.scalar_text().as_ref())) {
        let message =
            format!("the input {} is an {}, which the platform does not take", quote(&name), kind.scalar_text());
        let diagnostic = cx.diagnostic(&cx.place(kind), message, format!("may be {}", SCALARS.join(", ")), &name);
        found.push(diagnostic.with_help("pass single values, or the JSON as a string"));
    }
    found
}

/// A list whose items are lists, at the inner one's type.
fn nested_list(cx: &FileContext<'_>, value: Value<'_>) -> Option<Diagnostic> {
    let is_items = value.key().is_some_and(|key| key.is_str("items")) && value.kind() == ValueKind::Object;
    let list = types(value).into_iter().find(|kind| is_items && kind.is_str("array"))?;
    let outer = value.parent().filter(|outer| types(*outer).iter().any(|kind| kind.is_str("array")));
    let diagnostic = cx.diagnostic(&cx.place(list), "an output is a list of lists", "not supported", "items");
    outer.map(|_| diagnostic.with_help("give a list of objects, or the JSON as a string"))
}
