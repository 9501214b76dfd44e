//! Parses the command line into commands and options. Runs nothing.

use std::ffi::OsString;
use std::path::PathBuf;

use anstream::ColorChoice;
use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ArgMatches, Command};
use clap_complete::Shell;
use globset::{GlobSet, GlobSetBuilder};

use crate::artifact::data_action::SampleOf;
use crate::config::{self, Choice};
use crate::diagnostic::Severity;
use crate::engine::Changes;
use crate::map;
use crate::report::Format;
use crate::suppress::BaselineTask;

mod check;
mod define;
mod tips;
mod values;

pub use define::command;
pub(super) use define::for_completions;
pub(super) use values::unknown_rule;

/// A parsed command line.
#[derive(Clone, Debug)]
pub(super) struct Arguments {
    pub color: ColorChoice,
    pub task: Task,
}

/// One of the subcommands.
#[derive(Clone, Debug)]
pub(super) enum Task {
    Check(Check),
    Fix(Fix),
    Explain {
        rule: String,
    },
    /// With overrides or without.
    Rules {
        config: bool,
    },
    Map {
        paths: Vec<PathBuf>,
        /// As written on the command line.
        format: Option<map::Format>,
        question: Option<map::Question>,
        /// Whether the map contains the name and the revision of the project.
        stamp: bool,
    },
    Attributes {
        verb: Verb,
        paths: Vec<PathBuf>,
    },
    Ignore {
        finding: String,
        reason: String,
    },
    /// Print the schema of the configuration, or write a configuration.
    Init {
        schema: bool,
    },
    Completions {
        shell: Shell,
    },
    Lsp,
}

/// The task for the attribute dictionary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verb {
    Init,
    Update,
    Check,
    List(ListFormat),
}

/// How the attributes are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum ListFormat {
    #[default]
    Markdown,
    Csv,
}

/// The options of `check`.
#[expect(clippy::struct_excessive_bools, reason = "each is one flag of the command line")]
#[derive(Clone, Debug)]
pub(super) struct Check {
    /// Without the `-` for standard input.
    pub paths: Vec<PathBuf>,
    /// The path of the file whose content is on standard input.
    pub stdin: Option<PathBuf>,
    /// `None`: as the surroundings suggest.
    pub format: Option<Format>,
    /// Files to write reports to, in addition to the printed one.
    pub outputs: Vec<(Format, PathBuf)>,
    /// `None`: the level of the configuration.
    pub fail_on: Option<FailOn>,
    pub threads: Option<usize>,
    pub changes: Option<Changes>,
    pub statistics: bool,
    pub timings: bool,
    pub choice: Choice,
    /// In place of each `flowvet.toml`.
    pub config: Option<PathBuf>,
    pub exclude: GlobSet,
    pub require_files: bool,
    pub watch: bool,
    /// The most findings that are printed.
    pub most: Option<usize>,
    pub quiet: bool,
    /// Apply fixes before the check, also unsafe ones with `also_unsafe`.
    pub fix: bool,
    pub also_unsafe: bool,
    /// The information to show instead of a check.
    pub show: Vec<Show>,
    pub hook: bool,
    pub baseline: BaselineTask,
    /// A sample payload and what it is a sample of.
    pub sample: Option<(PathBuf, SampleOf)>,
}

/// Information about itself that `check` can print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Show {
    Settings,
    Files,
}

/// The options of `fix`.
#[derive(Clone, Debug)]
pub(super) struct Fix {
    /// Without the `-` for standard input.
    pub paths: Vec<PathBuf>,
    /// The path of the file whose content is on standard input.
    pub stdin: Option<PathBuf>,
    pub config: Option<PathBuf>,
    pub exclude: GlobSet,
    pub diff: bool,
    pub also_unsafe: bool,
    pub choice: Choice,
    pub threads: Option<usize>,
    pub hook: bool,
}

/// From which severity findings make the exit code 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FailOn {
    At(Severity),
    Never,
}

/// Reads a command line, the name of the program first.
///
/// # Errors
///
/// When it is wrong, and also when it asks for help or the version: the error knows what to print where, and with
/// which exit code.
pub(super) fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Arguments, clap::Error> {
    let mut command = command();
    let matches = command.try_get_matches_from_mut(words).map_err(|error| tips::add(error, &command))?;
    let color = matches.get_one::<ColorChoice>("color").copied().unwrap_or(ColorChoice::Auto);
    let task = match matches.subcommand() {
        Some(("check", matches)) => Task::Check(check(&mut command, matches)?),
        Some(("fix", matches)) => Task::Fix(fix(&mut command, matches)?),
        Some(("ignore", matches)) => {
            Task::Ignore { finding: text(matches, "FINDING"), reason: text(matches, "reason") }
        }
        Some(("explain", matches)) => Task::Explain { rule: text(matches, "RULE") },
        Some(("map", matches)) => Task::Map {
            paths: matches.get_many("PATH").unwrap_or_default().cloned().collect(),
            format: matches.get_one("format").copied().filter(|_| is_written(matches, "format")),
            question: question(matches),
            stamp: matches.get_flag("stamp"),
        },
        Some(("attributes", matches)) => attributes(matches),
        Some(("init", matches)) => Task::Init { schema: matches.get_flag("schema") },
        Some(("completions", matches)) => {
            Task::Completions { shell: matches.get_one("SHELL").copied().unwrap_or(Shell::Bash) }
        }
        Some(("lsp", _)) => Task::Lsp,
        Some(("rules", matches)) => Task::Rules { config: matches.get_flag("config") },
        _ => Task::Rules { config: false },
    };
    Ok(Arguments { color, task })
}

