//! Input that is broken, huge or not there: each gives one finding with a place, and the good file beside it is
//! still checked.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use base64::Engine as _;
use flowvet::engine::{self, Progress, Request};
use flowvet::rules;

use super::project::{Project, export};

/// A flow that sets an attribute and reads it in another case.
const NEIGHBOUR: &str = "\
inqueueCall:
  name: Neighbour
  startUpTaskActions:
    - setParticipantData:
        name: Set Participant Data
        attributes:
          - attribute:
              name:
                lit: bookTitle
              value:
                lit: unknown
    - getParticipantData:
        name: Get Participant Data
        attributes:
          - attribute:
              name:
                lit: BookTitle
              variable: Flow.title
";

/// A payload that nothing is wrong with.
const PAYLOAD: &str = r#"{"data": {"shelf": "12"}}"#;

/// Checks a project and returns what it finds as `file:line:column: severity[rule] message`.
fn check(folder: &Path, progress: &dyn Progress) -> Vec<String> {
    let request = Request { folder: folder.to_path_buf(), ..Request::default() };
    let outcome = engine::check(&request, rules::ALL, progress).unwrap();
    outcome
        .diagnostics
        .iter()
        .map(|it| {
            let location = &it.primary.location;
            let at = outcome.sources[&location.file].position(location.place.span.start);
            let (file, line, column) = (&location.file, at.line, at.column);
            format!("{file}:{line}:{column}: {}[{}] {}", it.severity, it.rule, it.message)
        })
        .collect()
}

/// Checks a project of the neighbour and what `prepare` adds; the findings but for the neighbour's.
fn next_to_neighbour(prepare: impl FnOnce(&Path), progress: &dyn Progress) -> Vec<String> {
    let project = Project::new(&[("flowvet.toml", ""), ("neighbour.yaml", NEIGHBOUR)]);
    prepare(&project.folder());
    let mut found = check(&project.folder(), progress);
    let neighbour: Vec<String> = found.extract_if(.., |line| line.starts_with("neighbour.yaml:")).collect();
    assert_eq!(neighbour.len(), 1, "the good file beside it is checked: {neighbour:#?}");
    assert!(neighbour[0].starts_with("neighbour.yaml:17:22: error[name-case-mismatch] "), "{neighbour:#?}");
    found
}

/// The findings of a project of the neighbour and one file.
fn findings(name: &str, content: impl AsRef<[u8]>) -> Vec<String> {
    next_to_neighbour(|folder| fs::write(folder.join(name), content).unwrap(), &())
}

/// The file gives one finding, which begins with this.
#[track_caller]
fn expect(name: &str, content: impl AsRef<[u8]>, start: &str) {
    expect_lines(&findings(name, content), &[start]);
}

#[track_caller]
fn expect_lines(found: &[String], starts: &[&str]) {
    let same = found.len() == starts.len() && found.iter().zip(starts).all(|(line, start)| line.starts_with(start));
    assert!(same, "expected {starts:#?}, found {found:#?}");
}

fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(to_bytes).collect()
}

