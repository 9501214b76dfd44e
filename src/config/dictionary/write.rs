//! Writes the uses of attributes in a project as the text of an attribute dictionary, or as tables to add to one.

use std::collections::{BTreeMap, BTreeSet};

use super::{key, quoted};
use crate::syntax::{self, Limits};
use crate::text::Source;

/// The use that a project makes of an attribute.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Observed {
    /// The literal values that are stored in it.
    pub values: BTreeSet<Box<str>>,
    /// The files that set it, relative to the folder of the configuration.
    pub set_by: BTreeSet<Box<str>>,
    pub read_by: BTreeSet<Box<str>>,
}

/// Attributes by their names.
pub type Attributes = BTreeMap<Box<str>, Observed>;

const HEAD: &str = "# The participant attributes of this project. `flowvet attributes update` adds new ones, and
# `flowvet attributes check` compares the project with this file.
";

/// A dictionary that declares what a project does, in the order of the names.
#[must_use]
pub fn new(attributes: &Attributes) -> String {
    attributes.iter().fold(HEAD.to_owned(), |text, (name, observed)| text + "\n" + &table(name, observed))
}

/// The text of a dictionary with tables for more attributes. Each table goes before the first one with a greater name if the
/// tables are sorted, else to the end. Existing text is not changed.
#[must_use]
pub fn with(source: &Source, attributes: &Attributes) -> String {
    let text = source.text();
    let (tree, _) = syntax::toml::parse(text, &Limits::default());
    let tables: Vec<(String, usize)> = tree
        .root()
        .members()
        .map(|(name, _)| (name.scalar_text().into_owned(), start(text, name.span().start as usize)))
        .collect();
    let is_sorted = tables.is_sorted();
    let mut places: Vec<(usize, String)> = Vec::new();
    for (name, observed) in attributes {
        let next = tables.iter().find(|(other, _)| is_sorted && other.as_str() > &**name);
        let place = next.map_or(text.len(), |(_, start)| *start);
        let table = table(name, observed);
        let separated = if place == text.len() { format!("\n{table}") } else { format!("{table}\n") };
        places.push((place, separated));
    }
    let mut new = String::with_capacity(text.len());
    let mut copied = 0;
    for (place, table) in places {
        new.push_str(text.get(copied..place).unwrap_or_default());
        if !new.is_empty() && !new.ends_with('\n') {
            new.push('\n');
        }
        new.push_str(&table);
        copied = place;
    }
    new + text.get(copied..).unwrap_or_default()
}

/// The start of the table of a key: the line of its header, or the first line of comments directly above it.
fn start(text: &str, key: usize) -> usize {
    let line_before =
        |at: usize| text.get(..at)?.strip_suffix('\n').map(|text| text.rfind('\n').map_or(0, |end| end + 1));
    let mut start = text.get(..key).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
    while let Some(line) = line_before(start).filter(|line| text.get(*line..).is_some_and(|it| it.starts_with('#'))) {
        start = line;
    }
    start
}

/// The table of an attribute, with a line break at its end.
#[must_use]
pub fn table(name: &str, observed: &Observed) -> String {
    let list = |texts: &BTreeSet<Box<str>>| texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", ");
    let lists = [("values", &observed.values), ("set-by", &observed.set_by), ("read-by", &observed.read_by)];
    let lists = lists.into_iter().filter(|(_, texts)| !texts.is_empty());
    let lines: Vec<String> = lists.map(|(key, texts)| format!("{key} = [{}]\n", list(texts))).collect();
    format!("[{}]\ndescription = \"\"\n{}", key(name), lines.concat())
}
