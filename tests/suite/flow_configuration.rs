//! Flow configurations and exports.

use serde_json::{Value, json};

use crate::export::encode;
use crate::uses::{facts, path_of, paths, twins, uses};

/// A literal, as a name or a value.
fn literal(text: &str) -> Value {
    json!({"config": {"lit": {"text": text, "type": "str"}}, "text": text, "type": "str", "uiMetaData": {"mode": 1}})
}

/// A value in expression mode: what the author typed, and what Architect made of it.
fn expression(text: &str, config: &Value) -> Value {
    json!({"config": config, "text": text, "type": "str", "uiMetaData": {"mode": 0}})
}

fn action(kind: &str, name: &str, number: u64, variables: &[(Value, Value)]) -> Value {
    let pair = |(name, value): &(Value, Value)| json!({"variable": name, "expression": value});
    json!({
        "trackingId": number,
        "variables": variables.iter().map(pair).collect::<Vec<_>>(),
        "name": name,
        "__type": kind,
    })
}

fn set(name: Value, value: Value) -> Value {
    action("SetAttributesAction", "Set Participant Data", 9, &[(name, value)])
}

fn flow(items: &Value) -> Value {
    json!({"name": "Main", "type": "inboundcall", "flowSequenceItemList": items, "defaultSettings": {}, "manifest": {}})
}

/// A flow with one task that has `actions`.
fn task(actions: &[Value]) -> Value {
    flow(&json!([{"__type": "Task", "name": "Greet", "trackingId": 3, "actionList": actions}]))
}

fn told(flow: &Value) -> String {
    uses("flow.json", &flow.to_string()).join("\n")
}

