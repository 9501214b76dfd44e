//! Runs `flowvet check`: prints the report to standard output and returns the exit status.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use super::args::{Check, FailOn};
use super::output::{Terminal, print_note, print_raw};
use super::progress::Bar;
use super::{Exit, Failure, paths, show, watch};
use crate::diagnostic::Severity;
use crate::engine::{self, Outcome, Progress, Request, Session, Stage};
use crate::report::options::RenderOptions;
use crate::report::{self, Format};
use crate::suppress::BaselineTask;
use crate::text::printable;
use crate::{fix, rules};

/// The default level from which findings fail a run.
const FAIL_ON: Severity = Severity::Warning;

pub(super) fn run(options: &Check, terminal: &Terminal) -> Result<Exit, Failure> {
    refuse_standard_output(&options.outputs)?;
    engine::start_threads(options.threads)?;
    let request = request(options)?;
    if !options.show.is_empty() {
        return show::run(&options.show, request, terminal);
    }
    if options.watch {
        return watch::run(options, request, terminal);
    }
    if options.fix {
        super::fix::before_check(&request, options.also_unsafe)?;
    }
    let started = Instant::now();
    let bar = (!options.quiet).then(Bar::new);
    let progress: &dyn Progress = bar.as_ref().map_or(&(), |bar| bar);
    let mut session = Session::new(request.clone(), rules::ALL, progress);
    let outcome = session.outcome();
    if let Some(bar) = bar {
        bar.clear();
    }
    let mut outcome = outcome?;
    outcome.apply_filter();
    // With an invalid configuration, the findings to accept are not known.
    let baselines = if outcome.bad_configuration { Vec::new() } else { std::mem::take(&mut outcome.baselines) };
    for baseline in baselines {
        let within = outcome.scope.project(&baseline.path);
        match fix::replace(&baseline.path, &baseline.text, within.as_deref()) {
            Ok(()) => print_note(&format!("wrote {}\n", paths::shown(&request.folder, &baseline.path)))?,
            Err(error) => not_written(&mut outcome, &baseline.path, &error.reason),
        }
    }
    let mut outputs = Vec::new();
    for (format, file) in &options.outputs {
        let absolute = engine::absolute(&request.folder, file);
        let within = outcome.scope.project(&absolute);
        if fix::leads_out(file, within.as_deref()) {
            not_written(&mut outcome, &absolute, fix::OUTSIDE);
        } else {
            outputs.push((*format, file, within));
        }
    }
    let text = request.timed(Stage::Report, None, || rendered(options, &outcome, terminal));
    print(&text, options, &outcome, terminal)?;
    for (format, file, within) in outputs {
        let text =
            request.timed(Stage::Report, None, || report::render(&outcome, format, &RenderOptions::PLAIN, rules::ALL));
        fix::replace(file, &text, within.as_deref()).map_err(io::Error::other)?;
    }
    if let Some(timings) = &request.timings {
        print_note(&report::timings::render(&timings.times(), started.elapsed()))?;
    }
    let mut exit = exit(&outcome, options.fail_on);
    if options.require_files && outcome.summary.named == 0 && exit != Exit::Broken {
        let place = outcome.scope.selection().map(|paths| format!(" in {paths}")).unwrap_or_default();
        print_note(&format!(
            "error: nothing was checked: no artefact was found{} (--require-files)\n",
            printable::inline(&place)
        ))?;
        exit = Exit::Usage;
    }
    // The process ends here, and to give everything back piece by piece takes as long as some of the reading.
    std::mem::forget((session, outcome));
    Ok(exit)
}

/// The report, with the next steps for people.
pub(super) fn rendered(options: &Check, outcome: &Outcome, terminal: &Terminal) -> String {
    let drawn = RenderOptions { most: options.most, quiet: options.quiet, ..terminal.options() };
    let format = options.format.unwrap_or_else(default_format);
    let text = report::render(outcome, format, &drawn, rules::ALL);
    let has_steps = format == Format::Human && !options.quiet;
    if has_steps { text + &drawn.fold(&report::human::next_steps(outcome)) } else { text }
}

