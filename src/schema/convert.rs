//! In: a value of a tree. Out: the same as the validator takes it.

use serde_json::{Map, Number, Value as Json};

use crate::syntax::{Kind, Value};

/// Where a key is repeated, its last value counts. What lies deeper than `depth` is left out, so that no nesting can take
/// the stack.
pub(crate) fn json(value: Value<'_>, depth: usize) -> Json {
    match value.kind() {
        Kind::Null | Kind::Missing => Json::Null,
        Kind::Bool => Json::Bool(value.as_bool() == Some(true)),
        // What JSON cannot write (`0x10` of TOML, numbers without end) still is a number.
        Kind::Number => Json::Number(value.raw().parse().unwrap_or_else(|_| Number::from(1))),
        Kind::String => Json::String(value.scalar_text().into_owned()),
        Kind::Array if depth == 0 => Json::Array(Vec::new()),
        Kind::Array => value.items().map(|item| json(item, depth - 1)).collect(),
        Kind::Object if depth == 0 => Json::Object(Map::new()),
        Kind::Object => {
            value.members().map(|(key, member)| (key.scalar_text().into_owned(), json(member, depth - 1))).collect()
        }
    }
}
