//! Renders a map as a directed graph in the language of Graphviz. Broken arrows are red.

use std::fmt::Write;

use super::Map;
use super::graph::{End, Graph, Stroke, name};
use crate::text::printable;

const HEAD: &str = "digraph flowvet {
  rankdir=LR;
  node [shape=box, fontname=\"sans-serif\"];
  edge [fontname=\"sans-serif\", fontsize=10];
";

pub(super) fn render(map: &Map) -> String {
    let graph = Graph::of(map);
    let mut text = String::from(HEAD);
    for (number, node) in graph.nodes.iter().filter_map(|number| Some((number, map.node(*number)?))) {
        // Writing to a string cannot fail.
        let _ = match node.kind {
            Some(_) => writeln!(text, "  n{number} [label={}];", lines([&*node.name, &*node.file])),
            None => writeln!(text, "  n{number} [label={}, shape=oval];", lines([&*node.name])),
        };
    }
    for (number, link) in graph.hubs.iter().filter_map(|number| Some((number, map.links.get(*number)?))) {
        let red = if link.is_broken { RED } else { "" };
        let _ = writeln!(text, "  a{number} [label={}, shape=hexagon{red}];", lines([&*name(map, link)]));
    }
    for (number, (_, label)) in graph.choices.iter().enumerate() {
        let _ = writeln!(text, "  c{number} [label={}, shape=box, style=dashed];", lines([&**label]));
    }
    if graph.has_unset {
        text.push_str("  unset [shape=circle, style=dashed];\n");
    }
    for arrow in &graph.arrows {
        let label = lines(arrow.names.iter().map(String::as_str));
        let style = match arrow.via {
            Stroke::Attribute => "",
            Stroke::Broken => RED,
            Stroke::HandsOver => ", style=dashed, color=\"#808080\"",
        };
        let _ = writeln!(text, "  {} -> {} [label={label}{style}];", id(arrow.from), id(arrow.to));
    }
    text.push_str("}\n");
    text
}

const RED: &str = ", color=\"#c62828\", fontcolor=\"#c62828\"";

fn id(end: End) -> String {
    match end {
        End::Node(number) => format!("n{number}"),
        End::Hub(number) => format!("a{number}"),
        End::OneOf(number) => format!("c{number}"),
        End::Unset => "unset".to_owned(),
    }
}

/// Lines as one quoted string.
fn lines<'a>(lines: impl IntoIterator<Item = &'a str>) -> String {
    let lines: Vec<String> = lines.into_iter().map(escape).collect();
    format!("\"{}\"", lines.join("\\n"))
}

/// Graphviz reads `\N` and the like, and entities of HTML.
fn escape(line: &str) -> String {
    let mut escaped = String::with_capacity(line.len());
    for character in printable::inline(line).chars() {
        match character {
            '"' => escaped.push_str("\\\""),
            '\\' => escaped.push_str("\\\\"),
            '&' => escaped.push_str("&amp;"),
            _ => escaped.push(character),
        }
    }
    escaped
}
