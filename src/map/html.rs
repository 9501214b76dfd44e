//! Renders a map as one page for a browser that needs neither other files nor a network.

use serde_json::{Value as Json, json};

use super::{Attribute, AttributeUse, Declaration, Entry, Finding, Handover, Link, Map, Node, Place, State, catalogue};
use crate::artifact::ArtifactKind;
use crate::text::printable;

const PAGE: &str = include_str!("page/page.html");
const STYLE: &str = include_str!("page/page.css");
/// They share one scope. The library for layouts and the data come first, the script that starts the page last.
const SCRIPTS: [&str; 17] = [
    include_str!("page/dagre/dagre.min.js"),
    include_str!("page/model.js"),
    include_str!("page/table.js"),
    include_str!("page/state.js"),
    include_str!("page/elements.js"),
    include_str!("page/icons.js"),
    include_str!("page/files.js"),
    include_str!("page/lists.js"),
    include_str!("page/matrix.js"),
    include_str!("page/detail.js"),
    include_str!("page/picture.js"),
    include_str!("page/layout.js"),
    include_str!("page/drawing.js"),
    include_str!("page/camera.js"),
    include_str!("page/graph.js"),
    include_str!("page/head.js"),
    include_str!("page/page.js"),
];

pub(super) fn render(map: &Map) -> String {
    // Without `<` nothing ends the element that contains the data.
    let data = printable::json(data(map).to_string()).replace('<', "\\u003c");
    let scripts = SCRIPTS.concat();
    let parts = [
        ("{{style}}", STYLE),
        ("{{version}}", env!("CARGO_PKG_VERSION")),
        ("{{data}}", &data),
        ("{{script}}", &scripts),
    ];
    let mut page = String::with_capacity(PAGE.len() + STYLE.len() + scripts.len() + data.len());
    let mut rest = PAGE;
    for (mark, text) in parts {
        let (before, after) = rest.split_once(mark).unwrap_or((rest, ""));
        page.push_str(before);
        page.push_str(text);
        rest = after;
    }
    page.push_str(rest);
    page
}

/// The data for the scripts: the map itself, with numbers for its parts.
fn data(map: &Map) -> Json {
    let state = |(state, count): (State, usize)| json!({ "word": state.as_str(), "label": state.label(), "broken": state.is_broken(), "count": count });
    json!({
        "nodes": map.nodes.iter().map(node).collect::<Vec<_>>(),
        "attributes": map.attributes.iter().map(attribute).collect::<Vec<_>>(),
        "links": map.links.iter().map(link).collect::<Vec<_>>(),
        "origin": map.origin.as_ref().map(|it| json!({ "project": it.project, "revision": it.revision })),
        "unused": map.unused.iter().map(declaration).collect::<Vec<_>>(),
        "unknownWriters": uses(&map.unknown_writers),
        "states": map.states().into_iter().map(state).collect::<Vec<_>>(),
    })
}

fn node(node: &Node) -> Json {
    let handover = |handover: &Handover| {
        let Handover { to: candidates, verb, name, place } = handover;
        json!({ "to": handover.target(), "candidates": candidates, "verb": verb, "name": name, "path": path(place), "line": place.line })
    };
    json!({
        "name": node.name,
        "kind": node.kind.map(ArtifactKind::label),
        "file": &*node.file,
        "decoded": node.is_decoded,
        "handovers": node.handovers.iter().map(handover).collect::<Vec<_>>(),
        "findings": findings(&node.findings),
    })
}

fn attribute(attribute: &Attribute) -> Json {
    json!({
        "name": &*attribute.name,
        "project": attribute.project.as_deref(),
        "state": attribute.state.as_str(),
        "declared": match attribute.entry {
            Entry::NoDictionary => Json::Null,
            Entry::Missing => Json::Bool(false),
            Entry::Declared(_) => Json::Bool(true),
        },
        "declaration": attribute.declaration().map(declaration),
        "writers": uses(&attribute.writers),
        "readers": uses(&attribute.readers),
        "writtenOutside": attribute.written_outside,
        "readOutside": attribute.read_outside,
        "findings": findings(&attribute.findings),
    })
}

fn declaration(declaration: &Declaration) -> Json {
    json!({
        "name": declaration.name,
        "description": declaration.description,
        "owner": declaration.owner,
        "type": declaration.kind,
        "values": declaration.values,
        "setBy": declaration.set_by,
        "readBy": declaration.read_by,
        "sensitive": declaration.is_sensitive,
        "deprecated": declaration.is_deprecated,
        "replacement": declaration.replacement,
    })
}

fn link(link: &Link) -> Json {
    let Link { written, read, is_broken, from, to } = link;
    json!({ "written": written, "read": read, "broken": is_broken, "from": from, "to": to })
}

fn uses(uses: &[AttributeUse]) -> Json {
    let usage = |usage: &AttributeUse| {
        let AttributeUse { node, place, via, variables, is_broken, .. } = usage;
        json!({ "node": node, "path": path(place), "line": place.line, "means": catalogue::word(*via), "variables": variables, "broken": is_broken })
    };
    uses.iter().map(usage).collect()
}

fn findings(findings: &[Finding]) -> Json {
    let finding = |finding: &Finding| {
        let Finding { rule, severity, message, node, place } = finding;
        json!({ "rule": rule, "severity": severity.as_str(), "message": message, "node": node, "path": path(place), "line": place.line })
    };
    findings.iter().map(finding).collect()
}

/// The steps inside of the node, whose name is the first one.
fn path(place: &Place) -> String {
    place.path.get(1..).unwrap_or_default().join(" › ")
}
