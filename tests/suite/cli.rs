//! The command itself: what it prints where, and how it ends.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const SET: &str = "inboundCall:
  name: Main
  defaultLanguage: en-us
  startUpRef: /inboundCall/tasks/task[Greet_10]
  tasks:
    - task:
        name: Greet
        refId: Greet_10
        actions:
          - setParticipantData:
              name: Remember
              attributes:
                - attribute:
                    name:
                      lit: customerId
                    value:
                      exp: Call.Ani
";

const GET: &str = "inqueueCall:
  name: Queue
  defaultLanguage: en-us
  startUpTaskActions:
    - getParticipantData:
        name: Who
        attributes:
          - attribute:
              name:
                lit: CustomerID
              variable: Flow.id
";

/// A project of one flow that sets and one flow that gets an attribute.
fn project(get: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("main.yaml"), SET).unwrap();
    std::fs::write(folder.path().join("queue.yaml"), get).unwrap();
    folder
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flowvet"));
    command.current_dir(folder).args(arguments);
    for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "GITHUB_ACTIONS"] {
        command.env_remove(variable);
    }
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().unwrap()
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

const FOUND: &str = "queue.yaml:10:22: error[name-case-mismatch] Get Participant Data reads `CustomerID`, but the \
                     attribute is set as `customerId`\n";

#[test]
fn findings_end_with_one() {
    let folder = project(GET);
    let output = run(folder.path(), &["check", "--format", "concise"]);
    assert_eq!((code(&output), stdout(&output), stderr(&output)), (1, FOUND, ""));
}

#[test]
fn no_findings_end_with_zero() {
    let folder = project(&GET.replace("CustomerID", "customerId"));
    let output = run(folder.path(), &["check"]);
    assert_eq!((code(&output), stdout(&output), stderr(&output)), (0, "no findings; 2 artefacts read\n", ""));
}

#[test]
fn an_empty_folder_has_nothing_to_check() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), &["check"]);
    assert_eq!(code(&output), 0);
    let advice = "name the folder that contains the flows, as in `flowvet check flows`, and check that no ignore \
                  file, no `exclude` of flowvet.toml and no `--exclude` leaves it out\n";
    assert_eq!(stdout(&output), format!("nothing to check: no Genesys Cloud artefact found\n{advice}"));
}

#[test]
fn files_of_no_known_kind_are_counted_and_explained() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("package.json"), "{}").unwrap();
    std::fs::write(folder.path().join("network.tf"), "resource \"aws_vpc\" \"main\" {}\n").unwrap();
    let output = run(folder.path(), &["check"]);
    let said = "nothing to check: no Genesys Cloud artefact found\n2 files of no known kind: `flowvet check --show-files` \
                lists the reasons; call payloads `NAME.payload.json`, or list them in flowvet.toml\n";
    assert_eq!((code(&output), stdout(&output)), (0, said));
    let output = run(folder.path(), &["check", "--show-files"]);
    let files = "not read  network.tf (Terraform without anything of Genesys Cloud)\n\
                 not read  package.json (JSON, but no flow, data action, script or payload)\n";
    assert_eq!((code(&output), stdout(&output)), (0, files));
    std::fs::write(folder.path().join("main.i3InboundFlow"), "%%").unwrap();
    let output = run(folder.path(), &["check", "--show-files", "main.i3InboundFlow"]);
    assert!(stdout(&output).starts_with("not read  main.i3InboundFlow ("), "{}", stdout(&output));
    let folder = project(GET);
    std::fs::write(folder.path().join("package.json"), "{}").unwrap();
    let output = run(folder.path(), &["check"]);
    assert!(stdout(&output).contains("; 2 artefacts read; 1 file of no known kind\n"), "{}", stdout(&output));
}

