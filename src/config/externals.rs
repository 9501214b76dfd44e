//! Reads the table `[externals]` of a configuration: the names that systems outside the project write and read.

use globset::{Error, Glob, GlobBuilder};

use super::globs::{BadGlob, explain};
use crate::diagnostic::{Location, Place};
use crate::syntax::Value;
use crate::text::Source;

/// The systems outside the project, as the configuration declares them.
#[derive(Clone, Debug, Default)]
pub struct Externals {
    /// The names that they write, in the order of the file.
    pub written: Vec<NamePattern>,
    /// The names that they read.
    pub read: Vec<NamePattern>,
    /// The catalogues of other repositories.
    pub catalogues: Vec<FileName>,
    /// Whether no other system writes or reads attributes.
    pub closed: bool,
}

impl Externals {
    /// Adds what another file declares.
    pub(super) fn add(&mut self, other: &Externals) {
        self.written.extend(other.written.iter().cloned());
        self.read.extend(other.read.iter().cloned());
        self.catalogues.extend(other.catalogues.iter().cloned());
        self.closed |= other.closed;
    }
}

/// A name, or a glob for names, in a list of the configuration.
#[derive(Clone, Debug)]
pub struct NamePattern {
    /// As the file has it.
    pub text: Box<str>,
    /// `None`: it is a name.
    pub glob: Option<Glob>,
    pub location: Location,
}

/// A file that the configuration names.
#[derive(Clone, Debug)]
pub struct FileName {
    /// Relative to the folder of the configuration, with `/`.
    pub path: Box<str>,
    pub location: Location,
}

/// Reads the table; what is of a wrong type in it counts for nothing.
pub(super) fn read<'a>(source: &Source, table: Option<Value<'a>>, bad: &mut Vec<BadGlob<'a>>) -> Externals {
    let Some(table) = table else { return Externals::default() };
    Externals {
        written: listed(source, table.get("written"), bad),
        read: listed(source, table.get("read"), bad),
        catalogues: strings(source, table.get("catalogues"))
            .map(|(_, path, location)| FileName { path, location })
            .collect(),
        closed: table.get("closed").and_then(Value::as_bool) == Some(true),
    }
}

fn listed<'a>(source: &Source, list: Option<Value<'a>>, bad: &mut Vec<BadGlob<'a>>) -> Vec<NamePattern> {
    strings(source, list)
        .filter_map(|(item, text, location)| match glob(&text) {
            Ok(glob) => Some(NamePattern { text, glob, location }),
            Err(error) => {
                bad.push(explain(item, &text, &error));
                None
            }
        })
        .collect()
}

/// The file that a string names.
pub(super) fn file(source: &Source, value: Option<Value<'_>>) -> Option<FileName> {
    let (path, location) = text(source, value?)?;
    Some(FileName { path, location })
}

/// The strings of a list that are not empty, with their locations.
fn strings<'a>(source: &Source, list: Option<Value<'a>>) -> impl Iterator<Item = (Value<'a>, Box<str>, Location)> {
    list.into_iter().flat_map(Value::items).filter_map(move |item| {
        let (text, location) = text(source, item)?;
        Some((item, text, location))
    })
}

/// A string that is not empty, and its place.
fn text(source: &Source, value: Value<'_>) -> Option<(Box<str>, Location)> {
    let text: Box<str> = value.as_str().filter(|text| !text.is_empty())?.into();
    let place = Place { span: value.content_span(), pointer: value.pointer().into(), path: [].into() };
    Some((text, Location { file: source.path().clone(), place }))
}

/// Compiles a text that is a glob; `None` if it is a name. Names are not paths: `*` matches any text.
fn glob(text: &str) -> Result<Option<Glob>, Error> {
    if !text.contains(['*', '?', '[', '{', '\\']) {
        return Ok(None);
    }
    GlobBuilder::new(text).literal_separator(false).build().map(Some)
}
