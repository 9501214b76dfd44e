//! Defines the options of `check`, in groups.

use std::path::PathBuf;

use clap::builder::{NonEmptyStringValueParser, PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgAction, ArgGroup, Command, value_parser};

use super::define::{FILES, FIXES, choice_arguments, exclude, flag, hook, paths, stdin_filename, threads};
use super::values::{fail_on, format, output};
use crate::artifact::data_action::ContractSide;
use crate::report::Format;

const REPORT: &str = "Report";
const BASELINE: &str = "Baseline";
const SAMPLES: &str = "Sample payloads";
const INSTEAD: &str = "Instead of a check";

pub(super) const EXIT_CODES: &str = "Exit codes:
  0  no findings at or above the failing level
  1  findings
  2  wrong usage or configuration
  3  flowvet itself failed; its findings so far are still printed";

const END: &str = "Examples:
  flowvet check                          the project in this folder
  flowvet check flows main.tf            only report findings in these paths
  flowvet check --since main             only report findings in what this branch changed
  flowvet check --select empty-name      only this rule
  flowvet check --format sarif --output junit=report.xml
  flowvet check --watch                  check again after each change";

pub(super) fn check_command() -> Command {
    Command::new("check")
        .about("Check the artefacts of a project")
        .after_help(format!("{END}\n\n{EXIT_CODES}"))
        .arg(paths().help("Files and folders to report on; the whole project is always read. `-`: standard input"))
        .args(changes_arguments())
        .group(
            ArgGroup::new("changes")
                .args(["changed", "staged", "since"])
                .conflicts_with_all(["stdin-filename", "payload"]),
        )
        .args([exclude(), stdin_filename()])
        .arg(flag("require-files", "Exit with 2 if nothing was checked").help_heading(FILES))
        .arg(hook())
        .args(choice_arguments().map(|argument| match argument.get_id().as_str() {
            "config" => argument,
            _ => argument.conflicts_with_all(["write-baseline", "prune-baseline"]),
        }))
        .args(report_arguments())
        .args(fix_arguments())
        .args(baseline_arguments())
        .args(sample_arguments())
        .arg(flag("show-files", "List the files that would be checked and their type").help_heading(INSTEAD))
        .arg(flag("show-settings", "Show the value of each key of flowvet.toml").help_heading(INSTEAD))
        .group(ArgGroup::new("show").args(["show-files", "show-settings"]).multiple(true).conflicts_with_all([
            "output",
            "write-baseline",
            "prune-baseline",
            "statistics",
            "timings",
            "watch",
        ]))
        .arg(threads())
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
    .map(|argument| argument.help_heading(FILES))
}

fn report_arguments() -> [Arg; 8] {
    [
        Arg::new("format")
            .long("format")
            .value_name("FORMAT")
            .help("Output format [default: human; github if GITHUB_ACTIONS is true]")
            .value_parser(PossibleValuesParser::new(Format::ALL.map(Format::as_str)).try_map(|word| format(&word))),
        Arg::new("output")
            .long("output")
            .value_name("FORMAT=FILE")
            .action(ArgAction::Append)
            .help("Also write the findings to a file, atomically; may be repeated")
            .value_parser(output),
        Arg::new("fail-on")
            .long("fail-on")
            .value_name("LEVEL")
            .help("Exit with 1 if there are findings at or above this level [default: `fail-on` of flowvet.toml, else warning]")
            .value_parser(PossibleValuesParser::new(["error", "warning", "info", "never"]).map(|word| fail_on(&word))),
        Arg::new("max-findings")
            .long("max-findings")
            .value_name("N")
            .help("Print at most N findings (human and concise); the exit code and `--output` consider all")
            .value_parser(value_parser!(u32).range(1..).map(|number| number as usize)),
        flag("quiet", "Print findings only: no summary and no progress").short('q'),
        flag("watch", "Check again after each change of a file, until Ctrl-C").conflicts_with_all([
            "hook",
            "stdin-filename",
            "payload",
            "output",
            "write-baseline",
            "prune-baseline",
            "fix",
            "timings",
        ]),
        flag("statistics", "Also print the number of findings per rule and per file, on standard error"),
        flag("timings", "Also print the time taken by each stage and each rule, on standard error"),
    ]
    .map(|argument| argument.help_heading(REPORT))
}

fn fix_arguments() -> [Arg; 2] {
    [
        flag("fix", "Apply fixes before the check, as `flowvet fix` does").conflicts_with_all([
            "stdin-filename",
            "payload",
            "show",
        ]),
        flag("unsafe", "With --fix: also apply unsafe fixes (review the result)").requires("fix"),
    ]
    .map(|argument| argument.help_heading(FIXES))
}

fn baseline_arguments() -> [Arg; 2] {
    [
        flag(
            "write-baseline",
            "Accept all current findings of the project, also outside the PATHs, and write them to its baseline",
        )
        .conflicts_with_all(["prune-baseline", "stdin-filename", "payload"]),
        flag("prune-baseline", "Remove baseline entries that no longer match")
            .conflicts_with_all(["stdin-filename", "payload"]),
    ]
    .map(|argument| argument.help_heading(BASELINE))
}

fn sample_arguments() -> [Arg; 3] {
    [
        Arg::new("payload")
            .long("payload")
            .value_name("FILE")
            .requires("action")
            .conflicts_with("hook")
            .help("Check this sample payload against a contract of a data action; FILE must be one of the PATHs")
            .value_parser(value_parser!(PathBuf)),
        Arg::new("action")
            .long("action")
            .value_name("NAME")
            .requires("payload")
            .help("With --payload: the name of the data action")
            .value_parser(NonEmptyStringValueParser::new()),
        Arg::new("contract")
            .long("contract")
            .value_name("SIDE")
            .requires("payload")
            .help("With --payload: the contract to check against")
            .default_value(ContractSide::default().as_str())
            .value_parser(
                PossibleValuesParser::new(ContractSide::ALL.map(ContractSide::as_str))
                    .map(|word| ContractSide::parse(&word).unwrap_or_default()),
            ),
    ]
    .map(|argument| argument.help_heading(SAMPLES))
}
