//! Renders the outcome of a run as XML of `JUnit`, as Jenkins reads it: a test suite per file, a test case per
//! finding. (<https://github.com/jenkinsci/xunit-plugin>, `junit-10.xsd`)

use std::io;

use quick_xml::Writer;
use quick_xml::events::BytesText;

use super::{TOOL, paragraph, start, xml};
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::{Outcome, RULE_FAILURE};

/// The report. A run without findings is one test that passed: an empty report counts as none.
#[must_use]
pub fn render(outcome: &Outcome) -> String {
    xml::document(|writer| {
        let files = outcome.diagnostics.chunk_by(|one, next| one.primary.location.file == next.primary.location.file);
        let root = counted(writer, "testsuites", TOOL, &outcome.diagnostics);
        root.write_inner_content(|writer| {
            if outcome.diagnostics.is_empty() {
                return clean(writer);
            }
            files.into_iter().try_for_each(|findings| suite(writer, outcome, findings))
        })?;
        Ok(())
    })
}

/// The role of a finding for a test.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// Worth knowing only.
    Passed,
    Failed,
    /// flowvet itself failed.
    Broken,
}

fn ending(diagnostic: &Diagnostic) -> Ending {
    match diagnostic.severity {
        _ if diagnostic.rule == RULE_FAILURE => Ending::Broken,
        Severity::Info => Ending::Passed,
        Severity::Warning | Severity::Error => Ending::Failed,
    }
}

type Element<'w> = quick_xml::writer::ElementWriter<'w, Vec<u8>>;

/// Starts an element that counts how the tests in it ended.
fn counted<'w>(writer: &'w mut Writer<Vec<u8>>, element: &'w str, name: &str, findings: &[Diagnostic]) -> Element<'w> {
    let count = |wanted| findings.iter().filter(|found| ending(found) == wanted).count().to_string();
    writer
        .create_element(element)
        .with_attribute(("name", &*xml::text(name)))
        .with_attribute(("tests", &*findings.len().max(1).to_string()))
        .with_attribute(("failures", &*count(Ending::Failed)))
        .with_attribute(("errors", &*count(Ending::Broken)))
}

fn clean(writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
    let suite = counted(writer, "testsuite", TOOL, &[]);
    suite.write_inner_content(|writer| {
        let case = writer.create_element("testcase").with_attribute(("name", "no findings"));
        case.with_attribute(("classname", TOOL)).write_empty()?;
        Ok(())
    })?;
    Ok(())
}

fn suite(writer: &mut Writer<Vec<u8>>, outcome: &Outcome, findings: &[Diagnostic]) -> io::Result<()> {
    let Some(first) = findings.first() else { return Ok(()) };
    let file = outcome.scope.in_repository(&first.primary.location.file);
    let suite = counted(writer, "testsuite", &file, findings);
    suite.write_inner_content(|writer| findings.iter().try_for_each(|found| case(writer, outcome, &file, found)))?;
    Ok(())
}

fn case(writer: &mut Writer<Vec<u8>>, outcome: &Outcome, file: &str, diagnostic: &Diagnostic) -> io::Result<()> {
    let start = start(outcome, &diagnostic.primary.location);
    let element = writer
        .create_element("testcase")
        .with_attribute(("name", &*format!("{} at {}:{}", diagnostic.rule, start.line, start.column)))
        .with_attribute(("classname", &*xml::text(file)));
    element.write_inner_content(|writer| {
        let lines: Vec<String> = paragraph(outcome, diagnostic).lines().map(xml::text).collect();
        let element = match ending(diagnostic) {
            Ending::Passed => writer.create_element("system-out"),
            Ending::Failed => failed(writer.create_element("failure"), diagnostic),
            Ending::Broken => failed(writer.create_element("error"), diagnostic),
        };
        element.write_text_content(BytesText::new(&lines.join("\n")))?;
        Ok(())
    })?;
    Ok(())
}

fn failed<'w>(element: Element<'w>, diagnostic: &Diagnostic) -> Element<'w> {
    let message = xml::text(&diagnostic.message);
    element.with_attribute(("type", diagnostic.severity.as_str())).with_attribute(("message", &*message))
}
