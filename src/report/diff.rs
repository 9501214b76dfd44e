//! Renders the old and new texts of files as a patch that `git apply` and `patch` accept. Of a text without lines, as in
//! exports and minified JSON, it shows the places that differ with some context; both tools pass over these.

use std::borrow::Cow;
use std::fmt::Write;
use std::ops::Range;

use anstyle::{AnsiColor, Style};
use similar::algorithms::{Capture, Compact, Replace, myers};
use similar::{ChangeTag, DiffOp, group_diff_ops};

use super::printable;
use crate::engine::{self, Scope};
use crate::fix::Document;
use crate::text::Encoding;

/// Lines around a change, or pieces of a long line.
const CONTEXT: usize = 3;

/// A change next to a longer line, in bytes, is shown place by place.
const LONG: usize = 4_000;

/// The bytes of a long line that are shown on each side of a change.
const AROUND: usize = 60;

/// The diff of all documents, in their order. `is_exact`: for another program, so that the characters of the files stay
/// as they are, also those that a terminal would not show.
#[must_use]
pub fn render(documents: &[Document], scope: &Scope, color: bool, is_exact: bool) -> String {
    let mut diff = Diff { text: String::new(), color, is_exact };
    for document in documents {
        diff.file(document, scope);
    }
    diff.text
}

struct Diff {
    text: String,
    color: bool,
    is_exact: bool,
}

impl Diff {
    fn file(&mut self, document: &Document, scope: &Scope) {
        let path = scope.from_current_folder(&document.path);
        // A byte order mark is part of the first line.
        let mark = if document.encoding == Encoding::Utf8Bom { "\u{feff}" } else { "" };
        let with_mark = |text: &str| format!("{mark}{text}");
        let (old, new) = (with_mark(&document.old), with_mark(&document.new));
        if document.encoding == Encoding::Export {
            self.head(&path, " (decoded, in excerpts)");
            return self.places(0, &old, &new);
        }
        let (old_lines, new_lines) = (lines(&old), lines(&new));
        let is_long = |ops: &[DiffOp]| {
            let mut changes = ops.iter().flat_map(|op| op.iter_changes(&*old_lines, &*new_lines));
            changes.any(|change| change.value().len() > LONG)
        };
        let groups = groups(&old_lines, &new_lines);
        let (cut, whole): (Vec<_>, Vec<_>) = groups.into_iter().partition(|ops| is_long(ops));
        if !whole.is_empty() {
            self.head(&path, "");
        }
        // The places of the new lines are those after the hunks of this patch, without what is only shown in excerpts.
        let mut moved = 0_isize;
        for ops in &whole {
            let (before, after) = (span(ops, DiffOp::old_range), span(ops, DiffOp::new_range));
            let start = before.start.saturating_add_signed(moved);
            moved += after.len().cast_signed() - before.len().cast_signed();
            self.line(CYAN, &format!("@@ -{} +{} @@", range(before.start, before.len()), range(start, after.len())));
            for change in ops.iter().flat_map(|op| op.iter_changes(&*old_lines, &*new_lines)) {
                self.change(change.tag(), change.value());
            }
        }
        if !cut.is_empty() {
            self.head(&path, " (in excerpts)");
        }
        let text_of = |lines: &[&str], range: Range<usize>| lines.get(range).unwrap_or_default().concat();
        for ops in &cut {
            let (before, after) = (span(ops, DiffOp::old_range), span(ops, DiffOp::new_range));
            let offset = old_lines.iter().take(before.start).map(|line| line.len()).sum();
            self.places(offset, &text_of(&old_lines, before), &text_of(&new_lines, after));
        }
    }

    fn head(&mut self, path: &str, note: &str) {
        let bold = Style::new().bold();
        for (sign, side) in [("---", "a"), ("+++", "b")] {
            let path = format!("{side}/{path}");
            self.line(bold, &format!("{sign} {}{note}", name(&path)));
        }
    }

    /// One line with its own line break, so that the diff can be applied.
    fn change(&mut self, tag: ChangeTag, value: &str) {
        let style = match tag {
            ChangeTag::Delete => RED,
            ChangeTag::Insert => GREEN,
            ChangeTag::Equal => Style::new(),
        };
        let line = value.trim_end_matches(['\n', '\r']);
        let shown = if self.is_exact { Cow::Borrowed(line) } else { printable::line(line) };
        self.paint(style, &format!("{tag}{shown}"));
        self.text.push_str(value.get(line.len()..).unwrap_or_default());
        if !value.ends_with('\n') {
            self.text.push_str("\n\\ No newline at end of file\n");
        }
    }

    /// The places that differ, cut out of the pieces between the commas and brackets of JSON. `offset`: the start of the
    /// texts in their files, in bytes.
    fn places(&mut self, offset: usize, old: &str, new: &str) {
        let (old_pieces, new_pieces) = (pieces(old), pieces(new));
        for group in groups(&old_pieces, &new_pieces) {
            let (old_range, new_range) = (span(&group, DiffOp::old_range), span(&group, DiffOp::new_range));
            let before: String = old_pieces.get(old_range.clone()).unwrap_or_default().concat();
            let after: String = new_pieces.get(new_range).unwrap_or_default().concat();
            let start = old_pieces.iter().take(old_range.start).map(|piece| piece.len()).sum::<usize>();
            self.place(offset + start, &before, &after);
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

/// Lines as the head of a hunk has them: the first, from 1, and how many; of none, the line before.
fn range(start: usize, length: usize) -> String {
    match length {
        0 => format!("{start},0"),
        1 => format!("{}", start + 1),
        _ => format!("{},{length}", start + 1),
    }
}

/// The name of a file as git writes it: in quotes if it has special characters, with codes for bytes that are not UTF-8 and
/// for characters that are not shown as they are.
fn name(path: &str) -> Cow<'_, str> {
    if !path.contains(|it: char| it == '"' || it == '\\' || printable::is_hidden(it)) {
        return path.into();
    }
    let mut quoted = String::from("\"");
    for chunk in engine::name_bytes(path).utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                '"' | '\\' => quoted.extend(['\\', character]),
                _ if printable::is_hidden(character) => {
                    codes(&mut quoted, character.encode_utf8(&mut [0; 4]).as_bytes());
                }
                _ => quoted.push(character),
            }
        }
        codes(&mut quoted, chunk.invalid());
    }
    quoted.push('"');
    quoted.into()
}

fn codes(quoted: &mut String, bytes: &[u8]) {
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(quoted, "\\{byte:03o}");
    }
}

/// What differs, with [`CONTEXT`]. It names one algorithm, since the program would contain all of them otherwise.
fn groups(old: &[&str], new: &[&str]) -> Vec<Vec<DiffOp>> {
    let mut hook = Compact::new(Replace::new(Capture::new()), old, new);
    let Ok(()) = myers::diff(&mut hook, old, 0..old.len(), new, 0..new.len());
    group_diff_ops(hook.into_inner().into_inner().into_ops(), CONTEXT)
}

/// The lines of a text with their ends, as `patch` counts them.
fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

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
