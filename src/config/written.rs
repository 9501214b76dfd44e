//! Shows a value of a wrong type as it should be written in `flowvet.toml`.

use super::definition::{KEYS, OFF, Shape};
use crate::schema::Violation;
use crate::syntax::{Value, ValueKind};
use crate::wording::{list, quote};

/// The tables of the file, and whether there can be several of each.
const TABLES: [(&str, bool); 6] = [
    ("rules", false),
    ("externals", false),
    ("attributes", false),
    ("override", true),
    ("ignore", true),
    ("payload", true),
];

/// The help for a value of a wrong type; `None`: the schema knows as much.
pub(super) fn help(violation: &Violation<'_>) -> Option<String> {
    let value = violation.at;
    let key = value.key()?.scalar_text();
    match violation.keyword {
        "type" => {
            let is_top = value.parent()?.parent().is_none();
            let shape = KEYS.iter().find(|known| is_top && known.name == key).map(|known| &known.shape);
            let table = TABLES.into_iter().find(|(name, _)| is_top && *name == key);
            Some(match (shape, table) {
                (_, Some((_, true))) => format!("write `[[{key}]]` and its keys in the lines below it"),
                (_, Some((_, false))) => format!("write `[{key}]` and its keys in the lines below it"),
                (Some(Shape::Globs | Shape::Rules), _) => format!("write `{key} = [{}]`", item(value)),
                (Some(Shape::Path(example)), _) => {
                    let first = value.items().find(|item| item.kind() == ValueKind::String).map(item);
                    format!("write `{key} = {}`", first.unwrap_or_else(|| format!("{example:?}")))
                }
                (Some(Shape::Flag), _) => format!("write `{key} = true` or `{key} = false`"),
                _ => return None,
            })
        }
        "enum" if value.kind() != ValueKind::String => {
            let names = &violation.allowed;
            let is_off = value.as_bool() == Some(false) && names.iter().any(|name| name == OFF);
            let first = if is_off { OFF } else { names.first()? };
            let others: Vec<String> =
                names.iter().filter(|name| *name != first).map(|name| format!("{name:?}")).collect();
            Some(format!("write {}, or another of: {}", quote(&format!("{key} = {first:?}")), list(&others)))
        }
        _ => None,
    }
}

/// A scalar as an item of a list of strings.
fn item(value: Value<'_>) -> String {
    match value.kind() {
        ValueKind::String => value.raw().to_owned(),
        ValueKind::Object | ValueKind::Array => "\"…\"".to_owned(),
        _ => format!("\"{}\"", value.scalar_text()),
    }
}
