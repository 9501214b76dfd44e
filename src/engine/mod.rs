//! In: paths. Out: findings, sorted, with the sources they point into. The only place where files are read and
//! threads are used. Prints nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::artifact::data_action::SampleOf;
use crate::config::{self, Preset};
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::Rule;
use crate::suppress::{BaselineTask, Because, Suppressed};
use crate::text::Source;

mod cache;
mod changes;
mod cross_file;
mod deployed;
mod discover;
mod externals;
mod file;
mod guard;
mod load;
mod map;
mod samples;
mod session;
mod suppression;
mod timings;

pub(crate) use guard::{RULE as RULE_FAILURE, failure, unwritten};

pub use changes::Changes;
pub use discover::{CONFIGURATION, Scope, Settings, absolute, home, settings};
pub(crate) use discover::{TEMPORARY, is_temporary};
pub(crate) use load::standard_input;
pub use map::{Mapped, map};
pub use session::Session;
pub use suppression::NewBaseline;
pub use timings::{Stage, Times, Timings};

/// What is to be checked.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The folder that relative paths start from; absolute.
    pub folder: PathBuf,
    /// Files and folders that choose what is reported. Empty: `folder`.
    pub paths: Vec<PathBuf>,
    /// Changes that choose what is reported, beside `paths`; `None`: all is.
    pub changes: Option<Changes>,
    /// A file of a project that is a sample of what goes into or comes out of a data action, by the path that [`absolute`]
    /// gives. It must be among `paths`.
    pub sample: Option<(PathBuf, SampleOf)>,
    /// Whether `paths` come from a hook and not from a person: then a file is not taken for a payload because it
    /// was named, and exclusions hold for it too.
    pub hook: bool,
    /// Texts that stand in place of files, by the paths of the files as [`absolute`] gives them. A file that does
    /// not exist is read where `paths` names it.
    pub overlays: BTreeMap<PathBuf, Vec<u8>>,
    /// Which rules are on in projects whose configuration chooses no preset; `None`: those of the default.
    pub preset: Option<Preset>,
    /// What is to be done with baselines. Nothing is written here.
    pub baseline: BaselineTask,
    /// Where to note how long what took; `None`: nowhere.
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

/// How many files of a run are what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Artefacts read, in all projects of the run.
    pub files: usize,
    pub errors: usize,
    pub warnings: usize,
    pub infos: usize,
    /// Findings that are not reported, for whatever reason.
    pub suppressed: usize,
    /// Those of them that a baseline accepts.
    pub accepted: usize,
    /// Rules that crashed.
    pub failures: usize,
}

/// What a run found.
#[derive(Debug, Default)]
pub struct Outcome {
    /// In the order of files, places and rules.
    pub diagnostics: Vec<Diagnostic>,
    /// What is found but not reported, in the same order.
    pub suppressed: Vec<Suppressed>,
    /// Baselines that are to be written, as the request asks.
    pub baselines: Vec<NewBaseline>,
    /// The sources that the diagnostics and their related places point into, by path.
    pub sources: BTreeMap<Arc<str>, Arc<Source>>,
    pub summary: Summary,
    /// The level from which findings fail the run, where the configuration of a project says so; the strictest.
    pub fail_on: Option<Severity>,
    /// Whether a `flowvet.toml` has errors.
    pub bad_configuration: bool,
    /// Artefacts that could not be read, or not in full, whatever rules are on.
    pub broken: BTreeSet<Arc<str>>,
    pub scope: Scope,
}

impl Outcome {
    /// Leaves out the findings that the paths of the request do not choose.
    pub fn narrow(&mut self) {
        let Outcome { diagnostics, suppressed, scope, .. } = self;
        let mut known: FxHashMap<Arc<str>, bool> = FxHashMap::default();
        let mut shows = |file: &Arc<str>| *known.entry(file.clone()).or_insert_with(|| scope.shows(file));
        // A mistake in the configuration concerns every path.
        let mut is_shown = |it: &Diagnostic| it.rule == config::CLASS || files_of(it).any(&mut shows);
        diagnostics.retain(&mut is_shown);
        suppressed.retain(|it| is_shown(&it.diagnostic));
        summarize(self);
    }

