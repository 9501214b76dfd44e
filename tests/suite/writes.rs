//! Files that a hostile repository would like flowvet to write or to show, and files that others write meanwhile.
#![cfg(unix)]

use std::fs;
use std::io::Read;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, SystemTime};

use flowvet::fix::{self, Document};
use flowvet::text::Encoding;
use tempfile::TempDir;

const BEFORE: &str = "{\"attributes\": {\"shelf\": 3}}";
const AFTER: &str = "{\"attributes\": {\"shelf\": \"3\"}}";
const SECRET: &str = "ssh-ed25519 AAAAC3Nza quokka\n";

/// A folder with `repo`, a project of one payload with a mistake that can be fixed, and `secret` next to it.
fn nest() -> TempDir {
    let nest = tempfile::tempdir().unwrap();
    fs::create_dir(nest.path().join("repo")).unwrap();
    fs::write(nest.path().join("repo/flowvet.toml"), "").unwrap();
    fs::write(nest.path().join("repo/a.payload.json"), BEFORE).unwrap();
    fs::write(nest.path().join("secret"), SECRET).unwrap();
    nest
}

fn command(nest: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flowvet"));
    command.current_dir(nest.path().join("repo")).args(arguments).env_remove("GITHUB_ACTIONS");
    command
}

/// Runs flowvet in `repo`.
fn run(nest: &TempDir, arguments: &[&str]) -> (i32, String) {
    shown(&command(nest, arguments).output().unwrap())
}

fn shown(output: &Output) -> (i32, String) {
    let text = [&*output.stdout, &*output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8(text).unwrap())
}

fn read(nest: &TempDir, path: &str) -> String {
    fs::read_to_string(nest.path().join(path)).unwrap()
}

#[test]
fn a_baseline_that_a_link_leads_out_is_neither_read_nor_written() {
    for arguments in [&["fix"][..], &["check"], &["check", "--write-baseline"], &["check", "--prune-baseline"]] {
        let nest = nest();
        symlink("../secret", nest.path().join("repo/flowvet-baseline.txt")).unwrap();
        let (code, text) = run(&nest, arguments);
        assert_eq!(read(&nest, "secret"), SECRET, "{arguments:?}");
        assert!(!text.contains("quokka"), "{text}");
        assert_eq!(code, 1, "{arguments:?}: {text}");
        assert!(arguments[0] == "fix" || text.contains("leads out of the project"), "{text}");
        let payload = if arguments[0] == "fix" { AFTER } else { BEFORE };
        assert_eq!(read(&nest, "repo/a.payload.json"), payload, "the run goes on");
    }
}

#[test]
fn a_baseline_that_a_link_leads_to_another_place_of_the_project_is_written_there() {
    let nest = nest();
    fs::create_dir(nest.path().join("repo/ci")).unwrap();
    fs::write(nest.path().join("repo/ci/accepted.txt"), "").unwrap();
    symlink("ci/accepted.txt", nest.path().join("repo/flowvet-baseline.txt")).unwrap();
    let (code, text) = run(&nest, &["check", "--write-baseline"]);
    assert_eq!(code, 0, "{text}");
    assert!(read(&nest, "repo/ci/accepted.txt").contains("a.payload.json"));
    assert!(nest.path().join("repo/flowvet-baseline.txt").is_symlink());
}

#[test]
fn a_flow_that_a_link_leads_out_is_neither_read_nor_written() {
    for name in ["b.payload.json", "b.script", "b.i3InboundFlow", "b.yaml"] {
        for arguments in [&["fix"][..], &["check"], &["check", name], &["fix", name]] {
            let nest = nest();
            let target = if name == "b.payload.json" { BEFORE } else { SECRET };
            fs::write(nest.path().join("secret"), target).unwrap();
            symlink("../secret", nest.path().join("repo").join(name)).unwrap();
            let (_, text) = run(&nest, arguments);
            assert_eq!(read(&nest, "secret"), target, "{name} {arguments:?}");
            assert!(!text.contains("quokka"), "{text}");
            assert!(arguments[0] == "fix" || text.contains("leads out of the project"), "{arguments:?} {text}");
        }
    }
}

