//! The JSON report, version 1.

use flowvet::diagnostic::{Diagnostic, Severity};
use flowvet::engine::Outcome;
use flowvet::report::{json, jsonl};

use crate::outcomes::{file, find, long_line, odd_characters, outcome, wrong_case};

#[test]
fn lines_are_the_findings_of_the_report() {
    for outcome in [wrong_case(), long_line(), odd_characters()] {
        let report: serde_json::Value = serde_json::from_str(&json::render(&outcome)).unwrap();
        let text = jsonl::render(&outcome);
        let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(report["diagnostics"], serde_json::Value::Array(lines));
        assert!(text.ends_with("}\n"));
        assert_valid(&outcome);
    }
    assert_eq!(jsonl::render(&outcome(vec![], vec![])), "");
}

#[track_caller]
fn assert_valid(outcome: &Outcome) {
    let schema: serde_json::Value = serde_json::from_str(include_str!("../../schemas/report.json")).unwrap();
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    compiler.add_resource("report.json", schema).unwrap();
    let index = compiler.compile("report.json", &mut schemas).unwrap();
    let report: serde_json::Value = serde_json::from_str(&json::render(outcome)).unwrap();
    if let Err(error) = schemas.validate(&report, index) {
        panic!("{error:#}");
    }
}

#[test]
fn a_finding_with_everything() {
    let report = json::render(&wrong_case()).replace(env!("CARGO_PKG_VERSION"), "VERSION");
    assert_eq!(
        report,
        r#"{
  "version": 1,
  "tool": {
    "name": "flowvet",
    "version": "VERSION"
  },
  "summary": {
    "files": 2,
    "errors": 1,
    "warnings": 0,
    "infos": 0,
    "suppressed": 0,
    "failures": 0
  },
  "diagnostics": [
    {
      "rule": "name-case-mismatch",
      "severity": "error",
      "message": "Get Participant Data reads `CustomerID`, but the attribute is set as `customerId`",
      "help": "write `customerId` in the Get; at run time the variable is not filled otherwise",
      "label": "never set with this spelling; attribute names are case-sensitive",
      "location": {
        "file": "flows/queue.yaml",
        "span": {
          "start": 145,
          "end": 155
        },
        "range": {
          "start": {
            "line": 7,
            "column": 22
          },
          "end": {
            "line": 7,
            "column": 32
          }
        },
        "pointer": "/inqueueCall/startUpTaskActions/0/getParticipantData/attributes/0/attribute/name/lit",
        "path": [
          "inqueueCall Queue",
          "Get Participant Data #17"
        ]
      },
      "related": [
        {
          "message": "set here",
          "location": {
            "file": "flows/main.yaml",
            "span": {
              "start": 191,
              "end": 201
            },
            "range": {
              "start": {
                "line": 9,
                "column": 28
              },
              "end": {
                "line": 9,
                "column": 38
              }
            },
            "pointer": "",
            "path": [
              "inboundCall Main",
              "task Greet",
              "Set Participant Data Remember the caller"
            ]
          }
        }
      ],
      "fix": {
        "title": "rename to `customerId`",
        "safety": "safe",
        "edits": [
          {
            "file": "flows/queue.yaml",
            "span": {
              "start": 145,
              "end": 155
            },
            "replacement": "customerId"
          }
        ]
      },
      "fingerprint": "3129c1df0fdd906f"
    }
  ]
}
"#
    );
}

#[test]
fn help_and_fix_are_left_out_where_there_are_none() {
    let report: serde_json::Value = serde_json::from_str(&json::render(&long_line())).unwrap();
    let keys: Vec<&String> = report["diagnostics"][0].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["rule", "severity", "message", "label", "location", "related", "fingerprint"]);
}

#[test]
fn texts_are_kept_as_they_are() {
    let source = file("a\u{1b}.json", "{}");
    let found = Diagnostic::new("some-rule", Severity::Info, "a\n\u{202e}\"", find(&source, "{}"), "label", "subject");
    let text = json::render(&outcome(vec![found], vec![source]));
    let report: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(report["diagnostics"][0]["message"], "a\n\u{202e}\"");
    assert!(!text.contains('\u{1b}'));
}

#[test]
fn reports_follow_their_schema() {
    assert_valid(&wrong_case());
    assert_valid(&long_line());
    assert_valid(&outcome(vec![], vec![]));
    let unread = find(&file("gone.json", ""), "");
    assert_valid(&outcome(
        vec![Diagnostic::new("unreadable-file", Severity::Error, "Message", unread, "", "subject")],
        vec![],
    ));
}
