//! Reads a `flowvet.toml`, decides which settings apply to a rule in a file, and reports the errors of the file as
//! findings. Knows rules only by their metadata.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use globset::GlobSet;

use crate::diagnostic::Severity;

mod choice;
mod definition;
pub mod dictionary;
mod externals;
mod findings;
mod globs;
mod ignore;
mod in_file;
mod level;
mod moved;
mod options;
mod payload;
mod read;
mod show;
mod template;
mod written;

pub use choice::Choice;
pub use definition::schema;
pub use dictionary::Dictionary;
pub use externals::{Externals, FileName, NamePattern};
pub use findings::Definition;
pub use globs::{GlobList, WrittenGlob, WrittenGlobs, glob};
pub use ignore::{Ignore, RuleName};
pub use in_file::InFile;
pub use level::{Level, Named, Origin, Preset, Setting};
pub use options::{OptionDefault, OptionValue, PerFile, RuleOption};
pub use payload::{PayloadFiles, PayloadIs};
pub use read::{Parsed, read};
pub use show::show;
pub use template::template;

/// The name under which findings in a configuration are reported, in addition to those of the rules.
pub const CLASS: &str = "configuration";

/// The metadata of a rule that the configuration needs.
#[derive(Clone, Copy, Debug)]
pub struct RuleEntry {
    pub name: &'static str,
    /// One line that describes the mistake.
    pub summary: &'static str,
    /// The severity of its findings by default.
    pub severity: Severity,
    /// Whether it is on in the preset `recommended`.
    pub recommended: bool,
    pub options: &'static [RuleOption],
}

impl RuleEntry {
    /// Its level in the preset `recommended`, as the configuration writes it.
    fn level(&self) -> &'static str {
        if self.recommended { self.severity.as_str() } else { definition::OFF }
    }
}

/// `[[override]]`: levels of rules in some files.
#[derive(Clone, Debug)]
pub struct Override {
    pub files: GlobSet,
    /// The globs of `files` as they are written.
    pub globs: Vec<String>,
    /// By the name of the rule.
    pub rules: BTreeMap<String, Named>,
    /// The numbers of the globs of `files`.
    numbers: Range<usize>,
}

/// A project's configuration. The default is that of a project without a `flowvet.toml`. All globs take paths
/// relative to the folder of the file, with `/` between their parts.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// `None`: what runs flowvet or the default decides.
    pub preset: Option<Preset>,
    /// The lowest severity that fails a run; `None`: the command line or the default decides.
    pub fail_on: Option<Severity>,
    /// The content of `[rules]`, by the name of the rule.
    pub rules: BTreeMap<String, Named>,
    /// Later ones win over earlier ones.
    pub overrides: Vec<Override>,
    pub ignores: Vec<Ignore>,
    /// Rules whose findings can be neither ignored nor accepted.
    pub no_ignore: BTreeSet<String>,
    /// Whether an ignore without a reason counts for nothing.
    pub require_reason: bool,
    /// Only files that match are read; empty means all.
    pub include: GlobSet,
    pub exclude: GlobSet,
    /// Folders below this one that are projects of their own. Matches the folders, not what is below them.
    pub projects: GlobSet,
    pub payloads: Vec<PayloadFiles>,
    pub snippets: GlobSet,
    /// The names that systems outside the project write and read.
    pub externals: Externals,
    /// The file whose settings apply where this one is silent.
    pub extend: Option<FileName>,
    /// The settings of that file, with its path.
    base: Option<(Arc<str>, Arc<Config>)>,
    /// The choice of the command line, which takes precedence.
    pub choice: Choice,
    /// All globs for files and folders but those of `[[ignore]]`.
    pub globs: WrittenGlobs,
    /// The attribute dictionary that the file names; `None`: `attributes.toml` in its folder, if there is one.
    pub dictionary: Option<FileName>,
}

impl Config {
    /// Whether a rule runs unless an override changes it, and the setting that decides that; `recommended`: whether
    /// it is on in that preset.
    #[must_use]
    pub fn setting(&self, rule: &str, recommended: bool) -> Setting {
        self.decide(rule, self.level(None, rule), recommended)
    }

    /// Whether a rule runs in any file.
    #[must_use]
    pub fn may_run(&self, rule: &str, recommended: bool) -> bool {
        let by_override = |table: &Override| {
            table.rules.get(rule).and_then(|named| named.level).is_some_and(|level| level != Level::Off)
        };
        self.setting(rule, recommended).on
            || self.choice.decides(rule).is_none() && self.chain().flat_map(|it| &it.overrides).any(by_override)
    }

