//! Defines the commands and the options that several of them have. Help, completions, manual pages and the reference follow
//! from it.

use std::path::PathBuf;

use clap::builder::{NonEmptyStringValueParser, PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgAction, Command, value_parser};
use clap_complete::Shell;

use super::ListFormat;
use super::check::check_command;
use super::values::{color, map_format, rule};
use crate::config::{self, Preset};
use crate::{map, rules};

const FIX_END: &str = "Examples:
  flowvet fix --diff                    show what would change
  flowvet fix flows --select padded-name
  flowvet fix --diff | git apply        apply it to a clean copy
  flowvet fix - --stdin-filename a.yaml < a.yaml

Exit codes:
  0  no findings at or above the failing level are left
  1  findings are left, or, with --diff, there is something to change
  2  wrong usage or configuration; nothing is changed
  3  a file cannot be written, or flowvet itself failed";

const END: &str = "Examples:
  flowvet check              check the project in this folder
  flowvet check flows        only report findings in flows
  flowvet fix --diff         show what can be fixed
  flowvet map --format html > map.html
  flowvet explain RULE       why a finding is a problem, and what to do";

const EXPLAIN_END: &str = "Examples:
  flowvet explain name-case-mismatch
  flowvet explain configuration      errors in flowvet.toml";

const MAP_END: &str = "Examples:
  flowvet map --format html > map.html       a page for the browser
  flowvet map --format json > shop.json      a catalogue for another repository
  flowvet map --attribute customerId         what sets it to what, and what reads it";

const IGNORE_END: &str = "Examples:
  flowvet ignore flows/main.yaml:12 --reason \"set by the CRM\"
  flowvet ignore 5f0c2a1b9d3e4f60 --reason \"set by the CRM\"

`flowvet check --format json` shows the fingerprint of each finding.";

const INIT_END: &str = "Examples:
  flowvet init
  flowvet init --schema > flowvet.schema.json    for an editor without flowvet";

const COMPLETIONS_END: &str = "Examples:
  bash  flowvet completions bash > ~/.local/share/bash-completion/completions/flowvet
  zsh   flowvet completions zsh > FOLDER/_flowvet, with FOLDER in $fpath
  fish  flowvet completions fish > ~/.config/fish/completions/flowvet.fish";

const HOOK: &str = "The PATHs come from a hook such as pre-commit, not from a person: excluded files stay excluded, and a JSON \
                    file is not treated as a payload only because it was named. Findings in other files alone are not counted";

/// The headings of the options in the help.
pub(super) const FILES: &str = "Files";
pub(super) const RULES: &str = "Rules";
pub(super) const FIXES: &str = "Fixes";

