//! Masks a Velocity template of a JSON text: the result has the same length in bytes and reads as the JSON that the
//! template produces, with fillers for the text that Velocity inserts. Offsets of both texts are the same.

use std::ops::Range;

use crate::expr::velocity::{Piece, PieceKind};

/// A template whose pieces have been replaced by fillers.
pub(super) struct Masked {
    pub(super) text: String,
    pub(super) splices: Vec<Splice>,
}

/// References that bring members of an object, key and value: `{ ${input.members} }`.
pub(super) struct Splice {
    pub(super) range: Range<usize>,
    /// The byte offset at which the object starts.
    pub(super) object: usize,
}

/// Masks the pieces of `template`: a filler in a string, a number in place of a value, a string in place of a key,
/// and spaces for spliced members, directives and comments.
pub(super) fn mask(template: &str, pieces: &[Piece]) -> Masked {
    let mut masker = Masker { template, ..Masker::default() };
    let mut pieces = pieces.iter().peekable();
    while let Some(piece) = pieces.next() {
        masker.copy(piece.range.start);
        let mut end = piece.range.end;
        if piece.kind == PieceKind::Reference {
            // `$esc.quote${input.x}$esc.quote` is one value.
            while let Some(next) = pieces.next_if(|next| next.kind == PieceKind::Reference && next.range.start == end) {
                end = next.range.end;
            }
            masker.reference(end);
        } else {
            masker.fill(end, ' ');
        }
    }
    masker.copy(template.len());
    Masked { text: masker.text, splices: masker.splices }
}

#[derive(Default)]
struct Masker<'t> {
    template: &'t str,
    /// The masked text so far; it has as many bytes as have been read of the template.
    text: String,
    splices: Vec<Splice>,
    /// The open brackets and their byte offsets.
    open: Vec<(char, usize)>,
    in_string: bool,
    after_backslash: bool,
    /// The last character outside strings that is not white space, and its byte offset; a string counts as its quote.
    last: Option<(char, usize)>,
    /// Whether a comma that comes next separates nothing any more.
    skip_comma: bool,
}

impl Masker<'_> {
    /// Copies the template unchanged up to `end`.
    fn copy(&mut self, end: usize) {
        let template = self.template;
        for character in template.get(self.text.len()..end).unwrap_or_default().chars() {
            let written = self.step(character);
            self.text.push(written);
        }
    }

    /// Follows one character of JSON; returns what to write for it.
    fn step(&mut self, character: char) -> char {
        if self.in_string {
            self.in_string = self.after_backslash || character != '"';
            self.after_backslash = !self.after_backslash && character == '\\';
            return character;
        }
        if character.is_ascii_whitespace() {
            return character;
        }
        if std::mem::take(&mut self.skip_comma) && character == ',' {
            return ' ';
        }
        match character {
            '{' | '[' => self.open.push((character, self.text.len())),
            '}' | ']' => {
                self.open.pop();
            }
            '"' => self.in_string = true,
            _ => {}
        }
        self.last = Some((character, self.text.len()));
        character
    }

    /// Masks a reference that reaches to `end`.
    fn reference(&mut self, end: usize) {
        let start = self.text.len();
        let object = self.open.last().filter(|(bracket, _)| *bracket == '{').map(|(_, at)| *at);
        let object = object.filter(|_| matches!(self.last, Some(('{' | ',', _))));
        if self.in_string {
            self.fill(end, 'x');
            return;
        }
        // Only in the position of a key can a reference be a key or insert whole members.
        match object {
            Some(object) if self.next(end) != Some(':') => self.splice(end, object),
            Some(_) => {
                self.last = Some(('"', start));
                self.text.push('"');
                self.fill(end - 1, 'x');
                self.text.push('"');
            }
            None => {
                self.last = Some(('1', start));
                self.fill(end, '1');
            }
        }
    }

    /// Masks spliced members together with one adjacent comma, so that the members around them stay separate.
    fn splice(&mut self, end: usize, object: usize) {
        self.splices.push(Splice { range: self.text.len()..end, object });
        if self.next(end) == Some(',') {
            self.skip_comma = true;
        } else if let Some((',', comma)) = self.last {
            self.text.replace_range(comma..=comma, " ");
        }
        self.fill(end, ' ');
    }

    /// The first character from `at` on that is not white space.
    fn next(&self, at: usize) -> Option<char> {
        self.template.get(at..)?.trim_ascii_start().chars().next()
    }

    fn fill(&mut self, end: usize, filler: char) {
        let missing = end.saturating_sub(self.text.len());
        self.text.extend(std::iter::repeat_n(filler, missing));
    }
}
