//! Reads the tree of an agent script: its variables with an input or output flag, as uses, the names of those with
//! neither, and the names in it that are not variables.
//!
//! A variable with the input flag reads the attribute of its name when the script loads, one with the output flag
//! writes it; dynamic variables can do neither
//! (<https://help.mypurecloud.com/articles/script-input-output-variables>).

use super::call::{Argument, Callee, Parameter, ValueType};
use super::nav::member;
use super::path;
use super::{
    Access, ArtifactKind, AttributeUse, Call, Facts, Interface, Placeholder, ReplacedAt, Scalar, SourceText, Text, Via,
    known_name, place_on, resolved_at_deployment,
};
use crate::syntax::{Value, ValueKind};

mod references;

pub use references::Reference;

/// Whether the tree is an agent script: an object with `pages`, `variables` and `startPageId` or `customActions`.
#[must_use]
pub fn is(root: Value<'_>) -> bool {
    let has = |key| root.get(key).is_some();
    has("pages") && has("variables") && (has("startPageId") || has("customActions"))
}

/// Reads an agent script.
#[must_use]
pub fn read(root: Value<'_>) -> Facts {
    let name = member(root, "name");
    let variables = || root.get("variables").into_iter().flat_map(Value::items);
    Facts {
        name: name.and_then(Value::as_str).and_then(|name| known_name(&name)),
        calls: calls(root),
        interfaces: name.and_then(|name| interface(root, name)).into_iter().collect(),
        uses: variables().flat_map(uses).collect(),
        local_variables: variables().filter(|variable| is_local(*variable)).map(variable_name).collect(),
        unknown_variables: references::read(root),
        ..Facts::new(ArtifactKind::Script)
    }
}

/// The interface of a script for flows: all its variables are inputs.
fn interface(root: Value<'_>, name: Value<'_>) -> Option<Interface> {
    let variables = root.get("variables").into_iter().flat_map(Value::items).map(|variable| {
        let name = member(variable, "name")?;
        let kind = variable.at(&["type", "name"]).and_then(Value::as_str);
        let is_list = is_on(variable, &["type", "isList"]);
        Some(Parameter {
            name: known_name(&name.as_str()?)?,
            span: name.content_span(),
            kind: kind.filter(|_| !is_list).and_then(|kind| ValueType::of(&kind)),
            is_required: false,
        })
    });
    let inputs = variables.collect::<Option<Vec<Parameter>>>().map(|mut inputs| {
        inputs.sort_by(|one, other| one.name.cmp(&other.name));
        inputs
    });
    let enabled = root.at(&["features", "screenPop", "properties", "enabled", "value"]).and_then(Value::as_bool);
    Some(Interface {
        callee: Callee::Script,
        id: None,
        category: None,
        name: known_name(&name.as_str()?)?,
        span: name.content_span(),
        path: path::of(ArtifactKind::Script, name),
        inputs,
        outputs: None,
        attributes: None,
        is_open: enabled != Some(false),
    })
}

/// The data actions that a script calls: blocks with `bridge.bridge` (observed in published scripts).
fn calls(root: Value<'_>) -> Vec<Call> {
    let arguments = root.get("customActions").into_iter().flat_map(Value::descendants).filter(|value| {
        let name = member(*value, "actionName").filter(|name| name.is_str("bridge.bridge"));
        value.kind() == ValueKind::Object && name.is_some()
    });
    let calls = arguments.filter_map(|block| member(block, "actionArgumentValues")).flat_map(Value::items);
    calls.filter_map(|call| self::call(member(call, "value")?)).collect()
}

fn call(call: Value<'_>) -> Option<Call> {
    let id = member(call, "actionName")?;
    let arguments = |side| {
        let fields = call.at(&[side, "value", "fieldProperties"]).into_iter().flat_map(Value::members);
        fields.map(|(name, _)| Argument {
            name: name.scalar_text().into(),
            span: name.content_span(),
            kind: None,
            is_bound: true,
        })
    };
    Some(Call {
        callee: Callee::DataAction,
        id: Some(known_name(&id.as_str()?)?),
        category: None,
        name: None,
        written: None,
        span: id.content_span(),
        inputs: arguments("inputProperty").collect(),
        outputs: arguments("successProperty").collect(),
        is_complete: true,
        path: path::of(ArtifactKind::Script, call),
    })
}

fn is_on(variable: Value<'_>, keys: &[&str]) -> bool {
    variable.at(keys).and_then(Value::as_bool) == Some(true)
}

/// Whether a variable is not filled or read outside the script, although that would be possible.
fn is_local(variable: Value<'_>) -> bool {
    let flags: [&[&str]; 3] = [&["input"], &["output"], &["type", "isDynamic"]];
    variable.kind() == ValueKind::Object && !flags.iter().any(|flag| is_on(variable, flag))
}

/// The uses of one variable: a Get for its input flag, a Set for its output flag.
fn uses(variable: Value<'_>) -> Vec<AttributeUse> {
    if is_on(variable, &["type", "isDynamic"]) {
        return Vec::new();
    }
    let ops = [(Access::Get, is_on(variable, &["input"])), (Access::Set, is_on(variable, &["output"]))];
    let both = ops.iter().all(|(_, on)| *on);
    let via = if both { Via::ScriptVariableBothWays } else { Via::ScriptVariable };
    let usage =
        |access| AttributeUse { access, via, group: 0, name: variable_name(variable), value: None, target: None };
    ops.into_iter().filter(|(_, on)| *on).map(|(access, _)| usage(access)).collect()
}

fn variable_name(variable: Value<'_>) -> SourceText {
    let path = path::of(ArtifactKind::Script, variable);
    let Some(name) = variable.get("name") else { return SourceText::missing(place_on(&path, variable)) };
    let text = name.scalar_text();
    let placeholders = Placeholder::all_in(name, &text, resolved_at_deployment);
    let is_deployed = placeholders.iter().any(|template| template.replaced == ReplacedAt::Deployment);
    let text = match name.kind() {
        ValueKind::String if is_deployed => Text::Unresolved(text.into()),
        ValueKind::String => Text::Literal(text.into()),
        ValueKind::Null | ValueKind::Missing => Text::Missing,
        _ => Text::OtherType(name.raw().into()),
    };
    let scalar = (text != Text::Missing).then(|| Scalar::of(name));
    SourceText { text, place: place_on(&path, name), scalar, placeholders }
}
