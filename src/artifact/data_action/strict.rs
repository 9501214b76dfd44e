//! Converts the contract of a data action to a JSON Schema, draft 7, for checking samples. Keywords on which the
//! drafts disagree, that the platform may not enforce or that only Terraform knows are left out.

use regex::Regex;
use rustc_hash::FxHashSet;
use serde_json::{Map, Value as Json, json};

use super::model::Contract;
use crate::schema::{self, Foreign};
use crate::syntax::{Value, ValueKind};

/// The keywords that bring other members along than those that are listed.
const OPENERS: [&str; 6] = ["patternProperties", "dependencies", "dependentSchemas", "if", "not", "$dynamicRef"];

/// The types of JSON Schema.
pub const TYPES: [&str; 7] = ["array", "boolean", "integer", "null", "number", "object", "string"];

/// Converts `contract`; `None` if there is none. An object that lists its members allows no others: Architect offers
/// the listed ones only (<https://help.mypurecloud.com/articles/add-contracts-custom-actions-integrations/>).
#[must_use]
pub fn strict(contract: Contract<'_>) -> Option<Json> {
    contract.schema.map(|schema| part(schema, Foreign::DEPTH))
}

fn part(schema: Value<'_>, depth: usize) -> Json {
    // The drafts do not agree on the keywords next to a reference, and the platform accepts none.
    if depth == 0 || schema.get("$ref").is_some() {
        return json!({});
    }
    let members = schema.members().filter_map(|(key, value)| {
        let name = key.as_str()?;
        let meant = keyword(&name, value.known()?, depth - 1)?;
        Some((name.into_owned(), meant))
    });
    let mut members: Map<String, Json> = members.collect();
    if lists_all(schema) {
        members.insert("additionalProperties".to_owned(), Json::Bool(false));
    }
    Json::Object(members)
}

/// Converts the value of a keyword; `None` if its meaning is not certain.
fn keyword(name: &str, value: Value<'_>, depth: usize) -> Option<Json> {
    match (name, value.kind()) {
        ("properties", ValueKind::Object) => {
            let members = value.members().filter(|(key, _)| key.kind() == ValueKind::String);
            Some(members.map(|(key, schema)| (key.scalar_text().into_owned(), part(schema, depth))).collect())
        }
        ("items", ValueKind::Object) => Some(part(value, depth)),
        ("type", ValueKind::String) => TYPES.iter().any(|kind| value.is_str(kind)).then(|| json!(value.scalar_text())),
        ("type", ValueKind::Array) => {
            let known = value.items().all(|item| TYPES.iter().any(|kind| item.is_str(kind)));
            known.then(|| strings(value))
        }
        ("required", ValueKind::Array) => Some(strings(value)),
        ("enum" | "const", _) => {
            let is_known = value.descendants().all(|part| part.known().is_some());
            is_known.then(|| schema::json(value, Foreign::DEPTH))
        }
        (
            "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties" | "minimum"
            | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf",
            ValueKind::Number,
        )
        | ("uniqueItems", ValueKind::Bool) => Some(schema::json(value, 0)),
        // The platform may accept regular expressions that cannot be parsed here, such as lookaround.
        ("pattern", ValueKind::String) => value.as_str().filter(|it| Regex::new(it).is_ok()).map(Json::from),
        _ => None,
    }
}

/// Whether no member is allowed but those that the schema of an object lists.
fn lists_all(schema: Value<'_>) -> bool {
    let is_closed = Contract { schema: Some(schema) }.is_known() && OPENERS.iter().all(|key| schema.get(key).is_none());
    // In Terraform, the name of a member may be computed.
    let mut members = schema.get("properties").into_iter().flat_map(Value::members);
    is_closed && members.all(|(key, _)| key.kind() == ValueKind::String)
}

/// The strings of a list, each once.
fn strings(list: Value<'_>) -> Json {
    let mut seen = FxHashSet::default();
    list.items().filter_map(Value::as_str).filter(|text| seen.insert(text.clone())).map(Json::from).collect()
}
