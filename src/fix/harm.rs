//! Compares the findings before and after some fixes and describes the harm that the fixes did. A finding that only
//! becomes visible is not harm: a rule that could not check a broken template now can.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{Texts, all};
use crate::diagnostic::{Diagnostic, Edit};
use crate::engine::Outcome;
use crate::suppress;
use crate::text::{Source, Span};

/// The places of the replacements in the new texts, by file, in the order of the text.
#[derive(Debug, Default)]
pub(super) struct Moves(BTreeMap<Arc<str>, Vec<Move>>);

/// An edit and the place of its replacement in the new text.
#[derive(Clone, Copy, Debug)]
struct Move {
    old: Span,
    new: Span,
}

impl Moves {
    /// Those of all edits of a round, which do not overlap.
    pub(super) fn of<'e>(edits: impl Iterator<Item = &'e Edit>) -> Self {
        let mut by_file: BTreeMap<Arc<str>, Vec<&Edit>> = BTreeMap::new();
        for edit in edits {
            by_file.entry(edit.file.clone()).or_default().push(edit);
        }
        let moves = by_file.into_iter().map(|(file, mut edits)| {
            edits.sort_by_key(|edit| edit.span);
            let (mut removed, mut added): (usize, usize) = (0, 0);
            let moves = edits.into_iter().map(|edit| {
                let start = edit.span.start as usize + added - removed;
                removed += edit.span.len();
                added += edit.replacement.len();
                Move { old: edit.span, new: Span::new(start, start + edit.replacement.len()) }
            });
            (file, moves.collect())
        });
        Moves(moves.collect())
    }

    /// The place of the replacement of an edit.
    fn of_edit(&self, edit: &Edit) -> Option<Span> {
        let moves = self.0.get(&edit.file)?;
        let at = moves.binary_search_by_key(&edit.span, |it| it.old).ok()?;
        moves.get(at).map(|it| it.new)
    }

    /// A place of the old text in the new one; empty where an edit has taken it away.
    fn moved(&self, file: &str, span: Span) -> Span {
        let moves = self.0.get(file).map_or(&[][..], Vec::as_slice);
        let shift = |at: u32, is_end: bool| {
            let next = moves.partition_point(|it| if is_end { it.old.start < at } else { it.old.end <= at });
            match next.checked_sub(1).and_then(|last| moves.get(last)) {
                Some(last) if at < last.old.end => last.new.end,
                Some(last) => at - last.old.end + last.new.end,
                None => at,
            }
        };
        let before = moves.partition_point(|it| it.old.start < span.start);
        let inside = before.checked_sub(1).and_then(|last| moves.get(last)).filter(|it| span.start < it.old.end);
        let start = match inside {
            Some(inside) => inside.new.start,
            None => shift(span.start, false),
        };
        Span::new(start as usize, shift(span.end, true) as usize)
    }

    /// Whether a place of a new text touches a replacement.
    fn touches(&self, file: &str, span: Span) -> bool {
        let Some(moves) = self.0.get(file) else { return false };
        let at = moves.partition_point(|it| it.new.end < span.start);
        moves.get(at).is_some_and(|it| it.new.start <= span.end)
    }
}

/// The starts and ends of findings by kind and file, to count those that overlap a place.
pub(super) type Places<'o> = FxHashMap<(Kind, &'o str), Vec<Span>>;

/// A rule and its message without the texts that it quotes. A rule with several messages may find another mistake where one
/// is fixed: a key that is spelt right, but has the wrong content.
type Kind = (&'static str, String);

fn kind(found: &Diagnostic) -> Kind {
    (found.rule, found.message.split('`').step_by(2).collect())
}

/// The places of all findings of an outcome.
pub(super) fn places(outcome: &Outcome) -> Places<'_> {
    let mut places = Places::default();
    for found in all(outcome) {
        let location = &found.primary.location;
        places.entry((kind(found), &*location.file)).or_default().push(location.place.span);
    }
    for spans in places.values_mut() {
        spans.sort_unstable();
    }
    places
}

