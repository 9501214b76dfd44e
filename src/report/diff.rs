//! Renders the old and new texts of files as a unified diff. For lines so long that a diff of lines shows nothing, as
//! in exports, it shows the places that differ with some context.

use std::fmt::Write;
use std::ops::Range;

use anstyle::{AnsiColor, Style};
use similar::{Algorithm, ChangeTag, DiffOp, TextDiff, capture_diff_slices, group_diff_ops};

use super::printable;
use crate::fix::Document;
use crate::text::Encoding;

/// Lines around a change, or pieces of a long line.
const CONTEXT: usize = 3;

/// A text with a longer line, in bytes, is shown place by place.
const LONG: usize = 400;

/// The bytes of a long line that are shown on each side of a change.
const AROUND: usize = 60;

/// The diff of all documents, in their order.
#[must_use]
pub fn render(documents: &[Document], color: bool) -> String {
    let mut diff = Diff { text: String::new(), color };
    for document in documents {
        diff.file(document);
    }
    diff.text
}

struct Diff {
    text: String,
    color: bool,
}

impl Diff {
    fn file(&mut self, document: &Document) {
        let Document { old, new, .. } = document;
        let is_long = |text: &str| text.lines().any(|line| line.len() > LONG);
        let is_cut = is_long(old) || is_long(new);
        let note = match (document.encoding, is_cut) {
            (Encoding::Export, _) => " (decoded, in excerpts)",
            (_, true) => " (in excerpts)",
            (_, false) => "",
        };
        let path = printable::inline(&document.path);
        let bold = Style::new().bold();
        self.line(bold, &format!("--- a/{path}{note}"));
        self.line(bold, &format!("+++ b/{path}{note}"));
        if is_cut { self.places(old, new) } else { self.lines(old, new) }
    }

    fn lines(&mut self, old: &str, new: &str) {
        let diff = TextDiff::from_lines(old, new);
        for hunk in diff.unified_diff().context_radius(CONTEXT).iter_hunks() {
            self.line(CYAN, &hunk.header().to_string());
            for change in hunk.iter_changes() {
                let style = match change.tag() {
                    ChangeTag::Delete => RED,
                    ChangeTag::Insert => GREEN,
                    ChangeTag::Equal => Style::new(),
                };
                let value = change.value();
                let line = value.trim_end_matches(['\n', '\r']);
                self.paint(style, &format!("{}{}", change.tag(), printable::line(line)));
                // The line break is the file's own, so that the diff can be applied.
                self.text.push_str(value.get(line.len()..).unwrap_or_default());
                if change.missing_newline() {
                    self.text.push_str("\n\\ No newline at end of file\n");
                }
            }
        }
    }

    /// The places that differ, cut out of the pieces between the commas and brackets of JSON.
    fn places(&mut self, old: &str, new: &str) {
        let (old_pieces, new_pieces) = (pieces(old), pieces(new));
        let ops = capture_diff_slices(Algorithm::Myers, &old_pieces, &new_pieces);
        for group in group_diff_ops(ops, CONTEXT) {
            let (old_range, new_range) = (span(&group, DiffOp::old_range), span(&group, DiffOp::new_range));
            let before: String = old_pieces.get(old_range.clone()).unwrap_or_default().concat();
            let after: String = new_pieces.get(new_range).unwrap_or_default().concat();
            let offset = old_pieces.iter().take(old_range.start).map(|piece| piece.len()).sum::<usize>();
            self.place(offset, &before, &after);
        }
    }

    fn place(&mut self, offset: usize, before: &str, after: &str) {
        let start = common(before.chars(), after.chars());
        let rest = |text: &str| text.get(start..).unwrap_or_default().to_owned();
        let end = common(rest(before).chars().rev(), rest(after).chars().rev());
        self.line(CYAN, &format!("@@ at byte {} @@", offset + start));
        for (sign, style, text) in [('-', RED, before), ('+', GREEN, after)] {
            let from = text.floor_char_boundary(start.saturating_sub(AROUND));
            let to = text.ceil_char_boundary((text.len() - end + AROUND).min(text.len()));
            let shown = text.get(from..to).unwrap_or_default();
            self.line(style, &format!("{sign}{}", printable::inline(shown)));
        }
    }

    fn line(&mut self, style: Style, text: &str) {
        self.paint(style, text);
        self.text.push('\n');
    }

    fn paint(&mut self, style: Style, text: &str) {
        let style = if self.color { style } else { Style::new() };
        // Writing to a string cannot fail.
        let _ = write!(self.text, "{}{text}{}", style.render(), style.render_reset());
    }
}

const RED: Style = AnsiColor::Red.on_default();
const GREEN: Style = AnsiColor::Green.on_default();
const CYAN: Style = AnsiColor::Cyan.on_default();

/// A text in pieces that are small wherever it is JSON.
fn pieces(text: &str) -> Vec<&str> {
    text.split_inclusive([',', '{', '[', '\n']).collect()
}

/// From the first to the last piece of a group.
fn span(group: &[DiffOp], range: impl Fn(&DiffOp) -> Range<usize>) -> Range<usize> {
    let start = group.first().map_or(0, |access| range(access).start);
    start..group.last().map_or(start, |access| range(access).end)
}

/// How many bytes two texts have in common at the start.
fn common(one: impl Iterator<Item = char>, other: impl Iterator<Item = char>) -> usize {
    one.zip(other).take_while(|(one, other)| one == other).map(|(one, _)| one.len_utf8()).sum()
}
