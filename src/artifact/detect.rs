//! In: a file's path and text. Out: its tree, its syntax errors and, where it is an artefact, its facts.

use super::{Facts, Hint};
use crate::syntax::{Limits, SyntaxError, Tree};

/// How the text of a file is written, as far as its name tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Json,
    Yaml,
    /// `.i3…`: base64 of percent-encoded JSON.
    Export,
    /// Agent scripts: JSON whose name alone says what it is.
    Script,
    JavaScript,
}

impl Format {
    /// Whether the file's name alone says that it is an artefact, whatever is in it.
    #[must_use]
    pub fn names_artifact(self) -> bool {
        matches!(self, Format::Export | Format::Script | Format::JavaScript)
    }
}

/// What a file may be by its name; `None`: it is of no interest.
#[must_use]
pub fn format(_path: &str, _hint: &Hint) -> Option<Format> {
    None
}

/// What reading the text of a file gives.
#[derive(Debug)]
pub struct Reading<'t> {
    pub tree: Tree<'t>,
    pub errors: Vec<SyntaxError>,
    /// `None`: the file is of no known kind.
    pub facts: Option<Facts>,
}

/// Parses the decoded text of a file, finds out what it is, and reads its facts.
#[must_use]
pub fn read<'t>(_path: &str, text: &'t str, _format: Format, _hint: &Hint, limits: &Limits) -> Reading<'t> {
    let (tree, errors) = crate::syntax::json::parse(text, limits);
    Reading { tree, errors, facts: None }
}
