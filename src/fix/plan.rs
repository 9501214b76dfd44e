//! In: edits of several fixes. Out: which of them can be made at the same time.

use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::diagnostic::Edit;
use crate::text::Span;

/// The places of a round that are taken.
#[derive(Debug, Default)]
pub(super) struct Taken(FxHashMap<Arc<str>, BTreeSet<Span>>);

impl Taken {
    /// Takes the places of all edits of a fix, or none of them where one is taken already.
    pub(super) fn take(&mut self, edits: &[Edit]) -> bool {
        for (number, edit) in edits.iter().enumerate() {
            let spans = self.0.entry(edit.file.clone()).or_default();
            if is_free(spans, edit.span) && spans.insert(edit.span) {
                continue;
            }
            for edit in edits.iter().take(number) {
                self.0.entry(edit.file.clone()).or_default().remove(&edit.span);
            }
            return false;
        }
        true
    }
}

/// Whether `span` overlaps none of `taken`, which do not overlap each other. Spans that touch do not overlap.
fn is_free(taken: &BTreeSet<Span>, span: Span) -> bool {
    let first = Span { start: span.start, end: 0 };
    let reaches_in = taken.range(..first).next_back().is_some_and(|before| before.end > span.start);
    let is_inside = |inner: &Span| inner.start < span.end && inner.end > span.start;
    !reaches_in && !taken.range(first..).take_while(|inner| inner.start < span.end).any(is_inside)
}
