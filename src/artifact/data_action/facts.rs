//! In: a data action. Out: what rules across files need to know of it: its names, and what goes in and comes out.

use super::model::{Contract, DataAction, properties, types};
use crate::artifact::{self, Kind, known_name};
use crate::diagnostic::Place;
use crate::syntax::{Kind as NodeKind, Value};

/// A data action as flows and scripts see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionFacts {
    /// What a finding about the whole data action covers: its name where it has one.
    pub place: Place,
    /// `custom_-_…`; `None` where the file does not tell.
    pub id: Option<Box<str>>,
    /// `None` where the file does not tell.
    pub name: Option<Box<str>>,
    /// What Architect lists it under; `None` where the file does not tell.
    pub category: Option<Box<str>>,
    pub contract: ContractFacts,
}

/// The contract of a data action, as flows and scripts see it. `None` is a contract that is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContractFacts {
    pub inputs: Option<Vec<Parameter>>,
    /// Flattened, as Architect shows them.
    pub outputs: Option<Vec<Parameter>>,
}

/// A name that goes in or comes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// In the output the names of nested properties are joined by dots: `details.errorCode`.
    pub name: Box<str>,
    /// As the contract spells them, `string` and so on; empty where it does not say. Of a list, those of its items.
    pub types: Vec<Box<str>>,
    /// Whether it is a list, or stands in one: Architect has a collection for it.
    pub is_list: bool,
    pub is_required: bool,
    /// The key in the contract.
    pub place: Place,
}

impl ActionFacts {
    /// What a data action in a file of `kind` tells.
    #[must_use]
    pub fn of(kind: Kind, action: &DataAction<'_>) -> Self {
        let text = |value: Option<Value<'_>>| value.and_then(Value::as_str).and_then(|text| known_name(&text));
        ActionFacts {
            place: artifact::place(kind, action.name.unwrap_or(action.root)),
            id: text(action.id),
            name: text(action.name),
            category: text(action.category),
            contract: ContractFacts::of(kind, action.input, action.output),
        }
    }
}

impl ContractFacts {
    /// The names of a contract in a file of `kind`.
    #[must_use]
    pub fn of(kind: Kind, input: Contract<'_>, output: Contract<'_>) -> Self {
        ContractFacts {
            inputs: input.is_known().then(|| inputs(kind, input)),
            outputs: output.schema.and_then(|schema| outputs(kind, schema)),
        }
    }
}

fn inputs(kind: Kind, input: Contract<'_>) -> Vec<Parameter> {
    let parameter = |property: super::model::Property<'_>| Parameter {
        name: property.key.scalar_text().into(),
        types: type_names(property.schema),
        is_list: false,
        is_required: property.is_required,
        place: artifact::place(kind, property.key),
    };
    input.properties().into_iter().map(parameter).collect()
}

fn type_names(schema: Value<'_>) -> Vec<Box<str>> {
    types(schema).into_iter().map(|name| name.scalar_text().into()).collect()
}

/// The longest name of an output; a contract that nests deeper than that is not known.
const LONGEST: usize = 1_000;

/// The properties of an output at any depth. `None` where some of them cannot be known.
fn outputs(kind: Kind, schema: Value<'_>) -> Option<Vec<Parameter>> {
    let mut found = Vec::new();
    let mut todo = vec![Level { schema, name: String::new(), is_list: false }];
    while let Some(level) = todo.pop() {
        let level = level.without_lists();
        if !(Contract { schema: Some(level.schema) }).is_known() || level.name.len() > LONGEST {
            return None;
        }
        for property in properties(level.schema) {
            let name = level.child(&property.key.scalar_text());
            let inner = Level { schema: property.schema, name, is_list: level.is_list }.without_lists();
            if inner.schema.get("properties").is_some() {
                todo.push(inner);
                continue;
            }
            found.push(Parameter {
                types: type_names(inner.schema),
                name: inner.name.into(),
                is_list: inner.is_list,
                is_required: property.is_required,
                place: artifact::place(kind, property.key),
            });
        }
    }
    found.sort_by_key(|parameter: &Parameter| parameter.place.span);
    Some(found)
}

/// A schema within an output contract.
struct Level<'a> {
    schema: Value<'a>,
    /// The names down to it, joined by dots.
    name: String,
    is_list: bool,
}

impl Level<'_> {
    /// The schema of the items, where this is one of lists.
    fn without_lists(mut self) -> Self {
        while let Some(items) = self.schema.get("items").filter(|items| items.kind() == NodeKind::Object) {
            self.schema = items;
            self.is_list = true;
        }
        self
    }

    fn child(&self, name: &str) -> String {
        if self.name.is_empty() { name.to_owned() } else { format!("{}.{name}", self.name) }
    }
}
