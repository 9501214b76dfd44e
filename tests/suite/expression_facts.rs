//! One flow as Archy YAML, as flow configuration and as export has the same variables and expressions.

use flowvet::artifact::detect;
use flowvet::artifact::flow::expressions::Sources;
use flowvet::artifact::{Hint, export};
use flowvet::expr::architect::{NodeId, NodeKind, Tree, parse};
use flowvet::syntax::Limits;
use serde_json::{Value, json};

use crate::export::encode;

const YAML: &str = r#"inboundCall:
  name: Courier
  startUpRef: "/inboundCall/tasks/task[Ask_10]"
  variables:
    - stringVariable:
        name: Flow.parcel
        initialValue:
          noValue: true
    - integerVariable:
        name: Flow.weight
        initialValue:
          lit: 3
        isInput: true
  tasks:
    - task:
        name: Ask
        refId: Ask_10
        variables:
          - stringCollectionVariable:
              name: Task.stops
              initialValue:
                noValue: true
        actions:
          - getParticipantData:
              name: Get
              attributes:
                - attribute:
                    name:
                      lit: parcel
                    variable: Flow.parcel
          - decision:
              name: Heavy
              condition:
                exp: Flow.weight * 2 > 20 and !IsSet(flow.parcel)
          - updateData:
              name: Update Data
              statements:
                - string:
                    variable: Flow.label
                    value:
                      exp: "Append(Task.stops[0], \" - \", If(Flow.weight > 1, Call.Ani, \"none\"))"
          - loop:
              name: Loop
              currentIndex:
                var: Task.stop
              loopCount:
                exp: Count(Task.stops)
"#;

/// A value in expression mode; the text of the author is an old one, to show that nothing is read from it.
fn expression(config: &Value) -> Value {
    json!({"config": config, "text": "old", "uiMetaData": {"mode": 0}})
}

fn target(name: &str, id: &str) -> Value {
    json!({"config": {"ref": {"text": "Flow.old", "val": id}}, "text": name, "uiMetaData": {"mode": 2}})
}

fn configuration() -> Value {
    let of = |id: &str| json!({"ref": {"text": "Flow.old", "val": id}});
    let text = |text: &str| json!({"lit": {"text": text, "type": "str"}});
    let number = |number: &str| json!({"lit": {"text": number, "type": "int"}});
    let call = |name: &str, operands: &[Value]| json!({name: {"operands": operands}});
    let heavy = call(">", &[call("*", &[of("2"), number("2")]), number("20")]);
    let condition = call("and", &[heavy, call("!", &[call("IsSet", &[of("1")])])]);
    let first = call("[", &[number("0"), of("3")]);
    let ani = json!({"sysref": {"text": "Call.Ani", "val": "__CALL_ANI__"}});
    let caller = call("If", &[call(">", &[of("2"), number("1")]), ani, text("none")]);
    let label = call("Append", &[first, text(" - "), caller]);
    let literal =
        json!({"config": {"lit": {"text": "parcel", "type": "str"}}, "text": "parcel", "uiMetaData": {"mode": 1}});
    let variable = |id: &str, kind: &str, name: &str, initial: Value, is_input: bool| {
        json!({
            "id": id, "__type": kind, "name": name, "isInput": is_input, "isCollection": name == "Task.stops",
            "initialValue": {"config": initial, "uiMetaData": {"mode": 1}}
        })
    };
    let nothing = || json!({"emp": {"text": ""}});
    json!({
        "name": "Courier", "type": "inboundcall", "manifest": {}, "defaultSettings": {},
        "variables": [
            variable("1", "StringVariable", "Flow.parcel", nothing(), false),
            variable("2", "IntegerVariable", "Flow.weight", number("3"), true),
        ],
        "flowSequenceItemList": [{
            "__type": "Task", "name": "Ask",
            "variables": [variable("3", "StringVariable", "Task.stops", nothing(), false)],
            "actionList": [
                {"__type": "GetAttributesAction", "name": "Get", "variables": [
                    {"variable": literal, "expression": target("Flow.parcel", "1")}
                ]},
                {"__type": "DecisionAction", "name": "Heavy", "expression": expression(&condition)},
                {"__type": "UpdateVariableAction", "name": "Update Data", "variables": [
                    {"variable": json!({"config": {"ref": {"text": "Flow.label"}}, "text": "Flow.label", "uiMetaData": {"mode": 2}}),
                     "expression": expression(&label)}
                ]},
                {"__type": "LoopAction", "name": "Loop",
                 "currentIndex": json!({"config": {"ref": {"text": "Task.stop"}}, "text": "Task.stop", "uiMetaData": {"mode": 2}}),
                 "loopCount": expression(&call("Count", &[of("3")]))},
            ]
        }]
    })
}

