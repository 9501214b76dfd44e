//! The options and commands of every day, through the program: what is checked among what is named, another
//! configuration, fixes as a filter and as a patch, ignores, and wrong options.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A flow whose startup task has one action with one attribute.
fn flow(action: &str, name: &str, member: &str) -> String {
    format!(
        "inqueueCall:\n  name: Queue\n  startUpTaskActions:\n    - {action}:\n        name: A\n        attributes:\n          \
         - attribute:\n              name:\n                lit: {name}\n              {member}\n"
    )
}

fn sets(name: &str) -> String {
    flow("setParticipantData", name, "value:\n                exp: Call.Ani")
}

fn reads(name: &str) -> String {
    flow("getParticipantData", name, "variable: Flow.id")
}

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

fn project(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        write(folder.path(), path, text);
    }
    folder
}

fn read(folder: &TempDir, path: &str) -> String {
    std::fs::read_to_string(folder.path().join(path)).unwrap()
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flowvet"));
    command.current_dir(folder).args(arguments).env_remove("GITHUB_ACTIONS");
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().unwrap()
}

fn with_input(folder: &Path, arguments: &[&str], input: &[u8]) -> Output {
    let mut command = command(folder, arguments);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

/// The last line with a summary of `check`.
fn summary(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, &[&["check"], arguments].concat());
    let wanted = |line: &&str| line.contains(" read") || line.starts_with("nothing");
    stdout(&output).lines().rfind(wanted).unwrap_or_default().to_owned()
}

#[test]
fn the_summary_is_about_what_is_named() {
    let folder = project(&[
        ("flowvet.toml", ""),
        ("docs/README.md", ""),
        ("flows/main.yaml", &sets("customerId")),
        ("queues/queue.yaml", &reads("CustomerID")),
        ("queues/other.yaml", &sets("\"\"")),
    ]);
    let all = "2 errors in 2 files; 3 artefacts read";
    assert_eq!(summary(folder.path(), &[]), all);
    assert_eq!(summary(folder.path(), &["."]), all);
    assert_eq!(
        summary(folder.path(), &["docs"]),
        "no findings in docs/: nothing to check there; 2 elsewhere in the project; 3 artefacts read"
    );
    // The flow that sets the attribute is a place of the finding, too.
    assert_eq!(
        summary(folder.path(), &["flows/"]),
        "1 error in 1 file; 1 elsewhere in the project; 3 artefacts read, 1 of them selected"
    );
    assert_eq!(
        summary(folder.path(), &["flows", "--select", "empty-name"]),
        "no findings in flows/; 1 elsewhere in the project; 3 artefacts read, 1 of them selected"
    );
    assert_eq!(
        summary(folder.path(), &["flows/main.yaml", "docs", "--ignore", "name-case-mismatch,empty-name"]),
        "no findings in flows/main.yaml, docs/; 3 artefacts read, 1 of them selected"
    );
}

/// A hook speaks of the files that it names: other files are still read for their names, but what is wrong in one of them alone
/// is neither looked for nor counted.
#[test]
fn the_summary_in_a_hook_is_about_the_files_that_it_names() {
    let ignored = "[[ignore]]\nrule = \"empty-name\"\nfiles = [\"queues/old.yaml\"]\nreason = \"goes\"\n";
    let folder = project(&[
        ("flowvet.toml", ignored),
        ("flows/main.yaml", &sets("customerId")),
        ("queues/queue.yaml", &reads("CustomerID")),
        ("queues/other.yaml", &sets("\"\"")),
        ("queues/old.yaml", &sets("\"\"")),
    ]);
    let hook = |files: &[&str]| summary(folder.path(), &[&["--hook", "--"], files].concat());
    let found = "1 error in 1 file; 4 artefacts read, 1 of them selected";
    assert_eq!(hook(&["flows/main.yaml"]), found);
    assert_eq!(hook(&["queues/other.yaml"]), found);
    assert_eq!(
        hook(&["queues/old.yaml"]),
        "no findings in queues/old.yaml; 4 artefacts read, 1 of them selected; 1 ignored"
    );
    // With the configuration, all files count, since one of them may need an entry of it.
    assert_eq!(hook(&["flowvet.toml"]), "no findings in flowvet.toml: nothing to check there; 4 artefacts read");
    assert_eq!(summary(folder.path(), &["--hook"]), "2 errors in 2 files; 4 artefacts read; 1 ignored");
}

/// What is left out is never something about the file that the hook names.
#[test]
fn a_hook_finds_in_a_file_what_a_check_of_it_finds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/broken");
    for file in ["flows/main.yaml", "data-actions/Order state.custom.json", "terraform/data-actions.tf"] {
        let found = |options: &[&str]| {
            let output = run(&folder, &[&["check", "--format", "concise"], options, &[file]].concat());
            let is_finding = |line: &&str| ["error[", "warning[", "info["].iter().any(|it| line.contains(it));
            stdout(&output).lines().filter(is_finding).map(str::to_owned).collect::<Vec<_>>()
        };
        let all = found(&[]);
        assert!(!all.is_empty(), "{file}");
        assert_eq!(found(&["--hook", "--"]), all, "{file}");
    }
}

