//! JSON: any text gives a tree, and what is accepted, and as what, is what `serde_json` says.
#![no_main]

use flowvet::syntax::{ErrorClass, Limits, Value, ValueKind, json};
use libfuzzer_sys::fuzz_target;
use serde::Deserialize;
use serde_json::Value as Oracle;

fuzz_target!(|text: &str| {
    let (tree, errors) = json::parse(text, &Limits::default());
    flowvet_fuzz::walk(&tree, &errors);
    if errors.iter().any(|error| error.class == ErrorClass::Limit) {
        return;
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    deserializer.disable_recursion_limit();
    match Oracle::deserialize(&mut deserializer).and_then(|value| deserializer.end().map(|()| value)) {
        Ok(expected) => {
            assert!(errors.is_empty(), "serde_json takes it: {errors:?}");
            assert!(as_oracle(tree.root()) == expected, "another value than that of serde_json");
        }
        // JSON has no largest number; serde_json has.
        Err(error) if error.to_string().starts_with("number out of range") => {}
        Err(error) => assert!(!errors.is_empty(), "serde_json refuses it: {error}"),
    }
});

/// A value of `serde_json` from ours; repeated keys as `serde_json` has them.
fn as_oracle(value: Value<'_>) -> Oracle {
    match value.kind() {
        ValueKind::Array => value.items().map(as_oracle).collect(),
        ValueKind::Object => {
            value.members().map(|(key, value)| (key.scalar_text().into_owned(), as_oracle(value))).collect()
        }
        ValueKind::String => value.scalar_text().into(),
        _ => serde_json::from_str(value.raw()).expect("a scalar is JSON by itself"),
    }
}
