//! Renders the value of every key of a `flowvet.toml`, of the files that it extends, or its default, and the line that sets it.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::definition::{KEYS, Shape};
use super::options::LEVEL;
use super::{RuleEntry, moved, template};
use crate::syntax::{self, Limits, Tree, Value, ValueKind};
use crate::text::{Source, printable};

/// Tables, which are empty unless they are written.
const TABLES: &[&str] = &["externals", "attributes", "override", "ignore", "payload"];

/// What a file that is extended does not add to the other.
const STAY: &[&str] = &["extend", "projects", "ignore"];

/// The table of levels and options.
const RULES: &str = "rules";

/// A file that is read for its settings.
struct Written<'a> {
    source: &'a Source,
    tree: Tree<'a>,
    /// Whether the file itself is shown, not one that it extends.
    is_own: bool,
}

impl Written<'_> {
    /// The value of a key, and where it is written.
    fn find(&self, name: &str) -> Option<(Value<'_>, String)> {
        let (key, value) = self.tree.root().members().find(|(key, _)| key.is_str(name))?;
        let line = self.source.position(key.span().start).line;
        let place = if self.is_own {
            format!("line {line}")
        } else {
            format!("{}, line {line}", printable::inline(self.source.path()))
        };
        Some((value, place))
    }
}

/// All settings as TOML, one line each, with the line where they are written in a comment. Options of `rules` that are not
/// written are shown with their defaults. `bases`: the files that `source` extends, the nearest first; their tables that add
/// to those of `source` are comments.
#[must_use]
pub fn show(source: Option<&Source>, bases: &[Arc<Source>], rules: &[RuleEntry]) -> String {
    let own = source.map(|source| (source, true));
    let files = own.into_iter().chain(bases.iter().map(|base| (&**base, false)));
    let files: Vec<Written<'_>> = files
        .map(|(source, is_own)| Written {
            source,
            tree: syntax::toml::parse(source.text(), &Limits::default()).0,
            is_own,
        })
        .collect();
    let (own, bases) = files.split_at(usize::from(source.is_some()));
    let line = |name: &str, (value, place): (Value<'_>, String)| format!("{name} = {}  # {place}\n", inline(value));
    let keys = KEYS.iter().map(|key| {
        let shown = if STAY.contains(&key.name) { own } else { &files };
        let is_silent = |value: Value<'_>| {
            value.as_bool() == Some(false) || value.kind() == ValueKind::Array && value.items().next().is_none()
        };
        let mut found: Vec<_> = shown.iter().filter_map(|file| file.find(key.name)).collect();
        let speaks = found.iter().position(|(value, _)| !is_silent(*value)).unwrap_or_default();
        match (found.is_empty(), &key.shape) {
            (false, _) => line(key.name, found.swap_remove(speaks)),
            (_, Shape::Path(_)) => String::new(),
            (_, shape) => format!("{} = {}  # default\n", key.name, template::default(shape)),
        }
    });
    let places: Vec<String> = files.iter().filter_map(|file| Some(file.find(RULES)?.1)).collect();
    let places = if places.is_empty() { "default".to_owned() } else { places.join("; ") };
    let of_rules = format!("{RULES} = {}  # {places}\n", with_options(&files, rules));
    let tables = own.iter().flat_map(|file| TABLES.iter().filter_map(|name| Some(line(name, file.find(name)?))));
    let added = ["no-ignore"].iter().chain(TABLES).filter(|name| !STAY.contains(name));
    let added =
        added.flat_map(|name| bases.iter().filter_map(|file| Some(format!("# and {}", line(name, file.find(name)?)))));
    keys.chain([of_rules]).chain(tables).chain(added).collect()
}

/// The settings of all rules in one line; an option that is not set has its default.
fn with_options(files: &[Written<'_>], rules: &[RuleEntry]) -> String {
    let mut set: Vec<(String, Vec<(String, String)>)> = Vec::new();
    let mut numbers: FxHashMap<String, usize> = FxHashMap::default();
    let mut known: FxHashSet<(usize, String)> = FxHashSet::default();
    let mut add = |name: &str, key: &str, value: &dyn Fn() -> String| {
        let number = *numbers.entry(name.to_owned()).or_insert(set.len());
        if number == set.len() {
            set.push((name.to_owned(), Vec::new()));
        }
        if let Some((_, parts)) = set.get_mut(number).filter(|_| known.insert((number, key.to_owned()))) {
            parts.push((key.to_owned(), value()));
        }
    };
    for file in files {
        for (key, value) in file.tree.root().get(RULES).into_iter().flat_map(Value::members) {
            let name = printable::inline(&key.scalar_text()).into_owned();
            if value.kind() == ValueKind::Object {
                value
                    .members()
                    .for_each(|(key, value)| add(&name, &printable::inline(&key.scalar_text()), &|| inline(value)));
            } else {
                add(&name, LEVEL, &|| inline(value));
            }
        }
    }
    for rule in rules {
        for option in rule.options {
            let moved = || files.iter().find_map(|file| moved::value(file.tree.root(), rule.name, option.name));
            add(rule.name, option.name, &|| moved().map_or_else(|| option.default.toml(), inline));
        }
    }
    let rules: Vec<String> = set
        .into_iter()
        .map(|(name, parts)| match parts.as_slice() {
            [(key, level)] if key == LEVEL => format!("{name} = {level}"),
            parts => {
                let parts: Vec<String> = parts.iter().map(|(key, value)| format!("{key} = {value}")).collect();
                format!("{name} = {{ {} }}", parts.join(", "))
            }
        })
        .collect();
    format!("{{ {} }}", rules.join(", "))
}

/// A key and its value in one line.
fn pair((key, value): (Value<'_>, Value<'_>)) -> String {
    format!("{} = {}", printable::inline(&key.scalar_text()), inline(value))
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
        _ => printable::inline(&value.scalar_text()).into_owned(),
    }
}
