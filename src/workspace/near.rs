//! Decides whether one of two names looks like a misspelling of the other, and describes the difference.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use crate::text::invisible::trim;
use crate::text::printable::is_invisible;
use crate::text::words::words;

/// The shortest name, in code points, in which one different letter counts as a misspelling.
const LONG: usize = 8;

/// The shortest word, in code points, in which a different letter counts as a misspelling: too many shorter words are
/// both meaningful (`state`, `stage`).
const WORD: usize = 7;

/// Longer words that differ in one letter and are both meaningful.
const DISTINCT_WORDS: &[[&str; 2]] = &[
    ["adaption", "adoption"],
    ["changed", "charged"],
    ["changes", "charges"],
    ["changing", "charging"],
    ["complement", "compliment"],
    ["contact", "contract"],
    ["contacts", "contracts"],
    ["counties", "countries"],
    ["county", "country"],
    ["internal", "interval"],
    ["massage", "message"],
    ["massages", "messages"],
    ["signing", "singing"],
    ["stationary", "stationery"],
];

/// Letters of other scripts that look exactly like these Latin letters.
const LOOK_ALIKE: &[(&str, char)] = &[
    ("аα", 'a'),
    ("АΑ", 'A'),
    ("ВΒ", 'B'),
    ("с", 'c'),
    ("С", 'C'),
    ("ԁ", 'd'),
    ("е", 'e'),
    ("ЕΕ", 'E'),
    ("һ", 'h'),
    ("НΗ", 'H'),
    ("іι", 'i'),
    ("ІΙ", 'I'),
    ("ј", 'j'),
    ("Ј", 'J'),
    ("КΚ", 'K'),
    ("МΜ", 'M'),
    ("Ν", 'N'),
    ("оο", 'o'),
    ("ОΟ", 'O'),
    ("рρ", 'p'),
    ("РΡ", 'P'),
    ("ѕ", 's'),
    ("Ѕ", 'S'),
    ("ТΤ", 'T'),
    ("ν", 'v'),
    ("х", 'x'),
    ("ХΧ", 'X'),
    ("у", 'y'),
    ("УΥ", 'Y'),
    ("Ζ", 'Z'),
];

/// The difference between two names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    /// Spaces, `_`, `-` and `.`, and possibly the capitalisation of letters after them.
    Separators,
    /// Characters that look the same.
    Looks,
    /// One letter.
    Letter,
}

impl Difference {
    /// Describes the difference, as in "only in spaces, `_`, `-` or `.`".
    #[must_use]
    pub fn describe(self) -> &'static str {
        match self {
            Difference::Separators => "only in spaces, `_`, `-` or `.`",
            Difference::Looks => "in characters that look the same",
            Difference::Letter => "in one letter",
        }
    }
}

/// Finds the difference between two names that probably mean the same attribute. `None` for names that differ only in
/// capitalisation or padding: other rules report them.
#[must_use]
pub fn difference(one: &str, other: &str) -> Option<Difference> {
    if trim(one).to_lowercase() == trim(other).to_lowercase() {
        return None;
    }
    if displayed(one) == displayed(other) {
        return Some(Difference::Looks);
    }
    if canonical(one) == canonical(other) {
        return Some(Difference::Separators);
    }
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    is_typo(&one, &other).then_some(Difference::Letter)
}

/// Returns the name as it is displayed: composed, in one script, without invisible characters.
fn displayed(name: &str) -> String {
    if name.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) {
        return name.to_owned();
    }
    let visible = name.nfkc().filter(|character| *character == ' ' || !is_invisible(*character));
    visible.map(latin).collect()
}

/// Returns the Latin letter that looks like this character.
fn latin(character: char) -> char {
    let row = LOOK_ALIKE.iter().filter(|_| !character.is_ascii()).find(|row| row.0.contains(character));
    row.map_or(character, |row| row.1)
}

/// Returns the name as it is pronounced: [`joined`] in lower case.
pub(super) fn canonical(name: &str) -> String {
    joined(name).to_lowercase()
}

/// Returns the name as it is displayed, without spaces and punctuation except between digits.
#[must_use]
pub fn joined(name: &str) -> String {
    if is_joined(name) {
        return name.to_owned();
    }
    let looks: Vec<char> = displayed(name).chars().collect();
    let is_digit = |position: Option<usize>| {
        position.and_then(|position| looks.get(position)).is_some_and(|character| character.is_numeric())
    };
    let kept = |(position, character): &(usize, &char)| {
        !is_separator(**character) || is_digit(position.checked_sub(1)) && is_digit(Some(position + 1))
    };
    looks.iter().enumerate().filter(kept).map(|(_, character)| *character).collect()
}

/// Whether [`joined`] returns the name itself, as for most names.
#[must_use]
pub fn is_joined(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The first and the last letter or digit of a name, in lower case. Names in ASCII that have a [`difference`] or differ in
/// capitalisation have the same ones.
#[must_use]
pub fn ends(name: &str) -> Option<(u8, u8)> {
    let mut letters = name.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase());
    let first = letters.next()?;
    Some((first, letters.next_back().unwrap_or(first)))
}

fn is_separator(character: char) -> bool {
    matches!(character, ' ' | '_' | '-' | '.' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// Whether the names are long and differ in one letter, extra, missing, wrong or swapped with the next one, inside a
/// word of letters. The first and last letter of a word are significant: they distinguish plurals, `caller` and
/// `called`.
fn is_typo(one: &[char], other: &[char]) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if short.len() < LONG || long.len() > short.len() + 1 {
        return false;
    }
    let start = short.iter().zip(long).take_while(|(one, other)| one == other).count();
    let rest = short.len() - start;
    let end = short.iter().rev().zip(long.iter().rev()).take(rest).take_while(|(one, other)| one == other).count();
    let (Some(removed), Some(added)) = (short.get(start..short.len() - end), long.get(start..long.len() - end)) else {
        return false;
    };
    let is_edit = match (removed, added) {
        ([], [_]) => true,
        ([one], [other]) => one.to_lowercase().ne(other.to_lowercase()),
        ([one, two], [three, four]) => one == four && two == three,
        _ => false,
    };
    let is_letters = removed.iter().chain(added).all(|character| character.is_alphabetic());
    let long_word = word_around(long, start..long.len() - end);
    let short_word = word_around(short, start..(short.len() - end).max(start + 1));
    let (Some(long_word), Some(short_word)) = (long_word, short_word) else { return false };
    let is_long = long_word.chars().count() >= WORD;
    is_edit && is_letters && is_long && !is_deliberate(&short_word, &long_word)
}

/// The word, in lower case, that contains the characters at `edit` and at least one more on each side.
fn word_around(name: &[char], edit: Range<usize>) -> Option<String> {
    let word = words(name).into_iter().find(|word| word.start < edit.start && edit.end < word.end)?;
    Some(name.get(word)?.iter().flat_map(|character| character.to_lowercase()).collect())
}

fn is_deliberate(one: &str, other: &str) -> bool {
    DISTINCT_WORDS.iter().any(|pair| *pair == [one, other] || *pair == [other, one])
}
