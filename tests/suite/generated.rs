//! Files that are made from the code are current. `FLOWVET_UPDATE=1 cargo test generated` rewrites them.

use std::path::Path;

use flowvet::config::{self, RuleEntry};
use flowvet::rules;

/// Compares the file at `path`, relative to the root of the repository, with what it should hold.
fn generated(path: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("FLOWVET_UPDATE").is_some_and(|value| value == "1") {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, text).unwrap();
    }
    let written = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        written == text,
        "{path} is not current: run `FLOWVET_UPDATE=1 cargo test generated` and look at the change"
    );
}

#[test]
fn configuration_schema() {
    let rules: Vec<RuleEntry> = rules::ALL.iter().map(|rule| rule.meta().entry()).collect();
    let text = serde_json::to_string_pretty(&config::schema(&rules)).unwrap() + "\n";
    generated("schemas/configuration.json", &text);
}
