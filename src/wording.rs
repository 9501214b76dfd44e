//! Formats texts and names from the files of an author for messages, and suggests names for one that does not exist.
//! Does not know the origin of a name.

use std::fmt::Write;

use rapidfuzz::distance::osa;

use crate::text::compare::{is_one_edit, lower};
use crate::text::printable::is_invisible;

/// The longest text that a message quotes in full, in code points.
const MAX_LENGTH: usize = 80;

/// The most names that one help lists.
const MAX_LISTED: usize = 8;

/// Quotes a text of a file for a message: in backticks, on one line, with escapes for invisible characters, cut after
/// 80 code points.
pub(crate) fn quote(text: &str) -> String {
    let mut quoted = String::from("`");
    for (count, character) in text.chars().enumerate() {
        if count == MAX_LENGTH {
            quoted.push('…');
            break;
        }
        if character != ' ' && is_invisible(character) {
            // Writing to a string cannot fail.
            let _ = write!(quoted, "{}", character.escape_default());
        } else {
            quoted.push(character);
        }
    }
    quoted.push('`');
    quoted
}

/// Returns a help that asks whether `meant` was meant, or `otherwise` if nothing is close.
pub(crate) fn did_you_mean(meant: Option<&str>, otherwise: impl Into<String>) -> String {
    meant.map_or_else(|| otherwise.into(), is_it)
}

/// Returns a help that asks whether `meant` was meant.
pub(crate) fn is_it(meant: &str) -> String {
    format!("did you mean {}?", quote(meant))
}

/// Adds the names that exist to an order: "add `x` to the contract, or use one of: `a`, `b`". At most eight names are
/// listed, in the order of `names`; without names it is the order alone.
pub(crate) fn or_one_of(order: impl Into<String>, names: &[impl AsRef<str>]) -> String {
    let order = order.into();
    match names {
        [] => order,
        [only] => format!("{order}, or use {}", quote(only.as_ref())),
        _ => format!("{order}, or use one of: {}", list(names)),
    }
}

/// Lists names: "`a`, `b` and 3 more". At most eight are listed, in the order of `names`.
pub(crate) fn list(names: &[impl AsRef<str>]) -> String {
    let shown: Vec<String> = names.iter().take(MAX_LISTED).map(|name| quote(name.as_ref())).collect();
    let shown = shown.join(", ");
    match names.len().saturating_sub(MAX_LISTED) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// The longest name that is compared with others, in bytes: the time to compare grows with the product of both
/// lengths, and a longer name is not a misspelling of a known one.
const MAX_COMPARED: usize = 64;

/// The most names that a word is compared with: a hostile file has any number of names and of words.
const MAX_CANDIDATES: usize = 1_000;

/// The ASCII letters, in lower case, and other bytes of a text, of which a change of one letter adds and removes one
/// each at most.
fn letters(text: &str) -> u128 {
    text.bytes().fold(0, |set, byte| set | 1 << (byte.to_ascii_lowercase() & 0x7f))
}

/// Finds the one of the first 1,000 `names` that the author of `word` most likely meant: `word` is its beginning, or
/// differs from it in capitalisation or in at most a third of its letters.
pub(crate) fn closest<'n, T: AsRef<str> + ?Sized + 'n>(
    word: &str,
    names: impl IntoIterator<Item = &'n T>,
) -> Option<&'n str> {
    const SHORTEST_BEGINNING: usize = 3;
    if word.len() > MAX_COMPARED {
        return None;
    }
    let word = word.to_lowercase();
    let (own, length) = (letters(&word), word.chars().count());
    let comparator = osa::BatchComparator::new(word.chars());
    let mut best: Option<(usize, &str)> = None;
    for name in names.into_iter().take(MAX_CANDIDATES).map(AsRef::as_ref) {
        let others = name.chars().count();
        // Most names are told apart without comparing all letters. A character has up to four bytes.
        let other = letters(name);
        let differing = (own & !other).count_ones().max((other & !own).count_ones()) as usize;
        let is_far = differing.div_ceil(4) * 3 > others || length.abs_diff(others) * 3 > others;
        let may_begin = word.len() >= SHORTEST_BEGINNING && others >= length;
        if is_far && !may_begin {
            continue;
        }
        let name_in_lower_case = lower(name);
        let begins = may_begin && name_in_lower_case.starts_with(&word);
        if is_far && !begins {
            continue;
        }
        // A name that is no closer than the best one so far is not wanted.
        let most = if begins { others } else { others / 3 };
        let most = best.map_or(most, |(distance, _)| most.min(distance.saturating_sub(1)));
        let limits = osa::Args::default().score_cutoff(most);
        let is_better = |(distance, _): &(usize, &str)| best.is_none_or(|(least, _)| *distance < least);
        let found = comparator.distance_with_args(name_in_lower_case.chars(), &limits).map(|distance| (distance, name));
        best = found.filter(is_better).or(best);
    }
    best.map(|(_, name)| name)
}

/// Finds the one of `names` of which `word` is certainly a misspelling: it differs in capitalisation only, or in one
/// letter of five or more. For rules that report nothing else.
pub(crate) fn misspelling<'n>(word: &str, names: &'n [impl AsRef<str>]) -> Option<&'n str> {
    let is_slip = |name: &&str| {
        name.eq_ignore_ascii_case(word) || (5..=MAX_COMPARED).contains(&word.len()) && is_one_edit(name, word)
    };
    names.iter().map(AsRef::as_ref).find(is_slip)
}