#[test]
fn a_path_that_does_not_exist_is_a_usage_error() {
    let folder = project(GET);
    for task in ["check", "fix", "map"] {
        let output = run(folder.path(), &[task, "main.yaml", "queu.yaml"]);
        assert_eq!((code(&output), stdout(&output)), (2, ""));
        assert_eq!(stderr(&output), "error: cannot find `queu.yaml`; did you mean `queue.yaml`?\n");
    }
    let output = run(folder.path(), &["check", "exports/main.yaml"]);
    assert_eq!(
        (code(&output), stderr(&output)),
        (2, "error: cannot find `exports/main.yaml`; check the path and the current folder\n")
    );
    // A hook may name a file that the commit removes.
    assert_eq!(code(&run(folder.path(), &["check", "--hook", "main.yaml", "gone.yaml"])), 1);
}

#[test]
fn paths_in_reports_for_people_are_relative_to_the_working_directory() {
    let folder = project(GET);
    std::fs::write(folder.path().join("flowvet.toml"), "").unwrap();
    let inner = folder.path().join("exports/old");
    std::fs::create_dir_all(&inner).unwrap();
    let output = run(&inner, &["check", "../..", "--format", "concise"]);
    assert_eq!(stdout(&output), format!("../../{FOUND}"));
    let output = run(&inner, &["check", "../..", "--format", "human"]);
    assert!(stdout(&output).contains("[../../queue.yaml:10:22"), "{}", stdout(&output));
    assert!(stdout(&output).contains("[../../main.yaml:15:28"), "{}", stdout(&output));
    let output = run(&inner, &["check", "../..", "--format", "gitlab"]);
    assert!(stdout(&output).contains("\"path\": \"queue.yaml\""), "{}", stdout(&output));
}

#[test]
fn the_failing_level_is_a_choice() {
    let folder = project(GET);
    let ends = |arguments: &[&str]| code(&run(folder.path(), arguments));
    assert_eq!(ends(&["check", "--fail-on", "error"]), 1);
    assert_eq!(ends(&["check", "--fail-on", "never"]), 0);
    std::fs::write(folder.path().join("flowvet.toml"), "[rules]\nname-case-mismatch = \"warning\"\n").unwrap();
    assert_eq!(ends(&["check"]), 1);
    assert_eq!(ends(&["check", "--fail-on", "error"]), 0);
    let configuration = "fail-on = \"error\"\n[rules]\nname-case-mismatch = \"warning\"\n";
    std::fs::write(folder.path().join("flowvet.toml"), configuration).unwrap();
    assert_eq!(ends(&["check"]), 0);
    assert_eq!(ends(&["check", "--fail-on", "warning"]), 1);
}

#[test]
fn a_wrong_configuration_ends_with_two_and_the_rest_is_checked() {
    let folder = project(GET);
    std::fs::write(folder.path().join("flowvet.toml"), "persets = \"strict\"\n").unwrap();
    let output = run(folder.path(), &["check", "--format", "concise"]);
    assert_eq!(code(&output), 2);
    assert!(stdout(&output).starts_with("flowvet.toml:1:1: error[configuration]"), "{}", stdout(&output));
    assert!(stdout(&output).ends_with(FOUND), "{}", stdout(&output));
}

#[test]
fn standard_input_replaces_a_file() {
    let folder = project(&GET.replace("CustomerID", "customerId"));
    let arguments = ["check", "-", "--stdin-filename", "queue.yaml", "--format", "concise"];
    let mut child = command(folder.path(), &arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(GET.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((code(&output), stdout(&output)), (1, FOUND));
}

#[test]
fn standard_input_needs_a_name_and_a_name_needs_standard_input() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), &["check", "-"]);
    assert_eq!(code(&output), 2);
    assert!(stderr(&output).starts_with("error: `-` needs `--stdin-filename PATH`"), "{}", stderr(&output));
    let output = run(folder.path(), &["check", "--stdin-filename", "queue.yaml"]);
    assert_eq!(code(&output), 2);
    assert!(stderr(&output).starts_with("error: `--stdin-filename` needs `-`"), "{}", stderr(&output));
}

#[test]
fn wrong_usage_ends_with_two_and_prints_nothing_on_standard_output() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [&["check", "--format", "yaml"][..], &["chekc"], &["check", "--threads", "0"], &[]] {
        let output = run(folder.path(), arguments);
        assert_eq!((code(&output), stdout(&output)), (2, ""), "{arguments:?}");
    }
}

