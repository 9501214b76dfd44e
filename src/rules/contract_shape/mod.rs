//! `contract-shape`: a contract that Genesys Cloud does not accept.

use std::borrow::Cow;

use rustc_hash::FxHashSet;

use crate::artifact::ArtifactKind;
use crate::artifact::data_action::TYPES;
use crate::artifact::data_action::model::{DataAction, Property, RESERVED_INPUTS, named_types, types};
use crate::artifact::data_action::shape::is_json;
use crate::artifact::terraform::{is_bare, is_encoded};
use crate::diagnostic::{Diagnostic, Edit, Fix, Place, Safety, Severity};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::schema::{Schema, Violation, violations};
use crate::syntax::{Form, Value, ValueKind};
use crate::text::Span;
use crate::wording::{closest, did_you_mean, list, quote};

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
JSON. Keywords that flowvet does not know, `additionalProperties` and names of outputs are never reported. Nor are the inputs
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
            ["contract_input", "contract_output"].iter().filter_map(|key| not_json(cx, action.root.entry(key)?)),
        );
    }
    for (side, contract) in [("input", action.input.schema), ("output", action.output.schema)] {
        found.extend(contract.into_iter().flat_map(|contract| check_side(cx, action, side, contract)));
    }
    found.extend(action.input.schema.and_then(|contract| keywords::no_object(cx, contract)));
    // The example of the Terraform provider passes an object to a function, and the documentation does not go
    // further.
    if !action.is_function {
        found.extend(action.input.properties().iter().flat_map(|property| input(cx, property)));
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
    for (key, value) in schemas(contract) {
        match &*key {
            "$ref" if is_object => found.extend(reference(cx, value)),
            "type" if is_object => found.extend(no_type(cx, value)),
            "required" => found.extend(keywords::required_mark(cx, value)),
            "items" if side == "output" => found.extend(nested_list(cx, value)),
            _ => {}
        }
        if value.kind() == ValueKind::Object {
            found.extend(unlisted(cx, value));
        }
    }
    found
}

/// The keywords whose values are data, and not schemas.
const DATA: [&str; 4] = ["default", "enum", "const", "examples"];

/// The values of a contract with their keys, in the order of the text, without those of its [`DATA`].
fn schemas(contract: Value<'_>) -> impl Iterator<Item = (Cow<'_, str>, Value<'_>)> {
    // A property may have such a name.
    let is_property =
        |value: Value<'_>| value.parent().and_then(Value::key).is_some_and(|own| own.is_str("properties"));
    let mut data: usize = 0;
    contract.descendants().filter_map(move |value| {
        if data > 0 {
            data -= 1;
            return None;
        }
        let key = value.key();
        if key == Some(value) {
            return None;
        }
        let name = key.map(Value::scalar_text).unwrap_or_default();
        if DATA.contains(&&*name) && !is_property(value) {
            data = value.descendants().len().saturating_sub(1);
            return None;
        }
        Some((name, value))
    })
}

