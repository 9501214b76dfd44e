//! Reports comments, entries and lines of a baseline that match no finding, or that cannot have an effect.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::baseline::BaselineEntry;
use super::entry::applies_to;
use super::{Input, RULE, UsedSuppressions};
use crate::config::{Ignore, RuleName};
use crate::diagnostic::{Diagnostic, Edit, Fix, Location, Place, Safety, Severity};
use crate::text::Span;
use crate::wording::{closest, did_you_mean, list};

/// A comment or an entry.
struct Suppression<'a> {
    file: &'a Arc<str>,
    /// Its name in messages.
    noun: &'static str,
    rules: &'a [RuleName],
    /// The span of a finding about the whole entry.
    span: Span,
    /// The span to delete with the whole entry.
    removal: Option<Span>,
    has_reason: bool,
    /// The file in which the rules must run for it to match; `None`: any.
    runs_in: Option<&'a str>,
    /// Findings of its rules in its files, at other places than its own.
    elsewhere: Vec<&'a Diagnostic>,
}

/// The most places that a finding about an entry names.
const PLACES: usize = 3;

/// The findings of each rule, in their order.
type ByRule<'a> = FxHashMap<&'a str, Vec<&'a Diagnostic>>;

/// Findings of the rules of an entry in its files. Empty if one of them is at the place of the entry: another entry or a
/// comment ignores that one.
fn elsewhere<'a>(entry: &Ignore, found: &ByRule<'a>, scope: &Input<'_>) -> Vec<&'a Diagnostic> {
    /// The most findings that are looked at for one entry, of which there may be thousands.
    const COMPARED: usize = 1_000;
    if entry.path.is_none() && entry.pointer.is_none() {
        return Vec::new();
    }
    let of_rules = entry.rules.iter().filter_map(|rule| found.get(&*rule.name)).flatten().take(COMPARED);
    let in_files = of_rules.filter(|it| entry.files.is_match(scope.relative(&it.primary.location.file)));
    let mut found: Vec<&Diagnostic> = in_files.copied().collect();
    if found.iter().any(|it| applies_to(entry, &it.primary.location.place)) {
        return Vec::new();
    }
    found.truncate(PLACES);
    found
}

/// Findings about comments and entries; `all`: the findings of the rules, reported and ignored ones.
pub(super) fn comments_and_entries<'a>(
    scope: &Input<'_>,
    used: &UsedSuppressions,
    all: impl Iterator<Item = &'a Diagnostic>,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut by_rule = ByRule::default();
    if scope.config.ignores.iter().any(|entry| entry.path.is_some() || entry.pointer.is_some()) {
        all.for_each(|it| by_rule.entry(it.rule).or_default().push(it));
    }
    for (file, comments) in scope.comments {
        for (number, comment) in comments.iter().enumerate() {
            let suppression = Suppression {
                file,
                noun: "comment",
                rules: &comment.rules,
                span: comment.span,
                removal: Some(comment.removal),
                has_reason: comment.reason.is_some(),
                runs_in: Some(file),
                elsewhere: Vec::new(),
            };
            match &comment.fault {
                Some(fault) => found.push(
                    finding(file, fault.span, format!("invalid ignore comment: {}", fault.message), "syntax error", "")
                        .with_help("write the comment as `flowvet: ignore[rule] reason`"),
                ),
                None => {
                    suppression.report_problems(
                        scope,
                        |rule| used.comments.contains(&(file.clone(), number, rule)),
                        &mut found,
                    );
                }
            }
        }
    }
    let entries = scope.source.into_iter().flat_map(|source| scope.config.ignores.iter().map(move |it| (source, it)));
    for (number, (source, entry)) in entries.enumerate() {
        let suppression = Suppression {
            file: source.path(),
            noun: "entry",
            rules: &entry.rules,
            span: entry.span,
            removal: entry.lines,
            has_reason: entry.reason.is_some(),
            runs_in: None,
            elsewhere: elsewhere(entry, &by_rule, scope),
        };
        suppression.report_problems(
            scope,
            |rule| used.entries.contains(&(number, rule)) || !scope.is_whole,
            &mut found,
        );
    }
    found
}

