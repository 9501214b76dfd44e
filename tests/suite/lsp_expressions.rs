//! The lists of everything that can be written in an expression, which are too long for a conversation.

use serde_json::{Value, json};

use crate::lsp_client::{Client, uri};
use crate::project::Project;

const FLOW: &str = "inboundCall:\n  name: Main\n  startUpTaskActions:\n    - updateData:\n        name: Count\n        \
                    statements:\n          - string:\n              variable: Flow.order\n              value:\n                \
                    exp: ";

/// A server for a project of one flow.
fn start(flow: &str, params: &Value) -> (Project, Client, String) {
    let project = Project::new(&[("main.yaml", flow)]);
    let folder = project.folder();
    let mut client = Client::start(env!("CARGO_BIN_EXE_flowvet"), &folder);
    let mut all = json!({"capabilities": {}, "rootUri": uri(&folder, "")});
    all.as_object_mut().unwrap().extend(params.as_object().unwrap().clone());
    client.ask("initialize", &all);
    client.notify("initialized", &json!({}));
    let uri = uri(&folder, "main.yaml");
    (project, client, uri)
}

/// What an editor offers at the end of an expression, by what is shown.
fn offered(expression: &str, capabilities: &Value) -> Vec<Value> {
    let params = json!({"capabilities": capabilities});
    let (_project, mut client, uri) = start(&format!("{FLOW}{expression}\n"), &params);
    let place = json!({"line": 9, "character": 21 + expression.len()});
    let params = json!({"textDocument": {"uri": uri}, "position": place});
    client.ask("textDocument/completion", &params)["result"]["items"].as_array().cloned().unwrap_or_default()
}

fn text<'v>(items: &'v [Value], label: &str) -> Option<&'v str> {
    items.iter().find(|item| item["label"] == label)?["textEdit"]["newText"].as_str()
}

#[test]
fn an_empty_expression_may_be_anything() {
    let items = offered("", &json!({}));
    assert_eq!(text(&items, "Flow.order"), Some("Flow.order"));
    assert_eq!(text(&items, "Call.Ani"), Some("Call.Ani"));
    assert_eq!(text(&items, "Left"), Some("Left("));
}

#[test]
fn calls_have_places_for_their_arguments() {
    let snippets = json!({"textDocument": {"completion": {"completionItem": {"snippetSupport": true}}}});
    let items = offered("Flow.order + ", &snippets);
    assert_eq!(text(&items, "Flow.order"), Some("Flow.order"));
    assert_eq!(text(&items, "Left"), Some("Left(${1:srcString}, ${2:length})$0"));
    assert_eq!(text(&items, "GetCurrentDateTimeUtc"), Some("GetCurrentDateTimeUtc()$0"));
}

#[test]
fn nothing_is_offered_in_a_string_or_behind_an_unknown_value() {
    assert_eq!(offered("Append(\"Fl", &json!({})).len(), 0);
    assert_eq!(offered("Flow.order.", &json!({})).len(), 0);
    assert_eq!(offered("Unheard(1).", &json!({})).len(), 0);
}

/// The parts of the expressions of a flow, each as `text kind`, and `*` if the platform has it.
fn coloured(flow: &str, method: &str, params: Value) -> Vec<String> {
    const KINDS: [&str; 8] =
        ["namespace", "variable", "property", "function", "string", "number", "keyword", "operator"];
    let (_project, mut client, uri) = start(flow, &json!({}));
    let mut params = params;
    params["textDocument"] = json!({"uri": uri});
    let answer = client.ask(method, &params);
    let numbers: Vec<usize> = serde_json::from_value(answer["result"]["data"].clone()).unwrap();
    let (mut line, mut character) = (0, 0);
    let token = |fields: &[usize]| {
        character = if fields[0] == 0 { character + fields[1] } else { fields[1] };
        line += fields[0];
        let units: Vec<u16> = flow.lines().nth(line).unwrap().encode_utf16().collect();
        let text = String::from_utf16(&units[character..character + fields[2]]).unwrap();
        format!("{text} {}{}", KINDS[fields[3]], if fields[4] == 1 { "*" } else { "" })
    };
    numbers.chunks(5).map(token).collect()
}

const COLOURS: &str = r#"inboundCall:
  name: "Flow.x"
  startUpTaskActions:
    - updateData:
        statements:
          - string:
              variable: Flow.order
              value:
                exp: "\"\u00e4😀\" + Left(flow.order, -1) + Call.Ani"
          - boolean:
              variable: Flow.is
              value:
                exp: >-
                  NOT_SET == Odd("a
                  b") and !true
          - string:
              variable: Flow.order
              value:
                lit: Flow.order
          - string:
              variable: Flow.order
              value:
                exp: 'Flow.phone.e164 & {{later}}'
"#;

#[test]
fn the_parts_of_expressions_are_told_from_each_other() {
    let expected = [
        r#"\"\u00e4😀\" string"#,
        "+ operator",
        "Left function*",
        "flow namespace",
        "order variable",
        "- operator",
        "1 number",
        "+ operator",
        "Call namespace",
        "Ani variable*",
        "NOT_SET keyword",
        "== operator",
        "Odd function",
        r#""a string"#,
        r#"b" string"#,
        "and keyword",
        "! operator",
        "true keyword",
        "Flow namespace",
        "phone variable",
        "e164 property",
        "& operator",
    ];
    assert_eq!(coloured(COLOURS, "textDocument/semanticTokens/full", json!({})), expected);
    let range = json!({"start": {"line": 12, "character": 0}, "end": {"line": 15, "character": 0}});
    assert_eq!(coloured(COLOURS, "textDocument/semanticTokens/range", json!({"range": range})), expected[10..18]);
}

#[test]
fn types_are_shown_where_the_editor_asks_for_them() {
    let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}});
    let asked = json!({"initializationOptions": {"inlayHints": true}});
    let (_project, mut client, uri) = start(COLOURS, &asked);
    let answer = client.ask("textDocument/inlayHint", &json!({"textDocument": {"uri": uri}, "range": range}));
    let hints: Vec<String> = answer["result"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hint| {
            let (line, character) = (&hint["position"]["line"], &hint["position"]["character"]);
            format!("{line}:{character}{}", hint["label"].as_str().unwrap())
        })
        .collect();
    assert_eq!(hints, ["8:69: string", "14:31: boolean", "22:50: integer"]);
}
