//! Determines the state of each attribute of a project, and which other attributes its readers meant. Does not know
//! findings.

use std::collections::{BTreeMap, BTreeSet};

use super::State;
use crate::text::invisible::trim;
use crate::workspace::analysis::{Arrival, Obstacle, mixed_case, unpadded};
use crate::workspace::{Analysis, Spelling, Workspace};

/// Determines the state of each attribute of a project.
pub(super) struct AttributeStates<'a> {
    pub(super) analysis: Analysis<'a>,
    /// The obstacles in the way of each attribute, by its name.
    own: BTreeMap<&'a str, BTreeSet<Obstacle>>,
    /// The same for the other end: what the reader, or the writer, of another name means.
    others: BTreeMap<&'a str, BTreeSet<Obstacle>>,
    unread: BTreeSet<&'a str>,
    /// The names with a reader to which no known path leads from a writer.
    unrouted: BTreeSet<&'a str>,
}

impl<'a> AttributeStates<'a> {
    pub(super) fn of(workspace: &'a Workspace) -> Self {
        let analysis = Analysis::of(workspace);
        let unread = analysis.unread().iter().filter(|it| it.is_surely_written());
        let unread = unread.map(|spelling| spelling.name).collect();
        let unrouted = analysis.unrouted().iter().filter(|(reader, _)| reader.usage.is_certain());
        let unrouted = unrouted.filter_map(|(reader, _)| reader.usage.known_name()).collect();
        let mut states = AttributeStates { analysis, own: BTreeMap::new(), others: BTreeMap::new(), unread, unrouted };
        states.add_missed();
        states.add_padded(workspace);
        for (spelling, _) in states.analysis.almost_well_known() {
            if spelling.is_surely_written() {
                states.own.entry(spelling.name).or_default().insert(Obstacle::AlmostWellKnown);
            }
        }
        for mixed in workspace.attributes().filter_map(mixed_case) {
            for other in mixed.others {
                states.own.entry(other.name).or_default().insert(Obstacle::MixedCapitalisation);
            }
            states.others.entry(mixed.best.name).or_default().insert(Obstacle::MixedCapitalisation);
        }
        states
    }

    fn add_missed(&mut self) {
        for reader in self.analysis.missed() {
            let (Some(name), Some(obstacle)) = (reader.usage.usage.known_name(), reader.arrival.obstacle()) else {
                continue;
            };
            self.own.entry(name).or_default().insert(obstacle);
            for name in names(&reader.arrival) {
                self.others.entry(name).or_default().insert(obstacle);
            }
        }
    }

    fn add_padded(&mut self, workspace: &'a Workspace) {
        for spelling in workspace.spellings() {
            let trimmed = trim(spelling.name);
            if trimmed.is_empty() || trimmed == spelling.name {
                continue;
            }
            self.own.entry(spelling.name).or_default().insert(Obstacle::Padded);
            let unpadded_names =
                spelling.uses().filter_map(|usage| unpadded(workspace, usage, trimmed)?.usage.known_name());
            for name in unpadded_names {
                self.others.entry(name).or_default().insert(Obstacle::Padded);
            }
        }
    }

    /// The names whose readers find no value, each with the set names that were meant.
    pub(super) fn meant(&self) -> impl Iterator<Item = (&'a str, Vec<&'a str>)> {
        let missed = self.analysis.missed().iter();
        missed.filter_map(|reader| Some((reader.usage.usage.known_name()?, names(&reader.arrival))))
    }

    /// The state of an attribute. `has_ends`: whether both ends are in sight. The other end of one that is broken is as
    /// broken, unless it reaches others.
    pub(super) fn state(&self, spelling: Spelling<'_>, has_ends: bool) -> State {
        let first = |obstacles: &BTreeMap<&str, BTreeSet<Obstacle>>| {
            obstacles.get(spelling.name).and_then(|obstacles| obstacles.first().copied())
        };
        match first(&self.own) {
            Some(obstacle) if obstacle.prevents_reading() => State::Broken(obstacle),
            _ if has_ends && self.unrouted.contains(spelling.name) => State::NoPath,
            _ if has_ends => State::Fine,
            Some(obstacle) => State::Broken(obstacle),
            None if self.unread.contains(spelling.name) => State::Unread,
            None => first(&self.others).map_or(State::Open, State::Broken),
        }
    }
}

/// The names that were meant, as they are set.
fn names<'a>(arrival: &Arrival<'a>) -> Vec<&'a str> {
    match arrival {
        Arrival::OtherCapitalisation(set) => set.iter().map(|set| set.name).collect(),
        Arrival::NearMiss { meant, .. } => vec![meant.name],
        _ => Vec::new(),
    }
}
