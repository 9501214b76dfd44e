//! Flows in Archy YAML.

use crate::uses::{facts, path_of, paths, uses};

/// A flow with one task that has `actions`, indented as they stand in the list.
fn flow(actions: &str) -> String {
    let actions = actions.replace('\n', "\n            ");
    format!(
        "inboundCall:\n  name: Main\n  defaultLanguage: en-us\n  tasks:\n    - task:\n        name: Greet\n        \
         refId: Greet_3\n        actions:\n            \
         {actions}"
    )
}

/// A Set Participant Data with one attribute.
fn set(name: &str, value: &str) -> String {
    flow(&format!(
        "- setParticipantData:\n    name: Store\n    attributes:\n      - attribute:\n          name:\n            \
         {name}\n          value:\n            {value}\n"
    ))
}

fn usage(text: &str) -> String {
    uses("main.yaml", text).join("\n")
}

#[test]
fn set_and_get_name_an_attribute() {
    assert_eq!(
        usage(&set("lit: customerId", "exp: Flow.id")),
        r#"Set ParticipantData #0 Literal("customerId") at customerId = Computed("Flow.id") at Flow.id"#
    );
    let get = "- getParticipantData:\n    name: Read\n    attributes:\n      - attribute:\n          name:\n            \
               lit: customerId\n          variable: Flow.id\n";
    assert_eq!(usage(&flow(get)), r#"Get ParticipantData #0 Literal("customerId") at customerId"#);
}

#[test]
fn names_are_known_if_the_file_contains_them() {
    let name = |name| {
        usage(&set(name, "lit: x")).replace(r#" = Literal("x") at x"#, "").replace("Set ParticipantData #0 ", "")
    };
    assert_eq!(name(r#"lit: "a b""#), r#"Literal("a b") at a b"#);
    assert_eq!(name(r#"lit: """#), r#"Literal("") at """#);
    assert_eq!(name(r#"exp: "\"customerId\"""#), r#"Constant("customerId") at customerId"#);
    assert_eq!(name(r#"exp: '"customerId"'"#), r#"Constant("customerId") at customerId"#);
    assert_eq!(name(r#"exp: '"a" + Append("b", "c")'"#), r#"Constant("abc") at "a" + Append("b", "c")"#);
    assert_eq!(name(r#"exp: '"a" + Flow.b'"#), r#"Computed("\"a\" + Flow.b") at "a" + Flow.b"#);
    assert_eq!(name("lit: 5"), r#"OtherType("5") at 5"#);
    assert_eq!(name("lit: {name: x}"), r#"OtherType("{name: x}") at {name: x}"#);
    assert_eq!(name("prompt: x"), r#"OtherType("prompt: x") at prompt: x"#);
}

#[test]
fn missing_values_are_placed_at_the_nearest_text() {
    let name = |name| {
        usage(&set(name, "lit: x")).replace(r#" = Literal("x") at x"#, "").replace("Set ParticipantData #0 ", "")
    };
    assert_eq!(name("noValue: true"), "Missing at noValue");
    assert_eq!(name("lit:"), "Missing at lit");
    assert_eq!(name("lit: null"), "Missing at null");
    assert_eq!(name("lit: ~"), "Missing at ~");
    assert_eq!(name("exp:"), "Missing at exp");
    assert_eq!(name(r#"exp: " ""#), "Missing at  ");
    assert_eq!(name("# nothing"), "Missing at name");
    assert_eq!(
        usage(&flow(
            "- setParticipantData:\n    attributes:\n      - attribute:\n      - attribute: {value: {lit: x}}\n"
        )),
        "Set ParticipantData #0 Missing at attribute = Missing at attribute\n\
         Set ParticipantData #0 Missing at attribute = Literal(\"x\") at x"
    );
}

#[test]
fn substitutions_are_finished_at_deployment() {
    assert_eq!(
        usage(&set(r#"lit: "{{prefix}}Id""#, "lit: {{value}}")),
        "Set ParticipantData #0 Unresolved(\"{{prefix}}Id\") at {{prefix}}Id [{{prefix}} Deployment] = \
         Unresolved(\"{{value}}\") at {{value}} [{{value}} Deployment]"
    );
    assert_eq!(
        usage(&set(r#"lit: "a${b}""#, r#"exp: "\"a\" + \"{{c}}\"""#)),
        "Set ParticipantData #0 Unresolved(\"a${b}\") at a${b} [${b} Deployment] = \
         Unresolved(\"a{{c}}\") at \\\"a\\\" + \\\"{{c}}\\\" [{{c}} Deployment]"
    );
    assert_eq!(
        usage(&set("lit: $!{input.a}", "exp: Flow.{{b}}")),
        "Set ParticipantData #0 Literal(\"$!{input.a}\") at $!{input.a} [$!{input.a} Never] = \
         Computed(\"Flow.{{b}}\") at Flow.{{b}} [{{b}} Deployment]"
    );
}

#[test]
fn flow_style_is_the_same() {
    let text = "workflow: {name: W, startUpRef: x, states: [{state: {name: S, actions: [{getConversationData: \
                {attributes: [{attribute: {name: {lit: a}, variable: Flow.a}}, {attribute: {name: {lit: b}}}]}}]}}]}";
    assert_eq!(
        uses("main.yaml", text),
        [r#"Get ConversationData #0 Literal("a") at a"#, r#"Get ConversationData #0 Literal("b") at b"#]
    );
}

/// A flow with a Set in every place that can hold actions.
const EVERYWHERE: &str = r"
inboundCall:
  name: Main
  defaultLanguage: en-us
  settingsErrorHandling:
    errorHandling:
      task:
        actions:
          - setParticipantData: {attributes: [{attribute: {name: {lit: error}, value: {lit: x}}}]}
  menus:
    - menu:
        name: Choose
        choices:
          - menuTask:
              name: Talk
              task:
                actions:
                  - setParticipantData: {attributes: [{attribute: {name: {lit: choice}, value: {lit: x}}}]}
  tasks:
    - task:
        name: Greet
        actions:
          - setParticipantData: {name: First, attributes: [{attribute: {name: {lit: task}, value: {lit: x}}}]}
          - loop:
              name: Loop
              outputs:
                loop:
                  actions:
                    - switch:
                        name: Which
                        evaluate:
                          firstTrue:
                            default:
                              actions:
                                - setParticipantData: {attributes: [{attribute: {name: {lit: default}, value: {lit: x}}}]}
                            cases:
                              - case:
                                  value: {exp: Flow.a}
                                  actions:
                                    - setParticipantData: {attributes: [{attribute: {name: {lit: case}, value: {lit: x}}}]}
  states:
    - state:
        name: Start
        actions:
          - callData:
              name: Find
              outputs:
                success:
                  actions:
                    - setConversationData: {name: Set Conversation Data, attributes: [{attribute: {name: {lit: success}, value: {lit: x}}}]}
  bots:
    - bot:
        name: Ask
        actions:
          - askForIntent:
              outputs:
                intents:
                  - intent:
                      actions:
                        - setParticipantData: {attributes: [{attribute: {name: {lit: intent}, value: {lit: x}}}]}
";

#[test]
fn actions_are_found_in_every_container_and_branch() {
    let told: Vec<_> = facts("main.yaml", EVERYWHERE)
        .uses
        .iter()
        .zip(paths("main.yaml", EVERYWHERE))
        .map(|(usage, path)| format!("{} {}: {path}", usage.group, usage.name.text.known().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            r#"0 error: inboundCall "Main" › Set Participant Data"#,
            r#"1 choice: inboundCall "Main" › menu "Choose" › Set Participant Data"#,
            r#"2 task: inboundCall "Main" › task "Greet" › Set Participant Data "First""#,
            r#"3 default: inboundCall "Main" › task "Greet" › Set Participant Data"#,
            r#"4 case: inboundCall "Main" › task "Greet" › Set Participant Data"#,
            r#"5 success: inboundCall "Main" › state "Start" › Set Conversation Data"#,
            r#"6 intent: inboundCall "Main" › bot "Ask" › Set Participant Data"#,
        ]
    );
}

#[test]
fn an_in_queue_flow_has_its_actions_at_the_top() {
    let text = "inqueueCall:\n  name: Wait\n  startUpTaskActions:\n    - holdMusic: {}\n    - setParticipantData:\n        \
                name: Set Participant Data\n        attributes:\n          - attribute: {name: {lit: a}, value: {lit: b}}\n";
    assert_eq!(paths("a.yaml", text), [r#"inqueueCall "Wait" › startup task › Set Participant Data"#]);
}

#[test]
fn settings_and_look_alikes_contain_no_actions() {
    let action = "setParticipantData: {attributes: [{attribute: {name: {lit: a}, value: {lit: b}}}]}";
    let flow = "botFlow:\n  name: Main\n  defaultLanguage: en-us\n";
    for below in [
        format!("  settingsActionDefaults:\n    {action}\n"),
        format!("  settingsActionDefaults:\n    callData:\n      actions:\n        - {action}\n"),
        format!("  {action}\n"),
        format!("  tasks:\n    - {action}\n"),
        format!("  description: \"{action}\"\n").replace(['{', '}'], ""),
        "  actions:\n    - setParticipantData\n    - name: setParticipantData\n".to_owned(),
    ] {
        assert_eq!(uses("a.yaml", &format!("{flow}{below}")), [""; 0], "{below}");
    }
}

#[test]
fn a_flow_has_its_type_and_its_name() {
    let told = |text: &str| {
        let facts = facts("a.yaml", text);
        (facts.flow_type.unwrap().to_string(), facts.name.map(String::from))
    };
    assert_eq!(told("botFlow:\n  name: Ask\n  bots: []\n"), ("botFlow".into(), Some("Ask".into())));
    assert_eq!(told("workflow:\n  name: {{flow_name}}\n  startUpRef: x\n"), ("workflow".into(), None));
    assert_eq!(told("workflow:\n  startUpRef: x\n"), ("workflow".into(), None));
}

#[test]
fn every_node_of_a_flow_has_a_path() {
    let path = |text| path_of("a.yaml", EVERYWHERE, text);
    assert_eq!(path("inboundCall"), "");
    assert_eq!(path("en-us"), r#"inboundCall "Main""#);
    assert_eq!(path("Choose"), r#"inboundCall "Main" › menu "Choose""#);
    assert_eq!(path("Talk"), r#"inboundCall "Main" › menu "Choose" › Menu Task "Talk""#);
    assert_eq!(path("First"), r#"inboundCall "Main" › task "Greet" › Set Participant Data "First""#);
    assert_eq!(path("Flow.a"), r#"inboundCall "Main" › task "Greet" › Switch "Which""#);
    assert_eq!(path("Find"), r#"inboundCall "Main" › state "Start" › Call Data Action "Find""#);
}
