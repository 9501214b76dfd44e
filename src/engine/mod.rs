//! Checks paths and returns sorted findings with their sources. Only this module reads files and uses threads. Prints
//! nothing.

use crate::rules::Rule;

mod attributes;
mod cache;
mod cap;
mod changes;
mod cross_file;
mod deployed;
mod discover;
mod externals;
mod file;
mod git;
mod guard;
mod idle;
mod included;
mod load;
mod map;
mod nearby;
mod neighbours;
mod origin;
mod outcome;
mod request;
mod samples;
mod session;
mod split;
mod suppression;
mod threads;
mod timings;

pub(crate) use guard::{RULE as RULE_FAILURE, failure, not_written};

pub use attributes::{AttributeFile, AttributeFiles, attribute_files};
pub use changes::Changes;
pub use discover::{CONFIGURATION, Scope, Settings, absolute, home, settings};
pub(crate) use discover::{TEMPORARY, is_temporary, name_bytes};
pub(crate) use load::{file_bytes, standard_input};
pub use map::{MapOutcome, map};
pub use nearby::nearest_name;
pub use origin::origin;
pub use outcome::{Outcome, Summary};
pub use request::{Progress, Request, UsageError};
pub use session::{ListedFile, Session};
pub use split::{Split, split};
pub use suppression::NewBaseline;
pub use threads::start_threads;
pub use timings::{Stage, Times, Timings};

/// Checks the files of `request` with `rules`.
///
/// # Errors
///
/// If a baseline cannot be read, git cannot list the changes, or the contract of the sample in the request is not
/// known.
pub fn check(request: &Request, rules: &[&dyn Rule], progress: &dyn Progress) -> Result<Outcome, UsageError> {
    let mut outcome = check_projects(request, rules, progress)?;
    outcome.apply_filter();
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