impl Suppression<'_> {
    /// Reports what is wrong with it; `is_used` returns whether the rule at an index has matched.
    fn report_problems(&self, scope: &Input<'_>, is_used: impl Fn(usize) -> bool, found: &mut Vec<Diagnostic>) {
        let noun = self.noun;
        if !scope.counts(self.has_reason.then_some("")) {
            let message = format!("this ignore {noun} has no reason, so it has no effect (`require-reason` is on)");
            let help = if noun == "comment" { "add a reason after the `]`" } else { "add `reason = \"…\"`" };
            found.push(finding(self.file, self.span, message, "reason missing", &self.names()).with_help(help));
            return;
        }
        let mut idle = Vec::new();
        for (number, rule) in self.rules.iter().enumerate() {
            if let Some((message, label, help)) = unmatchable(scope, &rule.name) {
                // Of a rule in an entry that there is not, the schema of the configuration speaks.
                let is_reported_elsewhere = self.runs_in.is_none() && !scope.knows_rule(&rule.name);
                found.extend(
                    (!is_reported_elsewhere)
                        .then(|| finding(self.file, rule.span, message, label, &rule.name).with_help(help)),
                );
            } else if !is_used(number) && !scope.is_broken && scope.runs(&rule.name, self.runs_in) {
                idle.push(number);
            }
        }
        if idle.len() == self.rules.len() && !self.elsewhere.is_empty() {
            found.push(self.misses());
            return;
        }
        if idle.len() == self.rules.len() && !idle.is_empty() {
            let fix = self.removal.map(|span| self.fix(format!("remove the {noun}"), span));
            let place = if noun == "comment" { "here" } else { "in these files" };
            let message = format!("unused ignore {noun}: there is no {} finding {place}", self.names());
            let unused = finding(self.file, self.span, message, "unused", &self.names());
            found.push(with_fix(unused.with_help(format!("remove the {noun}; it could hide a future problem")), fix));
            return;
        }
        for number in &idle {
            let Some(rule) = self.rules.get(*number) else { continue };
            let message = format!("`{}` in this ignore {noun} is unused: there is no such finding", rule.name);
            let unused = finding(self.file, rule.span, message, "unused", &rule.name)
                .with_help(format!("remove `{}` from the list; it could hide a future problem", rule.name));
            let fix = self.without(*number, &idle).map(|span| self.fix(format!("remove `{}`", rule.name), span));
            found.push(with_fix(unused, fix));
        }
    }

    /// The finding about an entry whose place has no finding of its rules while other places of its files have some.
    fn misses(&self) -> Diagnostic {
        let places = self.elsewhere.iter().map(|it| {
            let place = &it.primary.location.place;
            if place.path.is_empty() { place.pointer.to_string() } else { place.words() }
        });
        let mut places: Vec<String> = places.filter(|place| !place.is_empty()).collect();
        places.dedup();
        let message = format!(
            "unused ignore entry: its place has no {} finding, but other places in this file have one",
            self.names()
        );
        let help = match places.as_slice() {
            [] => "correct `path` or `pointer`, or remove the entry".to_owned(),
            places => format!("correct `path` or `pointer`, or remove the entry; findings are at {}", list(places)),
        };
        let unused = finding(self.file, self.span, message, "matches nothing", &self.names()).with_help(help);
        let locations = self.elsewhere.iter().map(|it| it.primary.location.clone());
        locations.fold(unused, |unused, location| unused.with_related(location, "not ignored by this entry"))
    }

    /// `` `x` and `y` ``, as many as there are.
    fn names(&self) -> String {
        let names: Vec<String> = self.rules.iter().map(|rule| format!("`{}`", rule.name)).collect();
        match names.as_slice() {
            [before @ .., last] if !before.is_empty() => format!("{} or {last}", before.join(", ")),
            _ => names.concat(),
        }
    }

    /// The span to delete to remove a rule from the list: with the comma before it, and at the beginning of the list
    /// with the one after it. So the edits for several rules of one list never overlap.
    fn without(&self, number: usize, idle: &[usize]) -> Option<Span> {
        let rule = self.rules.get(number)?.written;
        let is_leading = idle.get(..=number).is_some_and(|first| first.iter().copied().eq(0..=number));
        if is_leading {
            let next = self.rules.get(number + 1)?.written;
            return Some(Span { start: rule.start, end: next.start });
        }
        let before = self.rules.get(number.checked_sub(1)?)?.written;
        Some(Span { start: before.end, end: rule.end })
    }

    fn fix(&self, title: String, span: Span) -> Fix {
        removal(self.file, title, span)
    }
}

