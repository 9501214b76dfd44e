//! Determines the value of each option of a rule in a file from its declaration and the `flowvet.toml`. Does not know
//! the meaning of the options.

use std::collections::BTreeMap;

use globset::GlobSet;
use serde_json::{Value as Json, json};

use super::{Config, Named};
use crate::syntax::{Value, ValueKind};

/// An option of a rule, which `flowvet.toml` sets next to its level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleOption {
    /// Kebab-case; `level` is taken.
    pub name: &'static str,
    /// One sentence: what it decides.
    pub about: &'static str,
    /// Its type, and its value where the configuration is silent.
    pub default: OptionDefault,
}

/// The type of an option, with its default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptionDefault {
    /// A list of texts that are not empty.
    Words(&'static [&'static str]),
    /// A whole number from 0.
    Number(u32),
    Flag(bool),
}

/// The value of an option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OptionValue {
    Words(Vec<Box<str>>),
    Number(u32),
    Flag(bool),
}

impl OptionValue {
    /// The list; empty where the option is of another type.
    #[must_use]
    pub fn words(&self) -> &[Box<str>] {
        if let OptionValue::Words(words) = self { words } else { &[] }
    }

    /// The number; 0 where the option is of another type.
    #[must_use]
    pub fn number(&self) -> u32 {
        if let OptionValue::Number(number) = self { *number } else { 0 }
    }

    /// Whether the flag is set; `false` where the option is of another type.
    #[must_use]
    pub fn flag(&self) -> bool {
        matches!(self, OptionValue::Flag(true))
    }

    /// Reads a value by its own type; `None`: no option has such a one.
    pub(super) fn read(value: Value<'_>) -> Option<Self> {
        match value.kind() {
            ValueKind::Array => {
                let words = value.items().map(|item| item.as_str().filter(|word| !word.is_empty()).map(Into::into));
                words.collect::<Option<_>>().map(OptionValue::Words)
            }
            ValueKind::Number => value.scalar_text().parse().ok().map(OptionValue::Number),
            ValueKind::Bool => value.as_bool().map(OptionValue::Flag),
            _ => None,
        }
    }

    /// All options that a table sets.
    pub(super) fn read_all(table: Value<'_>) -> BTreeMap<Box<str>, OptionValue> {
        let members = table.members().filter(|(key, _)| !key.is_str(LEVEL));
        members.filter_map(|(key, value)| Some((key.scalar_text().into(), OptionValue::read(value)?))).collect()
    }
}

/// The key of a rule's table that is not an option.
pub(super) const LEVEL: &str = "level";

impl OptionDefault {
    pub(super) fn value(self) -> OptionValue {
        match self {
            OptionDefault::Words(words) => OptionValue::Words(words.iter().map(|word| (*word).into()).collect()),
            OptionDefault::Number(number) => OptionValue::Number(number),
            OptionDefault::Flag(flag) => OptionValue::Flag(flag),
        }
    }

    /// The default as TOML.
    #[must_use]
    pub fn toml(self) -> String {
        match self {
            OptionDefault::Words(words) => format!("{words:?}"),
            OptionDefault::Number(number) => number.to_string(),
            OptionDefault::Flag(flag) => flag.to_string(),
        }
    }

    fn accepts(self, value: &OptionValue) -> bool {
        matches!(
            (self, value),
            (OptionDefault::Words(_), OptionValue::Words(_))
                | (OptionDefault::Number(_), OptionValue::Number(_))
                | (OptionDefault::Flag(_), OptionValue::Flag(_))
        )
    }
}

impl RuleOption {
    /// The JSON Schema of its values.
    pub(super) fn schema(&self) -> Json {
        let about = self.about;
        match self.default {
            OptionDefault::Words(words) => json!({ "description": about, "$ref": "#/$defs/texts", "default": words }),
            OptionDefault::Number(number) => {
                json!({ "description": about, "type": "integer", "minimum": 0, "maximum": u32::MAX, "default": number })
            }
            OptionDefault::Flag(flag) => json!({ "description": about, "type": "boolean", "default": flag }),
        }
    }

    pub(super) fn set_in<'n>(&self, named: &'n Named) -> Option<&'n OptionValue> {
        named.options.get(self.name).filter(|value| self.default.accepts(value))
    }
}

/// The value of an option, prepared once for each table that sets it.
#[derive(Debug)]
pub struct PerFile<'a, T> {
    /// The path prefix that is removed before globs are matched, with a `/` at its end unless it is empty.
    folder: &'a str,
    general: T,
    /// The values that overrides set; the first one that matches counts.
    overrides: Vec<(&'a GlobSet, T)>,
}

impl<T> PerFile<'_, T> {
    /// The value that applies to a file.
    #[must_use]
    pub fn of(&self, file: &str) -> &T {
        let file = file.strip_prefix(self.folder).unwrap_or(file);
        let found = self.overrides.iter().find(|(files, _)| files.is_match(file));
        found.map_or(&self.general, |(_, value)| value)
    }

    /// The values that apply to some file.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        std::iter::once(&self.general).chain(self.overrides.iter().map(|(_, value)| value))
    }
}

impl Config {
    /// The value of an option of a rule in each file, as `prepare` returns it. `folder`: the path prefix that is
    /// removed before the globs of the configuration are matched.
    pub fn option_per_file<'a, T>(
        &'a self,
        folder: &'a str,
        rule: &str,
        option: &RuleOption,
        prepare: impl Fn(&OptionValue) -> T,
    ) -> PerFile<'a, T> {
        let mut overrides = Vec::new();
        let mut general = None;
        for config in self.chain() {
            let tables = config.overrides.iter().rev();
            overrides.extend(tables.filter_map(|table| Some((&table.files, option.set_in(table.rules.get(rule)?)?))));
            general = config.rules.get(rule).and_then(|named| option.set_in(named));
            if general.is_some() {
                break;
            }
        }
        let general = general.map_or_else(|| prepare(&option.default.value()), &prepare);
        let overrides = overrides.into_iter().map(|(files, value)| (files, prepare(value))).collect();
        PerFile { folder, general, overrides }
    }
}
