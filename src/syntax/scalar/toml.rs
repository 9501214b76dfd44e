//! TOML strings and keys. The TOML parser works out their text; here is only the way back.

use std::fmt::Write;
use std::ops::Range;

use super::json;
use super::locator::Pieces;
use crate::text::printable::is_hidden;

/// The part of `raw` inside its quotes, single or triple; `None` for a bare key.
pub(super) fn content(raw: &str) -> Option<Range<usize>> {
    let quotes = ["\"\"\"", "'''", "\"", "'"]
        .into_iter()
        .find(|quotes| raw.len() >= 2 * quotes.len() && raw.starts_with(quotes) && raw.ends_with(quotes))?;
    Some(quotes.len()..raw.len() - quotes.len())
}

/// The parts of a string without escapes; `None` if it has some.
pub(super) fn pieces(raw: &str, text: &str) -> Option<Pieces> {
    let content = content(raw).unwrap_or(0..raw.len());
    let skipped = raw.get(content.clone())?.strip_suffix(text)?;
    // The line break right after triple quotes is not part of the text.
    if !matches!(skipped, "" | "\n" | "\r\n") {
        return None;
    }
    let mut pieces = Pieces { end: content.end, ..Pieces::default() };
    pieces.push(content.start + skipped.len()..content.end, text.len(), true);
    Some(pieces)
}

/// Encodes `text` in double quotes. TOML has the escapes of JSON, and one for characters that need more than four digits.
/// A character that an editor does not show as it is gets an escape.
pub(super) fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len() + 2);
    for character in json::encode(text).chars() {
        let code = u32::from(character);
        // Writing to a string cannot fail.
        let _ = match (is_hidden(character), code > 0xffff) {
            (false, _) => encoded.write_char(character),
            (true, false) => write!(encoded, "\\u{code:04x}"),
            (true, true) => write!(encoded, "\\U{code:08x}"),
        };
    }
    encoded
}
