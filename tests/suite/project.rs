//! Small projects for tests: files in, findings out, both as text.

use std::fmt::Write;
use std::path::PathBuf;

use base64::Engine;
use flowvet::diagnostic::{Diagnostic, Location, Safety};
use flowvet::engine::{Outcome, Request, check};
use flowvet::fix::Fixes;
use flowvet::rules::{ALL, Rule};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// A folder of files that is gone with the test.
pub struct Project {
    folder: tempfile::TempDir,
}

impl Project {
    /// A project of files, each a path and its text.
    pub fn new<T: AsRef<[u8]>>(files: &[(&str, T)]) -> Self {
        let project = Project { folder: tempfile::tempdir().unwrap() };
        for (path, text) in files {
            project.write(path, text);
        }
        project
    }

    /// Writes or overwrites a file.
    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.folder().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.folder().join(path)).unwrap()
    }

    pub fn folder(&self) -> PathBuf {
        self.folder.path().canonicalize().unwrap()
    }

    /// Checks everything with all rules.
    pub fn outcome(&self) -> Outcome {
        let request = Request { folder: self.folder(), ..Request::default() };
        check(&request, ALL, &()).unwrap()
    }

    /// What a check finds, as text.
    pub fn findings(&self) -> String {
        render(&self.outcome())
    }

    /// Makes all safe fixes, in the files, and says how many there were.
    pub fn fix(&self) -> usize {
        let mut fixes = self.fixes(&[], false);
        fixes.record(&flowvet::fix::write(&fixes.documents));
        fixes.applied
    }

    /// The fixes below these paths, not written.
    pub fn fixes(&self, paths: &[&str], also_unsafe: bool) -> Fixes {
        self.fixes_of(ALL, paths, also_unsafe)
    }

    /// As [`Project::fixes`], of other rules.
    pub fn fixes_of(&self, rules: &[&dyn Rule], paths: &[&str], also_unsafe: bool) -> Fixes {
        let paths = paths.iter().map(PathBuf::from).collect();
        let request = Request { folder: self.folder(), paths, ..Request::default() };
        flowvet::fix::fix(&request, rules, also_unsafe, &()).unwrap()
    }
}

/// What a check of these files finds, as text.
pub fn findings<T: AsRef<[u8]>>(files: &[(&str, T)]) -> String {
    Project::new(files).findings()
}

/// Findings as text, in their order:
///
/// ```text
/// file:line:column-column severity[rule] message | label | help
///     file:line:column-column related message
///     fix (safe): title
/// ```
///
/// Columns are code points from 1; the second one is the one after the end.
pub fn render(outcome: &Outcome) -> String {
    outcome.diagnostics.iter().fold(String::new(), |text, it| text + &render_one(outcome, it))
}

fn render_one(outcome: &Outcome, it: &Diagnostic) -> String {
    let place = range(outcome, &it.primary.location);
    let mut text = format!("{place} {}[{}] {} | {}", it.severity, it.rule, it.message, it.primary.message);
    if let Some(help) = &it.help {
        write!(text, " | {help}").unwrap();
    }
    text.push('\n');
    for label in &it.related {
        writeln!(text, "    {} {}", range(outcome, &label.location), label.message).unwrap();
    }
    if let Some(fix) = &it.fix {
        let safety = if fix.safety == Safety::Safe { "safe" } else { "unsafe" };
        writeln!(text, "    fix ({safety}): {}", fix.title).unwrap();
    }
    text
}

/// `file:line:column-column`, or `file:line:column-line:column` over several lines.
fn range(outcome: &Outcome, location: &Location) -> String {
    let Some(source) = outcome.sources.get(&location.file) else { return location.file.to_string() };
    let start = source.position(location.place.span.start);
    let end = source.position(location.place.span.end);
    let file = &location.file;
    if start.line == end.line {
        format!("{file}:{}:{}-{}", start.line, start.column, end.column)
    } else {
        format!("{file}:{}:{}-{}:{}", start.line, start.column, end.line, end.column)
    }
}

/// JSON as Architect exports it: percent-encoded as `encodeURIComponent` does it, then base64.
pub fn export(json: &str) -> Vec<u8> {
    const KEPT: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'_')
        .remove(b'.')
        .remove(b'!')
        .remove(b'~')
        .remove(b'*')
        .remove(b'\'')
        .remove(b'(')
        .remove(b')');
    let encoded = utf8_percent_encode(json, KEPT).to_string();
    base64::engine::general_purpose::STANDARD.encode(encoded).into_bytes()
}

/// Asserts that a check of these files finds what `expected` says, which is indented as a block.
#[track_caller]
pub fn expect<T: AsRef<[u8]>>(files: &[(&str, T)], expected: &str) {
    assert_eq!(findings(files), unindented(expected));
}

/// A block of lines without the indentation of its first line and without its first line break.
fn unindented(block: &str) -> String {
    let block = block.trim_start_matches('\n');
    let indent = block.len() - block.trim_start_matches(' ').len();
    block.lines().filter_map(|line| line.get(indent..)).fold(String::new(), |text, line| text + line + "\n")
}
