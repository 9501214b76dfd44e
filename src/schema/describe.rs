//! Describes an error of the validator as a message and the advice that belongs to it, both without full stop. Does
//! not know where the value is used.

use boon::{ErrorKind, Type, Types};
use serde_json::Number;

use super::Schema;
use crate::syntax::{Value, ValueKind};
use crate::wording::{list, quote};

/// The terms of the language of a document.
#[derive(Clone, Copy)]
pub(super) struct Vocabulary {
    object: &'static str,
}

impl Vocabulary {
    /// The terms of JSON.
    pub(super) const JSON: Vocabulary = Vocabulary { object: "an object" };

    pub(super) fn of(schema: Schema) -> Self {
        match schema {
            Schema::Configuration | Schema::Attributes => Vocabulary { object: "a table" },
            _ => Vocabulary::JSON,
        }
    }

    /// Describes the error of a value, which is named by its key or position.
    pub(super) fn bad_value(self, value: Value<'_>, kind: &ErrorKind<'_, '_>, allowed: &[String]) -> String {
        format!("{} {}", subject(value), self.must(value, kind, allowed))
    }

    fn must(self, value: Value<'_>, kind: &ErrorKind<'_, '_>, allowed: &[String]) -> String {
        match kind {
            ErrorKind::Type { want, .. } if want.contains(Type::Integer) && value.kind() == ValueKind::Number => {
                format!("must be {}, not {}", self.types(*want), self.shown(value))
            }
            ErrorKind::Type { want, .. } => {
                format!("must be {}, not {}", self.types(*want), self.kind(value))
            }
            ErrorKind::Enum { .. } | ErrorKind::Const { .. } => {
                format!("must be {}, not {}", one_of(allowed), self.shown(value))
            }
            ErrorKind::MinLength { want: 1, .. } | ErrorKind::MinItems { want: 1, .. } => {
                "must not be empty".to_owned()
            }
            ErrorKind::MinLength { got, want } => {
                format!("must have at least {}, not {got}", letters(*want))
            }
            ErrorKind::MaxLength { got, want } => {
                format!("must have at most {}, not {got}", letters(*want))
            }
            ErrorKind::MinItems { got, want } => format!("must have at least {}, not {got}", items(*want)),
            ErrorKind::MaxItems { got, want } => format!("must have at most {}, not {got}", items(*want)),
            ErrorKind::MinProperties { got, want } => {
                format!("must have at least {}, not {got}", keys(*want))
            }
            ErrorKind::MaxProperties { got, want } => {
                format!("must have at most {}, not {got}", keys(*want))
            }
            ErrorKind::Minimum { want, .. } => self.must_be("at least", want, value),
            ErrorKind::Maximum { want, .. } => self.must_be("at most", want, value),
            ErrorKind::ExclusiveMinimum { want, .. } => self.must_be("more than", want, value),
            ErrorKind::ExclusiveMaximum { want, .. } => self.must_be("less than", want, value),
            ErrorKind::MultipleOf { want, .. } => self.must_be("a multiple of", want, value),
            ErrorKind::Pattern { want, .. } => format!("must match {}", quote(want)),
            _ => "is not allowed here".to_owned(),
        }
    }

    /// The correction of the error, as an order.
    pub(super) fn advice(self, value: Value<'_>, kind: &ErrorKind<'_, '_>, allowed: &[String]) -> String {
        match kind {
            ErrorKind::Type { want, .. } => self.convert(value, *want),
            ErrorKind::Enum { .. } | ErrorKind::Const { .. } => format!("use one of: {}", list(allowed)),
            ErrorKind::MinLength { want: 1, .. } | ErrorKind::MinItems { want: 1, .. } => {
                format!("add a value, or remove {}", subject(value))
            }
            ErrorKind::MinLength { want, .. } => format!("use at least {}", letters(*want)),
            ErrorKind::MaxLength { want, .. } => format!("shorten it to at most {}", letters(*want)),
            ErrorKind::MinItems { want, .. } => format!("add items, up to at least {}", items(*want)),
            ErrorKind::MaxItems { want, .. } => format!("keep at most {}", items(*want)),
            ErrorKind::MinProperties { want, .. } => format!("add keys, up to at least {}", keys(*want)),
            ErrorKind::MaxProperties { want, .. } => format!("keep at most {}", keys(*want)),
            ErrorKind::Minimum { want, .. } => format!("use a value of at least {want}"),
            ErrorKind::Maximum { want, .. } => format!("use a value of at most {want}"),
            ErrorKind::ExclusiveMinimum { want, .. } => format!("use a value of more than {want}"),
            ErrorKind::ExclusiveMaximum { want, .. } => format!("use a value of less than {want}"),
            ErrorKind::MultipleOf { want, .. } => format!("use a multiple of {want}"),
            ErrorKind::Pattern { want, .. } => format!("use a value that matches {}", quote(want)),
            _ => format!("remove {}", subject(value)),
        }
    }

