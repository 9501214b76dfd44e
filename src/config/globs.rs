//! Compiles the globs of a configuration to matchers of paths, and reports globs that cannot be read.
//!
//! A glob is relative to the folder of the configuration. Without `/` it matches a name in any folder; a `/` at the
//! start restricts it to the folder itself. It matches files, and folders with all that is below them; with `/` at
//! its end folders only. A glob for folders of projects always starts at the folder of the configuration.

use std::path::Path;

use globset::{Error, ErrorKind, Glob, GlobBuilder, GlobSet, GlobSetBuilder};

use crate::diagnostic::{Location, Place};
use crate::syntax::Value;
use crate::text::{Source, Span};

/// The list that a glob is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GlobList {
    Include,
    Exclude,
    Projects,
    Snippets,
    Override,
    Payload,
}

impl GlobList {
    /// The name in messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            GlobList::Include => "`include`",
            GlobList::Exclude => "`exclude`",
            GlobList::Projects => "`projects`",
            GlobList::Snippets => "`snippets`",
            GlobList::Override => "this `[[override]]`",
            GlobList::Payload => "this `[[payload]]`",
        }
    }

    fn target(self) -> Target {
        if self == GlobList::Projects { Target::Folders } else { Target::Files }
    }
}

/// A glob of a configuration and its place.
#[derive(Clone, Debug)]
pub struct WrittenGlob {
    pub text: Box<str>,
    pub list: GlobList,
    pub location: Location,
}

/// All globs of a configuration that select files or folders to read, in the order in which they were read.
#[derive(Clone, Debug, Default)]
pub struct WrittenGlobs {
    globs: Vec<WrittenGlob>,
    patterns: GlobSet,
    /// The number of the glob of each pattern.
    owners: Vec<usize>,
}

impl WrittenGlobs {
    /// The globs; the position of each is its number.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &WrittenGlob> {
        self.globs.iter()
    }

    /// The numbers of the globs that match a path, which is relative to the folder of the configuration.
    pub fn matches(&self, path: &Path) -> impl Iterator<Item = (usize, GlobList)> {
        let owners = self.patterns.matches(path).into_iter().filter_map(|pattern| self.owners.get(pattern));
        owners.filter_map(|owner| Some((*owner, self.globs.get(*owner)?.list)))
    }
}

/// Reads the globs of one file and collects those that are valid.
pub(super) struct Reader<'s, 'b, 'a> {
    source: &'s Source,
    bad: &'b mut Vec<BadGlob<'a>>,
    globs: Vec<WrittenGlob>,
    patterns: GlobSetBuilder,
    owners: Vec<usize>,
}

impl<'s, 'b, 'a> Reader<'s, 'b, 'a> {
    pub(super) fn new(source: &'s Source, bad: &'b mut Vec<BadGlob<'a>>) -> Self {
        Reader { source, bad, globs: Vec::new(), patterns: GlobSetBuilder::new(), owners: Vec::new() }
    }

    /// How many globs were read: the number of the next one.
    pub(super) fn count(&self) -> usize {
        self.globs.len()
    }

    /// Compiles the strings of a list; anything else in it counts for nothing.
    pub(super) fn read(&mut self, list: Option<Value<'a>>, kind: GlobList) -> GlobSet {
        let mut set = GlobSetBuilder::new();
        for (item, text, patterns) in compiled(list, kind.target(), self.bad) {
            for pattern in patterns {
                self.owners.push(self.globs.len());
                self.patterns.add(pattern.clone());
                set.add(pattern);
            }
            let place = Place { span: item.content_span(), pointer: item.pointer().into(), path: [].into() };
            let location = Location { file: self.source.path().clone(), place };
            self.globs.push(WrittenGlob { text, list: kind, location });
        }
        set.build().unwrap_or_default()
    }

    /// As [`Reader::read`], of the files of an `[[ignore]]`: the entry itself is reported if it matches no finding.
    pub(super) fn ignored_files(&mut self, list: Option<Value<'a>>) -> GlobSet {
        let mut set = GlobSetBuilder::new();
        for (_, _, patterns) in compiled(list, Target::Files, self.bad) {
            for pattern in patterns {
                set.add(pattern);
            }
        }
        set.build().unwrap_or_default()
    }

    pub(super) fn finish(self) -> WrittenGlobs {
        let patterns = self.patterns.build().unwrap_or_default();
        WrittenGlobs { globs: self.globs, patterns, owners: self.owners }
    }
}

/// The meaning of a list of globs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Target {
    /// Files, by themselves or by a folder above them.
    Files,
    /// Folders, by their whole path, and not what is below them.
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

/// The strings of a list that are globs, each with its text and its patterns.
fn compiled<'a>(
    list: Option<Value<'a>>,
    target: Target,
    bad: &mut Vec<BadGlob<'a>>,
) -> Vec<(Value<'a>, Box<str>, Vec<Glob>)> {
    let mut found = Vec::new();
    for item in list.into_iter().flat_map(Value::items) {
        let Some(text) = item.as_str().filter(|text| !text.is_empty()) else { continue };
        match compile(&text, target) {
            Ok(patterns) => found.push((item, text.into(), patterns)),
            Err(error) => bad.push(explain(item, &text, &error)),
        }
    }
    found
}

/// Compiles a glob of the command line, which is read like one of `exclude`.
///
/// # Errors
///
/// Why it is not a valid glob, without full stop.
pub fn glob(text: &str) -> Result<Vec<Glob>, String> {
    compile(text, Target::Files).map_err(|error| words(&error).1)
}

fn compile(text: &str, target: Target) -> Result<Vec<Glob>, Error> {
    let folder = text.strip_suffix('/');
    let text = folder.unwrap_or(text);
    let anchored = text.strip_prefix("./").or_else(|| text.strip_prefix('/'));
    let path = match anchored {
        Some(path) => path.to_owned(),
        None if text.contains('/') || target == Target::Folders => text.to_owned(),
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
    let (sign, message) = words(error);
    let span = sign
        .and_then(|sign| text.rfind(sign))
        .map_or_else(|| at.content_span(), |start| at.span_within(start..start + 1));
    BadGlob { at, span, message, sign }
}

/// The special character that is not complete, and what is wrong.
fn words(error: &Error) -> (Option<char>, String) {
    match error.kind() {
        ErrorKind::UnclosedClass => (Some('['), "missing `]`".to_owned()),
        ErrorKind::UnopenedAlternates => (Some('}'), "missing `{` before `}`".to_owned()),
        ErrorKind::UnclosedAlternates => (Some('{'), "missing `}`".to_owned()),
        ErrorKind::DanglingEscape => (Some('\\'), "nothing follows the `\\`".to_owned()),
        kind => (None, format!("{kind}")),
    }
}
