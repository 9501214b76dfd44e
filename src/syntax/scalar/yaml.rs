//! YAML scalars.

use std::borrow::Cow;
use std::ops::Range;

use super::Style;

pub(super) fn decode(raw: &str, _style: Style) -> Cow<'_, str> {
    Cow::Borrowed(raw)
}

pub(super) fn locate(_raw: &str, _style: Style, _text: &str, _range: Range<usize>) -> Option<Range<usize>> {
    None
}

pub(super) fn encode(text: &str, _style: Style) -> String {
    text.to_owned()
}
