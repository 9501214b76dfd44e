//! Maps ranges of the text of a scalar back to ranges of its source.

use std::ops::Range;

use super::super::Style;
use super::{decode, hcl, json, layers, toml, yaml};

/// A part of a scalar: a run of literal characters, or the source of one character.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub raw: Range<usize>,
    /// The range of its text.
    pub text: Range<usize>,
    pub is_literal: bool,
}

/// The parts of a scalar, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Pieces {
    pub all: Vec<Piece>,
    /// The offset in the source at which the text ends.
    pub end: usize,
}

impl Pieces {
    /// Adds the part at `raw`, which has `length` bytes of text. Adjacent characters that stand for themselves become
    /// one part.
    pub(super) fn push(&mut self, raw: Range<usize>, length: usize, is_literal: bool) {
        if let Some(last) = self.all.last_mut()
            && last.is_literal
            && is_literal
            && last.raw.end == raw.start
        {
            last.raw.end = raw.end;
            last.text.end += length;
            return;
        }
        let start = self.length();
        self.all.push(Piece { raw, text: start..start + length, is_literal });
    }

    /// The length of the text in bytes.
    pub(super) fn length(&self) -> usize {
        self.all.last().map_or(0, |last| last.text.end)
    }
}

/// The way back from the text of a scalar to its source, for any number of ranges.
#[derive(Clone, Debug)]
pub struct Locator {
    /// The source; text between two strings if this string is written inside another one.
    pieces: Pieces,
    /// The way from the text of the outer string to its source.
    outer: Option<Box<Locator>>,
}

impl Locator {
    /// Reads the scalar `raw`, written in `style`, with the decoded `text`; `None` if nothing leads back.
    #[must_use]
    pub fn new(raw: &str, style: Style, text: &str) -> Option<Self> {
        if let Some((outer, inner)) = layers(style) {
            let between = decode(raw, outer);
            let outer = Locator::new(raw, outer, &between)?;
            return Some(Locator { outer: Some(Box::new(outer)), ..Locator::new(&between, inner, text)? });
        }
        let pieces = match style {
            Style::Json => json::pieces(raw),
            Style::Plain | Style::Single | Style::Double | Style::Block => yaml::pieces(raw, style, text)?,
            Style::Toml => toml::pieces(raw, text)?,
            Style::Bare => return None,
            Style::Whole => {
                let mut pieces = Pieces { end: raw.len(), ..Pieces::default() };
                pieces.push(0..raw.len(), raw.len(), true);
                pieces
            }
            _ => hcl::pieces(raw, style.without_holes(), text),
        };
        Some(Locator { pieces, outer: None })
    }

    /// The byte range of `raw`, the source, for the byte range `range` of the text. An escape or a character
    /// that is only partly in the range is included as a whole. `None` if the text is shorter than that.
    #[must_use]
    pub fn locate(&self, raw: &str, range: &Range<usize>) -> Option<Range<usize>> {
        let all = &self.pieces.all;
        if range.end > self.pieces.length() || range.start > range.end {
            return None;
        }
        let first = all.partition_point(|piece| piece.text.end <= range.start);
        let start = all.get(first).map_or(self.pieces.end, |piece| {
            piece.raw.start + if piece.is_literal { range.start - piece.text.start } else { 0 }
        });
        let last = all.partition_point(|piece| piece.text.end < range.end);
        let end = match all.get(last) {
            _ if range.is_empty() => start,
            Some(piece) if piece.is_literal => piece.raw.start + range.end - piece.text.start,
            Some(piece) => piece.raw.end,
            None => self.pieces.end,
        };
        match &self.outer {
            Some(outer) => outer.locate(raw, &(start..end.max(start))),
            None => Some(raw.floor_char_boundary(start)..raw.ceil_char_boundary(end.max(start))),
        }
    }
}
