//! Compares short texts letter by letter. Does not know names or words.

use std::borrow::Cow;

use rapidfuzz::distance::osa;

/// A text in lower case.
#[must_use]
pub fn lower(text: &str) -> Cow<'_, str> {
    let is_lower = text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    if is_lower { Cow::Borrowed(text) } else { Cow::Owned(text.to_lowercase()) }
}

/// The number of letters that must be added, removed, replaced or swapped with the next one to get from one text to
/// the other.
#[must_use]
pub fn edits(one: &str, other: &str) -> usize {
    osa::distance(one.chars(), other.chars())
}
