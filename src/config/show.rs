//! Renders the value of every key of a `flowvet.toml`, or its default, and the line that sets it.

use super::definition::{KEYS, Shape};
use super::options::LEVEL;
use super::{RuleEntry, RuleOption, moved, template};
use crate::syntax::{self, Limits, Value, ValueKind};
use crate::text::Source;

/// Tables, which are empty unless they are written.
const TABLES: &[&str] = &["externals", "attributes", "override", "ignore", "payload"];

/// The table of levels and options.
const RULES: &str = "rules";

/// All settings as TOML, one line each, with the line where they are written in a comment. Options of `rules` that are not
/// written are shown with their defaults.
#[must_use]
pub fn show(source: Option<&Source>, rules: &[RuleEntry]) -> String {
    let (text, lines) = source.map_or(("", None), |source| (source.text(), Some(source)));
    let (tree, _) = syntax::toml::parse(text, &Limits::default());
    let written = |name: &str| {
        let (key, value) = tree.root().members().find(|(key, _)| key.is_str(name))?;
        let line = lines?.position(key.span().start).line;
        Some(format!("{name} = {}  # line {line}\n", inline(value)))
    };
    let keys = KEYS.iter().map(|key| {
        let default = || match key.shape {
            Shape::Path(_) => String::new(),
            _ => format!("{} = {}  # default\n", key.name, template::default(&key.shape)),
        };
        written(key.name).unwrap_or_else(default)
    });
    let line = tree
        .root()
        .members()
        .find(|(key, _)| key.is_str(RULES))
        .and_then(|(key, _)| Some(format!("line {}", lines?.position(key.span().start).line)));
    let line = line.unwrap_or_else(|| "default".to_owned());
    let of_rules = format!("{RULES} = {}  # {line}\n", with_options(tree.root(), rules));
    keys.chain([of_rules]).chain(TABLES.iter().filter_map(|name| written(name))).collect()
}

/// The settings of all rules in one line; an option that is not set has its default.
fn with_options(root: Value<'_>, rules: &[RuleEntry]) -> String {
    let set: Vec<_> = root.get(RULES).into_iter().flat_map(Value::members).collect();
    let defaults = |name: &str, value: Option<Value<'_>>| -> Vec<String> {
        let options = rules.iter().filter(|rule| rule.name == name).flat_map(|rule| rule.options);
        let unset = options.filter(|option| value.is_none_or(|value| value.get(option.name).is_none()));
        let value = |option: &RuleOption| moved::value(root, name, option.name).map(inline);
        unset.map(|option| format!("{} = {}", option.name, value(option).unwrap_or(option.default.toml()))).collect()
    };
    let member = |name: &str, value: Option<Value<'_>>| {
        let mut parts = match value.filter(|value| value.kind() != ValueKind::Object) {
            Some(level) => vec![format!("{LEVEL} = {}", inline(level))],
            None => value.into_iter().flat_map(Value::members).map(pair).collect(),
        };
        parts.extend(defaults(name, value));
        format!("{name} = {{ {} }}", parts.join(", "))
    };
    let written = set.iter().map(|(key, value)| {
        let name = key.scalar_text();
        if defaults(&name, Some(*value)).is_empty() { pair((*key, *value)) } else { member(&name, Some(*value)) }
    });
    let others = rules.iter().filter(|rule| !rule.options.is_empty());
    let others = others.filter(|rule| !set.iter().any(|(key, _)| key.is_str(rule.name)));
    let all: Vec<String> = written.chain(others.map(|rule| member(rule.name, None))).collect();
    format!("{{ {} }}", all.join(", "))
}

/// A key and its value in one line.
fn pair((key, value): (Value<'_>, Value<'_>)) -> String {
    format!("{} = {}", key.scalar_text(), inline(value))
}

/// A value in one line.
pub(super) fn inline(value: Value<'_>) -> String {
    let list = |items: Vec<String>| items.join(", ");
    match value.kind() {
        ValueKind::Object => {
            format!("{{ {} }}", list(value.members().map(pair).collect()))
        }
        ValueKind::Array => format!("[{}]", list(value.items().map(inline).collect())),
        ValueKind::String => format!("{:?}", value.scalar_text()),
        _ => value.scalar_text().into_owned(),
    }
}
