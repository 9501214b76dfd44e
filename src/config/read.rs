//! Reads the text of a `flowvet.toml` into a `Config`. Everything that is not valid is left out.

use std::collections::BTreeMap;

use super::globs::{self, BadGlob};
use super::{Choice, Config, GlobList, Level, Named, OptionValue, Override, PayloadFiles, Preset};
use super::{externals, findings, ignore, moved, options};
use crate::diagnostic::{Diagnostic, Severity};
use crate::syntax::{self, Limits, SyntaxError, Tree, Value, ValueKind};
use crate::text::Source;

/// A parsed `flowvet.toml`.
#[derive(Debug)]
pub struct Parsed<'s> {
    pub(super) source: &'s Source,
    pub(super) tree: Tree<'s>,
    pub(super) errors: Vec<SyntaxError>,
    pub(super) bad_globs: Vec<Diagnostic>,
}

/// Reads a configuration: the settings that are valid, and the rest, in which [`Parsed::findings`] finds the errors.
#[must_use]
pub fn read(source: &Source) -> (Config, Parsed<'_>) {
    let (tree, errors) = syntax::toml::parse(source.text(), &Limits::default());
    let mut bad = Vec::new();
    let config = take(source, tree.root(), &mut bad);
    let bad_globs = bad.iter().map(|glob| findings::not_glob(source, glob)).collect();
    (config, Parsed { source, tree, errors, bad_globs })
}

/// Reads the valid parts; the schema reports the rest.
fn take<'a>(source: &Source, root: Value<'a>, bad: &mut Vec<BadGlob<'a>>) -> Config {
    let word = |value: Option<Value<'a>>| value.and_then(Value::as_str);
    let fail_on = word(root.get("fail-on"));
    let externals = externals::read(source, root.get("externals"), bad);
    let mut globs = globs::Reader::new(source, bad);
    let mut rules = levels(source, root.get("rules"));
    moved::add(source, root, &mut rules);
    Config {
        externals,
        choice: Choice::default(),
        extend: externals::file(source, root.get("extend")),
        base: None,
        dictionary: externals::file(source, root.at(&["attributes", "dictionary"])),
        preset: word(root.get("preset")).and_then(|word| Preset::named(&word)),
        fail_on: Severity::ALL.into_iter().find(|known| fail_on.as_deref() == Some(known.as_str())),
        rules,
        overrides: root
            .get("override")
            .into_iter()
            .flat_map(Value::items)
            .map(|table| {
                let list = table.get("files");
                let first = globs.count();
                Override {
                    files: globs.read(list, GlobList::Override),
                    numbers: first..globs.count(),
                    globs: list.into_iter().flat_map(Value::items).filter_map(|it| Some(it.as_str()?.into())).collect(),
                    rules: levels(source, table.get("rules")),
                }
            })
            .collect(),
        ignores: root
            .get("ignore")
            .into_iter()
            .flat_map(Value::items)
            .map(|table| ignore::read(source.text(), table, globs.ignored_files(table.get("files"))))
            .collect(),
        no_ignore: root
            .get("no-ignore")
            .into_iter()
            .flat_map(Value::items)
            .filter_map(|rule| Some(rule.as_str()?.into_owned()))
            .collect(),
        require_reason: root.get("require-reason").and_then(Value::as_bool).unwrap_or_default(),
        include: globs.read(root.get("include"), GlobList::Include),
        exclude: globs.read(root.get("exclude"), GlobList::Exclude),
        projects: globs.read(root.get("projects"), GlobList::Projects),
        snippets: globs.read(root.get("snippets"), GlobList::Snippets),
        payloads: root
            .get("payload")
            .into_iter()
            .flat_map(Value::items)
            .filter_map(|table| PayloadFiles::read(source, table, globs.read(table.get("files"), GlobList::Payload)))
            .collect(),
        globs: globs.finish(),
    }
}

fn levels(source: &Source, table: Option<Value<'_>>) -> BTreeMap<String, Named> {
    table.into_iter().flat_map(Value::members).filter_map(|rule| named(source, rule)).collect()
}

/// Reads a member of a table of rules: a level, or a table with a level and options.
fn named(source: &Source, (name, value): (Value<'_>, Value<'_>)) -> Option<(String, Named)> {
    let word = |value: Value<'_>| value.as_str().and_then(|word| Level::parse(&word));
    let (level, options) = if value.kind() == ValueKind::Object {
        (value.get(options::LEVEL).and_then(word), OptionValue::read_all(value))
    } else {
        (Some(word(value)?), BTreeMap::new())
    };
    let line = source.position(name.span().start).line;
    Some((name.scalar_text().into_owned(), Named { level, line, options }))
}
