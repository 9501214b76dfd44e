//! Texts that tests compare with, in files next to the tests. `FLOWVET_UPDATE=1 cargo test` rewrites them.

use std::fs;
use std::path::Path;

use similar::TextDiff;

/// Whether tests write their results to the files that they otherwise compare them with.
pub fn update() -> bool {
    std::env::var_os("FLOWVET_UPDATE").is_some_and(|value| value == "1")
}

/// Compares `found` with the file `name` next to the tests.
#[track_caller]
pub fn compare(name: &str, found: &str) {
    compare_file(&Path::new("tests/suite").join(name), found);
}

/// Compares `found` with a file of the repository, or writes it in update mode.
#[track_caller]
pub fn compare_file(path: &Path, found: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if update() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, found).unwrap();
    }
    let expected = fs::read_to_string(&file).unwrap_or_default();
    let path = path.display();
    assert!(expected == found, "{path} is not current; FLOWVET_UPDATE=1 rewrites it:\n{}", diff(&expected, found));
}

/// The lines that differ, with three lines around them.
pub fn diff(expected: &str, found: &str) -> String {
    TextDiff::from_lines(expected, found).unified_diff().context_radius(3).header("expected", "found").to_string()
}
