//! Hostile texts and names: bounded work, and nothing of a name that a terminal or an editor would obey.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use flowvet::diagnostic::{Diagnostic, Edit, Fix, Safety, Severity};
use flowvet::fix::write;
use flowvet::rules::{FileContext, Group, Meta, Rule};
use flowvet::text::Span;

use serde_json::json;

use crate::project::Project;

fn flowvet(project: &Project, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flowvet"));
    command.current_dir(project.folder()).args(arguments).env_remove("GITHUB_ACTIONS");
    command
}

#[test]
fn a_costly_regular_expression_of_a_contract_is_unknown() {
    let action = |pattern: &str| {
        format!(
            r#"{{"name": "Order", "actionType": "custom", "config": {{"request": {{"requestUrlTemplate": "/x", "requestType": "POST"}}, "response": {{}}}},
            "contract": {{"input": {{"inputSchema": {{"type": "object", "properties": {{"shop": {{"type": "string", "pattern": "{pattern}"}}, "room": {{"type": "string", "pattern": "^[a-z]{{1,9}}$"}}}}}}}}, "output": {{"successSchema": {{"type": "object"}}}}}}}}"#
        )
    };
    let configuration = "[[payload]]\nfiles = [\"s.json\"]\naction = \"Order\"\n";
    for pattern in ["(((a{1,50}){1,50}){1,40})b", "((((a|b){1,99}){1,99}){1,99}){1,99}"] {
        let sample = format!("{{\"shop\": \"{}\", \"room\": \"9\"}}", "a".repeat(10_000));
        let project = Project::new(&[
            ("flowvet.toml", configuration.to_owned()),
            ("order.json", action(pattern)),
            ("s.json", sample),
        ]);
        let found = project.findings();
        assert!(!found.contains("shop"), "{found}");
        assert!(found.contains("s.json") && found.contains("room"), "the other one is known: {found}");
    }
}

#[test]
fn the_findings_of_a_rule_in_a_file_are_capped() {
    let mut text = "{\"attributes\": {".to_owned();
    for number in 0..2_000 {
        let _ = write!(text, "\"shelf{number}\": {number},");
    }
    let project = Project::new(&[("a.payload.json", text + "\"room\": \"1\"}}")]);
    let outcome = project.outcome();
    let of_rule: Vec<_> = outcome.diagnostics.iter().filter(|it| it.rule == "non-string-value").collect();
    assert_eq!(of_rule.len(), 1_001);
    assert_eq!(of_rule[1_000].message, "`non-string-value` has 1000 more findings in this file, from here on");
    // Fixing goes on to the end.
    let mut fixes = project.fixes(&[], false);
    fixes.record(&write(&fixes.documents));
    assert_eq!(fixes.applied, 2_000);
    assert!(!project.findings().contains("non-string-value"));
}

#[test]
fn more_threads_than_any_machine_has_are_a_usage_error() {
    let project = Project::new(&[("flowvet.toml", "")]);
    assert_eq!(flowvet(&project, &["check", "--threads", "60000"]).output().unwrap().status.code(), Some(2));
    assert_eq!(flowvet(&project, &["check", "--threads", "200"]).output().unwrap().status.code(), Some(0));
}

#[test]
fn reports_have_no_raw_control_or_bidirectional_characters() {
    let name = "a\u{202e}b\u{1b}[31m\u{9b}\n::error::x";
    let text =
        format!("{{\"attributes\": {{{}: 3, \"x\": 3, \" pad\u{202e}ded \": \"v\"}}}}", serde_json::Value::from(name));
    let file = if cfg!(unix) { "a\u{202e}\n::error::x.payload.json" } else { "a.payload.json" };
    let project = Project::new(&[(file, text)]);
    for format in ["human", "concise", "github", "agent", "markdown"] {
        let output = flowvet(&project, &["check", "--color", "never", "--format", format]).output().unwrap();
        let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        let raw = |it: char| it.is_control() && it != '\n' || ('\u{202a}'..='\u{202e}').contains(&it);
        assert!(!text.contains(raw), "{format}: {text:?}");
        assert!(!text.contains("\n::error::"), "{format}: {text}");
    }
    let wrong = "no\u{202e}\u{1b}[31msuch.yaml";
    let output = format!("\u{7}\u{202e}{wrong}=x");
    for arguments in [["check", "--since", wrong], ["check", "--output", &output]] {
        let output = flowvet(&project, &arguments).output().unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(!text.contains(['\u{202e}', '\u{1b}', '\u{7}']), "{text:?}");
        assert!(text.contains("\\u{202e}"), "{text:?}");
    }
    let map = flowvet(&project, &["map", "--format", "html"]).output().unwrap().stdout;
    assert!(!String::from_utf8(map).unwrap().contains(['\u{9b}', '\u{202e}']));
    flowvet(&project, &["check", "--write-baseline"]).output().unwrap();
    assert!(!project.read("flowvet-baseline.txt").contains(['\u{9b}', '\u{202e}']));
}

