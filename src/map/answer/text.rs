//! Writes an answer as text for people.

use std::fmt::Write;

use super::Found;
use crate::artifact::{Access, Via};
use crate::map::{Attribute, AttributeUse, Condition, Finding, Map, Node, Place, Stored};
use crate::text::printable;

pub(super) fn render(map: &Map, found: &Found<'_>) -> String {
    let texts: Vec<String> = match found {
        Found::Attributes(attributes) => attributes.iter().map(|it| attribute(map, it)).collect(),
        Found::Flows(flows) => flows.iter().filter_map(|number| Some(flow(map, *number, map.node(*number)?))).collect(),
    };
    texts.join("\n")
}

/// The lines of a text, of which each title has its own lines below it.
struct Lines(String);

impl Lines {
    /// Writes a title and its lines, if there are any.
    fn part(&mut self, title: &str, lines: Vec<String>) {
        if lines.is_empty() {
            return;
        }
        // Writing to a string cannot fail.
        let _ = write!(self.0, "\n{title}\n");
        for line in lines {
            let _ = writeln!(self.0, "  {line}");
        }
    }
}

fn attribute(map: &Map, attribute: &Attribute) -> String {
    let mut lines = Lines(format!("{}: {}\n", shown(&attribute.name), attribute.state.label()));
    if let Some(project) = &attribute.project {
        let _ = writeln!(lines.0, "project {}", shown(project));
    }
    if let Some(description) = attribute.declaration().and_then(|it| it.description.as_deref()) {
        let _ = writeln!(lines.0, "{}", shown(description));
    }
    for (access, title, outside) in
        [(Access::Set, "set by", &attribute.written_outside), (Access::Get, "read by", &attribute.read_outside)]
    {
        let uses = attribute.uses(access).iter().map(|it| format!("{}{}", at(map, it.node, &it.place), value(it)));
        let systems = outside.iter().filter_map(|number| map.node(*number)).map(|node| shown(&node.name));
        lines.part(title, uses.chain(systems).collect());
    }
    let conditions = attribute.conditions.iter();
    lines.part(
        "conditions",
        conditions.map(|it| format!("{}: {}", at(map, it.node, &it.place), shown(&it.text))).collect(),
    );
    lines.part("findings", attribute.findings.iter().map(|it| finding(map, it)).collect());
    lines.0
}

fn flow(map: &Map, number: usize, node: &Node) -> String {
    let mut lines = Lines(format!("{}  {}\n", shown(&node.name), shown(&node.file)));
    for (access, title) in [(Access::Set, "sets"), (Access::Get, "reads")] {
        let uses = map.attributes.iter().flat_map(|attribute| {
            let own = attribute.uses(access).iter().filter(|usage| usage.node == number);
            own.map(move |usage| format!("{}{}  {}", shown(&attribute.name), value(usage), within(&usage.place)))
        });
        lines.part(title, uses.collect());
    }
    let mut conditions: Vec<&Condition> = map.attributes.iter().flat_map(|it| &it.conditions).collect();
    conditions.retain(|condition| condition.node == number);
    conditions.sort_by_key(|condition| (condition.place.line, &condition.text));
    conditions.dedup();
    lines.part(
        "conditions",
        conditions.iter().map(|it| format!("{}  {}", shown(&it.text), within(&it.place))).collect(),
    );
    let handovers = node.handovers.iter().map(|it| format!("{} {}  {}", it.verb, shown(&it.name), within(&it.place)));
    lines.part("hands over", handovers.collect());
    let callers = map.nodes.iter().flat_map(|caller| {
        let own = caller.handovers.iter().filter(|it| it.to.contains(&number));
        own.map(move |it| format!("{} {} it  {}:{}", shown(&caller.name), it.verb, shown(&caller.file), it.place.line))
    });
    lines.part("reached from", callers.collect());
    let of_attributes = map.attributes.iter().flat_map(|it| &it.findings).filter(|it| it.node == number);
    lines.part("findings", node.findings.iter().chain(of_attributes).map(|it| finding(map, it)).collect());
    lines.0
}

/// The value that a use stores, or the variables that it fills: ` = "Gold"`, ` into Flow.tier`.
fn value(usage: &AttributeUse) -> String {
    let stored = match &usage.stored {
        Some(Stored::Literal(text)) => format!(" = \"{}\"", shown(text)),
        Some(Stored::Expression(text)) => format!(" = {}", shown(text)),
        None if usage.variables.is_empty() => String::new(),
        None => format!(" into {}", shown(&usage.variables.join(", "))),
    };
    let both = if usage.via == Via::ScriptVariableBothWays { " (input and output)" } else { "" };
    stored + both
}

/// A place with its file and logical path.
fn at(map: &Map, node: usize, place: &Place) -> String {
    let file = map.node(node).map(|node| shown(&node.file)).unwrap_or_default();
    let path = shown(&place.path.join(" › "));
    let gap = if path.is_empty() { "" } else { "  " };
    format!("{file}:{}{gap}{path}", place.line)
}

/// A place in a file that is known.
fn within(place: &Place) -> String {
    format!("line {}", place.line)
}

fn finding(map: &Map, finding: &Finding) -> String {
    let place = at(map, finding.node, &finding.place);
    format!("{}[{}] {}  {place}", finding.severity.as_str(), finding.rule, shown(&finding.message))
}

fn shown(text: &str) -> String {
    printable::inline(text).into_owned()
}
