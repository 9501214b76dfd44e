//! The page of every rule: its headings, and its examples, which are run.

use std::collections::BTreeMap;
use std::fmt::Write;

use flowvet::rules::ALL;

use crate::markdown::{parse, project};
use crate::project::render;

const HEADINGS: &[&str] = &[
    "What it does",
    "Why is this a problem?",
    "Example",
    "Use instead",
    "In Architect",
    "Fix safety",
    "When to turn it off",
    "Sources",
];

/// Headings that a page may omit: `rule-failure` has no example, not every rule has a fix, some problems are not in
/// Architect, and some rules need never be turned off.
const OPTIONAL: &[&str] = &["Example", "Use instead", "In Architect", "Fix safety", "When to turn it off"];

#[test]
fn every_page_has_its_headings_in_order() {
    for rule in ALL {
        let meta = rule.meta();
        let found: Vec<&str> = sections(meta.page).into_iter().map(|(heading, _)| heading).collect();
        let order: Vec<&str> = HEADINGS.iter().copied().filter(|heading| found.contains(heading)).collect();
        assert_eq!(found, order, "headings of {}", meta.name);
        for heading in HEADINGS.iter().filter(|heading| !OPTIONAL.contains(heading)) {
            assert!(found.contains(heading), "{} lacks {heading}", meta.name);
        }
        assert!(!meta.summary.ends_with('.'), "summary of {}", meta.name);
    }
}

#[test]
fn an_example_has_findings_of_its_rule_only_and_its_better_form_has_none() {
    let mut wrong = String::new();
    for rule in ALL {
        let meta = rule.meta();
        let sections: BTreeMap<&str, &str> = sections(meta.page).into_iter().collect();
        let (Some(example), Some(instead)) = (sections.get("Example"), sections.get("Use instead")) else {
            assert_eq!(meta.name, "rule-failure", "{} has no example", meta.name);
            continue;
        };
        let outcome = project(&parse(example)).outcome();
        if outcome.diagnostics.is_empty() || outcome.diagnostics.iter().any(|it| it.rule != meta.name) {
            writeln!(wrong, "Example of {}:\n{}", meta.name, render(&outcome)).unwrap();
        }
        let outcome = project(&parse(instead)).outcome();
        if outcome.summary.files == 0 || !outcome.diagnostics.is_empty() {
            writeln!(wrong, "Use instead of {}:\n{}", meta.name, render(&outcome)).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn rules_are_sorted_by_group_then_by_name() {
    let keys: Vec<_> = ALL.iter().map(|rule| (rule.meta().group, rule.meta().name)).collect();
    let mut sorted = keys.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(keys, sorted);
}

/// The level-2 sections of a page.
fn sections(page: &str) -> Vec<(&str, &str)> {
    let parts = page.split("\n## ").map(|part| part.strip_prefix("## ").unwrap_or(part));
    parts.filter_map(|part| part.split_once('\n')).collect()
}
