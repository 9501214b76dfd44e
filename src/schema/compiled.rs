//! Compiles a schema, or one of ours by its name; ours are compiled once per process, on first use.

use std::borrow::Cow;
use std::error::Error;
use std::sync::OnceLock;

use boon::{Compiler, Draft, SchemaIndex, Schemas, UrlLoader, ValidationError};
use serde_json::Value;

use super::{Schema, pattern};

/// The address of our own schemas while they are compiled. The validator trusts schemas of this host; others it
/// checks first, which needs several times as long as the rest. Tests check ours.
pub(super) const TRUSTED: &str = "https://json-schema.org/flowvet";

/// A schema that is ready to be used.
pub(super) struct Compiled {
    schemas: Schemas,
    index: SchemaIndex,
    /// The schema as in its file.
    json: Value,
}

impl Compiled {
    /// The error of the validator about `value`.
    pub(super) fn error<'v>(&self, value: &'v Value) -> Option<ValidationError<'_, 'v>> {
        self.schemas.validate(value, self.index).err()
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

/// `None` would mean that one of our own schemas is broken.
pub(super) fn get(schema: Schema) -> Option<&'static Compiled> {
    static COMPILED: [OnceLock<Option<Compiled>>; Schema::ALL.len()] = [const { OnceLock::new() }; Schema::ALL.len()];
    let compile = || {
        let json: Value = serde_json::from_str(schema.text()).ok()?;
        let compiled = compile(TRUSTED, closed(json.clone())).ok()?;
        Some(Compiled { json, ..compiled })
    };
    COMPILED.get(schema as usize)?.get_or_init(compile).as_ref()
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

/// Compiles a schema. `id`: a URL, used as a name only.
///
/// # Errors
///
/// If `json` is not a schema, refers to another one or has an invalid regular expression.
pub(super) fn compile(id: &str, json: Value) -> Result<Compiled, Box<dyn Error>> {
    let mut schemas = Schemas::new();
    let mut compiler = Compiler::new();
    // For schemas that do not name their draft. A schema of a later draft is checked against a meta-schema that
    // takes several times the stack.
    compiler.set_default_draft(Draft::V7);
    compiler.use_loader(Box::new(NoLoader));
    let mut json = json;
    pattern::remove_costly_patterns(&mut json);
    compiler.add_resource(id, json.clone())?;
    let index = compiler.compile(id, &mut schemas)?;
    Ok(Compiled { schemas, index, json })
}

/// Refuses to fetch anything.
struct NoLoader;

impl UrlLoader for NoLoader {
    fn load(&self, url: &str) -> Result<Value, Box<dyn Error>> {
        Err(format!("{url} is not part of flowvet").into())
    }
}
