//! Which files are payloads, of which kind, and which attributes they name.

use flowvet::artifact::payload::{PayloadKind, detect, read};
use flowvet::artifact::{Hint, ReplacedAt, Text, Via};
use flowvet::syntax::{Limits, json};
use proptest::prelude::*;

/// What a file is taken for.
fn kind(path: &str, text: &str, hint: Hint) -> &'static str {
    let (tree, _) = json::parse(text, &Limits::default());
    match detect(path, tree.root(), &hint) {
        None => "no payload",
        Some(payload) => payload.kind.map_or("unknown", PayloadKind::as_str),
    }
}

/// What a file is taken for that says of itself that it is a payload.
fn payload(text: &str) -> &'static str {
    kind("a.payload.json", text, Hint::default())
}

/// What an ordinary file is taken for when a person names it.
fn named(text: &str) -> &'static str {
    assert_eq!(kind("a.json", text, Hint::default()), "no payload", "a walk took it for a payload");
    kind("a.json", text, Hint { named: true, ..Hint::default() })
}

#[test]
fn the_configuration_and_the_schema_decide_before_the_shape() {
    let hint = Hint { payload: Some(PayloadKind::Email), ..Hint::default() };
    assert_eq!(kind("a.json", r#"{"data": {}}"#, hint), "email");
    let schema = r#"{"$schema": "https://flowvet.dev/schemas/callback.json", "data": {}}"#;
    assert_eq!(kind("a.json", schema, Hint::default()), "callback");
    assert_eq!(
        payload(r#"{"$schema": "https://json-schema.org/draft/2020-12/schema", "data": {}}"#),
        "set-participant-data"
    );
}

#[test]
fn shapes_of_payloads() {
    for (text, expected) in [
        (r#"{"data": {"a": "1"}}"#, "set-participant-data"),
        (r#"{"data": {"a": "1"}, "script": "x"}"#, "set-participant-data"),
        (r#"{"data": {"data": {"a": "1"}}}"#, "set-participant-data"),
        (r#"{"data": {}}"#, "set-participant-data"),
        (r#"{"attributes": {"a": "1"}}"#, "participant-attributes"),
        (r#"{"callbackNumbers": ["+15550100"], "data": {"a": "1"}}"#, "callback"),
        (r#"{"routingData": {}, "attributes": {"a": "1"}}"#, "callback"),
        (r#"{"provider": "p", "toAddress": "a@example.com"}"#, "email"),
        (r#"{"fromAddress": "a@example.com", "toName": "A", "attributes": {"a": "1"}}"#, "email"),
        (r#"{"participantId": "1", "data": {"a": "1"}}"#, "unknown"),
        (r#"{"actionType": "setData", "data": {"a": "1"}}"#, "unknown"),
        (r#"{"type": "SetParticipantData", "variables": {"a": "1"}}"#, "unknown"),
        (r#"{"custom_attributes": {"a": "1"}}"#, "unknown"),
        (r#"{"externalAttributes": {"a": "1"}}"#, "unknown"),
    ] {
        assert_eq!(named(text), expected, "{text}");
        assert_eq!(payload(text), expected, "{text}");
    }
}

#[test]
fn a_payload_by_its_name_may_be_of_no_known_shape() {
    for text in ["{}", "[]", "1", "", r#"{"a": "1"}"#, r#"{"settings": {"variableName": "a"}}"#, r#"[{"data": {}}]"#] {
        assert_eq!(payload(text), "unknown", "{text}");
        assert_eq!(named(text), "no payload", "{text}");
    }
    assert_eq!(payload(r#"{"a": "1", "data": {"b": "1"}}"#), "set-participant-data");
}

#[test]
fn look_alikes_are_not_payloads_even_if_named() {
    for text in [
        r#"{"attributes": {"type": "Account", "url": "/services/data/v1/sobjects/Account/1"}}"#,
        r#"{"attributes": {"type": "Account", "url": "/services"}, "Id": "1"}"#,
        r#"[{"data": {"phone": "1"}, "callable": true}]"#,
        r#"{"data": {"type": "books", "id": "1", "attributes": {"title": "A"}}}"#,
        r#"{"data": [{"a": "1"}]}"#,
        r#"{"data": {"viewer": {"name": "A"}}}"#,
        r#"{"data": {"a": "1"}, "errors": []}"#,
        r#"{"data": "text"}"#,
        r#"{"$schema": "http://json-schema.org/draft-07/schema#", "type": "object", "properties": {"data": {}}}"#,
        r#"{"name": "package", "version": "1.0.0", "type": "module"}"#,
        r#"{"provider": "p", "region": "r"}"#,
        r#"{"participantId": "1", "conversationId": "2"}"#,
        r#"{"conversationId": "1", "data": {"a": "1"}}"#,
        r#"{"name": "A", "custom_attributes": {"a": "1"}}"#,
        r#"{"messaging": {"customAttributes": {"a": "1"}}}"#,
        "{}",
    ] {
        assert_eq!(named(text), "no payload", "{text}");
    }
}

/// The uses of a payload, one per line: name, value, and how the span of the name reads in the file.
fn uses(kind: PayloadKind, text: &str) -> String {
    let (tree, _) = json::parse(text, &Limits::default());
    let hint = Hint { payload: Some(kind), ..Hint::default() };
    let facts = read(tree.root(), detect("a.json", tree.root(), &hint).unwrap());
    let lines = facts.uses.iter().map(|usage| {
        let via = if usage.via == Via::Snippet { "snippet" } else { "key" };
        let value = match usage.value.as_ref().map(|value| &value.text) {
            Some(Text::Literal(text)) => format!(" = {text:?}"),
            Some(Text::OtherType(text)) => format!(" = {text}"),
            Some(other) => format!(" = {other:?}"),
            None => String::new(),
        };
        format!("{via} {}{value}", &text[usage.name.place.span.range()])
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_members_of_the_map_are_sites() {
    let text = r#"{"data": {"a\"b": "1", "c": 2, "d": null, "e": {"f": "g"}}}"#;
    let found = "key a\\\"b = \"1\"\nkey c = 2\nkey d = null\nkey e = {\"f\": \"g\"}";
    assert_eq!(uses(PayloadKind::SetParticipantData, text), found);
    assert_eq!(uses(PayloadKind::Callback, text), found);
    assert_eq!(uses(PayloadKind::Email, r#"{"attributes": {"a": "1"}, "subject": "s"}"#), "key a = \"1\"");
}

#[test]
fn intended_attributes_are_sites_at_any_level() {
    let set = PayloadKind::SetParticipantData;
    assert_eq!(uses(set, r#"{"a": "1", "b": "2"}"#), "key a = \"1\"\nkey b = \"2\"");
    assert_eq!(uses(set, r#"{"a": "1", "data": {"b": "2"}}"#), "key a = \"1\"\nkey b = \"2\"");
    assert_eq!(uses(set, r#"{"data": {"data": {"a": "1"}, "b": "2"}}"#), "key a = \"1\"\nkey b = \"2\"");
    assert_eq!(uses(set, r#"{"attributes": {"a": "1"}}"#), "key a = \"1\"");
    assert_eq!(uses(PayloadKind::Email, r#"{"subject": "1", "new": "2"}"#), "");
}

#[test]
fn the_script_of_a_payload_names_attributes_too() {
    let text = r#"{"data": {"a": "1"}, "script": "flow.data.set(\"b\\u0041\", 'x');\nflow.data.get('c')"}"#;
    assert_eq!(uses(PayloadKind::SetParticipantData, text), "key a = \"1\"\nsnippet b\\\\u0041 = \"x\"\nsnippet c");
}

#[test]
fn only_a_value_of_set_participant_data_may_be_a_template() {
    let text = r#"{"data": {"{{a}}": "{{b}} ${c}"}}"#;
    let (tree, _) = json::parse(text, &Limits::default());
    let resolved = |kind| {
        let facts =
            read(tree.root(), detect("", tree.root(), &Hint { payload: Some(kind), ..Hint::default() }).unwrap());
        let usage = facts.uses[0].clone();
        let all = [usage.name.placeholders, usage.value.unwrap().placeholders].concat();
        all.iter().map(|template| (text[template.span.range()].to_owned(), template.replaced)).collect::<Vec<_>>()
    };
    let expected =
        |value| vec![("{{a}}".to_owned(), ReplacedAt::Never), ("{{b}}".to_owned(), value), ("${c}".to_owned(), value)];
    assert_eq!(resolved(PayloadKind::SetParticipantData), expected(ReplacedAt::RunTime));
    assert_eq!(resolved(PayloadKind::Callback), expected(ReplacedAt::Never));
}

proptest! {
    #[test]
    fn names_and_values_are_at_their_spans(
        text in r#"(\{|\}|\[|\]|,|:|"data"|"attributes"|"script"|"a"|"b\\u0041"|1|null){0,40}"#
    ) {
        let (tree, _) = json::parse(&text, &Limits::default());
        for kind in PayloadKind::ALL {
            let Some(payload) = detect("", tree.root(), &Hint { payload: Some(kind), ..Hint::default() }) else { continue };
            let facts = read(tree.root(), payload);
            let mut end = 0;
            for usage in facts.uses.iter().filter(|usage| usage.via == Via::Payload) {
                let span = usage.name.place.span.range();
                prop_assert!(span.start >= end, "{kind:?}: in order, each once");
                end = span.end;
                if let Some(name) = usage.known_name() {
                    let decoded = serde_json::from_str::<String>(&format!("\"{}\"", &text[span])).ok();
                    prop_assert_eq!(decoded.as_deref(), Some(name));
                }
                if let Some(value) = &usage.value && let Some(known) = value.text.known() {
                    let written = &text[value.place.span.range()];
                    let decoded = serde_json::from_str::<String>(&format!("\"{written}\"")).ok();
                    prop_assert!(decoded.as_deref() == Some(known) || written == known, "{written} is not {known}");
                }
            }
        }
    }
}
