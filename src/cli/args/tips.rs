//! Adds to the error about an unknown option or command what to write instead: names that other linters have, options of
//! another command, and paths in place of a command.

use std::path::Path;

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, Error};

use crate::text::printable;

/// Options of other linters, and what is written here.
const OPTIONS: &[(&[&str], &str)] = &[
    (&["--rule", "--rules", "--only", "--enable", "--extend-select"], "to run some rules only, use `--select RULE`"),
    (&["--skip", "--disable", "--extend-ignore", "--skip-rule"], "to leave rules out, use `--ignore RULE`"),
    (&["--output-format", "--formatter", "--reporter", "-f"], "to choose the output format, use `--format FORMAT`"),
    (&["--json"], "to choose the output format, use `--format json`"),
    (&["--sarif"], "to choose the output format, use `--format sarif`"),
    (&["--extend-exclude", "--ignore-pattern", "--ignore-path"], "to leave files out, use `--exclude GLOB`"),
    (&["--max-diagnostics", "--max-warnings"], "to shorten the report, use `--max-findings N`"),
    (&["--exit-zero", "--no-fail"], "to exit with 0 in any case, use `flowvet check --fail-on never`"),
    (
        &["--severity", "--level", "--diagnostic-level", "--error-on-warnings", "--min-severity"],
        "to choose what fails, use `flowvet check --fail-on LEVEL`",
    ),
    (&["--write", "--apply", "--fix-only"], "to change files, use `flowvet fix`"),
    (&["--unsafe-fixes"], "to apply unsafe fixes too, use `--unsafe`"),
    (&["--dry-run", "--fix-dry-run", "--check"], "to show changes without making them, use `flowvet fix --diff`"),
    (&["--no-color", "--colour", "--colors"], "to print without colours, use `--color never`"),
    (&["-o", "--output-file"], "to write a report to a file, use `--output FORMAT=FILE`"),
    (&["--silent"], "to print findings only, use `--quiet`"),
    (&["-v", "--verbose"], "to see what is checked, use `flowvet check --show-files` or `--show-settings`"),
    (&["--stdin"], "to check standard input, use `- --stdin-filename PATH`"),
    (&["--stdin-file-path", "--stdin-filepath"], "to name the file on standard input, use `--stdin-filename PATH`"),
    (&["-c", "--config-file", "--config-path"], "to name a configuration, use `--config FILE`"),
    (&["--list-rules"], "to list the rules, use `flowvet rules`"),
    (&["--diff-base", "--changed-since", "--from-ref"], "to check what a branch changed, use `--since REV`"),
    (&["--baseline"], "a baseline next to flowvet.toml is read without an option; `--write-baseline` writes it"),
];

/// Commands of other linters, and what is written here.
const COMMANDS: &[(&[&str], &str)] = &[
    (&["lint", "validate", "run", "scan", "ci"], "to check a project, use `flowvet check`"),
    (&["format", "fmt", "write"], "to apply fixes, use `flowvet fix`"),
    (&["rule", "docs", "doc"], "to read about a rule, use `flowvet explain RULE`"),
    (&["list", "list-rules"], "to list the rules, use `flowvet rules`"),
    (&["graph"], "to draw the project, use `flowvet map`"),
    (&["server", "language-server", "serve"], "to run the language server, use `flowvet lsp`"),
    (&["version"], "to see the version, use `flowvet --version`"),
    (&["baseline"], "to write a baseline, use `flowvet check --write-baseline`"),
];

/// The error with what to write instead, if that is known.
pub(super) fn add(mut error: Error, command: &Command) -> Error {
    let word = |kind| match error.get(kind) {
        Some(ContextValue::String(word)) => Some(word.clone()),
        _ => None,
    };
    let tip = match error.kind() {
        ErrorKind::UnknownArgument => word(ContextKind::InvalidArg).and_then(|word| for_option(&word, command)),
        ErrorKind::InvalidSubcommand => word(ContextKind::InvalidSubcommand).and_then(|word| for_command(&word)),
        _ => None,
    };
    // A shell may have written the names of files here.
    for kind in [ContextKind::InvalidArg, ContextKind::InvalidValue, ContextKind::InvalidSubcommand] {
        if let Some(ContextValue::String(word)) = error.get(kind) {
            let shown = printable::inline(word).into_owned();
            error.insert(kind, ContextValue::String(shown));
        }
    }
    // clap proposes to write the option as a PATH, which it is not.
    error.remove(ContextKind::Suggested);
    if let Some(tip) = tip {
        for kind in [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand] {
            error.remove(kind);
        }
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![StyledStr::from(tip)]));
    }
    error
}

fn known(word: &str, table: &[(&[&str], &str)]) -> Option<String> {
    table.iter().find(|(names, _)| names.contains(&word)).map(|(_, tip)| (*tip).to_owned())
}

fn for_option(word: &str, command: &Command) -> Option<String> {
    let word = word.split('=').next().unwrap_or(word);
    known(word, OPTIONS).or_else(|| {
        let is_it = |it: &Arg| match word.strip_prefix("--") {
            Some(name) => it.get_long() == Some(name),
            None => it.get_short().is_some_and(|short| word.strip_prefix('-') == Some(short.encode_utf8(&mut [0; 4]))),
        };
        let has = |command: &&Command| command.get_arguments().any(is_it);
        let owners = command.get_subcommands().filter(has);
        let owners: Vec<String> = owners.map(|owner| format!("`flowvet {} {word}`", owner.get_name())).collect();
        (!owners.is_empty()).then(|| format!("another command has this option: {}", owners.join(", ")))
    })
}

fn for_command(word: &str) -> Option<String> {
    let path = || Path::new(word).exists().then(|| format!("to check a path, use `flowvet check {word}`"));
    known(word, COMMANDS).or_else(path)
}
