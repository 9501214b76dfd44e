//! TOML strings and keys. The TOML parser works out their text; here is only the way back.

use std::ops::Range;

/// The part of `raw` inside its quotes, single or triple; `None` for a bare key.
pub(super) fn content(raw: &str) -> Option<Range<usize>> {
    let quotes = ["\"\"\"", "'''", "\"", "'"]
        .into_iter()
        .find(|quotes| raw.len() >= 2 * quotes.len() && raw.starts_with(quotes) && raw.ends_with(quotes))?;
    Some(quotes.len()..raw.len() - quotes.len())
}

/// Maps a range of the text to a range of `raw`. Exact for strings without escapes.
pub(super) fn locate(raw: &str, text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let content = content(raw).unwrap_or(0..raw.len());
    let skipped = raw.get(content.clone())?.strip_suffix(text)?;
    // The line break right after triple quotes is not part of the text.
    let is_text = matches!(skipped, "" | "\n" | "\r\n") && range.end <= text.len();
    let start = content.start + skipped.len();
    is_text.then(|| start + range.start..start + range.end)
}
