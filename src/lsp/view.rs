//! Determines how an editor shows a checked file: its URI, and the lines and characters of spans. An export, whose
//! lines mean nothing, is shown decoded if the editor can show documents that are not files.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};

use super::client::{Capability, Client};
use super::position::Counter;
use super::pretty::Pretty;
use super::uri;
use crate::text::{self, Source, Span};

/// The URI scheme of documents that are not files.
pub(super) const SCHEME: &str = "flowvet";

const EXPORTS: &str = "flowvet:/exports";

/// The suffix of the URI of the decoded text of an export, so that editors treat it as JSON.
const JSON: &str = ".json";

/// How a file is shown.
#[derive(Debug)]
pub(super) struct View {
    pub uri: String,
    /// The checked text.
    pub source: Arc<Source>,
    pub text: Text,
}

/// The text of a file that is shown.
#[derive(Debug)]
pub(super) enum Text {
    /// Its text as it is.
    Plain,
    /// The decoded text, laid out.
    Decoded(Source, Pretty),
    /// No text that a span could point into.
    Opaque,
}

impl View {
    /// How `client` shows the file at `path`, under `uri` if it is shown as it is.
    pub(super) fn of(source: &Arc<Source>, path: &Path, uri: String, client: &Client) -> Self {
        match source.encoding() {
            text::Encoding::Export if client.can(Capability::Virtual) => {
                let mut pretty = Pretty::of(source.text());
                let text = std::mem::take(&mut pretty.text);
                let shown = Source::new(source.path().clone(), text, text::Encoding::Utf8);
                View { uri: decoded(path), source: source.clone(), text: Text::Decoded(shown, pretty) }
            }
            text::Encoding::Export => View { uri, source: source.clone(), text: Text::Opaque },
            _ => View { uri, source: source.clone(), text: Text::Plain },
        }
    }

    /// Whether it is still how a file is shown that is open under `uri`.
    pub(super) fn shows(&self, source: &Arc<Source>, uri: &str) -> bool {
        Arc::ptr_eq(&self.source, source) && (matches!(self.text, Text::Decoded(..)) || self.uri == uri)
    }

    pub(super) fn range(&self, span: Span, client: &Client) -> Value {
        self.ranges(client).of(span)
    }

    /// The ranges of many spans.
    pub(super) fn ranges<'v>(&'v self, client: &Client) -> Ranges<'v> {
        let source = if let Text::Decoded(source, _) = &self.text { source } else { &*self.source };
        Ranges { view: self, counter: Counter::new(client.encoding, source) }
    }

    pub(super) fn location(&self, span: Span, client: &Client) -> Value {
        self.ranges(client).location(span)
    }
}

/// Converts spans of a file to the ranges that an editor shows.
#[derive(Debug)]
pub(super) struct Ranges<'v> {
    view: &'v View,
    counter: Counter<'v>,
}

impl Ranges<'_> {
    pub(super) fn of(&self, span: Span) -> Value {
        match &self.view.text {
            Text::Plain => self.counter.range(span),
            Text::Decoded(_, pretty) => self.counter.range(pretty.span(span)),
            Text::Opaque => self.counter.range(Span::at(0)),
        }
    }

    pub(super) fn location(&self, span: Span) -> Value {
        json!({"uri": self.view.uri, "range": self.of(span)})
    }
}

/// The URI of the decoded text of the export at `path`.
pub(super) fn decoded(path: &Path) -> String {
    format!("{EXPORTS}{}{JSON}", uri::encoded(path))
}

/// The file whose decoded text a URI means.
pub(super) fn export(uri: &str) -> Option<PathBuf> {
    uri::decoded(uri.strip_prefix(EXPORTS)?.strip_suffix(JSON)?)
}
