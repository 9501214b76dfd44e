//! Builds the map of some projects from their indexes, findings and texts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::states::AttributeStates;
use super::{
    Attribute, AttributeUse, Condition, Declaration, Entry, Finding, Handover, Map, Node, Part, Place, Stored, link,
    variables,
};
use crate::artifact::call::Callee;
use crate::artifact::{self, ArtifactKind, Facts, SourceText, Text, Via};
use crate::diagnostic::{Diagnostic, Location, LogicalPath, Step};
use crate::knowledge::names::{READ, WELL_KNOWN, WRITTEN};
use crate::text::{Encoding, Source, Span};
use crate::workspace::compared::gets;
use crate::workspace::{AttributeUseRef, ExternalNames, Spelling, Workspace, names_read};

/// The node that stands for a glob of the configuration, whose origin is not known.
const CONFIGURATION: &str = "flowvet.toml";

/// The texts of the files of some projects.
pub type Sources = BTreeMap<Arc<str>, Source>;

impl Map {
    /// The map of projects in which `findings` are reported.
    #[must_use]
    pub fn of(parts: &[Part<'_>], findings: &[Diagnostic], sources: &Sources) -> Self {
        let mut builder = Builder { sources, map: Map::default(), numbers: BTreeMap::new(), first: BTreeMap::new() };
        builder.add_nodes(parts, findings);
        builder.add_handovers(parts);
        let states: Vec<AttributeStates<'_>> = parts.iter().map(|part| AttributeStates::of(part.workspace)).collect();
        let covers = builder.add_attributes(parts, &states);
        builder.add_findings(parts, findings, &covers);
        let meant = builder.meant(parts, &states);
        builder.map.links = link::links(&builder.map.attributes, &meant);
        builder.map
    }
}

struct Builder<'a> {
    sources: &'a Sources,
    map: Map,
    /// The numbers of the nodes, by file and name.
    numbers: BTreeMap<(Arc<str>, String), usize>,
    /// The first node of each file.
    first: BTreeMap<Arc<str>, usize>,
}

/// Maps the texts of files to attributes: by file and start, the end and the number of the attribute.
#[derive(Default)]
struct CoveredSpans(BTreeMap<(Arc<str>, u32), (u32, usize)>);

impl CoveredSpans {
    fn add(&mut self, file: &Arc<str>, written: &SourceText, attribute: usize) {
        let Span { start, end } = written.place.span;
        self.0.entry((file.clone(), start)).or_insert((end, attribute));
    }

    /// The number of the attribute whose name, value or variable is at a location.
    fn at(&self, location: &Location) -> Option<usize> {
        let start = location.place.span.start;
        let ((file, _), (end, attribute)) = self.0.range(..=(location.file.clone(), start)).next_back()?;
        (*file == location.file && start <= *end).then_some(*attribute)
    }
}

