//! Pairs each value that the success template of a data action produces with its schema in the output contract.

use std::borrow::Cow;
use std::ops::Range;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::Template;
use super::model::{Contract, DataAction, MapEntry, by_name, properties, types};
use super::shape::{Key, ShapeKind};
use crate::syntax::{Value, ValueKind};

/// A value that a success template makes.
#[derive(Clone, Debug)]
pub struct OutputValue<'m, 'a> {
    pub action: &'m DataAction<'a>,
    pub template: &'m Template<'a>,
    pub kind: ShapeKind,
    /// The name of the member, where the value is one.
    pub key: Option<&'m Key>,
    /// The byte range of the value in the template.
    pub range: Range<usize>,
    /// The schema of the value in the output contract; `None` if the contract does not describe it.
    pub schema: Option<Value<'a>>,
    /// The names that the contract lists for the object around the value, where the value's own is not among them.
    pub unlisted: Option<ListedNames<'a>>,
    /// The translation map by its names.
    map: Rc<FxHashMap<Cow<'a, str>, MapEntry<'a>>>,
}

/// Names that the schema of an object lists, shared by all values that are not among them.
pub type ListedNames<'a> = Rc<[Cow<'a, str>]>;

/// The members that the schema of an object lists.
struct Listed<'a> {
    schemas: FxHashMap<Cow<'a, str>, Value<'a>>,
    names: ListedNames<'a>,
}

/// The values that the success template of `action` produces. Empty if they cannot be determined.
#[must_use]
pub fn output_values<'m, 'a>(action: &'m DataAction<'a>) -> Vec<OutputValue<'m, 'a>> {
    let Some(template) = &action.response.success_template else { return Vec::new() };
    let Some(shape) = template.shape() else { return Vec::new() };
    let mut schemas: Vec<Option<Value<'a>>> = Vec::new();
    let mut output_values = Vec::new();
    let map = Rc::new(by_name(&action.response.translation_map));
    // An object and its schema may have any number of members, so each schema is read once.
    let mut objects = FxHashMap::default();
    for node in &shape.nodes {
        let around = match node.parent {
            None => action.output.schema,
            Some(parent) => schemas.get(parent).copied().flatten(),
        };
        let (schema, unlisted) = match (&node.key, node.parent) {
            (_, None) => (around, None),
            (Some(key), Some(_)) => match around {
                Some(object) => member(objects.entry(object).or_insert_with(|| Listed::of(object)).as_ref(), &key.name),
                None => (None, None),
            },
            (None, Some(_)) => (around.filter(|list| is(*list, "array")).and_then(|list| list.get("items")), None),
        };
        schemas.push(schema);
        let (kind, key, range) = (node.kind, node.key.as_ref(), node.range.clone());
        output_values.push(OutputValue { action, template, kind, key, range, schema, unlisted, map: map.clone() });
    }
    output_values
}

impl<'a> Listed<'a> {
    /// Those of `object`; `None` if it does not list all that there are.
    fn of(object: Value<'a>) -> Option<Self> {
        if !(Contract { schema: Some(object) }).is_known() {
            return None;
        }
        let listed = properties(object);
        let names = listed.iter().map(|property| property.key.scalar_text()).collect();
        // Of two with one name, the first.
        let schemas = listed.iter().rev().map(|property| (property.key.scalar_text(), property.schema)).collect();
        Some(Listed { schemas, names })
    }
}

/// The schema of the member `name` of an object; otherwise the names that its schema lists.
fn member<'a>(object: Option<&Listed<'a>>, name: &str) -> (Option<Value<'a>>, Option<ListedNames<'a>>) {
    let Some(listed) = object else { return (None, None) };
    match listed.schemas.get(name) {
        Some(schema) => (Some(*schema), None),
        None => (None, Some(listed.names.clone())),
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

    /// Whether the translation map has a name.
    #[must_use]
    pub fn is_mapped(&self, name: &str) -> bool {
        self.map.contains_key(name)
    }

    /// The entry of the translation map that is inserted unchanged as the value.
    #[must_use]
    pub fn mapped(&self) -> Option<MapEntry<'a>> {
        let ShapeKind::Reference(number) = self.kind else { return None };
        let reference = self.template.velocity.references.get(number)?;
        let is_plain = reference.properties.is_empty() && reference.call.is_none() && !reference.is_local;
        let name = self.template.slice(&reference.root);
        self.map.get(name).filter(|(key, _)| is_plain && key.kind() == ValueKind::String).copied()
    }
}
