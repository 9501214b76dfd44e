//! Renders the outcome of a run in one format. Computes nothing that is not in the outcome.

use percent_encoding::utf8_percent_encode;
use serde_json::Value;

use crate::diagnostic::{Diagnostic, Location, Step};
use crate::engine::Outcome;
use crate::rules::Rule;
use crate::text::{Encoding, Position, Source, printable};

pub mod agent;
pub mod checkstyle;
pub mod concise;
pub mod diff;
mod excerpt;
pub mod fixes;
pub mod github;
pub mod gitlab;
pub mod human;
pub mod json;
pub mod jsonl;
pub mod junit;
pub mod markdown;
pub mod options;
pub mod rdjson;
pub mod sarif;
pub mod statistics;
pub mod timings;
mod xml;

use options::RenderOptions;

/// How the command names itself in reports.
const TOOL: &str = "flowvet";

/// A form in which findings can be printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Human,
    Concise,
    Json,
    Jsonl,
    Sarif,
    Github,
    Gitlab,
    Junit,
    Checkstyle,
    Rdjson,
    Markdown,
    Agent,
}

impl Format {
    pub const ALL: [Format; 12] = [
        Format::Human,
        Format::Concise,
        Format::Json,
        Format::Jsonl,
        Format::Sarif,
        Format::Github,
        Format::Gitlab,
        Format::Junit,
        Format::Checkstyle,
        Format::Rdjson,
        Format::Markdown,
        Format::Agent,
    ];

    /// The word that the command line uses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Format::Human => "human",
            Format::Concise => "concise",
            Format::Json => "json",
            Format::Jsonl => "jsonl",
            Format::Sarif => "sarif",
            Format::Github => "github",
            Format::Gitlab => "gitlab",
            Format::Junit => "junit",
            Format::Checkstyle => "checkstyle",
            Format::Rdjson => "rdjson",
            Format::Markdown => "markdown",
            Format::Agent => "agent",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Format::ALL.into_iter().find(|format| format.as_str() == word)
    }
}

/// The outcome in a format. `rules` took part in the run; `look` counts for [`Format::Human`] only.
#[must_use]
pub fn render(outcome: &Outcome, format: Format, options: &RenderOptions, rules: &[&dyn Rule]) -> String {
    match format {
        Format::Human => human::render(outcome, options),
        Format::Concise => concise::render(outcome, options),
        Format::Json => json::render(outcome),
        Format::Jsonl => jsonl::render(outcome),
        Format::Sarif => sarif::render(outcome, rules),
        Format::Github => github::render(outcome),
        Format::Gitlab => gitlab::render(outcome),
        Format::Junit => junit::render(outcome),
        Format::Checkstyle => checkstyle::render(outcome),
        Format::Rdjson => rdjson::render(outcome),
        Format::Markdown => markdown::render(outcome),
        Format::Agent => agent::render(outcome),
    }
}

/// The source that a location points into; `None` where the file could not be read.
fn source<'a>(outcome: &'a Outcome, location: &Location) -> Option<&'a Source> {
    outcome.sources.get(&location.file).map(AsRef::as_ref)
}

/// Whether the lines and columns of a location are those of the decoded text and not those of its file.
fn is_decoded(outcome: &Outcome, location: &Location) -> bool {
    source(outcome, location).is_some_and(|source| source.encoding() == Encoding::Export)
}

/// The 1-based position of a byte of the file of a location. A file that could not be read has one place only.
fn position(outcome: &Outcome, location: &Location, byte: u32) -> Position {
    source(outcome, location).map_or(Position { line: 1, column: 1 }, |source| source.position(byte))
}

/// The 1-based start of a location.
fn start(outcome: &Outcome, location: &Location) -> Position {
    position(outcome, location, location.place.span.start)
}

/// The 1-based start and end of a location.
fn range(outcome: &Outcome, location: &Location) -> (Position, Position) {
    (start(outcome, location), position(outcome, location, location.place.span.end))
}

/// Like [`range`]; `None` if it is not a place of the file itself, as in an export, whose bytes are one line.
fn file_range(outcome: &Outcome, location: &Location) -> Option<(Position, Position)> {
    (!is_decoded(outcome, location)).then(|| range(outcome, location))
}

/// The address of a file on this machine, for links of a terminal.
fn file_address(outcome: &Outcome, file: &str) -> Option<String> {
    let path = outcome.scope.absolute(file).to_str()?.replace(std::path::MAIN_SEPARATOR, "/");
    let slash = if path.starts_with('/') { "" } else { "/" };
    Some(format!("file://{slash}{}", utf8_percent_encode(&path, sarif::PATH)))
}

/// The place of a finding for people who see neither its lines nor its logical path otherwise:
/// `flows/queue.yaml:7:22, inqueueCall "Queue" › Get Participant Data #17`.
fn place(outcome: &Outcome, location: &Location) -> String {
    let start = start(outcome, location);
    let note = if is_decoded(outcome, location) { " of the decoded text" } else { "" };
    let comma = if location.place.path.is_empty() { "" } else { ", " };
    let words = location.place.words();
    let text = format!("{}:{}:{}{note}{comma}{words}", location.file, start.line, start.column);
    printable::inline(&text).into_owned()
}

/// The message and the help in one line, for readers that show one text of a finding next to its line.
fn sentence(outcome: &Outcome, diagnostic: &Diagnostic) -> String {
    let mut text = printable::inline(&diagnostic.message).into_owned();
    if let Some(help) = &diagnostic.help {
        text = text + ". Help: " + &printable::inline(help);
    }
    let location = &diagnostic.primary.location;
    if is_decoded(outcome, location) { format!("{text} ({})", place(outcome, location)) } else { text }
}

/// The message, the place and the help in lines, for readers that show nothing else of a finding.
fn paragraph(outcome: &Outcome, diagnostic: &Diagnostic) -> String {
    let message = printable::inline(&diagnostic.message);
    let text = format!("{message}\nat {}", place(outcome, &diagnostic.primary.location));
    match &diagnostic.help {
        Some(help) => text + "\nhelp: " + &printable::inline(help),
        None => text,
    }
}

/// A step for machines: kind, name and number separated by spaces, without quotes.
fn step(step: &Step) -> String {
    let mut text = step.kind.to_string();
    if let Some(name) = &step.name {
        text = text + " " + name;
    }
    if let Some(tracking) = step.tracking {
        text = text + " #" + &tracking.to_string();
    }
    text
}

/// A JSON object of these members, large ones too: `json!` would copy them.
fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    Value::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}
