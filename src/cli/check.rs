//! In: the options of `flowvet check`. Out: the report on standard output, and how the run ends.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::sync::Arc;
use std::time::Instant;

use super::args::{Check, FailOn};
use super::output::{Terminal, print_note, print_raw};
use super::progress::Bar;
use super::{Exit, Failure, paths, show};
use crate::diagnostic::Severity;
use crate::engine::{self, Outcome, Request, Session, Stage};
use crate::report::options::RenderOptions;
use crate::report::{self, Format};
use crate::{fix, rules};

/// The default level from which findings fail a run.
const FAIL_ON: Severity = Severity::Warning;

pub(super) fn run(options: &Check, terminal: &Terminal) -> Result<Exit, Failure> {
    engine::start_threads(options.threads)?;
    let request = request(options)?;
    if !options.show.is_empty() {
        return show::run(&options.show, request, terminal);
    }
    let started = Instant::now();
    let bar = Bar::new();
    let mut session = Session::new(request.clone(), rules::ALL, &bar);
    let outcome = session.outcome();
    bar.clear();
    let mut outcome = outcome?;
    outcome.narrow();
    // With a configuration that is not right, nobody knows what there is to accept.
    for baseline in outcome.baselines.iter().filter(|_| !outcome.bad_configuration) {
        fix::replace(&baseline.path, &baseline.text).map_err(io::Error::other)?;
        print_note(&format!("wrote {}\n", baseline.path.display()))?;
    }
    let make = |format, options: &RenderOptions| {
        request.timed(Stage::Report, None, || report::render(&outcome, format, options, rules::ALL))
    };
    let format = options.format.unwrap_or_else(usual_format);
    let text = make(format, &terminal.options());
    if format == Format::Human {
        terminal.print(&(text + &report::human::next_steps(&outcome)))?;
    } else {
        print_raw(&text)?;
    }
    for (format, file) in &options.outputs {
        fix::replace(file, &make(*format, &RenderOptions::PLAIN)).map_err(io::Error::other)?;
    }
    if options.statistics {
        print_note(&report::statistics::render(&outcome))?;
    }
    if let Some(timings) = &request.timings {
        print_note(&report::timings::render(&timings.times(), started.elapsed()))?;
    }
    let exit = exit(&outcome, options.fail_on);
    // The process ends here, and to give everything back piece by piece takes as long as some of the reading.
    std::mem::forget((session, outcome));
    Ok(exit)
}

fn request(options: &Check) -> Result<Request, Failure> {
    let folder = std::env::current_dir()?;
    if !options.hook {
        let sample = options.sample.iter().map(|(path, _)| path);
        paths::exist(&folder, options.paths.iter().chain(sample))?;
    }
    let mut paths = options.paths.clone();
    let mut overlays = BTreeMap::new();
    if let Some(path) = &options.stdin {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes)?;
        overlays.insert(engine::absolute(&folder, path), bytes);
        paths.push(path.clone());
    }
    let sample = options.sample.clone().map(|(path, of)| {
        paths.push(path.clone());
        (engine::absolute(&folder, &path), of)
    });
    if let Some((path, _)) = sample.as_ref().filter(|(path, _)| path.is_dir()) {
        return Err(Failure::Usage(format!("{} is a folder; `--payload` needs a file", path.display())));
    }
    let (hook, baseline) = (options.hook, options.baseline);
    let (changes, timings) = (options.changes.clone(), options.timings.then(Arc::default));
    Ok(Request { folder, paths, changes, sample, hook, overlays, preset: None, baseline, timings })
}

/// In a job of GitHub Actions, findings become annotations by themselves.
fn usual_format() -> Format {
    let is_github = std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true");
    if is_github { Format::Github } else { Format::Human }
}

/// The exit of a run. A crash takes precedence over a wrong configuration, and that over findings.
pub(super) fn exit(outcome: &Outcome, fail_on: Option<FailOn>) -> Exit {
    let fails = match fail_on.unwrap_or(FailOn::At(outcome.fail_on.unwrap_or(FAIL_ON))) {
        FailOn::At(level) => outcome.fails(level),
        FailOn::Never => false,
    };
    if outcome.summary.failures > 0 {
        Exit::Broken
    } else if outcome.bad_configuration {
        Exit::Usage
    } else if fails {
        Exit::Findings
    } else {
        Exit::Clean
    }
}