#[test]
fn machine_formats_contain_nothing_else() {
    let folder = project(GET);
    for format in ["json", "sarif", "gitlab", "rdjson"] {
        let output = run(folder.path(), &["check", "--format", format, "--color", "always"]);
        assert_eq!((code(&output), stderr(&output)), (1, ""));
        serde_json::from_str::<serde_json::Value>(stdout(&output)).unwrap();
    }
}

#[test]
fn annotations_come_by_themselves_in_a_job_of_github() {
    let folder = project(GET);
    let in_job = |value: &str, arguments: &[&str]| {
        let output = command(folder.path(), arguments).env("GITHUB_ACTIONS", value).output().unwrap();
        stdout(&output).to_owned()
    };
    assert!(in_job("true", &["check"]).starts_with("::error title=flowvet%3A name-case-mismatch,file=queue.yaml,"));
    assert_eq!(in_job("true", &["check", "--format", "concise"]), FOUND);
    assert!(in_job("false", &["check"]).starts_with("queue.yaml\n"));
}

#[test]
fn reports_are_written_to_files_in_addition_to_the_printed_one() {
    let folder = project(GET);
    let arguments =
        ["check", "--format=concise", "--output", "junit=a=b.xml", "--output=human=human.txt", "--color=always"];
    let output = run(folder.path(), &arguments);
    assert_eq!((code(&output), stdout(&output), stderr(&output)), (1, FOUND, ""));
    let written = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    assert!(written("a=b.xml").starts_with("<?xml "), "{}", written("a=b.xml"));
    assert!(
        written("human.txt").starts_with("queue.yaml\n\n  error[name-case-mismatch]: "),
        "{}",
        written("human.txt")
    );
    assert!(!written("human.txt").contains('\u{1b}'));
}

#[test]
fn a_report_that_cannot_be_written_is_mentioned_after_the_findings() {
    let folder = project(GET);
    let output = run(folder.path(), &["check", "--format", "concise", "--output", "sarif=nowhere/report.sarif"]);
    assert_eq!((code(&output), stdout(&output)), (3, FOUND));
    assert!(stderr(&output).starts_with("error: cannot write nowhere/report.sarif: "), "{}", stderr(&output));
    for wrong in ["sarif", "sarif=", "yaml=report.yaml"] {
        let output = run(folder.path(), &["check", "--output", wrong]);
        assert_eq!((code(&output), stdout(&output)), (2, ""), "{wrong}");
    }
}

#[test]
fn statistics_and_timings_leave_standard_output_alone() {
    let folder = project(GET);
    let output = run(folder.path(), &["check", "--format", "concise", "--statistics"]);
    let said = "findings  rule\n       1  name-case-mismatch\n\nfindings  file\n       1  queue.yaml\n";
    assert_eq!((code(&output), stdout(&output), stderr(&output)), (1, FOUND, said));
    let output = run(folder.path(), &["check", "--format", "concise", "--timings"]);
    assert_eq!((code(&output), stdout(&output)), (1, FOUND));
    assert!(stderr(&output).contains(" ms  rules across files\n"), "{}", stderr(&output));
    assert!(stderr(&output).contains(" ms  name-case-mismatch\n"), "{}", stderr(&output));
}

#[test]
fn files_are_listed_in_place_of_a_check() {
    let folder = project(GET);
    std::fs::write(folder.path().join("package.json"), "{}").unwrap();
    let output = run(folder.path(), &["check", "--show-files"]);
    let files = "Archy YAML flow  main.yaml\n\
                 not read         package.json (JSON, but no flow, data action, script or payload)\n\
                 Archy YAML flow  queue.yaml\n";
    assert_eq!((code(&output), stdout(&output), stderr(&output)), (0, files, ""));
    let output = run(folder.path(), &["check", "--show-files", "queue.yaml"]);
    assert_eq!((code(&output), stdout(&output)), (0, "Archy YAML flow  queue.yaml\n"));
    assert_eq!(code(&run(folder.path(), &["check", "--show-files", "--write-baseline"])), 2);
}

