//! What the fuzz targets share: what must be true of every tree, and projects made of the bytes of the fuzzer.

use std::ops::Range;

use flowvet::engine::{Request, start_threads};
use flowvet::syntax::{SyntaxError, Tree};
use tempfile::TempDir;

/// Panics where a range of bytes does not lie in a text.
pub fn inside(text: &str, range: &Range<usize>) {
    assert!(text.get(range.clone()).is_some(), "{range:?} is no range of the text");
}

/// Panics where a span of a tree or of an error does not lie in the text, or a value cannot be read.
pub fn walk(tree: &Tree<'_>, errors: &[SyntaxError]) {
    let text = tree.text();
    for error in errors {
        inside(text, &error.span.range());
    }
    for value in tree.values() {
        inside(text, &value.span().range());
        inside(text, &value.content_span().range());
        inside(text, &value.span_within(0..value.scalar_text().len()).range());
        assert!(value.span().contains(value.content_span()));
    }
}

/// A project whose files come from the fuzzer: a line `=== NAME` starts each.
pub struct Project {
    folder: TempDir,
}

/// All rules are on, and a file of any kind has a name.
const CONFIGURATION: &str = r#"
preset = "strict"
snippets = ["*.js"]
[[payload]]
files = ["data.json"]
kind = "set-participant-data"
[[payload]]
files = ["attributes.json"]
kind = "participant-attributes"
[[payload]]
files = ["callback.json"]
kind = "callback"
[[payload]]
files = ["email.json"]
kind = "email"
"#;

/// The names that files can have.
const NAMES: [&str; 13] = [
    "a.yaml",
    "b.yaml",
    "a.json",
    "b.json",
    "a.tf",
    "a.tf.json",
    "a.script",
    "a.js",
    "a.i3InboundFlow",
    "data.json",
    "attributes.json",
    "callback.json",
    "email.json",
];

impl Project {
    /// An empty project with a configuration, which one thread is going to read. To be called once.
    pub fn new() -> Self {
        start_threads(Some(1)).expect("no thread has to be made");
        let folder = tempfile::tempdir().expect("there is a folder for temporary files");
        std::fs::write(folder.path().join("flowvet.toml"), CONFIGURATION).expect("the folder can be written");
        Project { folder }
    }

    /// Puts the files of `text` in place of those that were there; the number of files. An export is encoded.
    pub fn fill(&self, text: &str) -> usize {
        for name in NAMES {
            let _ = std::fs::remove_file(self.folder.path().join(name));
        }
        let mut count = 0;
        for part in text.split("=== ").skip(1) {
            let Some((name, content)) = part.split_once('\n') else { continue };
            if let Some(name) = NAMES.iter().find(|known| **known == name) {
                let content = match name.ends_with("Flow") {
                    true => flowvet::artifact::export::encode(content),
                    false => content.to_owned(),
                };
                std::fs::write(self.folder.path().join(name), content).expect("the folder can be written");
                count += 1;
            }
        }
        count
    }

    /// Asks for all of the project.
    pub fn request(&self) -> Request {
        let folder = self.folder.path().canonicalize().expect("the folder is there");
        Request { folder, ..Request::default() }
    }

    /// Writes the texts that `flowvet fix` has made.
    pub fn write(&self, documents: &[flowvet::fix::Document]) {
        let written = flowvet::fix::write(documents);
        assert!(written.failed.is_empty(), "{:?}", written.failed);
    }
}

impl Default for Project {
    fn default() -> Self {
        Self::new()
    }
}
