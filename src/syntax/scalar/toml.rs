//! TOML strings and keys. The TOML parser works out their text; here is only the way back.

use std::ops::Range;

use super::locator::Pieces;

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
