//! Separates the findings to report in the projects that share a configuration from those that comments, entries of
//! the configuration or a baseline suppress, each with its reason, and reports comments and entries that match
//! nothing. Accesses no file and knows rules by name only.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::config::{Config, InFile, RuleEntry};
use crate::diagnostic::{Diagnostic, sort_and_dedup};
use crate::text::Source;

pub mod baseline;
pub mod comment;
mod entry;
mod unused;

use baseline::BaselineEntry;
use comment::{Comment, Target};

/// The rule that speaks of what matches nothing.
pub const RULE: &str = "unused-ignore";

/// Rules that no comment and no entry can ignore.
const PROTECTED: [&str; 5] = ["syntax-error", "unreadable-file", FAILURE, "configuration", RULE];

/// A run that crashed is never accepted.
const FAILURE: &str = "rule-failure";

/// Why a finding is not reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A comment next to it, with its reason.
    Comment(Option<Box<str>>),
    /// An `[[ignore]]` of the configuration, with its reason.
    ConfigEntry(Option<Box<str>>),
    Baseline,
}

/// A finding that is not reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppressed {
    pub diagnostic: Diagnostic,
    pub reason: Reason,
}

/// The task for a baseline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BaselineTask {
    /// Accept the findings in it.
    #[default]
    Read,
    /// Accept all findings and write them.
    Write,
    /// Accept the findings in it, and remove the entries that match nothing.
    Prune,
}

/// All that decides what is reported of the findings of some projects.
#[derive(Debug)]
pub struct Input<'a> {
    pub config: &'a Config,
    /// All rules.
    pub rules: &'a [RuleEntry],
    /// The configuration and the folder that its globs start from, relative to the root of the run, with a `/` at its
    /// end unless it is empty.
    pub source: Option<&'a Source>,
    pub folder: &'a str,
    pub comments: &'a BTreeMap<Arc<str>, Vec<Comment>>,
    /// The baseline; empty where there is none.
    pub baseline: &'a Source,
    pub task: BaselineTask,
    /// Whether all files to which the configuration applies were checked.
    pub is_whole: bool,
    /// Whether some of these files could not be read; then it is unknown what would match.
    pub is_broken: bool,
}

/// The findings after suppression.
#[derive(Debug)]
pub struct Verdict {
    pub diagnostics: Vec<Diagnostic>,
    pub suppressed: Vec<Suppressed>,
    /// The new text of the baseline, where the task asks for one.
    pub baseline: Option<String>,
}

/// The entries and comments that have matched a finding.
#[derive(Debug, Default)]
struct UsedSuppressions {
    /// The file, the number of the comment in it, and that of the rule in the comment.
    comments: BTreeSet<(Arc<str>, usize, usize)>,
    /// The number of the entry, and that of the rule in it.
    entries: BTreeSet<(usize, usize)>,
}

/// Whether no comment and no entry may ignore findings of a rule.
#[must_use]
pub fn is_protected(rule: &str, config: &Config) -> bool {
    PROTECTED.contains(&rule) || config.no_ignore.contains(rule)
}

/// Sorts out findings, which have no numbers yet.
#[must_use]
pub fn apply(mut diagnostics: Vec<Diagnostic>, scope: &Input<'_>) -> Verdict {
    // The numbers of findings that look the same follow their order.
    sort_and_dedup(&mut diagnostics);
    let comments = scope.comments.iter().map(|(file, comments)| (file.clone(), Index::of(comments, scope))).collect();
    let mut entries = entry::Entries::of(scope);
    let mut used = UsedSuppressions::default();
    let mut suppressed = Vec::new();
    let unless_ignored = |diagnostic: Diagnostic| match ignored(&diagnostic, scope, &comments, &mut entries, &mut used)
    {
        Some(reason) => {
            suppressed.push(Suppressed { diagnostic, reason });
            None
        }
        None => Some(diagnostic),
    };
    let mut open: Vec<Diagnostic> = diagnostics.into_iter().filter_map(unless_ignored).collect();
    let all = open.iter().chain(suppressed.iter().map(|it| &it.diagnostic));
    let unused = unused::comments_and_entries(scope, &used, all);
    open.extend(scope.reported(unused));
    // Ignored findings come last, so that the numbers of all others do not depend on them.
    number(open.iter_mut().chain(suppressed.iter_mut().map(|it| &mut it.diagnostic)).collect(), scope);
    let (diagnostics, baseline) = accept(open, scope, &mut suppressed);
    Verdict { diagnostics, suppressed, baseline }
}