/// Prints the report, and the statistics on standard error.
pub(super) fn print(text: &str, options: &Check, outcome: &Outcome, terminal: &Terminal) -> io::Result<()> {
    if options.format.unwrap_or_else(default_format) == Format::Human {
        terminal.print(text)?;
    } else {
        print_raw(text)?;
    }
    if options.statistics {
        print_note(&report::statistics::render(outcome))?;
    }
    Ok(())
}

/// Reports a file that cannot be written as a finding, so that all others are.
fn not_written(outcome: &mut Outcome, path: &Path, reason: &str) {
    let file = outcome.scope.relative(path);
    outcome.add(vec![engine::not_written(&file, reason)]);
}

/// A report on standard output next to another one would be a mix of both.
fn refuse_standard_output(outputs: &[(Format, PathBuf)]) -> Result<(), Failure> {
    match outputs.iter().find(|(_, file)| is_standard_output(file)) {
        Some((format, file)) => Err(Failure::Usage(format!(
            "`--output {}={}` is standard output, where the report already goes; use `--format {}` instead",
            format.as_str(),
            printable::inline(&file.to_string_lossy()),
            format.as_str()
        ))),
        None => Ok(()),
    }
}

/// Whether a path is standard output, by its name or because it is the same file; a device such as `/dev/null` is not
/// the same thing twice.
#[cfg(unix)]
fn is_standard_output(path: &Path) -> bool {
    use std::os::unix::fs::{FileTypeExt, MetadataExt};

    if ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"].iter().any(|name| path == Path::new(name)) {
        return true;
    }
    let (Ok(stdout), Ok(found)) = (rustix::fs::fstat(io::stdout()), fs::metadata(path)) else { return false };
    let is_same = (stdout.st_dev, stdout.st_ino) == (found.dev(), found.ino());
    is_same && (!found.file_type().is_char_device() || io::stdout().is_terminal())
}

#[cfg(not(unix))]
fn is_standard_output(path: &Path) -> bool {
    path.as_os_str().eq_ignore_ascii_case("CONOUT$")
}

fn request(options: &Check) -> Result<Request, Failure> {
    let folder = std::env::current_dir()?;
    if !options.hook {
        let sample = options.sample.iter().map(|(path, _)| path);
        paths::exist(&folder, options.paths.iter().chain(sample))?;
    }
    paths::exist(&folder, &options.config)?;
    let mut paths = options.paths.clone();
    let mut overlays = BTreeMap::new();
    if let Some(path) = &options.stdin {
        overlays.insert(
            engine::absolute(&folder, path),
            engine::standard_input().map_err(|error| Failure::Usage(error.to_string()))?,
        );
        paths.push(path.clone());
    }
    // Options of a hook that its configuration puts after the `--` would be ignored silently.
    let is_option = |path: &&PathBuf| path.as_os_str().as_encoded_bytes().starts_with(b"-") && !path.exists();
    if let Some(option) = options.paths.iter().find(is_option).filter(|_| options.hook) {
        let option = printable::inline(&option.to_string_lossy()).into_owned();
        let message = format!("`{option}` is not a file; write options of the hook into its `entry`, before the `--`");
        return Err(Failure::Usage(message));
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
    Ok(Request {
        folder,
        paths,
        changes,
        sample,
        hook,
        // Nobody reads in a hook what there is elsewhere, and a baseline has all findings.
        only_selected: hook && baseline == BaselineTask::default(),
        overlays,
        config: options.config.clone(),
        exclude: options.exclude.clone(),
        preset: None,
        choice: options.choice.clone(),
        baseline,
        timings,
    })
}

/// In a job of GitHub Actions, findings become annotations by themselves.
fn default_format() -> Format {
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
