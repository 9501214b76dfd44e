//! The settings that apply in one file. The tables for it are found once, as there may be many, and many rules.

use std::path::Path;

use super::{Config, GlobList, Override, RuleOption, Setting};
use crate::config::OptionValue;
use crate::diagnostic::Severity;

/// The settings of a configuration in one file.
#[derive(Debug)]
pub struct InFile<'c> {
    config: &'c Config,
    /// The `[[override]]` tables for the file, of each configuration in the chain of those that extend each other; those
    /// that count most are the first.
    tables: Vec<Vec<&'c Override>>,
}

impl Config {
    /// The settings in a file. `file` is the path that the globs of the configuration match.
    #[must_use]
    pub fn in_file(&self, file: &str) -> InFile<'_> {
        InFile { config: self, tables: self.chain().map(|config| config.overriding(file)).collect() }
    }

    /// The tables for a file, the last one first.
    fn overriding(&self, file: &str) -> Vec<&Override> {
        if self.overrides.is_empty() {
            return Vec::new();
        }
        let globs = self.globs.matches(Path::new(file)).filter(|(_, list)| *list == GlobList::Override);
        let mut tables: Vec<usize> =
            globs.map(|(number, _)| self.overrides.partition_point(|table| table.numbers.end <= number)).collect();
        tables.sort_unstable();
        tables.dedup();
        tables.into_iter().rev().filter_map(|number| self.overrides.get(number)).collect()
    }
}

impl<'c> InFile<'c> {
    /// Whether a rule runs, and the setting that decides that; `recommended`: whether it is on in that preset.
    #[must_use]
    pub fn setting(&self, rule: &str, recommended: bool) -> Setting {
        self.config.decide(rule, self.config.level(Some(self), rule), recommended)
    }

    /// The severity that the configuration sets for all findings of a rule; `None`: each finding has its own.
    #[must_use]
    pub fn severity(&self, rule: &str) -> Option<Severity> {
        self.config.level(Some(self), rule).and_then(|(level, _)| level.severity())
    }

    /// The value of an option of a rule.
    #[must_use]
    pub fn option(&self, rule: &str, option: &RuleOption) -> OptionValue {
        let set = self.config.find(Some(self), rule, |named| option.set_in(named));
        set.cloned().unwrap_or_else(|| option.default.value())
    }

    /// The tables of the configuration that is `depth` steps up the chain.
    pub(super) fn tables(&self, depth: usize) -> impl Iterator<Item = &'c Override> {
        self.tables.get(depth).into_iter().flatten().copied()
    }
}
