//! Keeps the texts that an editor has open, and applies its changes to them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;

use super::position::Encoding;
use super::uri;
use crate::text::{self, Source};

/// A text that an editor shows.
#[derive(Debug)]
pub(super) struct Document {
    /// As the editor writes it.
    pub uri: String,
    pub version: Value,
    pub source: Source,
}

/// The texts that an editor shows, by the paths of their files.
#[derive(Debug, Default)]
pub(super) struct Documents(BTreeMap<PathBuf, Document>);

impl Documents {
    pub(super) fn get(&self, path: &Path) -> Option<&Document> {
        self.0.get(path)
    }

    /// The URI of a file, as the editor writes it where it shows the file.
    pub(super) fn uri(&self, path: &Path) -> String {
        self.get(path).map_or_else(|| uri::of(path), |document| document.uri.clone())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&PathBuf, &Document)> {
        self.0.iter()
    }

    pub(super) fn open(&mut self, path: PathBuf, uri: &str, version: Value, text: &str) {
        self.0.insert(path, Document { uri: uri.to_owned(), version, source: source(text.to_owned()) });
    }

    pub(super) fn close(&mut self, path: &Path) {
        self.0.remove(path);
    }

    /// Applies changes in order, each to the result of the one before. Returns the new text; `None` if the document
    /// is not open. Invalid changes are skipped.
    pub(super) fn change(
        &mut self,
        path: &Path,
        version: Value,
        changes: &[Value],
        encoding: Encoding,
    ) -> Option<&Document> {
        let document = self.0.get_mut(path)?;
        document.version = version;
        for change in changes {
            let Some(new) = change.get("text").and_then(Value::as_str) else { continue };
            let text = match change.get("range") {
                None => new.to_owned(),
                Some(range) => {
                    let Some(span) = encoding.span(&document.source, range) else { continue };
                    let mut text = document.source.text().to_owned();
                    text.replace_range(span.range(), new);
                    text
                }
            };
            document.source = source(text);
        }
        Some(document)
    }
}

fn source(text: String) -> Source {
    Source::new(Arc::from(""), text, text::Encoding::Utf8)
}
