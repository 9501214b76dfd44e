//! Recognises contracts that are valid at a glance, which most are: the validator of JSON Schema is much slower.

use crate::artifact::data_action::TYPES;
use crate::syntax::{Value, ValueKind};

/// Whether a contract has nothing but the usual keywords with valid values.
pub(super) fn is_plain(root: Value<'_>) -> bool {
    let is_type =
        |kind: Value<'_>| kind.kind() == ValueKind::String && TYPES.iter().any(|known| kind.text_equals(known));
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
