//! Annotations of GitHub Actions. Nothing but a job there reads them and no schema is published: these tests hold what
//! the documentation of workflow commands says, and `.ci/report-proof` compares them with what GitHub's own toolkit
//! writes.

use flowvet::diagnostic::Severity;
use flowvet::report::github;
use flowvet::text::Span;

use crate::outcomes::{long_line, odd_characters, outcome, wrong_case};

#[test]
fn a_command_for_each_finding_and_a_summary() {
    assert_eq!(
        github::render(&wrong_case()),
        "::error title=flowvet%3A name-case-mismatch,file=flows/queue.yaml,line=7,endLine=7,col=22,endColumn=32::Get \
         Participant Data reads `CustomerID`, but the attribute is set as `customerId`%0Aat flows/queue.yaml:7:22, \
         inqueueCall \"Queue\" › Get Participant Data #17%0Ahelp: write `customerId` in the Get; at run time the \
         variable is not filled otherwise\n\
         1 error in 1 file; 2 artefacts read\n"
    );
}

#[test]
fn places_in_exports_claim_no_column_of_the_file() {
    let text = github::render(&long_line());
    assert!(text.contains(",file=exports/Main.i3InboundFlow,line=1::"), "{text}");
    assert!(text.contains("%0Aat exports/Main.i3InboundFlow:1:2722 of the decoded text, inboundcall"), "{text}");
}

#[test]
fn columns_are_left_out_over_several_lines() {
    let mut several = wrong_case();
    several.diagnostics[0].primary.location.place.span = Span::new(0, 30);
    let text = github::render(&several);
    assert!(text.contains(",file=flows/queue.yaml,line=1,endLine=2::"), "{text}");
}

#[test]
fn the_levels_are_those_of_github() {
    let mut low = wrong_case();
    low.diagnostics[0].severity = Severity::Warning;
    assert!(github::render(&low).starts_with("::warning title="));
    low.diagnostics[0].severity = Severity::Info;
    assert!(github::render(&low).starts_with("::notice title="));
}

#[test]
fn no_text_ends_a_property_or_starts_another_command() {
    let text = github::render(&odd_characters());
    assert!(text.contains(",file=flows/a%2Cb%3A 100%25.yaml,line=1,endLine=1,col=11,"), "{text}");
    assert!(text.contains("::`a|b` <i>&\"' *c* 50%25, d: e␍␊::error::f ␛"), "{text}");
    assert_eq!(text.lines().filter(|line| line.starts_with("::")).count(), 1);
}

#[test]
fn nothing_found_is_a_summary() {
    assert_eq!(github::render(&outcome(vec![], vec![])), "nothing to check: no Genesys Cloud artefact found\n");
}
