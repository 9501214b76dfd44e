//! Reads the attribute dictionary and the catalogues that the settings of a project name, and returns the attributes that
//! systems outside of it write and read, and the errors.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Request;
use super::discover::{Scope, Settings, absolute, exists, leads_out};
use super::load::{self, LoadError};
use crate::artifact::detect::Format;
use crate::config::{self, FileName, dictionary};
use crate::diagnostic::{Diagnostic, Location, Place, Severity};
use crate::map;
use crate::rules::Cause;
use crate::schema::{self, Schema};
use crate::syntax::{Limits, json};
use crate::text::{Encoding, Source, Span};
use crate::workspace::{Declared, External, Externals, resolve_from};

/// The content of the dictionary and the catalogues of a project.
#[derive(Debug, Default)]
pub(super) struct Outside {
    pub externals: Arc<Externals>,
    pub findings: Vec<Diagnostic>,
    /// The dictionary, and the catalogues that have findings.
    pub sources: Vec<Arc<Source>>,
}

/// The path of the attribute dictionary of a project, whether it exists or not.
pub(super) fn dictionary_path(settings: &Settings, scope: &Scope) -> PathBuf {
    let named = settings.config.dictionary.as_ref();
    named.map_or_else(|| settings.folder().join(dictionary::FILE), |named| named_path(named, scope))
}

/// The absolute path of a file that a configuration names, which is relative to the folder of that configuration.
pub(super) fn named_path(name: &FileName, scope: &Scope) -> PathBuf {
    let configuration = scope.absolute(&name.location.file);
    absolute(configuration.parent().unwrap_or(&configuration), Path::new(&*name.path))
}

/// Reads the attribute dictionary of a project, if there is one, and the catalogues that the configuration names.
pub(super) fn read(settings: &Settings, request: &Request, scope: &Scope) -> Outside {
    let mut externals = Externals::listed(&settings.config.externals);
    let mut outside = Outside::default();
    externals.dictionary = declared(&mut outside, settings, request, scope);
    for catalogue in &settings.config.externals.catalogues {
        let path = named_path(catalogue, scope);
        let loaded = load::read_bytes(&path, request);
        match loaded.and_then(|bytes| load::decode(bytes, Format::Json)) {
            Ok((text, _)) => {
                let is_own = !leads_out(&path, settings.folder());
                add(&mut externals, &mut outside, catalogue, text, is_own);
            }
            Err(error) => outside.findings.push(missing(catalogue, &error)),
        }
    }
    outside.externals = Arc::new(externals);
    outside
}

/// Reads the attribute dictionary. As with catalogues, nothing is shown of a file of another project that is not one.
fn declared(outside: &mut Outside, settings: &Settings, request: &Request, scope: &Scope) -> Option<Declared> {
    let path = dictionary_path(settings, scope);
    let named = settings.config.dictionary.as_ref();
    if named.is_none() && !request.overlays.contains_key(&path) && !exists(&path) {
        return None;
    }
    let file = scope.relative(&path);
    let at = || named.map_or_else(|| start_of(&file), |named| named.location.clone());
    let is_own = !leads_out(&path, settings.folder());
    let loaded = if is_own || named.is_some() {
        load::read_bytes(&path, request).and_then(load::small)
    } else {
        Err(LoadError::leads_out())
    };
    let (text, encoding) = match loaded {
        Ok(text) => text,
        Err(error) => {
            let message = format!("cannot read the attribute dictionary `{file}`: {}", error.message);
            let label = if error.cause == Cause::Missing { "file not found" } else { "cannot be read" };
            let help =
                "correct the path, which is relative to this file, or create the file with `flowvet attributes init`";
            let found = Diagnostic::new(config::CLASS, Severity::Error, message, at(), label, &*file);
            outside.findings.push(found.with_help(help));
            return None;
        }
    };
    let source = Source::new(file.clone(), text, encoding);
    let findings = dictionary::findings(&source);
    let dictionary = Arc::new(dictionary::read(&source));
    if let Some(first) = findings.first().filter(|_| !is_own) {
        let line = source.position(first.primary.location.place.span.start).line;
        let message = format!("the attribute dictionary `{file}` has an error in line {line}, so it is not used");
        let found = Diagnostic::new(config::CLASS, Severity::Error, message, at(), "has an error", &*file);
        outside.findings.push(found.with_help("run `flowvet check` in the folder of that file to see all its errors"));
        return None;
    }
    outside.findings.extend(findings);
    outside.sources.push(Arc::new(source));
    Some(Declared { dictionary, file, folder: scope.prefix(settings.folder()).into() })
}

fn start_of(file: &Arc<str>) -> Location {
    Location { file: file.clone(), place: Place::at(Span::at(0)) }
}

/// Adds the content of a catalogue, or its error. Nothing of the text of a file of another project is shown, since
/// the configuration may name any file of this machine.
fn add(externals: &mut Externals, outside: &mut Outside, catalogue: &FileName, text: String, is_own: bool) {
    let source = Source::new(resolve_from(&catalogue.location.file, &catalogue.path).into(), text, Encoding::Utf8);
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
            let system = Some(format!("catalogue `{name}`: {}", entry.place).into());
            externals.add(entry.access, External { name: entry.name, location: catalogue.location.clone(), system });
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

fn missing(catalogue: &FileName, error: &LoadError) -> Diagnostic {
    let message = format!("cannot read catalogue `{}`: {}", catalogue.path, error.message);
    let location = catalogue.location.clone();
    let label = if error.cause == Cause::Missing { "file not found" } else { "cannot be read" };
    Diagnostic::new(config::CLASS, Severity::Error, message, location, label, &*catalogue.path).with_help(
        "correct the path, which is relative to this file, or create the file with `flowvet map --format json`",
    )
}
