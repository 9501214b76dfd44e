//! Cuts the few lines to show for the labels of one finding out of the sources, within the width of the terminal and
//! safe to print, as a source code of miette. Never returns more than is shown: an export is one line of megabytes.

use std::fmt::Write;
use std::ops::Range;

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use textwrap::core::display_width;

use super::options::{RenderOptions, gutter, wrapping};
use super::{file_address, is_decoded, printable, source, start};
use crate::diagnostic::{Diagnostic, Label, Location};
use crate::engine::Outcome;

/// Labels of one file that are at most this many lines apart share an excerpt.
const NEAR: usize = 3;

/// How many related places are shown; a name may be set in a hundred flows.
pub(super) const RELATED: usize = 5;

/// The columns reserved for a label next to its place before the line is cut.
const LABEL_ROOM: usize = 28;

/// Between a label's underline and its text: `╰── `.
const LABEL_ARM: usize = 4;

/// The lines shown for one finding. miette addresses all of them by one row of offsets.
#[derive(Debug, Default)]
pub(super) struct Excerpts {
    excerpts: Vec<Excerpt>,
    labels: Vec<LabeledSpan>,
}

/// Some lines of one file.
#[derive(Debug)]
struct Excerpt {
    /// The text above the lines: file, line, column, logical path.
    title: String,
    /// The line number of the first line, from 0.
    line: usize,
    /// The offset of the first byte.
    start: usize,
    /// The lines. Each ends with a line feed, including the last: a label at the end of a line needs a position to
    /// point to.
    text: String,
}

impl Excerpts {
    /// The excerpts for a finding: that of its primary label first.
    pub(super) fn new(outcome: &Outcome, diagnostic: &Diagnostic, options: &RenderOptions) -> Self {
        let primary = Mark::new(outcome, &diagnostic.primary, true);
        let related = diagnostic.related.iter().take(RELATED).map(|label| Mark::new(outcome, label, false));
        let mut groups: Vec<Group<'_>> = Vec::new();
        for mark in std::iter::once(primary).chain(related) {
            match groups.iter_mut().find(|group| group.takes(&mark, options)) {
                Some(group) => group.marks.push(mark),
                None => groups.push(Group { marks: vec![mark] }),
            }
        }
        let mut excerpts = Excerpts::default();
        for group in &groups {
            excerpts.add(outcome, group, options);
        }
        excerpts.labels.sort_by_key(LabeledSpan::offset);
        excerpts
    }

    /// The labels in the order in which they are drawn.
    pub(super) fn labels(&self) -> &[LabeledSpan] {
        &self.labels
    }

    fn add(&mut self, outcome: &Outcome, group: &Group<'_>, options: &RenderOptions) {
        // One byte lies between two excerpts, so that no offset belongs to both.
        let start = self.excerpts.last().map_or(0, |last| last.start + last.text.len() + 1);
        let Some(first) = group.marks.first() else { return };
        let mut text = String::new();
        for line in group.lines() {
            let at = start + text.len();
            let shown = group.show(outcome, line, options);
            for mark in group.marks.iter().filter(|mark| mark.line == line) {
                self.labels.push(shown.label(mark, at, options));
            }
            text.push_str(&shown.text);
            text.push('\n');
        }
        let line = group.lines().start;
        self.excerpts.push(Excerpt { title: title(outcome, &first.label.location, group, options), line, start, text });
    }
}

impl SourceCode for Excerpts {
    /// Reads the whole excerpt that contains `span`. Two excerpts are never merged: if miette asks for the span over
    /// both, the result is an error.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        _lines_before: usize,
        _lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let holds = |excerpt: &&Excerpt| {
            excerpt.start <= span.offset() && span.offset() + span.len() <= excerpt.start + excerpt.text.len()
        };
        let excerpt = self.excerpts.iter().find(holds).ok_or(MietteError::OutOfBounds)?;
        Ok(Box::new(MietteSpanContents::new_named(
            excerpt.title.clone(),
            excerpt.text.as_bytes(),
            (excerpt.start, excerpt.text.len()).into(),
            excerpt.line,
            0,
            excerpt.text.lines().count(),
        )))
    }
}

/// A label and the one line under which it is drawn: a place that goes on over more lines is marked on its first.
#[derive(Debug)]
struct Mark<'a> {
    label: &'a Label,
    is_primary: bool,
    /// Counted from 0.
    line: usize,
    /// The whole line without its line break.
    text: &'a str,
    /// The marked byte range of the line.
    range: Range<usize>,
}

