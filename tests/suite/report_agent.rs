//! The terse text for coding assistants. They take any text: no schema and no reader exists that it could be tested by.

use flowvet::diagnostic::{Edit, Fix, Safety};
use flowvet::report::agent;
use flowvet::text::Span;

use crate::outcomes::{long_line, outcome, wrong_case};

#[test]
fn rule_place_and_help() {
    assert_eq!(
        agent::render(&wrong_case()),
        "error name-case-mismatch flows/queue.yaml:7:22, inqueueCall \"Queue\" › Get Participant Data #17\n  \
           Get Participant Data reads `CustomerID`, but the attribute is set as `customerId`\n  \
           here: never set with this spelling; attribute names are case-sensitive\n  \
           do: write `customerId` in the Get; at run time the variable is not filled otherwise\n  \
           write: \"customerId\" in place of \"CustomerID\" at flows/queue.yaml:7:22\n\
         1 error in 1 file; 2 artefacts read\n\
         1 finding can be fixed with `flowvet fix`\n\
         `flowvet explain name-case-mismatch` explains a rule\n"
    );
}

/// The lines about a fix with these edits: start and end in bytes, new text.
fn fix_lines(safety: Safety, edits: &[(usize, usize, &str)]) -> Vec<String> {
    let mut changed = wrong_case();
    let edits = edits.iter().map(|(start, end, text)| Edit {
        file: "flows/queue.yaml".into(),
        span: Span::new(*start, *end),
        replacement: (*text).to_owned(),
    });
    changed.diagnostics[0].fix = Some(Fix { title: "correct it".to_owned(), safety, edits: edits.collect() });
    let text = agent::render(&changed);
    let lines = text.lines().skip(4).map_while(|line| line.strip_prefix("  "));
    lines.map(str::to_owned).collect()
}

#[test]
fn edits_are_written_out() {
    assert_eq!(
        fix_lines(Safety::Safe, &[(0, 0, "# a\n"), (0, 11, "")]),
        ["write: insert \"# a\\n\" at flows/queue.yaml:1:1", "write: delete \"inqueueCall\" at flows/queue.yaml:1:1"]
    );
    assert_eq!(
        fix_lines(Safety::Unsafe, &[(0, 11, "x")]),
        ["write, if that is what is meant: \"x\" in place of \"inqueueCall\" at flows/queue.yaml:1:1"]
    );
}

#[test]
fn long_fixes_are_a_command() {
    assert_eq!(fix_lines(Safety::Safe, &[(0, 11, &"x".repeat(300))]), ["run: flowvet fix (correct it)"]);
    assert_eq!(fix_lines(Safety::Unsafe, &[(0, 1, "x"); 11]), ["run: flowvet fix --unsafe (correct it)"]);
}

#[test]
fn an_export_is_fixed_by_a_command() {
    let mut export = long_line();
    let span = export.diagnostics[0].primary.location.place.span;
    let edit = Edit { file: "exports/Main.i3InboundFlow".into(), span, replacement: "customer".to_owned() };
    export.diagnostics[0].fix = Some(Fix { title: "rename".to_owned(), safety: Safety::Safe, edits: vec![edit] });
    let text = agent::render(&export);
    assert!(text.contains("\n  run: flowvet fix (rename)\n"), "{text}");
}

#[test]
fn nothing_found_is_a_summary() {
    let said = agent::render(&outcome(vec![], vec![]));
    assert!(said.starts_with("nothing to check: no Genesys Cloud artefact found\nname the folder"), "{said}");
}
