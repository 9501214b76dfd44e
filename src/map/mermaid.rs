//! Renders a map as a flow chart in Mermaid, as many web pages draw it. Broken arrows are red. A map that is too large for
//! one chart becomes a page in Markdown with several charts.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::Map;
use super::graph::{Arrow, End, Graph, Stroke, name};
use crate::text::printable;

const HEAD: &str = "flowchart LR\n";
const RED: &str = "stroke:#c62828,color:#c62828";
/// The most characters and arrows of a chart; Mermaid refuses larger ones, and web pages do not raise these limits
/// (`maxTextSize` and `maxEdges` of <https://mermaid.js.org/config/schema-docs/config.html>). Bytes are counted, of
/// which a text has at least as many.
const MOST_TEXT: usize = 50_000;
const MOST_ARROWS: usize = 500;

pub(super) fn render(map: &Map) -> String {
    let graph = Graph::of(map);
    let mut charts = vec![Chart::default()];
    for arrow in &graph.arrows {
        let ends = [arrow.from, arrow.to].map(|end| (end, declaration(map, &graph, end)));
        let line = line(arrow);
        if let Some(chart) = charts.last_mut().filter(|chart| chart.has_room(&ends, &line)) {
            chart.add(&ends, &line, arrow.via);
            continue;
        }
        let mut chart = Chart::default();
        chart.add(&ends, &line, arrow.via);
        charts.push(chart);
    }
    if let [chart] = &*charts {
        return chart.text();
    }
    let mut text = String::from("# Map of attributes\n");
    for (number, chart) in charts.iter().enumerate() {
        // Writing to a string cannot fail.
        let _ = write!(text, "\n## Part {} of {}\n\n```mermaid\n{}```\n", number + 1, charts.len(), chart.text());
    }
    text
}

/// A chart that grows arrow by arrow.
#[derive(Default)]
struct Chart {
    declarations: BTreeMap<End, String>,
    lines: String,
    /// The size of the declarations, in bytes.
    declared: usize,
    arrows: usize,
    /// The last line, which makes these arrows red: their numbers with commas.
    broken: String,
}

impl Chart {
    fn has_room(&self, ends: &[(End, String); 2], line: &str) -> bool {
        let new: usize =
            ends.iter().filter(|(end, _)| !self.declarations.contains_key(end)).map(|(_, text)| text.len()).sum();
        // The number of the arrow and the words of the last line.
        let last = self.broken.len() + 2 * RED.len();
        let size = HEAD.len() + self.declared + new + self.lines.len() + line.len() + last;
        self.arrows == 0 || self.arrows < MOST_ARROWS && size <= MOST_TEXT
    }

    fn add(&mut self, ends: &[(End, String); 2], line: &str, via: Stroke) {
        for (end, declaration) in ends {
            if self.declarations.insert(*end, declaration.clone()).is_none() {
                self.declared += declaration.len();
            }
        }
        self.lines.push_str(line);
        if via == Stroke::Broken {
            let comma = if self.broken.is_empty() { "" } else { "," };
            let _ = write!(self.broken, "{comma}{}", self.arrows);
        }
        self.arrows += 1;
    }

    fn text(&self) -> String {
        let mut text =
            format!("{HEAD}{}{}", self.declarations.values().map(String::as_str).collect::<String>(), self.lines);
        if !self.broken.is_empty() {
            let _ = writeln!(text, "  linkStyle {} {RED}", self.broken);
        }
        text
    }
}

fn declaration(map: &Map, graph: &Graph, end: End) -> String {
    let id = id(end);
    match end {
        End::Node(number) => match map.node(number) {
            Some(node) if node.kind.is_some() => {
                format!("  {id}[\"{}<br/>{}\"]\n", escape(&node.name), escape(&node.file))
            }
            node => format!("  {id}([\"{}\"])\n", escape(node.map_or("", |node| &node.name))),
        },
        End::Hub(number) => {
            let name = map.links.get(number).map(|link| name(map, link)).unwrap_or_default();
            format!("  {id}{{{{\"{}\"}}}}\n", escape(&name))
        }
        End::OneOf(number) => {
            let label = graph.choices.get(number).map_or("", |(_, label)| label);
            format!("  {id}[/\"{}\"/]\n", escape(label))
        }
        End::Unset => format!("  {id}((\"unset\"))\n"),
    }
}

fn line(arrow: &Arrow) -> String {
    let (from, to) = (id(arrow.from), id(arrow.to));
    let names: Vec<String> = arrow.names.iter().map(|name| escape(name)).collect();
    let label = if names.is_empty() { String::new() } else { format!("|\"{}\"|", names.join("<br/>")) };
    match arrow.via {
        Stroke::Attribute | Stroke::Broken => format!("  {from} -->{label} {to}\n"),
        Stroke::HandsOver => format!("  {from} -.-> {to}\n"),
    }
}

fn id(end: End) -> String {
    match end {
        End::Node(number) => format!("n{number}"),
        End::Hub(number) => format!("a{number}"),
        End::OneOf(number) => format!("c{number}"),
        End::Unset => "unset".to_owned(),
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
