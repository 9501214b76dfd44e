//! The book in `docs/`: its table of contents, its links, and its commands, which are run.
//!
//! A page is a small project: fences with a path are its files, in their order. The lines of a `console` fence that
//! start with `$` are commands, and the lines after each are its output. `FLOWVET_UPDATE=1` rewrites the output.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::markdown::{Block, parse, render, write_file};
use crate::project::Project;
use crate::snapshot;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The Markdown files in and below a folder, sorted.
fn pages(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "md") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The pages of the repository that are not generated.
pub fn written_by_hand() -> Vec<PathBuf> {
    let generated = ["configuration.md", "command-line.md", "rules.md"].map(|name| root().join("docs").join(name));
    let rules = root().join("docs/rules");
    let docs = pages(&root().join("docs")).into_iter();
    let docs = docs.filter(|page| !page.starts_with(&rules) && !generated.contains(page));
    outside_the_book().into_iter().chain(docs).collect()
}

/// Markdown for readers of the repository.
fn outside_the_book() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(root()).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| path.extension().is_some_and(|it| it == "md"));
    found.extend(std::fs::read_dir(root().join("editors")).unwrap().map(|entry| entry.unwrap().path()));
    found.retain(|path| path.extension().is_some_and(|it| it == "md"));
    found.extend(
        [".github/PULL_REQUEST_TEMPLATE.md", "editors/vscode/README.md", "benches/compare/README.md"]
            .map(|it| root().join(it)),
    );
    found.sort();
    found
}

#[test]
fn every_page_is_in_the_table_of_contents_once() {
    // Other tests are writing some of the files.
    if snapshot::update() {
        return;
    }
    let docs = root().join("docs");
    let summary = docs.join("SUMMARY.md");
    let links: Vec<String> = links(&std::fs::read_to_string(&summary).unwrap());
    let listed: BTreeSet<PathBuf> = links.iter().map(|link| docs.join(link)).collect();
    assert_eq!(listed.len(), links.len(), "SUMMARY.md lists a page twice");
    let pages: BTreeSet<PathBuf> = pages(&docs).into_iter().filter(|page| *page != summary).collect();
    assert_eq!(listed, pages);
}

#[test]
fn every_link_has_a_target() {
    // Other tests are writing some of the files.
    if snapshot::update() {
        return;
    }
    let docs = root().join("docs");
    let mut wrong = String::new();
    for page in pages(&docs).into_iter().chain(outside_the_book()) {
        let text = std::fs::read_to_string(&page).unwrap();
        let folder = page.parent().unwrap();
        for link in links(&text) {
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            let (path, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let target = if path.is_empty() { page.clone() } else { folder.join(path) };
            let Ok(target) = target.canonicalize() else {
                writeln!(wrong, "{}: {link} does not exist", page.display()).unwrap();
                continue;
            };
            // A link that leaves the folder of the book is dead in the built book.
            if page.starts_with(&docs) && !target.starts_with(docs.canonicalize().unwrap()) {
                writeln!(wrong, "{}: {link} leaves the book", page.display()).unwrap();
            }
            if !anchor.is_empty() && !anchors(&std::fs::read_to_string(&target).unwrap()).contains(anchor) {
                writeln!(wrong, "{}: {link} has no such heading", page.display()).unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The targets of all links and pictures of a page.
fn links(text: &str) -> Vec<String> {
    let events = Parser::new_ext(text, Options::ENABLE_TABLES);
    let target = |event| match event {
        Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => Some(dest_url.into_string()),
        _ => None,
    };
    events.filter_map(target).collect()
}

/// The anchors that GitHub and mdBook give to the headings of a page.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut heading: Option<String> = None;
    for event in Parser::new(text) {
        match event {
            Event::Start(Tag::Heading { level, .. }) if level != HeadingLevel::H1 => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => found.extend(heading.take().map(|text| anchor(&text))),
            Event::Text(text) | Event::Code(text) => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&text);
                }
            }
            _ => {}
        }
    }
    found
}

fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|it| it.is_alphanumeric() || matches!(it, ' ' | '-' | '_'));
    kept.map(|it| if it == ' ' { '-' } else { it }).flat_map(char::to_lowercase).collect()
}

#[test]
fn commands_print_the_output_on_the_pages() {
    let mut wrong = String::new();
    for page in pages(&root().join("docs")) {
        let expected = std::fs::read_to_string(&page).unwrap();
        if !expected.contains("\n```console\n") {
            continue;
        }
        let found = run(&expected);
        if snapshot::update() {
            std::fs::write(&page, found).unwrap();
        } else if found != expected {
            writeln!(wrong, "{}:\n{}", page.display(), snapshot::diff(&expected, &found)).unwrap();
        }
    }
    assert!(wrong.is_empty(), "FLOWVET_UPDATE=1 rewrites the pages:\n{wrong}");
}

/// The page with the output of its commands.
fn run(page: &str) -> String {
    let project = Project::new::<&str>(&[]);
    let mut blocks = parse(page);
    for block in &mut blocks {
        write_file(&project, block);
        let Block::Fence { info, body } = block else { continue };
        if info == "console" {
            let commands: Vec<String> = body.lines().filter(|it| it.starts_with("$ ")).map(str::to_owned).collect();
            *body = commands.iter().flat_map(|it| [it.clone(), "\n".to_owned(), output(&project, it)]).collect();
        }
    }
    render(&blocks)
}

/// The output of a command of flowvet. Double quotes keep words together.
fn output(project: &Project, command: &str) -> String {
    let words = command.strip_prefix("$ flowvet ").unwrap_or_else(|| panic!("{command} is not a command of flowvet"));
    let parts = words.split('"').enumerate();
    let words: Vec<&str> =
        parts.flat_map(|(at, part)| if at % 2 == 1 { vec![part] } else { part.split_whitespace().collect() }).collect();
    let mut command = Command::new(env!("CARGO_BIN_EXE_flowvet"));
    for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "FORCE_HYPERLINK", "GITHUB_ACTIONS"] {
        command.env_remove(variable);
    }
    let output = command.current_dir(project.folder()).args(words).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    let text = text.replace(&format!("{}/", project.folder().display()), "");
    text.lines().flat_map(|line| [line.trim_end(), "\n"]).collect()
}