/// What the reader makes of a name.
fn name(name: Value) -> String {
    told(&task(&[set(name, literal("x"))]))
        .replace(r#" = Literal("x") at x"#, "")
        .replace("Set ParticipantData #0 ", "")
}

#[test]
fn set_and_get_name_an_attribute() {
    let target =
        json!({"config": {"ref": {"text": "Flow.id", "val": "1"}}, "text": "Flow.id", "uiMetaData": {"mode": 2}});
    let get = action("GetAttributesAction", "Read", 4, &[(literal("customerId"), target)]);
    let text = task(&[set(literal("customerId"), literal("7")), get]);
    assert_eq!(
        told(&text),
        "Set ParticipantData #0 Literal(\"customerId\") at customerId = Literal(\"7\") at 7\n\
         Get ParticipantData #1 Literal(\"customerId\") at customerId"
    );
    assert_eq!(
        paths("flow.json", &text.to_string()),
        [
            r#"inboundCall "Main" › task "Greet" › Set Participant Data #9"#,
            r#"inboundCall "Main" › task "Greet" › Get Participant Data "Read" #4"#
        ]
    );
}

#[test]
fn the_parsed_form_of_a_value_counts_and_not_its_text() {
    assert_eq!(
        name(json!({"config": {"lit": {"text": "new", "type": "str"}}, "text": "old"})),
        r#"Literal("new") at new"#
    );
    assert_eq!(
        name(json!({"config": {"emp": {"text": ""}}, "text": "0", "uiMetaData": {"mode": 3}})),
        "Missing at emp"
    );
    assert_eq!(name(json!({"config": {"nul": {"text": "NOT_SET"}}, "text": "x"})), "Missing at nul");
    assert_eq!(name(json!({"text": "", "type": "any", "uiMetaData": {"mode": 0}})), "Missing at \"\"");
    assert_eq!(name(json!({"text": "x", "type": "any"})), r#"OtherType("x") at x"#);
    assert_eq!(name(json!({})), "Missing at variable");
}

#[test]
fn names_are_known_if_the_file_contains_them() {
    let lit = |text: &str| json!({"lit": {"text": text, "type": "str"}});
    let flow_id = json!({"ref": {"text": "Flow.id", "val": "1"}});
    assert_eq!(name(literal("")), r#"Literal("") at """#);
    assert_eq!(name(literal("a \"b\"")), r#"Literal("a \"b\"") at a \"b\""#);
    assert_eq!(name(expression(r#""a""#, &lit("a"))), r#"Constant("a") at a"#);
    let sum = json!({"+": {"operands": [lit("a"), {"append": {"operands": [lit("b"), lit("c")]}}]}});
    assert_eq!(name(expression("'a'+Append('b','c')", &sum)), r#"Constant("abc") at 'a'+Append('b','c')"#);
    let sum = json!({"+": {"operands": [lit("a"), flow_id]}});
    assert_eq!(name(expression("'a'+flow.id", &sum)), r#"Computed("'a'+flow.id") at 'a'+flow.id"#);
    assert_eq!(name(expression("Flow.ID", &flow_id)), r#"Computed("Flow.ID") at Flow.ID"#);
    let five = json!({"lit": {"text": "5", "type": "int"}});
    assert_eq!(name(expression("5", &five)), r#"Computed("5") at 5"#);
}

#[test]
fn nothing_replaces_a_placeholder() {
    assert_eq!(name(literal("{{a}}-${b}")), r#"Literal("{{a}}-${b}") at {{a}}-${b} [{{a}} Never] [${b} Never]"#);
}

#[test]
fn missing_pieces_are_missing() {
    let broken =
        json!({"__type": "SetAttributesAction", "variables": [{"variable": null}, {"expression": literal("x")}, 5]});
    let told = told(&task(&[broken, json!({"__type": "SetAttributesAction"}), json!(null), json!([])]));
    let starts: Vec<_> = told.lines().map(|line| &line[..line.len().min(40)]).collect();
    assert_eq!(
        starts,
        [
            "Set ParticipantData #0 Missing at variab",
            "Set ParticipantData #0 Missing at {\"expr",
            "Set ParticipantData #0 Missing at {\"__ty",
        ]
    );
}

#[test]
fn actions_are_found_in_every_container() {
    let act = |name| set(literal(name), literal("x"));
    let choice = json!({"name": "Talk", "action": act("choice")});
    let nested = json!({"__type": "MenuAction", "name": "More", "menuChoiceList": [{"action": act("nested")}]});
    let text = flow(&json!([
        {"__type": "Task", "name": "Greet", "actionList": [act("task")]},
        {"__type": "LoopTask", "name": "In-Queue Task", "actionList": [act("loop")]},
        {"__type": "State", "name": "Start", "actionList": [act("state")]},
        {"__type": "BotState", "name": "Ask", "actionList": [act("bot")]},
        {"__type": "CommonModuleTask", "name": "Do", "actionList": [act("module")]},
        {"__type": "Menu", "name": "Choose", "menuChoiceList": [choice, {"action": nested}],
         "defaultMenuChoice": {"action": act("default")}},
        {"__type": "Menu", "name": "Other", "defaultMenuChoice": act("bare")},
    ]))
    .to_string();
    let names = facts("flow.json", &text);
    let told: Vec<_> = names
        .uses
        .iter()
        .zip(paths("flow.json", &text))
        .map(|(usage, path)| format!("{} {}: {path}", usage.group, usage.name.text.known().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            r#"0 task: inboundCall "Main" › task "Greet" › Set Participant Data #9"#,
            r#"1 loop: inboundCall "Main" › startup task › Set Participant Data #9"#,
            r#"2 state: inboundCall "Main" › state "Start" › Set Participant Data #9"#,
            r#"3 bot: inboundCall "Main" › bot "Ask" › Set Participant Data #9"#,
            r#"4 module: inboundCall "Main" › task "Do" › Set Participant Data #9"#,
            r#"5 choice: inboundCall "Main" › menu "Choose" › Set Participant Data #9"#,
            r#"6 nested: inboundCall "Main" › menu "Choose" › Set Participant Data #9"#,
            r#"7 default: inboundCall "Main" › menu "Choose" › Set Participant Data #9"#,
            r#"8 bare: inboundCall "Main" › menu "Other" › Set Participant Data #9"#,
        ]
    );
}

#[test]
fn look_alikes_are_not_actions() {
    let act = set(literal("a"), literal("b"));
    let mut text = flow(&json!([{"__type": "Task", "uiMetaData": {"copy": act}, "actionList": [{"inner": act}]}]));
    text["defaultSettings"] = json!({"SetAttributesAction": act});
    text["actionList"] = json!([act]);
    assert_eq!(told(&text), "");
}

#[test]
fn an_embedded_common_module_is_read_once_and_as_itself() {
    let module = |version: &str| {
        json!({"id": "7", "version": version, "name": "Shared", "model": {
            "name": "Shared", "type": "commonmodule",
            "flowSequenceItemList": [{"__type": "CommonModuleTask", "name": "Do", "actionList": [set(literal("a"), literal("b"))]}],
        }})
    };
    let mut outer = module("1.0");
    outer["id"] = json!("8");
    outer["model"]["name"] = json!("Outer");
    outer["model"]["commonModules"] = json!([module("1.0")]);
    let mut text = task(&[set(literal("own"), literal("x"))]);
    text["commonModules"] = json!([module("1.0"), module("1.0"), outer, module("2.0")]);
    assert_eq!(
        paths("flow.json", &text.to_string()),
        [
            r#"inboundCall "Main" › task "Greet" › Set Participant Data #9"#,
            r#"commonModule "Shared" › task "Do" › Set Participant Data #9"#,
            r#"commonModule "Outer" › task "Do" › Set Participant Data #9"#,
            r#"commonModule "Shared" › task "Do" › Set Participant Data #9"#,
        ]
    );
}

#[test]
fn every_node_of_a_flow_has_a_path() {
    let mut text = task(&[set(literal("a"), literal("b"))]);
    text["commonModules"] = json!([{"id": "7", "model": {"name": "Shared", "type": "commonmodule", "note": "in it"}}]);
    let text = text.to_string();
    let path = |node| path_of("flow.json", &text, node);
    assert_eq!(path("inboundcall"), r#"inboundCall "Main""#);
    assert_eq!(path("Greet"), r#"inboundCall "Main" › task "Greet""#);
    assert_eq!(path("b"), r#"inboundCall "Main" › task "Greet" › Set Participant Data #9"#);
    assert_eq!(path("7"), r#"inboundCall "Main""#);
    assert_eq!(path("in it"), r#"commonModule "Shared""#);
}

#[test]
fn a_flow_has_its_type_and_its_name() {
    let facts = facts("flow.json", &task(&[]).to_string());
    assert_eq!((facts.flow_type.as_deref(), facts.name.as_deref()), (Some("inboundCall"), Some("Main")));
}

#[test]
fn a_deep_flow_is_read() {
    let mut config = json!({"lit": {"text": "a", "type": "str"}});
    for _ in 0..100 {
        config = json!({"+": {"operands": [config, {"ref": {"text": "Flow.b"}}]}});
    }
    let text = task(&[set(literal("a"), expression("a + b", &config))]);
    assert_eq!(told(&text), r#"Set ParticipantData #0 Literal("a") at a = Computed("a + b") at a + b"#);
}

const YAML_TWIN: &str = r#"
workflow:
  name: Follow Up
  startUpRef: "/workflow/states/state[Start_10]"
  defaultLanguage: en-us
  states:
    - state:
        name: Start
        refId: Start_10
        actions:
          - setConversationData:
              name: Set Conversation Data
              conversationId:
                exp: Flow.conversationId
              participantId:
                noValue: true
              attributes:
                - attribute:
                    name:
                      lit: follow up
                    value:
                      lit: "yes"
                - attribute:
                    name:
                      exp: "\"reason\""
                    value:
                      exp: Append("a", Flow.reason)
                - attribute:
                    name:
                      noValue: true
                    value:
                      lit: x
              outputs:
                success:
                  actions:
                    - getConversationData:
                        name: Look
                        attributes:
                          - attribute:
                              name:
                                lit: Größe
                              variable: Flow.size
"#;

#[test]
fn a_flow_has_the_same_sites_in_every_format() {
    let empty = json!({"config": {"emp": {"text": ""}}, "text": "", "uiMetaData": {"mode": 3}});
    let reason = json!({"Append": {"operands": [
        {"lit": {"text": "a", "type": "str"}}, {"ref": {"text": "Flow.reason"}}
    ]}});
    let constant = expression(r#""reason""#, &json!({"lit": {"text": "reason", "type": "str"}}));
    let size = json!({"config": {"ref": {"text": "Flow.size"}}, "text": "Flow.size", "uiMetaData": {"mode": 2}});
    let sets = [
        (literal("follow up"), literal("yes")),
        (constant, expression(r#"Append("a", Flow.reason)"#, &reason)),
        (empty, literal("x")),
    ];
    let json = json!({"name": "Follow Up", "type": "workflow", "manifest": {}, "flowSequenceItemList": [
        {"__type": "State", "name": "Start", "actionList": [
            action("SetConversationDataAction", "Set Conversation Data", 1, &sets),
            action("GetConversationDataAction", "Look", 2, &[(literal("Größe"), size)]),
        ]}
    ]})
    .to_string();
    let expected = twins("a.yaml", YAML_TWIN);
    assert_eq!(expected.len(), 4);
    assert_eq!(twins("a.json", &json), expected);
    assert_eq!(twins("a.i3WorkFlow", &encode(&json)), expected);
    let yaml = paths("a.yaml", YAML_TWIN);
    let exported = paths("a.i3WorkFlow", &encode(&json));
    assert!(exported.iter().zip(&yaml).all(|(exported, yaml)| exported.starts_with(yaml)), "{exported:?} {yaml:?}");
}
