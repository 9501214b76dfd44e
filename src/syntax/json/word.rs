//! Reads unquoted text: single quotes, words, malformed numbers and template placeholders.

use super::{Next, Parser, Style, ValueKind, scan};
use crate::text::Span;

/// Characters of a text that a message repeats.
const MOST_SHOWN: usize = 40;

impl Parser<'_> {
    /// Reads a value that is neither a string nor a bracket and adds what was probably meant.
    #[cold]
    pub(super) fn bare_word(&mut self) -> Next {
        let end = self.word_end(false);
        let span = Span::new(self.at, end);
        let word = self.text.get(self.at..end).unwrap_or_default();
        let kind = match meaning(word) {
            Ok(kind) => kind,
            Err((kind, message)) => {
                self.error(span, message);
                kind
            }
        };
        if kind == ValueKind::Missing {
            // The value of a placeholder may contain the comma.
            self.excused = Some(end);
        }
        self.push_unquoted(kind, end)
    }

    /// Reads a key without double quotes and adds it.
    #[cold]
    pub(super) fn bare_key(&mut self) {
        let end = self.word_end(true);
        let word = self.text.get(self.at..end).unwrap_or_default();
        let (kind, message) = if holds_placeholder(word) {
            (ValueKind::Missing, placeholder_message(word))
        } else {
            (ValueKind::String, format!("the key `{}` needs double quotes", shown(word)))
        };
        self.error(Span::new(self.at, end), message);
        self.push_unquoted(kind, end);
    }

    /// Reads a key or value in single quotes; returns `false` if the closing quote is missing on its line.
    #[cold]
    pub(super) fn single_quoted(&mut self) -> bool {
        let Some(end) = scan::closed_on_line(self.bytes, self.at) else { return false };
        let span = Span::new(self.at, end);
        self.error(span, "strings need double quotes, not single ones");
        self.tree.scalar(ValueKind::String, Style::Json, span);
        self.at = end;
        self.done = end;
        true
    }

    /// The end of the word here, at least one character on.
    pub(super) fn word_end(&self, key: bool) -> usize {
        scan::word(self.bytes, self.at, key).max(self.char_span().end as usize)
    }
}

/// Classifies an unquoted word: its own kind if it is valid JSON, otherwise the intended kind and an error message.
fn meaning(word: &str) -> Result<ValueKind, (ValueKind, String)> {
    let wrong = |kind, reason: &str| Err((kind, format!("`{}` is not a JSON value; {reason}", shown(word))));
    match word {
        "true" | "false" => Ok(ValueKind::Bool),
        "null" => Ok(ValueKind::Null),
        _ if scan::number(word.as_bytes(), 0) == Some(word.len()) => Ok(ValueKind::Number),
        _ if holds_placeholder(word) => Err((ValueKind::Missing, placeholder_message(word))),
        "undefined" | "None" | "nil" => wrong(ValueKind::Null, "write `null`"),
        "NaN" | "Infinity" | "-Infinity" | "+Infinity" => wrong(ValueKind::Number, "JSON has only finite numbers"),
        _ => match word.to_ascii_lowercase().as_str() {
            lower @ ("true" | "false") => wrong(ValueKind::Bool, &format!("write `{lower}`")),
            "null" => wrong(ValueKind::Null, "write `null`"),
            _ if word.starts_with(['“', '”', '„', '‘', '’']) => {
                wrong(ValueKind::String, "use straight double quotes")
            }
            _ => broken_number(word).map_or_else(
                || wrong(ValueKind::String, "a string needs double quotes"),
                |reason| Err((ValueKind::Number, format!("`{}` is not a JSON number: {reason}", shown(word)))),
            ),
        },
    }
}

/// The error in a word that starts like a number; `None` if it does not start like one.
fn broken_number(word: &str) -> Option<&'static str> {
    let unsigned = word.strip_prefix(['-', '+']).unwrap_or(word);
    let fraction = unsigned.trim_start_matches(|c: char| c.is_ascii_digit());
    let whole = unsigned.len() - fraction.len();
    let starts_with_digit = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let has_fraction = fraction.strip_prefix('.').map(starts_with_digit);
    match (whole, has_fraction) {
        (0, Some(true)) => Some("expected a digit before the `.`"),
        (0, _) if unsigned.is_empty() => Some("digits are missing"),
        (0, _) => None,
        _ if word.starts_with('+') => Some("a number has no `+` before it"),
        (2.., _) if unsigned.starts_with('0') => Some("a number has no leading zero"),
        (_, Some(false)) => Some("expected a digit after the `.`"),
        _ => Some("it is neither a whole number nor a decimal"),
    }
}

fn holds_placeholder(word: &str) -> bool {
    memchr::memchr2_iter(b'{', b'$', word.as_bytes()).any(|at| scan::placeholder(word.as_bytes(), at).is_some())
}

pub(super) fn placeholder_message(word: &str) -> String {
    format!("`{}` is a template placeholder: this is not JSON before it is filled in", shown(word))
}

/// The start of a word, for a message.
fn shown(word: &str) -> String {
    match word.char_indices().nth(MOST_SHOWN) {
        Some((end, _)) => format!("{}…", word.get(..end).unwrap_or_default()),
        None => word.to_owned(),
    }
}
