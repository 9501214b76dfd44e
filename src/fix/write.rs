//! Writes new bytes to files atomically: at every moment each file is complete, either old or new. The bytes go into
//! a temporary file in the same folder, which is then renamed to the original.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tempfile::{Builder, NamedTempFile};

use super::Document;
use super::signals::Watch;
use crate::engine::{TEMPORARY, file_bytes, is_temporary};

/// Temporary files of this age belong to a run that was killed.
const MAX_AGE: Duration = Duration::from_hours(1);

/// The reason why a file that another process changed after it was checked stays as it is.
pub(super) const CHANGED: &str = "the file changed while flowvet was running";

/// The reason why a file at the end of a link that leads out of its project stays as it is.
pub(crate) const OUTSIDE: &str = "it is a link, or in a linked folder, that leads out of the project";

/// A file that could not be written.
#[derive(Debug)]
pub struct WriteError {
    pub path: PathBuf,
    /// A sentence without full stop.
    pub reason: String,
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot write {}: {}", self.path.display(), self.reason)
    }
}

impl std::error::Error for WriteError {}

/// The documents of a run by the result of writing them.
#[derive(Debug, Default)]
pub struct WriteResult {
    /// The files that have their new text, by their paths in the run.
    pub files: Vec<Arc<str>>,
    /// The files that stay as they were, and why, as a sentence without full stop.
    pub failed: BTreeMap<Arc<str>, String>,
}

/// A document and the file that is to replace it.
type Prepared<'d> = (&'d Document, NamedTempFile);

/// Writes the documents. All new bytes are on the disk before the first file is replaced. Of documents that fixes change
/// together, none is written where one cannot be. SIGINT and SIGTERM take effect once the temporary files are removed.
#[must_use]
pub fn write(documents: &[Document]) -> WriteResult {
    let watch = Watch::new();
    let mut written = WriteResult::default();
    let mut groups: BTreeMap<usize, Vec<&Document>> = BTreeMap::new();
    for document in documents {
        groups.entry(document.group).or_default().push(document);
    }
    let mut prepared = Vec::new();
    for group in groups.into_values() {
        prepared.extend(written.prepare(&group, &watch));
    }
    for group in prepared {
        if watch.is_interrupted() {
            break;
        }
        written.replace(group);
    }
    let mut folders: Vec<&Path> = documents.iter().filter_map(|document| document.target.parent()).collect();
    folders.sort();
    folders.dedup();
    for folder in folders {
        sync(folder);
        remove_abandoned(folder);
    }
    written
}

impl WriteResult {
    /// Prepares documents that are changed together; `None` where one cannot be written.
    fn prepare<'d>(&mut self, group: &[&'d Document], watch: &Watch) -> Option<Vec<Prepared<'d>>> {
        let mut prepared = Vec::new();
        for document in group {
            if watch.is_interrupted() {
                return None;
            }
            match prepare(document) {
                Ok(file) => prepared.push((*document, file)),
                Err(reason) => {
                    self.fail(group, document, &reason);
                    return None;
                }
            }
        }
        Some(prepared)
    }

    /// Replaces documents that are changed together, unless one of them was changed meanwhile.
    fn replace(&mut self, group: Vec<Prepared<'_>>) {
        let documents: Vec<&Document> = group.iter().map(|(document, _)| *document).collect();
        if let Some(changed) = documents.iter().find(|document| !is_same(document)) {
            return self.fail(&documents, changed, CHANGED);
        }
        let mut done: Vec<Arc<str>> = Vec::new();
        for (document, file) in group {
            let replaced = if is_same(document) { exchange(file, document) } else { Err(CHANGED.to_owned()) };
            match replaced {
                Ok(()) => done.push(document.path.clone()),
                Err(reason) if done.is_empty() => return self.fail(&documents, document, &reason),
                Err(reason) => {
                    let reason = format!("{reason}; changed by the same fix: {}", done.join(", "));
                    self.failed.insert(document.path.clone(), reason);
                }
            }
        }
        self.files.extend(done);
    }

    fn fail(&mut self, group: &[&Document], at: &Document, reason: &str) {
        for document in group {
            let reason = if document.path == at.path {
                reason.to_owned()
            } else {
                format!("a fix that changes it also changes {}, which stays as it is", at.path)
            };
            self.failed.insert(document.path.clone(), reason);
        }
    }
}

/// Writes a file whose old text is of no importance and which need not exist. The target of a link is written where it
/// is inside of `within`; `None`: wherever it is. A device or a pipe is opened and written to.
///
/// # Errors
///
/// Where the file cannot be written; it has not changed then.
pub fn replace(path: &Path, text: &str, within: Option<&Path>) -> Result<(), WriteError> {
    let fail = |reason: String| WriteError { path: path.to_path_buf(), reason };
    let target = target(path, within).map_err(fail)?;
    let old = fs::metadata(&target).ok();
    if is_stream(path) || old.as_ref().is_some_and(|old| !old.is_file()) {
        // Not the resolved name: a pipe of this process has none that can be opened.
        let mut stream = File::options().append(true).open(path).map_err(|error| fail(error.to_string()))?;
        return stream.write_all(text.as_bytes()).map_err(|error| fail(error.to_string()));
    }
    if old.as_ref().is_some_and(|old| old.permissions().readonly()) {
        return Err(fail("the file is read-only".to_owned()));
    }
    let watch = Watch::new();
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let file = temporary(folder, text.as_bytes(), old.as_ref()).map_err(|error| fail(error.to_string()))?;
    if !watch.is_interrupted() {
        file.persist(&target).map_err(|error| fail(error.error.to_string()))?;
        sync(folder);
        remove_abandoned(folder);
    }
    Ok(())
}

