//! A text of which each byte that is read is counted, so that tests can compare the count with the length of the text.
//! The parsers of this folder read through it alone. Only builds with debug assertions count.

use std::cell::Cell;
use std::ops::Range;

thread_local! {
    static READ: Cell<usize> = const { Cell::new(0) };
}

fn count(bytes: usize) {
    if cfg!(debug_assertions) {
        READ.set(READ.get().saturating_add(bytes));
    }
}

/// Returns the number of bytes that the parsers of this thread have read since it began; 0 without debug assertions.
#[must_use]
pub fn bytes_read() -> usize {
    READ.get()
}

/// A text that is being parsed. Offsets and lengths are in bytes.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::expr) struct Input<'t>(&'t str);

impl<'t> Input<'t> {
    pub(in crate::expr) fn new(text: &'t str) -> Self {
        Input(text)
    }

    /// The length, which costs nothing.
    pub(in crate::expr) fn len(self) -> usize {
        self.0.len()
    }

    /// The byte at an offset; `None` past the end.
    pub(in crate::expr) fn byte(self, at: usize) -> Option<u8> {
        count(1);
        self.0.as_bytes().get(at).copied()
    }

    /// The character that starts at an offset; `None` past the end and inside of a character.
    pub(in crate::expr) fn character(self, at: usize) -> Option<char> {
        let character = self.0.get(at..)?.chars().next()?;
        count(character.len_utf8());
        Some(character)
    }

    /// The text at a range; empty if it is not a range of whole characters.
    pub(in crate::expr) fn slice(self, range: Range<usize>) -> &'t str {
        count(range.len());
        self.0.get(range).unwrap_or_default()
    }

    /// At most `length` bytes from an offset on.
    pub(in crate::expr) fn bytes(self, at: usize, length: usize) -> &'t [u8] {
        let rest = self.0.as_bytes().get(at..).unwrap_or_default();
        count(length);
        rest.get(..length).unwrap_or(rest)
    }

    /// Whether the text has `prefix` at an offset.
    pub(in crate::expr) fn has(self, at: usize, prefix: &str) -> bool {
        count(prefix.len());
        self.0.as_bytes().get(at..).is_some_and(|rest| rest.starts_with(prefix.as_bytes()))
    }

    /// The offset of the first of these bytes from an offset on.
    pub(in crate::expr) fn find_byte<const N: usize>(self, at: usize, wanted: [u8; N]) -> Option<usize> {
        let rest = self.0.as_bytes().get(at..).unwrap_or_default();
        let found = match wanted.as_slice() {
            [one] => memchr::memchr(*one, rest),
            [one, two] => memchr::memchr2(*one, *two, rest),
            [one, two, three] => memchr::memchr3(*one, *two, *three, rest),
            more => rest.iter().position(|byte| more.contains(byte)),
        };
        count(found.map_or(rest.len(), |found| found + 1));
        found.map(|found| at + found)
    }

    /// The offset after the next `mark` from an offset on.
    pub(in crate::expr) fn after(self, at: usize, mark: &str) -> Option<usize> {
        let rest = self.0.as_bytes().get(at..)?;
        let found = memchr::memmem::find(rest, mark.as_bytes());
        count(found.unwrap_or(rest.len()));
        found.map(|found| at + found + mark.len())
    }

    /// How many bytes from an offset on satisfy `wanted`.
    pub(in crate::expr) fn run(self, at: usize, wanted: impl Fn(u8) -> bool) -> usize {
        let rest = self.0.as_bytes().get(at..).unwrap_or_default();
        let length = rest.iter().take_while(|byte| wanted(**byte)).count();
        count(length + 1);
        length
    }

    /// The length of the characters from an offset on that satisfy `wanted`.
    pub(in crate::expr) fn character_run(self, at: usize, wanted: impl Fn(char) -> bool) -> usize {
        let rest = self.0.get(at..).unwrap_or_default();
        let length = rest.find(|character| !wanted(character)).unwrap_or(rest.len());
        count(length + 1);
        length
    }

    /// How many bytes before an offset satisfy `wanted`.
    pub(in crate::expr) fn run_before(self, at: usize, wanted: impl Fn(u8) -> bool) -> usize {
        let before = self.0.as_bytes().get(..at).unwrap_or_default();
        let length = before.iter().rev().take_while(|byte| wanted(**byte)).count();
        count(length + 1);
        length
    }
}
