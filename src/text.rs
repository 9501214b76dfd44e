//! Maps offsets in the decoded text of one file to spans, lines and columns. Does not know JSON, YAML, artefacts or
//! rules.

use std::sync::{Arc, OnceLock};

pub mod compare;
pub mod invisible;
pub(crate) mod printable;
pub mod words;

/// A range of bytes in the decoded text of one [`Source`]: `start` inclusive, `end` exclusive, both 0-based
/// and on code-point boundaries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

impl Span {
    #[must_use]
    #[inline]
    pub fn new(start: usize, end: usize) -> Self {
        Span { start: clamp(start), end: clamp(end.max(start)) }
    }

    /// A span of no bytes at `offset`.
    #[must_use]
    #[inline]
    pub fn at(offset: usize) -> Self {
        Span::new(offset, offset)
    }

    /// The number of bytes covered.
    #[must_use]
    #[inline]
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    #[must_use]
    #[inline]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// As a byte range for slicing the text.
    #[must_use]
    #[inline]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether `other` lies inside this span; a span contains itself.
    #[must_use]
    #[inline]
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether both have a byte in common or meet at one of their ends.
    #[must_use]
    #[inline]
    pub fn touches(self, other: Span) -> bool {
        self.start <= other.end && other.start <= self.end
    }
}

/// Texts are limited to far less than 4 GiB before they get here; a longer one is cut, never wrapped.
#[inline]
fn clamp(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// A place in a text as people count: line from 1, column from 1 in Unicode code points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    pub line: u32,
    pub column: u32,
}

/// The relation between the text of a [`Source`] and the bytes of its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// The file is UTF-8 and the text is the file.
    Utf8,
    /// As [`Encoding::Utf8`], after a byte order mark which is not part of the text.
    Utf8Bom,
    /// An Architect export: the file is base64 of percent-encoded JSON, and the text is that JSON.
    /// Lines and columns of the text are not those of the file.
    Export,
}

/// One file: where it is, its decoded text, and how the bytes became text.
#[derive(Debug)]
pub struct Source {
    path: Arc<str>,
    text: String,
    encoding: Encoding,
    line_starts: OnceLock<Vec<u32>>,
    /// The characters before each block of [`BLOCK`] bytes. Exports are one line of megabytes, and a column must not cost a
    /// walk over all of it.
    blocks: OnceLock<Vec<Characters>>,
}

/// Lines up to this length in bytes are counted again for every column.
const BLOCK: usize = 4096;

impl Source {
    /// `path` is relative to the root of the run, with `/` between its parts.
    #[must_use]
    pub fn new(path: Arc<str>, text: String, encoding: Encoding) -> Self {
        Source { path, text, encoding, line_starts: OnceLock::new(), blocks: OnceLock::new() }
    }

    #[must_use]
    pub fn path(&self) -> &Arc<str> {
        &self.path
    }

    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    #[must_use]
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// The text under `span`, empty where the span does not fit this text.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// The line and column of a byte offset; an offset past the end is the end.
    #[must_use]
    pub fn position(&self, offset: u32) -> Position {
        let offset = (offset as usize).min(self.text.len());
        let line = self.line_of(offset);
        let start = self.line_start(line);
        Position { line: clamp(line + 1), column: clamp(self.characters(start, offset).points + 1) }
    }

    /// The number of units of UTF-16 in the line before a byte offset; an offset past the end is the end.
    #[must_use]
    pub fn utf16_column(&self, offset: usize) -> usize {
        let offset = offset.min(self.text.len());
        let Characters { points, wide } = self.characters(self.line_start(self.line_of(offset)), offset);
        points + wide
    }

    /// The byte range of the line (counted from 0) without its line break.
    #[must_use]
    pub fn line_range(&self, line: usize) -> std::ops::Range<usize> {
        let start = self.line_start(line);
        let end = self.starts().get(line + 1).map_or(self.text.len(), |next| *next as usize);
        let content = self.text.get(start..end).unwrap_or_default();
        start..start + content.trim_end_matches(['\n', '\r']).len()
    }

    /// The 0-based line at a byte offset.
    #[must_use]
    pub fn line_of(&self, offset: usize) -> usize {
        self.starts().partition_point(|start| *start as usize <= offset).saturating_sub(1)
    }

    /// The number of lines; a text without a line break has one.
    #[must_use]
    pub fn line_count(&self) -> usize {
        self.starts().len()
    }

    /// The characters between two byte offsets.
    fn characters(&self, start: usize, end: usize) -> Characters {
        if end - start <= BLOCK {
            return Characters::of(self.text.as_bytes().get(start..end));
        }
        let [before, all] = [start, end].map(|offset| self.characters_before(offset));
        Characters { points: all.points - before.points, wide: all.wide - before.wide }
    }

    /// The characters that start before a byte offset.
    fn characters_before(&self, offset: usize) -> Characters {
        let blocks = self.blocks.get_or_init(|| {
            let counts = self.text.as_bytes().chunks(BLOCK).scan(Characters::default(), |all, block| {
                let before = *all;
                *all = all.and(Characters::of(Some(block)));
                Some(before)
            });
            counts.collect()
        });
        let block = (offset / BLOCK).min(blocks.len().saturating_sub(1));
        let before = blocks.get(block).copied().unwrap_or_default();
        before.and(Characters::of(self.text.as_bytes().get(block * BLOCK..offset)))
    }

    fn line_start(&self, line: usize) -> usize {
        self.starts().get(line).map_or(self.text.len(), |start| *start as usize)
    }

    fn starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let bytes = self.text.as_bytes();
            let breaks = memchr::memchr2_iter(b'\n', b'\r', bytes);
            // `\r\n` is one line break, a `\r` alone is one, too.
            let breaks = breaks.filter(|at| bytes.get(*at) == Some(&b'\n') || bytes.get(at + 1) != Some(&b'\n'));
            std::iter::once(0).chain(breaks.map(|at| clamp(at + 1))).collect()
        })
    }
}

/// The characters that start in a piece of UTF-8.
#[derive(Clone, Copy, Debug, Default)]
struct Characters {
    /// Code points.
    points: usize,
    /// Those of them that are two units of UTF-16.
    wide: usize,
}

impl Characters {
    /// Counts the characters of a piece, which may be cut anywhere.
    fn of(bytes: Option<&[u8]>) -> Self {
        let bytes = bytes.unwrap_or_default();
        let points = bytes.iter().filter(|byte| **byte & 0b1100_0000 != 0b1000_0000).count();
        // In ASCII, no character is wide.
        let wide = if points == bytes.len() { 0 } else { bytes.iter().filter(|byte| **byte >= 0b1111_0000).count() };
        Characters { points, wide }
    }

    fn and(self, more: Characters) -> Self {
        Characters { points: self.points + more.points, wide: self.wide + more.wide }
    }
}
