//! The span of a part of an expression covers exactly that part of the file, whatever is around it.

use flowvet::artifact::flow::expressions::{Expressions, Sources};
use flowvet::artifact::{Hint, detect, export};
use flowvet::expr::architect::NodeKind;
use flowvet::syntax::Limits;

use crate::export::encode;

/// Checks that the variables of the only expression are these texts of the file.
#[track_caller]
fn covers(path: &str, text: &str, expected: &[&str]) {
    let format = detect::format(path, &Hint::default()).unwrap();
    let reading = detect::read(path, text, format, &Hint::default(), &Limits::default());
    let sources = Sources::of(reading.facts.unwrap().kind, &reading.tree);
    let expressions = Expressions::read(&sources);
    let [expression] = expressions.all.as_slice() else { panic!("{text}") };
    let nodes = expression.tree.nodes();
    let variables = nodes.filter(|(_, node)| matches!(node.kind, NodeKind::Variable { .. }));
    let covered: Vec<&str> = variables.map(|(id, _)| &text[expression.span_of(id).range()]).collect();
    assert_eq!(covered, expected, "{text}");
}

fn yaml(expression: &str) -> String {
    format!(
        "inboundCall:\n  name: Courier\n  startUpTaskActions:\n    - decision:\n        name: Heavy\n        condition:\n          exp: {expression}\n"
    )
}

#[test]
fn in_every_kind_of_yaml_string() {
    let both = ["Flow.größe", "Flow.tür"];
    covers("a.yaml", &yaml("Flow.größe == Flow.tür"), &both);
    covers("a.yaml", &yaml("Flow.größe\n            ==\n\n            Flow.tür"), &both);
    covers("a.yaml", &yaml("'Append(\"it''s\", Flow.größe) == Flow.tür'"), &both);
    covers(
        "a.yaml",
        &yaml(
            r#""Append(\"\\\"\t\u00e4\x41\", Flow.größe) \
            == Flow.tür""#,
        ),
        &both,
    );
    covers("a.yaml", &yaml(r#""\"\" == Flow.gr\u00f6\xdfe and Flow.tür""#), &[r"Flow.gr\u00f6\xdfe", "Flow.tür"]);
    covers(
        "a.yaml",
        &yaml("|\n            Append(\"ä\",\n                Flow.größe)\n\n            == Flow.tür\n"),
        &both,
    );
    covers(
        "a.yaml",
        &yaml(">-\n            Append(\"ä\",\n            Flow.größe)\n\n              == Flow.tür\n"),
        &both,
    );
    covers("a.yaml", &yaml(">2+\n              Flow.größe\n            == Flow.tür\n\n"), &both);
    covers("a.yaml", &yaml("|\n            Flow.größe\n            == Flow.tür\n").replace('\n', "\r\n"), &both);
}

/// A flow configuration with an expression that Architect could not read, `text` being the string in the file.
fn json(text: &str) -> String {
    format!(
        r#"{{"name": "Courier", "type": "inboundcall", "manifest": {{}}, "flowSequenceItemList": [{{"__type": "Task", "name": "Ask", "actionList": [{{"__type": "DecisionAction", "name": "Heavy", "expression": {{"text": {text}, "uiMetaData": {{"mode": 0}}}}}}]}}]}}"#
    )
}

#[test]
fn in_json_with_escapes_and_in_an_export() {
    let text = json(r#""Append(\"\\\"\", Flow.größe)\n\t== \u0046low.t\u00fcr and Flow.\ud835\udc00""#);
    let both = ["Flow.größe", r"\u0046low.t\u00fcr"];
    covers("a.json", &text, &both);
    let exported = export::decode(encode(&text).as_bytes()).unwrap();
    covers("a.i3InboundFlow", &exported, &both);
}
