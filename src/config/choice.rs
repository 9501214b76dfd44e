//! The rules that the command line chooses. Its choice takes precedence over the configuration.

use std::collections::BTreeSet;

use super::Preset;

/// The rules that always run: without them, a file that could not be read would look like a clean one.
const ALWAYS: [&str; 3] = ["rule-failure", "syntax-error", "unreadable-file"];

/// A choice of rules on the command line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// Replaces the preset of the configuration.
    pub preset: Option<Preset>,
    /// If not empty, only these rules run, regardless of the configuration.
    pub select: BTreeSet<String>,
    /// These rules do not run.
    pub ignore: BTreeSet<String>,
}

impl Choice {
    /// Whether a rule is turned on or off; `None`: the configuration decides.
    pub(super) fn decides(&self, rule: &str) -> Option<bool> {
        if self.ignore.contains(rule) {
            return Some(false);
        }
        (!self.select.is_empty() && !ALWAYS.contains(&rule)).then(|| self.select.contains(rule))
    }
}
