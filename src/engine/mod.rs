//! In: paths. Out: findings, sorted, with the sources they point into. The only place where files are read and
//! threads are used. Prints nothing.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::Rule;
use crate::text::Source;

/// What is to be checked.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The folder that relative paths start from; absolute.
    pub folder: PathBuf,
    /// Files and folders that choose what is reported. Empty: `folder`.
    pub paths: Vec<PathBuf>,
    /// Whether `paths` come from a hook and not from a person: then a file is not taken for a payload because it
    /// was named, and exclusions hold for it too.
    pub hook: bool,
    /// A text that stands in place of the file at this path, which need not exist.
    pub stdin: Option<(PathBuf, Vec<u8>)>,
    /// How many threads read files; `None`: as many as there are processors.
    pub threads: Option<usize>,
}

/// How many files of a run are what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Artefacts read, in all projects of the run.
    pub files: usize,
    pub errors: usize,
    pub warnings: usize,
    pub infos: usize,
    pub suppressed: usize,
    /// Rules that crashed.
    pub failures: usize,
}

/// What a run found.
#[derive(Debug, Default)]
pub struct Outcome {
    /// In the order of files, places and rules.
    pub diagnostics: Vec<Diagnostic>,
    /// The sources that the diagnostics and their related places point into, by path.
    pub sources: BTreeMap<Arc<str>, Source>,
    pub summary: Summary,
    /// Whether a `flowvet.toml` has errors.
    pub bad_configuration: bool,
}

impl Outcome {
    /// Whether a finding is at least as bad as `level`.
    #[must_use]
    pub fn fails(&self, level: Severity) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity >= level)
    }
}

/// Told how far a run is; called from several threads.
pub trait Progress: Sync {
    /// `total` files are going to be read.
    fn start(&self, total: usize);
    /// One more has been read.
    fn advance(&self);
}

/// A run cannot start: what is wrong with the request, as a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsageError(pub String);

/// Checks what `request` names with `rules`.
///
/// # Errors
///
/// When a path does not exist or the thread pool cannot be made.
pub fn check(_request: &Request, _rules: &[&dyn Rule], _progress: &dyn Progress) -> Result<Outcome, UsageError> {
    Ok(Outcome::default())
}
