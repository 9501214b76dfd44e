//! Mistakes in payloads: what is reported, where, and that each is reported once, with all rules on.

use crate::project::Project;

/// `$schema` members, which say of which kind a payload is whatever its shape.
const SET: &str = r#""$schema": "https://flowvet.dev/schemas/set-participant-data.json""#;

/// What a payload of this text has, one finding per line: the rule, and what is underlined.
fn mistakes(text: &str) -> String {
    let outcome = Project::new(&[("a.payload.json", text)]).outcome();
    let lines =
        outcome.diagnostics.iter().map(|it| format!("{}: {}", it.rule, &text[it.primary.location.place.span.range()]));
    lines.collect::<Vec<_>>().join("\n")
}

/// The text after the safe fixes.
fn fixed(text: &str) -> String {
    let project = Project::new(&[("a.payload.json", text)]);
    project.fix();
    project.read("a.payload.json")
}

/// The text after all fixes.
fn fixed_unsafely(text: &str) -> String {
    let fixes = Project::new(&[("a.payload.json", text)]).fixes(&[], true);
    fixes.documents.first().map_or_else(|| text.to_owned(), |document| document.new.clone())
}

#[test]
fn fixes_put_keys_where_they_belong() {
    for (text, expected) in [
        (format!(r#"{{{SET}, "a": "1", "b": "2"}}"#), format!(r#"{{{SET}, "data": {{"a": "1", "b": "2"}}}}"#)),
        (format!(r#"{{{SET}, "attributes": {{"a": "1"}}}}"#), format!(r#"{{{SET}, "data": {{"a": "1"}}}}"#)),
        (r#"{"data": {"data": {"a": "1"}}}"#.to_owned(), r#"{"data": {"a": "1"}}"#.to_owned()),
        (r#"{"data": {"data": {"data": {}}}}"#.to_owned(), r#"{"data": {}}"#.to_owned()),
        (r#"{"data": {"b": "1", "data": {"a": "1"}}}"#.to_owned(), r#"{"data": {"b": "1", "a": "1"}}"#.to_owned()),
        (r#"{"data": {"a": 1.50, "b": false}}"#.to_owned(), r#"{"data": {"a": "1.50", "b": "false"}}"#.to_owned()),
    ] {
        assert_eq!(fixed(&text), expected, "{text}");
        assert_eq!(mistakes(&expected), "");
    }
}

#[test]
fn keys_next_to_the_wrapper_move_into_it_as_an_unsafe_fix() {
    let text = "{\n  \"a\": \"1\",\n  \"b\": \"2\",\n  \"data\": {\n    \"c\": \"3\"\n  },\n  \"d\": \"4\",\n  \"e\": \"5\"\n}";
    let expected = "{\n  \"data\": {\n    \"a\": \"1\",\n    \"b\": \"2\",\n    \"c\": \"3\",\n    \"d\": \"4\",\n    \"e\": \"5\"\n  }\n}";
    assert_eq!(fixed_unsafely(text), expected);
    assert_eq!(fixed(text), text);
}

#[test]
fn there_is_no_fix_where_the_intent_is_not_unique() {
    for text in [
        r#"{"data": {"a": "1", "data": {"a": "2"}}}"#,
        r#"{"data": {"a": "1", "data": {}}}"#,
        r#"{"a": "1", "data": {"a": "2"}}"#,
        r#"{"a": "1", "data": {}}"#,
        r#"{"data": {"a": null, "b": {}, "c": []}}"#,
        r#"{"attributes": {"a": "1"}, "data": {"b": "2"}}"#,
    ] {
        assert_eq!(fixed_unsafely(text), text);
    }
}

#[test]
fn a_finding_reads_well() {
    let text = "{\n  \"storeCode\": \"NORTH-2\",\n  \"data\": {\n    \"copies\": 2\n  }\n}\n";
    assert_eq!(
        crate::project::findings(&[("opening.payload.json", text)]),
        "\
opening.payload.json:2:4-13 error[misnested-key] `storeCode` is next to `data` in the Set Participant Data payload, not inside it, so it is silently dropped | outside `data` | move `storeCode` into `data`
    fix (unsafe): move it into `data`
opening.payload.json:4:15-16 error[non-string-value] attribute `copies` is a number, but attribute values must be strings | number, not string | write `\"2\"`
    fix (safe): write `2` in quotes
"
    );
    let folk = r#"{"actionType": "setData", "data": {"segment": "a"}}"#;
    assert_eq!(
        crate::project::findings(&[("segment.payload.json", folk)]),
        "segment.payload.json:1:3-13 error[unknown-payload] unknown payload format: no Genesys Cloud endpoint or action accepts the top-level key `actionType` | unexpected key | write `{\"data\": {\"name\": \"value\"}}` with no other top-level keys\n"
    );
}
