//! Agent scripts.

use crate::uses::{path_of, paths, uses};

/// A script with these variables.
fn script(variables: &str) -> String {
    format!(r#"{{"id": "1", "name": "Desk", "startPageId": "2", "pages": [], "variables": [{variables}]}}"#)
}

fn variable(members: &str) -> String {
    script(&format!(
        r#"{{"id": "3", "name": "Customer Name", "type": {{"name": "string", "isDynamic": false}}, {members}}}"#
    ))
}

fn told(text: &str) -> Vec<String> {
    uses("desk.script", text)
}

#[test]
fn the_flags_of_a_variable_decide_its_uses() {
    let name = r#"#0 Literal("Customer Name") at Customer Name"#;
    assert_eq!(told(&variable(r#""input": true, "output": false"#)), [format!("Get ScriptVariable {name}")]);
    assert_eq!(told(&variable(r#""input": false, "output": true"#)), [format!("Set ScriptVariable {name}")]);
    assert_eq!(
        told(&variable(r#""input": true, "output": true"#)),
        [format!("Get ScriptVariableBothWays {name}"), format!("Set ScriptVariableBothWays {name}")]
    );
    assert_eq!(told(&variable(r#""input": false"#)), [""; 0]);
}

#[test]
fn a_variable_without_flags_is_local() {
    let variable = |name: &str, members: &str| format!(r#"{{"name": "{name}", {members}}}"#);
    let text = script(
        &[
            variable("Step", r#""input": false, "output": false"#),
            variable("Memo", r#""type": {"name": "string"}"#),
            variable("Sum", r#""type": {"isDynamic": true}"#),
            variable("Order", r#""input": true"#),
        ]
        .join(", "),
    );
    let facts = crate::uses::facts("desk.script", &text);
    let names: Vec<_> = facts.local_variables.iter().filter_map(|name| name.text.known()).collect();
    assert_eq!(names, ["Step", "Memo"]);
}

#[test]
fn a_dynamic_variable_is_neither() {
    let text =
        script(r#"{"name": "Sum", "type": {"name": "number", "isDynamic": true}, "input": true, "output": true}"#);
    assert_eq!(told(&text), [""; 0]);
}

#[test]
fn a_name_may_be_missing_or_finished_at_deployment() {
    let text = script(
        r#"{"name": "{{prefix}} Name", "input": true}, {"name": null, "input": true}, {"input": true}, {"name": 5, "input": true}"#,
    );
    assert_eq!(
        told(&text),
        [
            r#"Get ScriptVariable #0 Unresolved("{{prefix}} Name") at {{prefix}} Name [{{prefix}} Deployment]"#,
            "Get ScriptVariable #0 Missing at null",
            r#"Get ScriptVariable #0 Missing at {"input": true}"#,
            r#"Get ScriptVariable #0 OtherType("5") at 5"#,
        ]
    );
}

#[test]
fn the_path_names_script_and_variable() {
    assert_eq!(paths("desk.script", &variable(r#""input": true"#)), [r#"script "Desk" › variable "Customer Name""#]);
}

#[test]
fn every_node_of_a_script_or_data_action_has_a_path() {
    let text = variable(r#""input": true, "description": "who calls""#);
    assert_eq!(path_of("desk.script", &text, "who calls"), r#"script "Desk" › variable "Customer Name""#);
    assert_eq!(path_of("desk.script", &text, "2"), r#"script "Desk""#);
    let action = r#"{"name": "Find", "config": {"request": {"requestType": "GET"}}, "contract": {}}"#;
    assert_eq!(path_of("a.json", action, "GET"), r#"data action "Find""#);
}

#[test]
fn broken_scripts_are_partially_read() {
    for text in ["", "[]", "{", r#"{"variables": 5}"#, r#"{"variables": [null, 5, "x", []]}"#] {
        assert_eq!(told(text), [""; 0], "{text}");
    }
}
