//! Splits a name into its words: `customerID`, `CUSTOMER_ID` and `Customer id 2` have two of them, and a number.

use std::ops::Range;

/// Splits a name into words, as ranges of indices of its code points. A number is a separate word.
#[must_use]
pub fn words(name: &[char]) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    let at = |position: usize| name.get(position).copied();
    for (position, character) in name.iter().enumerate().filter(|(_, character)| character.is_alphanumeric()) {
        match words.last_mut().filter(|word| word.end == position) {
            Some(word) if !starts_word(at(position - 1), *character, at(position + 1)) => word.end = position + 1,
            _ => words.push(position..position + 1),
        }
    }
    words
}

/// Whether a new word starts at `character`, if `before` is part of a word too.
fn starts_word(before: Option<char>, character: char, after: Option<char>) -> bool {
    let Some(before) = before else { return true };
    let is_upper = character.is_uppercase();
    let ends_capitals = before.is_uppercase() && after.is_some_and(char::is_lowercase);
    before.is_numeric() != character.is_numeric() || is_upper && (before.is_lowercase() || ends_capitals)
}

/// Returns the words of a name in lower case, without numbers.
#[must_use]
pub fn lower_words(name: &str) -> Vec<String> {
    let name: Vec<char> = name.chars().collect();
    let texts = words(&name).into_iter().filter_map(|word| name.get(word));
    texts
        .filter(|word| !word.iter().all(|character| character.is_numeric()))
        .map(|word| word.iter().flat_map(|character| character.to_lowercase()).collect())
        .collect()
}
