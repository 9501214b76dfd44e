//! `contract-shape`: a contract that Genesys Cloud does not accept.

use rustc_hash::FxHashSet;

use crate::artifact::ArtifactKind;
use crate::artifact::data_action::TYPES;
use crate::artifact::data_action::model::{DataAction, named_types, types};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::schema::{Schema, Violation, violations};
use crate::syntax::{Value, ValueKind};
use crate::wording::{closest, did_you_mean, list, quote};

mod encoded;
mod input;
mod keywords;

pub(in crate::rules) struct ContractShape;

static META: Meta = Meta {
    name: "contract-shape",
    group: Group::DataActions,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "A data action contract is not accepted by Genesys Cloud",
    page: r#"## What it does

Reports, in the contracts of a data action:

- an invalid JSON Schema: a `type` that does not exist, `properties` that is not an object, and so on;
- in the input contract an object or an array, a name that does not start with a letter or contains characters other than
  letters, digits, `_` and `-`, and the reserved names `orgId`, `integrationId` and `rawRequest`, which Genesys Cloud
  fills itself;
- an input contract whose type is not `object`;
- in the output contract an array of arrays;
- `$ref` in either;
- `required: true` in a property (a warning: it is a list of names next to `properties`, and it is not documented whether
  Genesys Cloud refuses the contract or ignores it).

A name in `required` that `properties` does not have is reported, and in Terraform a contract that is not a string with
JSON. Keywords that flowvet does not know, what `additionalProperties` allows and names of outputs are never reported. Nor are the inputs
of a function that Terraform uploads (`function_config`): it is not documented which are allowed.

## Why is this a problem?

Genesys Cloud rejects such a contract when it is saved ("Must be an Object with properties and no sub-objects"), or the
data action fails at run time.

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

## In Architect

In Admin, open Integrations > Actions, select the data action and open Setup > Contracts.

## Sources

- Genesys Cloud Resource Center, [Add contracts to custom actions](https://help.mypurecloud.com/articles/add-contracts-custom-actions-integrations/)
- [Community: create sub-objects](https://community.genesys.com/discussion/custom-action-on-custom-integration-create-sub-objects): the error message
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
    let mut found = Vec::new();
    if action.kind == ArtifactKind::Terraform {
        found.extend(
            ["contract_input", "contract_output"]
                .iter()
                .filter_map(|key| encoded::not_json(cx, action.root.entry(key)?)),
        );
    }
    for (side, contract) in [("input", action.input.schema), ("output", action.output.schema)] {
        found.extend(contract.into_iter().flat_map(|contract| check_side(cx, action, side, contract)));
    }
    found.extend(action.input.schema.and_then(|contract| keywords::no_object(cx, contract)));
    // The example of the Terraform provider passes an object to a function, and the documentation does not go
    // further.
    if !action.is_function {
        found.extend(action.input.properties().iter().flat_map(|property| input::check(cx, property)));
    }
    found
}

/// Checks the contract of one side: "input" or "output".
fn check_side(cx: &FileContext<'_>, action: &DataAction<'_>, side: &str, contract: Value<'_>) -> Vec<Diagnostic> {
    let mut found = keywords::check(cx, contract);
    // In JSON, a contract that is a text or a list is an `artifact-schema`.
    let is_object =
        matches!(contract.kind(), ValueKind::Object | ValueKind::Null) || action.kind == ArtifactKind::Terraform;
    if is_object && found.is_empty() {
        found.extend(no_schema(cx, side, contract));
    }
    for schema in schemas(contract) {
        for (key, value) in schema.members() {
            match &*key.scalar_text() {
                "$ref" if is_object => found.extend(reference(cx, value)),
                "type" if is_object => found.extend(no_type(cx, contract, value)),
                "required" => {
                    found.extend(keywords::required_mark(cx, value));
                    found.extend(unlisted(cx, schema, value));
                }
                "items" if side == "output" => found.extend(nested_list(cx, value)),
                _ => {}
            }
        }
    }
    found
}

/// Whether the value of a keyword is data, and not a schema. Extensions of other tools begin with `x-`.
fn is_data(keyword: &str) -> bool {
    matches!(keyword, "default" | "enum" | "const" | "example" | "examples") || keyword.starts_with("x-")
}

/// The objects of a contract, in the order of the text, without those that are data.
fn schemas(contract: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    // A property may have such a name.
    let is_property =
        |value: Value<'_>| value.parent().and_then(Value::key).is_some_and(|own| own.is_str("properties"));
    let mut data: usize = 0;
    contract.descendants().filter(move |value| {
        if data > 0 {
            data -= 1;
            return false;
        }
        let is_object = value.kind() == ValueKind::Object;
        if (is_object || value.kind() == ValueKind::Array)
            && value.key().is_some_and(|key| is_data(&key.scalar_text()))
            && !is_property(*value)
        {
            data = value.descendants().len().saturating_sub(1);
            return false;
        }
        is_object
    })
}

/// Names in `required` that `properties` does not have.
fn unlisted<'a>(cx: &FileContext<'_>, schema: Value<'a>, required: Value<'a>) -> Vec<Diagnostic> {
    let Some(properties) = schema.get("properties") else { return Vec::new() };
    // A property may be called `required`.
    let is_properties = schema.key().is_some_and(|key| key != schema && key.is_str("properties"));
    if properties.kind() != ValueKind::Object || is_properties {
        return Vec::new();
    }
    let names: Vec<_> = properties.members().map(|(key, _)| key.scalar_text()).collect();
    let known: FxHashSet<&str> = names.iter().map(AsRef::as_ref).collect();
    let unknown = required.items().filter(|name| name.as_str().is_some_and(|name| !known.contains(name.as_ref())));
    let finding = |item: Value<'a>| {
        let name = item.scalar_text();
        let message = format!(
            "`required` names {}, which `properties` does not have, so Genesys Cloud rejects the contract or the data action fails",
            quote(&name)
        );
        let otherwise = format!("add {} to `properties`, or remove it from `required`", quote(&name));
        let diagnostic = cx.diagnostic(&cx.place(item), message, "no such property", &name);
        diagnostic.with_help(did_you_mean(closest(&name, &names), otherwise))
    };
    unknown.map(finding).collect()
}

