//! `JUnit` and Checkstyle, read back by an XML parser. `.ci/report-proof` checks `JUnit` against the schema of Jenkins and
//! lets another reader of it read it. Checkstyle has no published schema: its shape here is that of the reports that
//! its own listener writes.

use flowvet::diagnostic::Severity;
use flowvet::engine::Outcome;
use flowvet::report::{checkstyle, junit};
use roxmltree::{Document, Node};

use crate::outcomes::{long_line, odd_characters, outcome, wrong_case};

/// The elements of a document, one per line: name, attributes, text.
fn outline(text: &str) -> String {
    let document = Document::parse(text).unwrap();
    assert!(text.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n") && text.ends_with(">\n"), "{text}");
    let line = |node: Node<'_, '_>| {
        let attributes: Vec<String> = node.attributes().map(|it| format!(" {}={:?}", it.name(), it.value())).collect();
        let text = node.text().filter(|text| !text.trim().is_empty()).map(|text| format!(" {text:?}"));
        let depth = "  ".repeat(node.ancestors().count() - 2);
        format!("{depth}{}{}{}\n", node.tag_name().name(), attributes.concat(), text.unwrap_or_default())
    };
    document.descendants().filter(Node::is_element).map(line).collect()
}

#[track_caller]
fn assert_outline(text: &str, expected: &[&str]) {
    assert_eq!(outline(text), expected.iter().flat_map(|line| [line, "\n"]).collect::<String>());
}

#[test]
fn junit_has_a_case_for_each_finding() {
    assert_outline(
        &junit::render(&wrong_case()),
        &[
            r#"testsuites name="flowvet" tests="1" failures="1" errors="0""#,
            r#"  testsuite name="flows/queue.yaml" tests="1" failures="1" errors="0""#,
            r#"    testcase name="name-case-mismatch at 7:22" classname="flows/queue.yaml""#,
            r#"      failure type="error" message="Get Participant Data reads `CustomerID`, but the attribute is set as `customerId`" "Get Participant Data reads `CustomerID`, but the attribute is set as `customerId`\nat flows/queue.yaml:7:22, inqueueCall \"Queue\" › Get Participant Data #17\nhelp: write `customerId` in the Get; at run time the variable is not filled otherwise""#,
        ],
    );
}

#[test]
fn junit_fails_for_findings_that_matter_and_breaks_where_flowvet_did() {
    let ending = |change: &dyn Fn(&mut Outcome)| {
        let mut changed = wrong_case();
        change(&mut changed);
        outline(&junit::render(&changed)).lines().map(str::trim).map(str::to_owned).collect::<Vec<_>>()
    };
    let info = ending(&|it| it.diagnostics[0].severity = Severity::Info);
    assert_eq!(info[0], r#"testsuites name="flowvet" tests="1" failures="0" errors="0""#);
    assert!(info[3].starts_with("system-out \"Get"), "{info:?}");
    let broken = ending(&|it| it.diagnostics[0].rule = "rule-failure");
    assert_eq!(broken[0], r#"testsuites name="flowvet" tests="1" failures="0" errors="1""#);
    assert!(broken[3].starts_with("error type=\"error\" message="), "{broken:?}");
}

#[test]
fn junit_without_findings_is_a_test_that_passed() {
    assert_outline(
        &junit::render(&outcome(vec![], vec![])),
        &[
            r#"testsuites name="flowvet" tests="1" failures="0" errors="0""#,
            r#"  testsuite name="flowvet" tests="1" failures="0" errors="0""#,
            r#"    testcase name="no findings" classname="flowvet""#,
        ],
    );
}

#[test]
fn checkstyle_lists_findings_by_file() {
    assert_outline(
        &checkstyle::render(&wrong_case()),
        &[
            r#"checkstyle version="8.0""#,
            r#"  file name="flows/queue.yaml""#,
            r#"    error line="7" column="22" severity="error" message="Get Participant Data reads `CustomerID`, but the attribute is set as `customerId`. Help: write `customerId` in the Get; at run time the variable is not filled otherwise" source="flowvet.name-case-mismatch""#,
        ],
    );
    assert_outline(&checkstyle::render(&outcome(vec![], vec![])), &[r#"checkstyle version="8.0""#]);
}

#[test]
fn checkstyle_claims_no_column_in_exports() {
    let text = outline(&checkstyle::render(&long_line()));
    assert!(text.contains("error line=\"1\" severity="), "{text}");
    assert!(text.contains("(exports/Main.i3InboundFlow:1:2722 of the decoded text, inboundcall"), "{text}");
}

#[test]
fn every_character_can_be_read_back() {
    let message = "`a|b` <i>&\"' *c* 50%, d: e␍␊::error::f ␛\u{fffd} [g](h) @i $j$";
    for text in [junit::render(&odd_characters()), checkstyle::render(&odd_characters())] {
        let document = Document::parse(&text).unwrap();
        let found: Vec<_> = document.descendants().filter_map(|node| node.attribute("message")).collect();
        assert!(found[0].starts_with(message), "{found:?}");
    }
}