#[test]
fn a_template_that_terraform_names_is_not_read_where_a_link_leads_out() {
    const ACTION: &str = r#"resource "genesyscloud_integration_action" "find" {
  name            = "Find shelf"
  category        = "Library"
  integration_id  = "x"
  contract_input  = jsonencode({ type = "object", properties = { id = { type = "string" } } })
  contract_output = jsonencode({ type = "object", properties = {} })
  config_request {
    request_url_template = "/shelves/$${input.id}"
    request_type         = "POST"
    request_template     = file("${path.module}/FILE")
  }
  config_response {
    success_template = "$${rawResult}"
  }
}
"#;
    for (file, is_read) in [("linked/secret", false), ("body.vm", false), ("../secret", false), ("own.vm", true)] {
        let nest = nest();
        let body = "{\"quokka\": \"${input.shelf}\"}";
        fs::write(nest.path().join("secret"), body).unwrap();
        fs::write(nest.path().join("repo/own.vm"), body).unwrap();
        fs::write(nest.path().join("repo/main.tf"), ACTION.replace("FILE", file)).unwrap();
        symlink("../secret", nest.path().join("repo/body.vm")).unwrap();
        symlink("..", nest.path().join("repo/linked")).unwrap();
        let (_, text) = run(&nest, &["check"]);
        assert_eq!(text.contains("quokka"), is_read, "{file}: {text}");
    }
}

#[test]
fn a_file_in_a_linked_folder_outside_is_not_read_when_it_is_named() {
    let nest = nest();
    fs::create_dir(nest.path().join("other")).unwrap();
    fs::write(nest.path().join("other/b.payload.json"), BEFORE).unwrap();
    symlink("../other", nest.path().join("repo/linked")).unwrap();
    let (_, text) = run(&nest, &["fix", "linked/b.payload.json"]);
    assert_eq!(read(&nest, "other/b.payload.json"), BEFORE, "{text}");
}

#[test]
fn a_configuration_that_a_link_leads_out_is_not_read() {
    let nest = nest();
    fs::remove_file(nest.path().join("repo/flowvet.toml")).unwrap();
    symlink("../secret", nest.path().join("repo/flowvet.toml")).unwrap();
    for arguments in [&["fix"][..], &["check"], &["rules"], &["map"]] {
        let (code, text) = run(&nest, arguments);
        assert_eq!(read(&nest, "secret"), SECRET);
        assert!(!text.contains("quokka"), "{text}");
        assert_eq!(code, 2, "{arguments:?} {text}");
    }
}

#[test]
fn a_report_is_not_written_through_a_link_that_leads_out() {
    let nest = nest();
    symlink("../secret", nest.path().join("repo/report.json")).unwrap();
    fs::create_dir(nest.path().join("other")).unwrap();
    symlink("../other", nest.path().join("repo/reports")).unwrap();
    let outputs = ["--output", "json=report.json", "--output", "json=reports/r.json", "--output", "json=good.json"];
    let (code, text) = run(&nest, &[&["check"][..], &outputs].concat());
    assert_eq!(code, 3, "{text}");
    assert_eq!(text.matches("error[rule-failure]").count(), 2, "{text}");
    assert_eq!(read(&nest, "secret"), SECRET);
    assert!(fs::read_dir(nest.path().join("other")).unwrap().next().is_none());
    assert!(read(&nest, "repo/good.json").contains("rule-failure"));
    // A path outside that the command line itself names is written.
    assert_eq!(run(&nest, &["check", "--output", "json=../report.json"]).0, 1);
    assert!(nest.path().join("report.json").is_file());
}

#[test]
fn a_report_goes_into_a_pipe_or_a_device_and_does_not_replace_it() {
    let nest = nest();
    let pipe = nest.path().join("repo/pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::read_to_string(pipe).unwrap()
    });
    let child = command(&nest, &["check", "--output", "concise=pipe", "--output", "json=/dev/null"]).output().unwrap();
    assert_eq!(shown(&child).0, 1);
    assert!(reader.join().unwrap().contains("a.payload.json:1:"));
    assert!(!fs::symlink_metadata(&pipe).unwrap().is_file());
    assert!(!fs::symlink_metadata("/dev/null").unwrap().is_file());
}

