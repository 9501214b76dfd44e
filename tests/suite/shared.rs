//! Files that cannot be part of the repository: published artefacts, report schemas, worked examples. They are in a folder
//! `shared` next to it. A test that needs one is ignored without it, and says so.

use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Returns a file or folder in `../shared`; `None`, which is written to standard error, if it is not there.
#[track_caller]
pub fn find(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(name);
    if path.exists() {
        return Some(path);
    }
    // Not `eprintln`, which is shown for failing tests only.
    let thread = std::thread::current();
    let test = thread.name().unwrap_or_default();
    let _ = writeln!(std::io::stderr(), "test {test} ... ignored, needs ../shared/{name}");
    None
}

/// Returns the text of a file in `../shared`, as [`find`].
#[track_caller]
pub fn read(name: &str) -> Option<String> {
    find(name).map(|path| std::fs::read_to_string(path).unwrap())
}