/// Reports `bolt` in a text, but only where `lock` is not in it, and fixes `lock`.
struct Masked;
/// Fixes `lock`, which hides `bolt`.
struct Masking;

static MASKED: Meta = Meta {
    name: "masked",
    group: Group::Names,
    severity: Severity::Error,
    recommended: true,
    summary: "A bolt",
    page: "",
    options: &[],
    since: "0.1.0",
    unnecessary: false,
};
static MASKING: Meta = Meta { name: "masking", summary: "A lock", ..MASKED };

fn at(cx: &FileContext<'_>, word: &str) -> Option<Span> {
    cx.source.text().find(word).map(|start| Span::new(start, start + word.len()))
}

fn found(cx: &FileContext<'_>, word: &str) -> Diagnostic {
    let place = flowvet::diagnostic::Place::at(at(cx, word).unwrap());
    cx.diagnostic(&place, format!("`{word}`"), "here", word)
}

impl Rule for Masked {
    fn meta(&self) -> &'static Meta {
        &MASKED
    }
    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        if at(cx, "lock").is_some() {
            Vec::new()
        } else {
            at(cx, "bolt").map(|_| found(cx, "bolt")).into_iter().collect()
        }
    }
}

impl Rule for Masking {
    fn meta(&self) -> &'static Meta {
        &MASKING
    }
    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        let Some(span) = at(cx, "lock") else { return Vec::new() };
        let edits = vec![Edit { file: cx.source.path().clone(), span, replacement: "open".to_owned() }];
        vec![found(cx, "lock").with_fix(Fix { title: "open it".to_owned(), safety: Safety::Safe, edits })]
    }
}

#[test]
fn a_finding_that_was_only_masked_is_not_harm() {
    for text in ["{\"attributes\": {\"a\": \"lock bolt\"}}", "{\"attributes\": {\"a\": \"bolt\", \"lock\": \"b\"}}"] {
        let project = Project::new(&[("a.payload.json", text)]);
        let fixes = project.fixes_of(&[&Masked, &Masking], &[], false);
        let rules: Vec<_> = fixes.left.diagnostics.iter().map(|it| it.rule).collect();
        assert_eq!((fixes.applied, &*rules), (1, &["masked"][..]));
    }
}

/// What the language server sends for these bytes.
fn served(input: &[u8]) -> String {
    let mut server = Command::new(env!("CARGO_BIN_EXE_flowvet"))
        .arg("lsp")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    server.stdin.take().unwrap().write_all(input).unwrap();
    let mut output = String::new();
    server.stdout.take().unwrap().read_to_string(&mut output).unwrap();
    server.wait().unwrap();
    output
}

fn message(body: &str, length: usize) -> String {
    format!("Content-Length: {length}\r\n\r\n{body}")
}

#[test]
fn after_a_wrong_length_the_next_message_is_found() {
    let initialize = r#"{"jsonrpc":"2.0","id":7,"method":"initialize","params":{"capabilities":{}}}"#;
    let broken = r#"{"jsonrpc":"2.0","id":6,"method":"initialize","params":{"capabilities":{}}}"#;
    let good = message(initialize, initialize.len());
    for length in [1, 20, broken.len() - 1, broken.len() + 1, broken.len() + 15, broken.len() + 60, usize::MAX] {
        let output = served((message(broken, length) + &good).as_bytes());
        assert!(output.contains("\"id\":7,\"result\""), "{length}: {output}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_utf8_are_files_of_their_own() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let project = Project::new(&[("flowvet.toml", "")]);
    let text = "{\"attributes\": {\"shelf\": 3}}";
    for name in [&b"a\xff.payload.json"[..], b"a\xfe.payload.json", b"a\\xff.payload.json"] {
        std::fs::write(project.folder().join(OsStr::from_bytes(name)), text).unwrap();
    }
    let outcome = project.outcome();
    let files: Vec<&str> = outcome.diagnostics.iter().map(|it| &*it.primary.location.file).collect();
    assert_eq!(files, ["a\\x5cxff.payload.json", "a\\xfe.payload.json", "a\\xff.payload.json"]);
    let named = OsStr::from_bytes(b"a\xff.payload.json");
    let output = flowvet(&project, &["check", "--format", "concise"]).arg(named).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stdout).unwrap().starts_with("a\\xff.payload.json:1:"));
    let status = flowvet(&project, &["fix"]).arg(named).output().unwrap().status;
    assert!(status.success());
    assert_eq!(std::fs::read_to_string(project.folder().join(named)).unwrap(), text.replace('3', "\"3\""));
}

