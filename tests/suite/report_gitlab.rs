//! The code quality report of GitLab. It has no published schema: the one here is written from the table of its
//! documentation (<https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>).

use flowvet::diagnostic::Severity;
use flowvet::engine::Outcome;
use flowvet::report::gitlab;
use serde_json::{Value, json};

use crate::outcomes::{long_line, odd_characters, outcome, wrong_case};

/// The report, after a check against the schema.
#[track_caller]
fn report(outcome: &Outcome) -> Vec<Value> {
    let schema = json!({
        "type": "array",
        "items": {
            "type": "object",
            "required": ["description", "check_name", "fingerprint", "location", "severity"],
            "properties": {
                "description": {"type": "string", "minLength": 1},
                "check_name": {"type": "string", "minLength": 1},
                "fingerprint": {"type": "string", "minLength": 1},
                "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
                "location": {
                    "type": "object",
                    "required": ["path", "lines"],
                    "properties": {
                        "path": {"type": "string", "pattern": "^[^./]"},
                        "lines": {
                            "type": "object",
                            "required": ["begin"],
                            "properties": {"begin": {"type": "integer", "minimum": 1}}
                        }
                    }
                }
            }
        }
    });
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    compiler.add_resource("gitlab.json", schema).unwrap();
    let index = compiler.compile("gitlab.json", &mut schemas).unwrap();
    let text = gitlab::render(outcome);
    assert!(text.starts_with('['), "a byte order mark is not taken");
    let report: Value = serde_json::from_str(&text).unwrap();
    if let Err(error) = schemas.validate(&report, index) {
        panic!("{error:#}");
    }
    report.as_array().unwrap().clone()
}

#[test]
fn a_finding_with_everything() {
    let fingerprint = wrong_case().diagnostics[0].fingerprint();
    assert_eq!(
        report(&wrong_case()),
        [json!({
            "description": "Get Participant Data reads `CustomerID`, but the attribute is set as `customerId`. Help: \
                            write `customerId` in the Get; at run time the variable is not filled otherwise",
            "check_name": "name-case-mismatch",
            "fingerprint": fingerprint,
            "severity": "critical",
            "location": {"path": "flows/queue.yaml", "lines": {"begin": 7}}
        })]
    );
    report(&odd_characters());
    assert_eq!(gitlab::render(&outcome(vec![], vec![])), "[]\n");
}

#[test]
fn places_in_exports_are_in_the_text() {
    let report = report(&long_line());
    assert_eq!(report[0]["location"]["lines"]["begin"], 1);
    let text = report[0]["description"].as_str().unwrap();
    assert!(text.contains("(exports/Main.i3InboundFlow:1:2722 of the decoded text, inboundcall \"Main\" › "), "{text}");
}

#[test]
fn levels_are_those_of_gitlab() {
    let mut low = wrong_case();
    low.diagnostics[0].severity = Severity::Warning;
    assert_eq!(report(&low)[0]["severity"], "major");
    low.diagnostics[0].severity = Severity::Info;
    assert_eq!(report(&low)[0]["severity"], "info");
}

#[test]
fn equal_fingerprints_are_numbered() {
    let mut twice = wrong_case();
    twice.diagnostics.push(twice.diagnostics[0].clone());
    let report = report(&twice);
    let fingerprint = wrong_case().diagnostics[0].fingerprint();
    assert_eq!([&report[0]["fingerprint"], &report[1]["fingerprint"]], [&fingerprint, &format!("{fingerprint}-2")]);
}
