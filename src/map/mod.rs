//! Builds the map of some projects from their indexes and findings: which artefacts write and read each attribute,
//! and how artefacts are connected. Renders it in each format, and reads the catalogue of another repository. Reads
//! no files.

use std::sync::Arc;

use crate::artifact::{Access, ArtifactKind, Via};
use crate::config::dictionary::{self, Party, ValueType};
use crate::diagnostic::Severity;
use crate::workspace::Workspace;
use crate::workspace::analysis::Obstacle;

mod answer;
mod build;
mod catalogue;
mod csv;
mod dot;
mod graph;
mod html;
mod link;
pub mod list;
mod markdown;
mod mermaid;
mod states;
mod variables;

pub use answer::Question;
pub use build::Sources;
pub use catalogue::{CatalogueEntry, read};

/// The word for an attribute that is written and never read.
const WRITTEN_NEVER_READ: &str = "written-never-read";

/// How a map is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One page that needs nothing else.
    Html,
    Mermaid,
    /// The language of Graphviz.
    Dot,
    Markdown,
    /// One line for each use.
    Csv,
    /// The catalogue, as `schemas/catalogue.json` describes it.
    Json,
}

impl Format {
    pub const ALL: [Format; 6] =
        [Format::Json, Format::Html, Format::Markdown, Format::Mermaid, Format::Dot, Format::Csv];

    /// The word of the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Format::Html => "html",
            Format::Mermaid => "mermaid",
            Format::Dot => "dot",
            Format::Markdown => "markdown",
            Format::Csv => "csv",
            Format::Json => "json",
        }
    }
}

/// One project of a map.
#[derive(Debug)]
pub struct Part<'a> {
    /// Relative to the root of the run, with `/`.
    pub folder: Arc<str>,
    pub workspace: &'a Workspace,
}

/// The writers and readers of each attribute of some projects.
#[derive(Clone, Debug, Default)]
pub struct Map {
    /// Systems outside the projects come last.
    pub nodes: Vec<Node>,
    /// In the order of the code points of their names.
    pub attributes: Vec<Attribute>,
    /// The uses that write attributes whose names are known at run time or at deployment only.
    pub unknown_writers: Vec<AttributeUse>,
    /// The connections from the nodes that write an attribute to those that read it.
    pub links: Vec<Link>,
    /// The attributes of the dictionaries that no artefact names.
    pub unused: Vec<Declaration>,
    /// The project and its revision, on request only: the same files have the same map.
    pub origin: Option<Origin>,
}

/// The project of a map and its revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The name of the project.
    pub project: String,
    /// For people: "revision 0123456789 of 2026-01-31".
    pub revision: Option<String>,
}

/// An entry of the attribute dictionary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Declaration {
    pub name: Box<str>,
    pub description: Option<Box<str>>,
    pub owner: Option<Box<str>>,
    /// The word of the dictionary.
    pub kind: Option<&'static str>,
    pub values: Vec<Box<str>>,
    pub set_by: Vec<Box<str>>,
    pub read_by: Vec<Box<str>>,
    pub is_sensitive: bool,
    pub is_deprecated: bool,
    pub replacement: Option<Box<str>>,
}

/// Whether the attribute dictionary has an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// The project has no dictionary.
    NoDictionary,
    Missing,
    Declared(Declaration),
}

/// An artefact, or a system outside the projects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// `None`: a system outside the projects.
    pub kind: Option<ArtifactKind>,
    /// As the first step of a logical path: `inboundCall "Main"`; where there is none, the name of the file.
    pub name: String,
    /// Empty for a system outside the projects.
    pub file: Arc<str>,
    /// Whether lines are those of the decoded text and not those of the file.
    pub is_decoded: bool,
    /// The calls and transfers to other artefacts, in the order of the text.
    pub handovers: Vec<Handover>,
    /// Those that are about no attribute.
    pub findings: Vec<Finding>,
}

/// An attribute in one exact spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    pub name: Box<str>,
    /// The folder of the project; `None` if there is only one project.
    pub project: Option<Arc<str>>,
    pub state: State,
    pub entry: Entry,
    /// In the order of files and of their texts.
    pub writers: Vec<AttributeUse>,
    pub readers: Vec<AttributeUse>,
    /// The expressions that depend on it, in the order of files and of their texts.
    pub conditions: Vec<Condition>,
    /// The numbers of the nodes outside the projects that write it.
    pub written_outside: Vec<usize>,
    pub read_outside: Vec<usize>,
    pub findings: Vec<Finding>,
}

