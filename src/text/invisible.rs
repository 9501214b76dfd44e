//! Describes the invisible characters at the ends of a name in words.

use crate::text::printable::is_invisible;

/// Invisible characters that occur at the ends of names in practice, in plain words or by their Unicode names.
const NAMES: &[(char, &str)] = &[
    (' ', "a space"),
    ('\t', "a tab"),
    ('\n', "a line break"),
    ('\r', "a carriage return"),
    ('\u{a0}', "a no-break space"),
    ('\u{ad}', "a soft hyphen"),
    ('\u{200b}', "a zero width space"),
    ('\u{200c}', "a zero width non-joiner"),
    ('\u{200d}', "a zero width joiner"),
    ('\u{200e}', "a left-to-right mark"),
    ('\u{200f}', "a right-to-left mark"),
    ('\u{202f}', "a narrow no-break space"),
    ('\u{2060}', "a word joiner"),
    ('\u{3000}', "an ideographic space"),
    ('\u{feff}', "a zero width no-break space"),
];

/// Returns the name without invisible characters at its ends; empty if all of them are invisible.
#[must_use]
pub fn trim(name: &str) -> &str {
    // Nearly all names begin and end with letters.
    if let [b'!'..=b'~', .., b'!'..=b'~'] = name.as_bytes() {
        return name;
    }
    name.trim_matches(is_invisible)
}

/// Describes how the name is padded: "ends with a space", "starts with a tab and ends with a space"; `None` if it is
/// not.
#[must_use]
pub fn padding(name: &str) -> Option<String> {
    let describe = |character: char| {
        let known = NAMES.iter().find(|(one, _)| *one == character);
        let code = u32::from(character);
        match known {
            Some((_, name)) if character.is_ascii() => (*name).to_owned(),
            Some((_, name)) => format!("{name} (U+{code:04X})"),
            None => format!("an invisible character (U+{code:04X})"),
        }
    };
    let start = name.chars().next().filter(|first| is_invisible(*first)).map(describe);
    let end = name.chars().next_back().filter(|last| is_invisible(*last)).map(describe);
    match (start, end) {
        (None, None) => None,
        (Some(start), None) => Some(format!("starts with {start}")),
        (None, Some(end)) => Some(format!("ends with {end}")),
        (Some(start), Some(end)) => Some(format!("starts with {start} and ends with {end}")),
    }
}