impl Builder<'_> {
    /// Adds all artefacts, so that their numbers follow the order of the files.
    fn add_nodes(&mut self, parts: &[Part<'_>], findings: &[Diagnostic]) {
        let mut found: BTreeMap<&str, Vec<&LogicalPath>> = BTreeMap::new();
        for Location { file, place } in findings.iter().map(|finding| &finding.primary.location) {
            found.entry(file).or_default().push(&place.path);
        }
        for (file, facts) in parts.iter().flat_map(|part| part.workspace.files()) {
            let uses = facts.uses.iter().map(|usage| &usage.name.place.path);
            let calls = facts.calls.iter().map(|call| &call.path);
            let deployed = facts.module.iter().flat_map(|module| &module.actions).map(|action| &action.interface);
            let interfaces = facts.interfaces.iter().chain(&facts.unnamed).chain(deployed).map(|it| &it.path);
            let found = found.get(&**file).into_iter().flatten().copied();
            for path in interfaces.chain(uses).chain(calls).chain(found).filter(|path| !path.is_empty()) {
                self.node(file, facts, path);
            }
            if facts.kind.is_artifact() && !self.first.contains_key(file) {
                self.node(file, facts, &[].into());
            }
        }
    }

    /// The number of the node that a logical path of a file leads into. Only Terraform has several artefacts in a file.
    fn node(&mut self, file: &Arc<str>, facts: &Facts, path: &LogicalPath) -> usize {
        let has_several = matches!(facts.kind, ArtifactKind::Terraform | ArtifactKind::TerraformModule);
        let name = match (path.first(), self.first.get(file)) {
            (_, Some(first)) if path.is_empty() || !has_several => return *first,
            (Some(step), _) if has_several || facts.name.is_none() || facts.flow_type.is_none() => step.to_string(),
            _ => title(file, facts),
        };
        let nodes = &mut self.map.nodes;
        let number = *self.numbers.entry((file.clone(), name)).or_insert_with_key(|(file, name)| {
            let is_decoded = self.sources.get(file).is_some_and(|source| source.encoding() == Encoding::Export);
            let (kind, name, file) = (Some(facts.kind), name.clone(), file.clone());
            nodes.push(Node { kind, name, file, is_decoded, handovers: Vec::new(), findings: Vec::new() });
            nodes.len() - 1
        });
        self.first.entry(file.clone()).or_insert(number);
        number
    }

    /// The number of the node that is a system outside the projects.
    fn outside(&mut self, name: String) -> usize {
        let nodes = &mut self.map.nodes;
        *self.numbers.entry((Arc::from(""), name)).or_insert_with_key(|(file, name)| {
            let (name, file) = (name.clone(), file.clone());
            nodes.push(Node { kind: None, name, file, is_decoded: false, handovers: Vec::new(), findings: Vec::new() });
            nodes.len() - 1
        })
    }

    fn place(&self, file: &str, span: Span, path: &LogicalPath) -> Place {
        let line = self.sources.get(file).map_or(1, |source| source.position(span.start).line);
        Place { path: path.iter().map(ToString::to_string).collect(), line }
    }

    fn usage(&mut self, usage: &AttributeUseRef<'_>, is_broken: bool) -> AttributeUse {
        let place = &usage.usage.name.place;
        let node = self.node(usage.file, usage.facts, &place.path);
        let place = self.place(usage.file, place.span, &place.path);
        AttributeUse {
            node,
            place,
            via: usage.usage.via,
            variables: variables::of(usage.usage),
            is_broken,
            stored: stored(usage.usage),
        }
    }

    /// Adds the expressions that depend on attributes; `numbers`: those of the attributes of the project by name.
    fn add_conditions(&mut self, workspace: &Workspace, numbers: &BTreeMap<&str, usize>) {
        for (file, facts) in workspace.files() {
            for condition in &facts.conditions {
                let names = gets(file, facts, condition).filter_map(|get| get.usage.known_name());
                let numbers: BTreeSet<usize> = names.filter_map(|name| numbers.get(name).copied()).collect();
                let node = self.node(file, facts, &condition.place.path);
                let found = Condition {
                    node,
                    place: self.place(file, condition.place.span, &condition.place.path),
                    variable: condition.variable.clone(),
                    text: condition.text.clone(),
                    compared: condition.compared.iter().map(|it| it.text.as_str().into()).collect(),
                };
                for number in numbers {
                    if let Some(attribute) = self.map.attributes.get_mut(number) {
                        attribute.conditions.push(found.clone());
                    }
                }
            }
        }
    }

    fn add_handovers(&mut self, parts: &[Part<'_>]) {
        for workspace in parts.iter().map(|part| part.workspace) {
            let callables = workspace.callables();
            let calls =
                workspace.files().flat_map(|(file, facts)| facts.calls.iter().map(move |call| (file, facts, call)));
            for (file, facts, call) in calls {
                let candidates = callables.candidates(file, call);
                let own = candidates.first().map(|callable| &callable.interface.name);
                let name = own.or(call.name.as_ref()).or(call.id.as_ref());
                let nodes = candidates.iter().filter_map(|callable| {
                    let (file, facts) = workspace.facts(callable.file)?;
                    Some(self.node(file, facts, &callable.interface.path))
                });
                let to = nodes.collect::<BTreeSet<_>>().into_iter().collect();
                let name = Step::new(call.callee.label(), name.map(AsRef::as_ref)).to_string();
                let handover =
                    Handover { to, verb: verb(call.callee), name, place: self.place(file, call.span, &call.path) };
                let from = self.node(file, facts, &call.path);
                if let Some(node) = self.map.nodes.get_mut(from) {
                    node.handovers.push(handover);
                }
            }
        }
    }

    /// Adds the attributes of all projects; `states`: those of each.
    fn add_attributes(&mut self, parts: &[Part<'_>], states: &[AttributeStates<'_>]) -> CoveredSpans {
        let mut spellings: Vec<(Spelling<'_>, &Part<'_>, &AttributeStates<'_>)> = Vec::new();
        for (part, states) in parts.iter().zip(states) {
            spellings.extend(part.workspace.spellings().map(|spelling| (spelling, part, states)));
        }
        spellings.sort_by_key(|(spelling, part, _)| (spelling.name, part.folder.clone()));
        let mut covers = CoveredSpans::default();
        for (number, (spelling, part, states)) in spellings.into_iter().enumerate() {
            for usage in spelling.uses() {
                let texts = [Some(&usage.usage.name), usage.usage.value.as_ref(), usage.usage.target.as_deref()];
                texts.into_iter().flatten().for_each(|text| covers.add(usage.file, text, number));
            }
            let is_broken = |usage: &AttributeUseRef<'_>| states.analysis.arrival(usage.usage).obstacle().is_some();
            let writers: Vec<_> = spelling.writers().map(|usage| self.usage(&usage, false)).collect();
            let readers: Vec<_> = spelling.readers().map(|usage| self.usage(&usage, is_broken(&usage))).collect();
            let (written_outside, read_outside) = self.ends_outside(spelling, part);
            let has_ends = (spelling.is_written() || !written_outside.is_empty())
                && (spelling.is_read() || !read_outside.is_empty());
            self.map.attributes.push(Attribute {
                name: spelling.name.into(),
                project: (parts.len() > 1).then(|| part.folder.clone()),
                state: states.state(spelling, has_ends),
                entry: entry(part, spelling),
                writers,
                readers,
                conditions: Vec::new(),
                written_outside,
                read_outside,
                findings: Vec::new(),
            });
        }
        self.add_unused(parts);
        for part in parts {
            let project = (parts.len() > 1).then_some(&part.folder);
            let own = self.map.attributes.iter().zip(0..).filter(|(it, _)| it.project.as_ref() == project);
            let names: BTreeMap<Box<str>, usize> = own.map(|(it, number)| (it.name.clone(), number)).collect();
            let names = names.iter().map(|(name, number)| (&**name, *number)).collect();
            self.add_conditions(part.workspace, &names);
        }
        for usage in parts.iter().flat_map(|part| part.workspace.uses()).filter(|it| it.usage.writes_unknown_name()) {
            let usage = self.usage(&usage, false);
            self.map.unknown_writers.push(usage);
        }
        covers
    }

    /// Adds what dictionaries declare and no project that has the dictionary uses.
    fn add_unused(&mut self, parts: &[Part<'_>]) {
        let declared = parts.iter().filter_map(|part| part.workspace.externals().dictionary.as_ref());
        let mut seen = BTreeSet::new();
        for declared in declared.filter(|declared| seen.insert(declared.file.clone())) {
            let sharing = parts.iter().filter(|part| {
                part.workspace.externals().dictionary.as_ref().is_some_and(|it| it.file == declared.file)
            });
            let sharing: Vec<&Part<'_>> = sharing.collect();
            let is_used = |name: &str| sharing.iter().any(|part| part.workspace.spelling(name).is_some());
            let entries = declared.dictionary.entries().iter().filter(|entry| !entry.names().any(is_used));
            self.map.unused.extend(entries.map(Declaration::of));
        }
    }

    /// Maps each attribute that is read but never arrives to the set attributes that its readers meant, both by their
    /// numbers.
    fn meant(&self, parts: &[Part<'_>], states: &[AttributeStates<'_>]) -> BTreeMap<usize, BTreeSet<usize>> {
        let attributes = self.map.attributes.iter().map(|it| (&*it.name, it.project.as_ref()));
        let named: BTreeMap<_, usize> = attributes.zip(0..).collect();
        let mut meant: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (part, states) in parts.iter().zip(states) {
            let project = (parts.len() > 1).then_some(&part.folder);
            for (reader, names) in states.meant() {
                let Some(read) = named.get(&(reader, project)) else { continue };
                meant.entry(*read).or_default().extend(names.iter().filter_map(|name| named.get(&(*name, project))));
            }
        }
        meant
    }

    /// The systems outside the project that write and those that read the attribute.
    fn ends_outside(&mut self, spelling: Spelling<'_>, part: &Part<'_>) -> (Vec<usize>, Vec<usize>) {
        let name = spelling.name;
        let via = if spelling.is_script_variable() { Via::ScriptVariable } else { Via::ParticipantData };
        let names: Vec<String> = names_read(via, name).collect();
        let externals = part.workspace.externals();
        let is_written = |glob: &str| names.iter().any(|name| name == glob);
        let platform =
            WRITTEN.iter().filter(|row| row.covers(name) || is_written(row.glob)).map(|row| row.by.to_owned());
        let written: BTreeSet<String> = platform.chain(listed(&externals.written, &names)).collect();
        let platform = READ.iter().filter(|row| row.covers(name)).map(|row| row.by);
        let is_known = |known: &str, any_case: bool| known == name || any_case && known.eq_ignore_ascii_case(name);
        let known = WELL_KNOWN.iter().filter(|row| is_known(row.name, row.any_case)).map(|row| row.by);
        let read: BTreeSet<String> =
            platform.chain(known).map(str::to_owned).chain(listed(&externals.read, &names)).collect();
        let mut number = |systems: BTreeSet<String>| systems.into_iter().map(|system| self.outside(system)).collect();
        (number(written), number(read))
    }

    fn add_findings(&mut self, parts: &[Part<'_>], findings: &[Diagnostic], covers: &CoveredSpans) {
        let facts: BTreeMap<&str, &Facts> =
            parts.iter().flat_map(|part| part.workspace.files()).map(|(file, facts)| (&**file, facts)).collect();
        for diagnostic in findings {
            let location = &diagnostic.primary.location;
            let (file, place) = (&location.file, &location.place);
            let Some(facts) = facts.get(&**file) else { continue };
            let node = self.node(file, facts, &place.path);
            let (rule, severity, message) = (diagnostic.rule, diagnostic.severity, diagnostic.message.clone());
            let finding = Finding { rule, severity, message, node, place: self.place(file, place.span, &place.path) };
            if let Some(attribute) = covers.at(location).and_then(|number| self.map.attributes.get_mut(number)) {
                attribute.findings.push(finding);
            } else if let Some(node) = self.map.nodes.get_mut(node) {
                node.findings.push(finding);
            }
        }
    }
}

/// The entry of an attribute in the dictionary of its project; the first use decides, as variables of scripts have two names.
fn entry(part: &Part<'_>, spelling: Spelling<'_>) -> Entry {
    let Some(declared) = &part.workspace.externals().dictionary else { return Entry::NoDictionary };
    let entry = declared.dictionary.entry(spelling.name);
    let entry = entry.or_else(|| spelling.uses().find_map(|usage| declared.of(usage.usage)));
    entry.map_or(Entry::Missing, |entry| Entry::Declared(Declaration::of(entry)))
}

/// The value that a Set stores.
fn stored(usage: &artifact::AttributeUse) -> Option<Stored> {
    let value = &usage.value.as_ref()?.text;
    let literal = value.known().map(|text| Stored::Literal(text.into()));
    literal.or_else(|| written(value).map(|text| Stored::Expression(text.into())))
}

/// A text in its literal form.
fn written(text: &Text) -> Option<&str> {
    match text {
        Text::Literal(text)
        | Text::Constant(text)
        | Text::Unresolved(text)
        | Text::Resolved(text)
        | Text::Computed(text)
        | Text::OtherType(text) => Some(text),
        Text::Missing => None,
    }
}

/// The verb for a call.
fn verb(callee: Callee) -> &'static str {
    match callee {
        Callee::Flow => "hands over to",
        Callee::Script => "opens",
        Callee::DataAction | Callee::CommonModule | Callee::BotFlow | Callee::DigitalBotFlow => "calls",
    }
}

/// The name of an artefact whose places have no logical path.
fn title(file: &str, facts: &Facts) -> String {
    match &facts.flow_type {
        Some(flow_type) => Step::new(flow_type, facts.name.as_deref()).to_string(),
        None => file.rsplit('/').next().unwrap_or(file).to_owned(),
    }
}

/// The configuration or the parts of catalogues that list one of these names.
fn listed(listed: &ExternalNames, names: &[String]) -> impl Iterator<Item = String> {
    let exact = names.iter().flat_map(|name| listed.in_any_case(name).iter().filter(move |it| *it.name == **name));
    let by = exact.map(|it| match &it.system {
        // The whole system is one node, regardless of the part that has the name.
        Some(place) => place.split(" › ").next().unwrap_or(place).to_owned(),
        None => it.location.file.to_string(),
    });
    let mut by: Vec<String> = by.collect();
    if by.is_empty() && names.first().is_some_and(|name| listed.has(name)) {
        by.push(CONFIGURATION.to_owned());
    }
    by.into_iter()
}
