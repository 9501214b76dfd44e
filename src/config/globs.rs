//! Compiles the globs of a configuration to matchers of paths, and reports globs that cannot be read.
//!
//! A glob is relative to the folder of the configuration. Without `/` it matches a name in any folder; a `/` at the
//! start restricts it to the folder itself. It matches files, and folders with all that is below them; with `/` at
//! its end folders only.

use globset::{Error, ErrorKind, Glob, GlobBuilder, GlobSet, GlobSetBuilder};

use crate::syntax::Value;
use crate::text::Span;

/// The meaning of a list of globs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// Files, by themselves or by a folder above them.
    Files,
    /// Folders, and not what is below them.
    Folders,
}

/// A glob that cannot be read.
pub(super) struct BadGlob<'a> {
    pub at: Value<'a>,
    /// The part of the glob that is wrong.
    pub span: Span,
    /// The error, without full stop.
    pub message: String,
    /// The special character that is not complete.
    pub sign: Option<char>,
}

/// Compiles the strings in `list`; anything else in it counts for nothing.
pub(super) fn read<'a>(list: Option<Value<'a>>, target: Target, bad: &mut Vec<BadGlob<'a>>) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for item in list.into_iter().flat_map(Value::items) {
        let Some(text) = item.as_str().filter(|text| !text.is_empty()) else { continue };
        match compile(&text, target) {
            Ok(globs) => globs.into_iter().for_each(|glob| {
                set.add(glob);
            }),
            Err(error) => bad.push(explain(item, &text, &error)),
        }
    }
    set.build().unwrap_or_default()
}

fn compile(text: &str, target: Target) -> Result<Vec<Glob>, Error> {
    let folder = text.strip_suffix('/');
    let text = folder.unwrap_or(text);
    let anchored = text.strip_prefix("./").or_else(|| text.strip_prefix('/'));
    let path = match anchored {
        Some(path) => path.to_owned(),
        None if text.contains('/') => text.to_owned(),
        None => format!("**/{text}"),
    };
    let mut patterns = Vec::new();
    if folder.is_none() || target == Target::Folders {
        patterns.push(path.clone());
    }
    if target == Target::Files {
        patterns.push(format!("{path}/**"));
    }
    patterns.iter().map(|pattern| GlobBuilder::new(pattern).literal_separator(true).build()).collect()
}

pub(super) fn explain<'a>(at: Value<'a>, text: &str, error: &Error) -> BadGlob<'a> {
    let (sign, message) = match error.kind() {
        ErrorKind::UnclosedClass => (Some('['), "missing `]`".to_owned()),
        ErrorKind::UnopenedAlternates => (Some('}'), "missing `{` before `}`".to_owned()),
        ErrorKind::UnclosedAlternates => (Some('{'), "missing `}`".to_owned()),
        ErrorKind::DanglingEscape => (Some('\\'), "nothing follows the `\\`".to_owned()),
        kind => (None, format!("{kind}")),
    };
    let span = sign
        .and_then(|sign| text.rfind(sign))
        .map_or_else(|| at.content_span(), |start| at.span_within(start..start + 1));
    BadGlob { at, span, message, sign }
}
