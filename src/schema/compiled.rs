//! Makes a schema ready to be used; ours by their names, once per process, on first use.

use std::borrow::Cow;
use std::error::Error;
use std::sync::OnceLock;

use boon::{Compiler, Draft, SchemaIndex, Schemas, UrlLoader, ValidationError};
use serde_json::Value;

use super::table::Table;
use super::{Schema, pattern};
use crate::syntax;

/// The address of our own schemas while they are compiled. The validator trusts schemas of this host; others it
/// checks first, which needs several times as long as the rest. Tests check ours.
const TRUSTED: &str = "https://json-schema.org/flowvet";

/// A schema that is ready to be used.
pub(super) struct Compiled {
    /// The schema as in its file.
    json: Value,
    /// Recognises most values that match, if the schema is one of ours.
    table: Option<Table>,
    /// Finds all errors. `None` would mean that one of our own schemas is broken.
    validator: OnceLock<Option<Validator>>,
}

struct Validator {
    schemas: Schemas,
    index: SchemaIndex,
}

impl Compiled {
    /// One of our own schemas. It is compiled for the validator when a value needs that.
    pub(super) fn ours(json: Value) -> Compiled {
        Compiled { table: Some(Table::of(&json)), json, validator: OnceLock::new() }
    }

    /// Compiles a schema that anybody may have written.
    ///
    /// # Errors
    ///
    /// If `json` is not a schema, refers to another one or has an invalid regular expression.
    pub(super) fn foreign(mut json: Value) -> Result<Compiled, Box<dyn Error>> {
        pattern::remove_costly_patterns(&mut json);
        let validator = compile("https://flowvet.dev/schemas/foreign.json", json.clone())?;
        Ok(Compiled { json, table: None, validator: OnceLock::from(Some(validator)) })
    }

    /// Whether a value certainly matches, as far as a conversion of `depth` levels contains it. A member whose key
    /// `is_left_out` does not count.
    pub(super) fn accepts<'a>(
        &self,
        value: syntax::Value<'a>,
        depth: usize,
        is_left_out: &dyn Fn(syntax::Value<'a>) -> bool,
    ) -> bool {
        self.table.as_ref().is_some_and(|table| table.accepts(value, depth, is_left_out))
    }

    /// The error of the validator about `value`.
    pub(super) fn error<'v>(&self, value: &'v Value) -> Option<ValidationError<'_, 'v>> {
        let validator = self.validator.get_or_init(|| compile(TRUSTED, closed(self.json.clone())).ok());
        let Validator { schemas, index } = validator.as_ref()?;
        schemas.validate(value, *index).err()
    }

    /// The part of the schema at `location`, a URL with a JSON pointer after `#`.
    pub(super) fn part(&self, location: &str) -> Option<&Value> {
        self.json.pointer(&pointer(location))
    }
}

/// The JSON pointer after the `#` of a URL.
pub(super) fn pointer(location: &str) -> Cow<'_, str> {
    let (_, pointer) = location.split_once('#').unwrap_or_default();
    percent_encoding::percent_decode_str(pointer).decode_utf8_lossy()
}

/// `None` would mean that the file of the schema is broken.
pub(super) fn get(schema: Schema) -> Option<&'static Compiled> {
    static READ: [OnceLock<Option<Compiled>>; Schema::ALL.len()] = [const { OnceLock::new() }; Schema::ALL.len()];
    let read = || serde_json::from_str(schema.text()).ok().map(Compiled::ours);
    READ.get(schema as usize)?.get_or_init(read).as_ref()
}

/// Returns the schema with each `"additionalProperties": true` as false, so that an object that is explicitly open is
/// searched for near misses of its known keys.
fn closed(mut schema: Value) -> Value {
    let mut open = vec![&mut schema];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(members) => {
                if let Some(additional) = members.get_mut("additionalProperties").filter(|it| **it == Value::Bool(true))
                {
                    *additional = Value::Bool(false);
                }
                open.extend(members.values_mut());
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    schema
}

/// Compiles a schema for the validator. `id`: a URL, used as a name only.
fn compile(id: &str, json: Value) -> Result<Validator, Box<dyn Error>> {
    let mut schemas = Schemas::new();
    let mut compiler = Compiler::new();
    // For schemas that do not name their draft. A schema of a later draft is checked against a meta-schema that
    // takes several times the stack.
    compiler.set_default_draft(Draft::V7);
    compiler.use_loader(Box::new(NoLoader));
    compiler.add_resource(id, json)?;
    let index = compiler.compile(id, &mut schemas)?;
    Ok(Validator { schemas, index })
}

/// Refuses to fetch anything.
struct NoLoader;

impl UrlLoader for NoLoader {
    fn load(&self, url: &str) -> Result<Value, Box<dyn Error>> {
        Err(format!("{url} is not part of flowvet").into())
    }
}
