//! Generated files are current. `FLOWVET_UPDATE=1 cargo test` rewrites them.

use std::fmt::Write;
use std::path::Path;

use clap::Command;
use clap_mangen::Man;
use flowvet::artifact::Hint;
use flowvet::artifact::detect::{EXTENSIONS, format};
use flowvet::cli;
use flowvet::config::{self, RuleEntry, dictionary};
use flowvet::engine::CONFIGURATION;
use flowvet::rules::{self, reference};
use flowvet::suppress::baseline;
use regex::Regex;

use crate::snapshot;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Compares the file at `path`, relative to the root of the repository, with its generated text.
#[track_caller]
fn generated(path: &str, text: &str) {
    snapshot::compare_file(Path::new(path), text);
}

#[test]
fn configuration_schema() {
    let rules: Vec<RuleEntry> = rules::ALL.iter().map(|rule| rule.meta().entry()).collect();
    let text = serde_json::to_string_pretty(&config::schema(&rules)).unwrap() + "\n";
    generated("schemas/configuration.json", &text);
}

#[test]
fn configuration_page() {
    let rules: Vec<RuleEntry> = rules::ALL.iter().map(|rule| rule.meta().entry()).collect();
    let intro = "`flowvet.toml` is in the root folder of a project, and all of it is optional. `flowvet init` writes this one, in\n\
                 which every key is a comment with its default, after a line with the address of its schema for editors.\n\
                 `flowvet init --schema` prints that schema.\n";
    let text = format!("# Configuration\n\n{intro}\n```toml\n{}```\n", config::template(&rules));
    generated("docs/configuration.md", &text);
}

/// The hooks run when a file changes that flowvet reads: each artefact, the configuration, the baseline and the
/// dictionary. Examples and defaults that name a version of flowvet name this one.
#[test]
fn hooks_match_all_files_that_are_read_and_examples_name_this_version() {
    let hint = Hint { snippet: true, ..Hint::default() };
    for extension in EXTENSIONS {
        assert!(format(&format!("x.{extension}"), &hint).is_some(), "{extension}");
    }
    let names = [CONFIGURATION, baseline::FILE, dictionary::FILE].map(|name| name.replace('.', r"\."));
    let pattern = format!(r"(\.({}|i3[A-Za-z]+)|(^|/)({}))$", EXTENSIONS.join("|"), names.join("|"));
    let version = Regex::new(r"(^ +(?:rev|default): v|flowvet(?:@v|==))\d+\.\d+\.\d+").unwrap();
    let line = |line: &str| match line.split_once("files: ") {
        Some((indent, _)) if indent.trim().is_empty() => format!("{indent}files: {pattern}\n"),
        _ => format!("{}\n", version.replace(line, concat!("${1}", env!("CARGO_PKG_VERSION")))),
    };
    let files = [".pre-commit-hooks.yaml", "docs/how-to/pre-commit.md", "docs/how-to/ci.md", "templates/flowvet.yml"];
    for path in files.map(Path::new) {
        let text = std::fs::read_to_string(root().join(path)).unwrap();
        snapshot::compare_file(path, &text.lines().map(line).collect::<String>());
    }
}

/// `flowvet` itself and its subcommands, each named as it is typed.
fn commands() -> Vec<Command> {
    let mut command = cli::command().term_width(100);
    command.build();
    let tasks = command.get_subcommands().filter(|task| task.get_name() != "help");
    std::iter::once(&command).chain(tasks).cloned().collect()
}

#[test]
fn command_line_page() {
    let mut text = "# Command line\n\nThe output of `--help` for each command.\n".to_owned();
    for mut command in commands() {
        let title = command.get_bin_name().unwrap_or_else(|| command.get_name()).to_owned();
        write!(text, "\n## {title}\n\n```text\n{}```\n", command.render_help()).unwrap();
    }
    generated("docs/command-line.md", &text);
}

#[test]
fn manual_pages() {
    let commands = commands();
    for command in &commands {
        let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
        let mut page = Vec::new();
        // Pages contain neither version nor date, so that a release does not change them all.
        let man = Man::new(command.clone().version(None)).title(&name).date(" ").source("flowvet").manual("flowvet");
        man.render(&mut page).unwrap();
        generated(&format!("docs/man/{name}.1"), &String::from_utf8(page).unwrap());
    }
    let pages = std::fs::read_dir(root().join("docs/man")).unwrap();
    assert_eq!(pages.count(), commands.len(), "docs/man has a page of a removed command");
}

#[test]
fn rule_pages() {
    for rule in rules::ALL {
        generated(&format!("docs/rules/{}.md", rule.meta().name), &reference::page(rule.meta()));
    }
    let pages = std::fs::read_dir(root().join("docs/rules")).unwrap();
    assert_eq!(pages.count(), rules::ALL.len(), "docs/rules has a page of a removed rule");
}

#[test]
fn rule_tables() {
    let intro = "Levels: **error**: it fails in production or cannot be published. **warning**: it very probably fails, or it\n\
                 hides the next error. `flowvet.toml` sets the level of a rule; `flowvet explain RULE` prints its page.\n";
    generated("docs/rules.md", &format!("# Rules\n\n{intro}\n{}", reference::tables()));
}

#[test]
fn rules_in_the_table_of_contents() {
    let summary = std::fs::read_to_string(root().join("docs/SUMMARY.md")).unwrap();
    let names = rules::ALL.iter().map(|rule| rule.meta().name);
    let rules = names.fold(String::new(), |text, name| text + &format!("  - [{name}](rules/{name}.md)\n"));
    generated("docs/SUMMARY.md", &between(&summary, "<!-- rules: begin -->\n", "<!-- rules: end -->", &rules));
}

/// `text` with `part` between the two marks.
fn between(text: &str, begin: &str, end: &str, part: &str) -> String {
    let (before, rest) = text.split_once(begin).expect("the text has the first mark");
    let (_, after) = rest.split_once(end).expect("the text has the second mark");
    format!("{before}{begin}{part}{end}{after}")
}