/// Whether an attribute gets from those who write it to those who read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is written and read.
    Fine,
    /// One end is not to be seen, but may be there.
    Open,
    /// It is written and read, but no known path leads from a writer to one of the readers.
    NoPath,
    /// It is written but never read.
    Unread,
    /// An obstacle separates the writer from the reader.
    Broken(Obstacle),
}

impl State {
    /// The word for it in all formats: the name of the rule that reports it, where there is one.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            State::Fine => "fine",
            State::Open => "open",
            State::NoPath => "no-path-to-reader",
            State::Unread => WRITTEN_NEVER_READ,
            State::Broken(obstacle) => word(obstacle),
        }
    }

    /// The same for people.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            State::Fine => "written and read",
            State::Open => "one end is not in sight",
            State::NoPath => "no known path to a reader",
            State::Unread => "written, never read",
            State::Broken(Obstacle::OtherCapitalisation) => "read with other capitalisation",
            State::Broken(Obstacle::MixedCapitalisation) => "written with several capitalisations",
            State::Broken(Obstacle::Prefix) => "prefix with the wrong capitalisation",
            State::Broken(Obstacle::Padded) => "padded on one side",
            State::Broken(Obstacle::NearMiss) => "read under a similar name",
            State::Broken(Obstacle::AlmostWellKnown) => "almost a well-known name",
            State::Broken(Obstacle::NeverSet) => "read, never written",
        }
    }

    #[must_use]
    pub fn is_broken(self) -> bool {
        matches!(self, State::Broken(_))
    }
}

/// The word for an obstacle in all formats.
fn word(obstacle: Obstacle) -> &'static str {
    match obstacle {
        Obstacle::OtherCapitalisation => "name-case-mismatch",
        Obstacle::Prefix => "platform-prefix-case",
        Obstacle::NearMiss => "name-near-miss",
        Obstacle::NeverSet => "read-never-written",
        Obstacle::Padded => "padded-name",
        Obstacle::AlmostWellKnown => "well-known-name",
        Obstacle::MixedCapitalisation => "mixed-case-name",
    }
}

/// A place that names an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributeUse {
    /// The number of its node.
    pub node: usize,
    pub place: Place,
    pub via: Via,
    /// The variables from which the value is set, or the one that it fills: with their scope, in the order of the text.
    pub variables: Vec<Box<str>>,
    /// Whether the value does not get from the writer to the reader.
    pub is_broken: bool,
    /// The value that a writer stores, as far as it is written at the place.
    pub stored: Option<Stored>,
}

/// A value that is stored in an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stored {
    Literal(Box<str>),
    /// As written.
    Expression(Box<str>),
}

/// An expression that reads a variable that is filled from an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The number of its node.
    pub node: usize,
    pub place: Place,
    pub variable: Box<str>,
    /// The expression.
    pub text: Box<str>,
    /// The texts that it compares the variable with.
    pub compared: Vec<Box<str>>,
}

/// A place in an artefact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The steps of the logical path.
    pub path: Vec<String>,
    /// From 1.
    pub line: u32,
}

/// A finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub rule: &'static str,
    pub severity: Severity,
    pub message: String,
    /// The number of the node that contains it.
    pub node: usize,
    pub place: Place,
}

/// An attribute on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The number of the written attribute; `None` if it is never written.
    pub written: Option<usize>,
    /// The number of the read attribute.
    pub read: usize,
    pub is_broken: bool,
    /// The numbers of the nodes that write and of those that read, each in order and once.
    pub from: Vec<usize>,
    pub to: Vec<usize>,
}

/// A place that hands over to another artefact or calls it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handover {
    /// The numbers of the nodes that may take over: one if it is certain or the nearest, several if they have the same
    /// name and are equally near, none if the projects do not have it.
    pub to: Vec<usize>,
    /// The verb for the action: "calls".
    pub verb: &'static str,
    /// `common module "Greeting"`.
    pub name: String,
    pub place: Place,
}

