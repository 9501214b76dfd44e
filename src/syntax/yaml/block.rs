//! Parses a YAML text with hidden substitutions into a tree if it only uses the part of YAML in which flows are
//! written: block mappings and lists, scalars of all styles, comments, empty flow collections. Reports no errors: for
//! anything else, and for every mistake, it returns `None`, and the library reads the text.
//!
//! One pass over the bytes, line by line, with a stack of the open mappings and lists.

use crate::syntax::{Builder, Limits, Style, Tree, ValueKind};
use crate::text::Span;

mod scan;

use scan::Scalar;

/// Bytes from the start of a key to its `:`, beyond which the library decides whether it still is a key.
const LONGEST_KEY: usize = 1_000;

/// Parses `text`, which has a substitution wherever `masked` differs from it.
pub(super) fn parse<'t>(text: &'t str, masked: &str, limits: &Limits) -> Option<Tree<'t>> {
    let bytes = masked.as_bytes();
    if !scan::has_only_usual_characters(bytes) {
        return None;
    }
    let mut tree = Builder::new(text);
    // Flows have 15 to 40 bytes for each key or value.
    tree.nodes.reserve((text.len() / 16).min(limits.nodes));
    let mut reader = Reader {
        masked,
        bytes,
        at: 0,
        column: 0,
        passed_comment: false,
        last: 0,
        tree,
        frames: Vec::new(),
        limits: *limits,
    };
    reader.read()?;
    Some(reader.tree.finish(reader.last))
}

struct Reader<'t, 'm> {
    masked: &'m str,
    bytes: &'m [u8],
    /// The offset of the next byte to read; between two nodes, of the first one on its line.
    at: usize,
    /// The number of spaces before `at` on its line, as [`Reader::next_line`] found it.
    column: usize,
    /// Whether [`Reader::next_line`] has passed over a comment.
    passed_comment: bool,
    /// The byte after the last key, value or bracket.
    last: usize,
    tree: Builder<'t>,
    frames: Vec<Frame>,
    limits: Limits,
}

/// An open mapping or list.
struct Frame {
    /// The position of its keys or dashes, in bytes from the start of the line.
    column: usize,
    is_list: bool,
    /// The place of the null that the value is unless one follows the last `:` or `-`; `None` once one was read.
    nothing: Option<usize>,
}

impl Reader<'_, '_> {
    fn read(&mut self) -> Option<()> {
        self.next_line()?;
        if self.column == 0 && self.bytes.get(self.at..self.at + 3) == Some(b"---") {
            let end = scan::spaces(self.bytes, self.at + 3);
            let is_alone = scan::is_break(self.byte(end)) || (self.byte(end) == b'#' && end > self.at + 3);
            self.end_line(is_alone.then_some(end)?)?;
        }
        while self.at < self.bytes.len() {
            self.line()?;
        }
        while !self.frames.is_empty() {
            self.close()?;
        }
        (self.tree.len() > 0).then_some(())
    }

    /// Goes from the start of a line to the first byte that is neither a space nor in a comment, or to the end.
    fn next_line(&mut self) -> Option<()> {
        self.passed_comment = false;
        loop {
            let start = self.at;
            self.at = scan::spaces(self.bytes, start);
            match self.byte(self.at) {
                b'\n' => self.at += 1,
                b'\r' => self.at += 2,
                b'#' => {
                    self.at = scan::line_end(self.bytes, self.at) + 1;
                    self.passed_comment = true;
                }
                b'\t' => return None,
                _ => {
                    self.column = self.at - start;
                    return Some(());
                }
            }
            self.at = self.at.min(self.bytes.len());
        }
    }

    /// Leaves a line at `end`, where its break or a comment begins, for the next one.
    fn end_line(&mut self, end: usize) -> Option<()> {
        self.at = match self.byte(end) {
            b'\n' => end + 1,
            b'\r' => end + 2,
            b'#' => (scan::line_end(self.bytes, end) + 1).min(self.bytes.len()),
            _ => end,
        };
        self.next_line()
    }

