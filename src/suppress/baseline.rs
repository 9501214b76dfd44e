//! Reads the entries of a baseline, and writes a baseline. Accesses no file.
//!
//! Each line is one accepted finding: fingerprint, rule, and for the reader the file and the logical path. The lines
//! are sorted and independent of each other, so that git can merge them.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Step};
use crate::text::{Span, printable};

/// The name of the file, which is in the root folder of a project.
pub const FILE: &str = "flowvet-baseline.txt";

const HEAD: &str = "# Findings that `flowvet check` accepts. `flowvet check --write-baseline` writes this file.";

/// A line of a baseline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BaselineEntry<'t> {
    /// Empty if the line is not a valid entry.
    pub fingerprint: &'t str,
    pub rule: &'t str,
    /// The whole line without its line break.
    pub line: &'t str,
    pub span: Span,
    /// The whole line with its line break.
    pub removal: Span,
}

/// Reads the lines that are neither empty nor a comment.
pub(super) fn entries(text: &str) -> Vec<BaselineEntry<'_>> {
    let mut entries = Vec::new();
    let mut start = 0;
    for whole in text.split_inclusive('\n') {
        let (span, removal) = (Span::new(start, start + whole.trim_end().len()), Span::new(start, start + whole.len()));
        start += whole.len();
        let line = whole.trim_end();
        let mut words = line.split(' ');
        let (first, rule) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let is_fingerprint = first.len() == 16 && first.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !line.is_empty() && !line.starts_with('#') {
            entries.push(BaselineEntry {
                fingerprint: if is_fingerprint { first } else { "" },
                rule,
                line,
                span,
                removal,
            });
        }
    }
    entries
}

/// The line of a finding.
pub(super) fn line(diagnostic: &Diagnostic) -> String {
    let location = &diagnostic.primary.location;
    let steps = location.place.path.iter().map(Step::to_string);
    let file = location.file.get(diagnostic.folder..).unwrap_or(&location.file);
    let place: Vec<String> = std::iter::once(file.to_owned()).chain(steps).collect();
    let line = format!("{} {} {}", diagnostic.fingerprint(), diagnostic.rule, place.join(" › "));
    printable::inline(&line).trim_end().to_owned()
}

/// A whole baseline.
pub(super) fn render(lines: &BTreeSet<String>) -> String {
    lines.iter().fold(format!("{HEAD}\n"), |text, line| text + line + "\n")
}

/// `text` without these entries.
pub(super) fn without(text: &str, entries: &[&BaselineEntry<'_>]) -> String {
    let mut kept = String::new();
    let mut from = 0;
    for entry in entries {
        kept += text.get(from..entry.removal.start as usize).unwrap_or_default();
        from = entry.removal.end as usize;
    }
    kept + text.get(from..).unwrap_or_default()
}
