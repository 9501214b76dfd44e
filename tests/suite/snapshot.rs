//! Texts that tests compare with, in files beside the tests. `FLOWVET_UPDATE=1 cargo test` writes them anew.

use std::fs;
use std::path::Path;

/// Fails when `found` is not what the file `name` beside the tests holds.
#[track_caller]
pub fn compare(name: &str, found: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite").join(name);
    if std::env::var_os("FLOWVET_UPDATE").is_some() {
        fs::write(&path, found).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    if expected != found {
        let gone = expected.lines().filter(|line| !found.lines().any(|other| other == *line));
        let new = found.lines().filter(|line| !expected.lines().any(|other| other == *line));
        let changes: Vec<String> =
            gone.map(|line| format!("- {line}")).chain(new.map(|line| format!("+ {line}"))).collect();
        panic!("{} is not what was found; FLOWVET_UPDATE=1 writes it anew:\n{}", path.display(), changes.join("\n"));
    }
}
