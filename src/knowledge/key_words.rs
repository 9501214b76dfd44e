//! Finds the key that an author meant who wrote other words for it: `url` for `requestUrlTemplate`, `contractInput` for
//! `contract_input`. Does not know where a key is used.

use std::cell::LazyCell;

use crate::text::compare::{edits, is_one_edit, is_reordered};
use crate::wording::{closest, misspelling};

/// Words that authors use for the words of keys.
const SYNONYMS: [(&str, &str); 9] = [
    ("body", "template"),
    ("method", "type"),
    ("verb", "type"),
    ("output", "success"),
    ("response", "success"),
    ("configuration", "config"),
    ("conf", "config"),
    ("cfg", "config"),
    ("sha", "hash"),
];

/// Words that add nothing to the place of a key.
const FILLERS: [&str; 6] = ["config", "data", "http", "request", "response", "default"];

/// The longest key that is compared, in bytes.
const LONGEST: usize = 64;

/// The one of `names` that the author of `key` most likely meant: a misspelt one, or one with the same words, or with
/// these words and others, or with some of these words. Of several, the one with the fewest words.
pub(crate) fn meant<'n>(key: &str, names: &'n [impl AsRef<str>]) -> Option<&'n str> {
    closest(key, names).or_else(|| in_other_words(key, names))
}

/// The one of `names` of which `key` is certainly a slip: a misspelt one, one with other marks between its words
/// (`start_up_ref`), one with shorter words (`defaultLang`, `failTransferAudio`), or a long word with two wrong letters. For
/// names of which a newer release may have more.
pub(crate) fn slip<'n>(key: &str, names: &'n [impl AsRef<str>]) -> Option<&'n str> {
    if key.len() > LONGEST {
        return None;
    }
    let own = LazyCell::new(|| words(key));
    let is_slip = |name: &&str| is_letter_slip(key, name) || has_same_letters(key, name) || has_like_words(&own, name);
    misspelling(key, names).or_else(|| names.iter().map(AsRef::as_ref).find(is_slip))
}

/// Whether a short key has a letter of the name twice, not at all or at the place of the next. Another letter may be
/// another word.
pub(crate) fn is_letter_slip(key: &str, name: &str) -> bool {
    const SHORTEST: usize = 3;
    key.len() >= SHORTEST
        && name.len() > SHORTEST
        && is_one_edit(key, name)
        && (key.len() != name.len() || is_reordered(key, name))
}

/// Whether the texts differ only in capitalisation and in marks.
fn has_same_letters(key: &str, name: &str) -> bool {
    letters(key).eq(letters(name))
}

/// The letters and digits of a text in lower case.
fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase)
}

/// Whether the words of a key are those of the name, some of them shortened, or one of them misspelt in two letters.
fn has_like_words(own: &[String], name: &str) -> bool {
    const SHORTEST: usize = 3;
    const SHORTEST_ALONE: usize = 4;
    const LONG: usize = 6;
    // Most begin with other letters, which only a long word may have by mistake.
    let Some(first) = own.first() else { return false };
    if first.len() < LONG && first.chars().next() != letters(name).next() {
        return false;
    }
    let known = words(name);
    let shortest = if known.len() == 1 { SHORTEST_ALONE } else { SHORTEST };
    let begins =
        |(own, known): (&String, &String)| own == known || own.len() >= shortest && known.starts_with(own.as_str());
    if own.len() != known.len() {
        return false;
    }
    let mut different = own.iter().zip(&known).filter(|(own, known)| own != known);
    let misspelt = different.next().filter(|_| different.next().is_none());
    // `reprompt` is a word, not a slip of `prompt`.
    let is_slip = |own: &str, known: &str| edits(own, known) <= 2 && !own.ends_with(known) && !known.ends_with(own);
    let is_misspelt = misspelt.is_some_and(|(own, known)| own.len().min(known.len()) >= LONG && is_slip(own, known));
    is_misspelt || own.iter().zip(&known).all(begins)
}

fn in_other_words<'n>(key: &str, names: &'n [impl AsRef<str>]) -> Option<&'n str> {
    if key.len() > LONGEST {
        return None;
    }
    let own = words(key);
    let replaced: Vec<String> = own.iter().map(|word| synonym(word)).collect();
    if own.is_empty() {
        return None;
    }
    let candidates = |own: &[String], replace: bool| {
        let fits = |name: &&'n str| {
            let mut known = words(name);
            if replace {
                for word in &mut known {
                    *word = synonym(word);
                }
            }
            let has_all = own.iter().all(|word| known.contains(word));
            let others = own.iter().filter(|word| !known.contains(word));
            let is_longer = known.iter().all(|word| own.contains(word)) && others.clone().count() == 1;
            has_all || is_longer && others.clone().all(|word| FILLERS.contains(&word.as_str()))
        };
        names.iter().map(AsRef::as_ref).filter(fits).min_by_key(|name| words(name).len())
    };
    candidates(&own, false).or_else(|| candidates(&replaced, true))
}

fn synonym(word: &str) -> String {
    SYNONYMS.iter().find(|(other, _)| *other == word).map_or(word, |(_, known)| known).to_owned()
}

/// The words of a key, in lower case and without the ending of a plural: `translation`, `map` of `translationMaps`.
fn words(key: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut was_upper = true;
    for letter in key.chars() {
        let is_new = !letter.is_alphanumeric() || letter.is_uppercase() && !was_upper;
        was_upper = letter.is_uppercase();
        if is_new {
            words.push(String::new());
        }
        if letter.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    // The provider writes it in one word.
    if let Some(at) = words.iter().position(|word| word == "filepath") {
        words.splice(at..=at, ["file".to_owned(), "path".to_owned()]);
    }
    for word in &mut words {
        if let Some(beginning) = word.strip_suffix("ies") {
            *word = format!("{beginning}y");
        }
        if word.len() > 3 && word.ends_with('s') && !word.ends_with("ss") {
            word.pop();
        }
    }
    words
}