    /// The value as it would be written in one of the types, where that is certain.
    fn convert(self, value: Value<'_>, types: Types) -> String {
        let text = value.scalar_text();
        let is_text = value.kind() == ValueKind::String;
        let is_number = is_text && text.parse::<f64>().is_ok_and(f64::is_finite);
        let is_whole = is_text && text.parse::<i64>().is_ok();
        let is_flag = is_text && matches!(&*text, "true" | "false");
        let is_scalar = matches!(value.kind(), ValueKind::String | ValueKind::Number | ValueKind::Bool);
        let written = match value.kind() {
            ValueKind::Number | ValueKind::Bool if types.contains(Type::String) => format!("\"{text}\""),
            _ if is_whole && types.contains(Type::Integer) || is_number && types.contains(Type::Number) => {
                text.into_owned()
            }
            _ if is_flag && types.contains(Type::Boolean) => text.into_owned(),
            _ if is_scalar && types.contains(Type::Array) => format!("[{}]", value.raw()),
            _ => return format!("write {}", self.types(types)),
        };
        format!("write {}", quote(&written))
    }

    fn must_be(self, how: &str, limit: &Number, value: Value<'_>) -> String {
        format!("must be {how} {limit}, not {}", self.shown(value))
    }

    /// Lists the types to write; null is only listed if it is the only one.
    fn types(self, types: Types) -> String {
        let names: Vec<&str> = types
            .iter()
            .filter_map(|wanted| match wanted {
                Type::Null => None,
                Type::Boolean => Some("`true` or `false`"),
                Type::Number => Some("a number"),
                Type::Integer => Some("a whole number"),
                Type::String => Some("a string"),
                Type::Array => Some("an array"),
                Type::Object => Some(self.object),
            })
            .collect();
        if names.is_empty() { "null".to_owned() } else { names.join(" or ") }
    }

    fn kind(self, value: Value<'_>) -> &'static str {
        match value.kind() {
            ValueKind::Null | ValueKind::Missing => "null",
            ValueKind::Bool => "a boolean",
            ValueKind::Number => "a number",
            ValueKind::String => "a string",
            ValueKind::Array => "an array",
            ValueKind::Object => self.object,
        }
    }

    fn shown(self, value: Value<'_>) -> String {
        match value.kind() {
            ValueKind::Array | ValueKind::Object => self.kind(value).to_owned(),
            _ => quote(&value.scalar_text()),
        }
    }
}

/// Describes the error of a key.
pub(super) fn bad_key(name: &str, kind: &ErrorKind<'_, '_>) -> String {
    match kind {
        ErrorKind::MinLength { want: 1, .. } => "a key must not be empty here".to_owned(),
        _ => format!("key {} is not allowed here", quote(name)),
    }
}

pub(super) fn unknown_key(name: &str) -> String {
    format!("unknown key {}", quote(name))
}

/// Describes an item that is equal to an earlier one, by its position (0-based).
pub(super) fn repeated_item(item: Value<'_>, first: usize) -> String {
    format!("{} is a duplicate of item {}", subject(item), first + 1)
}

/// Whether the error is about the number of items or keys.
pub(super) fn counts(kind: &ErrorKind<'_, '_>) -> bool {
    matches!(
        kind,
        ErrorKind::MinItems { .. }
            | ErrorKind::MaxItems { .. }
            | ErrorKind::MinProperties { .. }
            | ErrorKind::MaxProperties { .. }
    )
}

fn letters(count: usize) -> String {
    format!("{count} character{}", plural(count))
}

fn items(count: usize) -> String {
    format!("{count} item{}", plural(count))
}

fn keys(count: usize) -> String {
    format!("{count} key{}", plural(count))
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

pub(super) fn missing(name: &str) -> String {
    format!("required key {} is missing", quote(name))
}

/// Names a value by its key, or by its position (1-based) in an array.
fn subject(value: Value<'_>) -> String {
    match (value.key(), value.parent()) {
        (Some(key), _) => quote(&key.scalar_text()),
        (None, Some(list)) => match list.key() {
            Some(key) => format!("item {} of {}", value.index() + 1, quote(&key.scalar_text())),
            None => format!("item {}", value.index() + 1),
        },
        (None, None) => "the whole file".to_owned(),
    }
}

/// Returns the values of an enumeration.
pub(super) fn allowed(kind: &ErrorKind<'_, '_>) -> Vec<String> {
    match kind {
        ErrorKind::Enum { want } => want.iter().map(plain).collect(),
        ErrorKind::Const { want } => vec![plain(want)],
        _ => Vec::new(),
    }
}

/// The most values that a message lists.
const LISTED: usize = 12;

fn one_of(values: &[String]) -> String {
    if values.len() > LISTED {
        return format!("one of {}", list(values));
    }
    let values: Vec<String> = values.iter().map(|value| quote(value)).collect();
    match values.as_slice() {
        [before @ .., last] if !before.is_empty() => format!("{} or {last}", before.join(", ")),
        _ => values.concat(),
    }
}

fn plain(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
