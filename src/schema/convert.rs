//! Converts a value of a tree to the form that the validator reads.

use serde_json::{Map, Number, Value as Json};

use crate::syntax::{Value, ValueKind};

/// Converts a value. The last value of a repeated key counts. Values deeper than `depth` are left out, so that no
/// nesting can exhaust the stack.
pub(crate) fn json(value: Value<'_>, depth: usize) -> Json {
    json_without(value, depth, &|_| false)
}

/// As [`json`], without the members whose keys `is_left_out`.
pub(super) fn json_without<'a>(value: Value<'a>, depth: usize, is_left_out: &dyn Fn(Value<'a>) -> bool) -> Json {
    match value.kind() {
        ValueKind::Null | ValueKind::Missing => Json::Null,
        ValueKind::Bool => Json::Bool(value.as_bool() == Some(true)),
        // What JSON cannot write (`nan` and `inf` of TOML, numbers without end) still is a number.
        ValueKind::Number => Json::Number(value.scalar_text().parse().unwrap_or_else(|_| Number::from(1))),
        ValueKind::String => Json::String(value.scalar_text().into_owned()),
        ValueKind::Array if depth == 0 => Json::Array(Vec::new()),
        ValueKind::Array => value.items().map(|item| json_without(item, depth - 1, is_left_out)).collect(),
        ValueKind::Object if depth == 0 => Json::Object(Map::new()),
        ValueKind::Object => {
            let members = value.members().filter(|(key, _)| !is_left_out(*key));
            let json = |member| json_without(member, depth - 1, is_left_out);
            members.map(|(key, member)| (key.scalar_text().into_owned(), json(member))).collect()
        }
    }
}