/// A flow configuration in which `before` stands in front of the list of actions.
fn configuration(before: &str, names: &[(&str, &str)]) -> String {
    let value = |text: &str| {
        format!(r#"{{"config":{{"lit":{{"text":"{text}","type":"str"}}}},"text":"{text}","uiMetaData":{{"mode":1}}}}"#)
    };
    let actions: Vec<String> = names
        .iter()
        .map(|(what, name)| {
            let (name, target) = (value(name), value("Flow.shelf"));
            format!(
                r#"{{"__type":"{what}AttributesAction","name":"{what}","trackingId":11,"variables":[{{"variable":{name},"expression":{target}}}]}}"#
            )
        })
        .collect();
    format!(
        r#"{{"name":"Shelves","type":"inboundcall","initialSequence":"t","manifest":{{}},{before}"flowSequenceItemList":[{{"__type":"Task","id":"t","name":"Start","trackingId":10,"actionList":[{}]}}]}}"#,
        actions.join(",")
    )
}

#[test]
fn depth_is_limited() {
    let json = "[".repeat(100_000);
    expect("deep.json", &json, "deep.json:1:1001: info[unreadable-file] ");
    expect("deep.payload.json", &json, "deep.payload.json:1:1001: error[unreadable-file] ");
    expect("deep.yaml", &json, "deep.yaml:1:1001: info[unreadable-file] ");
    expect("deep.script", &json, "deep.script:1:1001: error[unreadable-file] ");
    let flow = format!("inboundCall:\n  name: Deep\n  startUpTaskActions: {}", "[".repeat(100_000));
    expect("flow.yaml", flow, "flow.yaml:3:");
}

#[test]
fn a_flow_configuration_200_levels_deep_is_read() {
    let expression = format!(r#""expression":{}"x"{},"#, r#"{"+":["#.repeat(100), "]}".repeat(100));
    let json = configuration(&expression, &[("Set", "shelf"), ("Get", "Shelf")]);
    expect_lines(&findings("flow.json", &json), &["flow.json:1:"]);
    assert!(findings("flow.json", &json)[0].contains("error[name-case-mismatch]"));
}

#[test]
fn aliases_do_not_multiply_without_end() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..9 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        writeln!(bomb, "a{level}: &a{level} [{aliases}]").unwrap();
    }
    let found = findings("bomb.yaml", &bomb);
    expect_lines(&found, &["bomb.yaml:"]);
    assert!(found[0].contains("info[unreadable-file]"), "{found:#?}");
}

#[test]
fn other_encodings_are_named() {
    expect("a.payload.json", b"{\"data\": {\"a\xff\": \"1\"}}", "a.payload.json:1:13: error[unreadable-file] ");
    expect("a.json", b"{\"a\xff\": \"1\"}", "a.json:1:4: info[unreadable-file] ");
    let mut flow = NEIGHBOUR.replace("BookTitle", "shelf").into_bytes();
    flow.extend_from_slice(b"    # caf\xe9\n");
    expect("a.yaml", flow, "a.yaml:19:10: error[unreadable-file] ");
    expect("little.payload.json", utf16(PAYLOAD, u16::to_le_bytes), "little.payload.json:1:1: error[unreadable-file] ");
    expect("big.payload.json", utf16(PAYLOAD, u16::to_be_bytes), "big.payload.json:1:1: error[unreadable-file] ");
    expect("flow.yaml", utf16(NEIGHBOUR, u16::to_le_bytes), "flow.yaml:1:1: error[unreadable-file] ");
    expect("notes.yaml", utf16("notes: none", u16::to_le_bytes), "notes.yaml:1:1: info[unreadable-file] ");
}

#[test]
fn a_byte_order_mark_is_allowed() {
    assert_eq!(findings("a.payload.json", format!("\u{feff}{PAYLOAD}")), Vec::<String>::new());
    let other = NEIGHBOUR.replace("BookTitle", "shelf").replace("bookTitle", "shelf");
    assert_eq!(findings("a.yaml", format!("\u{feff}{other}")), Vec::<String>::new());
}

#[test]
fn an_empty_file_is_empty() {
    expect("a.json", "", "a.json:1:1: info[unreadable-file] this file is empty");
    expect("a.yaml", "\n", "a.yaml:1:1: info[unreadable-file] this file is empty");
    expect("a.payload.json", "", "a.payload.json:1:1: error[");
    expect("a.script", "", "a.script:1:1: error[");
    expect("a.i3InboundFlow", "", "a.i3InboundFlow:1:1: error[");
}

