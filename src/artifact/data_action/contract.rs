//! Reads the interface of a data action, as flows and scripts call it: the names of its inputs and outputs.

use super::model::{Contract, DataAction, Property, by_name, properties, types};
use super::output_value::output_values;
use super::{paths, reads_participants};
use crate::artifact::call::{Callee, Interface, Parameter, ValueType};
use crate::artifact::path;
use crate::expr::placeholder;
use crate::syntax::{Value, ValueKind};

/// The interface of a data action; `None` if its name is not known before deployment.
pub(in crate::artifact) fn interface(action: &DataAction<'_>) -> Option<Interface> {
    let text = |value: Option<Value<'_>>| {
        let text = value?.as_str()?;
        placeholder::find(&text).is_empty().then(|| Box::<str>::from(text))
    };
    Some(Interface {
        id: text(action.id),
        category: text(action.category),
        name: published_name(&text(action.name)?).into(),
        ..unnamed(action, action.name?)
    })
}

/// The interface of a data action whose name, at `name`, is not known before deployment.
pub(in crate::artifact) fn unnamed(action: &DataAction<'_>, name: Value<'_>) -> Interface {
    Interface {
        callee: Callee::DataAction,
        id: None,
        category: None,
        name: "".into(),
        span: name.content_span(),
        path: path::of(action.kind, action.root),
        inputs: inputs(action.input),
        outputs: outputs(action.output.schema),
        attributes: attributes_output(action),
        is_open: true,
    }
}

/// The only output that contains all attributes of a participant as JSON, if the request reads them.
fn attributes_output(action: &DataAction<'_>) -> Option<Box<str>> {
    let is_whole = |path: Value<'_>| paths::leads_to_attributes(path);
    if !action.response.translation_map.iter().any(|(_, path)| is_whole(*path)) || !reads_participants(action) {
        return None;
    }
    let template = action.response.success_template.as_ref()?;
    let map = by_name(&action.response.translation_map);
    let references = template.velocity.references.iter();
    let path = |root| map.get(root).filter(|(key, _)| key.kind() == ValueKind::String).map(|(_, path)| *path);
    let mut inserted: Vec<(usize, Value<'_>)> =
        references.filter_map(|it| Some((it.range.start, path(template.slice(&it.root))?))).collect();
    inserted.sort_by_key(|(at, _)| *at);
    let values = output_values(action);
    let mut named = values.iter().filter_map(|value| {
        let first = inserted.partition_point(|(at, _)| *at < value.range.start);
        let mut within = inserted.iter().skip(first).take_while(|(at, _)| *at < value.range.end);
        let is_only = is_whole(within.next()?.1) && within.next().is_none();
        value.key.filter(|_| is_only)
    });
    let (only, None) = (named.next()?, named.next()) else { return None };
    Some(only.name.as_str().into())
}

/// Removes ` - Exported 2024-10-28 @ 16:06`, which exports of single data actions append to the name (observed in
/// published exports, next to flows that call the data actions by the name without it).
#[must_use]
pub fn published_name(name: &str) -> &str {
    name.rfind(" - Exported 2").and_then(|at| name.get(..at)).unwrap_or(name)
}

/// The inputs of a contract, sorted; `None` if the contract does not list all of them.
pub(in crate::artifact) fn inputs(contract: Contract<'_>) -> Option<Vec<Parameter>> {
    let mut inputs: Vec<Parameter> = contract
        .properties()
        .iter()
        .map(|property| parameter(property, &property.types(), property.key.scalar_text().into(), false))
        .collect();
    inputs.sort_by(|one, other| one.name.cmp(&other.name));
    contract.is_known().then_some(inputs)
}

/// The outputs of a contract as Architect flattens them, sorted; `None` if the contract does not list all of them.
pub(in crate::artifact) fn outputs(schema: Option<Value<'_>>) -> Option<Vec<Parameter>> {
    let is_list = |schema: Value<'_>| types(schema).iter().any(|kind| kind.is_str("array"));
    // A list as a whole is flattened like one in an object: into lists.
    let (schema, is_in_list) = match schema {
        Some(list) if is_list(list) => (list.get("items"), true),
        object => (object, false),
    };
    let mut outputs = Vec::new();
    let mut open = vec![(schema, String::new(), is_in_list)];
    while let Some((schema, before, is_in_list)) = open.pop() {
        let (Some(object), true) = (schema, Contract { schema }.is_known()) else { return None };
        for property in properties(object) {
            let name = [&*before, &property.key.scalar_text()].concat();
            let types = property.types();
            let is_list = types.iter().any(|kind| kind.is_str("array"));
            let inner = if is_list { property.schema.get("items") } else { Some(property.schema) };
            let is_object = inner.is_some_and(|inner| inner.get("properties").is_some());
            if is_object {
                open.push((inner, format!("{name}."), is_in_list || is_list));
            } else if property.schema.kind() == ValueKind::Missing {
                return None;
            }
            outputs.push(parameter(&property, &types, name.into(), is_in_list));
        }
    }
    outputs.sort_by(|one, other| one.name.cmp(&other.name));
    Some(outputs)
}

/// `is_in_list`: what it belongs to is there several times, and so is it.
fn parameter(property: &Property<'_>, types: &[Value<'_>], name: Box<str>, is_in_list: bool) -> Parameter {
    let mut known = types.iter().filter(|kind| !kind.is_str("null"));
    let kind = match (known.next(), known.next()) {
        (Some(one), None) if !is_in_list => ValueType::of(&one.scalar_text()),
        _ => None,
    };
    Parameter { name, span: property.key.content_span(), kind, is_required: property.is_required }
}
