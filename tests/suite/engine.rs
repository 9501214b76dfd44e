//! Which files a run reads, which findings it shows, and what happens when something goes wrong.
//! Two rules made for these tests report every file that could not be read and every artefact.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use flowvet::diagnostic::{Diagnostic, Severity};
use flowvet::engine::{self, Outcome, Request};
use flowvet::rules::{FileContext, Group, Meta, ProblemContext, ProblemKind, Rule};

struct Artifacts;

static ARTIFACTS: Meta = meta("artifact");

impl Rule for Artifacts {
    fn meta(&self) -> &'static Meta {
        &ARTIFACTS
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        vec![cx.diagnostic(&cx.place(cx.tree.root()), cx.facts.kind.label(), "", "")]
    }
}

struct Problems;

static PROBLEMS: Meta = meta("problem");

impl Rule for Problems {
    fn meta(&self) -> &'static Meta {
        &PROBLEMS
    }

    fn check_problems(&self, cx: &ProblemContext<'_>) -> Vec<Diagnostic> {
        let severity = |kind| match kind {
            ProblemKind::Syntax | ProblemKind::Unreadable => Severity::Error,
            ProblemKind::UnreadableUnknown => Severity::Info,
        };
        let finding = |it| cx.diagnostic(it, it.message.clone(), "").with_severity(severity(it.kind));
        cx.problems.iter().map(finding).collect()
    }
}

struct Crashing;

static CRASHING: Meta = meta("crashing");

impl Rule for Crashing {
    fn meta(&self) -> &'static Meta {
        &CRASHING
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        assert!(!cx.source.text().contains("boom"), "boom was found");
        Vec::new()
    }
}

const fn meta(name: &'static str) -> Meta {
    Meta {
        name,
        group: Group::Linter,
        severity: Severity::Error,
        recommended: true,
        unnecessary: false,
        options: &[],
        since: "0.1.0",
        summary: "",
        page: "",
    }
}

const FLOW: &str = "inboundCall:\n  name: Main\n  defaultLanguage: en-us\n";
const OTHER: &str = "name: CI\non: push\n";

struct Folder(tempfile::TempDir);

impl Folder {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = Folder(tempfile::tempdir().unwrap());
        for (path, text) in files {
            folder.write(path, text.as_bytes());
        }
        folder
    }

    fn path(&self) -> PathBuf {
        self.0.path().canonicalize().unwrap()
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn check(&self, paths: &[&str]) -> String {
        self.request(Request { paths: paths.iter().map(PathBuf::from).collect(), ..Request::default() })
    }

    fn request(&self, request: Request) -> String {
        let folder = if request.folder == Path::new("") { self.path() } else { self.path().join(&request.folder) };
        let rules: &[&dyn Rule] = &[&Artifacts, &Problems, &Crashing];
        show(&engine::check(&Request { folder, ..request }, rules, &()).unwrap())
    }
}

/// `file: severity[rule] message`, one line per finding.
fn show(outcome: &Outcome) -> String {
    let line = |it: &Diagnostic| format!("{}: {}[{}] {}\n", it.primary.location.file, it.severity, it.rule, it.message);
    outcome.diagnostics.iter().map(line).collect()
}

#[test]
fn a_walk_reads_artefacts_and_leaves_the_rest_alone() {
    let folder = Folder::new(&[("flows/main.yaml", FLOW), ("ci.yml", OTHER), ("notes.txt", "x"), ("broken.json", "{")]);
    assert_eq!(folder.check(&[]), "flows/main.yaml: error[artifact] Archy YAML flow\n");
}

#[test]
fn gitignore_hidden_folders_and_node_modules_are_passed_over() {
    let folder = Folder::new(&[
        (".gitignore", "build/\n/old.yaml\n"),
        ("flows/.gitignore", "*.bak.yaml\n!keep.bak.yaml\n"),
        ("build/a.yaml", FLOW),
        ("old.yaml", FLOW),
        ("flows/old.yaml", FLOW),
        ("flows/x.bak.yaml", FLOW),
        ("flows/keep.bak.yaml", FLOW),
        (".terraform/a.yaml", FLOW),
        ("node_modules/x/a.yaml", FLOW),
    ]);
    assert_eq!(
        folder.check(&[]),
        "flows/keep.bak.yaml: error[artifact] Archy YAML flow\n\
         flows/old.yaml: error[artifact] Archy YAML flow\n"
    );
}

#[test]
fn an_ignored_file_that_a_person_names_is_read_but_not_for_a_hook() {
    let folder = Folder::new(&[(".gitignore", "old.yaml\n"), ("flowvet.toml", ""), ("old.yaml", FLOW)]);
    assert_eq!(folder.check(&["old.yaml"]), "old.yaml: error[artifact] Archy YAML flow\n");
    let paths = vec![PathBuf::from("old.yaml")];
    assert_eq!(folder.request(Request { paths, hook: true, ..Request::default() }), "");
}

#[test]
fn paths_select_the_findings_shown() {
    let folder = Folder::new(&[("flowvet.toml", ""), ("a/one.yaml", FLOW), ("b/two.yaml", FLOW)]);
    assert_eq!(folder.check(&["b"]), "b/two.yaml: error[artifact] Archy YAML flow\n");
    assert_eq!(folder.check(&["a/one.yaml"]), "a/one.yaml: error[artifact] Archy YAML flow\n");
    let paths = vec![PathBuf::from("../a")];
    let request = Request { folder: "b".into(), paths, ..Request::default() };
    assert_eq!(folder.request(request), "a/one.yaml: error[artifact] Archy YAML flow\n");
}

