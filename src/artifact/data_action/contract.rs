//! In: a data action. Out: what flows see of it: the names that go in and come out.

use super::model::{Contract, DataAction, properties, types};
use crate::artifact::path;
use crate::diagnostic::LogicalPath;
use crate::expr::placeholder;
use crate::syntax::{Kind, Value};
use crate::text::Span;

/// The face of a data action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Face {
    /// `custom_-_…`; `None` in exports of single data actions.
    pub id: Option<Box<str>>,
    /// The name of the integration; `None` in exports of single data actions.
    pub category: Option<Box<str>>,
    pub name: Box<str>,
    /// Where the name is written, without quotes.
    pub span: Span,
    /// The logical path of the data action.
    pub path: LogicalPath,
    /// The names of the inputs, sorted; `None` where the contract does not tell all of them.
    pub inputs: Option<Vec<Box<str>>>,
    /// The names of the outputs, as Architect flattens them (`customer.id`), with those of the objects in them, sorted;
    /// `None` where the contract does not tell all of them.
    pub outputs: Option<Vec<Box<str>>>,
}

/// What flows see of a data action; `None` where its name is not known before deployment.
pub(in crate::artifact) fn face(action: &DataAction<'_>) -> Option<Face> {
    let text = |value: Option<Value<'_>>| {
        let text = value?.as_str()?;
        placeholder::find(&text).is_empty().then(|| Box::<str>::from(text))
    };
    let mut outputs = Vec::new();
    let has_outputs = flatten(action.output.schema, "", &mut outputs);
    outputs.sort();
    let mut inputs: Vec<Box<str>> =
        action.input.properties().iter().map(|property| property.key.scalar_text().into()).collect();
    inputs.sort();
    Some(Face {
        id: text(action.id),
        category: text(action.category),
        name: text(action.name)?,
        span: action.name?.content_span(),
        path: path::of(action.kind, action.root),
        inputs: action.input.is_known().then_some(inputs),
        outputs: has_outputs.then_some(outputs),
    })
}

/// Adds the names below a schema of an object; false where it does not tell all of them.
fn flatten(schema: Option<Value<'_>>, before: &str, names: &mut Vec<Box<str>>) -> bool {
    let mut open = vec![(schema, before.to_owned())];
    while let Some((schema, before)) = open.pop() {
        let (Some(object), true) = (schema, Contract { schema }.is_known()) else { return false };
        for property in properties(object) {
            let name = format!("{before}{}", property.key.scalar_text());
            let is_list = types(property.schema).iter().any(|kind| kind.is_str("array"));
            let inner = if is_list { property.schema.get("items") } else { Some(property.schema) };
            let is_object = inner.is_some_and(|inner| inner.get("properties").is_some());
            if is_object {
                open.push((inner, format!("{name}.")));
            } else if property.schema.kind() == Kind::Missing {
                return false;
            }
            names.push(name.into());
        }
    }
    true
}
