//! Appends to the text of a Terraform file the texts of the files that `file` and `templatefile` name, and of those next to
//! it with the local values that it names, so that every reader of the text reads them too. Maps a place of the whole text
//! back to its file.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::Request;
use super::discover::{ProjectFile, Settings, leads_out};
use super::load;
use super::neighbours::{self, defines, defines_in_json, unknown_locals};
use crate::artifact::detect::Format;
use crate::diagnostic::{Diagnostic, Location, Place};
use crate::syntax::hcl::{Included as IncludedText, IncludedForm};
use crate::text::{Source, Span};
use crate::workspace::resolve_from;

/// How many files one Terraform file may bring along, and how large each may be, in bytes. The other files of its module
/// together may not be larger.
const FILES: usize = 64;
const SIZE: usize = 1 << 20;

/// The texts that follow the text of a file.
#[derive(Clone, Debug, Default)]
pub(super) struct Included {
    files: Vec<File>,
}

#[derive(Clone, Debug)]
struct File {
    source: Arc<Source>,
    /// Its offset in the whole text.
    start: usize,
    /// The argument of the call that names it, if one does.
    argument: Option<Span>,
}

/// A file with what it brings along.
pub(super) struct FileWithIncludes {
    pub text: String,
    pub texts: Vec<IncludedText>,
    pub included: Included,
}

impl FileWithIncludes {
    /// Adds the text of a file that the text so far names at `argument`.
    fn add(&mut self, source: Source, argument: Range<usize>, form: IncludedForm) {
        let written = self.text.get(argument.clone()).unwrap_or_default().into();
        self.text.push('\n');
        let start = self.text.len();
        self.text.push_str(source.text());
        let range = start..self.text.len();
        self.texts.push(IncludedText { argument: written, range, form });
        let is_named = matches!(form, IncludedForm::Text | IncludedForm::Template);
        let argument = is_named.then(|| Span::new(argument.start, argument.end));
        self.included.files.push(File { source: Arc::new(source), start, argument });
    }
}

impl Included {
    /// The whole text of a Terraform file with data actions; `None` where it names no file that is there.
    pub(super) fn read(
        entry: &ProjectFile,
        text: &str,
        settings: &Settings,
        request: &Request,
    ) -> Option<FileWithIncludes> {
        if entry.format != Format::Hcl || !text.contains("genesyscloud_integration_action") {
            return None;
        }
        let folder = entry.absolute.parent()?;
        let mut whole = FileWithIncludes { text: text.to_owned(), texts: Vec::new(), included: Included::default() };
        // First the rest of the module, then what is not HCL.
        let names = unknown_locals(text);
        let neighbours = if names.is_empty() { Vec::new() } else { neighbours::of(entry) };
        for path in neighbours {
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
            let Some(source) = read(entry, &path, name, settings, request) else { continue };
            let size = whole.text.len() - text.len() + source.text().len();
            let (is_needed, form) = if neighbours::is_json(&path) {
                (defines_in_json(source.text(), &names), IncludedForm::JsonDefinitions)
            } else {
                (defines(source.text(), &names), IncludedForm::Definitions)
            };
            if size <= SIZE && is_needed {
                whole.add(source, 0..0, form);
            }
        }
        // All files of a module name others from the same folder.
        for (argument, form) in arguments(&whole.text).into_iter().take(FILES) {
            let path = whole.text.get(argument.clone()).and_then(relative).map(str::to_owned);
            let Some(path) = path else { continue };
            let Some(source) = read(entry, &folder.join(&path), &path, settings, request) else { continue };
            whole.add(source, argument, form);
        }
        (!whole.texts.is_empty()).then_some(whole)
    }