fn attributes(matches: &ArgMatches) -> Task {
    let (name, matches) = matches.subcommand().unwrap_or(("check", matches));
    let verb = match name {
        "init" => Verb::Init,
        "update" => Verb::Update,
        "list" => Verb::List(matches.get_one("format").copied().unwrap_or_default()),
        _ => Verb::Check,
    };
    let paths = matches.try_get_many("PATH").ok().flatten().unwrap_or_default().cloned().collect();
    Task::Attributes { verb, paths }
}

fn check(command: &mut Command, matches: &ArgMatches) -> Result<Check, clap::Error> {
    let (paths, stdin) = named(command, "check", matches)?;
    Ok(Check {
        paths,
        stdin,
        format: matches.get_one("format").copied(),
        outputs: matches.get_many("output").unwrap_or_default().cloned().collect(),
        fail_on: matches.get_one("fail-on").copied(),
        threads: thread_count(matches),
        changes: changes(matches),
        statistics: matches.get_flag("statistics"),
        timings: matches.get_flag("timings"),
        choice: choice(matches),
        config: matches.get_one("config").cloned(),
        exclude: exclude(matches),
        require_files: matches.get_flag("require-files"),
        watch: matches.get_flag("watch"),
        most: matches.get_one("max-findings").copied(),
        quiet: matches.get_flag("quiet"),
        fix: matches.get_flag("fix"),
        also_unsafe: matches.get_flag("unsafe"),
        show: [("show-settings", Show::Settings), ("show-files", Show::Files)]
            .into_iter()
            .filter_map(|(name, show)| matches.get_flag(name).then_some(show))
            .collect(),
        hook: matches.get_flag("hook"),
        baseline: match (matches.get_flag("write-baseline"), matches.get_flag("prune-baseline")) {
            (true, _) => BaselineTask::Write,
            (_, true) => BaselineTask::Prune,
            _ => BaselineTask::Read,
        },
        sample: matches.get_one::<PathBuf>("payload").map(|file| {
            let side = matches.get_one("contract").copied().unwrap_or_default();
            (file.clone(), SampleOf { action: text(matches, "action").into(), side })
        }),
    })
}

fn fix(command: &mut Command, matches: &ArgMatches) -> Result<Fix, clap::Error> {
    let (paths, stdin) = named(command, "fix", matches)?;
    if stdin.is_some() && !paths.is_empty() {
        let message = "`fix -` changes standard input only; name no other PATH";
        return Err(wrong(command, "fix", ErrorKind::ArgumentConflict, message));
    }
    Ok(Fix {
        paths,
        stdin,
        config: matches.get_one("config").cloned(),
        exclude: exclude(matches),
        diff: matches.get_flag("diff"),
        also_unsafe: matches.get_flag("unsafe"),
        choice: choice(matches),
        threads: thread_count(matches),
        hook: matches.get_flag("hook"),
    })
}

/// The error with the usage of a command.
fn wrong(command: &mut Command, name: &str, kind: ErrorKind, message: &str) -> clap::Error {
    match command.find_subcommand_mut(name) {
        Some(command) => command.error(kind, message),
        None => command.error(kind, message),
    }
}

/// The PATHs without `-`, and the path of the file on standard input.
fn named(
    command: &mut Command,
    name: &str,
    matches: &ArgMatches,
) -> Result<(Vec<PathBuf>, Option<PathBuf>), clap::Error> {
    let named: Vec<&PathBuf> = matches.get_many("PATH").unwrap_or_default().collect();
    let stdin: Option<&PathBuf> = matches.get_one("stdin-filename");
    let from_stdin = named.iter().any(|path| path.as_os_str() == "-");
    if from_stdin && stdin.is_none() {
        let message = "`-` needs `--stdin-filename PATH`: the name determines the type of the file";
        return Err(wrong(command, name, ErrorKind::MissingRequiredArgument, message));
    }
    if stdin.is_some() && !from_stdin {
        let message = "`--stdin-filename` needs `-` among the PATHs";
        return Err(wrong(command, name, ErrorKind::MissingRequiredArgument, message));
    }
    Ok((named.into_iter().filter(|path| path.as_os_str() != "-").cloned().collect(), stdin.cloned()))
}

/// The globs of `--exclude`, which the definition has checked.
fn exclude(matches: &ArgMatches) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    let globs = matches.get_many::<String>("exclude").unwrap_or_default().filter_map(|text| config::glob(text).ok());
    globs.flatten().for_each(|glob| _ = set.add(glob));
    set.build().unwrap_or_default()
}

fn choice(matches: &ArgMatches) -> Choice {
    let names = |name| matches.get_many::<String>(name).unwrap_or_default().cloned().collect();
    Choice { preset: matches.get_one("preset").copied(), select: names("select"), ignore: names("ignore") }
}

fn changes(matches: &ArgMatches) -> Option<Changes> {
    let since = matches.get_one::<String>("since").map(|revision| Changes::Since(revision.clone()));
    let flag = |name, changes: Changes| matches.get_flag(name).then_some(changes);
    since.or_else(|| flag("changed", Changes::Uncommitted)).or_else(|| flag("staged", Changes::Staged))
}

fn thread_count(matches: &ArgMatches) -> Option<usize> {
    matches.get_one::<u16>("threads").map(|number| usize::from(*number))
}

/// Whether an argument has its value from the command line.
fn is_written(matches: &ArgMatches, name: &str) -> bool {
    matches.value_source(name) == Some(ValueSource::CommandLine)
}

/// The question to the map.
fn question(matches: &ArgMatches) -> Option<map::Question> {
    let asked = |name| matches.get_one::<String>(name).cloned();
    let flow = || asked("flow").map(map::Question::Flow);
    asked("attribute").map(map::Question::Attribute).or_else(flow)
}

fn text(matches: &ArgMatches, name: &str) -> String {
    matches.get_one::<String>(name).cloned().unwrap_or_default()
}
