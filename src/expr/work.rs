//! Counts the bytes that the expression parsers of this thread read, so that tests can compare the count with the
//! length of the text. Only builds with debug assertions count.

use std::cell::Cell;

thread_local! {
    static LOOKED: Cell<usize> = const { Cell::new(0) };
}

/// Notes that a parser has looked at this many bytes, or has copied them.
pub(super) fn look(bytes: usize) {
    if cfg!(debug_assertions) {
        LOOKED.set(LOOKED.get().saturating_add(bytes));
    }
}

/// Returns the number of bytes that the parsers of this thread have read since it began; 0 without debug assertions.
#[must_use]
pub fn looked() -> usize {
    LOOKED.get()
}
