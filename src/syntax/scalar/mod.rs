//! In: a scalar as it is written. Out: its text, and the way back from a range of the text to a range of the writing.

use std::borrow::Cow;
use std::ops::Range;

use super::Style;

mod hcl;
mod json;
mod toml;
mod yaml;

pub(super) use hcl::decode_with as decode_hcl;
pub use json::Locator as JsonLocator;
pub(super) use yaml::decode_block;

/// The part of `raw` inside its quotes; `None` for a style without quotes. A string that lacks its closing quote has
/// all behind the opening one as its content.
#[must_use]
pub fn content(raw: &str, style: Style) -> Option<Range<usize>> {
    match style {
        Style::Json | Style::Double | Style::Hcl | Style::HclTemplate => Some(quoted(raw, true)),
        Style::Single => Some(quoted(raw, false)),
        Style::Toml => toml::content(raw),
        _ => None,
    }
}

/// The part of `raw` between its first character, a quote, and the same quote at the end, if it is there. With
/// `escapes`, a quote behind a backslash is not the closing one.
fn quoted(raw: &str, escapes: bool) -> Range<usize> {
    let Some(quote @ ('"' | '\'')) = raw.chars().next() else { return 0..raw.len() };
    let inner = raw.get(1..).unwrap_or_default();
    let is_closed = inner.strip_suffix(quote).is_some_and(|content| {
        let backslashes = content.len() - content.trim_end_matches('\\').len();
        !escapes || backslashes % 2 == 0
    });
    1..raw.len() - usize::from(is_closed)
}

/// The text that `raw`, written in `style`, stands for.
#[must_use]
pub fn decode(raw: &str, style: Style) -> Cow<'_, str> {
    match style {
        Style::Json => json::decode(raw),
        Style::Plain | Style::Single | Style::Double | Style::Block => yaml::decode(raw, style),
        Style::Hcl | Style::Heredoc | Style::HeredocIndented => hcl::decode(raw, style),
        // Where the holes of a string are, only the parser of HCL knows.
        Style::HclTemplate | Style::HeredocTemplate | Style::HeredocIndentedTemplate => {
            hcl::decode(raw, style.without_holes())
        }
        // The TOML parser hands over the text of its strings itself.
        Style::Bare | Style::Toml => Cow::Borrowed(raw),
    }
}

/// The byte range of `raw` that stands for the byte range `range` of `text`, its decoded text; `None` where it
/// cannot be told.
#[must_use]
pub fn locate(raw: &str, style: Style, text: &str, range: Range<usize>) -> Option<Range<usize>> {
    match style {
        Style::Json => JsonLocator::new(raw).locate(&range),
        Style::Plain | Style::Single | Style::Double | Style::Block => yaml::locate(raw, style, text, range),
        Style::Toml => toml::locate(raw, text, range),
        Style::Bare => None,
        _ => hcl::locate(raw, style.without_holes(), text, range),
    }
}

/// `text` as a part of a scalar that is written in `style`.
#[must_use]
pub fn encode_part(text: &str, style: Style) -> String {
    let whole = encode(text, style);
    content(&whole, style).and_then(|range| whole.get(range)).map(str::to_owned).unwrap_or(whole)
}

/// `text` written in `style`, quotes included; in double quotes where the style cannot hold it.
#[must_use]
pub fn encode(text: &str, style: Style) -> String {
    match style {
        Style::Json | Style::Bare | Style::Toml => json::encode(text),
        Style::Hcl | Style::HclTemplate => hcl::encode(text),
        Style::Plain | Style::Single | Style::Double | Style::Block => yaml::encode(text, style),
        _ => hcl::encode_heredoc(text),
    }
}
