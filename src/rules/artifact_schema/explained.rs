//! Finds the violations that follow from parts of an action that are at the wrong level. A file may have any number of both.

use crate::artifact::flow::attributes::Misplaced;
use crate::schema::Violation;
use crate::text::Span;

/// The places that misplaced parts of an action explain.
pub(super) struct Explained {
    misplaced: Spans,
    scopes: Spans,
}

impl Explained {
    pub(super) fn by(misplaced: &[Misplaced<'_>]) -> Self {
        Explained {
            misplaced: Spans::of(misplaced.iter().map(|it| it.at.span())),
            scopes: Spans::of(misplaced.iter().map(|it| it.scope.span())),
        }
    }

    pub(super) fn contains(&self, violation: &Violation<'_>) -> bool {
        let at = violation.at.span();
        self.misplaced.any_around(violation.span) || self.scopes.any_around(at) || self.misplaced.any_inside(at)
    }
}

/// Spans by their starts, each with the last end of those up to it and the first end of those from it on.
struct Spans(Vec<(u32, u32, u32)>);

impl Spans {
    fn of(spans: impl Iterator<Item = Span>) -> Self {
        let mut all: Vec<(u32, u32, u32)> = spans.map(|span| (span.start, span.end, span.end)).collect();
        all.sort_unstable();
        let mut last = 0;
        for (_, end, _) in &mut all {
            last = last.max(*end);
            *end = last;
        }
        let mut first = u32::MAX;
        for (_, _, end) in all.iter_mut().rev() {
            first = first.min(*end);
            *end = first;
        }
        Spans(all)
    }

    /// Whether one of them contains `span`.
    fn any_around(&self, span: Span) -> bool {
        let after = self.0.partition_point(|(start, ..)| *start <= span.start);
        after.checked_sub(1).and_then(|last| self.0.get(last)).is_some_and(|(_, end, _)| span.end <= *end)
    }

    /// Whether `span` contains one of them.
    fn any_inside(&self, span: Span) -> bool {
        let from = self.0.partition_point(|(start, ..)| *start < span.start);
        self.0.get(from).is_some_and(|(_, _, end)| *end <= span.end)
    }
}
