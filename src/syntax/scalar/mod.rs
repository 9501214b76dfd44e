//! In: a scalar as it is written. Out: its text, and the way back from a range of the text to a range of the writing.

use std::borrow::Cow;
use std::ops::Range;

use super::Style;

mod json;
mod toml;
mod yaml;

pub(super) use yaml::decode_block;

/// The part of `raw` inside its quotes; `None` for a style without quotes.
#[must_use]
pub fn content(raw: &str, style: Style) -> Option<Range<usize>> {
    match style {
        Style::Json | Style::Single | Style::Double if raw.len() >= 2 => Some(1..raw.len() - 1),
        Style::Toml => toml::content(raw),
        _ => None,
    }
}

/// The text that `raw`, written in `style`, stands for.
#[must_use]
pub fn decode(raw: &str, style: Style) -> Cow<'_, str> {
    match style {
        Style::Json => json::decode(raw),
        Style::Plain | Style::Single | Style::Double | Style::Block => yaml::decode(raw, style),
        // The TOML parser hands over the text of its strings itself.
        Style::Bare | Style::Toml => Cow::Borrowed(raw),
    }
}

/// The byte range of `raw` that stands for the byte range `range` of `text`, its decoded text; `None` where it
/// cannot be told.
#[must_use]
pub fn locate(raw: &str, style: Style, text: &str, range: Range<usize>) -> Option<Range<usize>> {
    match style {
        Style::Json => json::locate(raw, range),
        Style::Plain | Style::Single | Style::Double | Style::Block => yaml::locate(raw, style, text, range),
        Style::Toml => toml::locate(raw, text, range),
        Style::Bare => None,
    }
}

/// `text` written in `style`, quotes included; in double quotes where the style cannot hold it.
#[must_use]
pub fn encode(text: &str, style: Style) -> String {
    match style {
        Style::Json | Style::Bare | Style::Toml => json::encode(text),
        Style::Plain | Style::Single | Style::Double | Style::Block => yaml::encode(text, style),
    }
}
