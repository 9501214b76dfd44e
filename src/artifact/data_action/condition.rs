//! Reads conditions of `#if` that compare one value with texts: `$input.kind == "a" || $input.kind == "b"`.

use super::Template;
use crate::expr::velocity::Reference;

/// A comparison with a text.
#[derive(Clone, Debug)]
struct Comparison {
    is_equal: bool,
    literal: String,
}

/// Comparisons of one value, of which one has to be true.
#[derive(Clone, Debug)]
pub(super) struct Condition(Vec<Comparison>);

impl Condition {
    /// The condition in the text of a directive with these references; `None` for any other.
    pub(super) fn of(template: &Template<'_>, directive: &str, references: &[&Reference]) -> Option<Self> {
        let inside = directive.split_once('(')?.1.trim_end().strip_suffix(')')?;
        let parts: Vec<&str> = inside.split("||").collect();
        if parts.len() != references.len() {
            return None;
        }
        let read = |(part, reference): (&str, &&Reference)| comparison(part, template.slice(&reference.range));
        parts.into_iter().zip(references).map(read).collect::<Option<_>>().map(Condition)
    }

    /// Whether it is true of a value.
    pub(super) fn holds(&self, value: &str) -> bool {
        self.0.iter().any(|it| it.is_equal == (it.literal == value))
    }
}

/// A comparison of a reference, alone or in quotes, with a text in quotes after it.
fn comparison(text: &str, reference: &str) -> Option<Comparison> {
    let text = text.trim();
    let quoted = format!("\"{reference}\"");
    let rest = text.strip_prefix(&*quoted).or_else(|| text.strip_prefix(reference))?.trim_start();
    let (is_equal, literal) = match rest.split_at_checked(2)? {
        ("==", literal) => (true, literal),
        ("!=", literal) => (false, literal),
        _ => return None,
    };
    let literal = literal.trim();
    let unquoted =
        |quote| literal.strip_prefix(quote)?.strip_suffix(quote).filter(|it| !it.contains(['"', '\'', '$', '\\']));
    let literal = unquoted('"').or_else(|| unquoted('\''))?;
    // Whether it is empty asks whether the value is set, which no list of values answers.
    (!literal.is_empty()).then(|| Comparison { is_equal, literal: literal.to_owned() })
}
