//! In: how many bytes a parser has just looked at. Out: how many all parsers of the thread have looked at so far, which
//! tests hold against the length of the text. Only builds with debug assertions count.

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

/// How many bytes the parsers of this thread have looked at since it began; 0 where nobody counts.
#[must_use]
pub fn looked() -> usize {
    LOOKED.get()
}
