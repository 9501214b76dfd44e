//! In: a map. Out: a flow chart in Mermaid, as many web pages draw it. Broken arrows are red.

use std::fmt::Write;

use super::Map;
use super::graph::{End, Graph, Stroke, name};
use crate::text::printable;

const RED: &str = "stroke:#c62828,color:#c62828";

pub(super) fn render(map: &Map) -> String {
    let graph = Graph::of(map);
    let mut text = String::from("flowchart LR\n");
    for (number, node) in graph.nodes.iter().filter_map(|number| Some((number, map.node(*number)?))) {
        let file = if node.file.is_empty() { String::new() } else { format!("<br/>{}", escape(&node.file)) };
        // Writing to a string cannot fail.
        let _ = match node.kind {
            Some(_) => writeln!(text, "  n{number}[\"{}{file}\"]", escape(&node.name)),
            None => writeln!(text, "  n{number}([\"{}\"])", escape(&node.name)),
        };
    }
    for (number, link) in graph.hubs.iter().filter_map(|number| Some((number, map.links.get(*number)?))) {
        let _ = writeln!(text, "  a{number}{{{{\"{}\"}}}}", escape(&name(map, link)));
    }
    if graph.has_nobody {
        text.push_str("  unset((\"unset\"))\n");
    }
    let mut broken = Vec::new();
    for (number, arrow) in graph.arrows.iter().enumerate() {
        let (from, to) = (id(arrow.from), id(arrow.to));
        let names: Vec<String> = arrow.names.iter().map(|name| escape(name)).collect();
        let label = if names.is_empty() { String::new() } else { format!("|\"{}\"|", names.join("<br/>")) };
        let _ = match arrow.via {
            Stroke::Attribute | Stroke::Broken => writeln!(text, "  {from} -->{label} {to}"),
            Stroke::HandsOver => writeln!(text, "  {from} -.-> {to}"),
        };
        broken.extend((arrow.via == Stroke::Broken).then(|| number.to_string()));
    }
    if !broken.is_empty() {
        let _ = writeln!(text, "  linkStyle {} {RED}", broken.join(","));
    }
    text
}

fn id(end: End) -> String {
    match end {
        End::Node(number) => format!("n{number}"),
        End::Hub(number) => format!("a{number}"),
        End::Nobody => "unset".to_owned(),
    }
}

/// A text inside quotes: all that could mean something becomes the number of its character.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in printable::inline(text).chars() {
        if character.is_ascii_punctuation() && !"._-/".contains(character) {
            let _ = write!(escaped, "#{};", u32::from(character));
        } else {
            escaped.push(character);
        }
    }
    escaped
}
