//! Provides access to the state of a server, and to one place in one document.

use std::sync::Arc;

use serde_json::Value;

use super::client::Client;
use super::documents::Documents;
use super::symbol::Target;
use super::view::{self, Text, View};
use super::{diagnostics::Views, uri};
use crate::artifact::Facts;
use crate::diagnostic::Location;
use crate::engine::{Outcome, Session};
use crate::text::{Source, Span};
use crate::workspace::Workspace;

/// The data from which a response is built.
#[derive(Clone, Copy, Debug)]
pub(super) struct Context<'a> {
    pub client: &'a Client,
    pub documents: &'a Documents,
    pub session: &'a Session<'static>,
    pub outcome: &'a Outcome,
    pub views: &'a Views,
}

/// A file of a project, as the editor shows it.
#[derive(Clone, Debug)]
pub(super) struct ShownFile<'a> {
    pub file: Arc<str>,
    /// The text that spans are about.
    pub source: Arc<Source>,
    pub view: Arc<View>,
    /// The project of the file, or one that has it as its attribute dictionary.
    pub workspace: &'a Workspace,
    /// The same with all other projects that have the same attribute dictionary.
    pub sharing: Vec<&'a Workspace>,
    /// `None`: the file is not an artefact.
    pub facts: Option<&'a Facts>,
    /// Whether the facts are older than the text, so that their places are unreliable.
    pub is_stale: bool,
}

impl<'a> Context<'a> {
    /// The file that a document shows; `None`: it is none of a project.
    pub(super) fn shown(self, uri: &str) -> Option<ShownFile<'a>> {
        let path = view::export(uri).or_else(|| uri::path(uri))?;
        let file = self.session.scope().relative(&path);
        let source = self.session.source(&file)?;
        let dictionary = |it: &Workspace| it.externals().dictionary.as_ref().map(|declared| declared.file.clone());
        let declares = |it: &&Workspace| dictionary(it).is_some_and(|own| own == file);
        let workspace = self.session.workspace(&file).or_else(|| self.session.workspaces().find(declares))?;
        let own = dictionary(workspace);
        let has_own = |it: &&Workspace| std::ptr::eq(*it, workspace) || own.is_some() && dictionary(it) == own;
        let sharing = self.session.workspaces().filter(has_own).collect();
        let facts = workspace.facts(&file).map(|(_, facts)| facts);
        Some(ShownFile {
            view: self.view(&file, &source),
            is_stale: self.session.is_stale(&file),
            file,
            source,
            workspace,
            sharing,
            facts,
        })
    }

    /// The place in its file that a position of a document means: its byte offset.
    pub(super) fn offset(self, shown: &ShownFile<'_>, position: &Value) -> Option<u32> {
        let encoding = self.client.encoding;
        match &shown.view.text {
            Text::Plain => encoding.offset(&shown.source, position).map(|offset| Span::at(offset).start),
            Text::Decoded(source, pretty) => {
                let offset = encoding.offset(source, position)?;
                Some(pretty.back(Span::at(offset).start))
            }
            Text::Opaque => None,
        }
    }

    /// The span in its file that a range of a document means; `None` if it is not a valid range.
    pub(super) fn range(self, shown: &ShownFile<'_>, range: &Value) -> Option<Span> {
        let end = |key| self.offset(shown, range.get(key)?);
        Some(Span { start: end("start")?, end: end("end")? })
    }

    /// A place as the editor finds it; `None` where its file cannot be read any more.
    pub(super) fn location(self, location: &Location) -> Option<Value> {
        self.place(&location.file, location.place.span)
    }

    /// As [`Context::location`].
    pub(super) fn place(self, file: &Arc<str>, span: Span) -> Option<Value> {
        Some(self.view_of(file)?.location(span, self.client))
    }

    /// The places as the editor finds them, without those in files that cannot be read any more.
    pub(super) fn places(self, targets: &[Target]) -> Vec<Value> {
        let mut places = Vec::with_capacity(targets.len());
        for of_file in targets.chunk_by(|(one, _), (other, _)| one == other) {
            let Some(view) = of_file.first().and_then(|(file, _)| self.view_of(file)) else { continue };
            let ranges = view.ranges(self.client);
            places.extend(of_file.iter().map(|(_, span)| ranges.location(*span)));
        }
        places
    }

    fn view_of(self, file: &Arc<str>) -> Option<Arc<View>> {
        let known = self.views.get(file).cloned();
        known.or_else(|| self.session.source(file).map(|source| self.view(file, &source)))
    }

    fn view(self, file: &Arc<str>, source: &Arc<Source>) -> Arc<View> {
        let view = || {
            let path = self.session.scope().absolute(file);
            Arc::new(View::of(source, &path, self.documents.uri(&path), self.client))
        };
        self.views.get(file).cloned().unwrap_or_else(view)
    }
}
