//! Maps the positions that the YAML parser reports to the places that a person expects.

use std::ops::Range;

/// The first word in `from..to` that `wanted` accepts; comments are passed over.
fn find_word(text: &str, from: usize, to: usize, wanted: impl Fn(&str) -> bool) -> Option<usize> {
    let region = text.get(from..to)?;
    let mut at = 0;
    while let Some(rest) = region.get(at..) {
        let start = at + (rest.len() - rest.trim_start().len());
        let word = region.get(start..)?.split(char::is_whitespace).next().filter(|word| !word.is_empty())?;
        if word.starts_with('#') {
            at = start + region.get(start..)?.find(['\n', '\r'])?;
        } else if wanted(word) {
            return Some(from + start);
        } else {
            at = start + word.len();
        }
    }
    None
}

/// The dash of the first item of a list that is the value of a key: for a list that is indented like its key, the
/// parser reports the item.
pub(super) fn dash(text: &str, after_key: usize, start: usize) -> usize {
    find_word(text, after_key, start, |word| word == "-").unwrap_or(start)
}

/// Whether a `:` that ends a key is at `at`.
pub(super) fn is_colon(text: &str, at: usize) -> bool {
    let mut after = text.get(at..).unwrap_or_default().chars();
    after.next() == Some(':') && after.next().is_none_or(|next| next.is_whitespace() || "[]{},".contains(next))
}

/// The range of a block scalar from its `|` or `>`, which is somewhere after `from`, to the end of its last line. The
/// parser reports only its lines and the line breaks after it. `indent` is the indentation of its lines, `None` if
/// they are all spaces.
pub(super) fn block(text: &str, from: usize, lines: Range<usize>, indent: Option<usize>) -> Range<usize> {
    let to = text.len().min(lines.end);
    let start = find_word(text, from, to, |word| word.starts_with(['|', '>'])).unwrap_or(lines.start);
    let raw = text.get(start..to).unwrap_or_default();
    let header = raw.lines().next().unwrap_or_default();
    let keeps_breaks = header.get(..header.len().min(3)).is_some_and(|indicators| indicators.contains('+'));
    let mut end = raw.len();
    while let Some((before, line)) = raw.get(..end).and_then(|raw| raw.rsplit_once(['\n', '\r'])) {
        if line.contains(|c| c != ' ') || indent.is_some_and(|indent| line.len() > indent) {
            break;
        }
        end = before.len();
        if before.ends_with('\r') && raw.get(end..).is_some_and(|rest| rest.starts_with('\n')) {
            end -= 1;
        }
        if keeps_breaks {
            break;
        }
    }
    start..start + end
}
