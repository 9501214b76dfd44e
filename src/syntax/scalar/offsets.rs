//! The way back from every byte of a string's text at once.

use std::borrow::Cow;

use super::super::Style;
use super::{decode, hcl, json, layers};

/// Decodes `raw`, written in `style`, a style of JSON or HCL. Returns the text and the offset in `raw` of each byte
/// of it; the last offset is the end of the text in `raw`.
pub(in super::super) fn offsets(raw: &str, style: Style) -> (Cow<'_, str>, Vec<usize>) {
    if let Some((outer, inner)) = layers(style) {
        let (between, first) = offsets(raw, outer);
        let (text, second) = offsets(&between, inner);
        let both = second.into_iter().map(|at| first.get(at).copied().unwrap_or(raw.len())).collect();
        return (Cow::Owned(text.into_owned()), both);
    }
    let offsets = match style {
        Style::Json => json::offsets(raw),
        Style::Whole => (0..=raw.len()).collect(),
        _ => hcl::offsets(raw, style),
    };
    (decode(raw, style), offsets)
}