/// Reports violations of JSON Schema in the contract of one side: "input" or "output".
fn no_schema(cx: &FileContext<'_>, side: &str, root: Value<'_>) -> Vec<Diagnostic> {
    let finding = |violation: Violation<'_>| {
        let place = Place { span: violation.span, ..cx.place(violation.at) };
        let message = format!("the {side} contract is not a valid JSON Schema: {}", violation.message);
        let subject = violation.at.key().map(Value::scalar_text).unwrap_or_default();
        cx.diagnostic(&place, message, "rejected by Genesys Cloud", &subject).with_help(violation.help())
    };
    violations(Schema::Contract, root).into_iter().map(finding).collect()
}

fn reference(cx: &FileContext<'_>, value: Value<'_>) -> Option<Diagnostic> {
    let key = value.key()?;
    // A property may have this name.
    let is_property = value.parent()?.key().is_some_and(|own| own.is_str("properties"));
    let message = "contracts do not support `$ref`; Genesys Cloud rejects this data action";
    let diagnostic = cx.diagnostic(&cx.place(key), message, "not supported", "$ref");
    (!is_property).then(|| diagnostic.with_help("replace the reference with the schema that it refers to"))
}

/// Reports a type that does not exist. Below a keyword of another tool (`ui`), it may be of another kind.
fn no_type(cx: &FileContext<'_>, contract: Value<'_>, value: Value<'_>) -> Option<Diagnostic> {
    let is_unknown = |kind: &Value<'_>| kind.as_str().is_some_and(|kind| !TYPES.contains(&kind.as_ref()));
    if value.kind() == ValueKind::String && !is_unknown(&value) {
        return None;
    }
    // A property may have this name.
    if value.parent()?.key().is_some_and(|own| own.is_str("properties")) {
        return None;
    }
    let wrong = named_types(value).into_iter().find(is_unknown)?;
    let name = wrong.scalar_text();
    let message = format!("{} is not a type, so Genesys Cloud rejects this contract", quote(&name));
    let otherwise = format!("use one of: {}", list(&TYPES));
    let near = closest(&name, &TYPES);
    let is_schema = value.parent().is_some_and(|schema| schema == contract || keywords::is_schema(schema));
    let diagnostic = cx.diagnostic(&cx.place(wrong), message, "unknown type", &name);
    (is_schema || near.is_some()).then(|| diagnostic.with_help(did_you_mean(near, otherwise)))
}

/// Reports an array whose items are arrays, at the type of the inner one.
fn nested_list(cx: &FileContext<'_>, value: Value<'_>) -> Option<Diagnostic> {
    let inner = types(value).into_iter().find(|kind| kind.is_str("array"))?;
    let outer = value.parent().filter(|outer| types(*outer).iter().any(|kind| kind.is_str("array")));
    let output = outer?.key().filter(|key| !key.is_str("items"));
    let output = output.map_or_else(|| "an output".to_owned(), |key| format!("output {}", quote(&key.scalar_text())));
    let message = format!("{output} is an array of arrays, which Genesys Cloud does not support");
    let diagnostic = cx.diagnostic(&cx.place(inner), message, "nested array", "items");
    Some(diagnostic.with_help("return an array of objects, or the JSON as a string"))
}
