//! What people read: the report in full, 80 columns wide and without colour.

use flowvet::diagnostic::{Diagnostic, Location, Severity, Step};
use flowvet::engine::{Outcome, Summary};
use flowvet::report::human;
use flowvet::report::options::RenderOptions;
use flowvet::text::Span;

use crate::outcomes::{file, find, long_line, on, outcome, wrong_case};

const PLAIN: RenderOptions =
    RenderOptions { color: false, unicode: true, links: false, width: 80, folds: false, most: None, quiet: false };

#[track_caller]
fn assert_report(outcome: &Outcome, expected: &str) {
    let report = human::render(outcome, &PLAIN);
    assert_eq!(report, expected.trim_start_matches('\n'), "\n{report}");
}

fn warning(location: Location, message: &str, label: &str) -> Diagnostic {
    Diagnostic::new("some-rule", Severity::Warning, message, location, label, "subject")
}

#[test]
fn two_files() {
    assert_report(
        &wrong_case(),
        r#"
flows/queue.yaml

  error[name-case-mismatch]: Get Participant Data reads `CustomerID`, but the
  │ attribute is set as `customerId`
   ╭─[flows/queue.yaml:7:22  inqueueCall "Queue" › Get Participant Data #17]
 7 │ lit: CustomerID
   ·      ─────┬────
   ·           ╰─┤ never set with this spelling; attribute names are
   ·             │ case-sensitive
   ╰────
   ╭─[flows/main.yaml:9:28  inboundCall "Main" › task "Greet" ›
   │ Set Participant Data "Remember the caller"]
 9 │ lit: customerId
   ·      ─────┬────
   ·           ╰── set here
   ╰────
  help: write `customerId` in the Get; at run time the variable is not filled
        otherwise
        fix: rename to `customerId` (flowvet fix)

1 error in 1 file; 2 artefacts read
"#,
    );
}

#[test]
fn a_long_line_is_cut_around_the_place() {
    assert_report(
        &long_line(),
        r#"
exports/Main.i3InboundFlow (line and column are those of the decoded text)

  error[template-in-name]: The attribute name holds `{{customer}}`
   ╭─[exports/Main.i3InboundFlow:1:2722 (decoded)  inboundcall "Main" ›
   │ task "Greet the caller by name" ›
   │ Set Participant Data "Remember who calls" #17]
 1 │ …b ab ab ab ab ","name":"{{customer}}","after":"cd cd cd cd cd cd cd cd c…
   ·                          ──────┬─────
   ·                                ╰─┤ nothing resolves this here; the
   ·                                  │ attribute is stored under these very
   ·                                  │ characters
   ╰────

1 error in 1 file; 1 artefact read
"#,
    );
}

#[test]
fn the_line_is_cut_at_its_start_too() {
    let source = file("a.json", &format!("{{\"name\": 1, \"{}\": 2}}", "long".repeat(30)));
    let found = warning(find(&source, "name"), "Message", "label");
    assert_report(
        &outcome(vec![found], vec![source]),
        r#"
a.json

  warning[some-rule]: Message
   ╭─[a.json:1:3]
 1 │ {"name": 1, "longlonglonglonglonglonglonglonglonglonglonglonglonglonglon…
   ·   ──┬─
   ·     ╰── label
   ╰────

1 warning in 1 file; 1 artefact read
"#,
    );
}

#[test]
fn deep_indentation_is_not_shown() {
    let source = file("a.yaml", &format!("{0}name:\n{0}  lit: x\n{0}value:\n{0}  lit: y\n", " ".repeat(100)));
    let found = warning(find(&source, "name"), "Message", "first").with_related(find(&source, "value"), "second");
    assert_report(
        &outcome(vec![found], vec![source]),
        r"
a.yaml

  warning[some-rule]: Message
   ╭─[a.yaml:1:101]
 1 │ name:
   · ──┬─
   ·   ╰── first
 2 │   lit: x
 3 │ value:
   · ──┬──
   ·   ╰── second
   ╰────

1 warning in 1 file; 1 artefact read
",
    );
}

#[test]
fn distant_places_of_one_file_are_separate_excerpts() {
    let source = file("a.yaml", &format!("first: 1\n{}second: 2\n", "x: y\n".repeat(100)));
    let found = warning(find(&source, "second"), "Message", "again").with_related(find(&source, "first"), "first here");
    assert_report(
        &outcome(vec![found], vec![source]),
        r"
a.yaml

  warning[some-rule]: Message
     ╭─[a.yaml:102:1]
 102 │ second: 2
     · ───┬──
     ·    ╰── again
     ╰────
   ╭─[a.yaml:1:1]
 1 │ first: 1
   · ──┬──
   ·   ╰── first here
   ╰────

1 warning in 1 file; 1 artefact read
",
    );
}

#[test]
fn two_places_in_one_line() {
    let source = file("a.json", "{\"data\": {\"name\": 1, \"name\": 2}}");
    let mut second = find(&source, "name");
    second.place.span = Span::new(22, 26);
    let found = warning(second, "Message", "again").with_related(find(&source, "name"), "first here");
    assert_report(
        &outcome(vec![found], vec![source]),
        r#"
a.json

  warning[some-rule]: Message
   ╭─[a.json:1:23]
 1 │ {"data": {"name": 1, "name": 2}}
   ·            ──┬─       ──┬─
   ·              │          ╰── again
   ·              ╰── first here
   ╰────

1 warning in 1 file; 1 artefact read
"#,
    );
}

#[test]
fn a_name_that_is_set_everywhere() {
    let source = file("a.yaml", &"name: x\n\n\n\n\n".repeat(10));
    let mut found = warning(find(&source, "name"), "Message", "label");
    for line in 1..10 {
        let mut place = find(&source, "name");
        place.place.span = Span::new(line * 12, line * 12 + 4);
        found = found.with_related(place, "here too");
    }
    assert_report(
        &outcome(vec![found.with_help("help")], vec![source]),
        r"
a.yaml

  warning[some-rule]: Message
   ╭─[a.yaml:1:1]
 1 │ name: x
   · ──┬─
   ·   ╰── label
   ╰────
   ╭─[a.yaml:6:1]
 6 │ name: x
   · ──┬─
   ·   ╰── here too
   ╰────
    ╭─[a.yaml:11:1]
 11 │ name: x
    · ──┬─
    ·   ╰── here too
    ╰────
    ╭─[a.yaml:16:1]
 16 │ name: x
    · ──┬─
    ·   ╰── here too
    ╰────
    ╭─[a.yaml:21:1]
 21 │ name: x
    · ──┬─
    ·   ╰── here too
    ╰────
    ╭─[a.yaml:26:1]
 26 │ name: x
    · ──┬─
    ·   ╰── here too
    ╰────
  help: help
  … and 4 more places; `--format json` lists all

1 warning in 1 file; 1 artefact read
",
    );
}

#[test]
fn a_place_of_many_lines_is_marked_on_its_first() {
    let source = file("a.json", "{\n  \"data\": {\n    \"a\": 1\n  }\n}\n");
    let found = warning(find(&source, "{\n    \"a\": 1\n  }"), "Message", "this object");
    assert_report(
        &outcome(vec![found], vec![source]),
        r#"
a.json

  warning[some-rule]: Message
   ╭─[a.json:2:11]
 2 │ "data": {
   ·         ┬
   ·         ╰── this object
   ╰────

1 warning in 1 file; 1 artefact read
"#,
    );
}

#[test]
fn the_end_of_a_text_is_a_place() {
    let source = file("a.json", "{\"a\": 1");
    let mut end = find(&source, "1");
    end.place.span = Span::at(7);
    let found = warning(end, "Expected `}`", "here");
    assert_report(
        &outcome(vec![found], vec![source]),
        r#"
a.json

  warning[some-rule]: Expected `}`
   ╭─[a.json:1:8]
 1 │ {"a": 1
   ·        ▲
   ·        ╰── here
   ╰────

1 warning in 1 file; 1 artefact read
"#,
    );
}

#[test]
fn an_empty_file_has_a_place() {
    let source = file("a.json", "");
    let found = warning(find(&source, ""), "The file is empty", "nothing here");
    assert_report(
        &outcome(vec![found], vec![source]),
        r"
a.json

  warning[some-rule]: The file is empty
   ╭─[a.json:1:1]
 1 │ 
   · ▲
   · ╰── nothing here
   ╰────

1 warning in 1 file; 1 artefact read
",
    );
}

#[test]
fn a_file_without_source_has_a_place() {
    let gone = find(&file("gone.json", ""), "");
    let found = warning(gone, "The file cannot be read: permission denied", "not read");
    assert_report(
        &outcome(vec![found], vec![]),
        r"
gone.json

  warning[some-rule]: The file cannot be read: permission denied
   ╭─[gone.json:1:1]
 1 │ 
   · ▲
   · ╰── not read
   ╰────

1 warning in 1 file; 0 artefacts read
",
    );
}

#[test]
fn control_characters_become_symbols_and_labels_stay_under_their_place() {
    let source = file("a\u{1b}[31m.yaml", "na\u{1b}[31mme\u{202e}\u{0}: \u{85}lit # ok\n");
    let place = on(find(&source, "lit"), [Step::new("task", Some("Gr\u{7}eet\n"))]);
    let found = warning(place, "Message with \u{1b}[2J and \n a line", "label \u{200b}").with_help("help\u{9b}");
    assert_report(
        &outcome(vec![found], vec![source]),
        r#"
a␛[31m.yaml

  warning[some-rule]: Message with ␛[2J and ␊ a line
   ╭─[a␛[31m.yaml:1:15  task "Gr␇eet␊"]
 1 │ na␛[31mme\u{202e}␀: \u{85}lit # ok
   ·                           ─┬─
   ·                            ╰── label \u{200b}
   ╰────
  help: help\u{9b}

1 warning in 1 file; 1 artefact read
"#,
    );
}

#[test]
fn line_endings_of_windows() {
    let source = file("a.yaml", "first: 1\r\nsecond: 2\r\nthird: 3\r\n");
    let found = warning(find(&source, "first: 1"), "Message", "one").with_related(find(&source, "third: 3"), "three");
    assert_report(
        &outcome(vec![found], vec![source]),
        r"
a.yaml

  warning[some-rule]: Message
   ╭─[a.yaml:1:1]
 1 │ first: 1
   · ────┬───
   ·     ╰── one
 2 │ second: 2
 3 │ third: 3
   · ────┬───
   ·     ╰── three
   ╰────

1 warning in 1 file; 1 artefact read
",
    );
}

#[test]
fn tabs() {
    let source = file("a.json", "{\n\t\"data\":\t{\"name\":\t1}\n}");
    let found = warning(find(&source, "1"), "Message", "a number");
    assert_report(
        &outcome(vec![found], vec![source]),
        r#"
a.json

  warning[some-rule]: Message
   ╭─[a.json:2:19]
 2 │ "data":    {"name":    1}
   ·                        ┬
   ·                        ╰── a number
   ╰────

1 warning in 1 file; 1 artefact read
"#,
    );
}

#[test]
fn wide_characters() {
    let source = file("flöws/顧客.yaml", "説明: 顧客の名前 # größe\n");
    let found = warning(find(&source, "顧客の名前"), "Nachricht über 顧客", "wide")
        .with_related(find(&source, "größe"), "narrow");
    assert_report(
        &outcome(vec![found], vec![source]),
        r"
flöws/顧客.yaml

  warning[some-rule]: Nachricht über 顧客
   ╭─[flöws/顧客.yaml:1:5]
 1 │ 説明: 顧客の名前 # größe
   ·       ─────┬────   ──┬──
   ·            │         ╰── narrow
   ·            ╰── wide
   ╰────

1 warning in 1 file; 1 artefact read
",
    );
}

#[test]
fn ascii_only() {
    let report = human::render(&wrong_case(), &RenderOptions { unicode: false, ..PLAIN });
    assert_eq!(
        report,
        r#"flows/queue.yaml

  error[name-case-mismatch]: Get Participant Data reads `CustomerID`, but the
  | attribute is set as `customerId`
   ,-[flows/queue.yaml:7:22  inqueueCall "Queue" > Get Participant Data #17]
 7 | lit: CustomerID
   :      ^^^^^|^^^^
   :           `-| never set with this spelling; attribute names are
   :             | case-sensitive
   `----
   ,-[flows/main.yaml:9:28  inboundCall "Main" > task "Greet" >
   | Set Participant Data "Remember the caller"]
 9 | lit: customerId
   :      ^^^^^|^^^^
   :           `-- set here
   `----
  help: write `customerId` in the Get; at run time the variable is not filled
        otherwise
        fix: rename to `customerId` (flowvet fix)

1 error in 1 file; 2 artefacts read
"#
    );
}

#[test]
fn colour() {
    let source = file("a.json", "{\"name\": 1}");
    let found = warning(find(&source, "1"), "Message", "label");
    let report = human::render(&outcome(vec![found], vec![source]), &RenderOptions { color: true, ..PLAIN });
    assert_eq!(
        report.replace('\u{1b}', "ESC"),
        r#"ESC[1ma.jsonESC[0m

  ESC[33mwarning[some-rule]:ESC[0m Message
   ╭─[ESC[36ma.json:1:10ESC[0m]
 ESC[2m1ESC[0m │ {"name": 1}
   · ESC[33m         ┬ESC[0m
   ·          ESC[33m╰── ESC[33mlabelESC[0mESC[0m
   ╰────

ESC[1m1 warning in 1 file; 1 artefact readESC[0m
"#
    );
}

#[test]
fn nothing_found() {
    assert_report(&outcome(vec![], vec![file("a.yaml", ""), file("b.yaml", "")]), "no findings; 2 artefacts read\n");
}

#[test]
fn nothing_read() {
    assert_report(&outcome(vec![], vec![]), "nothing to check: no Genesys Cloud artefact found\n");
}

#[test]
fn the_summary_counts() {
    let source = file("a.json", "{}");
    let at = |severity| warning(find(&source, "{}"), "Message", "").with_severity(severity);
    let all = [Severity::Error, Severity::Error, Severity::Warning, Severity::Info].map(at).to_vec();
    let mut outcome = outcome(all, vec![file("a.json", "{}"), file("b.json", "{}")]);
    outcome.summary = Summary { suppressed: 3, accepted: 2, failures: 1, ..outcome.summary };
    let report = human::render(&outcome, &PLAIN);
    assert_eq!(
        report.lines().last(),
        Some(
            "2 errors, 1 warning and 1 info in 1 file; 2 artefacts read; 1 ignored; 2 accepted by the baseline; 1 failure of flowvet itself"
        )
    );
}

#[test]
fn rules_and_paths_are_links_where_the_terminal_makes_links() {
    let plain = human::render(&wrong_case(), &PLAIN);
    let linked = human::render(&wrong_case(), &RenderOptions { links: true, ..PLAIN });
    let link =
        "\u{1b}]8;;https://flowvet.dev/rules/name-case-mismatch.html\u{1b}\\name-case-mismatch\u{1b}]8;;\u{1b}\\";
    assert!(linked.contains(&format!("error[{link}]:")), "{linked:?}");
    assert!(
        linked.contains("\u{1b}]8;;file:///flows/queue.yaml\u{1b}\\flows/queue.yaml:7:22\u{1b}]8;;\u{1b}\\"),
        "{linked:?}"
    );
    let links = regex::Regex::new("\u{1b}\\]8;;.*?\u{1b}\\\\").unwrap();
    assert_eq!(links.replace_all(&linked, ""), plain);
}