/// A mistake in the template of a data action is found by way of the file that names it.
#[test]
fn a_hook_that_names_a_template_finds_what_is_wrong_in_it() {
    let action = "resource \"genesyscloud_integration_action\" \"order\" {\n  name = \"Order\"\n  category = \"Books\"\n  \
                  integration_id = var.books\n  contract_input = jsonencode({ type = \"object\", properties = {} })\n  \
                  contract_output = jsonencode({ type = \"object\", properties = {} })\n  config_request {\n    \
                  request_url_template = \"https://api.example/orders\"\n    request_type = \"POST\"\n    \
                  request_template = file(\"order.vm\")\n  }\n}\n";
    let folder = project(&[("flowvet.toml", ""), ("main.tf", action), ("order.vm", "{\"id\": \"${input.id}\"}")]);
    let output = run(folder.path(), &["check", "--format", "concise", "--hook", "--", "order.vm"]);
    assert!(stdout(&output).starts_with("order.vm:1:"), "{}", stdout(&output));
}

#[test]
fn a_run_that_must_check_something_fails_if_there_is_nothing() {
    let folder = project(&[("flowvet.toml", ""), ("docs/README.md", ""), ("flows/main.yaml", &sets("a"))]);
    let output = run(folder.path(), &["check", "--require-files"]);
    assert_eq!((code(&output), stderr(&output)), (0, ""));
    let output = run(folder.path(), &["check", "docs", "--require-files"]);
    let expected = "error: nothing was checked: no artefact was found in docs/ (--require-files)\n";
    assert_eq!((code(&output), stderr(&output)), (2, expected));
    let empty = tempfile::tempdir().unwrap();
    let output = run(empty.path(), &["check", "--require-files"]);
    let expected = "error: nothing was checked: no artefact was found (--require-files)\n";
    assert_eq!((code(&output), stderr(&output)), (2, expected));
}

