//! In: edits of several fixes. Out: which of them can be made at the same time.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::diagnostic::Edit;
use crate::text::Span;

/// The places of a round that are taken, by file. Only an insertion may have several edits.
#[derive(Debug, Default)]
pub(super) struct Taken(FxHashMap<Arc<str>, BTreeMap<Span, Vec<Owner>>>);

/// The rule that made an edit, and what the edit writes.
type Owner = (&'static str, String);

impl Taken {
    /// Takes the places of all edits of a fix of `rule`, or none of them where one is taken already.
    pub(super) fn take(&mut self, rule: &'static str, edits: &[Edit]) -> bool {
        for (number, edit) in edits.iter().enumerate() {
            let spans = self.0.entry(edit.file.clone()).or_default();
            if is_free(spans, rule, edit) {
                spans.entry(edit.span).or_default().push((rule, edit.replacement.clone()));
                continue;
            }
            for edit in edits.iter().take(number) {
                self.give_back(edit);
            }
            return false;
        }
        true
    }

    fn give_back(&mut self, edit: &Edit) {
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
