//! Renders a map as a table that follows RFC 4180 and that spreadsheets read, with a line for each use and each
//! system outside that has an attribute.

use super::{Attribute, Map, Place, catalogue};
use crate::artifact::Access;
use crate::text::printable;

const HEAD: &str = "attribute,project,state,access,means,artefact,file,line,path,variables\n";

pub(super) fn render(map: &Map) -> String {
    let mut text = String::from(HEAD);
    for attribute in &map.attributes {
        let sides =
            [("writes", Access::Set, &attribute.written_outside), ("reads", Access::Get, &attribute.read_outside)];
        for (verb, access, outside) in sides {
            for usage in attribute.uses(access) {
                let Some(node) = map.node(usage.node) else { continue };
                let Place { path, line } = &usage.place;
                let line = line.to_string();
                let place = [&*node.file, &line, &path.join(" › "), &usage.variables.join(" ")];
                add(&mut text, attribute, [verb, catalogue::word(usage.via), &node.name], place);
            }
            for node in outside.iter().filter_map(|number| map.node(*number)) {
                add(&mut text, attribute, [verb, "outside", &node.name], ["", "", "", ""]);
            }
        }
    }
    text
}

/// Adds a line.
fn add(text: &mut String, attribute: &Attribute, who: [&str; 3], place: [&str; 4]) {
    let project = attribute.project.as_deref().unwrap_or_default();
    let cells = [&*attribute.name, project, attribute.state.as_str()].into_iter().chain(who).chain(place);
    let cells: Vec<String> = cells.map(cell).collect();
    text.push_str(&cells.join(","));
    text.push('\n');
}

/// A cell. Spreadsheets evaluate text that begins like a formula, so an apostrophe precedes it
/// (<https://owasp.org/www-community/attacks/CSV_Injection>).
pub(super) fn cell(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').map(printable::line).collect();
    let text = lines.join("\n");
    let safe = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    if safe.is_empty() && !text.contains(['"', ',', '\n', '\r']) && text.trim() == text {
        return text;
    }
    format!("\"{safe}{}\"", text.replace('"', "\"\""))
}
