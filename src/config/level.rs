//! Defines the levels of rules: presets, the settings of a rule in a table, and where a setting comes from.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::OptionValue;
use super::definition::OFF;
use crate::diagnostic::Severity;

/// The rules that are on unless the configuration names them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Preset {
    /// Those that are right practically always.
    #[default]
    Recommended,
    /// All.
    Strict,
    /// Those that the configuration names.
    None,
}

impl Preset {
    /// In the order of the number of rules that are on.
    pub const ALL: [Preset; 3] = [Preset::Recommended, Preset::Strict, Preset::None];

    /// The word that the configuration uses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Preset::Recommended => "recommended",
            Preset::Strict => "strict",
            Preset::None => "none",
        }
    }

    /// The preset that a word of the configuration means.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Preset::ALL.into_iter().find(|known| word == known.as_str())
    }
}

/// The level of a rule that the configuration names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    Off,
    /// The rule is on, and all its findings have this severity.
    On(Severity),
}

impl Level {
    /// The word that the configuration uses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Level::Off => OFF,
            Level::On(severity) => severity.as_str(),
        }
    }

    pub(super) fn severity(self) -> Option<Severity> {
        match self {
            Level::Off => None,
            Level::On(severity) => Some(severity),
        }
    }

    pub(super) fn parse(word: &str) -> Option<Self> {
        let severity = Severity::ALL.into_iter().find(|severity| severity.as_str() == word);
        severity.map(Level::On).or_else(|| (word == OFF).then_some(Level::Off))
    }
}

/// The settings of a rule in `[rules]` or an `[[override]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// `None`: it sets options only.
    pub level: Option<Level>,
    /// The line of `flowvet.toml`, from 1.
    pub line: u32,
    /// The options by name, including unknown ones.
    pub options: BTreeMap<Box<str>, OptionValue>,
}

/// The setting that decides whether a rule is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    Preset(Preset),
    CommandLine,
    /// `[rules]` or an `[[override]]` names it, in this line of `flowvet.toml`, from 1.
    Named(u32),
    /// So does a file that `flowvet.toml` extends; with the path of the file.
    Extended(Arc<str>, u32),
}

/// Whether a rule runs, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    pub on: bool,
    pub origin: Origin,
}