/// How many findings of a kind overlap a place. Spans of one rule are short and nest rarely; a bounded look back is enough.
fn count(spans: Option<&Vec<Span>>, at: Span) -> usize {
    const BACK: usize = 8;
    let Some(spans) = spans else { return 0 };
    let end = spans.partition_point(|span| span.start < at.end || at.is_empty() && span.start <= at.start);
    let overlaps =
        |span: &&Span| if at.is_empty() { span.contains(at) } else { span.end > at.start || span.contains(at) };
    let inside = spans.partition_point(|span| span.start < at.start);
    spans.get(inside.saturating_sub(BACK)..end).unwrap_or_default().iter().filter(overlaps).count()
}

/// Describes as a clause the harm of the fixes of `group`, which gave files the texts `changed`; `None` if there is
/// none. Harm means: a file can no longer be read, the finding of a fix remains or returns in the text of the fix, or
/// a new finding is about a text that a fix removed elsewhere.
pub(super) fn harm(
    before: &Outcome,
    after: &Outcome,
    group: &[&Diagnostic],
    old: &Places<'_>,
    changed: &Texts,
    moves: &Moves,
) -> Option<String> {
    if let Some(file) = changed.keys().find(|file| after.broken.contains(*file)) {
        return Some(format!("`{file}` could not be read"));
    }
    if after.summary.files < before.summary.files {
        return Some("flowvet no longer recognised a file".to_owned());
    }
    let new = places(after);
    group.iter().find_map(|fixed| remains(fixed, old, &new, moves)).or_else(|| orphan(before, after, group, moves))
}

/// Whether there are as many findings of its kind as before in what a fix has written.
fn remains(fixed: &Diagnostic, old: &Places<'_>, new: &Places<'_>, moves: &Moves) -> Option<String> {
    let fix = fixed.fix.as_ref()?;
    let location = &fixed.primary.location;
    let key = (kind(fixed), &*location.file);
    let (old, new) = (old.get(&key), new.get(&key));
    let written = fix.edits.iter().filter(|edit| edit.file == location.file).filter_map(|edit| {
        let at = moves.of_edit(edit)?;
        Some((edit.span, at))
    });
    let own = location.place.span;
    let mut regions = written.chain([(own, moves.moved(&location.file, own))]).filter(|(_, at)| !at.is_empty());
    let is_there = regions.any(|(from, to)| {
        let before = count(old, from);
        before > 0 && count(new, to) >= before
    });
    is_there.then(|| format!("`{}` was still reported at the same place", fixed.rule))
}

/// A finding that there was not before, about the text that a fix has taken away, where the fix has changed nothing.
fn orphan(before: &Outcome, after: &Outcome, group: &[&Diagnostic], moves: &Moves) -> Option<String> {
    let taken = group.iter().filter_map(|it| it.fix.as_ref()).flat_map(|fix| &fix.edits);
    let text = |edit: &Edit| word(before.sources.get(&edit.file)?, edit.span);
    let taken: BTreeSet<String> = taken.filter_map(text).collect();
    if taken.is_empty() {
        return None;
    }
    let place = |it: &Diagnostic| (it.rule, it.primary.location.file.clone(), it.primary.location.place.path.clone());
    let mut expected: FxHashMap<_, usize> = FxHashMap::default();
    for known in all(before) {
        *expected.entry(place(known)).or_default() += 1;
    }
    let mut is_expected = |found: &Diagnostic| match expected.get_mut(&place(found)) {
        Some(count @ 1..) => {
            *count -= 1;
            true
        }
        _ => false,
    };
    let about = |found: &Diagnostic| {
        let location = &found.primary.location;
        let about = after.sources.get(&location.file).and_then(|source| word(source, location.place.span));
        !moves.touches(&location.file, location.place.span) && about.is_some_and(|about| taken.contains(&about))
    };
    // Fixing an ignored finding leaves an ignore that matches nothing; the next round removes it.
    let new = all(after).find(|found| found.rule != suppress::RULE && !is_expected(found) && about(found))?;
    Some(format!("`{}` was newly reported: {}", new.rule, new.message))
}

/// The text of a place without quotes, where it is a name.
fn word(source: &Source, span: Span) -> Option<String> {
    let text = source.slice(span).trim_matches(['"', '\'']);
    let is_name = text.chars().any(char::is_alphabetic) && text.len() <= 256;
    is_name.then(|| text.to_owned())
}
