//! Writes a map as a catalogue that other repositories can list as another system, and reads the catalogue of another
//! repository.

use serde_json::{Map as Members, Value as Json, json};

use super::{Attribute, AttributeUse, Entry, Finding, Handover, Map, Node, Place, Uses};
use crate::artifact::{Access, ArtifactKind, Via};
use crate::syntax::{Value, ValueKind};
use crate::text::printable;

pub(super) const PARTS: [(Access, &str); 2] = [(Access::Set, "writers"), (Access::Get, "readers")];
const UNKNOWN: &str = "unknownWriters";

/// The catalogue, as `schemas/catalogue.json` describes it.
pub(super) fn render(map: &Map) -> String {
    let catalogue = json!({
        "version": 1,
        "tool": tool(),
        "attributes": map.attributes.iter().map(|it| attribute(map, it)).collect::<Vec<_>>(),
        UNKNOWN: uses(map, &map.unknown_writers),
        "artefacts": artefacts(map),
    });
    printable::json(format!("{catalogue:#}\n"))
}

/// The name and the version of this program.
pub(super) fn tool() -> Json {
    json!({ "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") })
}

pub(super) fn attribute(map: &Map, attribute: &Attribute) -> Json {
    let sides = PARTS.map(|(access, key)| Some((key, uses(map, attribute.uses(access)))));
    let members = [
        Some(("name", Json::from(&*attribute.name))),
        attribute.project.as_ref().map(|project| ("project", Json::from(&**project))),
        Some(("state", attribute.state.as_str().into())),
        match attribute.entry {
            Entry::NoDictionary => None,
            Entry::Missing => Some(("declared", false.into())),
            Entry::Declared(_) => Some(("declared", true.into())),
        },
        attribute.declaration().and_then(|it| Some(("description", Json::from(&**it.description.as_ref()?)))),
        attribute.declaration().and_then(|it| Some(("owner", Json::from(&**it.owner.as_ref()?)))),
    ];
    let rest = [
        Some(("writtenOutside", names(map, &attribute.written_outside))),
        Some(("readOutside", names(map, &attribute.read_outside))),
        Some(("findings", findings(map, &attribute.findings))),
    ];
    object(members.into_iter().chain(sides).chain(rest))
}

fn object(members: impl IntoIterator<Item = Option<(&'static str, Json)>>) -> Json {
    members.into_iter().flatten().map(|(key, value)| (key.to_owned(), value)).collect::<Members<_, _>>().into()
}

/// The nodes that are artefacts.
fn artefacts(map: &Map) -> Json {
    map.artefacts().into_iter().map(|found| artefact(map, found)).collect()
}

/// An artefact, with the names of the attributes that it sets and gets.
pub(super) fn artefact(map: &Map, (kind, node, uses): (ArtifactKind, &Node, Uses)) -> Json {
    let named = |attributes: &[usize]| {
        let attributes = attributes.iter().filter_map(|number| map.attributes.get(*number));
        attributes.map(|attribute| Json::from(&*attribute.name)).collect::<Vec<_>>()
    };
    json!({
        "file": &*node.file,
        "kind": word_for(kind),
        "name": node.name,
        "sets": named(&uses.sets),
        "gets": named(&uses.gets),
        "handsOver": node.handovers.iter().map(|it| handover(map, it)).collect::<Vec<_>>(),
        "findings": findings(map, &node.findings),
    })
}

fn handover(map: &Map, handover: &Handover) -> Json {
    let target = handover.target().map(|target| ("file", Json::from(file(map, target))));
    let candidates = || handover.to.iter().map(|to| Json::from(file(map, *to))).collect::<Json>();
    let candidates = (handover.to.len() > 1).then(|| ("candidates", candidates()));
    object([
        Some(("verb", handover.verb.into())),
        Some(("to", handover.name.as_str().into())),
        target,
        candidates,
        Some(("path", handover.place.path.clone().into())),
        Some(("line", handover.place.line.into())),
    ])
}

fn uses(map: &Map, uses: &[AttributeUse]) -> Json {
    uses.iter().map(|usage| self::usage(map, usage)).collect()
}

pub(super) fn usage(map: &Map, usage: &AttributeUse) -> Json {
    let (file, Place { path, line }) = (file(map, usage.node), &usage.place);
    let variables = usage.variables.iter().map(|name| Json::from(&**name)).collect::<Vec<_>>();
    object([
        Some(("file", file.into())),
        Some(("path", path.clone().into())),
        Some(("means", word(usage.via).into())),
        Some(("line", (*line).into())),
        (!variables.is_empty()).then(|| ("variables", variables.into())),
    ])
}

fn findings(map: &Map, findings: &[Finding]) -> Json {
    let describe = |finding: &Finding| {
        let (file, Place { path, line }) = (file(map, finding.node), &finding.place);
        let Finding { rule, severity, message, .. } = finding;
        json!({ "rule": rule, "severity": severity.as_str(), "message": message, "file": file, "path": path, "line": line })
    };
    findings.iter().map(describe).collect()
}

fn names(map: &Map, nodes: &[usize]) -> Json {
    nodes.iter().filter_map(|number| map.node(*number)).map(|node| Json::from(node.name.as_str())).collect()
}

pub(super) fn file(map: &Map, node: usize) -> &str {
    map.node(node).map_or("", |node| &node.file)
}

/// The word of a catalogue for a kind of artefact.
fn word_for(kind: ArtifactKind) -> &'static str {
    match kind {
        ArtifactKind::ArchyYaml => "archy-flow",
        ArtifactKind::Export => "export",
        ArtifactKind::FlowConfiguration => "flow-configuration",
        ArtifactKind::DataAction => "data-action",
        ArtifactKind::Script => "script",
        ArtifactKind::Payload => "payload",
        ArtifactKind::Snippet => "snippet",
        ArtifactKind::Page => "page",
        ArtifactKind::Terraform | ArtifactKind::TerraformModule => "terraform",
        ArtifactKind::ArchyOptions => "archy-options",
    }
}

