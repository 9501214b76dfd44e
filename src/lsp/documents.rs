//! Keeps the texts that an editor has open, and applies its changes to them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::pieces::{Pieces, source};
use super::position::Encoding;
use super::uri;
use crate::text::Source;

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
        let mut pieces = Pieces::of(document.source.text());
        for change in changes {
            let Some(new) = change.get("text").and_then(Value::as_str) else { continue };
            match change.get("range") {
                None => pieces = Pieces::of(new),
                Some(range) => pieces.replace(range, new, encoding),
            }
        }
        document.source = source(pieces.text());
        Some(document)
    }
}
