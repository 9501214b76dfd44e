//! Decodes a scalar into its text, and maps ranges of the text back to ranges of the source.

use std::borrow::Cow;
use std::ops::Range;

use super::{Host, Style};

mod hcl;
mod json;
mod locator;
mod offsets;
mod toml;
mod yaml;

pub(super) use hcl::decode_with as decode_hcl;
pub use locator::Locator;
pub(super) use offsets::offsets;
pub(super) use yaml::{decode_block, is_verbatim};

/// The byte range of the content of `raw` inside its quotes; `None` for a style without quotes. If the closing quote
/// is missing, the content extends to the end.
#[must_use]
pub fn content(raw: &str, style: Style) -> Option<Range<usize>> {
    match style {
        Style::HclWithinJson | Style::JsonWithin(_) => {
            let (outer, inner) = layers(style)?;
            let text = decode(raw, outer);
            locate(raw, outer, &text, &content(&text, inner)?)
        }
        Style::HclJson | Style::HclJsonTemplate | Style::Json | Style::Double | Style::Hcl | Style::HclTemplate => {
            Some(quoted(raw, true))
        }
        Style::Single => Some(quoted(raw, false)),
        Style::Toml => toml::content(raw),
        _ => None,
    }
}

/// The byte range between the first character, a quote, and the same quote at the end, if present. With `escapes`, a
/// quote after a backslash does not close the string.
fn quoted(raw: &str, escapes: bool) -> Range<usize> {
    let Some(quote @ ('"' | '\'')) = raw.chars().next() else { return 0..raw.len() };
    let inner = raw.get(1..).unwrap_or_default();
    let is_closed = inner.strip_suffix(quote).is_some_and(|content| {
        let backslashes = content.len() - content.trim_end_matches('\\').len();
        !escapes || backslashes % 2 == 0
    });
    1..raw.len() - usize::from(is_closed)
}

/// For a string that is written in the text of another one: how the outer one and how the inner one is written.
fn layers(style: Style) -> Option<(Style, Style)> {
    match style {
        // The text between the quotes of JSON is a template without further quotes and escapes.
        Style::HclJson | Style::HclJsonTemplate => Some((Style::Json, Style::Heredoc)),
        Style::HclWithinJson => Some((Style::Json, Style::Hcl)),
        Style::JsonWithin(Host::Hcl) => Some((Style::Hcl, Style::Json)),
        // A string of JSON is on one line, so its indentation does not matter.
        Style::JsonWithin(Host::Heredoc) => Some((Style::Heredoc, Style::Json)),
        Style::JsonWithin(Host::HclJson) => Some((Style::HclJson, Style::Json)),
        _ => None,
    }
}

/// The text of the scalar `raw`, written in `style`.
#[must_use]
pub fn decode(raw: &str, style: Style) -> Cow<'_, str> {
    if let Some((outer, inner)) = layers(style) {
        return match decode(raw, outer) {
            Cow::Borrowed(text) => decode(text, inner),
            Cow::Owned(text) => Cow::Owned(decode(&text, inner).into_owned()),
        };
    }
    match style {
        Style::Json => json::decode(raw),
        Style::Plain | Style::Single | Style::Double | Style::Block => yaml::decode(raw, style),
        Style::Hcl | Style::Heredoc | Style::HeredocIndented => hcl::decode(raw, style),
        // Only the parser of HCL knows the holes of a string.
        Style::HclTemplate | Style::HeredocTemplate | Style::HeredocIndentedTemplate => {
            hcl::decode(raw, style.without_holes())
        }
        // The TOML parser hands over the text of its strings itself.
        _ => Cow::Borrowed(raw),
    }
}

/// Whether [`decode`] returns `text`. Members of objects are searched by this, and most need no decoding.
#[must_use]
pub fn decodes_to(raw: &str, style: Style, text: &str) -> bool {
    let is_bare = style == Style::Plain && memchr::memchr(b'\n', raw.as_bytes()).is_none();
    if is_bare { raw == text } else { decode(raw, style) == text }
}

/// Maps the byte range `range` of `text`, the decoded text, to a byte range of `raw`; `None` if no range matches
/// exactly.
#[must_use]
pub fn locate(raw: &str, style: Style, text: &str, range: &Range<usize>) -> Option<Range<usize>> {
    Locator::new(raw, style, text)?.locate(raw, range)
}

/// `text` as a part of a scalar that is written in `style`.
#[must_use]
pub fn encode_part(text: &str, style: Style) -> String {
    let whole = encode(text, style);
    content(&whole, style).and_then(|range| whole.get(range)).map(str::to_owned).unwrap_or(whole)
}

/// Encodes `text` in `style`, quotes included; in double quotes if the style cannot express it.
#[must_use]
pub fn encode(text: &str, style: Style) -> String {
    if let Some((outer, inner)) = layers(style) {
        let written = encode(&encode(text, inner), outer);
        let is_whole = matches!(style, Style::HclJson | Style::HclJsonTemplate);
        let content = content(&written, outer).filter(|_| !is_whole);
        return content.and_then(|content| written.get(content)).map_or(written.clone(), str::to_owned);
    }
    match style {
        Style::Json | Style::Bare => json::encode(text),
        Style::Toml => toml::encode(text),
        Style::Hcl | Style::HclTemplate => hcl::encode(text),
        Style::Whole => text.to_owned(),
        Style::Plain | Style::Single | Style::Double | Style::Block => yaml::encode(text, style),
        _ => hcl::encode_heredoc(text),
    }
}
