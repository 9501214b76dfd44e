//! Prints the map of the projects of some paths, or an answer about a part of it, to standard output.

use std::path::PathBuf;

use super::output::{note_broken, print_raw};
use super::progress::Bar;
use super::{Exit, Failure, paths};
use crate::engine::{self, MapOutcome, Request};
use crate::map::{Format, Question};

/// `format`: as written on the command line.
pub(super) fn run(
    named: &[PathBuf],
    format: Option<Format>,
    question: Option<&Question>,
    stamp: bool,
) -> Result<Exit, Failure> {
    if question.is_some() && format.is_some_and(|format| format != Format::Json) {
        let message = "`--attribute` and `--flow` print text, or JSON with `--format json`";
        return Err(Failure::Usage(message.to_owned()));
    }
    engine::start_threads(None)?;
    let folder = std::env::current_dir()?;
    paths::exist(&folder, named)?;
    let request = Request { folder, paths: named.to_vec(), ..Request::default() };
    let bar = Bar::new();
    let mapped = engine::map(&request, &bar);
    bar.clear();
    let mut mapped = mapped?;
    if stamp {
        mapped.map.origin = Some(engine::origin(&request.folder, "`--stamp`")?);
    }
    print_raw(&match question {
        Some(question) => mapped.map.answer(question, format.is_some()).map_err(Failure::Usage)?,
        None => mapped.map.render(format.unwrap_or(Format::Json)),
    })?;
    done(&mapped)
}

/// How a command ends that has printed a map: what may be missing there is not passed over in silence.
pub(super) fn done(mapped: &MapOutcome) -> Result<Exit, Failure> {
    note_broken(mapped.broken)?;
    if mapped.bad_configuration { Err(Failure::configuration()) } else { Ok(Exit::Clean) }
}
