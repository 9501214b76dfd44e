//! In: files and their new bytes. Out: the files, each one old or new and whole at every moment, whatever happens:
//! the new bytes go into a temporary file beside the old one, which then takes its name.

use std::fmt;
use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use super::Document;

/// How the names of temporary files begin: with a dot, so that no walk reads one that was left behind.
const PREFIX: &str = ".flowvet-";

/// A file that could not be written. The ones before it are, the ones after it are not.
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

/// Writes the documents. All new bytes are on the disk before the first file is replaced.
///
/// # Errors
///
/// At the first file that cannot be written. Where that is for lack of room or permission, no file has changed.
pub fn write(documents: &[Document]) -> Result<(), WriteError> {
    let fail = |document: &Document, reason: String| WriteError { path: document.target.clone(), reason };
    let mut prepared = Vec::new();
    for document in documents {
        prepared.push((document, prepare(document).map_err(|reason| fail(document, reason))?));
    }
    for (document, file) in prepared {
        file.persist(&document.target).map_err(|error| fail(document, error.error.to_string()))?;
    }
    let mut folders: Vec<&Path> = documents.iter().filter_map(|document| document.target.parent()).collect();
    folders.sort();
    folders.dedup();
    for folder in folders {
        sync(folder);
    }
    Ok(())
}

/// Writes a file of which nothing of the old text matters; it need not be there. Through a link its target is written.
///
/// # Errors
///
/// Where the file cannot be written; it has not changed then.
pub fn replace(path: &Path, text: &str) -> Result<(), WriteError> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let fail = |reason: String| WriteError { path: path.to_path_buf(), reason };
    let old = fs::metadata(&target).ok();
    if old.as_ref().is_some_and(|old| old.permissions().readonly()) {
        return Err(fail("the file is read-only".to_owned()));
    }
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let file = temporary(folder, text.as_bytes(), old.as_ref()).map_err(|error| fail(error.to_string()))?;
    file.persist(&target).map_err(|error| fail(error.error.to_string()))?;
    sync(folder);
    Ok(())
}

/// Puts the new bytes of a document into a temporary file beside it, with the permissions of the old one.
fn prepare(document: &Document) -> Result<NamedTempFile, String> {
    let target = &document.target;
    let metadata = fs::metadata(target).map_err(|error| error.to_string())?;
    if metadata.permissions().readonly() {
        return Err("the file is read-only".to_owned());
    }
    if !fs::read(target).is_ok_and(|bytes| bytes == document.bytes) {
        return Err("the file changed while flowvet was running".to_owned());
    }
    let folder = target.parent().unwrap_or(target);
    temporary(folder, &document.new_bytes(), Some(&metadata))
        .map_err(|error| format!("cannot create a temporary file in the same folder: {error}"))
}

fn temporary(folder: &Path, bytes: &[u8], old: Option<&Metadata>) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(PREFIX).suffix(".tmp");
    open_to_others(&mut builder);
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

/// A new file has the permissions that new files have, and not those of a secret.
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
