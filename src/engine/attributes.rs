//! Returns the attribute dictionaries of the projects of a request, with the attributes that the projects use and that are
//! not in them.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::discover::repository;
use super::externals::dictionary_path;
use super::{Progress, Request, Session, UsageError};
use crate::config::Dictionary;
use crate::config::dictionary::write::{self, Attributes};
use crate::rules::ALL;
use crate::text::Source;
use crate::workspace::declared::observed;

/// The attribute dictionary of a project, or of several that share it.
#[derive(Clone, Debug)]
pub struct AttributeFile {
    pub path: PathBuf,
    /// Relative to the root of the run.
    pub file: Arc<str>,
    /// The folder outside of which nothing is written.
    pub within: PathBuf,
    /// `None`: it does not exist.
    pub source: Option<Arc<Source>>,
    /// The attributes that it does not have.
    pub new: Attributes,
}

impl AttributeFile {
    /// The text with the new attributes.
    #[must_use]
    pub fn text(&self) -> String {
        match &self.source {
            Some(source) => write::with(source, &self.new),
            None => write::new(&self.new),
        }
    }
}

/// The attribute dictionaries of some projects.
#[derive(Clone, Debug)]
pub struct AttributeFiles {
    /// In the order of their paths.
    pub files: Vec<AttributeFile>,
    /// How many files and folders could not be read completely.
    pub broken: usize,
}

/// The attribute dictionaries of the projects in which the paths of `request` lie.
///
/// # Errors
///
/// When a configuration or a dictionary has errors.
pub fn attribute_files(request: &Request, progress: &dyn Progress) -> Result<AttributeFiles, UsageError> {
    let mut session = Session::new(request.clone(), ALL, progress);
    let outcome = session.outcome()?;
    if outcome.bad_configuration {
        let message = "flowvet.toml or the attribute dictionary has errors; run `flowvet check` to see them";
        return Err(UsageError(message.to_owned()));
    }
    let mut files: BTreeMap<PathBuf, AttributeFile> = BTreeMap::new();
    for kept in &session.projects {
        let settings = &kept.project.settings;
        let path = dictionary_path(settings, &session.scope);
        let declared = kept.workspace.externals().dictionary.as_ref();
        let none = Dictionary::default();
        let dictionary = declared.map_or(&none, |declared| &*declared.dictionary);
        let new = observed(&kept.workspace, dictionary, &session.scope.prefix(settings.folder()));
        let file = files.entry(path.clone()).or_insert_with(|| AttributeFile {
            file: session.scope.relative(&path),
            within: repository(settings.folder()).unwrap_or(settings.folder()).to_path_buf(),
            source: declared.and_then(|declared| session.source(&declared.file)),
            new: Attributes::new(),
            path,
        });
        for (name, observed) in new {
            let own = file.new.entry(name).or_default();
            own.values.extend(observed.values);
            own.set_by.extend(observed.set_by);
            own.read_by.extend(observed.read_by);
        }
    }
    Ok(AttributeFiles { files: files.into_values().collect(), broken: session.broken(&outcome) })
}
