//! Finds the comments `# flowvet: ignore[rule, …] reason` of a YAML or HCL file, and the scope of each. In HCL a
//! comment may also begin with `//` or be between `/*` and `*/`. Knows no rule.

use std::ops::Range;

use crate::config::RuleName;
use crate::syntax::{Style, Tree, Value, ValueKind};
use crate::text::Span;

/// The marker of a comment for flowvet, after its opening and white space.
const MARK: &str = "flowvet:";
const OPENINGS: [&str; 3] = ["#", "//", "/*"];
const CLOSING: &str = "*/";
const WORD: &str = "ignore";

/// A comment that asks to ignore findings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// From its opening to the last character.
    pub span: Span,
    /// The span to delete with the comment: with the white space before it, or the whole line if nothing else is on
    /// it.
    pub removal: Span,
    pub target: Target,
    pub rules: Vec<RuleName>,
    pub reason: Option<Box<str>>,
    /// The error of the comment, which then names no rules.
    pub fault: Option<CommentError>,
}

/// The findings that a comment covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// All of the file.
    File,
    /// Those that start in this span: a line, with all of a scalar that starts in it.
    Within(Span),
}

impl Target {
    /// Whether it covers a finding that starts at this offset.
    #[must_use]
    pub fn covers(self, start: u32) -> bool {
        match self {
            Target::File => true,
            Target::Within(span) => (span.start..=span.end).contains(&start),
        }
    }
}

/// A place where a comment is not written as it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommentError {
    pub span: Span,
    /// As a sentence without full stop.
    pub message: &'static str,
}

/// All comments of a file that are meant for flowvet, in the order of the text. Fast if there are none.
#[must_use]
pub fn read(text: &str, tree: &Tree<'_>) -> Vec<Comment> {
    let starts = starts(text);
    if starts.is_empty() {
        return Vec::new();
    }
    let scalars = Scalars::of(tree);
    let lines = Lines::of(text);
    let head = tree.root().span().start as usize;
    let real: Vec<usize> = starts.into_iter().filter(|start| !scalars.hide(text, *start)).collect();
    let ends = real.iter().skip(1).copied().chain([text.len()]);
    // Text inside a comment does not begin another one.
    let mut done = 0;
    let comments = real.iter().zip(ends).filter_map(|(start, next)| {
        if *start < done {
            return None;
        }
        let number = lines.at(*start);
        let line = lines.range(number);
        let is_closed = text.get(*start..)?.starts_with("/*");
        let end = if is_closed { closing(text, *start) } else { line.end.min(next) };
        done = end;
        let mut comment = parse(text.get(*start..end)?.trim_end(), *start)?;
        let last = if is_closed { lines.at(end) } else { number };
        let before = text.get(line.start..*start)?;
        let after = text.get(end..lines.range(last).end)?.trim_start();
        let (is_first, is_last) = (before.trim().is_empty(), after.is_empty());
        comment.removal = match (is_first, is_last) {
            (true, true) => Span::new(line.start, lines.range(last + 1).start),
            (true, false) => Span::new(*start, lines.range(last).end - after.len()),
            (false, _) => Span::new(line.start + before.trim_end().len(), comment.span.end as usize),
        };
        comment.target = if *start < head {
            Target::File
        } else {
            let line = if !is_first && !is_comment(before) {
                line
            } else if !is_last && !is_comment(after) {
                lines.range(last)
            } else {
                lines.range(lines.content_after(last))
            };
            Target::Within(Span::new(line.start, scalars.end_of(&line)))
        };
        Some(comment)
    });
    comments.collect()
}

/// The offsets at which a comment for flowvet may begin. In YAML only `#` begins a comment; the others are part of a
/// scalar.
fn starts(text: &str) -> Vec<usize> {
    let marks = memchr::memmem::find_iter(text.as_bytes(), MARK);
    let hash = |mark: usize| {
        let before = text.get(..mark)?.trim_end_matches([' ', '\t']);
        let before = OPENINGS.iter().find_map(|opening| before.strip_suffix(opening))?;
        before.is_empty().then_some(0).or_else(|| before.ends_with([' ', '\t', '\n', '\r']).then_some(before.len()))
    };
    marks.filter_map(hash).collect()
}

/// The end of the comment that begins with `/*` at `start`.
fn closing(text: &str, start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    rest.find(CLOSING).map_or(text.len(), |at| start + at + CLOSING.len())
}

