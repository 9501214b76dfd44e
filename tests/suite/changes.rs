//! Findings chosen by what has changed in git. The command `git` is real.

use std::path::{Path, PathBuf};
use std::process::Command;

use flowvet::diagnostic::Diagnostic;
use flowvet::engine::{Changes, Request, UsageError, check};
use flowvet::rules::ALL;

use crate::project::Project;

/// A payload with a finding of its own.
const PAYLOAD: &str = "{\"attributes\": {\"shelf\": 3}}";
/// The same without.
const RIGHT: &str = "{\"attributes\": {\"shelf\": \"3\"}}";

#[track_caller]
fn git(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.current_dir(folder).args(["-c", "user.name=A", "-c", "user.email=a@lantern-books.example"]).args(arguments);
    // Only what is written here counts, not the settings of the person who runs it.
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    let output = command.output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A repository with one commit of these files, on the branch `main`.
pub fn repository(files: &[(&str, &str)]) -> Project {
    let project = Project::new(files);
    git(&project.folder(), &["init", "--quiet", "--initial-branch=main"]);
    commit(&project);
    project
}

fn commit(project: &Project) {
    git(&project.folder(), &["add", "--all"]);
    git(&project.folder(), &["commit", "--quiet", "--allow-empty", "--message", "change"]);
}

/// The files of the findings in `folder` and below `paths`, in their order.
fn chosen(folder: PathBuf, paths: &[&str], changes: Changes) -> Result<Vec<String>, UsageError> {
    let paths = paths.iter().map(PathBuf::from).collect();
    let outcome = check(&Request { folder, paths, changes: Some(changes), ..Request::default() }, ALL, &())?;
    let file = |found: &Diagnostic| found.primary.location.file.to_string();
    Ok(outcome.diagnostics.iter().map(file).collect())
}

fn since(revision: &str) -> Changes {
    Changes::Since(revision.to_owned())
}

#[track_caller]
fn assert_chosen(project: &Project, changes: Changes, expected: &[&str]) {
    assert_eq!(chosen(project.folder(), &[], changes).unwrap(), expected);
}

#[test]
fn staged_unstaged_and_new_files() {
    let project = repository(&[("a.payload.json", PAYLOAD), ("b.payload.json", RIGHT), ("c.payload.json", RIGHT)]);
    assert_chosen(&project, Changes::Uncommitted, &[]);
    project.write("b.payload.json", PAYLOAD);
    project.write("c.payload.json", PAYLOAD);
    project.write("new/größe ü.payload.json", PAYLOAD);
    git(&project.folder(), &["add", "b.payload.json"]);
    assert_chosen(&project, Changes::Staged, &["b.payload.json"]);
    let all = ["b.payload.json", "c.payload.json", "new/größe ü.payload.json"];
    assert_chosen(&project, Changes::Uncommitted, &all);
    assert_chosen(&project, since("HEAD"), &all);
}

#[test]
fn a_repository_without_a_commit() {
    let project = Project::new(&[("a.payload.json", PAYLOAD), ("b.payload.json", PAYLOAD)]);
    git(&project.folder(), &["init", "--quiet"]);
    git(&project.folder(), &["add", "b.payload.json"]);
    assert_chosen(&project, Changes::Staged, &["b.payload.json"]);
    assert_chosen(&project, Changes::Uncommitted, &["a.payload.json", "b.payload.json"]);
}

#[test]
fn since_compares_with_the_start_of_the_branch() {
    let project = repository(&[("a.payload.json", RIGHT), ("b.payload.json", RIGHT), ("c.payload.json", RIGHT)]);
    git(&project.folder(), &["checkout", "--quiet", "-b", "topic"]);
    project.write("a.payload.json", PAYLOAD);
    commit(&project);
    project.write("b.payload.json", PAYLOAD);
    git(&project.folder(), &["stash", "--quiet"]);
    git(&project.folder(), &["checkout", "--quiet", "main"]);
    project.write("c.payload.json", PAYLOAD);
    commit(&project);
    git(&project.folder(), &["checkout", "--quiet", "topic"]);
    git(&project.folder(), &["stash", "pop", "--quiet"]);
    assert_chosen(&project, since("main"), &["a.payload.json", "b.payload.json"]);
    assert_chosen(&project, since("topic"), &["b.payload.json"]);
}

#[test]
fn renamed_and_deleted_files() {
    let project = repository(&[
        ("old name.payload.json", PAYLOAD),
        ("gone.payload.json", PAYLOAD),
        ("kept.payload.json", PAYLOAD),
    ]);
    git(&project.folder(), &["mv", "old name.payload.json", "new name.payload.json"]);
    std::fs::remove_file(project.folder().join("gone.payload.json")).unwrap();
    assert_chosen(&project, Changes::Staged, &["new name.payload.json"]);
    assert_chosen(&project, Changes::Uncommitted, &["new name.payload.json"]);
    commit(&project);
    assert_chosen(&project, since("HEAD~1"), &["new name.payload.json"]);
}

#[test]
fn a_finding_in_an_unchanged_file_is_shown_if_a_changed_file_is_involved() {
    let flow = |kind: &str, action: &str, name: &str, target: &str| {
        format!(
            "{kind}:\n  name: {kind}\n  defaultLanguage: en-us\n  startUpTaskActions:\n    - {action}:\n        name: It\n        \
             attributes:\n          - attribute:\n              name:\n                lit: {name}\n              {target}\n"
        )
    };
    let set = |name: &str| flow("inqueueCall", "setParticipantData", name, "value:\n                lit: x");
    let get = flow("inqueueCall", "getParticipantData", "customerId", "variable: Flow.id");
    let project = repository(&[("set.yaml", &set("customerId")), ("get.yaml", &get)]);
    project.write("set.yaml", set("CustomerID"));
    assert_chosen(&project, Changes::Uncommitted, &["get.yaml"]);
}

#[test]
fn a_subfolder_and_paths_choose_as_well() {
    let project =
        repository(&[("a.payload.json", RIGHT), ("sub dir/b.payload.json", RIGHT), ("sub dir/c.payload.json", RIGHT)]);
    for file in ["a.payload.json", "sub dir/b.payload.json", "sub dir/c.payload.json"] {
        project.write(file, PAYLOAD);
    }
    let sub = project.folder().join("sub dir");
    let expected = ["sub dir/b.payload.json", "sub dir/c.payload.json"];
    assert_eq!(chosen(sub.clone(), &[], Changes::Uncommitted).unwrap(), expected);
    assert_eq!(chosen(sub.clone(), &["b.payload.json"], Changes::Uncommitted).unwrap(), expected[..1]);
    assert_eq!(chosen(sub, &[".."], since("HEAD")).unwrap().len(), 3);
}

#[test]
fn settings_of_git_change_nothing() {
    let project = repository(&[("sub/ä b.payload.json", RIGHT), ("other.payload.json", RIGHT)]);
    for (key, value) in [
        ("status.showUntrackedFiles", "no"),
        ("status.relativePaths", "true"),
        ("status.branch", "true"),
        ("diff.relative", "true"),
        ("diff.noprefix", "true"),
        ("diff.renames", "copies"),
        ("core.quotePath", "true"),
        ("color.ui", "always"),
    ] {
        git(&project.folder(), &["config", key, value]);
    }
    project.write("sub/ä b.payload.json", PAYLOAD);
    project.write("sub/new.payload.json", PAYLOAD);
    let sub = project.folder().join("sub");
    let expected = ["sub/new.payload.json", "sub/ä b.payload.json"];
    assert_eq!(chosen(sub.clone(), &[], Changes::Uncommitted).unwrap(), expected);
    assert_eq!(chosen(sub.clone(), &[], since("main")).unwrap(), expected);
    git(&project.folder(), &["add", "--all"]);
    assert_eq!(chosen(sub, &[], Changes::Staged).unwrap(), expected);
}

#[test]
fn each_repository_is_asked() {
    let project = Project::new(&[("one/a.payload.json", PAYLOAD), ("two/b.payload.json", PAYLOAD)]);
    for folder in ["one", "two"] {
        git(&project.folder().join(folder), &["init", "--quiet", "--initial-branch=main"]);
    }
    git(&project.folder().join("one"), &["add", "--all"]);
    git(&project.folder().join("one"), &["commit", "--quiet", "--message", "all"]);
    assert_chosen(&project, Changes::Uncommitted, &["two/b.payload.json"]);
}

#[test]
fn a_mistake_in_the_configuration_is_always_shown() {
    let project = repository(&[("flowvet.toml", "persets = 1\n"), ("a.payload.json", PAYLOAD)]);
    assert_chosen(&project, Changes::Uncommitted, &["flowvet.toml"]);
}

#[test]
fn unknown_revisions_are_reported() {
    let project = repository(&[("a.payload.json", PAYLOAD)]);
    let folder = project.folder();
    let error = |changes| chosen(folder.clone(), &[], changes).unwrap_err().0;
    let unknown = "this revision does not exist; in a shallow clone, fetch more history";
    for revision in ["mian", "", "main..HEAD", "^main", "--all", "-h"] {
        assert_eq!(error(since(revision)), format!("`--since {revision}`: {unknown} ({})", folder.display()));
    }
    git(&folder, &["checkout", "--quiet", "--orphan", "other"]);
    project.write("b.payload.json", RIGHT);
    commit(&project);
    let strange = "no common ancestor with HEAD; in a shallow clone, fetch more history";
    assert_eq!(error(since("main")), format!("`--since main`: {strange} ({})", folder.display()));
    let outside = Project::new(&[("a.payload.json", PAYLOAD)]);
    let said = chosen(outside.folder(), &[], Changes::Staged).unwrap_err().0;
    assert_eq!(said, format!("`--staged`: {} is not in a git repository", outside.folder().display()));
    std::fs::write(folder.join(".git/config"), "[nonsense").unwrap();
    assert!(error(Changes::Uncommitted).starts_with("`--changed`: git failed: "), "{}", error(Changes::Uncommitted));
}

#[test]
fn missing_git_and_conflicting_options_are_reported() {
    let project = repository(&[("a.payload.json", PAYLOAD)]);
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_flowvet"));
        command.current_dir(project.folder()).args(arguments).env("PATH", "").env_remove("GITHUB_ACTIONS");
        let output = command.output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    for (option, arguments) in [("--changed", vec![]), ("--staged", vec![]), ("--since", vec!["main"])] {
        let (code, said) = run(&[&["check", option], &arguments[..]].concat());
        let asked = [&[option], &arguments[..]].concat().join(" ");
        let expected = format!("error: `{asked}`: `git` was not found on PATH ({})\n", project.folder().display());
        assert_eq!((code, said), (Some(2), expected));
    }
    assert_eq!(run(&["check", "--changed", "--staged"]).0, Some(2));
    assert_eq!(run(&["check", "-", "--stdin-filename=a.json", "--changed"]).0, Some(2));
}
