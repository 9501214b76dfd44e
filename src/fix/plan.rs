//! Selects from the edits of several fixes those that can be made at the same time.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::diagnostic::Edit;
use crate::text::Span;

/// The places of a round that are taken, by file. Only an insertion may have several edits.
#[derive(Debug, Default)]
pub(super) struct TakenPlaces(FxHashMap<Arc<str>, BTreeMap<Span, Vec<Owner>>>);

/// Groups the files that the same fixes change: files are in one group if a chain of fixes connects them.
#[derive(Debug, Default)]
pub(super) struct Groups {
    numbers: FxHashMap<Arc<str>, usize>,
    /// The group that each group was joined to; itself where it was not.
    parents: Vec<usize>,
}

impl Groups {
    /// Puts the files of all edits of a fix into one group.
    pub(super) fn join(&mut self, edits: &[Edit]) {
        let Some((first, others)) = edits.split_first() else { return };
        let root = self.of(&first.file);
        for other in others {
            let other = self.of(&other.file);
            if let Some(parent) = self.parents.get_mut(other) {
                *parent = root;
            }
        }
    }

    /// The group of a file.
    pub(super) fn of(&mut self, file: &Arc<str>) -> usize {
        let next = self.parents.len();
        let mut number = *self.numbers.entry(file.clone()).or_insert(next);
        if number == next {
            self.parents.push(next);
        }
        while let Some(parent) = self.parents.get(number).copied().filter(|parent| *parent != number) {
            // Each look halves the way to the last one.
            let grandparent = self.parents.get(parent).copied().unwrap_or(parent);
            if let Some(slot) = self.parents.get_mut(number) {
                *slot = grandparent;
            }
            number = grandparent;
        }
        number
    }
}

/// The rule that made an edit, and what the edit writes.
type Owner = (&'static str, String);

impl TakenPlaces {
    /// Reserves the places of all edits of a fix of `rule`, or none of them if one is not free.
    pub(super) fn take(&mut self, rule: &'static str, edits: &[Edit]) -> bool {
        for (number, edit) in edits.iter().enumerate() {
            let spans = self.0.entry(edit.file.clone()).or_default();
            if is_free(spans, rule, edit) {
                spans.entry(edit.span).or_default().push((rule, edit.replacement.clone()));
                continue;
            }
            for edit in edits.iter().take(number) {
                self.release(edit);
            }
            return false;
        }
        true
    }

    fn release(&mut self, edit: &Edit) {
        let Some(spans) = self.0.get_mut(&edit.file) else { return };
        let Some(owners) = spans.get_mut(&edit.span) else { return };
        owners.pop();
        if owners.is_empty() {
            spans.remove(&edit.span);
        }
    }
}

/// Whether an edit overlaps none of `taken`, which do not overlap each other. Edits that touch do not overlap. A rule
/// may insert different texts at one place, one after the other in the order of its findings.
fn is_free(taken: &BTreeMap<Span, Vec<Owner>>, rule: &'static str, edit: &Edit) -> bool {
    let span = edit.span;
    if let Some(owners) = taken.get(&span) {
        let goes_with = |(by, text): &Owner| *by == rule && *text != edit.replacement;
        return span.is_empty() && owners.iter().all(goes_with);
    }
    let first = Span { start: span.start, end: 0 };
    let reaches_in = taken.range(..first).next_back().is_some_and(|(before, _)| before.end > span.start);
    let mut inside = taken.range(first..).map(|(inner, _)| inner).take_while(|inner| inner.start < span.end);
    !reaches_in && !inside.any(|inner| inner.end > span.start)
}