/// The word of a catalogue for the channel of a use.
pub(super) fn word(via: Via) -> &'static str {
    match via {
        Via::ParticipantData => "participant-data",
        Via::ConversationData => "conversation-data",
        Via::DataActionBody => "data-action-body",
        Via::TranslationMap => "translation-map",
        Via::ScriptVariable => "script-variable",
        Via::ScriptVariableBothWays => "script-variable-both-ways",
        Via::JsonProperty => "json-property",
        Via::Trigger => "trigger",
        Via::Payload => "payload",
        Via::Snippet => "snippet",
        Via::WebPage => "web-page",
        Via::PlatformApi => "platform-api",
    }
}

/// A place in another repository that names an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogueEntry {
    pub access: Access,
    pub name: Box<str>,
    /// `inboundCall "Main" › task "Greet"`; without a logical path, the file.
    pub place: Box<str>,
}

/// Reads a catalogue: who names which attribute, and whether something sets unknown names. Variables with both flags
/// are left out, since they may mean nothing.
#[must_use]
pub fn read(root: Value<'_>) -> (Vec<CatalogueEntry>, bool) {
    let mut entries = Vec::new();
    for attribute in items(root, "attributes") {
        let Some(name) = attribute.get("name").and_then(Value::as_str) else { continue };
        for (access, key) in PARTS {
            let uses = items(attribute, key);
            let sure = uses.filter(|usage| !is(*usage, Via::ScriptVariableBothWays));
            entries.extend(sure.map(|usage| CatalogueEntry {
                access,
                name: name.as_ref().into(),
                place: place(usage).into(),
            }));
        }
    }
    (entries, items(root, UNKNOWN).next().is_some())
}

fn items<'a>(value: Value<'a>, key: &str) -> impl Iterator<Item = Value<'a>> {
    value.get(key).into_iter().flat_map(Value::items).filter(|item| item.kind() == ValueKind::Object)
}

fn is(usage: Value<'_>, via: Via) -> bool {
    usage.get("means").is_some_and(|own| own.is_str(word(via)))
}

fn place(usage: Value<'_>) -> String {
    let steps: Vec<_> = usage.get("path").into_iter().flat_map(Value::items).filter_map(Value::as_str).collect();
    if steps.is_empty() {
        return usage.get("file").and_then(Value::as_str).unwrap_or_default().into_owned();
    }
    steps.join(" › ")
}