impl Input<'_> {
    /// Whether a rule exists and runs; in one file, or in any.
    fn runs(&self, rule: &str, file: Option<&str>) -> bool {
        let Some(entry) = self.entry(rule) else { return false };
        match file {
            Some(file) => self.config.in_file(self.relative(file)).setting(rule, entry.recommended).on,
            None => self.config.may_run(rule, entry.recommended),
        }
    }

    fn entry(&self, rule: &str) -> Option<&RuleEntry> {
        self.rules.iter().find(|entry| entry.name == rule)
    }

    fn knows_rule(&self, rule: &str) -> bool {
        self.entry(rule).is_some()
    }

    /// A path as the globs of the configuration take it.
    fn relative<'f>(&self, file: &'f str) -> &'f str {
        file.strip_prefix(self.folder).unwrap_or(file)
    }

    /// The findings whose rule is on in the configuration, with the severity that it sets.
    pub fn reported(&self, diagnostics: Vec<Diagnostic>) -> impl Iterator<Item = Diagnostic> {
        // The findings of a file mostly follow each other.
        let mut last: Option<(Arc<str>, InFile<'_>)> = None;
        diagnostics.into_iter().filter_map(move |diagnostic| {
            let (file, rule) = (diagnostic.primary.location.file.clone(), diagnostic.rule);
            let known = last.take().filter(|(known, _)| *known == file);
            let (_, settings) = last.insert(known.unwrap_or_else(|| {
                let settings = self.config.in_file(self.relative(&file));
                (file, settings)
            }));
            let severity = settings.severity(rule).unwrap_or(diagnostic.severity);
            let is_on = || self.entry(rule).is_some_and(|entry| settings.setting(rule, entry.recommended).on);
            // The crash of a rule is always reported.
            (rule == FAILURE || is_on()).then(|| diagnostic.with_severity(severity))
        })
    }

    /// Whether comments and entries may ignore findings of a rule.
    fn is_protected(&self, rule: &str) -> bool {
        is_protected(rule, self.config)
    }

    /// Whether a baseline may accept findings of a rule.
    fn is_never_accepted(&self, rule: &str) -> bool {
        rule == FAILURE || self.config.no_ignore.contains(rule)
    }

    /// Whether an ignore with this reason counts.
    fn counts(&self, reason: Option<&str>) -> bool {
        reason.is_some() || !self.config.require_reason
    }
}

/// An index of comments, to find the one that matches a finding.
#[derive(Debug, Default)]
struct Index<'a> {
    /// The ends of the targets by their starts.
    targets: BTreeMap<u32, u32>,
    /// The index of the comment and of the rule in it, by the start of the target (`None`: the file) and the rule. Of
    /// two comments with the same content, the first one counts.
    rules: FxHashMap<(Option<u32>, &'a str), (usize, usize)>,
}

/// At one place no more targets lie one over the other: that of a line where a scalar of several lines starts, and
/// that of the line where it ends.
const TARGETS: usize = 2;

impl<'a> Index<'a> {
    fn of(comments: &'a [Comment], scope: &Input<'_>) -> Self {
        let mut index = Index::default();
        let valid = comments.iter().enumerate().filter(|(_, comment)| scope.counts(comment.reason.as_deref()));
        for (number, comment) in valid {
            let start = match comment.target {
                Target::File => None,
                Target::Within(span) => {
                    index.targets.insert(span.start, span.end);
                    Some(span.start)
                }
            };
            for (position, rule) in comment.rules.iter().enumerate() {
                index.rules.entry((start, &rule.name)).or_insert((number, position));
            }
        }
        index
    }

    /// The comment that is about a finding, and the number of the rule in it.
    fn find(&self, diagnostic: &Diagnostic) -> Option<(usize, usize)> {
        let start = diagnostic.primary.location.place.span.start;
        let near = self.targets.range(..=start).rev().take(TARGETS).filter(|(_, end)| start <= **end);
        let targets = near.map(|(start, _)| Some(*start)).chain([None]);
        targets.into_iter().find_map(|target| self.rules.get(&(target, diagnostic.rule)).copied())
    }
}

