//! Finds the `{{…}}` and `${…}` placeholders in any text, and the `%{ if … }` directives of Terraform templates.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

/// How a placeholder is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// `{{key}}`
    Mustache,
    /// `${key}` and `$!{key}`; a directive of a Terraform template, such as `%{ if … }` and `%{ endif }`
    Dollar,
}

/// A placeholder in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    pub syntax: Syntax,
    /// Byte range in the text, braces included.
    pub range: Range<usize>,
    /// The text between the braces, as written.
    pub key: String,
}

/// A key is on one line, is not only white space and contains no brace. Directives:
/// <https://developer.hashicorp.com/terraform/language/expressions/strings#directives>.
static PATTERN: LazyLock<Result<Regex, regex::Error>> = LazyLock::new(|| {
    let key = r"[^{}\n]*[^{}\s][^{}\n]*";
    let directive = r"~?[ \t]*(?:if|else|endif|for|endfor)\b[^{}\n]*";
    Regex::new(&format!(r"\{{\{{(?<mustache>{key})\}}\}}|\$!?\{{(?<dollar>{key})\}}|%\{{(?<directive>{directive})\}}"))
});

/// All placeholders of `text`, in order. An opening without its closing is none.
#[must_use]
pub fn find(text: &str) -> Vec<Match> {
    // Nearly all names and values have no brace.
    if !text.contains('{') {
        return Vec::new();
    }
    let pattern = PATTERN.as_ref();
    pattern.map_or_else(|_| Vec::new(), |it| it.captures_iter(text).filter_map(|it| placeholder(&it)).collect())
}

fn placeholder(found: &Captures<'_>) -> Option<Match> {
    let syntaxes = [(Syntax::Mustache, "mustache"), (Syntax::Dollar, "dollar"), (Syntax::Dollar, "directive")];
    let (syntax, key) = syntaxes.into_iter().find_map(|(syntax, name)| Some((syntax, found.name(name)?)))?;
    Some(Match { syntax, range: found.get(0)?.range(), key: key.as_str().to_owned() })
}