impl<'a> Mark<'a> {
    fn new(outcome: &'a Outcome, label: &'a Label, is_primary: bool) -> Self {
        let (mut line, mut text, mut range) = (0, "", 0..0);
        if let Some(source) = source(outcome, &label.location) {
            let span = label.location.place.span.range();
            line = source.line_of(span.start.min(source.text().len()));
            let whole = source.line_range(line);
            text = source.text().get(whole.clone()).unwrap_or_default();
            let within = |offset: usize| text.floor_char_boundary(offset.saturating_sub(whole.start));
            range = within(span.start)..within(span.end).max(within(span.start));
        }
        Mark { label, is_primary, line, text, range }
    }

    fn message(&self) -> String {
        printable::inline(&self.label.message).into_owned()
    }

    /// Whether the line, without its first `margin` bytes, and the label next to it fit on the terminal.
    fn fits(&self, margin: usize, options: &RenderOptions) -> bool {
        let available = options.columns(self.line);
        // A column takes four bytes at most; longer lines need not be measured.
        if self.text.len() - margin > available * 4 {
            return false;
        }
        let column = |offset: usize| width(self.text.get(margin..offset).unwrap_or_default());
        let middle = usize::midpoint(column(self.range.start), column(self.range.end));
        column(self.text.len()) <= available
            && middle + LABEL_ARM + display_width(&self.message()).min(LABEL_ROOM.min(available / 2)) <= available
    }
}

/// Marks that are shown in one excerpt. Never empty.
#[derive(Debug)]
struct Group<'a> {
    marks: Vec<Mark<'a>>,
}

impl Group<'_> {
    fn takes(&self, mark: &Mark<'_>, options: &RenderOptions) -> bool {
        let lines = self.lines();
        let margin = self.margin().min(indent(mark.text));
        self.marks.iter().all(|own| own.label.location.file == mark.label.location.file)
            && mark.line + NEAR >= lines.start
            && mark.line < lines.end + NEAR
            && self.marks.iter().chain([mark]).all(|mark| mark.fits(margin, options))
    }

    /// All lines from the first that has a mark to the last.
    fn lines(&self) -> Range<usize> {
        let lines = || self.marks.iter().map(|mark| mark.line);
        lines().min().unwrap_or_default()..lines().max().unwrap_or_default() + 1
    }

    /// The indentation in bytes that the marked lines share. It is not shown: the title has line and column, and
    /// flows indent by up to a hundred spaces.
    fn margin(&self) -> usize {
        self.marks.iter().map(|mark| indent(mark.text)).min().unwrap_or_default()
    }

    fn show(&self, outcome: &Outcome, line: usize, options: &RenderOptions) -> VisibleLine {
        let margin = self.margin();
        match self.marks.iter().find(|mark| mark.line == line) {
            Some(mark) if !mark.fits(margin, options) => VisibleLine::window(mark, options),
            Some(mark) => VisibleLine::part(mark.text, margin..mark.text.len(), false, false, options),
            None => {
                let source = self.marks.first().and_then(|mark| source(outcome, &mark.label.location));
                let text = source.and_then(|source| source.text().get(source.line_range(line))).unwrap_or_default();
                let from = margin.min(indent(text));
                let to = forward(text, from, options.columns(line).saturating_sub(options.ellipsis_width()));
                VisibleLine::part(text, from..to, false, to < text.len(), options)
            }
        }
    }
}

/// The visible part of one line.
#[derive(Debug)]
struct VisibleLine {
    text: String,
    /// The bytes of the line that `text` shows.
    part: Range<usize>,
    /// The byte offset in `text` at which the visible part starts.
    lead: usize,
}

impl VisibleLine {
    /// Cuts `part` out of `line`; `before` and `after` mark the sides on which text is missing.
    fn part(line: &str, part: Range<usize>, before: bool, after: bool, options: &RenderOptions) -> Self {
        let ellipsis = |cut: bool| if cut { options.ellipsis() } else { "" };
        let shown = printable::source(line.get(part.clone()).unwrap_or_default());
        let text = format!("{}{shown}{}", ellipsis(before), ellipsis(after));
        VisibleLine { text, part, lead: ellipsis(before).len() }
    }

