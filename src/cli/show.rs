//! Lists the files that `flowvet check` would check, and the settings that it would use.

use super::args::Show;
use super::output::Terminal;
use super::progress::Bar;
use super::{Exit, Failure};
use crate::artifact::ArtifactKind;
use crate::config;
use crate::engine::{CONFIGURATION, ListedFile, Request, Session};
use crate::rules::ALL;
use crate::text::printable;

pub(super) fn run(wanted: &[Show], request: Request, terminal: &Terminal) -> Result<Exit, Failure> {
    let bar = Bar::new();
    let session = Session::new(request, &[], &bar);
    bar.clear();
    for show in wanted {
        terminal.print(&match show {
            Show::Settings => settings(&session),
            Show::Files => files(&session)?,
        })?;
    }
    if session.projects().all(|(_, settings)| settings.is_valid()) {
        return Ok(Exit::Clean);
    }
    Err(Failure::configuration())
}

/// Those of each project under a heading.
fn settings(session: &Session<'_>) -> String {
    let rules: Vec<_> = ALL.iter().map(|rule| rule.meta().entry()).collect();
    let sections = session.projects().map(|(folder, settings)| {
        let (folder, source) = (folder.display().to_string(), settings.source.as_deref());
        let file = source.map_or_else(|| format!("no {CONFIGURATION}"), |source| source.path().to_string());
        format!(
            "# {}: {}\n{}",
            printable::inline(&folder),
            printable::inline(&file),
            config::show(source, &settings.bases, &rules)
        )
    });
    sections.collect::<Vec<_>>().join("\n")
}

/// Lists each file with its type; of a file without one, or that cannot be read completely, why.
fn files(session: &Session<'_>) -> Result<String, Failure> {
    let files = session.files()?;
    let label = |file: &ListedFile<'_>| file.kind.map_or("not read", ArtifactKind::label);
    let note = |file: &ListedFile<'_>| file.note.map(|note| format!(" ({note})")).unwrap_or_default();
    let width = files.iter().map(|file| label(file).len()).max().unwrap_or_default();
    let lines: Vec<String> = files
        .iter()
        .map(|file| format!("{:width$}  {}{}\n", label(file), printable::inline(file.path), note(file)))
        .collect();
    Ok(lines.concat())
}