    fn byte(&self, at: usize) -> u8 {
        scan::byte(self.bytes, at)
    }

    /// Reads a line, and those that belong to its last scalar.
    fn line(&mut self) -> Option<()> {
        let column = self.column;
        if column == 0 && scan::is_document_marker(self.bytes, self.at) {
            return None;
        }
        while self.frames.last().is_some_and(|frame| frame.column > column) {
            self.close()?;
        }
        let is_item = scan::is_dash(self.bytes, self.at);
        // A list may be indented like the key that it belongs to: then the next key ends it.
        if !is_item && self.frames.last().is_some_and(|frame| frame.column == column && frame.is_list) {
            self.close()?;
        }
        let Some(frame) = self.frames.last_mut() else {
            return if self.tree.len() == 0 { self.node(column) } else { None };
        };
        let nothing = frame.nothing.take();
        if frame.column < column {
            nothing?;
            return self.node(column);
        }
        match (is_item, frame.is_list) {
            (true, false) => {
                nothing?;
                self.node(column)
            }
            (false, true) => None,
            _ => {
                if let Some(at) = nothing {
                    self.one_line(ValueKind::Null, Style::Plain, at, at)?;
                }
                if is_item { self.item(column) } else { self.content(column, false) }
            }
        }
    }

    /// Reads a value, the first of its line.
    fn node(&mut self, column: usize) -> Option<()> {
        if !scan::is_dash(self.bytes, self.at) {
            return self.content(column, true);
        }
        self.open(ValueKind::Array, column)?;
        self.item(column)
    }

    /// Reads an item of the innermost list from its dash on; the item may be a list as well.
    fn item(&mut self, mut column: usize) -> Option<()> {
        loop {
            let dash = self.at;
            self.at = scan::spaces(self.bytes, dash + 1);
            let end = match self.byte(self.at) {
                b'#' => scan::before_break(self.bytes, scan::line_end(self.bytes, self.at)),
                byte if scan::is_break(byte) => self.at,
                _ => {
                    column += self.at - dash;
                    if !scan::is_dash(self.bytes, self.at) {
                        return self.content(column, true);
                    }
                    self.open(ValueKind::Array, column)?;
                    continue;
                }
            };
            self.frames.last_mut()?.nothing = Some(end);
            return self.end_line(end);
        }
    }

    /// Reads a key and what follows it on its line, or, where a value is `wanted`, any scalar.
    fn content(&mut self, column: usize, wanted: bool) -> Option<()> {
        let start = self.at;
        if wanted && matches!(self.byte(start), b'|' | b'>' | b'[' | b'{') {
            return self.value();
        }
        let scalar = self.take_scalar()?;
        if self.byte(scalar.stop) != b':' {
            return if wanted { self.finish_scalar(start, &scalar) } else { None };
        }
        if !scalar.is_one_line || scalar.stop - start > LONGEST_KEY {
            return None;
        }
        if wanted {
            self.open(ValueKind::Object, column)?;
        }
        self.one_line(ValueKind::String, scalar.style, start, scalar.end)?;
        let after_colon = scalar.stop + 1;
        self.at = scan::spaces(self.bytes, after_colon);
        match self.byte(self.at) {
            b'#' => {}
            byte if scan::is_break(byte) => {}
            _ if scan::is_dash(self.bytes, self.at) => return None,
            _ => return self.value(),
        }
        self.frames.last_mut()?.nothing = Some(after_colon);
        self.end_line(self.at)
    }

    /// Reads a value that cannot be a mapping or a list with content.
    fn value(&mut self) -> Option<()> {
        let start = self.at;
        match self.byte(start) {
            b'|' | b'>' => self.block_scalar(),
            b'[' => self.empty_collection(ValueKind::Array, b']'),
            b'{' => self.empty_collection(ValueKind::Object, b'}'),
            _ => {
                let scalar = self.take_scalar()?;
                if self.byte(scalar.stop) == b':' { None } else { self.finish_scalar(start, &scalar) }
            }
        }
    }

