//! Parses as much of an HCL text as possible and returns its body and the errors of the rest. An error removes the
//! top-level argument or block that contains it: its characters are replaced by spaces before the text is read again.

use std::borrow::Cow;
use std::ops::Range;

use hcl_edit::parser;
use hcl_edit::structure::Body;

use super::{ErrorClass, SyntaxError, brackets, explain};

/// How often a text is read again: each time costs as much as the first.
const TRIES: usize = 24;

/// The body of a text, the text that was read, of the same length, and the errors.
pub(super) fn parse(text: &str) -> (Option<Body>, Cow<'_, str>, Vec<SyntaxError>) {
    let mut readable = Cow::Borrowed(text);
    let mut errors = Vec::new();
    for number in 0..TRIES {
        let error = match parser::parse_body(&readable) {
            Ok(body) => return (Some(body), readable, errors),
            Err(error) => error,
        };
        let at = error.location().offset();
        let repeated = match error.message() {
            message if message.contains("redefined attribute") => argument(&readable, at),
            message if message.contains("redefined object key") => member(&readable, at),
            _ => None,
        };
        if let Some(key) = repeated {
            let other = unused_name(number, key.len());
            readable.to_mut().replace_range(key, &other);
            continue;
        }
        let mut error = explain(&error, text);
        // The places are those of the text as it was before.
        let is_limit = error.class == ErrorClass::Limit;
        let string = brackets::unclosed_string(&readable, at).filter(|_| !is_limit);
        let culprit = string.or_else(|| brackets::wrong_bracket(&readable, at).filter(|_| !is_limit));
        // What follows a quote or bracket that is wrong is read as part of something else.
        let at = culprit.map_or(at, |(span, _)| span.range().start);
        if let Some((span, message)) = culprit {
            error = SyntaxError { span, message: message.to_owned(), ..error };
        }
        errors.push(error);
        let Some(structure) = structure(&readable, at).filter(|_| !is_limit) else { break };
        let replacement: String = readable.get(structure.clone()).unwrap_or_default().chars().map(spaces).collect();
        readable.to_mut().replace_range(structure, &replacement);
    }
    (None, readable, errors)
}

/// The replacement of a character: as many spaces as it has bytes.
fn spaces(letter: char) -> Cow<'static, str> {
    match letter {
        '\n' => Cow::Borrowed("\n"),
        _ => Cow::Owned(" ".repeat(letter.len_utf8())),
    }
}

/// The key of the argument that is defined again at byte `at`, or that ends there.
fn argument(text: &str, at: usize) -> Option<Range<usize>> {
    let before = text.get(..at)?;
    let line_starts = std::iter::once(before.len()).chain(before.rmatch_indices('\n').map(|(newline, _)| newline + 1));
    let starts = line_starts
        .chain([0])
        .map(|start| before.get(..start).map_or(0, |head| head.rfind('\n').map_or(0, |it| it + 1)));
    starts.into_iter().find_map(|start| {
        let line = text.get(start..)?.lines().next()?;
        let content = line.trim_start();
        let key = start + line.len() - content.len();
        let is_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-');
        let length = content.find(|letter| !is_name(letter)).unwrap_or(content.len());
        let rest = content.get(length..)?.trim_start();
        (length > 0 && rest.starts_with('=') && !rest.starts_with("==")).then_some(key..key + length)
    })
}

/// The key of an object that begins at byte `at`, without its quotes.
fn member(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = text.get(at..)?;
    let start = at + usize::from(rest.starts_with('"'));
    let is_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-');
    let name = text.get(start..)?;
    let length = name.find(|letter| !is_name(letter)).unwrap_or(name.len());
    (length > 0).then_some(start..start + length)
}

/// A name of `length` bytes that no argument has.
fn unused_name(number: usize, length: usize) -> String {
    let letter = |digit: usize| char::from(b'A' + u8::try_from(digit % 26).unwrap_or_default());
    let mut name: String = std::iter::repeat_n('Z', length.saturating_sub(2)).collect();
    name.push(letter(number / 26 + 16));
    name.push(letter(number));
    name.chars().rev().take(length.max(1)).collect()
}

/// The top-level argument or block that contains the error at byte `at`: it begins where a line begins with a name.
/// If a brace is never closed, the error is at the end of the text, and the block that is not balanced is returned.
fn structure(text: &str, at: usize) -> Option<Range<usize>> {
    let starts = brackets::structure_starts(text);
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let all: Vec<Range<usize>> = starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect();
    let is_end = text.get(at..).is_none_or(|rest| rest.trim().is_empty());
    let is_open = |range: &&Range<usize>| {
        let part = text.get((*range).clone()).unwrap_or_default();
        part.matches('{').count() != part.matches('}').count()
    };
    let unbalanced = || all.iter().find(is_open).cloned();
    let around = || all.iter().rfind(|range| range.start <= at).cloned();
    if is_end { unbalanced().or_else(around) } else { around().or_else(|| all.first().cloned()) }
}
