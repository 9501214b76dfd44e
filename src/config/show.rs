//! In: a `flowvet.toml`, or none. Out: what every key is set to there, and where.

use super::definition::KEYS;
use super::{RuleEntry, moved, template};
use crate::syntax::{self, Limits, Value, ValueKind};
use crate::text::Source;

/// Tables, which are empty unless they are written.
const TABLES: &[&str] = &["rules", "externals", "override", "ignore", "payload"];

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
        written(key.name).unwrap_or_else(|| format!("{} = {}  # default\n", key.name, template::default(&key.shape)))
    });
    let is_set = |rule: &str, option: &str| {
        let set = tree.root().get("rules").and_then(|rules| rules.get(rule)).and_then(|rule| rule.get(option));
        set.is_some()
    };
    let options = rules.iter().flat_map(|rule| rule.options.iter().map(move |option| (rule.name, option)));
    let options = options
        .filter(|(rule, option)| !is_set(rule, option.name))
        .map(|(rule, option)| format!("rules.{rule}.{} = {}  # default\n", option.name, option.default.toml()));
    let tables = TABLES.iter().copied().chain(moved::keys()).filter_map(written);
    keys.chain(options).chain(tables).collect()
}

/// A value in one line.
pub(super) fn inline(value: Value<'_>) -> String {
    let list = |items: Vec<String>| items.join(", ");
    match value.kind() {
        ValueKind::Object => {
            let members = value.members().map(|(key, value)| format!("{} = {}", key.scalar_text(), inline(value)));
            format!("{{ {} }}", list(members.collect()))
        }
        ValueKind::Array => format!("[{}]", list(value.items().map(inline).collect())),
        ValueKind::String => format!("{:?}", value.scalar_text()),
        _ => value.scalar_text().into_owned(),
    }
}
