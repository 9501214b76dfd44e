//! What a file is, by its name and its content.

use flowvet::artifact::Hint;
use flowvet::artifact::detect::{Format, format, read};
use flowvet::syntax::Limits;

#[test]
fn the_name_determines_the_format_of_a_file() {
    let plain = Hint::default();
    for (path, expected) in [
        ("flows/main.yaml", Some(Format::Yaml)),
        ("flows/main.YML", Some(Format::Yaml)),
        ("flows/main.yaml.tftpl", Some(Format::Yaml)),
        ("flows/main.tftpl", Some(Format::Yaml)),
        ("actions/find.custom.json", Some(Format::Json)),
        ("scripts/agent.script", Some(Format::Script)),
        ("exports/Main v1-0.i3InboundFlow", Some(Format::Export)),
        ("exports/Old.i3InboundFlow.i3flow", Some(Format::Export)),
        ("exports/Bot.i3BotFlow", Some(Format::Export)),
        ("exports/Main.i3", None),
        ("exports/Main.i3flow2", None),
        ("web/page.html", Some(Format::Markup)),
        ("web/App.vue", Some(Format::Markup)),
        ("web/page.js", Some(Format::PageScript)),
        ("web/page.TSX", Some(Format::PageScript)),
        ("web/page.min.js", None),
        ("README.md", None),
        ("yaml", None),
        ("some.yaml/file", None),
    ] {
        assert_eq!(format(path, &plain), expected, "{path}");
    }
    let snippet = Hint { snippet: true, ..plain };
    assert_eq!(format("web/page.js", &snippet), Some(Format::JavaScript));
}

/// What a file is and how many syntax errors it has.
fn kind(path: &str, text: &str) -> (Option<&'static str>, usize) {
    let hint = Hint::default();
    let format = format(path, &hint).unwrap();
    let reading = read(path, text, format, &hint, &Limits::default());
    (reading.facts.map(|facts| facts.kind.label()), reading.errors.len())
}

const FLOW: &str = "inboundCall:\n  name: Main\n  defaultLanguage: en-us\n";

#[test]
fn a_flow_is_recognised_by_its_key_and_its_members() {
    let flow = (Some("Archy YAML flow"), 0);
    assert_eq!(kind("a.yaml", FLOW), flow);
    assert_eq!(kind("a.yaml", &format!("# made by hand\n---\n\n{FLOW}")), flow);
    assert_eq!(kind("a.yaml", &FLOW.replace('\n', "\r\n")), flow);
    assert_eq!(kind("a.yaml", "\"botFlow\":   # the bot\n    name: {{flow_name}}\n    bots: []\n"), flow);
    assert_eq!(kind("a.yaml", "workflow: {name: Main, startUpRef: x}"), flow);
    assert_eq!(kind("a.yaml", "workflow: {\n  name: Main,\n  startUpRef: x\n}"), flow);
}

#[test]
fn other_yaml_is_not_looked_into() {
    let other = (None, 0);
    assert_eq!(kind("a.yaml", "workflow:\n  rules:\n    - if: $CI\n"), other);
    assert_eq!(kind("a.yaml", "workflow:\n  rules:\n    tasks: 1\n"), other);
    assert_eq!(kind("a.yaml", "on: push\njobs:\n  bot: [\n"), other);
    assert_eq!(kind("a.yaml", "workflow: main\n"), other);
    assert_eq!(kind("a.yaml", "nested:\n  inboundCall:\n    defaultLanguage: en-us\n"), other);
    assert_eq!(kind("a.yaml", "{{flow_type}}:\n  defaultLanguage: en-us\n"), other);
    assert_eq!(kind("a.yaml", ""), other);
    assert_eq!(kind("a.tftpl", "resource \"x\" {\n  tasks = [\n"), other);
}

#[test]
fn a_broken_flow_is_a_flow() {
    let (kind, errors) = kind("a.yaml", &format!("{FLOW}  tasks: [\n"));
    assert_eq!(kind, Some("Archy YAML flow"));
    assert_ne!(errors, 0);
}

#[test]
fn json_is_known_by_its_members() {
    let flow = r#"{"name": "Main", "type": "inboundcall", "flowSequenceItemList": []}"#;
    assert_eq!(kind("a.json", flow), (Some("flow configuration"), 0));
    let action = r#"{"name": "Find", "config": {"request": {}}, "contract": {}}"#;
    assert_eq!(kind("a.json", action), (Some("data action"), 0));
    let script = r#"{"name": "Desk", "pages": [], "variables": [], "startPageId": "1"}"#;
    assert_eq!(kind("a.json", script), (Some("agent script"), 0));
    assert_eq!(kind("a.json", r#"{"name": "flowvet", "version": "1"}"#), (None, 0));
    assert_eq!(kind("a.json", r#"{"data": {"a": "b"}}"#), (None, 0));
    assert_eq!(kind("a.json", "[1, 2]"), (None, 0));
}

#[test]
fn broken_json_is_recognised_by_the_recovered_part() {
    let (kind, errors) = kind("a.json", r#"{"type": "inboundcall", "flowSequenceItemList": [}"#);
    assert_eq!(kind, Some("flow configuration"));
    assert_ne!(errors, 0);
}

#[test]
fn the_name_of_an_export_or_script_is_enough() {
    for (path, label) in [("a.i3InboundFlow", "Architect export"), ("a.script", "agent script")] {
        assert_eq!(kind(path, "{}"), (Some(label), 0));
        let (kind, errors) = kind(path, "no JSON");
        assert_eq!(kind, Some(label));
        assert_ne!(errors, 0);
    }
}
