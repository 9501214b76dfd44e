//! Builds the edit that makes flowvet ignore findings: a comment if the format has comments, else an entry of the
//! configuration. Writes nothing.

use std::sync::Arc;

use crate::artifact::Hint;
use crate::artifact::detect::{self, Format, Reading};
use crate::diagnostic::{Diagnostic, Edit};
use crate::engine::{CONFIGURATION, Session, Settings};
use crate::suppress;
use crate::syntax::{Innermost, ValueKind};
use crate::text::{Source, Span};

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
    if suppress::is_protected(found.rule, &settings.config) {
        return None;
    }
    let source = session.source(file)?;
    if detect::format(file, &Hint::default()).is_some_and(Format::has_comments) {
        let reason = reason.or_else(|| settings.config.require_reason.then_some(REASON));
        return session.read_tree(&source, |reading| comment(&source, reading, found, reason)).map(Ignoring::Comment);
    }
    Some(Ignoring::Entry(entry(session, settings, found, reason.unwrap_or(REASON))))
}

/// A comment on its own line before the line on which the scalar of the finding begins.
fn comment(source: &Source, reading: &Reading<'_>, found: &Diagnostic, reason: Option<&str>) -> Edit {
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
    Edit { file: source.path().clone(), span: Span::at(range.start), replacement }
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
        (false, _) => format!("path = {}\n", quoted(&location.place.words())),
        (true, false) => format!("pointer = {}\n", quoted(&location.place.pointer)),
        (true, true) => String::new(),
    };
    let files = quoted(&format!("/{}", globset::escape(&path)));
    let (rule, reason) = (found.rule, basic(reason));
    let replacement = format!("{gap}[[ignore]]\nrule = \"{rule}\"\nfiles = [{files}]\n{place}reason = {reason}\n");
    let file: Arc<str> = session.scope().relative(&settings.folder().join(CONFIGURATION));
    Edit { file, span: Span::at(text.len()), replacement }
}

/// A string of TOML.
fn quoted(text: &str) -> String {
    if text.contains('\'') || text.contains(char::is_control) { basic(text) } else { format!("'{text}'") }
}

/// A string of TOML in double quotes. The escapes of JSON are escapes of TOML.
fn basic(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
