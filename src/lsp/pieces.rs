//! Keeps a text in pieces of a few lines, so that a change costs as much as the pieces that it touches. An editor that
//! replaces a word everywhere sends thousands of changes at once.

use std::sync::Arc;

use serde_json::Value;

use super::position::{Encoding, place};
use crate::text::{self, Source};

/// How many bytes a piece has at least, unless it is the last.
const SIZE: usize = 2_048;

/// Whole lines each; only the last piece may end without a line break. There is at least one.
#[derive(Debug)]
pub(super) struct Pieces(Vec<Source>);

impl Pieces {
    pub(super) fn of(text: &str) -> Self {
        Pieces(split(text))
    }

    pub(super) fn text(&self) -> String {
        self.0.iter().map(Source::text).collect()
    }

    /// Replaces a range. A range that is not valid changes nothing.
    pub(super) fn replace(&mut self, range: &Value, new: &str, encoding: Encoding) {
        let end = |key| range.get(key).and_then(place);
        let (Some(start), Some(end)) = (end("start"), end("end")) else { return };
        let (end, start) = (end.max(start), start);
        let (first, before) = self.at(start.0);
        let (mut last, _) = self.at(end.0);
        let touched = || self.0.get(first..=last).unwrap_or_default().iter().map(Source::text);
        let old = source(touched().collect());
        let offset = |(line, character)| encoding.offset_at(&old, line - before, character);
        let mut text = old.text().to_owned();
        text.replace_range(offset(start)..offset(end), new);
        while !text.ends_with('\n')
            && let Some(next) = self.0.get(last + 1)
        {
            text.push_str(next.text());
            last += 1;
        }
        self.0.splice(first..=last, split(&text));
    }

    /// The piece with a line, or the last piece where the text has fewer lines, and the lines before it.
    fn at(&self, line: usize) -> (usize, usize) {
        let mut before = 0;
        for (number, piece) in self.0.iter().enumerate() {
            // What follows the last line break of a piece is the first line of the next.
            let lines = piece.line_count() - 1;
            if line < before + lines || number + 1 == self.0.len() {
                return (number, before);
            }
            before += lines;
        }
        (0, 0)
    }
}

fn split(text: &str) -> Vec<Source> {
    let mut pieces = Vec::new();
    let mut piece = String::new();
    for line in text.split_inclusive('\n') {
        piece.push_str(line);
        if piece.len() >= SIZE && line.ends_with('\n') {
            pieces.push(source(std::mem::take(&mut piece)));
        }
    }
    if !piece.is_empty() || pieces.is_empty() {
        pieces.push(source(piece));
    }
    pieces
}

pub(super) fn source(text: String) -> Source {
    Source::new(Arc::from(""), text, text::Encoding::Utf8)
}
