//! Renders the outcome of a run as the XML of Checkstyle, which many CI servers and review tools read.

use std::io;

use quick_xml::Writer;

use super::{file_range, sentence, xml};
use crate::diagnostic::Diagnostic;
use crate::engine::Outcome;

/// The report: findings by file.
#[must_use]
pub fn render(outcome: &Outcome) -> String {
    xml::document(|writer| {
        let files = outcome.diagnostics.chunk_by(|one, next| one.primary.location.file == next.primary.location.file);
        let root = writer.create_element("checkstyle").with_attribute(("version", "8.0"));
        root.write_inner_content(|writer| files.into_iter().try_for_each(|findings| file(writer, outcome, findings)))?;
        Ok(())
    })
}

fn file(writer: &mut Writer<Vec<u8>>, outcome: &Outcome, findings: &[Diagnostic]) -> io::Result<()> {
    let Some(first) = findings.first() else { return Ok(()) };
    let name = xml::text(&outcome.scope.in_repository(&first.primary.location.file));
    let element = writer.create_element("file").with_attribute(("name", &*name));
    element.write_inner_content(|writer| findings.iter().try_for_each(|found| error(writer, outcome, found)))?;
    Ok(())
}

fn error(writer: &mut Writer<Vec<u8>>, outcome: &Outcome, diagnostic: &Diagnostic) -> io::Result<()> {
    let message = sentence(outcome, diagnostic);
    let start = file_range(outcome, &diagnostic.primary.location).map(|(start, _)| start);
    let mut element = writer.create_element("error");
    element = element.with_attribute(("line", &*start.map_or(1, |start| start.line).to_string()));
    if let Some(start) = start {
        element = element.with_attribute(("column", &*start.column.to_string()));
    }
    element
        .with_attribute(("severity", diagnostic.severity.as_str()))
        .with_attribute(("message", &*xml::text(&message)))
        .with_attribute(("source", &*format!("flowvet.{}", diagnostic.rule)))
        .write_empty()?;
    Ok(())
}