#[cfg(target_os = "linux")]
#[test]
fn a_report_in_a_folder_of_devices_is_a_file() {
    let nest = nest();
    // A file system in memory, which containers may lack.
    let Ok(folder) = tempfile::tempdir_in("/dev/shm") else { return };
    let file = folder.path().join("report.json");
    for _ in 0..2 {
        let output = command(&nest, &["check", "--output"]).arg(format!("json={}", file.display())).output().unwrap();
        assert_eq!(shown(&output).0, 1);
        let report: serde_json::Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        assert!(report.is_object());
    }
}

#[test]
fn a_report_on_standard_error_is_appended() {
    let nest = nest();
    let file = nest.path().join("errors.txt");
    fs::write(&file, "earlier\n").unwrap();
    let stderr = fs::File::options().append(true).open(&file).unwrap();
    command(&nest, &["check", "--output", "concise=/dev/stderr"])
        .stdout(Stdio::null())
        .stderr(stderr)
        .status()
        .unwrap();
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.starts_with("earlier\na.payload.json:1:"), "{text}");
}

#[test]
fn two_reports_on_standard_output_are_a_usage_error() {
    let nest = nest();
    for name in ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"] {
        let output = command(&nest, &["check", "--output", &format!("json={name}")]).output().unwrap();
        let (code, text) = shown(&output);
        assert_eq!(code, 2, "{text}");
        assert!(
            text.contains("is standard output, where the report already goes; use `--format json` instead"),
            "{text}"
        );
        assert!(output.stdout.is_empty());
    }
    // The same file under its own name.
    let file = fs::File::create(nest.path().join("all.txt")).unwrap();
    let output = command(&nest, &["check", "--output", "json=../all.txt"]).stdout(file).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_file_name_like_an_option_stays_a_file_name() {
    let nest = nest();
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(".pre-commit-hooks.yaml")).unwrap();
    let entries: Vec<&str> = text.lines().filter_map(|line| line.trim().strip_prefix("entry: flowvet ")).collect();
    assert_eq!(entries.len(), 2);
    let evil = "--output=json=../outside.yaml";
    fs::create_dir(nest.path().join("repo/--output=json=..")).unwrap();
    fs::write(nest.path().join("repo").join(evil), "").unwrap();
    for entry in entries {
        let words: Vec<&str> = entry.split(' ').chain([evil, "a.payload.json"]).collect();
        let (code, text) = run(&nest, &words);
        assert_eq!(code, 1, "{text}");
        assert!(!nest.path().join("outside.yaml").exists());
        // Options behind the `--` would be lost without a word.
        let words: Vec<&str> = entry.split(' ').chain(["--fail-on=never", "a.payload.json"]).collect();
        assert_eq!(run(&nest, &words).0, 2);
    }
}

#[test]
fn a_temporary_file_is_for_its_owner_only_until_it_replaces_the_other() {
    // On a busy machine, a run can be over before this process looks.
    assert!((0..5).any(|_| temporary_files_of_a_fix() > 0), "no temporary file was seen");
}

/// Runs a fix, and returns how often a temporary file was seen meanwhile; each was for its owner only.
fn temporary_files_of_a_fix() -> usize {
    let nest = nest();
    let repo = nest.path().join("repo");
    fs::set_permissions(repo.join("a.payload.json"), fs::Permissions::from_mode(0o600)).unwrap();
    // Many files, so that there is something to see before the first is replaced.
    for number in 0..80 {
        let path = repo.join(format!("{number}.payload.json"));
        fs::write(&path, format!("{BEFORE}{}", " ".repeat(50_000))).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
    }
    let mut child = command(&nest, &["fix"]).stdout(Stdio::null()).spawn().unwrap();
    let mut seen = 0;
    while child.try_wait().unwrap().is_none() {
        for entry in fs::read_dir(&repo).unwrap().flatten() {
            let Ok(metadata) = entry.metadata() else { continue };
            if entry.file_name().to_string_lossy().starts_with(".flowvet-") {
                assert_eq!(metadata.permissions().mode() & 0o077, 0);
                seen += 1;
            }
        }
    }
    seen
}

