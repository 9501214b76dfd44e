//! Finds the `[[ignore]]` entries that apply to a finding.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::Input;
use crate::config::Ignore;
use crate::diagnostic::{Place, Step};

/// Between two steps of a logical path, as reports print it.
const ARROWS: [char; 2] = ['›', '>'];

/// Whether an entry addresses a place; of what file it is does not count here.
pub(super) fn applies_to(entry: &Ignore, place: &Place) -> bool {
    entry.path.as_ref().is_none_or(|path| matches_path(path, &place.path))
        && entry.pointer.as_ref().is_none_or(|pointer| {
            let rest = place.pointer.strip_prefix(&**pointer);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
}

/// Whether a written path is the beginning of a logical path. A step may be written as people read it (`task "Greet"`)
/// or as machines do (`task Greet`), and the number of an action may be left out.
fn matches_path(written: &str, path: &[Step]) -> bool {
    let mut rest = written.trim();
    for step in path {
        match strip_step(rest, step) {
            Some("") => return true,
            Some(more) => rest = more,
            None => return false,
        }
    }
    false
}

/// The text after a step; empty at the end.
fn strip_step<'w>(written: &'w str, step: &Step) -> Option<&'w str> {
    // There may be thousands of entries and findings: most are told apart without a new text.
    if !written.starts_with(&*step.kind) {
        return None;
    }
    let name = |quote: &str| step.name.as_ref().map_or(String::new(), |name| format!(" {quote}{name}{quote}"));
    let number = step.tracking.map_or(String::new(), |tracking| format!(" #{tracking}"));
    ["\"", ""].into_iter().flat_map(|quote| [number.as_str(), ""].map(|number| (quote, number))).find_map(
        |(quote, number)| {
            let rest = written.strip_prefix(&format!("{}{}{number}", step.kind, name(quote)))?.trim_start();
            if rest.is_empty() { Some(rest) } else { rest.strip_prefix(ARROWS).map(str::trim_start) }
        },
    )
}

/// An entry of the configuration, as far as it is about one rule.
#[derive(Clone, Copy)]
pub(super) struct RuleIgnore<'a> {
    pub entry: &'a Ignore,
    /// The index of the entry, and that of the rule in it.
    pub number: usize,
    pub position: usize,
}

/// An index of the entries of the configuration, to find those about a finding.
#[derive(Default)]
pub(super) struct Entries<'a> {
    by_rule: FxHashMap<&'a str, Vec<RuleIgnore<'a>>>,
    /// Those of a rule in a file, which are looked for once.
    in_file: FxHashMap<(&'static str, Arc<str>), Vec<RuleIgnore<'a>>>,
}

impl<'a> Entries<'a> {
    pub(super) fn of(scope: &Input<'a>) -> Self {
        let mut index = Entries::default();
        for (number, entry) in scope.config.ignores.iter().enumerate() {
            let counts = scope.counts(entry.reason.as_deref());
            for (position, rule) in entry.rules.iter().enumerate().filter(|_| counts) {
                let of_rule = index.by_rule.entry(&*rule.name).or_default();
                // Of a rule that an entry lists twice, the first counts.
                if of_rule.last().is_none_or(|last| last.number != number) {
                    of_rule.push(RuleIgnore { entry, number, position });
                }
            }
        }
        index
    }

    /// The entries about a rule in a file, in the order of the configuration.
    pub(super) fn about(&mut self, rule: &'static str, file: &Arc<str>, scope: &Input<'_>) -> &[RuleIgnore<'a>] {
        let Some(of_rule) = self.by_rule.get(rule) else { return &[] };
        self.in_file.entry((rule, file.clone())).or_insert_with(|| {
            let file = scope.relative(file);
            of_rule.iter().filter(|ignore| ignore.entry.files.is_match(file)).copied().collect()
        })
    }
}
