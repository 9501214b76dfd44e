//! Wrong shapes in an editor: each appears after the change that makes it, and its quick fix brings the right text back.

use std::fs;

use serde_json::{Value, json};

use super::lsp::edited;
use super::lsp_client::{Client, uri};

const FLOW: &str = r#"inboundCall:
  name: Orders
  startUpRef: "/inboundCall/tasks/task[Greet_10]"
  variables:
    - stringVariable:
        name: Flow.order
        initialValue:
          noValue: true
  tasks:
    - task:
        name: Greet
        refId: Greet_10
        actions:
          - setParticipantData:
              name: Keep
              attributes:
                - attribute:
                    name:
                      lit: orderNumber
                    value:
                      exp: Call.Ani
          - getParticipantData:
              name: Load
              attributes:
                - attribute:
                    name:
                      lit: orderNumber
                    variable: Flow.order
          - callTask:
              name: Go on
              targetTaskRef: "/inboundCall/tasks/task[Greet_10]"
"#;

const ACTION: &str = r#"{
  "name": "Order",
  "integrationType": "purecloud-data-actions",
  "config": {
    "request": {
      "requestUrlTemplate": "/api/v2/conversations/callbacks",
      "requestType": "POST",
      "headers": {},
      "requestTemplate": "{\"data\": {\"orderNumber\": \"$esc.jsonEncode(${input.order})\"}}"
    },
    "response": {"translationMap": {}, "translationMapDefaults": {}, "successTemplate": "${rawResult}"}
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {"order": {"type": "string"}}}},
    "output": {"successSchema": {"type": "object", "properties": {}}}
  }
}
"#;

const TERRAFORM: &str = r#"resource "genesyscloud_integration_action" "order" {
  name            = "Order"
  category        = "Books"
  integration_id  = var.books
  contract_input  = jsonencode({ type = "object", properties = { order = { type = "string" } } })
  contract_output = jsonencode({ type = "object", properties = { state = { type = "number" } } })
  config_request {
    request_url_template = "https://api.example/orders/$esc.url($${input.order})"
    request_type         = "GET"
    headers              = { "X-Kind" = "order" }
  }
  config_response {
    translation_map  = { state = "$.state" }
    success_template = "{\"state\": $${state}}"
  }
}
"#;

/// File, what is right, what is typed in its place, and the rule that must find it.
const MISTAKES: &[(&str, &str, &str, &str)] = &[
    ("flow.yaml", "inboundCall:", "InboundCall:", "unknown-flow-type"),
    ("flow.yaml", "setParticipantData:", "setparticipantData:", "unknown-action"),
    ("flow.yaml", "getParticipantData:", "getPartcipantData:", "unknown-action"),
    ("flow.yaml", "attributes:", "atributes:", "artifact-schema"),
    ("flow.yaml", "- attribute:", "- atribute:", "artifact-schema"),
    ("flow.yaml", "lit: orderNumber", "Lit: orderNumber", "artifact-schema"),
    ("flow.yaml", "refId: Greet_10", "refID: Greet_10", "artifact-schema"),
    ("flow.yaml", "startUpRef:", "startUp:", "artifact-schema"),
    ("flow.yaml", "startUpRef:", "startupRef:", "artifact-schema"),
    ("flow.yaml", "- task:", "- Task:", "artifact-schema"),
    ("flow.yaml", "- stringVariable:", "- stringvariable:", "artifact-schema"),
    ("flow.yaml", "        actions:", "        actoins:", "artifact-schema"),
    ("flow.yaml", "targetTaskRef:", "targetTask:", "artifact-schema"),
    ("flow.yaml", "/inboundCall/tasks/task[Greet_10]", "Greet_10", "broken-reference"),
    ("flow.yaml", "/inboundCall/tasks/task[Greet_10]", "/inboundCall/tasks/Greet_10", "broken-reference"),
    ("flow.yaml", "variable: Flow.order", "value: Flow.order", "misnested-key"),
    ("flow.yaml", "value:\n                      exp: Call.Ani", "variable: Call.Ani", "misnested-key"),
    ("action.custom.json", "\"successTemplate\"", "\"successtemplate\"", "artifact-schema"),
    ("action.custom.json", "\"requestUrlTemplate\"", "\"url\"", "artifact-schema"),
    ("action.custom.json", "\"inputSchema\"", "\"inputschema\"", "artifact-schema"),
    ("action.custom.json", "\"POST\"", "\"post\"", "artifact-schema"),
    ("action.custom.json", "\"properties\": {\"order\"", "\"propertis\": {\"order\"", "contract-shape"),
    ("action.custom.json", "{\\\"data\\\": {", "{\\\"attributes\\\": {", "misnested-key"),
    ("action.custom.json", "${input.order}", "${input.Order}", "undefined-input"),
    ("main.tf", "request_type  ", "request_typ  ", "artifact-schema"),
    ("main.tf", "contract_output", "contractOutput", "artifact-schema"),
    ("main.tf", "config_request {", "config_request = {", "artifact-schema"),
    ("main.tf", "translation_map  = {", "translation_map  {", "artifact-schema"),
    ("main.tf", "\"GET\"", "\"get\"", "artifact-schema"),
    (
        "main.tf",
        "jsonencode({ type = \"object\", properties = { order = { type = \"string\" } } })",
        "{ type = \"object\", properties = { order = { type = \"string\" } } }",
        "contract-shape",
    ),
];

