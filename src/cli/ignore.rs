//! Runs `flowvet ignore`: writes a comment or an entry that makes flowvet ignore some findings.

use std::path::{Path, PathBuf};

use super::output::Terminal;
use super::progress::Bar;
use super::{Exit, Failure, paths};
use crate::diagnostic::Diagnostic;
use crate::engine::{self, Outcome, Request, Session};
use crate::fix::{self, Ignoring};
use crate::rules::ALL;
use crate::text::printable;
use crate::wording::{list, quote};

pub(super) fn run(finding: &str, reason: &str, terminal: &Terminal) -> Result<Exit, Failure> {
    engine::start_threads(None)?;
    let folder = std::env::current_dir()?;
    let wanted = Wanted::read(finding, &folder)?;
    let paths = wanted.file().map(Path::to_path_buf).into_iter().collect();
    let request = Request { folder: folder.clone(), paths, ..Request::default() };
    let bar = Bar::new();
    let mut session = Session::new(request, ALL, &bar);
    bar.clear();
    let mut outcome = session.outcome()?;
    if outcome.bad_configuration {
        return Err(Failure::configuration());
    }
    let found = wanted.find(&outcome, &folder)?;
    // Each edit is checked before the next one is built, since it moves what is below it.
    let mut written = Vec::new();
    for fingerprint in found {
        let Some(found) = outcome.diagnostics.iter().find(|it| it.fingerprint() == fingerprint) else { continue };
        written.push(one(&mut session, &outcome, found, reason)?);
        outcome = session.outcome()?;
        if outcome.diagnostics.iter().any(|it| it.fingerprint() == fingerprint) {
            let message = format!("{} cannot be ignored this way; turn the rule off in flowvet.toml", quote(finding));
            return Err(Failure::Usage(message));
        }
    }
    let texts = session.request().overlays.clone();
    for (path, text) in texts {
        let within = session.scope().project(&path);
        let text = String::from_utf8(text).map_err(|_| Failure::Usage("the file is not UTF-8".to_owned()))?;
        fix::replace(&path, &text, within.as_deref()).map_err(std::io::Error::other)?;
    }
    written.dedup();
    terminal.print(&written.concat())?;
    Ok(Exit::Clean)
}

/// Puts the edit for a finding in place of its file, and describes it in a line.
fn one(session: &mut Session<'_>, outcome: &Outcome, found: &Diagnostic, reason: &str) -> Result<String, Failure> {
    let scope = session.scope();
    let (edit, noun) = match fix::ignoring(session, found, Some(reason)) {
        Some(Ignoring::Comment(edit)) => (edit, "a comment"),
        Some(Ignoring::Entry(edit)) => (edit, "an `[[ignore]]` entry"),
        None => {
            let message = format!("findings of `{}` cannot be ignored; fix the problem", found.rule);
            return Err(Failure::Usage(message));
        }
    };
    let name = printable::inline(&scope.from_current_folder(&edit.file)).into_owned();
    let line = format!("wrote {noun} for `{}` into {name}\n", found.rule);
    let path = outcome.scope.absolute(&edit.file);
    let mut bytes = match session.request().overlays.get(&path) {
        Some(bytes) => bytes.clone(),
        None if path.exists() => std::fs::read(&path)?,
        None => Vec::new(),
    };
    // Spans are those of the text without a byte order mark.
    let mark = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let at = (edit.span.start as usize + mark).min(bytes.len());
    bytes.splice(at..at, edit.replacement.bytes());
    session.set_overlay(&path, Some(bytes));
    Ok(line)
}

/// The findings that the command line names.
enum Wanted {
    Fingerprint(String),
    /// A file, a line, and a column if there is one, all from 1.
    Place(PathBuf, u32, Option<u32>),
}

impl Wanted {
    fn read(word: &str, folder: &Path) -> Result<Self, Failure> {
        if word.len() == 16 && word.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(Wanted::Fingerprint(word.to_lowercase()));
        }
        let number = |word: &str| word.parse::<u32>().ok().filter(|number| *number > 0);
        let split = |word: &str| -> Option<(String, u32)> {
            let (before, last) = word.trim_end_matches(':').rsplit_once(':')?;
            Some((before.to_owned(), number(last)?))
        };
        let Some((before, last)) = split(word) else {
            let message = format!("{} is neither a fingerprint nor a place as FILE:LINE", quote(word));
            return Err(Failure::Usage(message));
        };
        let (file, line, column) = match split(&before) {
            Some((file, line)) => (file, line, Some(last)),
            None => (before, last, None),
        };
        let file = PathBuf::from(file);
        paths::exist(folder, [&file])?;
        Ok(Wanted::Place(file, line, column))
    }

    fn file(&self) -> Option<&Path> {
        match self {
            Wanted::Fingerprint(_) => None,
            Wanted::Place(file, ..) => Some(file),
        }
    }

    /// The fingerprints of the findings.
    fn find(&self, outcome: &Outcome, folder: &Path) -> Result<Vec<String>, Failure> {
        match self {
            Wanted::Fingerprint(wanted) => {
                let is_it = |it: &Diagnostic| it.fingerprint() == *wanted;
                if outcome.diagnostics.iter().any(is_it) {
                    return Ok(vec![wanted.clone()]);
                }
                let is_ignored = outcome.suppressed.iter().any(|it| is_it(&it.diagnostic));
                let message = if is_ignored {
                    format!("the finding `{wanted}` is already ignored")
                } else {
                    format!(
                        "there is no finding `{wanted}`; `flowvet check --format json` shows the fingerprint of each finding"
                    )
                };
                Err(Failure::Usage(message))
            }
            Wanted::Place(file, line, column) => {
                let name = outcome.scope.relative(&engine::absolute(folder, file));
                let place = |it: &Diagnostic| {
                    let location = &it.primary.location;
                    let source = outcome.sources.get(&name).filter(|_| location.file == name)?;
                    let position = source.position(location.place.span.start);
                    Some((position.line, position.column))
                };
                let is_it = |it: &&Diagnostic| {
                    place(it).is_some_and(|(at, across)| at == *line && column.is_none_or(|column| column == across))
                };
                let found: Vec<String> =
                    outcome.diagnostics.iter().filter(is_it).map(Diagnostic::fingerprint).collect();
                if !found.is_empty() {
                    return Ok(found);
                }
                let mut lines: Vec<u32> = outcome.diagnostics.iter().filter_map(|it| Some(place(it)?.0)).collect();
                lines.dedup();
                let lines: Vec<String> = lines.iter().map(u32::to_string).collect();
                let others = match lines.as_slice() {
                    [] => "the file has none".to_owned(),
                    lines => format!("there are findings in the lines {}", list(lines)),
                };
                let shown = printable::inline(&file.to_string_lossy()).into_owned();
                Err(Failure::Usage(format!("there is no finding in line {line} of {shown}; {others}")))
            }
        }
    }
}
