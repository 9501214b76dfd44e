//! Defines the request of a caller: paths, options and overlays. Reads nothing.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use globset::GlobSet;

use super::changes::Changes;
use super::timings::{Stage, Timings};
use crate::artifact::data_action::SampleOf;
use crate::config::{Choice, Preset};
use crate::suppress::BaselineTask;

/// Selects the files to check and the findings to report.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The folder that relative paths start from; absolute.
    pub folder: PathBuf,
    /// Files and folders that choose what is reported. Empty: `folder`.
    pub paths: Vec<PathBuf>,
    /// Changes that restrict the report in addition to `paths`; `None` if all is reported.
    pub changes: Option<Changes>,
    /// A file of a project that is a sample of the input or output of a data action, by the path that
    /// [`absolute`](super::absolute) returns. It must be among `paths`.
    pub sample: Option<(PathBuf, SampleOf)>,
    /// Whether `paths` come from a hook and not from a person: then naming a file does not make it a payload, and
    /// exclusions apply to it too.
    pub hook: bool,
    /// Whether only what `paths` select is of interest: then findings in other single files may be left out.
    pub only_selected: bool,
    /// Texts that replace files, by the paths of the files as [`absolute`](super::absolute) returns them. A file that
    /// does not exist is read if `paths` names it.
    pub overlays: BTreeMap<PathBuf, Vec<u8>>,
    /// Globs of files that are not read, in addition to `exclude` of the configuration, from the folder of each project.
    pub exclude: GlobSet,
    /// A file that is read in place of each `flowvet.toml`.
    pub config: Option<PathBuf>,
    /// The preset of projects whose configuration selects none; `None`: the default.
    pub preset: Option<Preset>,
    /// The rules that the command line chooses.
    pub choice: Choice,
    /// The use of baselines. Nothing is written here.
    pub baseline: BaselineTask,
    /// Receives the duration of each part; `None` if that is not measured.
    pub timings: Option<Arc<Timings>>,
}

impl Request {
    /// Does some work and notes how long it took where that is asked for.
    pub fn timed<T>(&self, stage: Stage, rule: Option<&'static str>, work: impl FnOnce() -> T) -> T {
        match &self.timings {
            Some(timings) => timings.measure(stage, rule, work),
            None => work(),
        }
    }
}

/// Receives progress updates; called from several threads.
pub trait Progress: Sync {
    /// `total` files are going to be read.
    fn start(&self, total: usize);
    /// One more has been read.
    fn advance(&self);
}

/// For those who do not want to know how far a run is.
impl Progress for () {
    fn start(&self, _total: usize) {}
    fn advance(&self) {}
}

/// A run cannot start: what is wrong with the request, as a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsageError(pub String);