impl Declaration {
    fn of(entry: &dictionary::Entry) -> Self {
        let parties = |list: &Option<Vec<Party>>| list.iter().flatten().map(|party| party.text.clone()).collect();
        Declaration {
            name: entry.name.clone(),
            description: entry.description.clone(),
            owner: entry.owner.clone(),
            kind: entry.kind.map(ValueType::as_str),
            values: entry.values.clone(),
            set_by: parties(&entry.set_by),
            read_by: parties(&entry.read_by),
            is_sensitive: entry.sensitive == Some(true),
            is_deprecated: entry.deprecated.is_some(),
            replacement: entry.deprecated.as_ref().and_then(|it| Some(it.replacement.as_ref()?.text.clone())),
        }
    }
}

impl Map {
    /// The map in one of its formats, with a line break at its end.
    #[must_use]
    pub fn render(&self, format: Format) -> String {
        match format {
            Format::Html => html::render(self),
            Format::Mermaid => mermaid::render(self),
            Format::Dot => dot::render(self),
            Format::Markdown => markdown::render(self),
            Format::Csv => csv::render(self),
            Format::Json => catalogue::render(self),
        }
    }

    /// How many attributes are in each state that one of them is in: the worst first.
    fn states(&self) -> Vec<(State, usize)> {
        let broken = Obstacle::ALL.into_iter().map(State::Broken);
        let states = broken.chain([State::NoPath, State::Unread, State::Open, State::Fine]);
        let count = |state| self.attributes.iter().filter(|attribute| attribute.state == state).count();
        states.map(|state| (state, count(state))).filter(|(_, count)| *count > 0).collect()
    }

    /// The attributes that each node writes and reads.
    fn uses(&self) -> Vec<Uses> {
        let mut uses = vec![Uses::default(); self.nodes.len()];
        for (number, attribute) in self.attributes.iter().enumerate() {
            for node in attribute.writer_nodes() {
                uses.get_mut(node).into_iter().for_each(|uses| uses.sets.push(number));
            }
            for node in attribute.reading() {
                uses.get_mut(node).into_iter().for_each(|uses| uses.gets.push(number));
            }
        }
        uses
    }

    /// The nodes that are artefacts, by file and name, with what each writes and reads.
    fn artefacts(&self) -> Vec<(ArtifactKind, &Node, Uses)> {
        let nodes = self.nodes.iter().zip(self.uses());
        let mut artefacts: Vec<_> = nodes.filter_map(|(node, uses)| Some((node.kind?, node, uses))).collect();
        artefacts.sort_by_key(|(_, node, _)| (&node.file, &node.name));
        artefacts
    }

    fn node(&self, number: usize) -> Option<&Node> {
        self.nodes.get(number)
    }
}

/// The numbers of the attributes that a node writes and reads, in order and once.
#[derive(Clone, Debug, Default)]
struct Uses {
    sets: Vec<usize>,
    gets: Vec<usize>,
}

impl Handover {
    /// The number of the node that takes over, if there is exactly one.
    #[must_use]
    pub fn target(&self) -> Option<usize> {
        match *self.to {
            [target] => Some(target),
            _ => None,
        }
    }
}

impl Attribute {
    fn declaration(&self) -> Option<&Declaration> {
        match &self.entry {
            Entry::Declared(declaration) => Some(declaration),
            Entry::NoDictionary | Entry::Missing => None,
        }
    }

    fn uses(&self, access: Access) -> &[AttributeUse] {
        match access {
            Access::Set => &self.writers,
            Access::Get => &self.readers,
        }
    }

    /// The numbers of the nodes that write it, in order and once.
    fn writer_nodes(&self) -> Vec<usize> {
        nodes(&self.writers, &self.written_outside)
    }

    /// The numbers of the nodes that read it.
    fn reading(&self) -> Vec<usize> {
        nodes(&self.readers, &self.read_outside)
    }
}

/// The numbers of the nodes of some uses and systems outside, in order and once.
fn nodes<'a>(uses: impl IntoIterator<Item = &'a AttributeUse>, outside: &[usize]) -> Vec<usize> {
    let mut nodes: Vec<usize> = uses.into_iter().map(|usage| usage.node).chain(outside.iter().copied()).collect();
    nodes.sort_unstable();
    nodes.dedup();
    nodes
}