    /// Finds the end of the scalar that begins here; of a plain one, its end on this line.
    fn take_scalar(&mut self) -> Option<Scalar> {
        match self.byte(self.at) {
            b'"' | b'\'' => scan::quoted(self.bytes, self.at, self.frames.last().map(|frame| frame.column)),
            _ => scan::plain(self.bytes, self.at),
        }
    }

    /// Adds a scalar that is not a key. A plain one goes on in the lines that are indented further than what it is in.
    fn finish_scalar(&mut self, start: usize, scalar: &Scalar) -> Option<()> {
        let block = self.frames.last()?.column;
        let goes_on = scalar.style == Style::Plain && self.byte(scalar.stop) != b'#';
        self.end_line(scalar.stop)?;
        if !goes_on || self.column <= block || self.at >= self.bytes.len() || self.passed_comment {
            let kind = match scalar.style {
                Style::Plain => scan::kind(self.masked.get(start..scalar.end)?),
                _ => ValueKind::String,
            };
            return self.one_line(kind, scalar.style, start, scalar.end);
        }
        let mut end = scalar.end;
        while self.column > block && self.at < self.bytes.len() && !self.passed_comment {
            let line = scan::plain_line(self.bytes, self.at);
            if self.byte(line.stop) == b':' {
                return None;
            }
            end = line.end;
            self.end_line(line.stop)?;
            if self.byte(line.stop) == b'#' {
                break;
            }
        }
        // It has a space in it, so it is a string.
        self.scalar(ValueKind::String, Style::Plain, start, end)
    }

    fn block_scalar(&mut self) -> Option<()> {
        let start = self.at;
        let block = self.frames.last()?.column;
        let found = scan::block(self.masked, start, block)?;
        self.scalar(ValueKind::String, Style::Block, start, found.end)?;
        self.at = found.next_line;
        self.next_line()
    }

    fn empty_collection(&mut self, kind: ValueKind, closing: u8) -> Option<()> {
        // A text outside a mapping or list is left to the library.
        self.frames.last()?;
        let start = self.at;
        let end = scan::spaces(self.bytes, start + 1) + 1;
        if self.byte(end - 1) != closing {
            return None;
        }
        self.check_room()?;
        self.check_depth()?;
        self.tree.open(kind, start);
        self.last = end;
        self.tree.close(end);
        self.end_line(scan::end_of_value(self.bytes, end)?)
    }

    fn open(&mut self, kind: ValueKind, column: usize) -> Option<()> {
        self.check_room()?;
        self.check_depth()?;
        self.last = self.last.max(self.at);
        self.tree.open(kind, self.at);
        self.frames.push(Frame { column, is_list: kind == ValueKind::Array, nothing: None });
        Some(())
    }

    fn close(&mut self) -> Option<()> {
        if let Some(at) = self.frames.pop()?.nothing {
            self.one_line(ValueKind::Null, Style::Plain, at, at)?;
        }
        self.tree.close(self.last);
        Some(())
    }

    fn scalar(&mut self, kind: ValueKind, style: Style, start: usize, end: usize) -> Option<()> {
        self.check_room()?;
        self.last = self.last.max(end);
        self.tree.scalar(kind, style, Span::new(start, end));
        Some(())
    }

    /// As [`Reader::scalar`]. A plain one is on one line.
    fn one_line(&mut self, kind: ValueKind, style: Style, start: usize, end: usize) -> Option<()> {
        if style != Style::Plain {
            return self.scalar(kind, style, start, end);
        }
        self.check_room()?;
        self.last = self.last.max(end);
        self.tree.add(kind, style, Span::new(start, end), true);
        Some(())
    }

    fn check_room(&self) -> Option<()> {
        (self.tree.len() < self.limits.nodes).then_some(())
    }

    fn check_depth(&self) -> Option<()> {
        (self.tree.depth() < self.limits.depth).then_some(())
    }
}