/// The one definition of the command line.
#[must_use]
pub fn command() -> Command {
    Command::new("flowvet")
        .about("Static linter for Genesys Cloud CX flows, data actions, agent scripts and participant data payloads")
        .version(env!("CARGO_PKG_VERSION"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .after_help(END)
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
        .subcommand(ignore_command())
        .subcommand(
            Command::new("explain")
                .about("Show the documentation of a rule, and its level in this folder")
                .after_help(EXPLAIN_END)
                .arg(Arg::new("RULE").required(true).help("The name of the rule, such as `name-case-mismatch`")),
        )
        .subcommand(
            Command::new("rules")
                .about("List all rules with their levels")
                .arg(flag("config", "Also show the files for which [[override]] sets another level")),
        )
        .subcommand(map_command())
        .subcommand(attributes_command())
        .subcommand(
            Command::new("init")
                .about("Write a commented flowvet.toml into the current folder")
                .after_help(INIT_END)
                .arg(flag("schema", "Print the JSON Schema of flowvet.toml, and write nothing")),
        )
        .subcommand(completions_command())
        .subcommand(Command::new("lsp").about("Run the language server").arg(
            // Many editors pass it to every server; this server has no other channel.
            flag("stdio", "").hide(true),
        ))
}

/// As [`command`], with the rules as values where one is named. There, a wrong rule has its own message.
pub fn for_completions() -> Command {
    let names = || rules::ALL.iter().map(|rule| rule.meta().name);
    let values = PossibleValuesParser::new(names().chain([config::CLASS]));
    let choices = |command: Command| {
        ["select", "ignore"].into_iter().fold(command, |command, option| {
            command.mut_arg(option, |rule| rule.value_parser(PossibleValuesParser::new(names())))
        })
    };
    command()
        .mut_subcommand("explain", |explain| explain.mut_arg("RULE", |rule| rule.value_parser(values)))
        .mut_subcommand("check", choices)
        .mut_subcommand("fix", choices)
}

fn fix_command() -> Command {
    Command::new("fix")
        .about("Apply automatic fixes")
        .after_help(FIX_END)
        .arg(paths().help(
            "Files and folders that may be changed; the whole project is always read. `-`: standard input, fixed on standard output",
        ))
        .arg(flag("diff", "Show the changes without making them, as a patch for `git apply`").help_heading(FIXES))
        .arg(flag("unsafe", "Also apply unsafe fixes (review the result)").help_heading(FIXES))
        .arg(stdin_filename())
        .args(choice_arguments())
        .args([exclude(), hook(), threads()])
}

fn ignore_command() -> Command {
    Command::new("ignore")
        .about("Accept a finding: write an ignore comment next to it, or an entry into flowvet.toml")
        .after_help(IGNORE_END)
        .arg(
            Arg::new("FINDING")
                .required(true)
                .help("The fingerprint of the finding, or its place as FILE:LINE; all findings in this line are meant")
                .value_parser(NonEmptyStringValueParser::new()),
        )
        .arg(
            Arg::new("reason")
                .long("reason")
                .value_name("TEXT")
                .required(true)
                .help("Why the finding may stay")
                .value_parser(NonEmptyStringValueParser::new()),
        )
}

pub(super) fn paths() -> Arg {
    Arg::new("PATH").action(ArgAction::Append).num_args(0..).value_parser(value_parser!(PathBuf))
}

pub(super) fn hook() -> Arg {
    flag("hook", HOOK).help_heading(FILES)
}

pub(super) fn stdin_filename() -> Arg {
    Arg::new("stdin-filename")
        .long("stdin-filename")
        .value_name("PATH")
        .help("With `-`: path of the file whose content is on standard input")
        .help_heading(FILES)
        .value_parser(value_parser!(PathBuf))
}

pub(super) fn exclude() -> Arg {
    Arg::new("exclude")
        .long("exclude")
        .value_name("GLOB")
        .action(ArgAction::Append)
        .help("Do not read these files either; globs as in `exclude` of flowvet.toml; may be repeated")
        .help_heading(FILES)
        .value_parser(|text: &str| config::glob(text).map(|_| text.to_owned()))
}

pub(super) fn threads() -> Arg {
    Arg::new("threads")
        .long("threads")
        .value_name("N")
        .help("Number of threads [default: one per processor]")
        .value_parser(value_parser!(u16).range(1..=256))
}

fn map_command() -> Command {
    Command::new("map")
        .about("Show where each attribute is set and read, and how flows call each other")
        .after_help(MAP_END)
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
        .arg(flag(
            "stamp",
            "Add the name of the project, its git revision and the date of the revision (`html` and `markdown`)",
        ))
        .arg(
            Arg::new("attribute")
                .long("attribute")
                .value_name("NAME")
                .help("Show one attribute: what sets it to what, what reads it, and which conditions depend on it")
                .value_parser(NonEmptyStringValueParser::new()),
        )
        .arg(
            Arg::new("flow")
                .long("flow")
                .value_name("NAME")
                .help("Show one flow, by its name or file: the attributes it sets and reads, and its calls")
                .value_parser(NonEmptyStringValueParser::new())
                .conflicts_with("attribute"),
        )
}

fn attributes_command() -> Command {
    let projects = || paths().help("Files and folders whose projects are meant");
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
                .after_help(super::check::EXIT_CODES)
                .arg(projects()),
        )
        .subcommand(
            Command::new("list")
                .about("Print the attributes of the dictionary and of the project as a table")
                .arg(projects())
                .arg(format),
        )
}

fn completions_command() -> Command {
    Command::new("completions")
        .about("Print shell completions")
        .after_help(COMPLETIONS_END)
        .arg(Arg::new("SHELL").required(true).help("The shell to complete for").value_parser(value_parser!(Shell)))
}

/// The options that choose rules.
pub(super) fn choice_arguments() -> [Arg; 4] {
    let rules = |name: &'static str, help: &'static str| {
        Arg::new(name)
            .long(name)
            .value_name("RULE")
            .action(ArgAction::Append)
            .value_delimiter(',')
            .help(help)
            .value_parser(rule)
            .help_heading(RULES)
    };
    [
        rules("select", "Run only these rules, whatever flowvet.toml sets; may be repeated"),
        rules("ignore", "Do not run these rules; may be repeated"),
        Arg::new("preset")
            .long("preset")
            .value_name("PRESET")
            .help("Use this preset instead of the one in flowvet.toml")
            .help_heading(RULES)
            .value_parser(
                PossibleValuesParser::new(Preset::ALL.map(Preset::as_str))
                    .map(|word| Preset::named(&word).unwrap_or_default()),
            ),
        Arg::new("config")
            .long("config")
            .value_name("FILE")
            .help("Read this file in place of each flowvet.toml; its globs start at the folder of the project")
            .help_heading(RULES)
            .value_parser(value_parser!(PathBuf)),
    ]
}

pub(super) fn flag(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
}
