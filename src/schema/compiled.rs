//! In: the name of a schema. Out: the schema, compiled once per process when it is first asked for.

use std::error::Error;
use std::sync::OnceLock;

use boon::{Compiler, SchemaIndex, Schemas, UrlLoader, ValidationError};
use serde_json::Value;

use super::Schema;

/// A schema that is ready to be used.
pub(super) struct Compiled {
    schemas: Schemas,
    index: SchemaIndex,
    /// The schema as it stands in its file.
    json: Value,
}

impl Compiled {
    /// What is wrong with `value`.
    pub(super) fn error<'v>(&self, value: &'v Value) -> Option<ValidationError<'_, 'v>> {
        self.schemas.validate(value, self.index).err()
    }

    /// The part of the schema at `location`, an address with a JSON pointer behind `#`.
    pub(super) fn part(&self, location: &str) -> Option<&Value> {
        let (_, pointer) = location.split_once('#')?;
        let pointer = percent_encoding::percent_decode_str(pointer).decode_utf8_lossy();
        self.json.pointer(&pointer)
    }
}

/// `None` would mean that one of our own schemas is broken.
pub(super) fn get(schema: Schema) -> Option<&'static Compiled> {
    static COMPILED: [OnceLock<Option<Compiled>>; Schema::ALL.len()] = [const { OnceLock::new() }; Schema::ALL.len()];
    COMPILED.get(schema as usize)?.get_or_init(|| compile(schema).ok()).as_ref()
}

fn compile(schema: Schema) -> Result<Compiled, Box<dyn Error>> {
    let json: Value = serde_json::from_str(schema.text())?;
    let mut schemas = Schemas::new();
    let mut compiler = Compiler::new();
    compiler.use_loader(Box::new(NoLoader));
    compiler.add_resource(schema.id(), json.clone())?;
    let index = compiler.compile(schema.id(), &mut schemas)?;
    Ok(Compiled { schemas, index, json })
}

/// Refuses to fetch anything.
struct NoLoader;

impl UrlLoader for NoLoader {
    fn load(&self, url: &str) -> Result<Value, Box<dyn Error>> {
        Err(format!("{url} is not part of flowvet").into())
    }
}
