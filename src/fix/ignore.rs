//! Builds the edit that makes flowvet ignore a finding: a comment if the format has comments, else an entry of the
//! configuration. For several findings, it applies the edits one after the other and checks each.

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;

use super::write::{self, WriteError};
use super::{Document, document};

use crate::artifact::Hint;
use crate::artifact::detect::{self, Format, Reading};
use crate::config::dictionary::quoted;
use crate::diagnostic::{Diagnostic, Edit, Location};
use crate::engine::{CONFIGURATION, Outcome, Scope, Session, Settings, UsageError};
use crate::suppress::comment::{self, Comment};
use crate::suppress::is_protected;
use crate::syntax::{Innermost, ValueKind};
use crate::text::printable::is_hidden;
use crate::text::{Source, Span};
use crate::wording::quote;

/// The text with which a reason begins that its author must complete.
const REASON: &str = "why this may stay";

/// An edit that makes flowvet ignore a finding.
#[derive(Clone, Debug)]
pub enum Ignoring {
    /// A comment in the file of the finding.
    Comment(Edit),
    /// An entry of the configuration, which may not exist yet.
    Entry(Edit),
}

/// The edit for a finding; `None` if it cannot be ignored. Without a `reason`, one that is required is a text to
/// complete.
#[must_use]
pub fn ignoring(session: &Session<'_>, found: &Diagnostic, reason: Option<&str>) -> Option<Ignoring> {
    let file = &found.primary.location.file;
    let settings = session.settings(file)?;
    if is_protected(found.rule, &settings.config) {
        return None;
    }
    let source = session.source(file)?;
    if detect::format(file, &Hint::default()).is_some_and(Format::has_comments) {
        let reason = reason.or_else(|| settings.config.require_reason.then_some(REASON));
        let edit = session.read_tree(&source, |reading| comment_before(&source, reading, found, reason))?;
        if has_effect(session, &source, &edit, found) {
            return Some(Ignoring::Comment(edit));
        }
    }
    Some(Ignoring::Entry(entry(session, settings, found, reason.unwrap_or(REASON))))
}

/// A comment or an entry that was added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddedIgnore {
    pub rule: &'static str,
    /// The file that contains it, relative to the root of the run.
    pub file: Arc<str>,
    pub is_comment: bool,
}

/// The files that change so that findings are ignored. Nothing is written yet.
#[derive(Debug, Default)]
pub struct Ignores {
    pub added: Vec<AddedIgnore>,
    documents: Vec<Document>,
    /// The texts of configurations that do not exist yet, by their absolute paths.
    created: BTreeMap<PathBuf, String>,
}

/// Ignores findings of the last outcome of `session`. The new texts replace the files in the session.
///
/// # Errors
///
/// If a finding cannot be ignored, if it is not ignored afterwards, or if a file cannot be changed.
pub fn ignore(session: &mut Session<'_>, found: Vec<Diagnostic>, reason: &str) -> Result<Ignores, UsageError> {
    let mut ignores = Ignores::default();
    let mut waiting = VecDeque::from(found);
    while let Some(mut found) = waiting.pop_front() {
        let (edit, is_comment) = match ignoring(session, &found, Some(reason)) {
            Some(Ignoring::Comment(edit)) => (edit, true),
            Some(Ignoring::Entry(edit)) => (edit, false),
            None => {
                let message = format!("findings of `{}` cannot be ignored; fix the problem", found.rule);
                return Err(UsageError(message));
            }
        };
        ignores.apply(session, &edit)?;
        for it in waiting.iter_mut().chain([&mut found]) {
            shift(it, &edit);
        }
        let outcome = session.outcome()?;
        if !is_ignored(&outcome, &found) {
            let message =
                format!("this finding of `{0}` cannot be ignored; turn `{0}` off in {CONFIGURATION}", found.rule);
            return Err(UsageError(message));
        }
        waiting.retain(|it| !is_ignored(&outcome, it));
        ignores.added.push(AddedIgnore { rule: found.rule, file: edit.file, is_comment });
    }
    Ok(ignores)
}

impl Ignores {
    fn apply(&mut self, session: &mut Session<'_>, edit: &Edit) -> Result<(), UsageError> {
        let path = session.scope().absolute(&edit.file);
        let is_open = self.documents.iter().any(|document| document.path == edit.file);
        if let Some(source) = session.source(&edit.file).filter(|_| !is_open && !self.created.contains_key(&path)) {
            let within = session.scope().project(&path).unwrap_or_else(|| path.clone());
            let opened = Document::open(&source, &path, &within, session.request());
            let refuse =
                |it: document::Refused| UsageError(format!("{} cannot be changed: {}", quote(&edit.file), it.reason));
            self.documents.push(opened.map_err(refuse)?);
        }
        let bytes = if let Some(document) = self.documents.iter_mut().find(|document| document.path == edit.file) {
            document.edit(std::iter::once(edit));
            document.new_bytes()
        } else {
            let text = self.created.entry(path.clone()).or_default();
            text.push_str(&edit.replacement);
            text.clone().into_bytes()
        };
        session.set_overlay(&path, Some(bytes));
        Ok(())
    }

