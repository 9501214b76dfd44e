//! Finds the span to delete so that only one item of a list in JSON or YAML is removed.

use crate::syntax::Value;
use crate::text::Span;

/// Returns the span to delete to remove an item that is not the first of its list: in a list in brackets, the item with
/// the comma before it; in a YAML block, its lines. `None` if these lines contain anything else.
pub(in crate::rules) fn item(text: &str, item: Value<'_>) -> Option<Span> {
    let list = item.parent()?;
    let before = item.before()?;
    if list.raw().starts_with('[') {
        let span = Span::new(before.span().end as usize, item.span().end as usize);
        let between = text.get(span.start as usize..item.span().start as usize)?;
        return (between.trim() == ",").then_some(span);
    }
    lines(text, item)
}

/// Returns the lines of an item of a block list, which begins with a dash. `None` if they contain a comment, which must
/// not be lost.
fn lines(text: &str, item: Value<'_>) -> Option<Span> {
    let content = item.span().range().start;
    let end = item.descendants().map(|node| node.span().range().end).max()?;
    let start = text.get(..content)?.rfind('\n').map_or(0, |at| at + 1);
    let is_whole = text.get(start..content)?.trim_matches([' ', '\t']) == "-";
    let rest = text.get(end..)?;
    let is_line_end = text.get(..end)?.ends_with('\n');
    let past = if is_line_end { end } else { rest.find('\n').map_or(text.len(), |at| end + at + 1) };
    let ends = text.get(end..past)?.trim().is_empty();
    (is_whole && ends && !text.get(start..past)?.contains('#')).then(|| Span::new(start, past))
}
