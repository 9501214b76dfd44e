//! Compares short texts letter by letter. Does not know names or words.

use std::borrow::Cow;

use rapidfuzz::distance::osa;

/// A text in lower case.
#[must_use]
pub fn lower(text: &str) -> Cow<'_, str> {
    // `to_lowercase` of the standard library is much slower, also for ASCII.
    if !text.is_ascii() {
        Cow::Owned(text.to_lowercase())
    } else if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(text.to_ascii_lowercase())
    } else {
        Cow::Borrowed(text)
    }
}

/// The number of letters that must be added, removed, replaced or swapped with the next one to get from one text to
/// the other.
#[must_use]
pub fn edits(one: &str, other: &str) -> usize {
    osa::distance(one.chars(), other.chars())
}

/// Whether [`edits`] is 1. Much quicker for most texts, which differ in more: parsers of flows ask it for many keys.
#[must_use]
pub fn is_one_edit(one: &str, other: &str) -> bool {
    // A character has up to four bytes.
    if one.len().abs_diff(other.len()) > 4 || one == other {
        return false;
    }
    let (one_bytes, other_bytes) = (one.as_bytes(), other.as_bytes());
    let is_same = |(left, right): &(&u8, &u8)| left == right;
    let start = one_bytes.iter().zip(other_bytes).take_while(is_same).count();
    let end = one_bytes.iter().rev().zip(other_bytes.iter().rev()).take_while(is_same).count();
    // Two letters that are swapped, or the bytes of two characters.
    let may_be = match one.len().max(other.len()).saturating_sub(start + end) {
        ..=2 => true,
        3..=8 => !one.is_ascii() || !other.is_ascii(),
        _ => false,
    };
    may_be && edits(one, other) == 1
}

/// Whether two texts consist of the same characters, in any order.
#[must_use]
pub fn is_reordered(one: &str, other: &str) -> bool {
    let sorted = |text: &str| {
        let mut characters: Vec<char> = text.chars().collect();
        characters.sort_unstable();
        characters
    };
    sorted(one) == sorted(other)
}