#[cfg(unix)]
#[test]
fn a_listed_file_cannot_control_the_terminal() {
    let folder = project(GET);
    std::fs::write(folder.path().join("a\u{1b}[2J\r\u{202e}b.payload.json"), "{}").unwrap();
    let output = run(folder.path(), &["check", "--show-files"]);
    assert!(stdout(&output).contains("a␛[2J␍\\u{202e}b.payload.json"), "{}", stdout(&output));
}

#[test]
fn settings_are_shown_in_place_of_a_check() {
    let folder = project(GET);
    let here = folder.path().canonicalize().unwrap();
    let shown = |expected: i32| {
        let output = run(folder.path(), &["check", "--show-settings"]);
        assert_eq!(code(&output), expected);
        stdout(&output).to_owned()
    };
    let defaults = shown(0);
    assert!(
        defaults.starts_with(&format!("# {}: no flowvet.toml\npreset = \"recommended\"  # default\n", here.display()))
    );
    let text = "# strict\npreset = 'strict'\nexclude = [\n  \"old/\", # gone\n  'a\"b',\n]\n[externals]\nwritten = [\"x.*\"]\n\
                closed = true\n[rules]\ndynamic-name = \"off\"\n[[payload]]\nfiles = [\"a.json\"]\nkind = \"callback\"\n";
    std::fs::write(folder.path().join("flowvet.toml"), text).unwrap();
    let set = shown(0);
    for line in [
        "preset = \"strict\"  # line 2",
        "exclude = [\"old/\", \"a\\\"b\"]  # line 3",
        "fail-on = \"warning\"  # default",
        "externals = { written = [\"x.*\"], closed = true }  # line 7",
        "payload = [{ files = [\"a.json\"], kind = \"callback\" }]  # line 12",
    ] {
        assert!(set.lines().any(|shown| shown == line), "{line}\n{set}");
    }
    let rules = set.lines().find(|line| line.starts_with("rules = ")).unwrap();
    let (table, line) = rules.rsplit_once("  # ").unwrap();
    assert!(table.starts_with("rules = { dynamic-name = \"off\", "), "levels come first: {table}");
    assert!(table.contains("secret-in-name = { words = [\"access key\", "), "options have their values: {table}");
    assert_eq!(line, "line 10");
    // What is shown means the same again.
    std::fs::write(folder.path().join("flowvet.toml"), &set).unwrap();
    let without_places =
        |text: &str| text.lines().map(|line| line.split("  # ").next().unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!(without_places(&shown(0)), without_places(&set));
    std::fs::write(folder.path().join("flowvet.toml"), "persets = 1\n").unwrap();
    shown(2);
}

#[test]
fn colour_only_where_it_is_wanted() {
    let folder = project(GET);
    let coloured = |mut command: Command| stdout(&command.output().unwrap()).contains('\u{1b}');
    let with = |arguments: &[&str], variables: &[(&str, &str)]| {
        let mut command = command(folder.path(), arguments);
        command.envs(variables.iter().copied());
        coloured(command)
    };
    assert!(!with(&["check"], &[]));
    assert!(with(&["check", "--color", "always"], &[]));
    assert!(with(&["check"], &[("CLICOLOR_FORCE", "1")]));
    assert!(!with(&["check", "--color", "never"], &[("CLICOLOR_FORCE", "1")]));
    assert!(with(&["check"], &[("FORCE_COLOR", "1")]));
    assert!(!with(&["check"], &[("FORCE_COLOR", "1"), ("NO_COLOR", "1")]));
    assert!(!with(&["check"], &[("NO_COLOR", "1")]));
    assert!(!with(&["check", "--format", "concise", "--color", "always"], &[]));
}

#[test]
#[cfg(unix)]
fn a_closed_output_is_not_an_error() {
    let folder = project(GET);
    let mut child = command(folder.path(), &["rules"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((code(&output), stderr(&output)), (0, ""));
}

#[test]
fn explain_prints_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), &["explain", "name-case-mismatch"]);
    assert_eq!(code(&output), 0);
    assert!(stdout(&output).starts_with("# name-case-mismatch\n"), "{}", stdout(&output));
    assert!(stdout(&output).contains("## When to turn it off"));
}