#[test]
fn another_configuration_and_more_exclusions() {
    let folder = project(&[
        ("flowvet.toml", "[rules]\nempty-name = \"off\"\n"),
        ("ci/strict.toml", "[rules]\nempty-name = \"info\"\n"),
        ("flows/main.yaml", &sets("\"\"")),
        ("old/main.yaml", &sets("\"\"")),
    ]);
    let found = |arguments: &[&str]| {
        let output = run(folder.path(), &[&["check", "--format", "concise"], arguments].concat());
        let lines = stdout(&output).lines().filter_map(|line| Some(line.split_once(']')?.0));
        lines.collect::<Vec<_>>().join("\n")
    };
    assert_eq!(found(&[]), "");
    let both = "flows/main.yaml:9:22: info[empty-name\nold/main.yaml:9:22: info[empty-name";
    assert_eq!(found(&["--config", "ci/strict.toml"]), both);
    assert_eq!(found(&["--config", "ci/strict.toml", "--exclude", "old/"]), "flows/main.yaml:9:22: info[empty-name");
    let output = run(folder.path(), &["check", "--config", "ci/strikt.toml"]);
    let expected = "error: cannot find `ci/strikt.toml`; did you mean `strict.toml`?\n";
    assert_eq!((code(&output), stderr(&output)), (2, expected));
    let output = run(folder.path(), &["check", "--exclude", "a/[b"]);
    assert_eq!(code(&output), 2);
    assert!(
        stderr(&output).contains("invalid value 'a/[b' for '--exclude <GLOB>': missing `]`"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn a_configuration_extends_another_one() {
    let base = "preset = \"strict\"\nfail-on = \"info\"\n[rules]\nempty-name = \"info\"\npadded-name = \"off\"\n\
                [[override]]\nfiles = [\"old.yaml\"]\nrules = { empty-name = \"off\" }\n";
    let folder = project(&[
        (".git/HEAD", ""),
        ("flowvet.toml", base),
        ("sub/flowvet.toml", "extend = \"../flowvet.toml\"\n[rules]\npadded-name = \"warning\"\n"),
        ("sub/main.yaml", &sets("\"\"")),
        ("sub/old.yaml", &sets("\"\"")),
        ("sub/padded.yaml", &sets("\" a\"")),
    ]);
    let sub = folder.path().join("sub");
    let output = run(&sub, &["check", "--format", "concise", "--select", "empty-name,padded-name"]);
    assert_eq!(stdout(&output).matches("empty-name").count(), 2, "{}", stdout(&output));
    let output = run(&sub, &["check", "--format", "concise"]);
    let rules: Vec<&str> = stdout(&output).lines().filter(|line| line.contains("-name")).collect();
    assert!(rules[0].starts_with("main.yaml:9:22: info[empty-name]"), "{rules:#?}");
    assert!(rules[1].starts_with("padded.yaml:9:23: warning[padded-name]"), "{rules:#?}");
    assert_eq!(rules.len(), 2);
    let output = run(&sub, &["rules", "--config"]);
    let words = stdout(&output).split_whitespace().collect::<Vec<_>>().join(" ");
    for part in
        ["empty-name info ../flowvet.toml:4", "off ../flowvet.toml:8 in old.yaml", "padded-name warning flowvet.toml:3"]
    {
        assert!(words.contains(part), "{part}\n{}", stdout(&output));
    }
    let output = run(&sub, &["check", "--show-settings"]);
    let shown: Vec<&str> = stdout(&output).lines().skip(1).collect();
    for line in [
        "extend = \"../flowvet.toml\"  # line 1",
        "preset = \"strict\"  # ../flowvet.toml, line 1",
        "fail-on = \"info\"  # ../flowvet.toml, line 2",
        "exclude = []  # default",
        "# and override = [{ files = [\"old.yaml\"], rules = { empty-name = \"off\" } }]  # ../flowvet.toml, line 6",
    ] {
        assert!(shown.contains(&line), "{line}\n{shown:#?}");
    }
    let rules = shown.iter().find(|line| line.starts_with("rules = ")).unwrap();
    let start = "rules = { padded-name = \"warning\", empty-name = \"info\", secret-in-name = { words = [";
    assert!(rules.starts_with(start) && rules.ends_with("] } }  # line 2; ../flowvet.toml, line 3"), "{rules}");
    // An error in the other file is reported there.
    write(folder.path(), "flowvet.toml", "persets = \"strict\"\n");
    let output = run(&sub, &["check", "--format", "concise"]);
    assert!(stdout(&output).starts_with("../flowvet.toml:1:1: error[configuration]"), "{}", stdout(&output));
    let output = run(&sub, &["check", "--format", "gitlab"]);
    assert!(stdout(&output).contains("\"path\": \"flowvet.toml\""), "{}", stdout(&output));
}

#[test]
fn a_configuration_that_cannot_be_extended_is_an_error_at_the_name() {
    let outer = project(&[
        ("other.toml", "secret = 1\n"),
        ("repo/.git/HEAD", ""),
        ("repo/a/flowvet.toml", "extend = \"../b/flowvet.toml\"\n"),
        ("repo/b/flowvet.toml", "extend = \"../a/flowvet.toml\"\n"),
        ("repo/c/flowvet.toml", "extend = \"../../other.toml\"\n"),
        ("repo/d/flowvet.toml", "extend = \"../b/flowvett.toml\"\n"),
    ]);
    let expect = |folder: &str, message: &str| {
        let output = run(&outer.path().join("repo").join(folder), &["check", "--format", "concise"]);
        assert_eq!(code(&output), 2);
        assert!(stdout(&output).contains(message), "{}", stdout(&output));
        assert!(!stdout(&output).contains("secret"), "{}", stdout(&output));
    };
    expect(
        "a",
        "../b/flowvet.toml:1:11: error[configuration] `../a/flowvet.toml` cannot be extended: the files extend each other in a circle",
    );
    expect(
        "c",
        "flowvet.toml:1:11: error[configuration] `../../other.toml` cannot be extended: it is outside of the repository",
    );
    expect(
        "d",
        "flowvet.toml:1:11: error[configuration] `../b/flowvett.toml` cannot be extended: this file does not exist",
    );
    // Without a repository, a configuration above may be extended, and no other file.
    let loose = project(&[
        ("flowvet.toml", "[rules]\nempty-name = \"info\"\n"),
        ("other.toml", "secret = 1\n"),
        ("sub/flowvet.toml", "extend = \"../flowvet.toml\"\n"),
        ("sub/main.yaml", &sets("\"\"")),
        ("bad/flowvet.toml", "extend = \"../other.toml\"\n"),
    ]);
    let output = run(&loose.path().join("sub"), &["check", "--format", "concise"]);
    assert!(stdout(&output).starts_with("main.yaml:9:22: info[empty-name]"), "{}", stdout(&output));
    let output = run(&loose.path().join("bad"), &["check", "--format", "concise"]);
    assert!(stdout(&output).contains("it is outside of the repository"), "{}", stdout(&output));
}

#[test]
fn fix_is_a_filter() {
    let folder = project(&[("flowvet.toml", ""), ("flows/main.yaml", &sets("customerId"))]);
    let arguments = ["fix", "-", "--stdin-filename", "flows/queue.yaml"];
    let output = with_input(folder.path(), &arguments, reads("CustomerID").as_bytes());
    assert_eq!((code(&output), stdout(&output)), (0, &*reads("customerId")));
    assert_eq!(stderr(&output), "fixed 1 finding in 1 file; no findings left\n");
    assert!(!folder.path().join("flows/queue.yaml").exists());
    // What needs no fix comes out as it went in, even if it is not text.
    for input in [&b"\xef\xbb\xbfinqueueCall:\r\n  name: A\r\n"[..], b"\xff\xfe"] {
        assert_eq!(with_input(folder.path(), &arguments, input).stdout, input);
    }
    let arguments = ["fix", "-", "--stdin-filename", "flows/queue.yaml", "--diff"];
    let output = with_input(folder.path(), &arguments, reads("CustomerID").as_bytes());
    assert!(stdout(&output).contains("\n+                lit: customerId\n"), "{}", stdout(&output));
    assert_eq!(code(&run(folder.path(), &["fix", "-", "flows", "--stdin-filename", "a.yaml"])), 2);
    assert_eq!(code(&run(folder.path(), &["fix", "-"])), 2);
}

#[test]
fn fix_prints_what_is_left() {
    let folder = project(&[("flowvet.toml", ""), ("a.yaml", &sets("customerId")), ("b.yaml", &reads("CustomerID"))]);
    write(folder.path(), "c.yaml", &sets("\"\""));
    let output = run(folder.path(), &["fix"]);
    let expected = "c.yaml:9:22: error[empty-name] Set Participant Data has an attribute without a name\n\
                    fixed 1 finding in 1 file; 1 error in 1 file left\n";
    assert_eq!((code(&output), stdout(&output)), (1, expected));
}

fn git(folder: &Path, arguments: &[&str], input: &[u8]) {
    let mut command = Command::new("git");
    command.current_dir(folder).args(["-c", "core.autocrlf=false"]).args(arguments);
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}\n{}", stderr(&output), String::from_utf8_lossy(input));
}

/// The files of a folder in which `git apply` has applied a diff are those that `fix` writes.
#[test]
fn a_diff_can_be_applied_by_git() {
    let long = format!("# {}\n", "x".repeat(10_000));
    let padded = |text: &str| text.replace("lit: ", "lit: \"\u{a0}").replace("customerId\n", "customerId\"\n");
    let many = (0..20).fold(reads("CustomerID"), |text, _| text + "    # a comment\n") + &reads("CustomerID")[62..];
    let files: Vec<(&str, String)> = vec![
        ("set.yaml", sets("customerId")),
        ("lines.yaml", many.clone()),
        ("crlf.yaml", reads("CustomerID").replace('\n', "\r\n")),
        // A line break for YAML, but not for git.
        ("cr.yaml", reads("CustomerID").replace("lit: ", "# one\r# two\n                lit: ")),
        ("mark.yaml", format!("\u{feff}{}", reads("CustomerID"))),
        ("no end.yaml", reads("CustomerID").trim_end().to_owned()),
        ("padded.yaml", padded(&reads("customerId"))),
        ("sub/kält \"e\".yaml", reads("CustomerID")),
        (
            "near.yaml",
            reads("CustomerID").replace("lit:", &format!("{long}                lit:").replacen("# ", "# long ", 1)),
        ),
        ("one.payload.json", "{\"attributes\": {\"shelf\": 3}}".to_owned()),
        ("lines.payload.json", "{\n  \"attributes\": {\n    \"shelf\": 3\n  }\n}\n".to_owned()),
    ];
    let make = || {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in &files {
            write(folder.path(), path, text);
        }
        write(folder.path(), "flowvet.toml", "");
        folder
    };
    let (patched, fixed) = (make(), make());
    git(patched.path(), &["init", "--quiet"], b"");
    let diff = run(patched.path(), &["fix", "--diff", "--unsafe"]);
    git(patched.path(), &["apply"], &diff.stdout);
    assert_ne!(code(&run(fixed.path(), &["fix", "--unsafe"])), 2);
    let mut changed = 0;
    for (path, text) in &files {
        let (patched, fixed) = (read(&patched, path), read(&fixed, path));
        changed += usize::from(fixed != *text);
        match *path {
            // A change next to a very long line is shown in excerpts.
            "near.yaml" => assert_eq!(patched, *text),
            _ => assert_eq!(patched, fixed, "{path}"),
        }
    }
    assert!(changed >= 8, "{changed}");
}

#[test]
fn a_diff_shows_excerpts_only_where_lines_are_long() {
    let long = "x".repeat(5_000);
    let queue = reads("CustomerID") + &"    # a comment\n".repeat(8) + &format!("    # {long}\n");
    let folder = project(&[("flowvet.toml", ""), ("set.yaml", &sets("customerId")), ("queue.yaml", &queue)]);
    let output = run(folder.path(), &["fix", "--diff"]);
    assert!(
        stdout(&output).starts_with("--- a/queue.yaml\n+++ b/queue.yaml\n@@ -6,7 +6,7 @@\n"),
        "{}",
        stdout(&output)
    );
    assert!(!stdout(&output).contains("excerpts"), "{}", stdout(&output));
    // Paths are relative to the working directory, as `git apply` expects them.
    let inner = folder.path().join("inner");
    std::fs::create_dir(&inner).unwrap();
    let output = run(&inner, &["fix", "..", "--diff"]);
    assert!(stdout(&output).starts_with("--- a/../queue.yaml\n"), "{}", stdout(&output));
    let note = "`git apply` refuses paths with `..`: to apply this diff, print it in a folder above\n";
    assert!(stderr(&output).ends_with(note), "{}", stderr(&output));
}

#[test]
fn in_a_folder_of_the_project_paths_start_there() {
    let (set, wrong) = (sets("customerId"), reads("CustomerID"));
    let folder = project(&[
        ("flowvet.toml", ""),
        ("flows/set.yaml", &set),
        ("flows/care/queue.yaml", &wrong),
        ("flows/care/more/queue.yaml", &wrong),
        ("flows/care2/queue.yaml", &wrong),
    ]);
    let folders = |place: &str| folder.path().join(place);
    for (place, path, expected) in [
        ("", "", "flows/care/more/queue.yaml flows/care/queue.yaml flows/care2/queue.yaml"),
        ("flows", "", "care/more/queue.yaml care/queue.yaml care2/queue.yaml"),
        ("flows/care", "", "more/queue.yaml queue.yaml"),
        ("flows/care", "..", "more/queue.yaml queue.yaml ../care2/queue.yaml"),
        ("flows/care/more", "../queue.yaml", "../queue.yaml"),
    ] {
        let path = Some(path).filter(|path| !path.is_empty());
        let arguments =
            ["check", "--format", "concise", "-q", "--select", "name-case-mismatch"].into_iter().chain(path);
        let output = run(&folders(place), &arguments.collect::<Vec<_>>());
        let files: Vec<&str> = stdout(&output).lines().filter_map(|line| line.split(':').next()).collect();
        assert_eq!(files.join(" "), expected, "{place}");
    }
    git(folder.path(), &["init", "--quiet"], b"");
    let diff = run(&folders("flows/care"), &["fix", "--diff"]);
    git(&folders("flows/care"), &["apply"], &diff.stdout);
    for (path, is_fixed) in [("care/queue.yaml", true), ("care/more/queue.yaml", true), ("care2/queue.yaml", false)] {
        assert_eq!(read(&folder, &format!("flows/{path}")).contains("customerId"), is_fixed, "{path}");
    }
}

#[test]
fn a_place_is_ignored_with_a_comment() {
    let folder = project(&[("flowvet.toml", ""), ("main.yaml", &sets("\"\""))]);
    let output = run(folder.path(), &["ignore", "main.yaml:8", "--reason", "x"]);
    let expected = "error: no finding begins in line 8 of main.yaml; name a line with findings: `9`\n";
    assert_eq!((code(&output), stderr(&output)), (2, expected));
    let output = run(folder.path(), &["ignore", "main.yaml:9", "--reason", " set by\n the CRM "]);
    let expected = "wrote a comment for `empty-name` into main.yaml\n";
    assert_eq!((code(&output), stdout(&output), stderr(&output)), (0, expected, ""));
    assert!(
        read(&folder, "main.yaml")
            .contains("\n                # flowvet: ignore[empty-name] set by the CRM\n                lit: \"\"\n")
    );
    let output = run(folder.path(), &["check"]);
    assert_eq!((code(&output), stdout(&output)), (0, "no findings; 1 artefact read; 1 ignored\n"));
}

#[test]
fn a_fingerprint_is_ignored_with_an_entry_where_there_are_no_comments() {
    let folder = project(&[("a.payload.json", "{\"attributes\": {\"shelf\": 3}}\n")]);
    std::fs::create_dir(folder.path().join(".git")).unwrap();
    let report = run(folder.path(), &["check", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_slice(&report.stdout).unwrap();
    let fingerprint = report["diagnostics"][0]["fingerprint"].as_str().unwrap();
    let output = run(folder.path(), &["ignore", fingerprint, "--reason", "the \"shelf\" is a number"]);
    let expected = "wrote an `[[ignore]]` entry for `non-string-value` into flowvet.toml\n";
    assert_eq!((code(&output), stdout(&output), stderr(&output)), (0, expected, ""));
    assert!(read(&folder, "flowvet.toml").contains("reason = \"the \\\"shelf\\\" is a number\"\n"));
    assert_eq!(code(&run(folder.path(), &["check"])), 0);
    let output = run(folder.path(), &["ignore", fingerprint, "--reason", "again"]);
    assert_eq!(
        (code(&output), stderr(&output)),
        (2, &*format!("error: the finding `{fingerprint}` is already ignored\n"))
    );
    let output = run(folder.path(), &["ignore", "0123456789abcdef", "--reason", "x"]);
    assert!(
        stderr(&output).starts_with("error: `0123456789abcdef` is not the fingerprint of a finding here; "),
        "{}",
        stderr(&output)
    );
    let output = run(folder.path(), &["ignore", "main", "--reason", "x"]);
    assert_eq!(stderr(&output), "error: `main` is neither a fingerprint nor a place as FILE:LINE\n");
    assert_eq!(code(&run(folder.path(), &["ignore", "a.payload.json:1"])), 2);
}

#[test]
fn an_ignore_has_the_line_breaks_of_its_file() {
    let windows = |text: &str| text.replace('\n', "\r\n");
    let folder = project(&[
        ("flowvet.toml", "# flows\r\n"),
        ("main.yaml", &windows(&sets("\"\""))),
        ("a.payload.json", "{\"attributes\": {\"shelf\": 3}}\n"),
    ]);
    for (place, path) in [("main.yaml:9", "main.yaml"), ("a.payload.json:1", "flowvet.toml")] {
        assert_eq!(code(&run(folder.path(), &["ignore", place, "--reason", "x"])), 0, "{place}");
        let text = read(&folder, path);
        assert!(text.contains("ignore") && text == windows(&text.replace("\r\n", "\n")), "{text:?}");
    }
}

#[test]
fn one_of_two_equal_findings_is_ignored() {
    let folder = project(&[("flowvet.toml", ""), ("dev/main.yaml", &sets("\"\"")), ("prod/main.yaml", &sets("\"\""))]);
    let output = run(folder.path(), &["ignore", "dev/main.yaml:9", "--reason", "x"]);
    let expected = "wrote a comment for `empty-name` into dev/main.yaml\n";
    assert_eq!((code(&output), stdout(&output), stderr(&output)), (0, expected, ""));
    assert_eq!(read(&folder, "prod/main.yaml"), sets("\"\""));
    let report = run(folder.path(), &["check", "--select", "empty-name", "--format", "concise"]);
    assert!(stdout(&report).starts_with("prod/main.yaml:9:"), "{}", stdout(&report));
    let output = run(folder.path(), &["ignore", "prod/main.yaml:9:9", "--reason", "x"]);
    let expected = "error: no finding begins in column 9 of line 9 of prod/main.yaml; name a line with findings: `9`\n";
    assert_eq!((code(&output), stderr(&output)), (2, expected));
}

#[test]
fn a_place_in_a_heredoc_of_json_is_ignored_with_an_entry() {
    let text = "resource \"genesyscloud_integration_action\" \"a\" {\n  name = \"A\"\n  contract_input = <<-EOT\n    {\n      \
                \"type\": \"object\",\n      \"properties\": {\"a\": {\"type\": \"strng\"}}\n    }\n  EOT\n}\n";
    let folder = project(&[("flowvet.toml", ""), ("a.tf", text)]);
    let output = run(folder.path(), &["ignore", "a.tf:6", "--reason", "x"]);
    let expected = "wrote an `[[ignore]]` entry for `contract-shape` into flowvet.toml\n";
    assert_eq!((code(&output), stdout(&output), stderr(&output)), (0, expected, ""));
    assert_eq!(read(&folder, "a.tf"), text);
    assert_eq!(code(&run(folder.path(), &["check", "--select", "contract-shape"])), 0);
}

#[test]
fn what_cannot_be_ignored_stays() {
    let text = sets("[");
    let folder = project(&[("flowvet.toml", ""), ("main.yaml", &text)]);
    let report = run(folder.path(), &["check", "--format", "concise"]);
    let line = stdout(&report).lines().find(|line| line.contains("[syntax-error]")).unwrap();
    let place = line.split(": ").next().unwrap().to_owned();
    let output = run(folder.path(), &["ignore", &place, "--reason", "x"]);
    let expected = "error: findings of `syntax-error` cannot be ignored; fix the problem\n";
    assert_eq!((code(&output), stderr(&output)), (2, expected));
    assert_eq!(read(&folder, "main.yaml"), text);
}

#[test]
fn init_names_its_schema_and_prints_it() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), &["init", "--schema"]);
    let schema: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(!folder.path().join("flowvet.toml").exists());
    let output = run(folder.path(), &["init"]);
    assert_eq!(code(&output), 0);
    let first = read(&folder, "flowvet.toml").lines().next().unwrap().to_owned();
    assert_eq!(first, format!("#:schema {}", schema["$id"].as_str().unwrap()));
    assert_eq!(code(&run(folder.path(), &["check"])), 0);
}

#[test]
fn init_in_a_folder_of_a_project_shows_what_it_splits() {
    let folder = project(&[
        ("flowvet.toml", ""),
        ("main.yaml", &sets("customerId")),
        ("other.yaml", &sets("a")),
        ("flows/queues/queue.yaml", &reads("CustomerID")),
    ]);
    let output = run(&folder.path().join("flows/queues"), &["init"]);
    let expected = "wrote flowvet.toml, with every key and its default as a comment\n\
        this folder was part of the project in ../..; now it is a project of its own, and names in its artefacts \
        (1) are not compared with names outside (2); ";
    assert!(stdout(&output).starts_with(expected), "{}", stdout(&output));
    assert!(stdout(&output).contains("1 attribute name is used on both sides: `customerid`"), "{}", stdout(&output));
    assert!(stdout(&output).contains("use [[override]] in ../../flowvet.toml"), "{}", stdout(&output));
}

#[test]
fn the_attribute_commands_name_the_dictionary_as_it_is_typed() {
    let folder = project(&[("flowvet.toml", ""), ("flows/main.yaml", &sets("a"))]);
    let run = |arguments: &[&str]| run(&folder.path().join("flows"), arguments);
    assert_eq!(
        stderr(&run(&["attributes", "update"])),
        "error: ../attributes.toml does not exist; `flowvet attributes init` writes it\n"
    );
    assert_eq!(stdout(&run(&["attributes", "init"])), "wrote ../attributes.toml, with 1 attribute\n");
    assert_eq!(
        stderr(&run(&["attributes", "init"])),
        "error: ../attributes.toml already exists; `flowvet attributes update` adds what is new in the project to it\n"
    );
    let same = "../attributes.toml already has all attributes of the project\n";
    assert_eq!(stdout(&run(&["attributes", "update"])), same);
    write(folder.path(), "flows/other.yaml", &sets("b"));
    assert_eq!(stdout(&run(&["attributes", "update"])), "updated ../attributes.toml, with 1 new attribute\n");
}

#[test]
fn no_dictionary_without_attributes_is_written() {
    let folder = project(&[("package.json", "{}")]);
    let output = run(folder.path(), &["attributes", "init"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(stderr(&output), "error: no file here sets or reads an attribute, so attributes.toml was not written\n");
    assert!(!folder.path().join("attributes.toml").exists());
}

#[test]
fn wrong_options_lead_to_the_right_ones() {
    let folder = project(&[("flows/main.yaml", &sets("a"))]);
    for (arguments, tip) in [
        (&["check", "--rule", "empty-name"][..], "to run some rules only, use `--select RULE`"),
        (&["check", "--exit-zero"], "use `flowvet check --fail-on never`"),
        (&["check", "--output-format", "json"], "use `--format FORMAT`"),
        (&["check", "--diff"], "another command has this option: `flowvet fix --diff`"),
        (&["fix", "--statistics"], "another command has this option: `flowvet check --statistics`"),
        (&["--format", "json"], "another command has this option: `flowvet check --format`, `flowvet map --format`"),
        (&["lint"], "to check a project, use `flowvet check`"),
        (&["flows"], "to check a path, use `flowvet check flows`"),
        (&["chek"], "a similar subcommand exists: 'check'"),
        (
            &["check", "--select", "empty-nam"],
            "error: invalid value 'empty-nam' for '--select <RULE>': `empty-nam` is not a rule; did you mean `empty-name`?\n\n",
        ),
        (&["fix", "--ignore", "spelling"], "`spelling` is not a rule; run `flowvet rules` to list the rules"),
        (&["fix", "-q"], "another command has this option: `flowvet check -q`"),
        (&["check", "--nonsense"], "error: unexpected argument '--nonsense' found\n\nUsage: "),
        (&["check", "-"], "determines the type of the file\n\nUsage: flowvet check [OPTIONS] [PATH]...\n"),
        (&["fix", "--check"], "to show changes without making them, use `flowvet fix --diff`"),
    ] {
        let output = run(folder.path(), arguments);
        assert_eq!((code(&output), stdout(&output)), (2, ""), "{arguments:?}");
        assert!(stderr(&output).contains(tip), "{arguments:?}\n{}", stderr(&output));
    }
}

#[test]
fn help_is_in_groups_with_examples() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [&["help", "check"][..], &["check", "--help"]] {
        let output = run(folder.path(), arguments);
        let headings =
            ["Files:", "Rules:", "Report:", "Fixes:", "Baseline:", "Sample payloads:", "Examples:", "Exit codes:"];
        let places: Vec<usize> =
            headings.iter().map(|it| stdout(&output).find(&format!("\n{it}\n")).unwrap()).collect();
        assert!(places.is_sorted(), "{}", stdout(&output));
    }
    for command in flowvet::cli::command().get_subcommands().filter(|it| !it.is_hide_set()) {
        let help = command.clone().render_help().to_string();
        let is_small = ["rules", "lsp", "attributes"].contains(&command.get_name());
        assert!(is_small || help.contains("Examples:"), "{}", command.get_name());
    }
}

#[test]
fn completions_know_rules_formats_and_revisions() {
    let folder = tempfile::tempdir().unwrap();
    git(folder.path(), &["init", "--quiet", "--initial-branch", "trunk"], b"");
    git(
        folder.path(),
        &["-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "--quiet", "--allow-empty", "-m", "a"],
        b"",
    );
    let script = run(folder.path(), &["completions", "bash"]);
    std::fs::write(folder.path().join("script"), &script.stdout).unwrap();
    // As bash calls the function: the words, the number of the last, and then the word and the one before it.
    let complete = |words: &str| {
        let text = format!(
            "source ./script; COMP_WORDS=({words} ''); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); \
             _flowvet flowvet '' \"${{COMP_WORDS[COMP_CWORD-1]}}\"; printf '%s\\n' \"${{COMPREPLY[@]}}\""
        );
        let output = Command::new("bash").current_dir(folder.path()).args(["-c", &text]).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    for (words, wanted) in [
        ("flowvet check --select", "empty-name"),
        ("flowvet explain", "name-case-mismatch"),
        ("flowvet explain", "configuration"),
        ("flowvet check --format", "sarif"),
        ("flowvet check --since", "trunk"),
    ] {
        let found = complete(words);
        assert!(found.lines().any(|line| line == wanted), "{words}: {found}");
    }
    let zsh = run(folder.path(), &["completions", "zsh"]);
    assert!(stdout(&zsh).starts_with("#compdef flowvet\n"), "{}", stdout(&zsh));
    assert!(stdout(&zsh).contains(":REV:_flowvet_revisions'"), "{}", stdout(&zsh));
    std::fs::write(folder.path().join("script.zsh"), &zsh.stdout).unwrap();
    let stubs = "compdef() { }; compadd() { print -l -- $@ }; source ./script.zsh; _flowvet_revisions";
    if let Some(found) = said(folder.path(), "zsh", &["-f", "-c", stubs]) {
        assert_eq!(found, "--\ntrunk\n");
    }
    let fish = run(folder.path(), &["completions", "fish"]);
    std::fs::write(folder.path().join("script.fish"), &fish.stdout).unwrap();
    for (words, wanted) in [
        ("flowvet check --select empty", "empty-name"),
        ("flowvet explain name-case", "name-case-mismatch"),
        ("flowvet explain conf", "configuration"),
        ("flowvet check --format sar", "sarif"),
        ("flowvet check --since tr", "trunk"),
        ("flowvet completions f", "fish"),
    ] {
        let is_listed = stdout(&fish).lines().any(|line| line.contains(wanted) || line.contains("git for-each-ref"));
        assert!(is_listed, "{words}");
        let complete = format!("source ./script.fish; complete -C '{words}'");
        if let Some(found) = said(folder.path(), "fish", &["--no-config", "-c", &complete]) {
            let found: Vec<&str> = found.lines().filter_map(|line| line.split('\t').next()).collect();
            assert_eq!(found, [wanted], "{words}");
        }
    }
}

/// What a shell prints; `None` on a machine that does not have it.
fn said(folder: &Path, shell: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(shell).current_dir(folder).args(arguments).env("HOME", folder).output();
    match output {
        Ok(output) => {
            assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
            Some(String::from_utf8(output.stdout).unwrap())
        }
        Err(error) => {
            assert_eq!(error.kind(), std::io::ErrorKind::NotFound);
            None
        }
    }
}

/// A text without the escape sequences of a terminal.
fn visible(text: &str) -> String {
    let escapes = regex::Regex::new("\u{1b}\\[[0-9;]*m|\u{1b}\\]8;;.*?\u{1b}\\\\").unwrap();
    escapes.replace_all(text, "").into_owned()
}

#[test]
fn what_has_nothing_to_name_says_so() {
    let folder = project(&[("flowvet.toml", ""), ("main.yaml", &sets("\"\"")), ("docs/a.txt", "")]);
    let output = run(folder.path(), &["map", "--attribute", "customerId"]);
    assert_eq!((code(&output), stderr(&output)), (2, "error: the project has no attribute `customerId`\n"));
    let output = run(folder.path(), &["fix", "docs"]);
    let expected = "nothing to fix: no artefact was found in docs/; no findings left\n";
    assert_eq!((code(&output), stdout(&output)), (0, expected));
}

#[test]
fn a_wide_terminal_breaks_lines_at_spaces() {
    let folder = project(&[("flowvet.toml", ""), ("main.yaml", &sets("\"\"")), ("docs/a.txt", "")]);
    let summary = |columns: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_flowvet"));
        let output =
            command.current_dir(folder.path()).args(["check", "docs"]).env("COLUMNS", columns).output().unwrap();
        stdout(&output).to_owned()
    };
    let whole = "no findings in docs/: nothing to check there; 1 elsewhere in the project; 1 artefact read\n";
    assert_eq!(summary("100"), whole);
    assert_eq!(summary("84"), whole.replace("artefact read", "artefact\nread"));
    // A pipe gets one line.
    assert_eq!(summary(""), whole);
}

#[test]
fn forty_columns_are_enough() {
    let folder = project(&[
        ("flowvet.toml", "[[override]]\nfiles = [\"main.yaml\"]\nrules = { written-never-read = \"info\" }\n"),
        ("main.yaml", &sets("customerId")),
        ("queue.yaml", &reads("CustomerID")),
        ("other.yaml", &sets("\"\"").replace("name: A", "name: A very long name of an action with many words")),
        ("docs/a.txt", ""),
    ]);
    for arguments in [
        &["check"][..],
        &["check", "docs"],
        &["check", "--max-findings", "1"],
        &["check", "--color", "always"],
        &["rules", "--config"],
        &["check", "--help"],
        &["--help"],
    ] {
        let output =
            command(folder.path(), arguments).env("COLUMNS", "40").env("FORCE_HYPERLINK", "1").output().unwrap();
        let text = visible(stdout(&output));
        let wide: Vec<&str> = text.lines().filter(|line| line.chars().count() > 40).collect();
        assert!(wide.is_empty(), "{arguments:?}\n{wide:#?}\n{text}");
        assert!(!text.is_empty());
    }
}

#[test]
fn paths_and_rules_are_links_where_terminals_make_them() {
    let folder = project(&[("flowvet.toml", ""), ("a b/main.yaml", &sets("\"\""))]);
    let arguments = ["check", "--color", "always"];
    let output = command(folder.path(), &arguments).env("FORCE_HYPERLINK", "1").output().unwrap();
    let path = folder.path().canonicalize().unwrap().join("a b/main.yaml");
    let address = format!("file://{}", path.to_str().unwrap().replace(' ', "%20"));
    let link = |address: &str, text: &str| format!("\u{1b}]8;;{address}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\");
    for part in [
        link(&address, "a b/main.yaml"),
        link(&address, "a b/main.yaml:9:22"),
        link("https://flowvet.dev/rules/empty-name.html", "empty-name"),
    ] {
        assert!(stdout(&output).contains(&part), "{part:?}\n{:?}", stdout(&output));
    }
    // Without colours, or where the output is not a terminal, there are none.
    for arguments in [&["check", "--color", "never"][..], &["check"]] {
        let output = command(folder.path(), arguments).env("FORCE_HYPERLINK", "1").output().unwrap();
        assert!(!stdout(&output).contains('\u{1b}'));
    }
}

#[test]
fn colours_are_a_choice() {
    let folder = project(&[("flowvet.toml", ""), ("main.yaml", &sets("\"\""))]);
    let has_colours = |arguments: &[&str], variable: (&str, &str)| {
        let mut command = command(folder.path(), arguments);
        for name in ["NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
            command.env_remove(name);
        }
        stdout(&command.env(variable.0, variable.1).output().unwrap()).contains("\u{1b}[")
    };
    let none = ("FLOWVET_NONE", "");
    assert!(!has_colours(&["check"], none));
    assert!(has_colours(&["check", "--color", "always"], none));
    assert!(has_colours(&["check"], ("FORCE_COLOR", "1")));
    assert!(!has_colours(&["check", "--color", "never"], ("FORCE_COLOR", "1")));
    assert!(!has_colours(&["check", "--color", "auto"], none));
    assert_eq!(code(&run(folder.path(), &["check", "--color", "sometimes"])), 2);
}

/// The lines of a stream. A line that does not come fails the test and does not stop it.
#[cfg(unix)]
fn lines(stream: impl std::io::Read + Send + 'static) -> impl FnMut() -> String {
    let (send, receive) = std::sync::mpsc::channel();
    std::thread::spawn(move || BufReader::new(stream).lines().try_for_each(|line| send.send(line.unwrap())));
    move || receive.recv_timeout(std::time::Duration::from_mins(1)).unwrap()
}

#[cfg(unix)]
#[test]
fn a_watch_checks_again_after_each_change_and_ends_with_a_signal() {
    let folder = project(&[("flowvet.toml", ""), ("main.yaml", &sets("a"))]);
    let mut command = command(folder.path(), &["check", "--watch", "--format", "concise"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut note = lines(child.stderr.take().unwrap());
    let mut finding = lines(child.stdout.take().unwrap());
    assert_eq!(note(), "watching for changes; Ctrl-C ends");
    write(folder.path(), "main.yaml", &sets("\"\""));
    assert!(finding().starts_with("main.yaml:9:22: error[empty-name]"));
    assert_eq!(note(), "watching for changes; Ctrl-C ends");
    write(folder.path(), "flowvet.toml", "[rules]\nempty-name = \"info\"\n");
    while !finding().starts_with("main.yaml:9:22: info[empty-name]") {}
    // A new file in a new folder is read, too.
    write(folder.path(), "new/queue.yaml", &sets("\" a\""));
    while !finding().starts_with("new/queue.yaml:9:23: warning[padded-name]") {}
    let pid = rustix::process::Pid::from_raw(child.id().cast_signed()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[cfg(unix)]
#[test]
fn a_watch_notices_a_catalogue_elsewhere() {
    let folder = project(&[
        ("app/flowvet.toml", "[externals]\ncatalogues = [\"../other/catalogue.json\"]\n"),
        ("app/main.yaml", &sets("a")),
        ("other/README.md", ""),
    ]);
    let mut command = command(&folder.path().join("app"), &["check", "--watch", "--format", "concise"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut note = lines(child.stderr.take().unwrap());
    let mut finding = lines(child.stdout.take().unwrap());
    let first = finding();
    assert!(first.ends_with("cannot read catalogue `../other/catalogue.json`: this file does not exist"), "{first}");
    assert_eq!(note(), "watching for changes; Ctrl-C ends");
    write(folder.path(), "other/catalogue.json", "[");
    while finding() == first {}
    child.kill().unwrap();
    child.wait().unwrap();
}