/// The findings of a rule in a file, as the editor asks for them.
fn findings(client: &mut Client, uri: &str, rule: &str) -> Vec<Value> {
    let report = client.ask("textDocument/diagnostic", &json!({"textDocument": {"uri": uri}}));
    let items = report["result"]["items"].as_array().cloned().unwrap_or_default();
    items.into_iter().filter(|it| rule.is_empty() || it["code"] == rule).collect()
}

fn change(client: &mut Client, uri: &str, version: usize, text: &str) {
    let document = json!({"uri": uri, "version": version});
    client.notify("textDocument/didChange", &json!({"textDocument": document, "contentChanges": [{"text": text}]}));
}

#[test]
fn each_wrong_shape_appears_while_typing_and_its_fix_applies() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().canonicalize().unwrap();
    fs::create_dir(folder.join(".git")).unwrap();
    let texts = [("flow.yaml", FLOW), ("action.custom.json", ACTION), ("main.tf", TERRAFORM)];
    for (file, text) in texts {
        fs::write(folder.join(file), text).unwrap();
    }
    let mut client = Client::start(env!("CARGO_BIN_EXE_flowvet"), &folder);
    let capabilities = json!({"textDocument": {"diagnostic": {}}});
    client.ask("initialize", &json!({"capabilities": capabilities, "rootUri": uri(&folder, "")}));
    client.notify("initialized", &json!({}));
    for (file, text) in texts {
        let uri = uri(&folder, file);
        let document = json!({"uri": uri, "languageId": "text", "version": 0, "text": text});
        client.notify("textDocument/didOpen", &json!({"textDocument": document}));
        assert_eq!(findings(&mut client, &uri, ""), Vec::<Value>::new(), "{file}");
    }
    let mut complaints = Vec::new();
    for (number, (file, right, wrong, rule)) in MISTAKES.iter().enumerate() {
        let uri = uri(&folder, file);
        let text = texts.iter().find(|(name, _)| name == file).unwrap().1;
        let typed = text.replacen(right, wrong, 1);
        assert_ne!(typed, text, "{right}");
        change(&mut client, &uri, 2 * number + 1, &typed);
        let found = findings(&mut client, &uri, rule);
        let Some(first) = found.first().filter(|_| found.len() == 1) else {
            complaints.push(format!("{file}: {wrong}: {} findings of {rule}", found.len()));
            continue;
        };
        let context = json!({"diagnostics": [first], "only": ["quickfix"]});
        let params = json!({"textDocument": {"uri": uri}, "range": first["range"], "context": context});
        let actions = client.ask("textDocument/codeAction", &params);
        let is_fix = |action: &&Value| !action["title"].as_str().unwrap().starts_with("ignore");
        let fix =
            actions["result"].as_array().unwrap().iter().find(is_fix).map(|it| it["edit"]["changes"][&uri].clone());
        let edits = fix.as_ref().and_then(Value::as_array).cloned().unwrap_or_default();
        let fixed = edits
            .iter()
            .rev()
            .fold(typed.clone(), |text, edit| edited(&text, &edit["range"], edit["newText"].as_str().unwrap()));
        change(&mut client, &uri, 2 * number + 2, &fixed);
        let left = findings(&mut client, &uri, "");
        if fixed == typed || !left.is_empty() {
            let shown: Vec<_> = left.iter().map(|it| format!("{}: {}", it["code"], it["message"])).collect();
            complaints.push(format!("{file}: {wrong}: after {edits:?}: {shown:#?}"));
        }
        change(&mut client, &uri, 2 * number + 3, text);
    }
    assert!(complaints.is_empty(), "{} complaints:\n{}", complaints.len(), complaints.join("\n"));
}