/// A pipe gets Markdown that means the same as the page and is wrapped to the width.
#[test]
fn explain_wraps_each_page_in_a_pipe() {
    let folder = tempfile::tempdir().unwrap();
    let meaning = |markdown: &str| {
        let events = pulldown_cmark::Parser::new_ext(markdown, pulldown_cmark::Options::ENABLE_TABLES);
        let text: String = events
            .map(|event| match event {
                pulldown_cmark::Event::Text(text) => text.to_string(),
                pulldown_cmark::Event::Code(code) => format!("`{code}`"),
                pulldown_cmark::Event::SoftBreak => " ".to_owned(),
                other => format!("{other:?}"),
            })
            .collect();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    for (meta, number) in flowvet::rules::ALL.iter().map(|rule| rule.meta()).zip(0..) {
        let page = meaning(&flowvet::rules::reference::page(meta));
        // Most pages in a narrow window, the others in one of two others.
        let widths = [("40", 40), ("", 80), ("40", 40), ("500", 100)];
        let (columns, most) = widths[number % widths.len()];
        let mut command = Command::new(env!("CARGO_BIN_EXE_flowvet"));
        let output =
            command.current_dir(folder.path()).args(["explain", meta.name]).env("COLUMNS", columns).output().unwrap();
        let text = stdout(&output);
        assert!(meaning(text).starts_with(page.trim_end()), "{} {columns}\n{text}", meta.name);
        let mut is_code = false;
        for line in text.lines() {
            is_code ^= line.starts_with("```");
            let is_one_word = !line.trim_start_matches("- ").trim().contains(' ');
            let is_wrapped = line.chars().count() <= most || is_one_word || line.starts_with(['#', '|']);
            assert!(is_code || is_wrapped, "{}: {line}", meta.name);
        }
    }
}

#[test]
fn explain_shows_the_level_here_and_accepts_any_capitalisation() {
    let folder = tempfile::tempdir().unwrap();
    let level = |name: &str| {
        let output = run(folder.path(), &["explain", name]);
        stdout(&output).split_once("## In this folder\n\n").unwrap().1.to_owned()
    };
    assert_eq!(level("Name-Case-Mismatch"), "Level **error**, set by preset recommended.\n");
    std::fs::write(folder.path().join("flowvet.toml"), "[rules]\nname-case-mismatch = \"off\"\n").unwrap();
    assert_eq!(level("name-case-mismatch"), "Level **off**, set by flowvet.toml:2.\n");
    assert!(stdout(&run(folder.path(), &["explain", "configuration"])).starts_with("# configuration\n"));
}

#[test]
fn explain_suggests_a_similar_rule() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), &["explain", "name-case-missmatch"]);
    assert_eq!((code(&output), stdout(&output)), (2, ""));
    assert_eq!(stderr(&output), "error: `name-case-missmatch` is not a rule; did you mean `name-case-mismatch`?\n");
    let output = run(folder.path(), &["explain", "spelling"]);
    assert_eq!(stderr(&output), "error: `spelling` is not a rule; run `flowvet rules` to list the rules\n");
}

/// The line of the table that is about a rule, with single blanks.
fn row(output: &Output, rule: &str) -> String {
    let line = stdout(output).lines().find(|line| line.trim_start().starts_with(rule)).unwrap();
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn rules_shows_the_origin_of_a_level() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), &["rules"]);
    assert_eq!(code(&output), 0);
    assert!(row(&output, "dynamic-name").starts_with("dynamic-name warning preset recommended "));
    let configuration = "preset = \"none\"\n\n[rules]\ndynamic-name = \"error\"\nempty-name = \"off\"\n";
    std::fs::write(folder.path().join("flowvet.toml"), configuration).unwrap();
    let output = run(folder.path(), &["rules"]);
    assert!(row(&output, "dynamic-name").starts_with("dynamic-name error flowvet.toml:4 "));
    assert!(row(&output, "empty-name").starts_with("empty-name off flowvet.toml:5 "));
    assert!(row(&output, "padded-name").starts_with("padded-name off preset none "));
}

