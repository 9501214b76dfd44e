//! Files that cannot be part of the repository: published artefacts, report schemas, worked examples. They are in a folder
//! `shared` next to it.
//!
//! A test that needs one has `published` in its name and is ignored, since `cargo test` must pass without the folder. Where
//! it is there, `.ci/run` runs these tests: `cargo test --test suite -- --ignored published`.

use std::fs;
use std::path::{Path, PathBuf};

/// Returns a file or folder in `../shared`.
#[track_caller]
pub fn find(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(name);
    assert!(path.exists(), "this test needs ../shared/{name}");
    path
}

/// Returns the text of a file in `../shared`.
#[track_caller]
pub fn read(name: &str) -> String {
    fs::read_to_string(find(name)).unwrap()
}

#[test]
fn tests_that_need_shared_files_are_run_by_name() {
    let mut count = 0;
    for file in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite")).unwrap() {
        let path = file.unwrap().path();
        if path.ends_with(file!()) {
            continue;
        }
        let text = if path.is_file() { fs::read_to_string(&path).unwrap() } else { String::new() };
        for test in text.split("#[test]\n").skip(1) {
            let (attributes, rest) = test.split_once("fn ").unwrap();
            let (name, body) = rest.split_once('(').unwrap();
            let body = body.split("\n}\n").next().unwrap();
            let is_needed = ["shared::read(", "shared::find(", "corpus::projects()", "&projects()", "= projects()"]
                .iter()
                .any(|call| body.contains(call));
            assert_eq!(attributes.contains("needs ../shared"), name.contains("published"), "{name}");
            assert_eq!(attributes.contains("needs ../shared"), is_needed, "{name}");
            count += usize::from(is_needed);
        }
    }
    assert!(count >= 9, "{count}");
}