/// The file that is written for `path`, at the end of all links; it need not exist. An error where that is outside of
/// `within`.
fn target(path: &Path, within: Option<&Path>) -> Result<PathBuf, String> {
    // A link that leads nowhere is replaced itself.
    let target = fs::canonicalize(path).or_else(|_| {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::canonicalize(folder).map(|folder| folder.join(path.file_name().unwrap_or_default()))
    });
    let target = target.map_err(|error| error.to_string())?;
    match within {
        Some(folder) if !is_inside(&target, folder) => Err(OUTSIDE.to_owned()),
        _ => Ok(target),
    }
}

/// Whether a file at `path` would be written outside of `within`.
pub(crate) fn leads_out(path: &Path, within: Option<&Path>) -> bool {
    target(path, within).is_err_and(|reason| reason == OUTSIDE)
}

/// Whether `target`, which is free of links, is inside of `folder`.
pub(super) fn is_inside(target: &Path, folder: &Path) -> bool {
    fs::canonicalize(folder).is_ok_and(|folder| target.starts_with(folder))
}

/// Whether a name is of a stream of a process, even where that leads to a regular file: `/dev/stderr`, `/dev/fd/3`.
fn is_stream(path: &Path) -> bool {
    let is_named = ["/dev/stdin", "/dev/stdout", "/dev/stderr"].iter().any(|name| path == Path::new(name));
    is_named || path.starts_with("/dev/fd") || path.starts_with("/proc")
}

/// Puts the new bytes of a document into a temporary file in its folder, with the permissions of the old one.
fn prepare(document: &Document) -> Result<NamedTempFile, String> {
    let target = &document.target;
    let metadata = fs::metadata(target).map_err(|error| error.to_string())?;
    if metadata.permissions().readonly() {
        return Err("the file is read-only".to_owned());
    }
    if !is_same(document) {
        return Err(CHANGED.to_owned());
    }
    let folder = target.parent().unwrap_or(target);
    temporary(folder, &document.new_bytes(), Some(&metadata))
        .map_err(|error| format!("cannot create a temporary file in the same folder: {error}"))
}

/// Whether the file of a document still has the bytes that were checked.
fn is_same(document: &Document) -> bool {
    let target = &document.target;
    let is_target = fs::canonicalize(target).is_ok_and(|found| found == *target);
    is_target && file_bytes(target).is_ok_and(|bytes| bytes == document.bytes)
}

/// Gives the file of a document its new bytes. What another process has saved since the last look comes back.
#[cfg(target_os = "linux")]
fn exchange(file: NamedTempFile, document: &Document) -> Result<(), String> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    let exchange = || renameat_with(CWD, file.path(), CWD, &document.target, RenameFlags::EXCHANGE);
    if exchange().is_err() {
        // Not every file system can do it.
        return if is_same(document) { persist(file, document) } else { Err(CHANGED.to_owned()) };
    }
    // The name of the temporary file is now that of the old one.
    if file_bytes(file.path()).is_ok_and(|bytes| bytes == document.bytes) {
        return Ok(());
    }
    if let Err(error) = exchange() {
        // What the other process has saved stays under the name of the temporary file.
        let kept = file.into_temp_path().keep().map_err(|error| error.to_string())?;
        return Err(format!("{CHANGED}; its text is in {}: {error}", kept.display()));
    }
    Err(CHANGED.to_owned())
}

#[cfg(not(target_os = "linux"))]
fn exchange(file: NamedTempFile, document: &Document) -> Result<(), String> {
    persist(file, document)
}

fn persist(file: NamedTempFile, document: &Document) -> Result<(), String> {
    file.persist(&document.target).map(drop).map_err(|error| error.error.to_string())
}

fn temporary(folder: &Path, bytes: &[u8], old: Option<&Metadata>) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(TEMPORARY.0).suffix(TEMPORARY.1);
    if old.is_none() {
        open_to_others(&mut builder);
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    if let Some(old) = old {
        keep_owner(file.as_file(), old);
        file.as_file().set_permissions(old.permissions())?;
    }
    file.as_file().sync_all()?;
    if file.as_file().metadata()?.len() != bytes.len() as u64 {
        return Err(io::Error::other("not all bytes were written"));
    }
    Ok(file)
}

/// A file that is new has the permissions that new files have. One that replaces another is created for its owner only
/// and gets the permissions of the other when it is complete.
#[cfg(unix)]
fn open_to_others(builder: &mut Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(fs::Permissions::from_mode(0o666));
}

#[cfg(not(unix))]
fn open_to_others(_builder: &mut Builder<'_, '_>) {}

/// Keeps the owner of the old file, where the user may set it.
#[cfg(unix)]
fn keep_owner(file: &File, old: &Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    let _ = fchown(file, Some(old.uid()), Some(old.gid()));
}

#[cfg(not(unix))]
fn keep_owner(_file: &File, _old: &Metadata) {}

/// Puts the new names on the disk, where the system can do that for a folder. If not, the old file may be back after
/// a loss of power, whole as it was.
fn sync(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

/// Removes the temporary files in a folder that runs have left there which were killed more than an hour ago.
pub fn remove_abandoned(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten().filter(|entry| is_temporary(&entry.file_name())) {
        let Ok(metadata) = entry.metadata() else { continue };
        let age = metadata.modified().ok().and_then(|changed| changed.elapsed().ok());
        if metadata.is_file() && age.is_some_and(|age| age >= MAX_AGE) {
            let _ = fs::remove_file(entry.path());
        }
    }
}