#[test]
fn a_signal_removes_the_temporary_files_first() {
    for signal in ["INT", "TERM"] {
        let nest = nest();
        let repo = nest.path().join("repo");
        for number in 0..80 {
            fs::write(repo.join(format!("{number}.payload.json")), format!("{BEFORE}{}", " ".repeat(50_000))).unwrap();
        }
        let mut child = command(&nest, &["fix"]).stdout(Stdio::null()).spawn().unwrap();
        let temporary = || {
            let names = fs::read_dir(&repo).unwrap().flatten().map(|entry| entry.file_name());
            names.filter(|name| name.to_string_lossy().starts_with(".flowvet-")).count()
        };
        while temporary() == 0 && child.try_wait().unwrap().is_none() {}
        let _ = Command::new("kill").args([format!("-{signal}"), child.id().to_string()]).status().unwrap();
        let status = child.wait().unwrap();
        assert_eq!(status.code(), None, "the signal ends it");
        assert_eq!(temporary(), 0);
        let whole = |path: &Path| {
            let text = fs::read_to_string(path).unwrap();
            text.starts_with(BEFORE) || text.starts_with(AFTER)
        };
        assert!((0..80).all(|number| whole(&repo.join(format!("{number}.payload.json")))));
    }
}

#[test]
fn temporary_files_of_killed_runs_go_after_an_hour() {
    let nest = nest();
    let repo = nest.path().join("repo");
    fs::create_dir(repo.join("flows")).unwrap();
    let old = SystemTime::now() - Duration::from_hours(2);
    for (name, age) in
        [(".flowvet-abc123.tmp", old), (".flowvet-def456.tmp", SystemTime::now()), (".flowvet-notes", old)]
    {
        let file = fs::File::create(repo.join("flows").join(name)).unwrap();
        file.set_modified(age).unwrap();
    }
    assert_eq!(run(&nest, &["fix"]).0, 0);
    let mut names: Vec<_> = fs::read_dir(repo.join("flows")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, [".flowvet-def456.tmp", ".flowvet-notes"]);
}

#[test]
fn an_editor_that_saves_during_a_run_keeps_its_text() {
    let nest = nest();
    let repo = nest.path().join("repo");
    for number in 0..60 {
        fs::write(repo.join(format!("{number}.payload.json")), BEFORE).unwrap();
    }
    let mut child = command(&nest, &["fix"]).stdout(Stdio::piped()).spawn().unwrap();
    while !fs::read_dir(&repo).unwrap().flatten().any(|it| it.file_name().to_string_lossy().starts_with(".flowvet-")) {
        assert!(child.try_wait().unwrap().is_none(), "the run ended too early");
    }
    // All are prepared and the last one is replaced last.
    fs::write(repo.join("9.payload.json"), "{\"attributes\": {\"shelf\": \"mine\"}}").unwrap();
    let mut text = String::new();
    child.stdout.take().unwrap().read_to_string(&mut text).unwrap();
    child.wait().unwrap();
    assert_eq!(read(&nest, "repo/9.payload.json"), "{\"attributes\": {\"shelf\": \"mine\"}}", "{text}");
    assert!(text.contains("`9.payload.json` was not written: the file changed"), "{text}");
}

