//! Files that are made from the code are current. `FLOWVET_UPDATE=1 cargo test generated` rewrites them.

use std::fmt::Write;
use std::path::Path;

use clap::Command;
use clap_mangen::Man;
use flowvet::cli;
use flowvet::config::{self, RuleEntry};
use flowvet::rules::{self, reference};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Compares the file at `path`, relative to the root of the repository, with what it should hold.
fn generated(path: &str, text: &str) {
    let file = root().join(path);
    if std::env::var_os("FLOWVET_UPDATE").is_some_and(|value| value == "1") {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, text).unwrap();
    }
    let written = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        written == text,
        "{path} is not current: run `FLOWVET_UPDATE=1 cargo test generated` and look at the change"
    );
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
    let intro = "`flowvet.toml` stands in the root folder of a project. `flowvet init` writes this one, in which every key is a\n\
                 comment with its default. [schemas/configuration.json](../schemas/configuration.json) describes it for editors.\n";
    let text = format!("# Configuration\n\n{intro}\n```toml\n{}```\n", config::template(&rules));
    generated("docs/configuration.md", &text);
}

/// `flowvet` itself and its subcommands, each named as it is typed.
fn commands() -> Vec<Command> {
    let mut command = cli::command().term_width(100);
    command.build();
    std::iter::once(&command).chain(command.get_subcommands()).cloned().collect()
}

#[test]
fn command_line_page() {
    let mut text = "# Command line\n\nWhat `--help` prints for each command.\n".to_owned();
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
        // Neither a version nor a day stands in a page, so that a release does not change them all.
        let man = Man::new(command.clone().version(None)).title(&name).date(" ").source("flowvet").manual("flowvet");
        man.render(&mut page).unwrap();
        generated(&format!("docs/man/{name}.1"), &String::from_utf8(page).unwrap());
    }
    let pages = std::fs::read_dir(root().join("docs/man")).unwrap();
    assert_eq!(pages.count(), commands.len(), "docs/man holds a page of a command that is no more");
}

#[test]
fn rule_pages() {
    for rule in rules::ALL {
        generated(&format!("docs/rules/{}.md", rule.meta().name), &reference::page(rule.meta()));
    }
    let pages = std::fs::read_dir(root().join("docs/rules")).unwrap();
    assert_eq!(pages.count(), rules::ALL.len(), "docs/rules holds a page of a rule that is no more");
}

#[test]
fn rule_tables() {
    let intro = "Levels: **error**: it will not work in production. **warning**: it very probably will not, or it hides the next\n\
                 mistake. `flowvet.toml` sets the level of a rule by its name; `flowvet explain RULE` prints its page.\n";
    generated("docs/rules.md", &format!("# Rules\n\n{intro}\n{}", reference::tables("rules")));
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    generated(
        "README.md",
        &between(&readme, "<!-- rules: begin -->\n", "<!-- rules: end -->", &reference::tables("docs/rules")),
    );
}

/// `text` with `part` in place of what stands between two marks.
fn between(text: &str, begin: &str, end: &str, part: &str) -> String {
    let (before, rest) = text.split_once(begin).expect("the text has the first mark");
    let (_, after) = rest.split_once(end).expect("the text has the second mark");
    format!("{before}{begin}\n{part}\n{end}{after}")
}