#[test]
fn merge_keys_supply_names() {
    let flow = "x: &named\n  name: { lit: shelfMark }\n  value: { lit: first }\ninboundCall:\n  name: Main\n  tasks:\n    - task:\n        name: Greet\n        actions:\n          - setParticipantData:\n              name: Set\n              attributes:\n                - attribute:\n                    <<: *named\n                    value: { lit: second }\n                - attribute:\n                    <<: [ *named ]\n";
    let found = Project::new(&[("main.yaml", flow)]).findings();
    assert!(!found.contains("empty-name"), "{found}");
    let get = "inqueueCall:\n  name: Queue\n  startUpTaskActions:\n    - getParticipantData:\n        name: Who\n        attributes:\n          - attribute:\n              name: { lit: ShelfMark }\n              variable: Flow.x\n";
    let found = Project::new(&[("main.yaml", flow), ("queue.yaml", get)]).findings();
    assert!(found.contains("name-case-mismatch"), "the name is known: {found}");
}

#[test]
fn names_in_both_branches_of_a_terraform_template_are_known() {
    let flow = "\
inboundCall:
  name: Main
  description: |
%{ if open }
    open
%{ endif }
  startUpRef: ./tasks/task[Main_1]
  tasks:
    - task:
        refId: Main_1
        name: Main
        actions:
          - setParticipantData:
              name: Store
              attributes:
                - attribute:
                    name:
%{ if open }
                      lit: openShelf
%{ else }
                      lit: closedShelf
%{ endif }
                    value:
                      lit: x
";
    let get = |name: &str| {
        format!(
            "inqueueCall:\n  name: Queue\n  startUpTaskActions:\n    - getParticipantData:\n        name: Who\n        attributes:\n          \
             - attribute:\n              name: {{ lit: {name} }}\n              variable: Flow.x\n"
        )
    };
    for name in ["openShelf", "closedShelf"] {
        let found = Project::new(&[("main.yaml", flow), ("queue.yaml", &get(name))]).findings();
        assert!(!found.contains("queue.yaml"), "{found}");
        let wrong = name.to_lowercase();
        let found = Project::new(&[("main.yaml", flow), ("queue.yaml", &get(&wrong))]).findings();
        assert!(found.contains("name-case-mismatch"), "{found}");
    }
}

#[test]
fn a_lone_carriage_return_ends_a_line() {
    let text = "{\r\"attributes\":\r{\r\n\"shelf\": 3}}";
    let found = Project::new(&[("a.payload.json", text)]).outcome();
    let location = &found.diagnostics[0].primary.location;
    let at = found.sources[&location.file].position(location.place.span.start);
    assert_eq!((at.line, at.column), (4, 10));
}

#[test]
fn git_runs_no_program_of_a_repository_and_no_other_repository() {
    let project = Project::new(&[("a.payload.json", "{\"attributes\": {\"shelf\": 3}}"), ("other/x", "")]);
    let git = |folder: &str, arguments: &[&str]| {
        let done = Command::new("git").current_dir(project.folder().join(folder)).args(arguments).output();
        assert!(done.unwrap().status.success());
    };
    git("", &["init", "-q"]);
    git("other", &["init", "-q"]);
    let ran = project.folder().join("other/ran");
    let script = format!("#!/bin/sh\ntouch {}\n", ran.display());
    project.write(".git/spy", script);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let spy = project.folder().join(".git/spy");
        std::fs::set_permissions(&spy, std::fs::Permissions::from_mode(0o755)).unwrap();
        git("", &["config", "core.fsmonitor", spy.to_str().unwrap()]);
    }
    let other = project.folder().join("other/.git");
    let output = flowvet(&project, &["check", "--changed", "--format", "concise"])
        .env("GIT_DIR", &other)
        .env("GIT_INDEX_FILE", other.join("index"))
        .output()
        .unwrap();
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(text.contains("a.payload.json:1:"), "{text}");
    assert!(!ran.exists());
}

