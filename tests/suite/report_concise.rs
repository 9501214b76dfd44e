//! One line per finding, whatever the texts hold.

use flowvet::diagnostic::{Diagnostic, Severity};
use flowvet::report::concise;
use flowvet::report::options::RenderOptions;

use crate::outcomes::{file, find, long_line, outcome, wrong_case};

#[test]
fn one_line_per_finding() {
    assert_eq!(
        concise::render(&wrong_case(), &RenderOptions::PLAIN),
        "flows/queue.yaml:7:22: error[name-case-mismatch] Get Participant Data reads `CustomerID`, but the attribute \
         is set as `customerId`\n"
    );
}

#[test]
fn places_in_exports_are_those_of_the_decoded_text() {
    assert_eq!(
        concise::render(&long_line(), &RenderOptions::PLAIN),
        "exports/Main.i3InboundFlow:1:2722: error[template-in-name] The attribute name holds `{{customer}}`\n"
    );
}

#[test]
fn line_breaks_and_control_characters_are_symbols() {
    let source = file("a\nb.json", "{}");
    let place = find(&source, "{}");
    let found =
        Diagnostic::new("some-rule", Severity::Info, "a\r\nb\tc\u{1b}[0m\u{2066}\u{7f}", place, "label", "subject");
    assert_eq!(
        concise::render(&outcome(vec![found], vec![source]), &RenderOptions::PLAIN),
        "a␊b.json:1:1: info[some-rule] a␍␊b␉c␛[0m\\u{2066}␡\n"
    );
}

#[test]
fn columns_count_code_points() {
    let source = file("a.yaml", "größe: 顧客 x");
    let found = Diagnostic::new("some-rule", Severity::Warning, "Message", find(&source, "x"), "label", "subject");
    assert_eq!(
        concise::render(&outcome(vec![found], vec![source]), &RenderOptions::PLAIN),
        "a.yaml:1:11: warning[some-rule] Message\n"
    );
}

#[test]
fn nothing_found_prints_nothing() {
    assert_eq!(concise::render(&outcome(vec![], vec![file("a.yaml", "")]), &RenderOptions::PLAIN), "");
}
