//! The summary in Markdown, read back by a parser that knows GitHub's tables and more.

use flowvet::diagnostic::Severity;
use flowvet::engine::Outcome;
use flowvet::report::markdown;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::outcomes::{long_line, odd_characters, outcome, wrong_case};

/// What a reader sees: headings, and the cells of tables with bars between them. Code stands in double angle brackets.
pub fn seen(outcome: &Outcome) -> String {
    let text = markdown::render(outcome);
    let mut seen = String::new();
    for event in Parser::new_ext(&text, Options::all().difference(Options::ENABLE_SMART_PUNCTUATION)) {
        match event {
            Event::Text(text) => seen.push_str(&text),
            Event::InlineHtml(html) => seen.push_str(match &*html {
                "<code>" => "«",
                "</code>" => "»",
                "<br>" => " ⏎ ",
                other => panic!("{other}"),
            }),
            Event::End(TagEnd::TableCell) => seen.push_str(" ┃ "),
            Event::End(TagEnd::TableRow | TagEnd::TableHead | TagEnd::Heading(_) | TagEnd::Paragraph) => {
                seen.push('\n');
            }
            Event::Start(
                Tag::Table(_) | Tag::TableHead | Tag::TableRow | Tag::TableCell | Tag::Heading { .. } | Tag::Paragraph,
            )
            | Event::End(TagEnd::Table) => {}
            other => panic!("{other:?}"),
        }
    }
    seen
}

#[test]
fn rules_and_findings() {
    assert_eq!(
        seen(&wrong_case()),
        "flowvet: 1 error in 1 file; 2 artefacts read\n\
         Rule ┃ Findings ┃ \n\
         «name-case-mismatch» ┃ 1 ┃ \n\
         Level ┃ Rule ┃ Finding ┃ \n\
         error ┃ «name-case-mismatch» ┃ Get Participant Data reads «CustomerID», but the attribute is set as \
         «customerId» ⏎ write «customerId» in the Get; at run time the variable is not filled otherwise ⏎ \
         flows/queue.yaml:7:22, inqueueCall \"Queue\" › Get Participant Data #17: never set with this spelling; attribute names are \
         case-sensitive ┃ \n"
    );
}

#[test]
fn every_character_is_kept() {
    let text = seen(&odd_characters());
    assert!(text.contains("┃ «a|b» <i>&\"' *c* 50%, d: e␍␊::error::f ␛\u{fffe} [g](h) @i $j$ ⏎ help `␀  ⏎ "), "{text}");
    assert!(seen(&long_line()).contains("holds «{{customer}}» ⏎"), "{}", seen(&long_line()));
}

#[test]
fn spaces_at_the_end_of_a_name_are_kept() {
    let mut padded = wrong_case();
    padded.diagnostics[0].message = "the name ` legacy ` has blanks".to_owned();
    assert!(seen(&padded).contains("the name « legacy » has blanks"), "{}", seen(&padded));
}

#[test]
fn the_most_frequent_rule_comes_first_and_long_lists_end() {
    let mut many = wrong_case();
    let mut other = many.diagnostics[0].clone();
    other.rule = "some-rule";
    other.severity = Severity::Info;
    many.diagnostics.extend(vec![other; 300]);
    let text = seen(&many);
    assert!(text.contains("«some-rule» ┃ 300 ┃ \n«name-case-mismatch» ┃ 1 ┃ \n"), "{text}");
    assert!(text.ends_with("\n… and 101 more findings\n"), "{text}");
    assert_eq!(text.matches("┃ «some-rule» ┃").count(), 199);
}

#[test]
fn nothing_found_is_a_heading() {
    assert_eq!(seen(&outcome(vec![], vec![])), "flowvet: nothing to check: no Genesys Cloud artefact found\n");
}
