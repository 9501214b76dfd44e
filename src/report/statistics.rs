//! Counts the findings of a run by rule and by file.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::printable;
use crate::engine::Outcome;

/// Two tables, what is most frequent first; nothing where nothing was found.
#[must_use]
pub fn render(outcome: &Outcome) -> String {
    if outcome.diagnostics.is_empty() {
        return String::new();
    }
    let mut text = table("rule", by_rule(outcome));
    text.push('\n');
    text + &table("file", most_frequent(outcome.diagnostics.iter().map(|it| &*it.primary.location.file)))
}

/// The rules that found something and how often.
pub(super) fn by_rule(outcome: &Outcome) -> Vec<(&str, usize)> {
    most_frequent(outcome.diagnostics.iter().map(|diagnostic| diagnostic.rule))
}

/// Counts names; equal counts are in the order of the names.
fn most_frequent<'a>(names: impl Iterator<Item = &'a str>) -> Vec<(&'a str, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in names {
        *counts.entry(name).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, number)| usize::MAX - number);
    counts
}

fn table(title: &str, rows: Vec<(&str, usize)>) -> String {
    let mut text = format!("findings  {title}\n");
    for (name, number) in rows {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{number:8}  {}", printable::inline(name));
    }
    text
}
