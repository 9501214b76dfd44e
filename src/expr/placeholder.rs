//! In: any text. Out: the `{{…}}` and `${…}` placeholders in it.

use std::ops::Range;

/// How a placeholder is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// `{{key}}`
    Mustache,
    /// `${key}` and `$!{key}`
    Dollar,
}

/// A placeholder in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder {
    pub syntax: Syntax,
    /// Byte range in the text, braces included.
    pub range: Range<usize>,
    /// What stands between the braces, as written.
    pub key: String,
}

/// All placeholders of `text`, in order. A key stands on one line, is not blank and holds no brace; an opening
/// without its closing is none.
#[must_use]
pub fn find(text: &str) -> Vec<Placeholder> {
    // Every search below ends at the next brace, so that all of them together see each byte once.
    memchr::memchr_iter(b'{', text.as_bytes()).filter_map(|brace| opened_at(text, brace)).collect()
}

/// The placeholder whose last opening brace is at `brace`.
fn opened_at(text: &str, brace: usize) -> Option<Placeholder> {
    let before = text.get(..brace)?;
    let (syntax, opener, closer) = if before.ends_with('{') {
        (Syntax::Mustache, 1, "}}")
    } else if before.ends_with('$') {
        (Syntax::Dollar, 1, "}")
    } else if before.ends_with("$!") {
        (Syntax::Dollar, 2, "}")
    } else {
        return None;
    };
    let after = text.get(brace + 1..)?;
    let length = after.find(['{', '}', '\n'])?;
    let key = after.get(..length)?;
    let is_closed = after.get(length..)?.starts_with(closer);
    (is_closed && !key.trim().is_empty()).then(|| Placeholder {
        syntax,
        range: brace - opener..brace + 1 + length + closer.len(),
        key: key.to_owned(),
    })
}