    /// Whether a finding is at least as bad as `level`.
    #[must_use]
    pub fn fails(&self, level: Severity) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity >= level)
    }
}

impl Outcome {
    /// Adds findings that come up after the check.
    pub fn add(&mut self, found: Vec<Diagnostic>) {
        self.diagnostics.extend(found);
        self.diagnostics.sort_by(|left, right| left.order().cmp(&right.order()));
        summarize(self);
    }
}

/// Told how far a run is; called from several threads.
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

/// Checks what `request` names with `rules`.
///
/// # Errors
///
/// When a baseline cannot be read, git cannot say what has changed, or nobody can tell what the sample of the request is
/// to be checked against.
pub fn check(request: &Request, rules: &[&dyn Rule], progress: &dyn Progress) -> Result<Outcome, UsageError> {
    let mut outcome = check_projects(request, rules, progress)?;
    outcome.narrow();
    Ok(outcome)
}

/// As [`check`], with all findings of the projects in which the paths of the request lie.
///
/// # Errors
///
/// As [`check`].
pub fn check_projects(request: &Request, rules: &[&dyn Rule], progress: &dyn Progress) -> Result<Outcome, UsageError> {
    Session::new(request.clone(), rules, progress).outcome()
}

/// Makes the threads that read files, of which the one that calls is the first; `None`: as many as there are processors. To
/// be called once in a process, before anything is checked. Where it is not, there are as many besides the one that checks.
///
/// # Errors
///
/// When they cannot be made, or have been.
pub fn start_threads(count: Option<usize>) -> Result<(), UsageError> {
    // Under glibc the heap of each thread grows page by page, and each step stops all threads. After a first large piece
    // has come and gone, later ones that are smaller stay in the heap of their thread, as room to grow (mallopt(3),
    // M_MMAP_THRESHOLD). Nothing is written there, so that it takes no memory.
    reserve(2 * ROOM);
    reserve(ROOM);
    let threads = rayon::ThreadPoolBuilder::new().num_threads(count.unwrap_or(0));
    let threads = threads.use_current_thread().start_handler(|_| reserve(ROOM));
    threads.build_global().map_err(|error| UsageError(format!("cannot start threads: {error}")))
}

/// The room that each thread has for its heap, in bytes.
const ROOM: usize = 8 << 20;

/// Asks for so many bytes, and gives them back where there were any.
fn reserve(bytes: usize) {
    let mut room = Vec::<u8>::new();
    // It is no mistake where they cannot be had: the heap grows as far as it can.
    let _ = room.try_reserve_exact(bytes);
    std::hint::black_box(room);
}

/// The files that a finding points into.
fn files_of(diagnostic: &Diagnostic) -> impl Iterator<Item = &Arc<str>> {
    std::iter::once(&diagnostic.primary).chain(&diagnostic.related).map(|label| &label.location.file)
}

/// The files whose texts must be there: those a finding points into and those its fix would edit.
fn files_needed(diagnostic: &Diagnostic) -> impl Iterator<Item = &Arc<str>> {
    files_of(diagnostic).chain(diagnostic.fix.iter().flat_map(|fix| &fix.edits).map(|edit| &edit.file))
}

fn summarize(outcome: &mut Outcome) {
    let count = |severity| outcome.diagnostics.iter().filter(|it| it.severity == severity).count();
    let (errors, warnings, infos) = (count(Severity::Error), count(Severity::Warning), count(Severity::Info));
    let failures = outcome.diagnostics.iter().filter(|it| it.rule == guard::RULE).count();
    let suppressed = outcome.suppressed.len();
    let accepted = outcome.suppressed.iter().filter(|it| it.because == Because::Baseline).count();
    let files = outcome.summary.files;
    outcome.summary = Summary { files, errors, warnings, infos, suppressed, accepted, failures };
    let all = outcome.diagnostics.iter().chain(outcome.suppressed.iter().map(|it| &it.diagnostic));
    let wanted: BTreeSet<_> = all.flat_map(files_needed).collect();
    outcome.sources.retain(|path, _| wanted.contains(path));
}
