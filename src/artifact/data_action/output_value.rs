//! Pairs each value that the success template of a data action produces with its schema in the output contract.

use std::borrow::Cow;
use std::ops::Range;

use super::Template;
use super::model::{Contract, DataAction, MapEntry, properties, types};
use super::shape::{Key, ShapeKind, shape};
use crate::syntax::{Value, ValueKind};

/// A value that a success template makes.
#[derive(Clone, Debug)]
pub struct OutputValue<'m, 'a> {
    pub action: &'m DataAction<'a>,
    pub template: &'m Template<'a>,
    pub kind: ShapeKind,
    /// The name of the member, where the value is one.
    pub key: Option<Key>,
    /// The byte range of the value in the template.
    pub range: Range<usize>,
    /// The schema of the value in the output contract; `None` if the contract does not describe it.
    pub schema: Option<Value<'a>>,
    /// The names that the contract lists for the object around the value, where the value's own is not among them.
    pub unlisted: Option<Vec<Cow<'a, str>>>,
}

/// The values that the success template of `action` produces. Empty if they cannot be determined.
#[must_use]
pub fn output_values<'m, 'a>(action: &'m DataAction<'a>) -> Vec<OutputValue<'m, 'a>> {
    let Some(template) = &action.response.success_template else { return Vec::new() };
    let Some(shape) = shape(template) else { return Vec::new() };
    let mut schemas: Vec<Option<Value<'a>>> = Vec::new();
    let mut output_values = Vec::new();
    for node in shape.nodes {
        let around = match node.parent {
            None => action.output.schema,
            Some(parent) => schemas.get(parent).copied().flatten(),
        };
        let (schema, unlisted) = match (&node.key, node.parent) {
            (_, None) => (around, None),
            (Some(key), Some(_)) => member(around, &key.name),
            (None, Some(_)) => (around.filter(|list| is(*list, "array")).and_then(|list| list.get("items")), None),
        };
        schemas.push(schema);
        let (kind, key, range) = (node.kind, node.key, node.range);
        output_values.push(OutputValue { action, template, kind, key, range, schema, unlisted });
    }
    output_values
}

/// The schema of the member `name` of an object; otherwise the names that the schema lists.
fn member<'a>(object: Option<Value<'a>>, name: &str) -> (Option<Value<'a>>, Option<Vec<Cow<'a, str>>>) {
    let contract = Contract { schema: object };
    let (Some(object), true) = (object, contract.is_known()) else { return (None, None) };
    let listed = properties(object);
    match listed.iter().find(|property| property.key.is_str(name)) {
        Some(property) => (Some(property.schema), None),
        None => (None, Some(listed.iter().map(|property| property.key.scalar_text()).collect())),
    }
}

fn is(schema: Value<'_>, kind: &str) -> bool {
    schema.kind() == ValueKind::Object && types(schema).iter().any(|known| known.is_str(kind))
}

impl<'a> OutputValue<'_, 'a> {
    /// The types that the contract allows for the value; empty if it does not restrict them.
    #[must_use]
    pub fn types(&self) -> Vec<Cow<'a, str>> {
        self.schema.map(types).unwrap_or_default().into_iter().map(Value::scalar_text).collect()
    }

    /// The entry of the translation map that is inserted unchanged as the value.
    #[must_use]
    pub fn mapped(&self) -> Option<MapEntry<'a>> {
        let ShapeKind::Reference(number) = self.kind else { return None };
        let reference = self.template.velocity.references.get(number)?;
        let is_plain = reference.properties.is_empty() && reference.call.is_none() && !reference.is_local;
        let name = self.template.slice(&reference.root);
        let mut map = self.action.response.translation_map.iter().filter(|_| is_plain);
        map.find(|(key, _)| key.is_str(name)).copied()
    }
}
