//! Describes errors of the validator in plain words, without full stop.

use boon::{ErrorKind, Type, Types};
use serde_json::Number;

use super::Schema;
use crate::syntax::{Value, ValueKind};
use crate::wording::quote;

/// The terms of the language of the document.
#[derive(Clone, Copy)]
pub(super) struct Vocabulary {
    object: &'static str,
    array: &'static str,
}

impl Vocabulary {
    /// JSON and what is like it.
    pub(super) const JSON: Vocabulary = Vocabulary { object: "an object", array: "a list" };

    pub(super) fn of(schema: Schema) -> Self {
        match schema {
            Schema::Configuration => Vocabulary { object: "a table", array: "an array" },
            _ => Vocabulary::JSON,
        }
    }

    /// Describes the error of a value, with the value's own name.
    pub(super) fn bad_value(self, value: Value<'_>, kind: &ErrorKind<'_, '_>) -> String {
        format!("{} {}", subject(value), self.must(value, kind))
    }

    fn must(self, value: Value<'_>, kind: &ErrorKind<'_, '_>) -> String {
        match kind {
            ErrorKind::Type { want, .. } if want.contains(Type::Integer) && value.kind() == ValueKind::Number => {
                format!("must be {}, and here it is {}", self.types(*want), self.shown(value))
            }
            ErrorKind::Type { want, .. } => {
                format!("must be {}, and here it is {}", self.types(*want), self.kind(value))
            }
            ErrorKind::Enum { .. } | ErrorKind::Const { .. } => {
                format!("must be {}, and here it is {}", one_of(&allowed(kind)), self.shown(value))
            }
            ErrorKind::MinLength { want: 1, .. } | ErrorKind::MinItems { want: 1, .. } => {
                "must not be empty".to_owned()
            }
            ErrorKind::MinLength { got, want } => {
                format!("must have at least {}, and here it has {got}", letters(*want))
            }
            ErrorKind::MaxLength { got, want } => {
                format!("must have at most {}, and here it has {got}", letters(*want))
            }
            ErrorKind::MinItems { got, want } => format!("must have at least {}, and here it has {got}", items(*want)),
            ErrorKind::MaxItems { got, want } => format!("must have at most {}, and here it has {got}", items(*want)),
            ErrorKind::MinProperties { got, want } => {
                format!("must have at least {}, and here it has {got}", keys(*want))
            }
            ErrorKind::MaxProperties { got, want } => {
                format!("must have at most {}, and here it has {got}", keys(*want))
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

    fn must_be(self, how: &str, limit: &Number, value: Value<'_>) -> String {
        format!("must be {how} {limit}, and here it is {}", self.shown(value))
    }

    /// Describes the accepted types. A type next to null is the one to write; null only means that the value is
    /// optional.
    fn types(self, types: Types) -> String {
        let names: Vec<&str> = types
            .iter()
            .filter_map(|wanted| match wanted {
                Type::Null => None,
                Type::Boolean => Some("`true` or `false`"),
                Type::Number => Some("a number"),
                Type::Integer => Some("a whole number"),
                Type::String => Some("a string"),
                Type::Array => Some(self.array),
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
            ValueKind::Array => self.array,
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
        _ => format!("the key {} is not allowed here", quote(name)),
    }
}

pub(super) fn unknown_key(name: &str) -> String {
    format!("the key {} is not known here", quote(name))
}

/// That an item is the same as one before it, by its position.
pub(super) fn repeated_item(item: Value<'_>, first: usize) -> String {
    format!("{} repeats item {}", subject(item), first + 1)
}

/// Whether the error is about the size of a value and not about its content.
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
    format!("the key {} is missing here", quote(name))
}

/// The name of a value in a message: its key, or its position in an array.
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

/// The values of an enumeration.
pub(super) fn allowed(kind: &ErrorKind<'_, '_>) -> Vec<String> {
    match kind {
        ErrorKind::Enum { want } => want.iter().map(plain).collect(),
        ErrorKind::Const { want } => vec![plain(want)],
        _ => Vec::new(),
    }
}

fn one_of(values: &[String]) -> String {
    let values: Vec<String> = values.iter().map(|value| quote(value)).collect();
    match values.as_slice() {
        [before @ .., last] if !before.is_empty() => format!("{} or {last}", before.join(", ")),
        _ => values.concat(),
    }
}

fn plain(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