/// Reads a comment from its opening on; `None`: it only mentions flowvet.
fn parse(written: &str, at: usize) -> Option<Comment> {
    let offset = |part: &str| at + (part.as_ptr() as usize - written.as_ptr() as usize);
    let span = |part: &str| Span::new(offset(part), offset(part) + part.len());
    let comment = OPENINGS.iter().find_map(|opening| written.strip_prefix(opening))?;
    let comment = comment.strip_suffix(CLOSING).filter(|_| written.starts_with("/*")).unwrap_or(comment);
    let directive = comment.trim_start().strip_prefix(MARK)?.trim_start();
    let (word, rest) = directive
        .split_at(directive.find(|it: char| !it.is_ascii_alphanumeric() && it != '-').unwrap_or(directive.len()));
    let list = rest.trim_start().strip_prefix('[');
    if word != WORD && list.is_none() {
        return None;
    }
    let mut comment = Comment {
        span: span(written),
        removal: span(written),
        target: Target::File,
        rules: Vec::new(),
        reason: None,
        fault: None,
    };
    let faulty = |part: &str, message| Some(CommentError { span: span(part), message });
    match list.map(|list| list.split_once(']')) {
        _ if word.is_empty() || word != WORD => {
            comment.fault = faulty(if word.is_empty() { written } else { word }, "only `ignore[…]` is supported");
        }
        None => comment.fault = faulty(word, "no rule named"),
        Some(None) => comment.fault = faulty(rest.trim(), "missing `]`"),
        Some(Some((names, reason))) => {
            let names = names.split(',').map(str::trim).filter(|name| !name.is_empty());
            let rule = |name: &str| RuleName { name: name.into(), span: span(name), written: span(name) };
            comment.rules = names.map(rule).collect();
            let reason = reason.trim_start_matches(|it: char| it.is_whitespace() || ":-–—".contains(it)).trim();
            comment.reason =
                (!reason.is_empty()).then(|| reason.split_whitespace().collect::<Vec<_>>().join(" ").into());
            if comment.rules.is_empty() {
                comment.fault = faulty(rest.trim_start().get(..1).unwrap_or(word), "no rule named");
            }
        }
    }
    Some(comment)
}

/// Whether a piece of a line is nothing but a comment.
fn is_comment(line: &str) -> bool {
    let line = line.trim();
    let is_closed = || line.starts_with("/*") && line.find(CLOSING).is_none_or(|at| at + CLOSING.len() == line.len());
    line.starts_with('#') || line.starts_with("//") || is_closed()
}

/// The longest line break, in bytes.
const LINE_BREAK: usize = 2;

/// The scalars of a tree, in the order of the text.
struct Scalars {
    spans: Vec<(Span, Style)>,
}

impl Scalars {
    fn of(tree: &Tree<'_>) -> Self {
        let is_scalar =
            |value: &Value<'_>| !matches!(value.kind(), ValueKind::Array | ValueKind::Object | ValueKind::Missing);
        let scalars = tree.values().filter(is_scalar).map(|value| (value.span(), value.style()));
        let mut spans: Vec<_> = scalars.filter(|(span, _)| !span.is_empty()).collect();
        spans.sort_by_key(|(span, _)| *span);
        Scalars { spans }
    }

    /// Whether the `#` at `at` is part of a text. After the `|` of a block scalar it is not.
    fn hide(&self, text: &str, at: usize) -> bool {
        let after = self.spans.partition_point(|(span, _)| span.start as usize <= at);
        self.spans.get(..after).and_then(<[_]>::last).is_some_and(|(span, style)| {
            let is_header = *style == Style::Block
                && text.get(span.start as usize..at).is_some_and(|before| !before.contains('\n'));
            at < span.end as usize && !is_header
        })
    }

    /// The end of a line, or of the scalar that starts in it and ends on a later one.
    fn end_of(&self, line: &Range<usize>) -> usize {
        let after = self.spans.partition_point(|(span, _)| (span.start as usize) < line.end);
        // The marker of a heredoc is at the end of the line before its text.
        let heredoc = self.spans.get(after).filter(|(span, style)| {
            style.is_heredoc() && (span.start as usize).checked_sub(line.end).is_some_and(|gap| gap <= LINE_BREAK)
        });
        let last = heredoc.or_else(|| self.spans.get(..after).and_then(<[_]>::last));
        let own = last.filter(|(span, _)| span.start as usize >= line.start);
        own.map_or(line.end, |(span, _)| line.end.max(span.end as usize))
    }
}

/// The lines of a text, counted from 0.
struct Lines {
    /// Without line breaks.
    ranges: Vec<Range<usize>>,
    /// For each line, the first line from it on with more than white space and a comment; otherwise the line itself.
    content: Vec<usize>,
    len: usize,
}

impl Lines {
    fn of(text: &str) -> Self {
        let mut lines = Vec::new();
        let mut has_content = Vec::new();
        // The end of the comment that began last with `/*`.
        let mut closed = 0;
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let range = start..start + line.trim_end_matches(['\n', '\r']).len();
            if start >= closed && line.trim_start().starts_with("/*") {
                closed = closing(text, start);
            }
            has_content.push(range.end > closed && !line.trim().is_empty() && !is_comment(line));
            lines.push(range);
            start += line.len();
        }
        let mut next = None;
        let mut content: Vec<usize> = Vec::new();
        for (number, has_content) in has_content.into_iter().enumerate().rev() {
            content.push(next.unwrap_or(number));
            if has_content {
                next = Some(number);
            }
        }
        content.reverse();
        Lines { ranges: lines, content, len: text.len() }
    }

    fn at(&self, offset: usize) -> usize {
        self.ranges.partition_point(|line| line.start <= offset).saturating_sub(1)
    }

    /// The bytes of a line without its line break; after the last line nothing.
    fn range(&self, line: usize) -> Range<usize> {
        self.ranges.get(line).cloned().unwrap_or(self.len..self.len)
    }

    fn content_after(&self, line: usize) -> usize {
        self.content.get(line).copied().unwrap_or(line)
    }
}
