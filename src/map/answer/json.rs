//! Writes an answer as JSON: the parts of a catalogue that answer the question, with values, variables and conditions.

use serde_json::{Value as Json, json};

use super::Found;
use crate::artifact::{Access, ArtifactKind};
use crate::map::catalogue::{self, PARTS};
use crate::map::{Attribute, AttributeUse, Condition, Map, Node, Stored, Uses};

pub(super) fn render(map: &Map, found: &Found<'_>) -> String {
    let (key, parts): (_, Vec<Json>) = match found {
        Found::Attributes(attributes) => ("attributes", attributes.iter().map(|it| attribute(map, it)).collect()),
        Found::Flows(flows) => {
            let artefacts = map.artefacts();
            ("flows", flows.iter().filter_map(|number| flow(map, &artefacts, *number)).collect())
        }
    };
    let answer = json!({ "version": 1, "tool": catalogue::tool(), key: parts });
    format!("{answer:#}\n")
}

fn attribute(map: &Map, attribute: &Attribute) -> Json {
    let mut json = catalogue::attribute(map, attribute);
    for (access, key) in PARTS {
        put(&mut json, key, attribute.uses(access).iter().map(|usage| described(map, usage)).collect::<Json>());
    }
    put(&mut json, "conditions", attribute.conditions.iter().map(|it| condition(map, it)).collect::<Json>());
    json
}

fn flow(map: &Map, artefacts: &[(ArtifactKind, &Node, Uses)], number: usize) -> Option<Json> {
    let node = map.node(number)?;
    let found = artefacts.iter().find(|(_, own, _)| std::ptr::eq(*own, node))?;
    let mut json = catalogue::artefact(map, found.clone());
    for (access, key) in [(Access::Set, "sets"), (Access::Get, "gets")] {
        let uses = map.attributes.iter().flat_map(|attribute| {
            let own = attribute.uses(access).iter().filter(|usage| usage.node == number);
            own.map(move |usage| {
                let mut json = described(map, usage);
                put(&mut json, "name", (*attribute.name).into());
                json
            })
        });
        put(&mut json, key, uses.collect::<Json>());
    }
    let conditions = map.attributes.iter().flat_map(|it| it.conditions.iter().map(move |condition| (it, condition)));
    let conditions = conditions.filter(|(_, condition)| condition.node == number).map(|(attribute, it)| {
        let mut json = condition(map, it);
        put(&mut json, "attribute", (*attribute.name).into());
        json
    });
    put(&mut json, "conditions", conditions.collect::<Json>());
    Some(json)
}

fn described(map: &Map, usage: &AttributeUse) -> Json {
    let mut json = catalogue::usage(map, usage);
    match &usage.stored {
        Some(Stored::Literal(text)) => put(&mut json, "value", (**text).into()),
        Some(Stored::Expression(text)) => put(&mut json, "expression", (**text).into()),
        None => {}
    }
    json
}

fn condition(map: &Map, condition: &Condition) -> Json {
    json!({
        "file": catalogue::file(map, condition.node),
        "path": condition.place.path,
        "line": condition.place.line,
        "variable": &*condition.variable,
        "expression": &*condition.text,
        "comparedWith": condition.compared.iter().map(|it| &**it).collect::<Vec<&str>>(),
    })
}

/// Sets a member of an object.
fn put(object: &mut Json, key: &str, value: Json) {
    if let Some(members) = object.as_object_mut() {
        members.insert(key.to_owned(), value);
    }
}
