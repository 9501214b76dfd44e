//! In: the outcome of a run. Out: its text in one format. Computes nothing that the outcome does not hold.

use crate::diagnostic::{Location, Step};
use crate::engine::Outcome;
use crate::text::{Encoding, Position, Source};

pub mod concise;
pub mod diff;
mod excerpt;
pub mod fixes;
pub mod human;
pub mod json;
pub mod look;
mod printable;
pub mod sarif;

/// How the command names itself in reports.
const TOOL: &str = "flowvet";

/// The source that a location points into; `None` where the file could not be read.
fn source<'a>(outcome: &'a Outcome, location: &Location) -> Option<&'a Source> {
    outcome.sources.get(&location.file).map(AsRef::as_ref)
}

/// Whether the lines and columns of a location are those of the decoded text and not those of its file.
fn is_decoded(outcome: &Outcome, location: &Location) -> bool {
    source(outcome, location).is_some_and(|source| source.encoding() == Encoding::Export)
}

/// Where a location starts and where it ends, as people count. A file that could not be read has one place only.
fn range(outcome: &Outcome, location: &Location) -> (Position, Position) {
    let span = location.place.span;
    source(outcome, location).map_or((Position { line: 1, column: 1 }, Position { line: 1, column: 1 }), |source| {
        (source.position(span.start), source.position(span.end))
    })
}

/// A step for machines: kind, name and number with blanks between, without quotes.
fn step(step: &Step) -> String {
    let mut text = step.kind.to_string();
    if let Some(name) = &step.name {
        text = text + " " + name;
    }
    if let Some(tracking) = step.tracking {
        text = text + " #" + &tracking.to_string();
    }
    text
}