/// The variables and expressions of a flow.
fn told(path: &str, bytes: &[u8]) -> Vec<String> {
    let format = detect::format(path, &Hint::default()).unwrap();
    let text = if format == detect::Format::Export {
        export::decode(bytes).unwrap()
    } else {
        String::from_utf8(bytes.to_vec()).unwrap()
    };
    let reading = detect::read(path, &text, format, &Hint::default(), &Limits::default());
    let sources = Sources::of(reading.facts.unwrap().kind, &reading.tree);
    let name = |container: Option<flowvet::syntax::Value<'_>>| {
        container.and_then(|it| it.get("name")).map_or_else(|| "flow".to_owned(), |it| it.scalar_text().into_owned())
    };
    let mut told = Vec::new();
    for it in sources.declarations() {
        let (variable, has_value) = (&it.variable, it.has_value);
        let flags = (has_value, variable.is_input, variable.is_output, variable.is_secure);
        told.push(format!("{}: {} {} {flags:?}", name(it.container), variable.kind, variable.name));
    }
    told.extend(
        sources.assignments().iter().map(|it| format!("{}: {:?} fills {}", name(it.container), it.by, it.name)),
    );
    for it in sources.canonical() {
        let tree = parse(&it.text);
        assert!(tree.errors.is_empty(), "{}", it.text);
        let action = it.action.and_then(|it| it.get("name")).map(|it| it.scalar_text().into_owned());
        told.push(format!("{}: {action:?}: {}", name(it.container), list(&tree, tree.root().unwrap())));
    }
    told
}

/// A tree as nested lists, without brackets around operands.
fn list(tree: &Tree<'_>, id: NodeId) -> String {
    let node = tree.node(tree.inside(id)).unwrap();
    let head = match node.kind {
        NodeKind::Variable { .. } => return tree.slice(node.span).to_lowercase(),
        NodeKind::Call { name } => tree.slice(name),
        NodeKind::Unary(operator) | NodeKind::Binary { operator, .. } => operator.sign(),
        NodeKind::Index => "[]",
        _ => return tree.slice(node.span).to_owned(),
    };
    let children: Vec<String> = tree.children(node).iter().map(|child| list(tree, *child)).collect();
    format!("({head} {})", children.join(" "))
}

#[test]
fn a_flow_has_the_same_variables_and_expressions_in_every_format() {
    let json = configuration().to_string();
    let expected = [
        "flow: string Flow.parcel (false, false, false, false)",
        "flow: integer Flow.weight (true, true, false, false)",
        "Ask: stringCollection Task.stops (false, false, false, false)",
        "Ask: Get fills Flow.parcel",
        "Ask: Other fills Flow.label",
        "Ask: Loop fills Task.stop",
        "Ask: Some(\"Heavy\"): (and (> (* flow.weight 2) 20) (! (IsSet flow.parcel)))",
        "Ask: Some(\"Update Data\"): (Append ([] task.stops 0) \" - \" (If (> flow.weight 1) call.ani \"none\"))",
        "Ask: Some(\"Loop\"): (Count task.stops)",
    ];
    assert_eq!(told("a.yaml", YAML.as_bytes()), expected);
    assert_eq!(told("a.json", json.as_bytes()), expected);
    assert_eq!(told("a.i3InboundFlow", encode(&json).as_bytes()), expected);
}
