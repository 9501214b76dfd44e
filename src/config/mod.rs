//! In: the text of a `flowvet.toml`. Out: what it asks for, and findings in it. Knows no rule but by name.

use std::collections::BTreeMap;

use crate::artifact::PayloadKind;
use crate::diagnostic::{Diagnostic, Severity};
use crate::text::Source;

/// Which rules are on where the configuration names none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Preset {
    #[default]
    Recommended,
    Strict,
    None,
}

/// What a rule is set to by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    Off,
    On(Severity),
}

/// `[[payload]]`: files that are payloads of a kind.
#[derive(Clone, Debug)]
pub struct PayloadFiles {
    pub files: globset::GlobSet,
    pub kind: PayloadKind,
}

/// A project's configuration. The default is that of a project without a `flowvet.toml`.
#[derive(Clone, Debug, Default)]
pub struct Config {
    pub preset: Preset,
    pub rules: BTreeMap<String, Level>,
    /// Only files that match are read; empty means all.
    pub include: globset::GlobSet,
    pub exclude: globset::GlobSet,
    /// Folders below this one that are projects of their own.
    pub projects: globset::GlobSet,
    pub payloads: Vec<PayloadFiles>,
    pub snippets: globset::GlobSet,
    /// The level from which findings fail a run.
    pub fail_on: Option<Severity>,
}

impl Config {
    /// Whether a rule runs: as the configuration names it, else as the preset has it.
    #[must_use]
    pub fn is_on(&self, rule: &str, recommended: bool) -> bool {
        match (self.rules.get(rule), self.preset) {
            (Some(level), _) => *level != Level::Off,
            (None, Preset::Recommended) => recommended,
            (None, Preset::Strict) => true,
            (None, Preset::None) => false,
        }
    }

    /// The severity that the configuration gives to all findings of a rule; `None`: the rule decides.
    #[must_use]
    pub fn severity(&self, rule: &str) -> Option<Severity> {
        match self.rules.get(rule) {
            Some(Level::On(severity)) => Some(*severity),
            _ => None,
        }
    }
}

/// Reads a configuration. What is wrong with it becomes findings of the rule `configuration`; the rest counts.
#[must_use]
pub fn parse(_source: &Source) -> (Config, Vec<Diagnostic>) {
    (Config::default(), Vec::new())
}