#[test]
fn flows_in_all_documents_of_a_file_are_checked() {
    let flow = |kind: &str, name: &str, attribute: &str| {
        format!(
            "{kind}:\n  name: {name}\n  startUpRef: ./tasks/task[Main_1]\n  tasks:\n    - task:\n        refId: Main_1\n        \
             name: Main\n        actions:\n          - setParticipantData:\n              name: Store\n              attributes:\n                \
             - attribute:\n                    name:\n                      lit: {attribute}\n                    value:\n                      \
             lit: x\n"
        )
    };
    let options = "# options\nshop: {name: Books}\n";
    let first = flow("inboundCall", "Shop", "shelfId");
    let text = [options, &first, &flow("inboundCal", "Room", "' roomId'")].join("---\n");
    let project = Project::new(&[("flows.yaml", text.clone())]);
    let found = project.findings();
    let line = |needle: &str| text.lines().position(|line| line.contains(needle)).unwrap() + 1;
    for (rule, needle) in [("padded-name", "roomId"), ("unknown-flow-type", "inboundCal:")] {
        assert!(found.lines().any(|it| it.contains(rule) && it.contains(&format!(":{}:", line(needle)))), "{found}");
    }
    assert!(!found.contains("shelfId") && !found.contains("duplicate-key"), "{found}");
    let called = "workflow:\n  name: W\n  startUpRef: ./tasks/task[Main_1]\n  tasks:\n    - task:\n        refId: Main_1\n        \
                  actions:\n          - callCommonModule:\n              name: Call\n              commonModule:\n                NAME:\n                  ver_latestPublished: {}\n";
    let modules = [flow("commonModule", "Prices", "a"), flow("commonModule", "Stock", "b")].join("---\n");
    let project = |name: &str| {
        let strict = "preset = \"strict\"\n".to_owned();
        Project::new(&[("flowvet.toml", strict), ("m.yaml", modules.clone()), ("w.yaml", called.replace("NAME", name))])
    };
    assert!(project("Parcels").findings().contains("unknown-target"));
    assert!(!project("Stock").findings().contains("unknown-target"), "{}", project("Stock").findings());
}

#[test]
fn a_map_that_may_miss_something_says_so() {
    let project =
        Project::new(&[("a.payload.json", "{\"attributes\": {\"shelf\": \"3\"}}"), ("b.payload.json", "{\"attri")]);
    for arguments in [&["map"][..], &["map", "--attribute", "shelf"], &["attributes", "list"]] {
        let output = flowvet(&project, arguments).output().unwrap();
        let note = "1 file or folder could not be read completely; `flowvet check` shows what may be missing here\n";
        assert_eq!((output.status.code(), &*String::from_utf8_lossy(&output.stderr)), (Some(0), note), "{arguments:?}");
    }
    project.write("b.payload.json", "{}");
    assert!(flowvet(&project, &["map"]).output().unwrap().stderr.is_empty());
}

#[test]
fn a_dictionary_that_may_miss_something_says_so() {
    let project =
        Project::new(&[("a.payload.json", "{\"attributes\": {\"shelf\": \"3\"}}"), ("b.payload.json", "{\"attri")]);
    for verb in ["init", "update"] {
        let output = flowvet(&project, &["attributes", verb]).output().unwrap();
        let note = "1 file or folder could not be read completely; `flowvet check` shows what may be missing here\n";
        assert_eq!((output.status.code(), &*String::from_utf8_lossy(&output.stderr)), (Some(0), note), "{verb}");
    }
}

#[test]
fn the_process_of_an_editor_may_be_any_number() {
    for process in ["-1", "-2147483648", "0", "2147483647"] {
        let body = format!(
            r#"{{"jsonrpc":"2.0","id":7,"method":"initialize","params":{{"processId":{process},"capabilities":{{}}}}}}"#
        );
        let output = served((message(&body, body.len()) + &message(&body, body.len())).as_bytes());
        assert!(output.contains("\"id\":7,\"result\""), "{process}: {output}");
        assert!(output.contains("the server is already initialized"), "{process}: {output}");
    }
}