#[test]
fn rules_shows_levels_by_path_on_request() {
    let folder = tempfile::tempdir().unwrap();
    let tables = "[[override]]\nfiles = [\"archive/\", \"old\"]\nrules = { empty-name = \"off\" }\n\n\
                  [[override]]\nfiles = [\"archive/2020\"]\n[override.rules]\nempty-name = \"warning\"\n";
    std::fs::write(folder.path().join("flowvet.toml"), tables).unwrap();
    let output = run(folder.path(), &["rules", "--config"]);
    let lines = stdout(&output).lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    let own: Vec<String> = lines.skip_while(|line| !line.starts_with("empty-name")).skip(1).take(2).collect();
    assert_eq!(own, ["off flowvet.toml:3 in archive/, old", "warning flowvet.toml:8 in archive/2020"]);
    assert!(!stdout(&run(folder.path(), &["rules"])).contains("archive"));
}

#[test]
fn init_writes_a_configuration_that_changes_nothing() {
    let folder = project(GET);
    let output = run(folder.path(), &["init"]);
    assert_eq!((code(&output), stderr(&output)), (0, ""));
    let output = run(folder.path(), &["check", "--format", "concise"]);
    assert_eq!((code(&output), stdout(&output)), (1, FOUND));
}

#[test]
fn init_never_overwrites() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("flowvet.toml");
    std::fs::write(&path, "preset = \"strict\"\n").unwrap();
    let output = run(folder.path(), &["init"]);
    assert_eq!(code(&output), 2);
    assert_eq!(stderr(&output), "error: flowvet.toml already exists and was not changed\n");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "preset = \"strict\"\n");
}

#[test]
fn version_and_help_are_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), &["--version"]);
    assert_eq!((code(&output), stdout(&output)), (0, concat!("flowvet ", env!("CARGO_PKG_VERSION"), "\n")));
    let output = run(folder.path(), &["check", "--help"]);
    assert_eq!(code(&output), 0);
    assert!(stdout(&output).contains("Exit codes:"));
    assert!(stdout(&output).ends_with('\n'));
}

#[test]
fn a_sample_payload_is_checked_against_a_data_action() {
    let folder = tempfile::tempdir().unwrap();
    let action = r#"{"name": "Get Customer",
        "config": {"request": {"requestUrlTemplate": "https://api.example/${input.id}", "requestType": "GET"}, "response": {"successTemplate": "${rawResult}"}},
        "contract": {"input": {"inputSchema": {"type": "object", "properties": {"id": {"type": "string"}}}},
            "output": {"successSchema": {"type": "object", "properties": {"name": {"type": "string"}}}}}}"#;
    std::fs::write(folder.path().join("action.json"), action).unwrap();
    std::fs::write(folder.path().join("sample.json"), "{\"id\": 7}").unwrap();
    std::fs::write(folder.path().join("broken.yaml"), GET).unwrap();
    let check = |arguments: &[&str]| {
        run(folder.path(), &[&["check", "--format", "concise", "--payload", "sample.json"], arguments].concat())
    };
    let output = check(&["--action", "Get Customer"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        stdout(&output),
        "sample.json:1:8: error[payload-schema] the sample does not match the input contract of `Get Customer`: `id` must be a string, not a number\n"
    );
    let output = check(&["--action", "Get Customer", "--contract", "output"]);
    assert_eq!(
        stdout(&output),
        "sample.json:1:3: warning[payload-schema] the sample contains `id`, but the output contract of `Get Customer` has no such field\n"
    );
    let output = check(&["--action", "get customer"]);
    assert_eq!((output.status.code(), stdout(&output)), (Some(2), ""));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "error: data action `get customer` is not defined in this project; did you mean `Get Customer`?\n"
    );
    for arguments in
        [&[][..], &["--action", ""], &["--action", "Get Customer", "--write-baseline"], &["--action", "a", "--hook"]]
    {
        assert_eq!(check(arguments).status.code(), Some(2), "{arguments:?}");
    }
    assert_eq!(run(folder.path(), &["check", "--action", "Get Customer"]).status.code(), Some(2));
    assert_eq!(run(folder.path(), &["check", "--contract", "output"]).status.code(), Some(2));
    let other = |file: &str| run(folder.path(), &["check", "--payload", file, "--action", "Get Customer"]);
    assert_eq!(other(".").status.code(), Some(2));
    let output = other("nowhere.json");
    assert_eq!((code(&output), stdout(&output)), (2, ""));
    std::fs::write(folder.path().join("sample"), "id: 7").unwrap();
    assert!(stdout(&other("sample")).contains("error[syntax-error]"));
}

