//! In: a name. Out: the characters at its ends that nobody sees, by their names.

/// Invisible characters that stand at the end of names in practice, in the words of an author or of Unicode.
const NAMES: &[(char, &str)] = &[
    (' ', "a blank"),
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

/// Whether a character is a blank, a control character, or one without width.
pub(in crate::rules) fn is_invisible(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{feff}')
}

/// The name without invisible characters at its ends; empty where there is nothing to see in it.
pub(in crate::rules) fn trim(name: &str) -> &str {
    name.trim_matches(is_invisible)
}

/// How the name is padded: "ends in a blank", "starts with a tab and ends in a blank"; `None` where it is not.
pub(in crate::rules) fn padding(name: &str) -> Option<String> {
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
        (None, Some(end)) => Some(format!("ends in {end}")),
        (Some(start), Some(end)) => Some(format!("starts with {start} and ends in {end}")),
    }
}