/// Whenever an editor saves, also between the last look at a file and its replacement, its text is what is there in the end.
#[cfg(target_os = "linux")]
#[test]
fn an_editor_that_saves_at_any_moment_keeps_its_text() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().canonicalize().unwrap().join("a.json");
    let saved = folder.path().join("saved");
    for number in 0..100 {
        fs::write(&target, "old").unwrap();
        fs::write(&saved, "mine").unwrap();
        let document = Document {
            path: "a.json".into(),
            target: target.clone(),
            encoding: Encoding::Utf8,
            bytes: b"old".to_vec(),
            old: "old".to_owned(),
            new: "new".to_owned(),
            group: 0,
            applied: 1,
        };
        thread::scope(|scope| {
            scope.spawn(|| {
                // All temporary files begin with a dot, and there is one when the new text is ready.
                let is_ready = || fs::read_dir(folder.path()).unwrap().count() > 2;
                while !is_ready() && fs::read(&target).unwrap() == b"old" {}
                (0..number * 60).for_each(|_| std::hint::spin_loop());
                fs::rename(&saved, &target).unwrap();
            });
            _ = fix::write(&[document]);
        });
        assert_eq!(fs::read_to_string(&target).unwrap(), "mine", "after {number}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}

/// A pipe that nobody writes to.
fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[test]
fn a_configuration_that_cannot_be_read_ends_with_two_and_a_reason() {
    type Make = fn(&Path);
    let cases: [(Make, &str); 6] = [
        (|path| fs::write(path, b"fail-on = \"\xff\"").unwrap(), "not valid UTF-8"),
        (|path| fs::write(path, "# shelf\n".repeat(200_000)).unwrap(), "2 MiB; flowvet only reads files up to 1 MiB"),
        (pipe, "not a regular file"),
        (|path| symlink("/dev/zero", path).unwrap(), "leads out of the project"),
        (|path| symlink("gone.toml", path).unwrap(), "this file does not exist"),
        (
            |path| {
                fs::write(path, "").unwrap();
                fs::set_permissions(path, fs::Permissions::from_mode(0o0)).unwrap();
            },
            "ermission denied",
        ),
    ];
    for (make, reason) in cases {
        let nest = nest();
        let path = nest.path().join("repo/flowvet.toml");
        fs::remove_file(&path).unwrap();
        make(&path);
        // To root, every file is open.
        if reason == "ermission denied" && fs::read(&path).is_ok() {
            continue;
        }
        for arguments in [&["check"][..], &["fix"], &["check", "a.payload.json"], &["rules"], &["map"]] {
            let (code, text) = run(&nest, arguments);
            assert_eq!(code, 2, "{reason} {arguments:?} {text}");
            let says = arguments[0] != "check" || text.replace("\n  │ ", " ").contains(reason);
            assert!(says, "{reason}: {text}");
        }
        assert_eq!(read(&nest, "repo/a.payload.json"), BEFORE, "nothing is fixed");
    }
}

#[test]
fn configurations_and_catalogues_have_limits_too() {
    let nest = nest();
    let repo = nest.path().join("repo");
    fs::write(repo.join(".gitignore"), "# shelf\n".repeat(200_000)).unwrap();
    let (code, text) = run(&nest, &["check", "--format", "concise"]);
    assert_eq!(code, 1);
    assert!(text.contains(".gitignore:1:1: info[unreadable-file] this file is 2 MiB"), "{text}");
    pipe(&repo.join("catalogue.json"));
    fs::write(repo.join("flowvet.toml"), "[externals]\ncatalogues = [\"catalogue.json\"]\n").unwrap();
    let (code, text) = run(&nest, &["check", "--format", "concise"]);
    assert_eq!(code, 2, "{text}");
}

#[test]
fn standard_input_has_the_limit_of_files() {
    let nest = nest();
    let mut child = command(&nest, &["check", "-", "--stdin-filename", "b.payload.json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let block = vec![b' '; 1 << 20];
    while std::io::Write::write_all(&mut input, &block).is_ok() {}
    let (code, text) = shown(&child.wait_with_output().unwrap());
    assert_eq!((code, &*text), (2, "error: standard input has more than 64 MiB, the most that flowvet reads\n"));
}

#[test]
fn a_catalogue_outside_is_read_and_its_text_is_not_shown() {
    let nest = nest();
    fs::write(nest.path().join("repo/flowvet.toml"), "[externals]\ncatalogues = [\"../secret\"]\n").unwrap();
    for secret in [SECRET, "{\"quokka\": 1}"] {
        fs::write(nest.path().join("secret"), secret).unwrap();
        for format in ["human", "json", "agent", "sarif", "concise"] {
            let (code, text) = run(&nest, &["check", "--format", format]);
            assert_eq!(code, 2, "{text}");
            assert!(!text.contains("quokka"), "{text}");
        }
    }
}