/// Why a finding is ignored by a comment or by an entry; `None`: it is not.
fn ignored(
    diagnostic: &Diagnostic,
    scope: &Input<'_>,
    comments: &FxHashMap<Arc<str>, Index<'_>>,
    entries: &mut entry::Entries<'_>,
    used: &mut UsedSuppressions,
) -> Option<Reason> {
    let rule = diagnostic.rule;
    if scope.is_protected(rule) {
        return None;
    }
    let location = &diagnostic.primary.location;
    if let Some((number, position)) = comments.get(&location.file).and_then(|index| index.find(diagnostic)) {
        used.comments.insert((location.file.clone(), number, position));
        let comment = scope.comments.get(&location.file).and_then(|comments| comments.get(number));
        return Some(Reason::Comment(comment.and_then(|comment| comment.reason.clone())));
    }
    let mut matching = entries.about(rule, &location.file, scope).iter();
    let found = matching.find(|ignore| entry::applies_to(ignore.entry, &location.place))?;
    used.entries.insert((found.number, found.position));
    Some(Reason::ConfigEntry(found.entry.reason.clone()))
}

/// Numbers findings that have the same identity.
fn number(mut diagnostics: Vec<&mut Diagnostic>, scope: &Input<'_>) {
    for diagnostic in &mut diagnostics {
        let file = &diagnostic.primary.location.file;
        diagnostic.folder = file.len() - scope.relative(file).len();
    }
    let mut seen: FxHashMap<_, u32> = FxHashMap::default();
    let identities = diagnostics.iter().map(|diagnostic| diagnostic.identity());
    let next = |identity| {
        let count = seen.entry(identity).or_default();
        *count += 1;
        *count - 1
    };
    let numbers: Vec<u32> = identities.map(next).collect();
    for (diagnostic, number) in diagnostics.into_iter().zip(numbers) {
        diagnostic.occurrence = number;
    }
}

/// Moves the findings that the baseline accepts to `suppressed`. Returns the rest, with findings in the baseline
/// itself, and the new baseline if it is requested.
fn accept(
    open: Vec<Diagnostic>,
    scope: &Input<'_>,
    suppressed: &mut Vec<Suppressed>,
) -> (Vec<Diagnostic>, Option<String>) {
    let text = scope.baseline.text();
    let entries = baseline::entries(text);
    let mut numbers: FxHashMap<&str, usize> = FxHashMap::default();
    for (number, entry) in entries.iter().enumerate().filter(|(_, entry)| !entry.fingerprint.is_empty()) {
        numbers.entry(entry.fingerprint).or_insert(number);
    }
    let mut matched = vec![false; entries.len()];
    let mut lines = BTreeSet::new();
    let unless_accepted = |diagnostic: Diagnostic| {
        let may = !scope.is_never_accepted(diagnostic.rule);
        // Most projects have no baseline, and then no fingerprint is needed.
        let number = if numbers.is_empty() { None } else { numbers.get(&*diagnostic.fingerprint()) };
        let known = number.and_then(|number| matched.get_mut(*number));
        if let Some(matched) = known.filter(|_| may) {
            *matched = true;
        } else if !may || scope.task != BaselineTask::Write {
            return Some(diagnostic);
        }
        lines.insert(baseline::line(&diagnostic));
        suppressed.push(Suppressed { diagnostic, reason: Reason::Baseline });
        None
    };
    let mut rest: Vec<Diagnostic> = open.into_iter().filter_map(unless_accepted).collect();
    let left: Vec<&BaselineEntry<'_>> =
        entries.iter().zip(matched).filter(|(_, matched)| !matched).map(|it| it.0).collect();
    match scope.task {
        BaselineTask::Read => {
            rest.extend(scope.reported(unused::lines(scope, &left)));
            (rest, None)
        }
        BaselineTask::Write => {
            // Entries for files that were not checked remain.
            lines.extend(left.iter().filter(|_| !scope.is_whole).map(|entry| entry.line.to_owned()));
            (rest, Some(baseline::render(&lines)))
        }
        BaselineTask::Prune => {
            let stale: Vec<&BaselineEntry<'_>> =
                left.into_iter().filter(|entry| unused::is_stale(scope, entry)).collect();
            (rest, Some(baseline::without(text, &stale)))
        }
    }
}
