//! What violates a schema, and where.

use flowvet::schema::{self, Foreign, Schema};
use flowvet::syntax::{self, Limits};
use flowvet::text::{Encoding, Source};
use serde_json::{Value, json};

/// One line per violation: `line:column-column keyword message`, the last column being the one after the place.
fn violations(schema: Schema, text: &str) -> String {
    let source = Source::new("payload.json".into(), text.to_owned(), Encoding::Utf8);
    let (tree, _) = syntax::json::parse(source.text(), &Limits::default());
    let lines = schema::violations(schema, tree.root()).into_iter().map(|violation| {
        let (start, end) = (source.position(violation.span.start), source.position(violation.span.end));
        let suggestion = violation.suggestion().map(|word| format!(" (`{word}`?)")).unwrap_or_default();
        let columns = format!("{}:{}-{}", start.line, start.column, end.column);
        format!("{columns} {} {}{suggestion}", violation.keyword, violation.message)
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[track_caller]
fn check(schema: Schema, text: &str, expected: &str) {
    assert_eq!(violations(schema, text), expected, "\n{text}");
}

#[test]
fn valid_documents_are_silent() {
    check(Schema::SetParticipantData, r#"{"data": {}}"#, "");
    check(Schema::SetParticipantData, r#"{"$schema": "x", "data": {"a": "1", "b c": ""}, "script": "1"}"#, "");
    check(Schema::ParticipantAttributes, r#"{"attributes": {"a": "1"}}"#, "");
    check(
        Schema::Callback,
        r#"{"queueId": "q", "routingData": {"priority": 5}, "newField": [1], "data": {"a": "1"}}"#,
        "",
    );
    check(Schema::Callback, r#"{"callbackNumbers": ["+1"], "scriptId": null}"#, "");
    check(Schema::Email, r#"{"attributes": {"a": "1"}, "priority": 1, "newField": true}"#, "");
}

#[test]
fn type_is_reported_at_the_value() {
    check(
        Schema::SetParticipantData,
        r#"{"data": {"count": 17}}"#,
        "1:20-22 type `count` must be a string, not a number",
    );
    check(
        Schema::ParticipantAttributes,
        r#"{"attributes": {"a": true, "b": null, "c": {}, "d": []}}"#,
        "1:22-26 type `a` must be a string, not a boolean\n\
         1:33-37 type `b` must be a string, not null\n\
         1:44-46 type `c` must be a string, not an object\n\
         1:53-55 type `d` must be a string, not an array",
    );
    check(Schema::SetParticipantData, r#"{"data": []}"#, "1:10-12 type `data` must be an object, not an array");
    check(Schema::Email, "[]", "1:1-3 type the whole file must be an object, not an array");
}

#[test]
fn the_types_of_known_fields_are_checked() {
    check(
        Schema::Callback,
        r#"{"callbackNumbers": ["+1", 2], "validateCallbackNumbers": "yes", "routingData": {"priority": 1.5}}"#,
        "1:28-29 type item 2 of `callbackNumbers` must be a string, not a number\n\
         1:60-63 type `validateCallbackNumbers` must be `true` or `false`, not a string\n\
         1:94-97 type `priority` must be a whole number, not `1.5`",
    );
    check(
        Schema::Email,
        r#"{"skillIds": "s", "subject": {}}"#,
        "1:15-16 type `skillIds` must be an array, not a string\n\
         1:30-32 type `subject` must be a string, not an object",
    );
}

#[test]
fn additional_properties_are_reported_at_the_key() {
    check(
        Schema::SetParticipantData,
        "{\n  \"data\": {},\n  \"skript\": \"\",\n  \"customerId\": \"1\"\n}",
        "3:4-10 additionalProperties unknown key `skript` (`script`?)\n\
         4:4-14 additionalProperties unknown key `customerId`",
    );
}

#[test]
fn required_is_reported_at_the_key_of_the_object_or_at_its_first_byte() {
    check(Schema::SetParticipantData, r#"{"script": ""}"#, "1:1-2 required required key `data` is missing");
    check(
        Schema::Report,
        r#"{"version": 1, "tool": {"name": "flowvet"}, "diagnostics": [{"rule": "x", "severity": "error", "message": "m",
            "location": {"file": "f"}, "related": []}], "summary":
            {"files": 0, "errors": 0, "warnings": 0, "infos": 0, "suppressed": 0, "failures": 0}}"#,
        "1:17-21 required required key `version` is missing\n\
         1:61-62 required required key `fingerprint` is missing\n\
         2:14-22 required required key `path` is missing\n\
         2:14-22 required required key `pointer` is missing\n\
         2:14-22 required required key `range` is missing\n\
         2:14-22 required required key `span` is missing",
    );
}

#[test]
fn property_names_are_reported_at_the_key() {
    let expected = "1:11-13 propertyNames a key must not be empty here";
    check(Schema::SetParticipantData, r#"{"data": {"": "1"}}"#, expected);
    check(
        Schema::Callback,
        r#"{"": 1, "data": {"": 2, "b": 3}}"#,
        "1:18-20 propertyNames a key must not be empty here\n\
         1:22-23 type `` must be a string, not a number\n\
         1:30-31 type `b` must be a string, not a number",
    );
}

#[test]
fn values_are_reported_at_the_value() {
    let position = r#"{"line": 0, "column": 1}"#;
    let location = format!(
        r#"{{"file": "", "span": {{"start": -1, "end": 2}}, "range": {{"start": {position}, "end": {position}}}, "pointer": "", "path": []}}"#
    );
    let text = format!(
        "{{\"version\": 2,\n\"tool\": {{\"name\": \"flowfet\", \"version\": \"0.1.0\"}},\n\"summary\": {{\"files\": 0, \"errors\": 0, \
         \"warnings\": 0, \"infos\": 0, \"suppressed\": 0, \"failures\": 0}},\n\"diagnostics\": [{{\"rule\": \"x\",\n\"severity\": \
         \"warn\",\n\"message\": \"m\",\n\"location\": {location},\n\"related\": [],\n\"fingerprint\": \"12\"}}]}}"
    );
    check(
        Schema::Report,
        &text,
        "1:13-14 const `version` must be `1`, not `2`\n\
         2:19-26 const `name` must be `flowvet`, not `flowfet` (`flowvet`?)\n\
         5:14-18 enum `severity` must be `error`, `warning` or `info`, not `warn` (`warning`?)\n\
         7:22-24 minLength `file` must not be empty\n\
         7:44-46 minimum `start` must be at least 0, not `-1`\n\
         7:87-88 minimum `line` must be at least 1, not `0`\n\
         7:120-121 minimum `line` must be at least 1, not `0`\n\
         9:17-19 pattern `fingerprint` must match `^[0-9a-f]{16}$`",
    );
}

/// Every keyword that a contract can use, each violated alone, with the text that is to be underlined.
#[test]
fn each_kind_of_violation_has_the_span_of_the_right_key_or_value() {
    for (keyword, part, text, underlined, message) in [
        ("type", json!({"type": "string"}), r#"{"a": 5}"#, "5", "`a` must be a string, not a number"),
        ("enum", json!({"enum": ["x", "y"]}), r#"{"a": "z"}"#, "z", "`a` must be `x` or `y`, not `z`"),
        ("const", json!({"const": 1}), r#"{"a": 2}"#, "2", "`a` must be `1`, not `2`"),
        (
            "additionalProperties",
            json!({"properties": {"known": {}}, "additionalProperties": false}),
            r#"{"a": {"knwon": 1}}"#,
            "knwon",
            "unknown key `knwon`",
        ),
        ("required", json!({"required": ["b"]}), r#"{"a": {"c": 1}}"#, "a", "required key `b` is missing"),
        ("false", json!(false), r#"{"a": 1}"#, "a", "`a` is not allowed here"),
        ("minLength", json!({"minLength": 1}), r#"{"a": ""}"#, r#""""#, "`a` must not be empty"),
        (
            "minLength",
            json!({"minLength": 3}),
            r#"{"a": "\u00e9x"}"#,
            r"\u00e9x",
            "`a` must have at least 3 characters, not 2",
        ),
        ("maxLength", json!({"maxLength": 1}), r#"{"a": "xy"}"#, "xy", "`a` must have at most 1 character, not 2"),
        ("pattern", json!({"pattern": "^C"}), r#"{"a": "D1"}"#, "D1", "`a` must match `^C`"),
        ("minimum", json!({"minimum": 2}), r#"{"a": 1}"#, "1", "`a` must be at least 2, not `1`"),
        ("maximum", json!({"maximum": 2}), r#"{"a": 3}"#, "3", "`a` must be at most 2, not `3`"),
        ("exclusiveMinimum", json!({"exclusiveMinimum": 2}), r#"{"a": 2}"#, "2", "`a` must be more than 2, not `2`"),
        ("exclusiveMaximum", json!({"exclusiveMaximum": 2}), r#"{"a": 2}"#, "2", "`a` must be less than 2, not `2`"),
        ("multipleOf", json!({"multipleOf": 5}), r#"{"a": 7}"#, "7", "`a` must be a multiple of 5, not `7`"),
        ("minItems", json!({"minItems": 2}), r#"{"a": [1]}"#, "a", "`a` must have at least 2 items, not 1"),
        ("maxItems", json!({"maxItems": 1}), r#"{"a": [1, 2]}"#, "a", "`a` must have at most 1 item, not 2"),
        (
            "uniqueItems",
            json!({"uniqueItems": true}),
            r#"{"a": [1, 2, 1.0]}"#,
            "1.0",
            "item 3 of `a` is a duplicate of item 1",
        ),
        (
            "type",
            json!({"items": {"type": "string"}}),
            r#"{"a": ["", 7]}"#,
            "7",
            "item 2 of `a` must be a string, not a number",
        ),
        ("minProperties", json!({"minProperties": 1}), r#"{"a": {}}"#, "a", "`a` must have at least 1 key, not 0"),
        (
            "maxProperties",
            json!({"maxProperties": 1}),
            r#"{"a": {"b": 1, "c": 2}}"#,
            "a",
            "`a` must have at most 1 key, not 2",
        ),
    ] {
        let schema = Foreign::new(json!({"properties": {"a": part}})).unwrap();
        let (tree, errors) = syntax::json::parse(text, &Limits::default());
        assert!(errors.is_empty(), "{text}");
        let found = schema.violations(tree.root());
        assert_eq!(found.len(), 1, "{keyword}: {found:?}");
        let violation = &found[0];
        assert_eq!((violation.keyword, violation.message.as_str()), (keyword, message));
        assert_eq!(&text[violation.span.range()], underlined, "{keyword}");
        let expected = if text.contains("[\"\"") { "/properties/a/items" } else { "/properties/a" };
        assert_eq!(violation.schema, expected, "{keyword}");
    }
}

#[test]
fn a_schema_that_cannot_be_used_is_none() {
    for schema in [
        json!({"type": "text"}),
        json!({"$ref": "https://example.com/schema"}),
        json!({"pattern": "(?<=a)b"}),
        json!(7),
    ] {
        assert!(Foreign::new(schema.clone()).is_none(), "{schema}");
    }
}

#[test]
fn places_are_right_with_escapes_repeated_keys_and_wide_characters() {
    check(
        Schema::SetParticipantData,
        "{\"d\\u0061ta\": {\"größe\": 1, \"größe\": \"2\", \"größe\": 3}}",
        "1:51-52 type `größe` must be a string, not a number",
    );
}

#[test]
fn parts_lost_to_a_syntax_error_violate_nothing() {
    check(
        Schema::SetParticipantData,
        r#"{"data": {"a": , "b": 1}, "c": }"#,
        "1:23-24 type `b` must be a string, not a number",
    );
    check(Schema::SetParticipantData, "", "");
}

#[test]
fn long_names_are_cut_in_messages() {
    let text = format!(r#"{{"attributes": {{"{}": 1}}}}"#, "n".repeat(1000));
    let message = format!("type `{}…` must be a string, not a number", "n".repeat(80));
    assert!(violations(Schema::ParticipantAttributes, &text).ends_with(&message));
}

#[test]
fn nesting_needs_no_stack_and_many_violations_no_search() {
    let deep = |open: &str, close: &str| format!("{}1{}", open.repeat(990), close.repeat(990));
    let small_stack = std::thread::Builder::new().stack_size(2 * 1024 * 1024);
    let run = small_stack.spawn(move || {
        let text = format!("{{\"data\": {{\"a\": {}}}, \"b\": {}}}", deep("[", "]"), deep("{\"a\":", "}"));
        violations(Schema::SetParticipantData, &text).lines().count()
    });
    assert_eq!(run.unwrap().join().unwrap(), 2);
    let members: Vec<String> = (0..5_000).map(|number| format!("\"n{number}\": {number}")).collect();
    let text = format!("{{\"attributes\": {{{}}}}}", members.join(","));
    assert_eq!(violations(Schema::ParticipantAttributes, &text).lines().count(), 5_000);
}

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
        "uniqueItems",
        "minItems",
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
        "deprecated",
        "format",
        "properties",
        "items",
        "if",
        "then",
        "else",
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