#[test]
fn map_prints_a_catalogue_that_check_reads() {
    let folder = project(GET);
    let output = run(folder.path(), &["map"]);
    assert_eq!((code(&output), stderr(&output)), (0, ""));
    let catalogue: serde_json::Value = serde_json::from_str(stdout(&output)).unwrap();
    let names: Vec<_> = catalogue["attributes"].as_array().unwrap().iter().map(|it| it["name"].as_str()).collect();
    assert_eq!(names, [Some("CustomerID"), Some("customerId")]);
    let explicit = run(folder.path(), &["map", ".", "--format", "json"]);
    assert_eq!(stdout(&explicit), stdout(&output));
    std::fs::write(folder.path().join("other.json"), stdout(&output)).unwrap();
    std::fs::write(folder.path().join("flowvet.toml"), "[externals]\ncatalogues = [\"other.json\"]\n").unwrap();
    let output = run(folder.path(), &["check", "--format", "concise"]);
    assert_eq!((code(&output), stdout(&output)), (1, FOUND));
    std::fs::write(folder.path().join("flowvet.toml"), "[externals]\ncatalogues = [\"nobody.json\"]\n").unwrap();
    assert_eq!(code(&run(folder.path(), &["check"])), 2);
    std::fs::write(folder.path().join("flowvet.toml"), "[externals]\nopen = true\n").unwrap();
    assert_eq!(code(&run(folder.path(), &["map"])), 2);
}

#[test]
fn fix_applies_fixes_and_lists_open_findings() {
    let folder = project(GET);
    let output = run(folder.path(), &["fix"]);
    let said = "fixed 1 finding in 1 file; no findings left\n";
    assert_eq!((code(&output), stdout(&output), stderr(&output)), (0, said, ""));
    assert_eq!(
        std::fs::read_to_string(folder.path().join("queue.yaml")).unwrap(),
        GET.replace("CustomerID", "customerId")
    );
    let output = run(folder.path(), &["fix"]);
    assert_eq!((code(&output), stdout(&output)), (0, "nothing to fix; no findings left\n"));
}

