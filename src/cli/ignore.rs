//! Runs `flowvet ignore`: writes a comment or an entry that makes flowvet ignore some findings.

use std::io;
use std::path::{Path, PathBuf};

use super::output::Terminal;
use super::progress::Bar;
use super::{Exit, Failure, paths};
use crate::diagnostic::Diagnostic;
use crate::engine::{self, Outcome, Request, Scope, Session};
use crate::fix::{self, AddedIgnore};
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
    let outcome = session.outcome()?;
    if outcome.bad_configuration {
        return Err(Failure::configuration());
    }
    let found = wanted.find(&outcome, &folder)?;
    let ignores = fix::ignore(&mut session, found, reason)?;
    ignores.write(session.scope()).map_err(io::Error::other)?;
    let mut lines: Vec<String> = ignores.added.iter().map(|added| line(added, session.scope())).collect();
    lines.dedup();
    terminal.print(&lines.concat())?;
    Ok(Exit::Clean)
}

fn line(added: &AddedIgnore, scope: &Scope) -> String {
    let noun = if added.is_comment { "a comment" } else { "an `[[ignore]]` entry" };
    let file = scope.from_current_folder(&added.file);
    format!("wrote {noun} for `{}` into {}\n", added.rule, printable::inline(&file))
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

    /// The findings.
    fn find(&self, outcome: &Outcome, folder: &Path) -> Result<Vec<Diagnostic>, Failure> {
        let found = match self {
            Wanted::Fingerprint(wanted) => with_fingerprint(wanted, outcome),
            Wanted::Place(file, line, column) => at_place(file, *line, *column, outcome, folder),
        };
        found.map_err(Failure::Usage)
    }
}

fn with_fingerprint(wanted: &str, outcome: &Outcome) -> Result<Vec<Diagnostic>, String> {
    let is_it = |it: &&Diagnostic| it.fingerprint() == wanted;
    if let Some(found) = outcome.diagnostics.iter().find(is_it) {
        return Ok(vec![found.clone()]);
    }
    Err(if outcome.suppressed.iter().map(|it| &it.diagnostic).any(|it| is_it(&it)) {
        format!("the finding `{wanted}` is already ignored")
    } else {
        format!(
            "`{wanted}` is not the fingerprint of a finding here; run `flowvet check --format json` to see the \
             fingerprint of each finding"
        )
    })
}

/// The findings that begin in a line, and at a column if there is one.
fn at_place(
    file: &Path,
    line: u32,
    column: Option<u32>,
    outcome: &Outcome,
    folder: &Path,
) -> Result<Vec<Diagnostic>, String> {
    let name = outcome.scope.relative(&engine::absolute(folder, file));
    let place = |it: &Diagnostic| {
        let location = &it.primary.location;
        let source = outcome.sources.get(&name).filter(|_| location.file == name)?;
        let position = source.position(location.place.span.start);
        Some((position.line, position.column))
    };
    let is_it = |it: &&Diagnostic| {
        place(it).is_some_and(|(at, across)| at == line && column.is_none_or(|column| column == across))
    };
    let found: Vec<Diagnostic> = outcome.diagnostics.iter().filter(is_it).cloned().collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let mut lines: Vec<u32> = outcome.diagnostics.iter().filter_map(|it| Some(place(it)?.0)).collect();
    lines.dedup();
    let lines: Vec<String> = lines.iter().map(u32::to_string).collect();
    let others = match lines.as_slice() {
        [] => "the rest of the file has none either".to_owned(),
        lines => format!("name a line with findings: {}", list(lines)),
    };
    let column = column.map(|column| format!("column {column} of ")).unwrap_or_default();
    let shown = printable::inline(&file.to_string_lossy()).into_owned();
    Err(format!("no finding begins in {column}line {line} of {shown}; {others}"))
}