#[test]
fn half_a_surrogate_pair_is_a_syntax_error() {
    expect("a.payload.json", r#"{"data": {"shelf": "\ud800"}}"#, "a.payload.json:1:21: error[syntax-error] ");
}

#[test]
fn a_repeated_key_is_found() {
    expect("a.payload.json", r#"{"data": {"a": "1", "a": "2"}}"#, "a.payload.json:1:22: error[duplicate-key] ");
}

#[test]
fn a_damaged_export_is_a_syntax_error() {
    expect("a.i3InboundFlow", "JTdCJTIy!mFt", "a.i3InboundFlow:1:9: error[syntax-error] ");
    expect("b.i3InboundFlow", "JTdCJTI", "b.i3InboundFlow:1:");
    expect("c.i3InboundFlow", base64::engine::general_purpose::STANDARD.encode("%7B%2"), "c.i3InboundFlow:1:");
    expect("d.i3InboundFlow", export("{\"name\":"), "d.i3InboundFlow:1:1: error[syntax-error] ");
}

#[test]
fn an_export_of_5_megabytes_in_one_line_is_read() {
    // Three letters are four of the encoding wherever a group of three begins.
    let prompt = |letters: usize| format!(r#""description":"{}","#, "x".repeat(letters));
    let small = |letters| export(&configuration(&prompt(letters), &[("Set", "shelf"), ("Get", "Shelf")]));
    let mut bytes = small(12);
    let at = bytes.windows(4).position(|group| group == b"eHh4").unwrap();
    bytes.splice(at..at, b"eHh4".repeat(1_250_000));
    assert!(bytes.len() > 5_000_000);
    let found = findings("huge.i3InboundFlow", bytes);
    expect_lines(&found, &["huge.i3InboundFlow:1:3750600: "]);
    assert!(found[0].contains("error[name-case-mismatch]"), "{found:#?}");
}

#[test]
fn a_file_over_the_size_limit_is_not_read() {
    let found = next_to_neighbour(
        |folder| fs::File::create(folder.join("a.i3InboundFlow")).unwrap().set_len(1 << 40).unwrap(),
        &(),
    );
    expect_lines(&found, &["a.i3InboundFlow:1:1: error[unreadable-file] "]);
}

/// Comparing each unknown key with each missing one, and those with all others, would take hours.
#[test]
fn thousands_of_misshapen_attributes_are_read() {
    const MANY: usize = 3_000;
    let mut flow = String::from("inqueueCall:\n  name: Hold\n  startUpTaskActions:\n    - setParticipantData:\n");
    flow += "        name: Set Participant Data\n        attributes:\n";
    for number in 0..MANY {
        _ = writeln!(
            flow,
            "          - attribute: {{ name: {{ lit: shelf{number} }}, valeu: {{ lit: a }}, colour: red }}"
        );
    }
    let found = findings("hold.yaml", flow);
    let has_key = |it: &String| it.contains("error[artifact-schema] `valeu` is not a known key");
    assert!(found.iter().any(has_key), "{:?}", found.first());
}

/// Comparing each part of a name, a path or a URL with all of it would take hours.
#[test]
fn names_paths_and_urls_of_any_length_are_read() {
    let name = "ab ".repeat(50_000);
    let payload = format!("{{\"data\": {{\"{name}password\": 1, \"{name}\": 2}}}}");
    let found = findings("names.payload.json", payload);
    assert!(found.iter().any(|it| it.contains("[secret-in-name]")), "{:?}", found.first());

    let (path, url) = ("$".to_owned() + &".a".repeat(20_000), "/${input.a}".repeat(5_000));
    let contract = r#"{"input": {"inputSchema": {"type": "object", "properties": {"a": {"type": "string"}}}}}"#;
    let found = next_to_neighbour(
        |folder| {
            fs::write(folder.join("flowvet.toml"), "preset = \"strict\"").unwrap();
            let text = format!(
            "{{\"name\": \"A\", \"contract\": {contract}, \"config\": {{
  \"request\": {{\"requestType\": \"GET\", \"requestUrlTemplate\": \"{url}\"}},
  \"response\": {{\"translationMap\": {{\"a\": \"{path}\", \"b\": \"{path}B\", \"c\": \"{path}b\"}}, \"successTemplate\": \"{{}}\"}}}}}}"
        );
            fs::write(folder.join("action.json"), text).unwrap();
        },
        &(),
    );
    for rule in ["unescaped-url-input", "optional-input", "jsonpath-case"] {
        assert!(found.iter().any(|it| it.contains(rule)), "{rule}");
    }
}

#[test]
fn a_file_that_vanishes_is_missed() {
    /// Removes a file once all files have been found and before any is read.
    struct Vanishing(Mutex<Option<PathBuf>>);
    impl Progress for Vanishing {
        fn start(&self, _total: usize) {
            fs::remove_file(self.0.lock().unwrap().take().unwrap()).unwrap();
        }
        fn advance(&self) {}
    }
    let progress = Vanishing(Mutex::new(None));
    let found = next_to_neighbour(
        |folder| {
            let path = folder.join("a.payload.json");
            fs::write(&path, PAYLOAD).unwrap();
            *progress.0.lock().unwrap() = Some(path);
        },
        &progress,
    );
    expect_lines(&found, &["a.payload.json:1:1: error[unreadable-file] this file does not exist"]);
}

#[cfg(unix)]
mod unix {
    use std::fs;
    use std::io::ErrorKind;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::os::unix::process::CommandExt;
    use std::path::Path;
    use std::process::Command;

    use super::{NEIGHBOUR, PAYLOAD, Project, expect_lines, next_to_neighbour};

    /// Root may read everything, so the check runs as nobody where the tests run as root.
    #[test]
    fn a_folder_without_permission_is_named() {
        let tool = tempfile::tempdir().unwrap();
        let binary = tool.path().join("flowvet");
        fs::copy(env!("CARGO_BIN_EXE_flowvet"), &binary).unwrap();
        let project = Project::new(&[("flowvet.toml", ""), ("neighbour.yaml", NEIGHBOUR)]);
        project.write("locked/a.payload.json", PAYLOAD);
        let locked = project.folder().join("locked");
        allow(&locked, 0o000);
        allow(tool.path(), 0o755);
        allow(&project.folder(), 0o755);
        let mut command = Command::new(binary);
        command.args(["check", "--format", "concise"]).current_dir(project.folder());
        if fs::read_dir(&locked).is_ok() {
            command.uid(65_534);
        }
        // A child that another test starts may still hold the copy open for writing.
        let output = std::iter::repeat_with(|| command.output())
            .find(|output| !output.as_ref().is_err_and(|error| error.kind() == ErrorKind::ExecutableFileBusy));
        let output = String::from_utf8(output.unwrap().unwrap().stdout).unwrap();
        allow(&locked, 0o755);
        assert!(output.contains("locked:1:1: error[unreadable-file] "), "{output}");
        assert!(output.contains("neighbour.yaml:17:22: error[name-case-mismatch] "), "{output}");
    }

    fn allow(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn links_are_not_followed_in_circles() {
        let found = next_to_neighbour(|folder| symlink(".", folder.join("again")).unwrap(), &());
        expect_lines(&found, &["again:1:1: info[unreadable-file] "]);
        let found = next_to_neighbour(|folder| symlink("a.payload.json", folder.join("a.payload.json")).unwrap(), &());
        expect_lines(&found, &["a.payload.json:1:1: error[unreadable-file] "]);
    }

    #[test]
    fn a_broken_link_is_reported() {
        let found = next_to_neighbour(|folder| symlink("gone", folder.join("a.payload.json")).unwrap(), &());
        expect_lines(&found, &["a.payload.json:1:1: error[unreadable-file] "]);
        let found = next_to_neighbour(|folder| symlink("gone", folder.join("a.json")).unwrap(), &());
        expect_lines(&found, &["a.json:1:1: info[unreadable-file] "]);
        let found = next_to_neighbour(|folder| symlink("gone", folder.join("notes.txt")).unwrap(), &());
        expect_lines(&found, &[]);
    }

    #[test]
    fn a_pipe_is_not_read() {
        let found = next_to_neighbour(
            |folder| {
                let status = Command::new("mkfifo").arg(folder.join("a.payload.json")).status().unwrap();
                assert!(status.success());
            },
            &(),
        );
        expect_lines(&found, &["a.payload.json:1:1: error[unreadable-file] "]);
    }
}
