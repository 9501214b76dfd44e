//! Hides every `{{…}}` substitution and every directive of a Terraform template in a YAML text from a YAML parser; the
//! length in bytes stays the same. Does not know the grammar of YAML.
//!
//! Archy and CX as Code replace `{{key}}` in the text before it is read as YAML
//! (<https://developer.genesys.cloud/devapps/archy/flowAuthoring/lesson_07_substitutions>), so authors leave it
//! without quotes, where YAML would read a mapping in a mapping.

use std::borrow::Cow;

use memchr::memmem;

mod directives;

use directives::Branch;

/// Replaces one byte of a substitution. A plain scalar with this letter in it is a string in any context.
const FILLER: char = 'x';

/// `text` without substitutions and directives, for conditions that are true.
pub(super) fn all(text: &str) -> Cow<'_, str> {
    match directives::hide(text, Branch::If) {
        Some(text) => Cow::Owned(substitutions(&text).into_owned()),
        None => substitutions(text),
    }
}

/// As [`all`], for conditions that are false; `None` if nothing depends on a condition.
pub(super) fn otherwise(text: &str) -> Option<String> {
    Some(substitutions(&directives::hide(text, Branch::Else)?).into_owned())
}

/// `masked` without `${…}`, which Terraform replaces in a template before it is YAML; `None` if there is none. Such a text
/// is legal YAML outside of flow collections, where it stays as it is.
pub(super) fn interpolations(masked: &str) -> Option<String> {
    let mut hidden = String::new();
    let (mut copied, mut from) = (0, 0);
    for (start, _) in masked.match_indices("${") {
        let is_escaped = masked.get(..start).is_some_and(|before| before.ends_with('$'));
        if start < from || is_escaped {
            continue;
        }
        let (end, is_closed) = closing_brace(masked, start + 1);
        from = end;
        if is_closed {
            hidden.push_str(masked.get(copied..start)?);
            hidden.extend(std::iter::repeat_n(FILLER, end - start));
            copied = end;
        }
    }
    hidden.push_str(masked.get(copied..)?);
    (copied > 0).then_some(hidden)
}

/// The byte after the brace that closes the one at `open`, and true; the end of the line, and false, if none does.
fn closing_brace(text: &str, open: usize) -> (usize, bool) {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate().skip(open) {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 1 => return (at + 1, true),
            b'}' => depth -= 1,
            b'\n' | b'\r' => return (at, false),
            _ => {}
        }
    }
    (text.len(), false)
}

/// `text` with [`FILLER`] for every byte of every substitution.
fn substitutions(text: &str) -> Cow<'_, str> {
    let mut masked = String::new();
    let mut copied = 0;
    let mut from = 0;
    while let Some((start, end)) = next(text, from) {
        masked.reserve(text.len().saturating_sub(masked.len()));
        masked.push_str(text.get(copied..start).unwrap_or_default());
        masked.extend(std::iter::repeat_n(FILLER, end - start));
        copied = end;
        from = end;
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    masked.push_str(text.get(copied..).unwrap_or_default());
    Cow::Owned(masked)
}

/// The first substitution at or after `from`.
fn next(text: &str, mut from: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    loop {
        let start = from + memmem::find(bytes.get(from..)?, b"{{")?;
        let inside = bytes.get(start + 2..)?;
        let len = inside.iter().position(|byte| ends_name(*byte))?;
        let name = inside.get(..len)?;
        if inside.get(len..)?.starts_with(b"}}") && is_name(name) {
            return Some((start, start + 2 + len + 2));
        }
        // In `{{{name}}}` the outer braces are YAML's: go on with the second brace.
        from = if len == 0 { start + 1 } else { start + 2 + len };
    }
}

/// Whether a byte cannot be part of the name of a substitution: braces, ends of lines and quoted scalars, and the
/// comma of a mapping in a mapping.
fn ends_name(byte: u8) -> bool {
    matches!(byte, b'{' | b'}' | b'"' | b'\'' | b'\\' | b',') || byte.is_ascii_control()
}

/// Whether this is a name rather than the members of a mapping: not only white space, and without a colon that ends a
/// key in YAML.
fn is_name(name: &[u8]) -> bool {
    !name.trim_ascii().is_empty() && !name.ends_with(b":") && memmem::find(name, b": ").is_none()
}
