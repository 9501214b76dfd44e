//! The documents in `tests/literate`: every section is a small project, with each expected finding where it occurs and
//! the report for people at its end. `FLOWVET_UPDATE=1 cargo test literate` writes what was found into them.
//!
//! In YAML and TOML a finding stands as a comment at the end of the line where it begins: `# error[empty-name]`. Formats
//! without comments carry it below their fence: `- line 3: error[empty-name]`.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use flowvet::engine::Outcome;
use flowvet::report::human;
use flowvet::report::options::RenderOptions;

use crate::markdown::{Block, parse, project, render};
use crate::snapshot;

#[test]
fn documents_match_the_findings() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/literate");
    let mut wrong = String::new();
    let mut documents: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    documents.sort();
    assert!(!documents.is_empty(), "no document in {}", folder.display());
    for path in documents {
        let expected = fs::read_to_string(&path).unwrap();
        let found = run(&expected);
        if snapshot::update() {
            fs::write(&path, found).unwrap();
        } else if found != expected {
            writeln!(wrong, "{}:\n{}", path.display(), snapshot::diff(&expected, &found)).unwrap();
        }
    }
    assert!(wrong.is_empty(), "FLOWVET_UPDATE=1 rewrites them:\n{wrong}");
}

/// The document with what is found in place of what is expected.
fn run(document: &str) -> String {
    let mut sections: Vec<Vec<Block>> = vec![Vec::new()];
    for block in parse(document) {
        if matches!(&block, Block::Line(line) if line.starts_with("## ")) {
            sections.push(Vec::new());
        }
        sections.last_mut().unwrap().push(block);
    }
    sections.into_iter().map(|section| render(&checked(section))).collect()
}

fn checked(section: Vec<Block>) -> Vec<Block> {
    let mut bare: Vec<Block> =
        section.into_iter().filter(|block| !is_expectation(block)).map(without_comments).collect();
    bare.dedup_by(|next, block| is_blank(next) && is_blank(block));
    if !bare.iter().any(|block| block.file().is_some()) {
        return bare;
    }
    let outcome = project(&bare).outcome();
    let mut blocks = Vec::new();
    for block in bare {
        let expectations = block.file().map(|(_, path)| expectations(&outcome, path)).unwrap_or_default();
        match block {
            Block::Fence { info, body } if has_comments(&info) => {
                blocks.push(Block::Fence { info, body: annotated(&body, &expectations) });
            }
            block => {
                blocks.push(block);
                let lines = expectations.iter().map(|(line, what)| format!("- line {line}: {what}"));
                let lines: Vec<Block> = lines.map(Block::Line).collect();
                // A list needs a blank line around it.
                if !lines.is_empty() {
                    blocks.push(Block::Line(String::new()));
                }
                blocks.extend(lines);
            }
        }
    }
    blocks.truncate(blocks.iter().rposition(|block| !is_blank(block)).map_or(0, |last| last + 1));
    let options =
        RenderOptions { color: false, unicode: true, links: false, width: 80, folds: false, most: None, quiet: false };
    let report = human::render(&outcome, &options);
    let report = report.lines().flat_map(|line| [line.trim_end(), "\n"]).collect();
    let end = [Block::Line(String::new()), Block::Fence { info: REPORT.to_owned(), body: report }];
    blocks.extend(end.into_iter().chain([Block::Line(String::new())]));
    blocks
}

/// The fence that holds the report for people.
const REPORT: &str = "text";

fn is_blank(block: &Block) -> bool {
    matches!(block, Block::Line(line) if line.is_empty())
}

fn is_expectation(block: &Block) -> bool {
    match block {
        Block::Line(line) => line.starts_with("- line "),
        Block::Fence { info, .. } => info == REPORT,
    }
}

fn has_comments(info: &str) -> bool {
    ["yaml", "toml"].contains(&info.split(' ').next().unwrap_or_default())
}

const SEVERITIES: [&str; 3] = [" # error[", " # warning[", " # info["];

fn without_comments(block: Block) -> Block {
    match block {
        Block::Fence { info, body } if has_comments(&info) => {
            let bare = |line: &str| {
                let comment = SEVERITIES.iter().filter_map(|start| line.find(start)).min();
                line[..comment.unwrap_or(line.len())].to_owned() + "\n"
            };
            Block::Fence { info, body: body.lines().map(bare).collect() }
        }
        block => block,
    }
}

fn annotated(body: &str, expectations: &[(u32, String)]) -> String {
    let line = |(number, line): (usize, &str)| {
        let here = expectations.iter().filter(|(at, _)| *at as usize == number + 1);
        let comments: Vec<&str> = here.map(|(_, what)| what.as_str()).collect();
        if comments.is_empty() { format!("{line}\n") } else { format!("{line} # {}\n", comments.join(" ")) }
    };
    body.lines().enumerate().map(line).collect()
}

/// The line and `severity[rule]` of each finding in a file.
fn expectations(outcome: &Outcome, path: &str) -> Vec<(u32, String)> {
    let here = outcome.diagnostics.iter().filter(|it| *it.primary.location.file == *path);
    here.map(|it| {
        let start = it.primary.location.place.span.start;
        (outcome.sources[path].position(start).line, format!("{}[{}]", it.severity, it.rule))
    })
    .collect()
}
