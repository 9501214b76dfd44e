//! Parses the command line into commands and options. Runs nothing.

use std::ffi::OsString;
use std::path::PathBuf;

use anstream::ColorChoice;
use clap::builder::{NonEmptyStringValueParser, PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgAction, ArgGroup, ArgMatches, Command, value_parser};
use clap_complete::Shell;

use crate::artifact::data_action::{ContractSide, SampleOf};
use crate::config::{Choice, Preset};
use crate::diagnostic::Severity;
use crate::engine::Changes;
use crate::map;
use crate::report::Format;
use crate::rules;
use crate::suppress::BaselineTask;

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
        format: map::Format,
    },
    Attributes {
        verb: Verb,
        paths: Vec<PathBuf>,
    },
    Init,
    Completions {
        shell: Shell,
    },
    Lsp,
}

/// What to do with the attribute dictionary.
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
    pub paths: Vec<PathBuf>,
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

const EXIT_CODES: &str = "Exit codes:
  0  no findings at or above the failing level
  1  findings
  2  wrong usage or configuration
  3  flowvet itself failed; its findings so far are still printed";

const FIX_EXIT_CODES: &str = "Exit codes:
  0  no findings at or above the failing level are left
  1  findings are left, or, with --diff, there is something to change
  2  wrong usage or configuration; nothing is changed
  3  a file cannot be written, or flowvet itself failed";

const COMPLETIONS: &str = "For example:
  bash  flowvet completions bash > ~/.local/share/bash-completion/completions/flowvet
  zsh   flowvet completions zsh > FOLDER/_flowvet, with FOLDER in $fpath
  fish  flowvet completions fish > ~/.config/fish/completions/flowvet.fish";

const HOOK: &str = "The PATHs come from a hook such as pre-commit, not from a person: excluded files stay excluded, and a JSON \
                    file is not treated as a payload only because it was named";

/// Reads a command line, the name of the program first.
///
/// # Errors
///
/// When it is wrong, and also when it asks for help or the version: the error knows what to print where, and with
/// which exit code.
pub(super) fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Arguments, clap::Error> {
    let mut command = command();
    let matches = command.try_get_matches_from_mut(words)?;
    let color = matches.get_one::<ColorChoice>("color").copied().unwrap_or(ColorChoice::Auto);
    let task = match matches.subcommand() {
        Some(("check", matches)) => Task::Check(check(&mut command, matches)?),
        Some(("fix", matches)) => Task::Fix(fix(matches)),
        Some(("explain", matches)) => Task::Explain { rule: text(matches, "RULE") },
        Some(("map", matches)) => Task::Map {
            paths: matches.get_many("PATH").unwrap_or_default().cloned().collect(),
            format: matches.get_one("format").copied().unwrap_or(map::Format::Json),
        },
        Some(("attributes", matches)) => attributes(matches),
        Some(("init", _)) => Task::Init,
        Some(("completions", matches)) => {
            Task::Completions { shell: matches.get_one("SHELL").copied().unwrap_or(Shell::Bash) }
        }
        Some(("lsp", _)) => Task::Lsp,
        Some(("rules", matches)) => Task::Rules { config: matches.get_flag("config") },
        _ => Task::Rules { config: false },
    };
    Ok(Arguments { color, task })
}