    /// Cuts a window out of a line that is too long: the place, some text before it, and as much after it as fits.
    fn window(mark: &Mark<'_>, options: &RenderOptions) -> Self {
        let line = mark.text;
        let available = options.columns(mark.line).saturating_sub(2 * options.ellipsis_width());
        let before = available / 3;
        let from = backward(line, mark.range.start, before);
        let to = forward(line, from, available);
        VisibleLine::part(line, from..to, from > indent(line), to < line.len(), options)
    }

    /// The label of a mark in this line, which is at byte offset `at`.
    fn label(&self, mark: &Mark<'_>, at: usize, options: &RenderOptions) -> LabeledSpan {
        let place = |offset: usize| {
            let shown = mark.text.get(self.part.start..offset.clamp(self.part.start, self.part.end));
            self.lead + printable::source(shown.unwrap_or_default()).len()
        };
        let (start, end) = (place(mark.range.start), place(mark.range.end));
        let column = |offset: usize| display_width(self.text.get(..offset).unwrap_or_default());
        let taken = usize::midpoint(column(start), column(end)) + LABEL_ARM;
        let available = options.columns(mark.line);
        // The lines after the first of a label have a bar before them.
        let room = available.saturating_sub(taken).max((LABEL_ROOM - LABEL_ARM).min(available / 3));
        let message = Some(mark.message()).filter(|message| !message.is_empty());
        let message = message.map(|message| textwrap::fill(&message, wrapping(room)));
        let span = (at + start, end - start);
        if mark.is_primary {
            LabeledSpan::new_primary_with_span(message, span)
        } else {
            LabeledSpan::new_with_span(message, span)
        }
    }
}

/// The text above an excerpt: file, line and column to jump to, and the logical path, on further lines if it does not
/// fit on the first.
fn title(outcome: &Outcome, location: &Location, group: &Group<'_>, options: &RenderOptions) -> String {
    let start = start(outcome, location);
    let decoded = if is_decoded(outcome, location) { " (decoded)" } else { "" };
    let name = printable::inline(&outcome.scope.from_current_folder(&location.file)).into_owned();
    let place = format!("{name}:{}:{}{decoded}", start.line, start.column);
    let last = group.lines().end.saturating_sub(1);
    let available = options.columns(last).saturating_sub(2);
    let mut taken = display_width(&place);
    let mut title = options.link(&place, file_address(outcome, &location.file));
    for (number, step) in location.place.path.iter().enumerate() {
        let step = printable::inline(&step.to_string()).into_owned();
        let joint = if number == 0 { "  ".to_owned() } else { format!(" {} ", options.arrow()) };
        let needed = display_width(&joint) + display_width(&step);
        if taken + needed > available {
            // Writing to a string cannot fail.
            let next = format!("\n{}{} ", " ".repeat(gutter(last)), options.bar());
            let _ = write!(title, "{}{next}", joint.trim_end());
            let lines = textwrap::wrap(&step, wrapping(available));
            taken = display_width(&joint) + lines.last().map_or(0, |line| display_width(line));
            title += &lines.join(&next);
        } else {
            title += &joint;
            taken += needed;
            title += &step;
        }
    }
    title
}

/// Counts the white space bytes at the start of a line.
fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

/// The width of a piece of a line on the terminal, in columns.
fn width(text: &str) -> usize {
    display_width(&printable::source(text))
}

/// The offset at most `columns` after `from`.
fn forward(line: &str, from: usize, columns: usize) -> usize {
    let rest = line.get(from..).unwrap_or_default();
    from + fitting_bytes(rest.chars(), columns)
}

/// The offset at most `columns` before `from`.
fn backward(line: &str, from: usize, columns: usize) -> usize {
    let rest = line.get(..from).unwrap_or_default();
    from - fitting_bytes(rest.chars().rev(), columns)
}

/// Counts the bytes of `characters` that fit in `columns`. A character of no width counts as one column: no text may
/// hide megabytes of them in a window.
fn fitting_bytes(characters: impl Iterator<Item = char>, columns: usize) -> usize {
    let mut taken = 0;
    let mut bytes = 0;
    for character in characters {
        taken += width(character.encode_utf8(&mut [0; 4])).max(1);
        if taken > columns {
            break;
        }
        bytes += character.len_utf8();
    }
    bytes
}
