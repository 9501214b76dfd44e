//! Reads a `flowvet.toml` and reports its errors as findings. Knows rules only by their metadata.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use globset::GlobSet;

use crate::artifact::PayloadKind;
use crate::artifact::data_action::{ContractSide, SampleOf};
use crate::diagnostic::{Diagnostic, Location, Place, Severity};
use crate::schema::{Foreign, Schema, Violation};
use crate::syntax::{self, Limits, SyntaxError, Tree, Value, ValueKind};
use crate::text::{Source, Span};
use crate::wording::did_you_mean;

mod choice;
mod definition;
pub mod dictionary;
mod externals;
mod globs;
mod ignore;
mod moved;
mod options;
mod show;
mod template;
mod written;

pub use choice::Choice;
pub use definition::schema;
pub use dictionary::Dictionary;
pub use externals::{Externals, FileName, NamePattern};
pub use globs::{GlobList, WrittenGlob, WrittenGlobs, glob};
pub use ignore::{Ignore, RuleName};
pub use options::{OptionDefault, OptionValue, PerFile, RuleOption};
pub use show::show;
pub use template::template;

use globs::BadGlob;

/// The name under which findings in a configuration are reported, in addition to those of the rules.
pub const CLASS: &str = "configuration";

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
            Level::Off => definition::OFF,
            Level::On(severity) => severity.as_str(),
        }
    }

    fn severity(self) -> Option<Severity> {
        match self {
            Level::Off => None,
            Level::On(severity) => Some(severity),
        }
    }

    fn parse(word: &str) -> Option<Self> {
        let severity = Severity::ALL.into_iter().find(|severity| severity.as_str() == word);
        severity.map(Level::On).or_else(|| (word == definition::OFF).then_some(Level::Off))
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

/// `[[payload]]`: files that are payloads.
#[derive(Clone, Debug)]
pub struct PayloadFiles {
    pub files: GlobSet,
    pub are: PayloadIs,
}

/// The declaration of some files as payloads.
#[derive(Clone, Debug)]
pub enum PayloadIs {
    Kind(PayloadKind),
    /// Samples of what goes into or comes out of a data action, and where its name is written.
    Sample(SampleOf, Location),
}

impl PayloadFiles {
    /// The first of several tables that is about a file, by its path relative to the folder of the configuration.
    #[must_use]
    pub fn of<'a>(tables: &'a [PayloadFiles], file: &Path) -> Option<&'a PayloadFiles> {
        tables.iter().find(|table| table.files.is_match(file))
    }

    /// Reads a declaration; `None` if the table does not name the kind of the files.
    fn read(source: &Source, table: Value<'_>, files: GlobSet) -> Option<Self> {
        let word = |key| table.get(key).and_then(Value::as_str);
        let Some(action) = table.get("action") else {
            return Some(PayloadFiles { files, are: PayloadIs::Kind(PayloadKind::parse(&word("kind")?)?) });
        };
        let name = action.as_str().filter(|name| !name.is_empty())?;
        let side = word("contract").map_or(Some(ContractSide::default()), |side| ContractSide::parse(&side))?;
        let place = Place { span: action.content_span(), pointer: action.pointer().into(), path: [].into() };
        let location = Location { file: source.path().clone(), place };
        Some(PayloadFiles { files, are: PayloadIs::Sample(SampleOf { action: name.into(), side }, location) })
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

    /// As [`Config::setting`], in one file.
    #[must_use]
    pub fn setting_in(&self, file: &str, rule: &str, recommended: bool) -> Setting {
        self.decide(rule, self.level(Some(file), rule), recommended)
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
    fn level(&self, file: Option<&str>, rule: &str) -> Option<(Level, Origin)> {
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

    /// As [`Config::severity`], in one file.
    #[must_use]
    pub fn severity_in(&self, file: &str, rule: &str) -> Option<Severity> {
        self.level(Some(file), rule).and_then(|(level, _)| level.severity())
    }

    /// The part that `take` selects of the table that applies to a rule, in one file or without overrides.
    fn find<'c, T>(&'c self, file: Option<&str>, rule: &str, take: impl Fn(&'c Named) -> Option<T>) -> Option<T> {
        self.find_named(file, rule, take).map(|(_, found, _)| found)
    }

    /// As [`Config::find`], with the number of the file in the chain of those that extend each other, and the line there.
    fn find_named<'c, T>(
        &'c self,
        file: Option<&str>,
        rule: &str,
        take: impl Fn(&'c Named) -> Option<T>,
    ) -> Option<(usize, T, u32)> {
        self.chain().enumerate().find_map(|(depth, config)| {
            let tables = || config.overrides.iter().rev().filter_map(|table| Some((table, table.rules.get(rule)?)));
            let in_file = file.and_then(|file| {
                let mut set = tables().filter_map(|(table, named)| Some((table, take(named)?, named.line)));
                set.find(|(table, ..)| table.files.is_match(file)).map(|(_, found, line)| (found, line))
            });
            let own = || config.rules.get(rule).and_then(|named| Some((take(named)?, named.line)));
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

/// A parsed `flowvet.toml`.
#[derive(Debug)]
pub struct Parsed<'s> {
    source: &'s Source,
    tree: Tree<'s>,
    errors: Vec<SyntaxError>,
    bad_globs: Vec<Diagnostic>,
}

/// Reads a configuration: the settings that are valid, and the rest, in which [`Parsed::findings`] finds the errors.
#[must_use]
pub fn read(source: &Source) -> (Config, Parsed<'_>) {
    let (tree, errors) = syntax::toml::parse(source.text(), &Limits::default());
    let mut bad = Vec::new();
    let config = take(source, tree.root(), &mut bad);
    let bad_globs = bad.iter().map(|glob| not_glob(source, glob)).collect();
    (config, Parsed { source, tree, errors, bad_globs })
}

/// The content that a `flowvet.toml` may have.
#[derive(Debug)]
pub struct Definition(Option<Foreign>);

impl Definition {
    /// Compiles the schema of the configuration of these rules, in about a millisecond.
    #[must_use]
    pub fn of(rules: &[RuleEntry]) -> Self {
        Definition(Schema::configuration(schema(rules)))
    }
}

impl Parsed<'_> {
    /// Returns the errors as findings of the class [`CLASS`]. While the file is not valid TOML, only that is reported.
    #[must_use]
    pub fn findings(&self, definition: &Definition) -> Vec<Diagnostic> {
        let Parsed { source, tree, errors, bad_globs } = self;
        // One missing bracket moves all that follows it to another table: the schema would report errors that the author
        // did not make.
        if !errors.is_empty() {
            return errors.iter().map(|error| not_toml(source, error)).collect();
        }
        let violations = definition.0.as_ref().map(|schema| schema.violations(tree.root())).unwrap_or_default();
        let violations = violations.iter().map(|violation| not_configuration(source, violation));
        violations.chain(bad_globs.iter().cloned()).chain(moved::findings(source, tree.root())).collect()
    }
}

/// Reads the valid parts; the schema reports the rest.
fn take<'a>(source: &Source, root: Value<'a>, bad: &mut Vec<BadGlob<'a>>) -> Config {
    let word = |value: Option<Value<'a>>| value.and_then(Value::as_str);
    let fail_on = word(root.get("fail-on"));
    let externals = externals::read(source, root.get("externals"), bad);
    let mut globs = globs::Reader::new(source, bad);
    let mut rules = levels(source, root.get("rules"));
    moved::add(source, root, &mut rules);
    Config {
        externals,
        choice: Choice::default(),
        extend: externals::file(source, root.get("extend")),
        base: None,
        dictionary: externals::file(source, root.at(&["attributes", "dictionary"])),
        preset: word(root.get("preset")).and_then(|word| Preset::named(&word)),
        fail_on: Severity::ALL.into_iter().find(|known| fail_on.as_deref() == Some(known.as_str())),
        rules,
        overrides: root
            .get("override")
            .into_iter()
            .flat_map(Value::items)
            .map(|table| {
                let list = table.get("files");
                Override {
                    files: globs.read(list, GlobList::Override),
                    globs: list.into_iter().flat_map(Value::items).filter_map(|it| Some(it.as_str()?.into())).collect(),
                    rules: levels(source, table.get("rules")),
                }
            })
            .collect(),
        ignores: root
            .get("ignore")
            .into_iter()
            .flat_map(Value::items)
            .map(|table| ignore::read(source.text(), table, globs.ignored_files(table.get("files"))))
            .collect(),
        no_ignore: root
            .get("no-ignore")
            .into_iter()
            .flat_map(Value::items)
            .filter_map(|rule| Some(rule.as_str()?.into_owned()))
            .collect(),
        require_reason: root.get("require-reason").and_then(Value::as_bool).unwrap_or_default(),
        include: globs.read(root.get("include"), GlobList::Include),
        exclude: globs.read(root.get("exclude"), GlobList::Exclude),
        projects: globs.read(root.get("projects"), GlobList::Projects),
        snippets: globs.read(root.get("snippets"), GlobList::Snippets),
        payloads: root
            .get("payload")
            .into_iter()
            .flat_map(Value::items)
            .filter_map(|table| PayloadFiles::read(source, table, globs.read(table.get("files"), GlobList::Payload)))
            .collect(),
        globs: globs.finish(),
    }
}

fn levels(source: &Source, table: Option<Value<'_>>) -> BTreeMap<String, Named> {
    table.into_iter().flat_map(Value::members).filter_map(|rule| named(source, rule)).collect()
}

/// Reads a member of a table of rules: a level, or a table with a level and options.
fn named(source: &Source, (name, value): (Value<'_>, Value<'_>)) -> Option<(String, Named)> {
    let word = |value: Value<'_>| value.as_str().and_then(|word| Level::parse(&word));
    let (level, options) = if value.kind() == ValueKind::Object {
        (value.get(options::LEVEL).and_then(word), OptionValue::read_all(value))
    } else {
        (Some(word(value)?), BTreeMap::new())
    };
    let line = source.position(name.span().start).line;
    Some((name.scalar_text().into_owned(), Named { level, line, options }))
}

fn not_toml(source: &Source, error: &SyntaxError) -> Diagnostic {
    let message = format!("invalid TOML: {}", error.message);
    finding(source, error.span, "", &message, "invalid TOML", "syntax")
        .with_help("fix this first; settings that could be read are still used")
}

fn not_configuration(source: &Source, violation: &Violation<'_>) -> Diagnostic {
    let key = violation.at.scalar_text();
    let unknown_rule = is_unknown_rule(violation);
    let message = if unknown_rule { format!("there is no rule `{key}`") } else { violation.message.clone() };
    let label = match violation.keyword {
        _ if unknown_rule => "unknown rule",
        "additionalProperties" => "unknown key",
        "enum" => "unknown value",
        "type" => "wrong type",
        "required" => "incomplete",
        _ => "not allowed",
    };
    let help = if unknown_rule {
        did_you_mean(violation.suggestion(), "run `flowvet rules` to list the rules")
    } else {
        written::help(violation).unwrap_or_else(|| violation.help())
    };
    finding(source, violation.span, &violation.at.pointer(), &message, label, &key).with_help(help)
}

/// Whether something is wrong in that it should be the name of a rule.
fn is_unknown_rule(violation: &Violation<'_>) -> bool {
    let holder = violation.at.parent().and_then(Value::key);
    let is_inside = |name| holder.is_some_and(|key: Value<'_>| key.is_str(name));
    match violation.keyword {
        "additionalProperties" => is_inside("rules"),
        "enum" => {
            violation.at.kind() == ValueKind::String
                && (is_inside("no-ignore")
                    || is_inside("rule")
                    || violation.at.key().is_some_and(|key| key.is_str("rule")))
        }
        _ => false,
    }
}

fn not_glob(source: &Source, glob: &BadGlob<'_>) -> Diagnostic {
    let text = glob.at.scalar_text();
    let message = format!("invalid glob `{text}`: {}", glob.message);
    let help = match glob.sign {
        Some(sign) => format!("to match a literal `{sign}`, write `\\{sign}` in a string with single quotes"),
        None => "correct the glob; `*`, `?`, `**`, `[…]` and `{…,…}` are special in it".to_owned(),
    };
    finding(source, glob.span, &glob.at.pointer(), &message, "invalid glob", &text).with_help(help)
}

fn finding(source: &Source, span: Span, pointer: &str, message: &str, label: &str, subject: &str) -> Diagnostic {
    let place = Place { span, pointer: pointer.into(), path: Arc::from([]) };
    let location = Location { file: source.path().clone(), place };
    Diagnostic::new(CLASS, Severity::Error, message, location, label, subject)
}
