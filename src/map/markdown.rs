//! Renders a map as a page in Markdown: broken attributes, all attributes, and the attributes that each artefact sets
//! and gets.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::{AttributeUse, Entry, Finding, Map, Node, Origin, Place};
use crate::text::printable;

pub(super) fn render(map: &Map) -> String {
    let artefacts = map.artefacts();
    let (count, attributes) = (artefacts.len(), map.attributes.len());
    let mut text = format!("{}{}, {}\n\n", head(map), counted(attributes, "attribute"), counted(count, "artefact"));
    if attributes > 0 {
        text.push_str("| state | attributes |\n|---|---|\n");
    }
    for (state, count) in map.states() {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "| {} | {count} |", state.label());
    }
    let has_dictionary = map.attributes.iter().any(|attribute| attribute.entry != Entry::NoDictionary);
    let (head, line) = if has_dictionary { (" description | owner |", "---|---|") } else { ("", "") };
    if attributes > 0 {
        let head = format!("| attribute | state | set in | read in |{head}\n|---|---|---|---|{line}\n");
        let _ = write!(text, "\n## Attributes\n\n{head}");
    }
    for attribute in &map.attributes {
        let name = cell(&attribute.name);
        let state = if attribute.state.is_broken() {
            format!("**{}**", attribute.state.label())
        } else {
            attribute.state.label().to_owned()
        };
        let set = nodes(map, &attribute.writer_nodes(), &attribute.writers, "from");
        let read = nodes(map, &attribute.reading(), &attribute.readers, "into");
        let about = match &attribute.entry {
            _ if !has_dictionary => String::new(),
            Entry::NoDictionary => "  |  |".to_owned(),
            Entry::Missing => " *not in the dictionary* |  |".to_owned(),
            Entry::Declared(it) => {
                let part = |text: &Option<Box<str>>| plain(text.as_deref().unwrap_or_default());
                format!(" {} | {} |", part(&it.description), part(&it.owner))
            }
        };
        let _ = writeln!(text, "| {name} | {state} | {set} | {read} |{about}");
    }
    text.push_str(if artefacts.is_empty() || text.ends_with("\n\n") { "" } else { "\n" });
    text.push_str(if artefacts.is_empty() { "" } else { "## Artefacts\n" });
    for (_, node, uses) in artefacts {
        let _ = writeln!(text, "\n### {}\n\n{}", plain(&node.name), code(&node.file));
        if !(uses.sets.is_empty() && uses.gets.is_empty() && node.handovers.is_empty()) {
            text.push('\n');
        }
        for (verb, numbers) in [("sets", uses.sets), ("gets", uses.gets)] {
            let names: Vec<String> =
                numbers.iter().filter_map(|number| map.attributes.get(*number)).map(|it| code(&it.name)).collect();
            if !names.is_empty() {
                let _ = writeln!(text, "- {verb} {}", names.join(", "));
            }
        }
        for handover in &node.handovers {
            let several = if handover.to.len() > 1 { format!("one of {}: ", handover.to.len()) } else { String::new() };
            let name = plain(&handover.name);
            let _ = writeln!(text, "- {} {several}{name} ({})", handover.verb, place(node, &handover.place));
        }
    }
    let about = map.attributes.iter().flat_map(|it| it.findings.iter().map(move |finding| (Some(it), finding)));
    let findings: Vec<_> =
        about.chain(map.nodes.iter().flat_map(|it| it.findings.iter().map(|finding| (None, finding)))).collect();
    if !findings.is_empty() {
        text.push_str("\n## Findings\n\n");
    }
    for (attribute, finding) in findings {
        let Some(node) = map.node(finding.node) else { continue };
        let name = attribute.map(|it| format!("{}: ", code(&it.name))).unwrap_or_default();
        let Finding { rule, severity, message, .. } = finding;
        let _ = writeln!(text, "- {name}{severity} `{rule}`: {} ({})", plain(message), place(node, &finding.place));
    }
    text
}

/// The title and, if the map has it, the revision.
fn head(map: &Map) -> String {
    let Some(Origin { project, revision }) = &map.origin else { return "# Map of attributes\n\n".to_owned() };
    let revision = revision.as_ref().map(|it| format!("{}\n\n", plain(it))).unwrap_or_default();
    format!("# {}: map of attributes\n\n{revision}", plain(project))
}

fn counted(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

/// The names of nodes, each with the variables of the uses in it: `from` them a value is set, or it goes `into` them.
fn nodes(map: &Map, numbers: &[usize], uses: &[AttributeUse], preposition: &str) -> String {
    let mut by_node: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
    for usage in uses {
        by_node.entry(usage.node).or_default().extend(usage.variables.iter().map(AsRef::as_ref));
    }
    let name = |number: &usize| {
        let name = plain(&map.node(*number)?.name);
        let variables: Vec<String> = by_node.get(number).into_iter().flatten().map(|name| cell(name)).collect();
        Some(if variables.is_empty() { name } else { format!("{name} {preposition} {}", variables.join(", ")) })
    };
    numbers.iter().filter_map(name).collect::<Vec<_>>().join("<br>")
}

/// Returns the file and the line. An export has no lines, so there it is the logical path inside of the artefact.
fn place(node: &Node, place: &Place) -> String {
    if !node.is_decoded {
        return format!("{}, line {}", code(&node.file), place.line);
    }
    match place.path.get(1..).unwrap_or_default() {
        [] => code(&node.file),
        steps => format!("{}, {}", code(&node.file), plain(&steps.join(" › "))),
    }
}

/// A cell of a table: there, a bar counts inside a code span, too.
pub(super) fn cell(text: &str) -> String {
    code(text).replace('|', "\\|")
}

/// A text as a code span.
fn code(text: &str) -> String {
    if text.is_empty() {
        return "(empty)".to_owned();
    }
    let text = printable::inline(text);
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let ticks = "`".repeat(longest + 1);
    let blank = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
    format!("{ticks}{blank}{text}{blank}{ticks}")
}

/// A text in which nothing is markup.
pub(super) fn plain(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in printable::inline(text).chars() {
        if "\\`*_{}[]<>#|~!&".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}