/// A contract in Terraform that is not a JSON text: an object without `jsonencode`, or another text.
fn not_json(cx: &FileContext<'_>, (key, value): (Value<'_>, Value<'_>)) -> Option<Diagnostic> {
    let name = key.scalar_text();
    let place = cx.place(key);
    let other = ["yamlencode", "jsondecode", "yamldecode"]
        .into_iter()
        .find(|function| value.raw().strip_prefix(function).is_some_and(|rest| rest.starts_with('(')));
    if let Some(function) = other.filter(|_| value.kind() == ValueKind::Missing && !is_encoded(value)) {
        let message = format!("{} is the result of `{function}`, but a contract is a string with JSON", quote(&name));
        let diagnostic = cx.diagnostic(&place, message, "not JSON", &name);
        return Some(diagnostic.with_help("use `jsonencode({ … })`"));
    }
    if value.kind() == ValueKind::Array && !is_bare(value) {
        let message = format!("{} is a list, so Genesys Cloud rejects the contract", quote(&name));
        let diagnostic = cx.diagnostic(&place, message, "a list, not an object", &name);
        return Some(diagnostic.with_help("use `jsonencode({ … })` with the object of a JSON Schema"));
    }
    if matches!(value.kind(), ValueKind::Object | ValueKind::Array) {
        let message =
            format!("{} is an object, but Terraform expects a string with JSON and rejects the file", quote(&name));
        let edit = |at: u32, text: &str| Edit {
            file: cx.source.path().clone(),
            span: Span::at(at as usize),
            replacement: text.to_owned(),
        };
        let edits = vec![edit(value.span().start, "jsonencode("), edit(value.span().end, ")")];
        let fix = Fix { title: "put `jsonencode(…)` around it".to_owned(), safety: Safety::Safe, edits };
        let diagnostic = cx.diagnostic(&place, message, "`jsonencode` is missing", &name);
        return match value.form() {
            Form::Argument => Some(diagnostic.with_help(format!("write `{name} = jsonencode({{ … }})`")).with_fix(fix)),
            Form::Reference => Some(diagnostic.with_help("put `jsonencode(…)` around it")),
            _ => None,
        };
    }
    let text = value.as_str().filter(|_| !value.style().has_holes())?;
    let message = format!("{} is not a JSON object, so Genesys Cloud rejects the contract", quote(&name));
    let is_wrong = !text.trim_start().starts_with('{') || !is_json(&text);
    let diagnostic = cx.diagnostic(&place, message, "not JSON", &name);
    is_wrong.then(|| diagnostic.with_help("use `jsonencode({ … })`, or write JSON with names in double quotes"))
}

/// Names in `required` that `properties` does not have.
fn unlisted<'a>(cx: &FileContext<'_>, schema: Value<'a>) -> Vec<Diagnostic> {
    let is_list = |list: &Value<'_>| list.kind() == ValueKind::Array;
    let (Some(required), Some(properties)) = (schema.get("required").filter(is_list), schema.get("properties")) else {
        return Vec::new();
    };
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

/// Reports a type that does not exist.
fn no_type(cx: &FileContext<'_>, value: Value<'_>) -> Option<Diagnostic> {
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
    let diagnostic = cx.diagnostic(&cx.place(wrong), message, "unknown type", &name);
    Some(diagnostic.with_help(did_you_mean(closest(&name, &TYPES), otherwise)))
}

/// The types that an input may have.
const SCALARS: [&str; 5] = ["boolean", "integer", "null", "number", "string"];

fn input(cx: &FileContext<'_>, property: &Property<'_>) -> Vec<Diagnostic> {
    let name = property.key.scalar_text();
    let mut found = Vec::new();
    if RESERVED_INPUTS.contains(&name.as_ref()) {
        let message = format!("{} is a reserved name: Genesys Cloud fills this input itself", quote(&name));
        let diagnostic = cx.diagnostic(&cx.place(property.key), message, "reserved", &name);
        found
            .push(diagnostic.with_help(format!("rename the input, for example to {}", quote(&format!("{name}Input")))));
    }
    let is_name = |letter: u8| letter.is_ascii_alphanumeric() || matches!(letter, b'_' | b'-');
    if !name.starts_with(|first: char| first.is_ascii_alphabetic()) || !name.bytes().all(is_name) {
        let message = format!("{} is not a valid input name, so Genesys Cloud rejects this contract", quote(&name));
        let diagnostic = cx.diagnostic(&cx.place(property.key), message, "invalid name", &name);
        found.push(diagnostic.with_help("start with a letter; use only letters, digits, `_` and `-`"));
    }
    let lists = ["object", "array"];
    for kind in property.types().into_iter().filter(|kind| lists.contains(&kind.scalar_text().as_ref())) {
        let message = format!(
            "input {} is an {}, but data action inputs must be single values",
            quote(&name),
            kind.scalar_text()
        );
        let diagnostic = cx.diagnostic(&cx.place(kind), message, format!("allowed: {}", SCALARS.join(", ")), &name);
        let parts = if kind.is_str("array") { "array" } else { "object" };
        found
            .push(diagnostic.with_help(format!("split it into separate inputs, or pass the {parts} as a JSON string")));
    }
    found
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