    /// Adds the settings of a file at `path` that this one extends. Those of this file take precedence. Globs count as if
    /// they were written here; entries to ignore findings stay with their own file.
    #[must_use]
    pub fn extending(mut self, base: Config, path: &Arc<str>) -> Self {
        self.preset = self.preset.or(base.preset);
        self.fail_on = self.fail_on.or(base.fail_on);
        self.require_reason |= base.require_reason;
        self.no_ignore.extend(base.no_ignore.iter().cloned());
        let lists = [
            (&mut self.include, &base.include),
            (&mut self.exclude, &base.exclude),
            (&mut self.snippets, &base.snippets),
        ];
        for (own, inherited) in lists {
            if own.is_empty() {
                own.clone_from(inherited);
            }
        }
        self.payloads.extend(base.payloads.iter().cloned());
        self.externals.add(&base.externals);
        self.dictionary = self.dictionary.or_else(|| base.dictionary.clone());
        self.base = Some((path.clone(), Arc::new(base)));
        self
    }

    /// This configuration and those that it extends, the nearest first.
    fn chain(&self) -> impl Iterator<Item = &Config> {
        std::iter::successors(Some(self), |config| config.base.as_ref().map(|(_, base)| &**base))
    }

    /// All `[[override]]` tables that set a rule, from the one that counts least, each with the path of its file; `None`:
    /// the file is this one.
    pub fn overrides_of<'c>(&'c self, rule: &'c str) -> impl Iterator<Item = (Option<&'c Arc<str>>, &'c Override)> {
        let files = std::iter::once(None).chain(self.chain().map(|config| config.base.as_ref().map(|(path, _)| path)));
        let tables = self.chain().zip(files).map(|(config, path)| config.overrides.iter().map(move |it| (path, it)));
        let tables: Vec<_> = tables.collect();
        tables.into_iter().rev().flatten().filter(move |(_, table)| table.rules.contains_key(rule))
    }

    /// The level that a table sets for a rule, in one file or without overrides, and the table.
    fn level<'c>(&'c self, file: Option<&InFile<'c>>, rule: &str) -> Option<(Level, Origin)> {
        self.find_named(file, rule, |named| named.level).map(|(depth, level, line)| {
            let path = depth.checked_sub(1).and_then(|above| self.chain().nth(above)?.base.as_ref());
            (level, path.map_or(Origin::Named(line), |(path, _)| Origin::Extended(path.clone(), line)))
        })
    }

    /// The severity that the configuration sets for all findings of a rule unless an override changes it; `None`:
    /// each finding has its own.
    #[must_use]
    pub fn severity(&self, rule: &str) -> Option<Severity> {
        self.level(None, rule).and_then(|(level, _)| level.severity())
    }

    /// The part that `take` selects of the table that applies to a rule, in one file or without overrides.
    fn find<'c, T>(
        &'c self,
        file: Option<&InFile<'c>>,
        rule: &str,
        take: impl Fn(&'c Named) -> Option<T>,
    ) -> Option<T> {
        self.find_named(file, rule, take).map(|(_, found, _)| found)
    }

    /// As [`Config::find`], with the number of the file in the chain of those that extend each other, and the line there.
    fn find_named<'c, T>(
        &'c self,
        file: Option<&InFile<'c>>,
        rule: &str,
        take: impl Fn(&'c Named) -> Option<T>,
    ) -> Option<(usize, T, u32)> {
        self.chain().enumerate().find_map(|(depth, config)| {
            let read =
                |rules: &'c BTreeMap<String, Named>| rules.get(rule).and_then(|named| Some((take(named)?, named.line)));
            let in_file = file.and_then(|file| file.tables(depth).find_map(|table| read(&table.rules)));
            let own = || read(&config.rules);
            in_file.or_else(own).map(|(found, line)| (depth, found, line))
        })
    }

    fn decide(&self, rule: &str, named: Option<(Level, Origin)>, recommended: bool) -> Setting {
        if let Some(on) = self.choice.decides(rule) {
            return Setting { on, origin: Origin::CommandLine };
        }
        if let Some((level, origin)) = named {
            return Setting { on: level != Level::Off, origin };
        }
        let preset = self.choice.preset.or(self.preset).unwrap_or_default();
        let on = match preset {
            Preset::Recommended => recommended,
            Preset::Strict => true,
            Preset::None => false,
        };
        Setting { on, origin: Origin::Preset(preset) }
    }
}