/// The one definition of the command line. Help, completions, manual pages and the reference follow from it.
#[must_use]
pub fn command() -> Command {
    Command::new("flowvet")
        .about("Static linter for Genesys Cloud CX flows, data actions, agent scripts and participant data payloads")
        .version(env!("CARGO_PKG_VERSION"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .arg(
            Arg::new("color")
                .long("color")
                .value_name("WHEN")
                .help("When to use colours [default: auto]")
                .global(true)
                .value_parser(PossibleValuesParser::new(["auto", "always", "never"]).map(|word| color(&word))),
        )
        .subcommand(check_command())
        .subcommand(fix_command())
        .subcommand(
            Command::new("explain")
                .about("Show the documentation of a rule")
                .arg(Arg::new("RULE").required(true).help("The name of the rule, such as `name-case-mismatch`")),
        )
        .subcommand(
            Command::new("rules").about("List all rules with their levels").arg(
                Arg::new("config")
                    .long("config")
                    .action(ArgAction::SetTrue)
                    .help("Also show the files for which [[override]] sets another level"),
            ),
        )
        .subcommand(map_command())
        .subcommand(attributes_command())
        .subcommand(Command::new("init").about("Write a commented flowvet.toml into the current folder"))
        .subcommand(completions_command())
        .subcommand(Command::new("lsp").about("Run the language server").arg(
            // Many editors pass it to every server; this server has no other channel.
            Arg::new("stdio").long("stdio").action(ArgAction::SetTrue).hide(true),
        ))
}

fn check_command() -> Command {
    Command::new("check")
        .about("Check the artefacts of a project")
        .after_help(EXIT_CODES)
        .arg(
            paths().help(
                "Files and folders to report on; the whole project is always read. `-`: standard input",
            ),
        )
        .arg(
            Arg::new("format")
                .long("format")
                .value_name("FORMAT")
                .help("Output format [default: human; github if GITHUB_ACTIONS is true]")
                .value_parser(PossibleValuesParser::new(Format::ALL.map(Format::as_str)).try_map(|word| format(&word))),
        )
        .arg(
            Arg::new("output")
                .long("output")
                .value_name("FORMAT=FILE")
                .action(ArgAction::Append)
                .help("Also write the findings to a file, atomically; may be repeated")
                .value_parser(output),
        )
        .arg(
            Arg::new("fail-on")
                .long("fail-on")
                .value_name("LEVEL")
                .help("Exit with 1 if there are findings at or above this level [default: `fail-on` of flowvet.toml, else warning]")
                .value_parser(
                    PossibleValuesParser::new(["error", "warning", "info", "never"]).map(|word| fail_on(&word)),
                ),
        )
        .args(changes_arguments())
        .group(ArgGroup::new("changes").args(["changed", "staged", "since"]).conflicts_with_all(["stdin-filename", "payload"]))
        .arg(
            Arg::new("stdin-filename")
                .long("stdin-filename")
                .value_name("PATH")
                .help("With `-`: path of the file whose content is on standard input")
                .value_parser(value_parser!(PathBuf)),
        )
        .arg(
            Arg::new("payload")
                .long("payload")
                .value_name("FILE")
                .requires("action")
                .conflicts_with("hook")
                .help("Check this sample payload against a contract of a data action; FILE must be one of the PATHs")
                .value_parser(value_parser!(PathBuf)),
        )
        .arg(
            Arg::new("action")
                .long("action")
                .value_name("NAME")
                .requires("payload")
                .help("With --payload: the name of the data action")
                .value_parser(NonEmptyStringValueParser::new()),
        )
        .arg(
            Arg::new("contract")
                .long("contract")
                .value_name("SIDE")
                .requires("payload")
                .help("With --payload: the contract to check against")
                .default_value(ContractSide::default().as_str())
                .value_parser(
                    PossibleValuesParser::new(ContractSide::ALL.map(ContractSide::as_str)).map(|word| ContractSide::parse(&word).unwrap_or_default()),
                ),
        )
        .arg(
            Arg::new("write-baseline")
                .long("write-baseline")
                .action(ArgAction::SetTrue)
                .conflicts_with_all(["prune-baseline", "stdin-filename", "payload"])
                .help("Accept all current findings of the project, also outside the PATHs, and write them to its baseline"),
        )
        .arg(
            Arg::new("prune-baseline")
                .long("prune-baseline")
                .action(ArgAction::SetTrue)
                .conflicts_with_all(["stdin-filename", "payload"])
                .help("Remove baseline entries that no longer match"),
        )
        .args(report_arguments())
        .arg(flag("statistics", "Also print the number of findings per rule and per file, on standard error"))
        .arg(flag("timings", "Also print the time taken by each stage and each rule, on standard error"))
        .arg(flag("show-files", "List the files that would be checked and their type"))
        .arg(flag("show-settings", "Show the value of each key of flowvet.toml"))
        .group(ArgGroup::new("show").args(["show-files", "show-settings"]).multiple(true).conflicts_with_all([
            "output",
            "write-baseline",
            "prune-baseline",
            "statistics",
            "timings",
        ]))
        .arg(hook())
        .arg(threads())
}

fn fix_command() -> Command {
    Command::new("fix")
        .about("Apply automatic fixes")
        .after_help(FIX_EXIT_CODES)
        .arg(paths().help("Files and folders that may be changed; the whole project is always read"))
        .arg(Arg::new("diff").long("diff").action(ArgAction::SetTrue).help("Show the changes without making them"))
        .args(choice_arguments())
        .arg(
            Arg::new("unsafe")
                .long("unsafe")
                .action(ArgAction::SetTrue)
                .help("Also apply unsafe fixes (review the result)"),
        )
        .arg(hook())
        .arg(threads())
}

fn paths() -> Arg {
    Arg::new("PATH").action(ArgAction::Append).num_args(0..).value_parser(value_parser!(PathBuf))
}

fn hook() -> Arg {
    Arg::new("hook").long("hook").action(ArgAction::SetTrue).help(HOOK)
}

fn threads() -> Arg {
    Arg::new("threads")
        .long("threads")
        .value_name("N")
        .help("Number of threads [default: one per processor]")
        .value_parser(value_parser!(u16).range(1..=256))
}

fn map_command() -> Command {
    Command::new("map")
        .about("Show where each attribute is set and read, and how flows call each other")
        .arg(paths().help("Files and folders whose projects are mapped"))
        .arg(
            Arg::new("format")
                .long("format")
                .value_name("FORMAT")
                .help("Output format")
                .default_value("json")
                .value_parser(
                    PossibleValuesParser::new(map::Format::ALL.map(map::Format::as_str)).map(|word| map_format(&word)),
                ),
        )
}

fn attributes_command() -> Command {
    let format = Arg::new("format")
        .long("format")
        .value_name("FORMAT")
        .help("Output format")
        .default_value("markdown")
        .value_parser(PossibleValuesParser::new(["markdown", "csv"]).map(|word| match word.as_str() {
            "csv" => ListFormat::Csv,
            _ => ListFormat::Markdown,
        }));
    Command::new("attributes")
        .about("Write, update, check or list the attribute dictionary of a project")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            Command::new("init").about("Write a dictionary with the attributes that the project uses").arg(projects()),
        )
        .subcommand(
            Command::new("update")
                .about("Add the attributes that the dictionary does not have; nothing is removed")
                .arg(projects()),
        )
        .subcommand(
            Command::new("check")
                .about("Run the rules that need the dictionary, and no others")
                .after_help(EXIT_CODES)
                .arg(projects()),
        )
        .subcommand(
            Command::new("list")
                .about("Print the attributes of the dictionary and of the project as a table")
                .arg(projects())
                .arg(format),
        )
}

fn projects() -> Arg {
    paths().help("Files and folders whose projects are meant")
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

fn completions_command() -> Command {
    Command::new("completions")
        .about("Print shell completions")
        .after_help(COMPLETIONS)
        .arg(Arg::new("SHELL").required(true).help("The shell to complete for").value_parser(value_parser!(Shell)))
}

fn check(command: &mut Command, matches: &ArgMatches) -> Result<Check, clap::Error> {
    let named: Vec<&PathBuf> = matches.get_many("PATH").unwrap_or_default().collect();
    let stdin: Option<&PathBuf> = matches.get_one("stdin-filename");
    let from_stdin = named.iter().any(|path| path.as_os_str() == "-");
    if from_stdin && stdin.is_none() {
        let message = "`-` needs `--stdin-filename PATH`: the name determines the type of the file\n";
        return Err(command.error(clap::error::ErrorKind::MissingRequiredArgument, message));
    }
    if stdin.is_some() && !from_stdin {
        let message = "`--stdin-filename` needs `-` among the PATHs\n";
        return Err(command.error(clap::error::ErrorKind::MissingRequiredArgument, message));
    }
    Ok(Check {
        paths: named.into_iter().filter(|path| path.as_os_str() != "-").cloned().collect(),
        stdin: stdin.cloned(),
        format: matches.get_one("format").copied(),
        outputs: matches.get_many("output").unwrap_or_default().cloned().collect(),
        fail_on: matches.get_one("fail-on").copied(),
        threads: thread_count(matches),
        changes: changes(matches),
        statistics: matches.get_flag("statistics"),
        timings: matches.get_flag("timings"),
        choice: choice(matches),
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

fn fix(matches: &ArgMatches) -> Fix {
    Fix {
        paths: matches.get_many("PATH").unwrap_or_default().cloned().collect(),
        diff: matches.get_flag("diff"),
        also_unsafe: matches.get_flag("unsafe"),
        choice: choice(matches),
        threads: thread_count(matches),
        hook: matches.get_flag("hook"),
    }
}

/// The options of `check` that choose rules, shorten its report and apply fixes.
fn report_arguments() -> Vec<Arg> {
    let mut arguments: Vec<Arg> =
        choice_arguments().map(|argument| argument.conflicts_with_all(["write-baseline", "prune-baseline"])).into();
    arguments.extend([
        Arg::new("max-findings")
            .long("max-findings")
            .value_name("N")
            .help("Print at most N findings (human and concise); the exit code and `--output` consider all")
            .value_parser(value_parser!(u32).range(1..).map(|number| number as usize)),
        flag("quiet", "Print findings only: no summary and no progress").short('q'),
        flag("fix", "Apply fixes before the check, as `flowvet fix` does").conflicts_with_all([
            "stdin-filename",
            "payload",
            "show",
        ]),
        flag("unsafe", "With --fix: also apply unsafe fixes (review the result)").requires("fix"),
    ]);
    arguments
}

/// The options that choose rules.
fn choice_arguments() -> [Arg; 3] {
    let rules = |name: &'static str, help: &'static str| {
        Arg::new(name)
            .long(name)
            .value_name("RULE")
            .action(ArgAction::Append)
            .value_delimiter(',')
            .help(help)
            .value_parser(PossibleValuesParser::new(rules::ALL.iter().map(|rule| rule.meta().name)))
            .hide_possible_values(true)
    };
    [
        rules("select", "Run only these rules, whatever flowvet.toml sets; may be repeated"),
        rules("ignore", "Do not run these rules; may be repeated"),
        Arg::new("preset")
            .long("preset")
            .value_name("PRESET")
            .help("Use this preset instead of the one in flowvet.toml")
            .value_parser(
                PossibleValuesParser::new(Preset::ALL.map(Preset::as_str))
                    .map(|word| Preset::named(&word).unwrap_or_default()),
            ),
    ]
}

fn choice(matches: &ArgMatches) -> Choice {
    let names = |name| matches.get_many::<String>(name).unwrap_or_default().cloned().collect();
    Choice { preset: matches.get_one("preset").copied(), select: names("select"), ignore: names("ignore") }
}

fn flag(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
}

fn changes_arguments() -> [Arg; 3] {
    [
        flag("changed", "Only report findings in files changed since the last commit, including new files"),
        flag("staged", "Only report findings in staged files, with their content on disk"),
        Arg::new("since")
            .long("since")
            .value_name("REV")
            .help("Only report findings in files that this branch changed since REV, including new files"),
    ]
}

fn changes(matches: &ArgMatches) -> Option<Changes> {
    let since = matches.get_one::<String>("since").map(|revision| Changes::Since(revision.clone()));
    let flag = |name, changes: Changes| matches.get_flag(name).then_some(changes);
    since.or_else(|| flag("changed", Changes::Uncommitted)).or_else(|| flag("staged", Changes::Staged))
}

fn thread_count(matches: &ArgMatches) -> Option<usize> {
    matches.get_one::<u16>("threads").map(|number| usize::from(*number))
}

fn text(matches: &ArgMatches, name: &str) -> String {
    matches.get_one::<String>(name).cloned().unwrap_or_default()
}

fn color(word: &str) -> ColorChoice {
    match word {
        "always" => ColorChoice::Always,
        "never" => ColorChoice::Never,
        _ => ColorChoice::Auto,
    }
}

fn format(word: &str) -> Result<Format, String> {
    let known = || Format::ALL.map(Format::as_str).join(", ");
    Format::parse(word).ok_or_else(|| format!("unknown format `{word}`; use one of: {}", known()))
}

/// `FORMAT=FILE`.
fn output(word: &str) -> Result<(Format, PathBuf), String> {
    match word.split_once('=') {
        Some((name, file)) if !file.is_empty() => Ok((format(name)?, PathBuf::from(file))),
        _ => Err("write it as FORMAT=FILE".to_owned()),
    }
}

fn map_format(word: &str) -> map::Format {
    map::Format::ALL.into_iter().find(|format| format.as_str() == word).unwrap_or(map::Format::Json)
}

fn fail_on(word: &str) -> FailOn {
    match word {
        "error" => FailOn::At(Severity::Error),
        "warning" => FailOn::At(Severity::Warning),
        "info" => FailOn::At(Severity::Info),
        _ => FailOn::Never,
    }
}
