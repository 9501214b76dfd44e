//! Lists the attributes of a map in a table for people, with the declaration of each in the attribute dictionary, and those
//! that only the dictionary has.

use std::fmt::Write;

use super::{Attribute, Declaration, Entry, Map, csv, markdown};

const COLUMNS: [&str; 9] =
    ["attribute", "description", "owner", "type", "values", "set by", "read by", "sensitive", "state"];

/// The table in Markdown.
#[must_use]
pub fn markdown(map: &Map) -> String {
    let mut text = format!("| {} |\n|{}\n", COLUMNS.join(" | "), "---|".repeat(COLUMNS.len()));
    for row in rows(map) {
        let [name, rest @ ..] = row;
        let rest: Vec<String> = rest.iter().map(|cell| markdown::plain(cell)).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(text, "| {} | {} |", markdown::cell(&name), rest.join(" | "));
    }
    text
}

/// The table as comma-separated values.
#[must_use]
pub fn csv(map: &Map) -> String {
    let mut text = COLUMNS.join(",") + "\n";
    for row in rows(map) {
        let cells: Vec<String> = row.iter().map(|cell| csv::cell(cell)).collect();
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    text
}

type Row = [String; COLUMNS.len()];

/// All rows in the order of the code points of the names.
fn rows(map: &Map) -> Vec<Row> {
    let used = map.attributes.iter().map(|attribute| used(map, attribute));
    let mut rows: Vec<Row> = used.chain(map.unused.iter().map(unused)).collect();
    rows.sort();
    rows
}

/// The row of an attribute that artefacts name. If the dictionary does not list who sets and reads it, the map does.
fn used(map: &Map, attribute: &Attribute) -> Row {
    let none = Declaration::default();
    let declaration = attribute.declaration().unwrap_or(&none);
    let nodes = |numbers: Vec<usize>| {
        let names = numbers.into_iter().filter_map(|number| map.node(number)).map(|node| node.name.clone());
        names.collect::<Vec<_>>().join(", ")
    };
    let parties = |declared: &[Box<str>], nodes: String| if declared.is_empty() { nodes } else { declared.join(", ") };
    let state = match &attribute.entry {
        Entry::Declared(it) if it.is_deprecated => deprecated(it),
        Entry::Missing => "not in the dictionary".to_owned(),
        Entry::Declared(_) | Entry::NoDictionary => attribute.state.label().to_owned(),
    };
    let set_by = parties(&declaration.set_by, nodes(attribute.writer_nodes()));
    let read_by = parties(&declaration.read_by, nodes(attribute.reading()));
    row(&attribute.name, declaration, set_by, read_by, state)
}

fn unused(declaration: &Declaration) -> Row {
    let state = if declaration.is_deprecated { deprecated(declaration) } else { "not used in the project".to_owned() };
    row(&declaration.name, declaration, declaration.set_by.join(", "), declaration.read_by.join(", "), state)
}

fn row(name: &str, declaration: &Declaration, set_by: String, read_by: String, state: String) -> Row {
    let text = |text: &Option<Box<str>>| text.as_deref().unwrap_or_default().to_owned();
    [
        name.to_owned(),
        text(&declaration.description),
        text(&declaration.owner),
        declaration.kind.unwrap_or_default().to_owned(),
        declaration.values.join(", "),
        set_by,
        read_by,
        if declaration.is_sensitive { "yes".to_owned() } else { String::new() },
        state,
    ]
}

fn deprecated(declaration: &Declaration) -> String {
    declaration.replacement.as_ref().map_or("deprecated".to_owned(), |name| format!("deprecated, use {name}"))
}