    /// The sources of the files that are brought along.
    pub(super) fn sources(&self) -> impl Iterator<Item = &Arc<Source>> {
        self.files.iter().map(|file| &file.source)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// A finding about `file`, with its places in the files where they are.
    pub(super) fn located(&self, file: &Arc<str>, mut diagnostic: Diagnostic) -> Diagnostic {
        let primary = self.file(file, &diagnostic.primary.location.file, diagnostic.primary.location.place.span);
        if let Some(found) = primary {
            let path = diagnostic.primary.location.place.path.clone();
            if let Some(argument) = found.argument {
                let location = Location { file: file.clone(), place: Place::in_artifact(argument, &path) };
                diagnostic = diagnostic.with_related(location, "read here");
            }
        }
        let labels = std::iter::once(&mut diagnostic.primary).chain(&mut diagnostic.related);
        for location in labels.map(|label| &mut label.location) {
            if let Some(found) = self.file(file, &location.file, location.place.span) {
                location.file = found.source.path().clone();
                location.place.span = found.span(location.place.span);
            }
        }
        for edit in diagnostic.fix.iter_mut().flat_map(|fix| &mut fix.edits) {
            if let Some(found) = self.file(file, &edit.file, edit.span) {
                edit.file = found.source.path().clone();
                edit.span = found.span(edit.span);
            }
        }
        diagnostic
    }

    fn file(&self, whole: &Arc<str>, file: &Arc<str>, span: Span) -> Option<&File> {
        self.files.iter().rfind(|it| whole == file && it.start <= span.start as usize)
    }
}

impl File {
    fn span(&self, span: Span) -> Span {
        let at = |offset: u32| (offset as usize).saturating_sub(self.start);
        Span::new(at(span.start), at(span.end))
    }
}

/// The first arguments of the calls of `file` and `templatefile` that are strings on one line, with their quotes; and
/// how the file is read. A call in a comment costs no more than reading the file.
fn arguments(text: &str) -> Vec<(Range<usize>, IncludedForm)> {
    let mut found = Vec::new();
    for (at, call) in text.match_indices("file(") {
        let before = text.get(..at).unwrap_or_default();
        let is_template = before.ends_with("template");
        let name_start = if is_template { at - "template".len() } else { at };
        let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
        if text.get(..name_start).is_some_and(|before| before.ends_with(is_word)) {
            continue;
        }
        let rest = text.get(at + call.len()..).unwrap_or_default();
        let argument = rest.trim_start();
        let start = at + call.len() + rest.len() - argument.len();
        let end = argument.get(1..).filter(|_| argument.starts_with('"')).and_then(|inner| inner.find(['"', '\n']));
        let is_closed = |end: &usize| argument.as_bytes().get(end + 1) == Some(&b'"');
        let form = if is_template { IncludedForm::Template } else { IncludedForm::Text };
        found.extend(end.filter(is_closed).map(|end| (start..start + end + 2, form)));
    }
    found
}

/// The path of a file relative to the folder of the Terraform file; `None` where Terraform would work it out.
fn relative(argument: &str) -> Option<&str> {
    let path = argument.strip_prefix('"')?.strip_suffix('"')?;
    let start = ["${path.module}/", "${path.root}/", "${path.cwd}/", "./"];
    let path = start.iter().find_map(|start| path.strip_prefix(start)).unwrap_or(path);
    let is_plain = !path.is_empty() && !path.starts_with('/') && !path.contains(['$', '%', '\\', '~']);
    is_plain.then_some(path)
}

/// Reads the file at `absolute`, which `entry` names by `path`; `None` if it is outside of the project and its
/// repository, whatever links lead there: its text must not appear in a report.
fn read(entry: &ProjectFile, absolute: &Path, path: &str, settings: &Settings, request: &Request) -> Option<Source> {
    let name = resolve_from(&entry.path, path);
    if name.starts_with("..") || leads_out(absolute, settings.folder()) {
        return None;
    }
    let bytes = load::read_bytes(absolute, request).ok().filter(|bytes| bytes.len() <= SIZE)?;
    let (text, encoding) = load::decode(bytes, Format::Json).ok()?;
    Some(Source::new(name.into(), text, encoding))
}
