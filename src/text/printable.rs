//! Makes any text safe to print: control, bidirectional and invisible characters become visible symbols. Knows
//! nothing of formats.

use std::borrow::Cow;
use std::fmt::Write;

/// How wide a tab is drawn.
const TAB: &str = "    ";

/// A message, name or path for one line: line breaks and tabs are symbols too.
pub(crate) fn inline(text: &str) -> Cow<'_, str> {
    replace(text, "␉")
}

/// Prepares a piece of one line of a file: a tab is drawn as spaces. Works character by character, so that the pieces
/// of a line can be prepared one by one.
pub(crate) fn source(line: &str) -> Cow<'_, str> {
    replace(line, TAB)
}

/// A line of a diff: a tab stays what it is.
pub(crate) fn line(line: &str) -> Cow<'_, str> {
    replace(line, "\t")
}

/// JSON that means the same, with escapes for the characters that a terminal or an editor does not show as they are. `text`
/// has line breaks between its values only.
pub(crate) fn json(text: String) -> String {
    let is_escaped = |character: char| character != '\n' && is_hidden(character);
    if !text.contains(is_escaped) {
        return text;
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if is_escaped(character) {
            for unit in character.encode_utf16(&mut [0; 2]).iter() {
                // Writing to a string cannot fail.
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        } else {
            escaped.push(character);
        }
    }
    escaped
}

fn replace<'t>(text: &'t str, tab: &str) -> Cow<'t, str> {
    // Nearly all texts consist of printable ASCII.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) || !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '\t' => shown.push_str(tab),
            '\0'..='\x1f' => shown.push(control_picture(character)),
            '\x7f' => shown.push('␡'),
            _ if is_hidden(character) => {
                // Writing to a string cannot fail.
                let _ = write!(shown, "\\u{{{:x}}}", u32::from(character));
            }
            _ => shown.push(character),
        }
    }
    Cow::Owned(shown)
}

/// The symbol that Unicode has for a control character of ASCII: `␛` for escape.
fn control_picture(control: char) -> char {
    char::from_u32(0x2400 + u32::from(control)).unwrap_or('\u{fffd}')
}

/// Whether a terminal or an editor does not show a character as it is: a control character, one without width or one that
/// changes the direction of text.
pub(crate) fn is_hidden(character: char) -> bool {
    character.is_control() || is_deceptive(character)
}

/// Whether a character is white space, a control character, or one without width.
pub(crate) fn is_invisible(character: char) -> bool {
    character.is_whitespace() || is_hidden(character)
}

/// Whether a character has no width or changes the direction of the text after it, so that the text looks like another
/// one.
fn is_deceptive(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}
