//! Measures the duration of pieces of work, each with its stage and perhaps its rule, if a request asks for it.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// A part of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Finding projects and files.
    Find,
    /// Reading and decoding files.
    Read,
    /// Parsing files and taking their facts.
    Parse,
    /// Rules that look at one file.
    File,
    /// Rules that look across files.
    Workspace,
    /// Sorting out what is not reported.
    Suppress,
    /// Making reports.
    Report,
}

impl Stage {
    pub const ALL: [Stage; 7] =
        [Stage::Find, Stage::Read, Stage::Parse, Stage::File, Stage::Workspace, Stage::Suppress, Stage::Report];
}

/// How long the parts of a run took, in all threads together.
#[derive(Debug, Default)]
pub struct Timings(Mutex<Times>);

/// By stage and, where the work is that of a rule, by the name of the rule.
pub type Times = BTreeMap<(Stage, Option<&'static str>), Duration>;

impl Timings {
    /// Does some work and adds the time that it took.
    pub fn measure<T>(&self, stage: Stage, rule: Option<&'static str>, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let done = work();
        let took = start.elapsed();
        if let Ok(mut times) = self.0.lock() {
            *times.entry((stage, rule)).or_default() += took;
        }
        done
    }

    #[must_use]
    pub fn times(&self) -> Times {
        self.0.lock().map(|times| times.clone()).unwrap_or_default()
    }
}
