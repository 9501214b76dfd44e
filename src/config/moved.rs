//! Reads keys of earlier versions in a `flowvet.toml` as the settings that replaced them, and reports how to replace
//! them.

use std::collections::BTreeMap;

use super::Named;
use super::findings::finding;
use super::options::OptionValue;
use super::show::inline;
use crate::diagnostic::{Diagnostic, Severity};
use crate::syntax::Value;
use crate::text::Source;

/// A key at the top of the file that has become an option of a rule.
struct MovedKey {
    key: &'static str,
    rule: &'static str,
    option: &'static str,
}

const MOVED: [MovedKey; 1] = [MovedKey { key: "secret-words", rule: "secret-in-name", option: "words" }];

/// The obsolete keys that are still accepted at the top of the file.
pub(super) fn keys() -> impl Iterator<Item = &'static str> {
    MOVED.iter().map(|moved| moved.key)
}

fn found(root: Value<'_>) -> impl Iterator<Item = (&'static MovedKey, Value<'_>, Value<'_>)> {
    MOVED.iter().filter_map(move |moved| {
        let (key, value) = root.members().find(|(key, _)| key.is_str(moved.key))?;
        Some((moved, key, value))
    })
}

/// The value that such a key sets for an option of a rule.
pub(super) fn value<'a>(root: Value<'a>, rule: &str, option: &str) -> Option<Value<'a>> {
    found(root).find(|(moved, ..)| moved.rule == rule && moved.option == option).map(|(_, _, value)| value)
}

/// Adds what such keys set to what `[rules]` sets, which counts more.
pub(super) fn add(source: &Source, root: Value<'_>, rules: &mut BTreeMap<String, Named>) {
    for (moved, key, value) in found(root) {
        let Some(value) = OptionValue::read(value) else { continue };
        let line = source.position(key.span().start).line;
        let named = || Named { level: None, line, options: BTreeMap::new() };
        rules.entry(moved.rule.to_owned()).or_insert_with(named).options.entry(moved.option.into()).or_insert(value);
    }
}

/// One finding for each such key.
pub(super) fn findings<'a>(source: &'a Source, root: Value<'a>) -> impl Iterator<Item = Diagnostic> + 'a {
    found(root).map(|(MovedKey { key, rule, option }, at, value)| {
        let message = format!("the key `{key}` is now the option `{option}` of the rule `{rule}`");
        let help = format!("write `{rule} = {{ {option} = {} }}` under `[rules]` and remove `{key}`", inline(value));
        finding(source, at.content_span(), &at.pointer(), &message, "still accepted", key)
            .with_severity(Severity::Info)
            .with_help(help)
    })
}