    /// Writes the files.
    ///
    /// # Errors
    ///
    /// The first file that cannot be written, or that another process changed after it was checked.
    pub fn write(&self, scope: &Scope) -> Result<(), WriteError> {
        if let Some((file, reason)) = write::write(&self.documents).failed.into_iter().next() {
            return Err(WriteError { path: scope.absolute(&file), reason });
        }
        let mut created = self.created.iter();
        created.try_for_each(|(path, text)| write::replace(path, text, scope.project(path).as_deref()))
    }
}

/// Moves a finding as an inserted text moves it.
fn shift(found: &mut Diagnostic, edit: &Edit) {
    let Location { file, place } = &mut found.primary.location;
    if *file == edit.file && place.span.start >= edit.span.start {
        let length = edit.replacement.len();
        place.span = Span::new(place.span.start as usize + length, place.span.end as usize + length);
    }
}

/// Whether the finding at this place is ignored. Its fingerprint may change, since equal findings are numbered again.
fn is_ignored(outcome: &Outcome, found: &Diagnostic) -> bool {
    let key = |it: &Diagnostic| (it.rule, it.primary.location.file.clone(), it.primary.location.place.span);
    outcome.suppressed.iter().any(|it| key(&it.diagnostic) == key(found))
}

/// A comment on its own line before the line on which the scalar of the finding begins.
fn comment_before(source: &Source, reading: &Reading<'_>, found: &Diagnostic, reason: Option<&str>) -> Edit {
    let span = found.primary.location.place.span;
    let value = Innermost::of(&reading.tree).at(span);
    let is_scalar = !matches!(value.kind(), ValueKind::Array | ValueKind::Object);
    let is_heredoc = value.style().is_heredoc();
    let start = if is_scalar { value.span().start.min(span.start) } else { span.start };
    let line = source.line_of(start as usize).saturating_sub(usize::from(is_heredoc));
    let range = source.line_range(line);
    let text = source.text().get(range.clone()).unwrap_or_default();
    let indent = text.get(..text.len() - text.trim_start().len()).unwrap_or_default();
    let reason = reason.map(|reason| format!(" {}", reason.split_whitespace().collect::<Vec<_>>().join(" ")));
    let replacement = format!("{indent}# flowvet: ignore[{}]{}\n", found.rule, reason.unwrap_or_default());
    let replacement = with_line_breaks_of(source.text(), replacement);
    Edit { file: source.path().clone(), span: Span::at(range.start), replacement }
}

/// Whether a comment at this place covers the finding. It does not inside a string, such as JSON in a heredoc.
fn has_effect(session: &Session<'_>, source: &Source, edit: &Edit, found: &Diagnostic) -> bool {
    let start = edit.span.start as usize;
    let (before, after) = source.text().split_at_checked(start).unwrap_or_default();
    let text = [before, &edit.replacement, after].concat();
    let new = Source::new(source.path().clone(), text, source.encoding());
    let mut moved = found.clone();
    shift(&mut moved, edit);
    let written = start..start + edit.replacement.len();
    let covers = |it: &Comment| {
        written.contains(&(it.span.start as usize)) && it.target.covers(moved.primary.location.place.span.start)
    };
    let is_covered = |reading: &Reading<'_>| comment::read(new.text(), &reading.tree).iter().any(covers);
    session.read_tree(&new, is_covered).unwrap_or_default()
}

/// An entry at the end of the configuration.
fn entry(session: &Session<'_>, settings: &Settings, found: &Diagnostic, reason: &str) -> Edit {
    let location = &found.primary.location;
    let absolute = session.scope().absolute(&location.file);
    let path = settings.relative(&absolute).to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    let text = settings.source.as_deref().map_or("", Source::text);
    let gap = if text.is_empty() || text.ends_with("\n\n") { "" } else { "\n" };
    let gap = if text.is_empty() || text.ends_with('\n') { gap.to_owned() } else { format!("\n{gap}") };
    let place = match (location.place.path.is_empty(), location.place.pointer.is_empty()) {
        (false, _) => format!("path = {}\n", literal(&location.place.words())),
        (true, false) => format!("pointer = {}\n", literal(&location.place.pointer)),
        (true, true) => String::new(),
    };
    let files = literal(&format!("/{}", globset::escape(&path)));
    let (rule, reason) = (found.rule, quoted(reason));
    let replacement = format!("{gap}[[ignore]]\nrule = \"{rule}\"\nfiles = [{files}]\n{place}reason = {reason}\n");
    let replacement = with_line_breaks_of(text, replacement);
    let file: Arc<str> = session.scope().relative(&settings.folder().join(CONFIGURATION));
    Edit { file, span: Span::at(text.len()), replacement }
}

/// `lines` with the line breaks of a text.
fn with_line_breaks_of(text: &str, lines: String) -> String {
    if text.contains("\r\n") { lines.replace('\n', "\r\n") } else { lines }
}

/// A string of TOML, without escapes if that is possible.
fn literal(text: &str) -> String {
    if text.contains('\'') || text.contains(is_hidden) { quoted(text) } else { format!("'{text}'") }
}