#[test]
fn names_in_symbols_and_actions_of_an_editor_are_visible() {
    let text = "{\"attributes\": {\"a\u{202e}b\": 3, \"pad \": \"v\"}}";
    let project = Project::new(&[("flowvet.toml", ""), ("attributes.toml", ""), ("a.payload.json", text)]);
    let uri = |path: &Path| url::Url::from_file_path(path).unwrap().to_string();
    let document = json!({"uri": uri(&project.folder().join("a.payload.json"))});
    let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 40}});
    let folders = json!([{"uri": uri(&project.folder()), "name": "x"}]);
    let messages = [
        json!({"id": 1, "method": "initialize", "params": {"capabilities": {}, "workspaceFolders": folders}}),
        json!({"method": "initialized", "params": {}}),
        json!({"id": 2, "method": "textDocument/documentSymbol", "params": {"textDocument": document}}),
        json!({"id": 3, "method": "workspace/symbol", "params": {"query": "ab"}}),
        json!({"id": 4, "method": "textDocument/codeAction",
            "params": {"textDocument": document, "range": range, "context": {"diagnostics": []}}}),
    ];
    let messages: String = messages.iter().map(ToString::to_string).map(|body| message(&body, body.len())).collect();
    let output = served(messages.as_bytes());
    assert!(output.contains("add `a\\\\u{202e}b` to attributes.toml"), "{output}");
    assert!(!output.contains('\u{202e}'), "{output}");
}

