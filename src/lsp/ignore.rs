//! Builds the edit that makes flowvet ignore a finding: a comment if the format has comments, else an entry of the
//! configuration.

use std::sync::Arc;

use serde_json::Value;

use super::client::Ability;
use super::context::Context;
use super::edits::{new_file, workspace_edit};
use crate::artifact::Hint;
use crate::artifact::detect::{self, Format, Reading};
use crate::config;
use crate::diagnostic::{Diagnostic, Edit};
use crate::engine::{CONFIGURATION, Settings};
use crate::suppress;
use crate::syntax::{Innermost, ValueKind};
use crate::text::{Source, Span};

/// The text with which a required reason begins.
const REASON: &str = "why this may stay";

/// The title of the action, as an order, and its edit; `None` if the finding cannot be ignored.
pub(super) fn ignore(cx: Context<'_>, found: &Diagnostic) -> Option<(&'static str, Value)> {
    let file = &found.primary.location.file;
    let settings = cx.session.settings(file)?;
    if suppress::is_protected(found.rule, &settings.config) {
        return None;
    }
    let source = cx.session.source(file)?;
    if detect::format(file, &Hint::default()).is_some_and(Format::has_comments) {
        let edit = cx.session.read_tree(&source, |reading| comment(&source, reading, found, &settings.config))?;
        return Some(("ignore with a comment", workspace_edit(cx, [&edit])?));
    }
    let edit = entry(cx, settings, found);
    let edit = match &settings.source {
        Some(_) => workspace_edit(cx, [&edit])?,
        None if cx.client.can(Ability::Create) => new_file(cx, &edit),
        None => return None,
    };
    Some(("ignore in flowvet.toml", edit))
}

/// A comment on its own line before the line on which the scalar of the finding begins.
fn comment(source: &Source, reading: &Reading<'_>, found: &Diagnostic, config: &config::Config) -> Edit {
    let span = found.primary.location.place.span;
    let value = Innermost::of(&reading.tree).at(span);
    let is_scalar = !matches!(value.kind(), ValueKind::Array | ValueKind::Object);
    let is_heredoc = value.style().is_heredoc();
    let start = if is_scalar { value.span().start.min(span.start) } else { span.start };
    let line = source.line_of(start as usize).saturating_sub(usize::from(is_heredoc));
    let range = source.line_range(line);
    let text = source.text().get(range.clone()).unwrap_or_default();
    let indent = text.get(..text.len() - text.trim_start().len()).unwrap_or_default();
    let reason = if config.require_reason { format!(" {REASON}") } else { String::new() };
    let replacement = format!("{indent}# flowvet: ignore[{}]{reason}\n", found.rule);
    Edit { file: source.path().clone(), span: Span::at(range.start), replacement }
}

/// An entry at the end of the configuration.
fn entry(cx: Context<'_>, settings: &Settings, found: &Diagnostic) -> Edit {
    let location = &found.primary.location;
    let absolute = cx.session.scope().absolute(&location.file);
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
    let rule = found.rule;
    let replacement = format!("{gap}[[ignore]]\nrule = \"{rule}\"\nfiles = [{files}]\n{place}reason = \"{REASON}\"\n");
    let file: Arc<str> = cx.session.scope().relative(&settings.folder().join(CONFIGURATION));
    Edit { file, span: Span::at(text.len()), replacement }
}

/// A string of TOML.
fn quoted(text: &str) -> String {
    if text.contains('\'') || text.contains(char::is_control) {
        // The escapes of JSON are escapes of TOML.
        return serde_json::Value::from(text).to_string();
    }
    format!("'{text}'")
}