#[test]
fn a_file_of_no_known_kind_is_mentioned_when_it_was_named() {
    let folder = Folder::new(&[("ci.yml", OTHER), ("notes.txt", "x"), ("main.yaml", FLOW)]);
    assert_eq!(
        folder.check(&["ci.yml", "notes.txt"]),
        "ci.yml: info[problem] flowvet does not recognise this file, so it was skipped\n\
         notes.txt: info[problem] flowvet does not recognise this file, so it was skipped\n"
    );
}

#[test]
fn a_file_that_does_not_exist_does_not_stop_the_others() {
    let folder = Folder::new(&[("main.yaml", FLOW)]);
    assert_eq!(
        folder.check(&["gone.yaml", "main.yaml"]),
        "gone.yaml: error[problem] this file does not exist\n\
         main.yaml: error[artifact] Archy YAML flow\n"
    );
}

#[test]
fn a_nested_project_is_checked_by_its_own_configuration() {
    let folder = Folder::new(&[
        ("flowvet.toml", "exclude = [\"*.skip.yaml\"]\n"),
        ("a.skip.yaml", FLOW),
        ("sub/flowvet.toml", ""),
        ("sub/b.skip.yaml", FLOW),
    ]);
    assert_eq!(folder.check(&[]), "sub/b.skip.yaml: error[artifact] Archy YAML flow\n");
}

#[test]
fn listed_projects_inherit_the_configuration_that_lists_them() {
    let folder = Folder::new(&[
        ("flowvet.toml", "projects = [\"teams/*\"]\nexclude = [\"*.skip.yaml\"]\n"),
        ("teams/a/main.yaml", FLOW),
        ("teams/b/b.skip.yaml", FLOW),
    ]);
    assert_eq!(folder.check(&[]), "teams/a/main.yaml: error[artifact] Archy YAML flow\n");
}

#[test]
fn standard_input_is_an_overlay_of_a_file() {
    let folder = Folder::new(&[("flowvet.toml", ""), ("main.yaml", OTHER), ("other.yaml", FLOW)]);
    for name in ["main.yaml", "new/unsaved.yaml"] {
        let overlays = BTreeMap::from([(folder.path().join(name), FLOW.as_bytes().to_vec())]);
        let shown = folder.request(Request { paths: vec![name.into()], overlays, ..Request::default() });
        assert_eq!(shown, format!("{name}: error[artifact] Archy YAML flow\n"));
    }
}

#[test]
fn overlays_replace_files_without_naming_them() {
    let folder = Folder::new(&[("flowvet.toml", ""), ("main.yaml", OTHER), ("payload.json", "[1]")]);
    let overlay = |name, text: &str| (folder.path().join(name), text.as_bytes().to_vec());
    let overlays = BTreeMap::from([
        overlay("main.yaml", FLOW),
        overlay("payload.json", r#"{"attributes": {"a": "b"}}"#),
        overlay("not there.yaml", FLOW),
    ]);
    let shown = folder.request(Request { overlays: overlays.clone(), ..Request::default() });
    assert_eq!(shown, "main.yaml: error[artifact] Archy YAML flow\n");
    let shown = folder.request(Request { paths: vec!["payload.json".into()], overlays, ..Request::default() });
    assert_eq!(shown, "payload.json: error[artifact] payload\n");
}

#[test]
fn a_crash_in_a_rule_is_a_finding_and_the_run_goes_on() {
    let folder = Folder::new(&[("a.yaml", &format!("{FLOW}  description: boom\n")), ("b.yaml", FLOW)]);
    assert_eq!(
        folder.check(&[]),
        "a.yaml: error[rule-failure] rule `crashing` crashed on this file: boom was found\n\
         a.yaml: error[artifact] Archy YAML flow\n\
         b.yaml: error[artifact] Archy YAML flow\n"
    );
}

#[test]
fn undecodable_bytes_are_an_error_in_an_artefact_and_an_info_elsewhere() {
    let folder = Folder::new(&[]);
    folder.write("flow.yaml", &[FLOW.as_bytes(), b"  description: \xff\n"].concat());
    folder.write("other.yaml", b"name: \xff\n");
    folder.write("wide.json", b"\xff\xfe{\0}\0");
    folder.write("empty.yaml", b"");
    folder.write("empty.i3InboundFlow", b"");
    assert_eq!(
        folder.check(&[]),
        "empty.i3InboundFlow: error[problem] the file is empty\n\
         empty.yaml: info[problem] this file is empty\n\
         flow.yaml: error[problem] this file is not valid UTF-8 (byte 0xff at offset 66)\n\
         other.yaml: info[problem] this file is not valid UTF-8 (byte 0xff at offset 6)\n\
         wide.json: info[problem] this file is encoded in UTF-16; only UTF-8 is supported\n"
    );
}

#[test]
fn limits_that_hide_the_file_type_are_reported() {
    let bomb = (1..9).fold("a0: &a0 [x]\n".to_owned(), |text, level| {
        let before = format!("*a{},", level - 1).repeat(9);
        format!("{text}a{level}: &a{level} [{before}]\n")
    });
    let deep = "[".repeat(100_000);
    let folder = Folder::new(&[("bomb.yaml", &bomb), ("deep.json", &deep), ("deep.yaml", &deep)]);
    let shown = folder.check(&[]);
    let places: Vec<_> = shown.lines().map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(places, ["bomb.yaml: info[problem]", "deep.json: info[problem]", "deep.yaml: info[problem]"], "{shown}");
}

#[test]
fn a_mistake_in_the_configuration_is_always_shown() {
    let folder = Folder::new(&[("flowvet.toml", "preset = 1\n"), ("ci.yml", OTHER), ("main.yaml", FLOW)]);
    let shown = folder.check(&["main.yaml"]);
    assert!(shown.contains("flowvet.toml: error[configuration]"), "{shown}");
}