#[test]
fn what_is_written_into_a_configuration_is_visible() {
    let text = "{\"attributes\": {\"a\u{202e}b\": 3}}";
    let project = Project::new(&[("flowvet.toml", ""), ("a.payload.json", text)]);
    let arguments = ["ignore", "a.payload.json:1", "--reason", "why\u{202e}\u{e0041}"];
    assert_eq!(flowvet(&project, &arguments).output().unwrap().status.code(), Some(0));
    let written = project.read("flowvet.toml");
    assert!(written.contains(r"/attributes/a\u202eb") && written.contains(r"why\u202e\U000e0041"), "{written}");
    assert_eq!(flowvet(&project, &["attributes", "init"]).output().unwrap().status.code(), Some(0));
    assert!(project.read("attributes.toml").contains(r#""a\u202eb""#));
    let output = flowvet(&project, &["check", "--format", "concise"]).output().unwrap();
    assert_eq!(
        (output.status.code(), String::from_utf8_lossy(&output.stdout).contains("configuration")),
        (Some(0), false)
    );
    // In the answers of the command line, too.
    project.write("flowvet.toml", "[rules]\n\"x\u{202e}\" = \"error\"\n[override.\"y\u{202e}\"]\nz = 1\n");
    for arguments in [
        &["check", "--show-settings"][..],
        &["check", "--x\u{202e}"],
        &["x\u{202e}"],
        &["check", "--threads", "\u{202e}"],
    ] {
        let output = flowvet(&project, arguments).output().unwrap();
        let shown = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(!shown.contains('\u{202e}'), "{shown}");
    }
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::fs;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;
    use std::path::Path;
    use std::process::Command;

    use flowvet::engine::{Request, Session};
    use flowvet::fix::{ignore, write};
    use flowvet::rules::ALL;

    use super::{Project, flowvet};

    const PAYLOAD: &str = "{\"attributes\": {\"shelf\": 3}}";

    fn pipe(path: &Path) {
        assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
    }

    #[test]
    fn a_dictionary_that_is_not_a_file_is_reported() {
        type Make = fn(&Path);
        let cases: [(Make, &str); 4] = [
            (pipe, "this is not a regular file"),
            (|path| symlink("gone.toml", path).unwrap(), "this file does not exist"),
            (|path| symlink("/dev/zero", path).unwrap(), "leads out of the project"),
            (|path| symlink(".", path).unwrap(), "this is not a regular file"),
        ];
        for (make, reason) in cases {
            let project = Project::new(&[("flowvet.toml", ""), ("a.payload.json", PAYLOAD)]);
            make(&project.folder().join("attributes.toml"));
            let output = flowvet(&project, &["check", "--format", "concise"]).output().unwrap();
            let text = String::from_utf8(output.stdout).unwrap();
            assert_eq!(output.status.code(), Some(2), "{text}");
            assert!(text.contains("cannot read the attribute dictionary `attributes.toml`"), "{text}");
            assert!(text.contains(reason), "{reason}: {text}");
        }
        let project = Project::new(&[("flowvet.toml", ""), ("a.payload.json", PAYLOAD)]);
        fs::create_dir(project.folder().join("attributes.toml")).unwrap();
        assert_eq!(flowvet(&project, &["check"]).output().unwrap().status.code(), Some(1), "a folder is none");
    }

    #[test]
    fn a_link_to_a_file_that_is_not_read_itself_is_read() {
        for target in ["store.txt", ".hidden/a.payload.json", "node_modules/a.payload.json", "a.json"] {
            let project = Project::new(&[("flowvet.toml", ""), (target, PAYLOAD)]);
            symlink(target, project.folder().join("b.payload.json")).unwrap();
            let found = project.findings();
            assert!(found.contains("b.payload.json:1:26"), "{target}: {found}");
        }
        let project = Project::new(&[("flowvet.toml", ""), ("a.payload.json", PAYLOAD)]);
        symlink("a.payload.json", project.folder().join("b.payload.json")).unwrap();
        assert!(!project.findings().contains("b.payload.json"), "once is enough");
        let project = Project::new(&[("flowvet.toml", "")]);
        pipe(&project.folder().join("store"));
        symlink("store", project.folder().join("b.payload.json")).unwrap();
        assert!(project.findings().contains("this is not a regular file"));
    }

    #[test]
    fn ignore_files_are_not_read_through_links() {
        let project = Project::new(&[("flowvet.toml", ""), ("sub/a.payload.json", PAYLOAD), ("patterns", "*.json\n")]);
        symlink("../patterns", project.folder().join("sub/.gitignore")).unwrap();
        let found = project.findings();
        assert!(found.contains("sub/.gitignore:1:1") && found.contains("git does not follow"), "{found}");
        assert!(found.contains("sub/a.payload.json:1:26"), "{found}");
    }

    /// Neither a file that becomes a pipe after it was read, nor one that becomes a pipe before it is written, is waited
    /// for.
    #[test]
    fn a_file_that_becomes_a_pipe_is_left_alone() {
        let project = Project::new(&[("flowvet.toml", ""), ("a.payload.json", PAYLOAD)]);
        let file = project.folder().join("a.payload.json");
        let fixes = project.fixes(&[], false);
        let mut session = Session::new(Request { folder: project.folder(), ..Request::default() }, ALL, &());
        let found = session.outcome().unwrap().diagnostics;
        fs::remove_file(&file).unwrap();
        pipe(&file);
        assert_eq!(write(&fixes.documents).files.len(), 0);
        fs::remove_file(project.folder().join("flowvet.toml")).unwrap();
        pipe(&project.folder().join("flowvet.toml"));
        let refused = ignore(&mut session, found, "why").unwrap_err();
        assert!(refused.0.contains("this is not a regular file"), "{refused:?}");
    }

    #[test]
    fn a_diff_names_files_as_git_does() {
        let project = Project::new(&[("flowvet.toml", "")]);
        let names = [&b"a\xff.payload.json"[..], b"b\\xff.payload.json", "c\u{202e}\u{2028}.payload.json".as_bytes()];
        for name in names {
            fs::write(project.folder().join(OsStr::from_bytes(name)), PAYLOAD).unwrap();
        }
        let diff = flowvet(&project, &["fix", "--diff"]).output().unwrap().stdout;
        let text = String::from_utf8(diff.clone()).unwrap();
        let heads: Vec<&str> = text.lines().filter(|line| line.starts_with("---")).collect();
        assert_eq!(
            heads,
            [
                r#"--- "a/a\377.payload.json""#,
                r#"--- "a/b\\xff.payload.json""#,
                r#"--- "a/c\342\200\256\342\200\250.payload.json""#
            ]
        );
        let patch = project.folder().join("all.patch");
        fs::write(&patch, diff).unwrap();
        let git = Command::new("git").arg("apply").arg(&patch).current_dir(project.folder()).output().unwrap();
        assert!(git.status.success(), "{git:?}");
        for name in names {
            let text = fs::read_to_string(project.folder().join(OsStr::from_bytes(name))).unwrap();
            assert_eq!(text, PAYLOAD.replace('3', "\"3\""));
        }
    }
}
