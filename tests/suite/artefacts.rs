//! The artefacts of a project with their facts, read without the engine.

use std::fs;
use std::path::Path;

use flowvet::artifact::detect::{self, Format};
use flowvet::artifact::{Facts, Hint, export};
use flowvet::syntax::Limits;

/// One artefact.
pub struct Artefact {
    /// Relative to the project, with `/`.
    pub path: String,
    pub format: Format,
    /// Decoded, for an export.
    pub text: String,
    pub facts: Facts,
}

/// All artefacts below `folder`, in the order of their paths. Every `.js` file counts as a snippet.
pub fn of(folder: &Path) -> Vec<Artefact> {
    let files = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap);
    let files = files.filter(|entry| entry.file_type().is_file());
    files.filter_map(|entry| read(folder, entry.path())).collect()
}

fn read(folder: &Path, file: &Path) -> Option<Artefact> {
    let path = file.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
    let hint = Hint { snippet: file.extension().is_some_and(|it| it == "js"), ..Hint::default() };
    let format = detect::format(&path, &hint)?;
    let bytes = fs::read(file).unwrap();
    let text =
        if format == Format::Export { export::decode(&bytes).unwrap() } else { String::from_utf8(bytes).ok()? };
    let facts = detect::read(&path, &text, format, &hint, &Limits::default()).facts?;
    Some(Artefact { path, format, text, facts })
}
