//! Runs `flowvet attributes`: writes the attribute dictionary, or prints its findings or its list.

use std::io;
use std::path::{Path, PathBuf};

use super::args::{ListFormat, Verb};
use super::check::exit;
use super::output::{Terminal, note_broken, print_raw};
use super::progress::Bar;
use super::{Exit, Failure, paths};
use crate::config::{Choice, dictionary};
use crate::engine::{self, AttributeFile, AttributeFiles, Request, Session};
use crate::report::{self, Format};
use crate::rules::ALL;
use crate::{fix, map};

/// The rules that need a dictionary.
const RULES: [&str; 3] = ["undeclared-attribute", "attribute-value", "deprecated-attribute"];

pub(super) fn run(verb: Verb, named: &[PathBuf], terminal: &Terminal) -> Result<Exit, Failure> {
    engine::start_threads(None)?;
    let folder = std::env::current_dir()?;
    paths::exist(&folder, named)?;
    let request = Request { folder, paths: named.to_vec(), ..Request::default() };
    match verb {
        Verb::Init | Verb::Update => {
            let AttributeFiles { files, broken } = files(&request)?;
            let write = if matches!(verb, Verb::Init) { init } else { update };
            let exit = write(&request.folder, &files, terminal)?;
            note_broken(broken)?;
            Ok(exit)
        }
        Verb::Check => check(request, terminal),
        Verb::List(format) => list(&request, format),
    }
}

fn files(request: &Request) -> Result<AttributeFiles, Failure> {
    let bar = Bar::new();
    let files = engine::attribute_files(request, &bar);
    bar.clear();
    Ok(files?)
}

/// Writes the dictionaries that do not exist, but for those that would have no attribute.
fn init(folder: &Path, files: &[AttributeFile], terminal: &Terminal) -> Result<Exit, Failure> {
    let missing: Vec<&AttributeFile> = files.iter().filter(|file| file.source.is_none()).collect();
    if let (true, Some(first)) = (missing.is_empty(), files.first()) {
        let message = format!(
            "{} already exists; `flowvet attributes update` adds what is new in the project to it",
            paths::shown(folder, &first.path)
        );
        return Err(Failure::Usage(message));
    }
    let useful = missing.into_iter().filter(|file| !file.new.is_empty());
    let written = useful.map(|file| save(folder, file, "wrote", terminal)).collect::<Result<Vec<()>, Failure>>()?;
    if written.is_empty() {
        let message = format!("no file here sets or reads an attribute, so {} was not written", dictionary::FILE);
        return Err(Failure::Usage(message));
    }
    Ok(Exit::Clean)
}

/// Adds what is new to the dictionaries that exist.
fn update(folder: &Path, files: &[AttributeFile], terminal: &Terminal) -> Result<Exit, Failure> {
    if let (true, Some(first)) = (files.iter().all(|file| file.source.is_none()), files.first()) {
        let message =
            format!("{} does not exist; `flowvet attributes init` writes it", paths::shown(folder, &first.path));
        return Err(Failure::Usage(message));
    }
    for file in files.iter().filter(|file| file.source.is_some()) {
        if file.new.is_empty() {
            terminal
                .print(&format!("{} already has all attributes of the project\n", paths::shown(folder, &file.path)))?;
        } else {
            save(folder, file, "updated", terminal)?;
        }
    }
    Ok(Exit::Clean)
}

fn save(folder: &Path, file: &AttributeFile, verb: &str, terminal: &Terminal) -> Result<(), Failure> {
    fix::replace(&file.path, &file.text(), Some(&file.within)).map_err(io::Error::other)?;
    let new = file.new.len();
    let noun = if new == 1 { "attribute" } else { "attributes" };
    let new = if file.source.is_some() { format!("{new} new {noun}") } else { format!("{new} {noun}") };
    Ok(terminal.print(&format!("{verb} {}, with {new}\n", paths::shown(folder, &file.path)))?)
}

fn check(request: Request, terminal: &Terminal) -> Result<Exit, Failure> {
    let select = RULES.map(str::to_owned).into();
    let request = Request { choice: Choice { select, ..Choice::default() }, ..request };
    let bar = Bar::new();
    let mut session = Session::new(request, ALL, &bar);
    let outcome = session.outcome();
    bar.clear();
    let mut outcome = outcome?;
    if session.workspaces().all(|workspace| workspace.externals().dictionary.is_none()) && !outcome.bad_configuration {
        let message = format!("{} does not exist; `flowvet attributes init` writes it", dictionary::FILE);
        return Err(Failure::Usage(message));
    }
    outcome.apply_filter();
    terminal.print(&report::render(&outcome, Format::Human, &terminal.options(), ALL))?;
    Ok(exit(&outcome, None))
}

fn list(request: &Request, format: ListFormat) -> Result<Exit, Failure> {
    let bar = Bar::new();
    let mapped = engine::map(request, &bar);
    bar.clear();
    let mapped = mapped?;
    print_raw(&match format {
        ListFormat::Markdown => map::list::markdown(&mapped.map),
        ListFormat::Csv => map::list::csv(&mapped.map),
    })?;
    super::map::done(&mapped)
}