/// Why nothing can ever match the name of a rule: message, label and help.
fn unmatchable(scope: &Input<'_>, rule: &str) -> Option<(String, &'static str, String)> {
    if !scope.knows_rule(rule) {
        let names: Vec<&str> = scope.rules.iter().map(|entry| entry.name).collect();
        let help = did_you_mean(closest(rule, &names), "run `flowvet rules` to list the rules");
        return Some((format!("`{rule}` is not a rule, so naming it here has no effect"), "unknown rule", help));
    }
    scope.is_protected(rule).then(|| {
        let help = if scope.config.no_ignore.contains(rule) {
            format!("fix the problem, or remove `{rule}` from `no-ignore` in flowvet.toml")
        } else {
            "fix the problem, or turn the rule off in flowvet.toml".to_owned()
        };
        (format!("`{rule}` cannot be ignored, so naming it here has no effect"), "no effect", help)
    })
}

/// Whether a line of a baseline that has matched nothing never will.
pub(super) fn is_stale(scope: &Input<'_>, entry: &BaselineEntry<'_>) -> bool {
    let was_looked_for = scope.is_whole && !scope.is_broken && scope.runs(entry.rule, None);
    entry.fingerprint.is_empty()
        || !scope.knows_rule(entry.rule)
        || was_looked_for
        || scope.is_never_accepted(entry.rule)
}

/// Findings about lines of the baseline that have matched nothing.
pub(super) fn lines(scope: &Input<'_>, left: &[&BaselineEntry<'_>]) -> Vec<Diagnostic> {
    let file = scope.baseline.path();
    let stale = left.iter().filter(|entry| is_stale(scope, entry));
    stale
        .map(|entry| {
            let rule = entry.rule;
            let (message, label) = if entry.fingerprint.is_empty() {
                ("this line is not a valid baseline entry".to_owned(), "syntax error")
            } else if !scope.knows_rule(rule) {
                (format!("this baseline entry has no effect: `{rule}` is not a rule"), "unknown rule")
            } else if scope.is_never_accepted(rule) {
                (format!("this baseline entry has no effect: a baseline cannot accept `{rule}`"), "no effect")
            } else {
                (format!("this baseline entry is no longer needed: the `{rule}` finding is gone"), "unused")
            };
            finding(file, entry.span, message, label, entry.line)
                .with_help("run `flowvet check --prune-baseline` to remove it")
                .with_fix(removal(file, "remove the line".to_owned(), entry.removal))
        })
        .collect()
}

fn finding(file: &Arc<str>, span: Span, message: impl Into<String>, label: &str, subject: &str) -> Diagnostic {
    let place = Place::at(span);
    let location = Location { file: file.clone(), place };
    Diagnostic::new(RULE, Severity::Warning, message, location, label, subject)
}

fn with_fix(mut diagnostic: Diagnostic, fix: Option<Fix>) -> Diagnostic {
    diagnostic.fix = fix;
    diagnostic
}

fn removal(file: &Arc<str>, title: String, span: Span) -> Fix {
    Fix { title, safety: Safety::Safe, edits: vec![Edit { file: file.clone(), span, replacement: String::new() }] }
}
