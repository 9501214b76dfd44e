//! Replaces the text of a checked file and returns its bytes in the original encoding. Bytes outside the edits stay
//! unchanged.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Texts;
use super::write::{CHANGED, OUTSIDE, is_inside};
use crate::artifact::export;
use crate::diagnostic::Edit;
use crate::engine::{Request, file_bytes};
use crate::text::{Encoding, Source};

/// A file whose text is to change.
#[derive(Debug)]
pub struct Document {
    /// Relative to the root of the run, with `/`.
    pub path: Arc<str>,
    /// The file itself, at the end of all symbolic links.
    pub target: PathBuf,
    pub encoding: Encoding,
    /// The bytes of the file.
    pub bytes: Vec<u8>,
    /// The decoded text of the file.
    pub old: String,
    /// The decoded text that it is to have.
    pub new: String,
    /// Documents with the same number are changed by the same fixes.
    pub group: usize,
    /// How many fixes have their first edit here.
    pub applied: usize,
}

/// Why a file cannot be changed.
#[derive(Debug)]
pub(crate) struct Refused {
    /// A clause without full stop.
    pub reason: String,
    /// Whether flowvet would change the file if it could.
    pub is_failure: bool,
}

impl Document {
    /// Opens the file at `absolute`, which was checked as `source`; a text of the request in its place counts. `within`:
    /// the folder outside of which nothing is written.
    ///
    /// # Errors
    ///
    /// Why the file cannot be changed.
    pub(crate) fn open(source: &Source, absolute: &Path, within: &Path, request: &Request) -> Result<Self, Refused> {
        let refuse = |reason: String| Refused { reason, is_failure: true };
        let overlay = request.overlays.get(absolute).cloned();
        // A text on standard input may have the name of a file that does not exist.
        let target = match fs::canonicalize(absolute) {
            Err(_) if overlay.is_some() => in_folder(absolute),
            found => found,
        };
        let target = target.map_err(|error| refuse(error.to_string()))?;
        if !is_inside(&target, within) {
            return Err(refuse(OUTSIDE.to_owned()));
        }
        let bytes = overlay.map_or_else(|| file_bytes(&target), Ok).map_err(refuse)?;
        let (encoding, old) = (source.encoding(), source.text().to_owned());
        let document = Document {
            path: source.path().clone(),
            target,
            encoding,
            bytes,
            new: old.clone(),
            old,
            group: 0,
            applied: 0,
        };
        match document.encoded(&document.old) == document.bytes {
            true => Ok(document),
            false if encoding == Encoding::Export => Err(Refused {
                reason:
                    "this export is not encoded the way Architect encodes it; rewriting it would change the whole file"
                        .to_owned(),
                is_failure: false,
            }),
            false => Err(refuse(CHANGED.to_owned())),
        }
    }

    /// Makes edits that do not overlap.
    pub fn edit<'e>(&mut self, edits: impl Iterator<Item = &'e Edit>) {
        self.new = replace(&self.new, edits.collect());
    }

    /// The bytes that the file is to have.
    #[must_use]
    pub fn new_bytes(&self) -> Vec<u8> {
        self.encoded(&self.new)
    }

    pub(super) fn is_changed(&self) -> bool {
        self.new != self.old
    }

    /// `text` as the bytes of this file.
    pub(super) fn encoded(&self, text: &str) -> Vec<u8> {
        match self.encoding {
            Encoding::Utf8 => text.as_bytes().to_vec(),
            Encoding::Utf8Bom => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            // Editors and git add a line break after an export, which is not part of it.
            Encoding::Export => {
                let end = self.bytes.get(self.bytes.trim_ascii_end().len()..).unwrap_or_default();
                [export::encode(text).as_bytes(), end].concat()
            }
        }
    }
}

/// The path of a file that does not exist, at the end of all links of its folder.
fn in_folder(path: &Path) -> io::Result<PathBuf> {
    let folder = fs::canonicalize(path.parent().unwrap_or(path))?;
    Ok(folder.join(path.file_name().unwrap_or_default()))
}

/// The new texts of the `documents` that edits change. The edits do not overlap.
pub(super) fn apply<'e>(documents: &BTreeMap<Arc<str>, Document>, edits: impl Iterator<Item = &'e Edit>) -> Texts {
    let mut by_file: BTreeMap<&Arc<str>, Vec<&Edit>> = BTreeMap::new();
    for edit in edits {
        by_file.entry(&edit.file).or_default().push(edit);
    }
    let edited =
        |(path, edits): (&Arc<str>, Vec<&Edit>)| Some((path.clone(), replace(&documents.get(path)?.new, edits)));
    by_file.into_iter().filter_map(edited).collect()
}

fn replace(text: &str, mut edits: Vec<&Edit>) -> String {
    edits.sort_by_key(|edit| edit.span);
    let mut edited = String::with_capacity(text.len());
    let mut copied = 0;
    for edit in edits {
        let span = edit.span.range();
        edited.push_str(text.get(copied..span.start).unwrap_or_default());
        edited.push_str(&edit.replacement);
        copied = span.end;
    }
    edited + text.get(copied..).unwrap_or_default()
}
