//! Published artefacts of others: what is read of them and where findings are.
//! The snapshot holds places and rules, nothing of the files.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use flowvet::artifact::{Access, Hint, detect};
use flowvet::engine::{self, Request};
use flowvet::rules;

use super::{artefacts, shared, snapshot};

/// The folders `OWNER/REPO`, each a project of its own.
pub fn projects() -> Vec<PathBuf> {
    let corpus = shared::find("corpus");
    let folders = walkdir::WalkDir::new(corpus).min_depth(2).max_depth(2).sort_by_file_name().into_iter();
    folders.map(Result::unwrap).filter(|it| it.file_type().is_dir()).map(walkdir::DirEntry::into_path).collect()
}

pub fn title(project: &Path) -> String {
    let parts: Vec<_> = project.iter().rev().take(2).map(|part| part.to_string_lossy()).collect();
    format!("{}/{}", parts[1], parts[0])
}

#[test]
#[ignore = "needs ../shared"]
fn published_artefacts_are_recognised_and_read() {
    let projects = projects();
    let mut kinds: BTreeMap<&str, (usize, usize, usize)> = BTreeMap::new();
    let mut read = Vec::new();
    for project in &projects {
        for artefact in artefacts::of(project) {
            let (files, sets, gets) = kinds.entry(artefact.facts.kind.label()).or_default();
            *files += 1;
            *sets += artefact.facts.uses.iter().filter(|usage| usage.access == Access::Set).count();
            *gets += artefact.facts.uses.iter().filter(|usage| usage.access == Access::Get).count();
            read.push(project.join(artefact.path));
        }
    }
    let mut text = String::from("files  sets  gets  kind\n");
    for (kind, (files, sets, gets)) in kinds {
        let _ = writeln!(text, "{files:5} {sets:5} {gets:5}  {kind}");
    }
    text.push_str("\nof no known kind, in a format that is read\n");
    for project in &projects {
        for file in walkdir::WalkDir::new(project).sort_by_file_name().into_iter().map(Result::unwrap) {
            let path = file.path().strip_prefix(project).unwrap().to_string_lossy().replace('\\', "/");
            let is_readable = file.file_type().is_file() && detect::format(&path, &Hint::default()).is_some();
            if is_readable && !read.iter().any(|path| path == file.path()) {
                let _ = writeln!(text, "{}/{path}", title(project));
            }
        }
    }
    snapshot::compare("corpus-artefacts.txt", &text);
}

#[test]
#[ignore = "needs ../shared"]
fn findings_in_published_artefacts_change_knowingly() {
    let mut text = String::new();
    for project in &projects() {
        // A copy, so that nothing above the corpus makes all of it one project.
        let folder = tempfile::tempdir().unwrap();
        copy(project, folder.path());
        fs::write(folder.path().join("flowvet.toml"), "").unwrap();
        let request = Request { folder: folder.path().to_path_buf(), ..Request::default() };
        let outcome = engine::check(&request, rules::ALL, &()).unwrap();
        for diagnostic in &outcome.diagnostics {
            let location = &diagnostic.primary.location;
            let at = outcome.sources[&location.file].position(location.place.span.start);
            let (rule, severity) = (diagnostic.rule, diagnostic.severity);
            let place = format!("{}/{}:{}:{}", title(project), location.file, at.line, at.column);
            let _ = writeln!(text, "{place}: {severity}[{rule}]");
        }
    }
    snapshot::compare("corpus-findings.txt", &text);
}

pub fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from).into_iter().map(Result::unwrap) {
        let target = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(target).unwrap();
        } else {
            // Not `copy`, which would copy the permission to write as well.
            fs::write(target, fs::read(entry.path()).unwrap()).unwrap();
        }
    }
}
