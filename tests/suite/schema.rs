//! What violates a schema, and where.

use flowvet::schema::Schema;
use serde_json::Value;

#[test]
fn a_schema_is_found_by_its_id_or_its_file_name() {
    for schema in Schema::ALL {
        assert_eq!(Schema::by_id(schema.id()), Some(schema));
        assert_eq!(Schema::by_id(&format!("{}#", schema.id())), Some(schema));
    }
    assert_eq!(Schema::by_id("./schemas/set-participant-data.json"), Some(Schema::SetParticipantData));
    assert_eq!(Schema::by_id("email.json"), Some(Schema::Email));
    assert_eq!(Schema::by_id("https://example.com/flowvet/callback.json"), Some(Schema::Callback));
    assert_eq!(Schema::by_id("./voicemail.json"), None);
    assert_eq!(Schema::by_id("https://example.com/report.json"), None);
    assert_eq!(Schema::by_id(""), None);
}

/// Visits every schema inside `schema`, and the names of the keywords on the way.
fn walk(schema: &Value, at: &str, visit: &mut dyn FnMut(&str, &serde_json::Map<String, Value>)) {
    let Some(members) = schema.as_object() else { return };
    visit(at, members);
    for (keyword, value) in members {
        let at = format!("{at}/{keyword}");
        match keyword.as_str() {
            "properties" | "$defs" => {
                value.as_object().unwrap().iter().for_each(|(name, part)| walk(part, &format!("{at}/{name}"), visit));
            }
            "items" | "additionalProperties" | "propertyNames" => walk(value, &at, visit),
            _ => {}
        }
    }
}

#[test]
fn schemas_are_valid_and_described() {
    for schema in Schema::ALL {
        let json: Value = serde_json::from_str(schema.text()).unwrap();
        let draft = "https://json-schema.org/draft/2020-12/schema";
        assert_eq!(json["$schema"], draft);
        assert_eq!(json["$id"], schema.id());
        assert!(json["title"].is_string(), "{schema:?} has no title");
        let mut schemas = boon::Schemas::new();
        let meta = boon::Compiler::new().compile(draft, &mut schemas).unwrap();
        if let Err(error) = schemas.validate(&json, meta) {
            panic!("{schema:?}: {error}");
        }
        let mut compiler = boon::Compiler::new();
        compiler.add_resource(schema.id(), json.clone()).unwrap();
        compiler.compile(schema.id(), &mut schemas).unwrap();
        walk(&json, "", &mut |at, members| {
            assert!(members.contains_key("description"), "{schema:?}{at} is not described");
        });
    }
}

#[test]
fn schemas_use_no_keyword_that_has_no_words() {
    let explained = [
        "type",
        "enum",
        "const",
        "additionalProperties",
        "required",
        "propertyNames",
        "minLength",
        "minimum",
        "pattern",
    ];
    let silent = [
        "$schema",
        "$id",
        "$ref",
        "$defs",
        "$comment",
        "title",
        "description",
        "default",
        "format",
        "properties",
        "items",
    ];
    for schema in Schema::ALL {
        let json: Value = serde_json::from_str(schema.text()).unwrap();
        walk(&json, "", &mut |at, members| {
            for keyword in members.keys().map(String::as_str) {
                assert!(explained.contains(&keyword) || silent.contains(&keyword), "{schema:?}{at}/{keyword}");
            }
        });
    }
}
