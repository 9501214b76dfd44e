//! The attribute names that the request of a data action writes, and those that its translation map reads.

use std::fmt::Write;

use flowvet::artifact::{DataAction, ReplacedAt, SourceText, Text, data_action};
use flowvet::syntax::{Limits, json};
use proptest::prelude::*;
use serde_json::json;

const ATTRIBUTES: &str = "/api/v2/conversations/${input.conversationId}/participants/${input.participantId}/attributes";

/// A data action as a file.
fn action(method: &str, url: &str, template: &str) -> String {
    let request = json!({"requestUrlTemplate": url, "requestType": method, "requestTemplate": template});
    json!({"name": "Store", "config": {"request": request}, "contract": {}}).to_string()
}

/// The uses of a data action, one per line: name and value, behind each the text that its span covers.
fn uses(file: &str) -> String {
    let (tree, errors) = json::parse(file, &Limits::default());
    assert!(errors.is_empty(), "{errors:?}");
    let written = |written: &SourceText| {
        let covered = &file[written.place.span.range()];
        let mut templates = String::new();
        for template in &written.placeholders {
            let end = if template.replaced == ReplacedAt::Never { "never" } else { "at run" };
            write!(templates, " [{} {end}]", &file[template.span.range()]).unwrap();
        }
        match &written.text {
            Text::Literal(text) => format!("{text:?} at {covered}{templates}"),
            Text::Computed(_) => format!("computed at {covered}{templates}"),
            other => format!("{other:?} at {covered}{templates}"),
        }
    };
    let facts = data_action::read(&DataAction::from_json(tree.root()));
    let lines = facts.uses.iter().map(|usage| {
        let value = usage.value.as_ref().map(|value| format!(" = {}", written(value))).unwrap_or_default();
        format!("{}{value}", written(&usage.name))
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The uses of a request template of the participant-attributes request.
fn body(template: &str) -> String {
    uses(&action("PATCH", ATTRIBUTES, template))
}

/// Whether a request writes attributes, by the member of its body that has them.
fn writes(method: &str, url: &str) -> String {
    uses(&action(method, url, r#"{"data": {"in data": ""}, "attributes": {"in attributes": ""}}"#))
        .split(" at ")
        .next()
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn requests_that_write_attributes() {
    let attributes = "\"in attributes\"";
    assert_eq!(writes("PATCH", ATTRIBUTES), attributes);
    for media in ["callbacks", "calls", "chats", "cobrowsesessions", "emails", "messages"] {
        let url = format!("/api/v2/conversations/{media}/$input.id/participants/${{input.participant}}/attributes");
        assert_eq!(writes("patch", &url), attributes, "{media}");
    }
    assert_eq!(writes("POST", "/api/v2/conversations/callbacks"), "\"in data\"");
    assert_eq!(writes("POST", "/api/v2/conversations/emails?x=1"), attributes);
    assert_eq!(writes("POST", "https://api.${credentials.host}/api/v2/conversations/calls/"), attributes);
    let encoded =
        "/api/v2/conversations/$esc.uriEncode(\"${input.a}/${input.b}\")/participants/x-${input.p}/attributes";
    assert_eq!(writes("PATCH", encoded), attributes);
}

#[test]
fn requests_that_look_alike() {
    for (method, url) in [
        ("GET", "/api/v2/conversations/${input.id}/participants/${input.p}/attributes"),
        ("PUT", "/api/v2/conversations/${input.id}/participants/${input.p}/attributes"),
        ("PATCH", "/api/v2/conversations/voice/${input.id}/participants/${input.p}/attributes"),
        ("PATCH", "/api/v2/conversations/${input.id}/participants/${input.p}"),
        ("PATCH", "/api/v2/conversations/${input.id}/customattributes"),
        ("PATCH", "/api/v2/conversations/${input.id}/secureattributes"),
        ("POST", "/api/v2/conversations/participants/attributes/search"),
        ("POST", "/api/v2/conversations/emails/agentless"),
        ("POST", "/api/v2/outbound/contactlists/${input.id}/contacts"),
        ("PATCH", "/services/data/conversations/1/participants/2/attributes"),
    ] {
        assert_eq!(writes(method, url), "", "{method} {url}");
    }
}

#[test]
fn keys_and_values_have_exact_spans_through_both_escapes() {
    assert_eq!(
        body(
            "{\n  \"attributes\": { \"order\\u0020no\": \"a\\\"b\", \"tier\": \"gold\", \"count\": 5, \"\": null }\n}"
        ),
        [
            r#""order no" at order\\u0020no = "a\"b" at a\\\"b"#,
            r#""tier" at tier = "gold" at gold"#,
            r#""count" at count = OtherType("5") at 5"#,
            r#""" at \"\" = OtherType("null") at null"#,
        ]
        .join("\n")
    );
}

#[test]
fn a_velocity_reference_computes_a_name_or_a_value() {
    assert_eq!(
        body(
            r#"{"attributes": {"${input.key}": "$!{input.value}", "a": $esc.jsonString(${input.b}), "c": "x $input.c"}}"#
        ),
        [
            "computed at ${input.key} [${input.key} at run] = computed at $!{input.value} [$!{input.value} at run]",
            "\"a\" at a = computed at $esc.jsonString(${input.b}) [$esc.jsonString(${input.b}) at run]",
            "\"c\" at c = computed at x $input.c [$input.c at run]",
        ]
        .join("\n")
    );
}

#[test]
fn nothing_replaces_mustaches() {
    assert_eq!(
        body(r#"{"attributes": {"{{key}}": "a {{value}}"}}"#),
        r#""{{key}}" at {{key}} [{{key}} never] = "a {{value}}" at a {{value}} [{{value}} never]"#
    );
}

#[test]
fn spliced_maps_and_members_are_writers_of_unknown_names() {
    assert_eq!(body(r#"{"attributes": ${input.map}}"#), "computed at ${input.map} [${input.map} at run]");
    assert_eq!(body(r#"{"attributes": "$input.map"}"#), "computed at $input.map [$input.map at run]");
    assert_eq!(body("${input.rawRequest}"), "computed at ${input.rawRequest} [${input.rawRequest} at run]");
    assert_eq!(body("{ ${input.all} }"), "computed at ${input.all} [${input.all} at run]");
    assert_eq!(
        body(r#"{"attributes": { "a": "1", ${input.more}, "b": "2", $input.rest } }"#),
        [
            "\"a\" at a = \"1\" at 1",
            "computed at ${input.more} [${input.more} at run]",
            "\"b\" at b = \"2\" at 2",
            "computed at $input.rest [$input.rest at run]",
        ]
        .join("\n")
    );
    assert_eq!(body(r#"{"attributes": null, "x": ${input.x}, ${input.rest}}"#), "");
    assert_eq!(
        body(r#"{"attributes": {$q${input.key}$q: "a"}}"#),
        "computed at $q${input.key}$q [$q at run] [${input.key} at run] [$q at run] = \"a\" at a"
    );
}

#[test]
fn directives_and_comments_leave_the_json_around_them() {
    let template = r##"{ ## store it
#if("$!{input.x}" != "")
  "other": "$!{input.x}",
#end
  "attributes": { "a": "1" #if($input.b) , "b": "2" #end, "c": "#if($d)1#{else}2#end" }
}"##;
    assert_eq!(
        body(template),
        ["\"a\" at a = \"1\" at 1", "\"b\" at b = \"2\" at 2", "\"c\" at c = computed at #if($d)1#{else}2#end"]
            .join("\n")
    );
}

#[test]
fn a_request_without_a_template_sends_its_whole_input() {
    let file = json!({"config": {"request": {"requestUrlTemplate": ATTRIBUTES, "requestType": "PATCH"}}}).to_string();
    assert_eq!(uses(&file), "computed at PATCH");
}

/// A data action that asks for a conversation and takes `path` of the answer; `path` as it stands in the file.
fn asking(method: &str, url: &str, path: &str) -> String {
    let request = json!({"requestUrlTemplate": url, "requestType": method});
    format!(
        r#"{{"config": {{"request": {request}, "response": {{"translationMap": {{"x": {path}}}}}}}, "contract": {{}}}}"#
    )
}

const CONVERSATION: &str = "/api/v2/conversations/${input.conversationId}";

/// What a path reads, as the author writes it.
fn read(path: &str) -> String {
    uses(&asking("GET", CONVERSATION, &json!(path).to_string()))
}

#[test]
fn a_path_reads_the_attribute_that_it_ends_in() {
    let tier = r#""tier" at tier"#;
    assert_eq!(read("$.participants[0].attributes.tier"), tier);
    assert_eq!(read("participants[0].attributes.tier "), tier);
    assert_eq!(read("$['participants'][0]['attributes']['tier']"), tier);
    assert_eq!(read("$.participants[?(@.purpose == 'customer')].attributes.tier"), tier);
    assert_eq!(read("$..participants[-1:].attributes.tier"), tier);
    assert_eq!(read("$..attributes.tier"), tier);
    assert_eq!(read("$.participants.*.attributes.tier"), tier);
    assert_eq!(
        read("$.participants[0].attributes['context.firstName']"),
        r#""context.firstName" at context.firstName"#
    );
    assert_eq!(read("$.participants[0].attributes[\"Account No\"]"), r#""Account No" at Account No"#);
    assert_eq!(read("$.participants[0].attributes['it\\'s']"), r#""it's" at it\\'s"#);
    assert_eq!(read("$.participants[0].attributes.attributes"), r#""attributes" at attributes"#);
}

#[test]
fn a_path_to_many_attributes_reads_unknown_names() {
    for path in ["", ".*", "['a', 'b']", "..a", "[*]", ".keys()"] {
        let path = format!("$.participants[0].attributes{path}");
        assert_eq!(read(&path), "computed at attributes", "{path}");
    }
}

#[test]
fn paths_that_look_alike_read_no_attribute() {
    for path in [
        "$.attributes.tier",
        "$.participants[0].calls[0].attributes.tier",
        "$.participants[0].Attributes.tier",
        "$.participants[0].attributes.context.firstName",
        "$.participants[0].attributes['']",
        "$.participants[0].attributes['line\\n']",
        "$.participants.length().attributes.tier",
        "$.participants[0].attributes.",
        "$.participants[0].customattributes.tier",
        "",
    ] {
        assert_eq!(read(path), "", "{path}");
    }
    assert_eq!(uses(&asking("GET", CONVERSATION, "7")), "");
}

#[test]
fn requests_whose_answer_has_attributes() {
    let path = "\"$.participants[0].attributes.tier\"";
    for url in [
        CONVERSATION,
        "https://api.mypurecloud.ie/api/v2/conversations/$input.id?x=1",
        "/api/v2/conversations",
        "/api/v2/conversations/messages/${input.id}",
        "/api/v2/analytics/conversations/details/jobs/${input.job}/results",
    ] {
        assert_eq!(uses(&asking("get", url, path)), r#""tier" at tier"#, "{url}");
    }
    for (method, url) in [
        ("PATCH", CONVERSATION),
        ("GET", "/api/v2/analytics/conversations/${input.id}/details"),
        ("GET", "/api/v2/analytics/conversations/details"),
        ("POST", "/api/v2/analytics/conversations/details/query"),
        ("POST", "/api/v2/conversations/participants/attributes/search"),
        ("GET", "/api/v2/conversations/${input.id}/customattributes"),
        ("GET", "/services/conversations/${input.id}"),
    ] {
        assert_eq!(uses(&asking(method, url, path)), "", "{method} {url}");
    }
}

#[test]
fn a_name_in_a_path_has_its_span_through_both_escapes() {
    let file = asking("GET", CONVERSATION, r#""$.participants[0]['attributes'][\"a\u0020\\\"b\"]""#);
    assert_eq!(uses(&file), r#""a \"b" at a\u0020\\\"b"#);
    assert_eq!(
        read("$.participants[0].attributes['${input.key}-{{x}}']"),
        r#""${input.key}-{{x}}" at ${input.key}-{{x}} [${input.key} never] [{{x}} never]"#
    );
}

#[test]
fn the_name_of_a_data_action_is_known_unless_it_is_a_template() {
    let name = |name: &str| {
        let file = json!({"name": name}).to_string();
        data_action::read(&DataAction::from_json(json::parse(&file, &Limits::default()).0.root())).name
    };
    assert_eq!(name("Store").as_deref(), Some("Store"));
    assert_eq!(name("Store {{x}}"), None);
}

proptest! {
    #[test]
    fn any_path_can_be_read(path in r#"\$?(\.|\.\.|participants|attributes|\[0\]|\['|'\]|a|\\|"|\*|é|\(|\)){0,12}"#) {
        let file = asking("GET", CONVERSATION, &json!(path).to_string());
        let (tree, _) = json::parse(&file, &Limits::default());
        for usage in data_action::read(&DataAction::from_json(tree.root())).uses {
            prop_assert!(file.get(usage.name.place.span.range()).is_some());
        }
    }

    #[test]
    fn any_template_can_be_read(template in r#"(\{|\}|\[|\]|,|:|"|'|"attributes":|\$|\$x|\$\{a.b\}|#if|#end|#\*|##|\(|\)|\\|\n| |é|1){0,50}"#) {
        let file = action("PATCH", ATTRIBUTES, &template);
        let (tree, _) = json::parse(&file, &Limits::default());
        for usage in data_action::read(&DataAction::from_json(tree.root())).uses {
            prop_assert!(file.get(usage.name.place.span.range()).is_some());
        }
    }
}
