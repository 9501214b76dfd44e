//! Collects the names that systems outside a project write and read, from its settings and catalogues, and the errors
//! in the catalogues.

use std::path::Path;
use std::sync::Arc;

use super::Request;
use super::discover::{Settings, absolute, leads_out};
use super::load::{self, Refusal};
use crate::artifact::detect::Format;
use crate::config::{self, Catalogue};
use crate::diagnostic::{Diagnostic, Location, Place, Severity};
use crate::map;
use crate::rules::Cause;
use crate::schema::{self, Schema};
use crate::syntax::{Limits, json};
use crate::text::{Encoding, Source, Span};
use crate::workspace::{External, Externals, beside};

/// The content of the catalogues of a project.
#[derive(Debug, Default)]
pub(super) struct Outside {
    pub externals: Arc<Externals>,
    pub findings: Vec<Diagnostic>,
    /// Of the catalogues that have findings.
    pub sources: Vec<Arc<Source>>,
}

/// Reads the catalogues that the configuration names.
pub(super) fn read(settings: &Settings, request: &Request) -> Outside {
    let mut externals = Externals::listed(&settings.config.externals);
    let mut outside = Outside::default();
    for catalogue in &settings.config.externals.catalogues {
        let path = absolute(settings.folder(), Path::new(&*catalogue.path));
        let loaded = load::overlaid(&path, request);
        match loaded.and_then(|bytes| load::decode(bytes, Format::Json)) {
            Ok((text, _)) => {
                let is_own = !leads_out(&path, settings.folder());
                add(&mut externals, &mut outside, catalogue, text, is_own);
            }
            Err(refusal) => outside.findings.push(missing(catalogue, &refusal)),
        }
    }
    outside.externals = Arc::new(externals);
    outside
}

/// Adds the content of a catalogue, or its error. Nothing of the text of a file of another project is shown, since
/// the configuration may name any file of this machine.
fn add(externals: &mut Externals, outside: &mut Outside, catalogue: &Catalogue, text: String, is_own: bool) {
    let source = Source::new(beside(&catalogue.location.file, &catalogue.path).into(), text, Encoding::Utf8);
    let (tree, errors) = json::parse(source.text(), &Limits::default());
    let name = &catalogue.path;
    let syntax = errors.iter().map(|error| {
        let message = format!("catalogue `{name}` is not valid JSON: {}", error.message);
        finding(&source, error.span, "", message, "invalid JSON")
    });
    let violations = if errors.is_empty() { schema::violations(Schema::Catalogue, tree.root()) } else { Vec::new() };
    let violations = violations.iter().map(|violation| {
        let message = format!("invalid catalogue `{name}`: {}", violation.message);
        finding(&source, violation.span, &violation.at.pointer(), message, "invalid")
    });
    let findings: Vec<Diagnostic> = syntax.chain(violations).collect();
    if findings.is_empty() {
        let (entries, unknown_writers) = map::read(tree.root());
        externals.unknown_writers |= unknown_writers;
        for entry in entries {
            let catalogued = Some(format!("catalogue `{name}`: {}", entry.place).into());
            externals
                .add(entry.access, External { name: entry.name, location: catalogue.location.clone(), catalogued });
        }
        return;
    }
    if !is_own {
        let message = format!("the catalogue `{name}` is not what `flowvet map --format json` writes");
        let finding = Diagnostic::new(
            config::CLASS,
            Severity::Error,
            message,
            catalogue.location.clone(),
            "not a catalogue",
            &**name,
        );
        outside.findings.push(finding.with_help("write it again with `flowvet map --format json`"));
        return;
    }
    outside.findings.extend(findings);
    outside.sources.push(Arc::new(source));
}

fn finding(source: &Source, span: Span, pointer: &str, message: String, label: &str) -> Diagnostic {
    let place = Place { span, pointer: pointer.into(), path: [].into() };
    let location = Location { file: source.path().clone(), place };
    Diagnostic::new(config::CLASS, Severity::Error, message, location, label, source.path().to_string())
        .with_help("regenerate it with `flowvet map --format json`")
}

fn missing(catalogue: &Catalogue, refusal: &Refusal) -> Diagnostic {
    let message = format!("cannot read catalogue `{}`: {}", catalogue.path, refusal.message);
    let location = catalogue.location.clone();
    let label = if refusal.cause == Cause::Missing { "file not found" } else { "cannot be read" };
    Diagnostic::new(config::CLASS, Severity::Error, message, location, label, &*catalogue.path).with_help(
        "correct the path, which is relative to this file, or create the file with `flowvet map --format json`",
    )
}