#[test]
fn rules_are_chosen_on_the_command_line() {
    let folder = project(GET);
    let found = |arguments: &[&str]| {
        let output = run(folder.path(), &[&["check", "--format", "concise"], arguments].concat());
        (code(&output), stdout(&output).to_owned())
    };
    assert_eq!(found(&["--select", "name-case-mismatch"]), (1, FOUND.to_owned()));
    assert_eq!(found(&["--select", "empty-name,padded-name"]), (0, String::new()));
    assert_eq!(found(&["--ignore", "name-case-mismatch"]), (0, String::new()));
    assert_eq!(found(&["--preset", "none"]), (0, String::new()));
    // A choice takes precedence over the configuration, but for files that cannot be read.
    std::fs::write(folder.path().join("flowvet.toml"), "[rules]\nname-case-mismatch = \"off\"\n").unwrap();
    std::fs::write(folder.path().join("broken.script"), "{").unwrap();
    let (code, text) = found(&["--select", "name-case-mismatch"]);
    assert_eq!((code, text.lines().count()), (1, 2), "{text}");
    assert!(text.contains("broken.script:") && text.contains("queue.yaml:"), "{text}");
    let output = run(folder.path(), &["check", "--select", "name-case-mismatc"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("name-case-mismatch"), "{}", stderr(&output));
}

#[test]
fn few_findings_and_nothing_else_on_request() {
    let folder = project(GET);
    std::fs::write(folder.path().join("a.payload.json"), "{\"attributes\": {\"shelf\": 3, \"room\": null}}").unwrap();
    let output = run(folder.path(), &["check", "--format", "concise", "--max-findings", "2"]);
    assert_eq!((code(&output), stdout(&output).lines().count()), (1, 2));
    let output = run(folder.path(), &["check", "--max-findings", "1"]);
    assert!(
        stdout(&output).contains("\n… and 2 more findings (--max-findings)\n3 errors in 2 files;"),
        "{}",
        stdout(&output)
    );
    let output = run(folder.path(), &["check", "-q"]);
    assert!(!stdout(&output).contains("errors in"), "{}", stdout(&output));
    assert!(!stdout(&output).contains("flowvet explain"), "{}", stdout(&output));
    let clean = run(folder.path(), &["check", "-q", "main.yaml", "--select", "empty-name"]);
    assert_eq!((code(&clean), stdout(&clean), stderr(&clean)), (0, "", ""));
}

#[test]
fn check_with_fix_reports_the_findings_that_are_left() {
    let folder = project(GET);
    std::fs::write(folder.path().join("a.payload.json"), "{\"attributes\": {\"shelf\": 3, \"room\": null}}").unwrap();
    let output = run(folder.path(), &["check", "--fix", "--format", "concise"]);
    assert_eq!((code(&output), stderr(&output)), (1, "fixed 2 findings in 2 files\n"));
    assert_eq!(stdout(&output).lines().count(), 1, "{}", stdout(&output));
    assert!(std::fs::read_to_string(folder.path().join("queue.yaml")).unwrap().contains("lit: customerId"));
    let output = run(folder.path(), &["check", "--fix", "--format", "concise", "queue.yaml"]);
    assert_eq!((code(&output), stdout(&output), stderr(&output)), (0, "", "nothing to fix\n"));
    assert_eq!(code(&run(folder.path(), &["check", "--unsafe"])), 2);
}

#[test]
fn fix_with_diff_changes_nothing_and_keeps_standard_output_for_the_diff() {
    let folder = project(GET);
    let output = run(folder.path(), &["fix", "--diff"]);
    assert_eq!((code(&output), stderr(&output)), (1, "would fix 1 finding in 1 file; no findings left\n"));
    assert!(stdout(&output).starts_with("--- a/queue.yaml\n+++ b/queue.yaml\n@@ "), "{}", stdout(&output));
    assert!(stdout(&output).contains("\n-                lit: CustomerID\n+                lit: customerId\n"));
    assert_eq!(std::fs::read_to_string(folder.path().join("queue.yaml")).unwrap(), GET);
    let output = run(folder.path(), &["fix", "--diff", "--color", "always"]);
    assert!(stdout(&output).contains("\u{1b}[31m-                lit: CustomerID\u{1b}[0m\n"), "{}", stdout(&output));
}

#[test]
fn fix_exits_with_one_for_open_findings_and_three_for_write_errors() {
    let folder = project(GET);
    let payload = folder.path().join("a.payload.json");
    std::fs::write(&payload, "{\"attributes\": {\"shelf\": 3, \"room\": null}}").unwrap();
    let output = run(folder.path(), &["fix", "a.payload.json"]);
    let (found, summary) = stdout(&output).split_once('\n').unwrap();
    assert_eq!((code(&output), summary), (1, "fixed 1 finding in 1 file; 1 error in 1 file left\n"));
    assert!(found.starts_with("a.payload.json:1:39: error[non-string-value] "), "{found}");
    let mut permissions = std::fs::metadata(folder.path().join("queue.yaml")).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(folder.path().join("queue.yaml"), permissions).unwrap();
    let output = run(folder.path(), &["fix"]);
    let expected = "queue.yaml:1:1: error[rule-failure] `queue.yaml` was not written: the file is read-only\n\
                    nothing to fix; 2 errors in 2 files left\n";
    assert_eq!(code(&output), 3);
    assert!(stdout(&output).ends_with(expected), "{}", stdout(&output));
}

#[test]
fn completions_know_every_command() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = run(folder.path(), &["completions", shell]);
        assert_eq!(code(&output), 0);
        for command in flowvet::cli::command().get_subcommands() {
            assert!(stdout(&output).contains(command.get_name()), "{shell} lacks {}", command.get_name());
        }
    }
    assert_eq!(code(&run(folder.path(), &["completions", "tcsh"])), 2);
}
