//! The Reviewdog Diagnostic Format.

use flowvet::diagnostic::{Edit, Fix, Safety};
use flowvet::engine::Outcome;
use flowvet::report::rdjson;
use serde_json::{Value, json};

use crate::outcomes::{long_line, odd_characters, outcome, wrong_case};
use crate::shared;

/// The first finding of a report.
fn first(outcome: &Outcome) -> Value {
    let mut report: Value = serde_json::from_str(&rdjson::render(outcome)).unwrap();
    report["diagnostics"][0].take()
}

fn range(line: u32, start: u32, end: u32) -> Value {
    json!({"start": {"line": line, "column": start}, "end": {"line": line, "column": end}})
}

#[test]
fn a_finding_with_everything() {
    assert_eq!(
        first(&wrong_case()),
        json!({
            "message": "Get Participant Data reads `CustomerID`, but the attribute is set as `customerId`. Help: write \
                        `customerId` in the Get; at run time the variable is not filled otherwise",
            "location": {"path": "flows/queue.yaml", "range": range(7, 22, 32)},
            "severity": "ERROR",
            "code": {"value": "name-case-mismatch"},
            "suggestions": [{"range": range(7, 22, 32), "text": "customerId"}],
            "related_locations": [
                {"message": "set here", "location": {"path": "flows/main.yaml", "range": range(9, 28, 38)}}
            ]
        })
    );
    assert_eq!(
        serde_json::from_str::<Value>(&rdjson::render(&outcome(vec![], vec![]))).unwrap(),
        json!({"source": {"name": "flowvet"}, "diagnostics": []})
    );
}

#[test]
fn columns_count_bytes() {
    assert_eq!(first(&odd_characters())["location"]["range"], range(1, 17, 18));
}

#[test]
fn places_in_exports_are_in_the_text() {
    let mut export = long_line();
    let span = export.diagnostics[0].primary.location.place.span;
    let edit = Edit { file: "exports/Main.i3InboundFlow".into(), span, replacement: "customer".to_owned() };
    export.diagnostics[0].fix = Some(Fix { title: "rename".to_owned(), safety: Safety::Safe, edits: vec![edit] });
    let found = first(&export);
    assert_eq!(found["location"]["range"], json!({"start": {"line": 1}}));
    assert_eq!(found["suggestions"], Value::Null);
    assert!(found["message"].as_str().unwrap().contains("1:2722 of the decoded text"), "{found}");
}

#[test]
fn several_edits_are_not_a_suggestion() {
    let mut several = wrong_case();
    let fix = several.diagnostics[0].fix.as_mut().unwrap();
    fix.edits.push(fix.edits[0].clone());
    assert_eq!(first(&several)["suggestions"], Value::Null);
    let mut elsewhere = wrong_case();
    elsewhere.diagnostics[0].fix.as_mut().unwrap().edits[0].file = "flows/main.yaml".into();
    assert_eq!(first(&elsewhere)["suggestions"], Value::Null);
}

#[test]
#[ignore = "needs ../shared"]
fn reports_follow_the_published_schema() {
    let text = shared::read("report-schemas/rdjson.json");
    let schema: Value = serde_json::from_str(&text).unwrap();
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    compiler.add_resource("rdjson.json", schema).unwrap();
    let index = compiler.compile("rdjson.json", &mut schemas).unwrap();
    for outcome in [wrong_case(), long_line(), odd_characters(), outcome(vec![], vec![])] {
        let report: Value = serde_json::from_str(&rdjson::render(&outcome)).unwrap();
        if let Err(error) = schemas.validate(&report, index) {
            panic!("{error:#}");
        }
    }
}
