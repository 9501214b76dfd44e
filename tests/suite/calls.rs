//! Any input or output of a call, in any format, spoilt by hand: exactly the finding for that mistake appears, at exactly
//! that text, and no other, in whatever form the data action is written.

use flowvet::artifact::ArtifactKind;
use proptest::prelude::*;
use proptest::sample::Index;

use super::project::{Project, export};
use super::terraform::{FORMS, Form};

/// A data action with two inputs, both required, and two outputs.
fn data_action(names: &[String]) -> String {
    let [first, second, third, fourth] = names else { panic!("four names") };
    format!(
        r#"{{"name": "Order State", "config": {{
            "request": {{"requestUrlTemplate": "https://api.example/$!{{esc.url($input.{first})}}/$!{{esc.url($input.{second})}}", "requestType": "GET"}},
            "response": {{"successTemplate": "${{rawResult}}"}}}},
          "contract": {{
            "input": {{"inputSchema": {{"type": "object", "required": ["{first}", "{second}"],
              "properties": {{"{first}": {{"type": "string"}}, "{second}": {{"type": "string"}}}}}}}},
            "output": {{"successSchema": {{"type": "object",
              "properties": {{"{third}": {{"type": "string"}}, "{fourth}": {{"type": "string"}}}}}}}}}}}}"#
    )
}

/// A flow or script that calls it; a name that is `None` is left out.
fn caller(kind: ArtifactKind, names: &[Option<&str>]) -> String {
    let present = |half: usize| names.iter().skip(half * 2).take(2).flatten();
    let list = |half, each: &dyn Fn(&str) -> String, between: &str| {
        present(half).map(|name| each(name)).collect::<Vec<_>>().join(between)
    };
    match kind {
        ArtifactKind::ArchyYaml => {
            let kinds = ["exp", "var"];
            let side = |half: usize| {
                list(half, &|name| format!("                        {name}: {{{}: Flow.x}}\n", kinds[half]), "")
            };
            format!(
                "inboundCall:\n  name: Orders\n  tasks:\n    - task:\n        name: Ask\n        actions:\n          \
                 - callData:\n              name: Call\n              category:\n                Books:\n                  \
                 dataAction:\n                    Order State:\n                      inputs:\n{}                      \
                 successOutputs:\n{}",
                side(0),
                side(1)
            )
        }
        ArtifactKind::Script => {
            let side = |half| list(half, &|name| format!(r#""{name}": {{"typeName": "variable"}}"#), ", ");
            format!(
                r#"{{"id": "1", "name": "Desk", "startPageId": "1", "pages": [], "variables": [],
  "customActions": [{{"id": "2", "action": {{"block": [{{"type": "action", "actionName": "bridge.bridge",
    "actionArgumentValues": [{{"value": {{"actionName": "custom_-_1",
      "inputProperty": {{"value": {{"fieldProperties": {{{}}}}}}},
      "successProperty": {{"value": {{"fieldProperties": {{{}}}}}}}}}}}]}}]}}}}]}}"#,
                side(0),
                side(1)
            )
        }
        _ => {
            let side = |half| {
                list(half, &|name| format!(r#"{{"name": "{name}", "value": {{"config": {{"ref": {{}}}}}}}}"#), ", ")
            };
            format!(
                r#"{{"name": "Orders", "type": "inboundcall", "flowSequenceItemList": [{{"__type": "Task", "name": "Ask", "actionList": [
  {{"__type": "DataAction", "id": "1", "trackingId": 3, "name": "Call", "actionId": "custom_-_1", "actionName": "Order State",
   "category": {{"name": "Books"}}, "inputs": [{}], "outputs": [{}]}}]}}]}}"#,
                side(0),
                side(1)
            )
        }
    }
}

/// Scripts know data actions by their ids, and this knows which data action has the id.
fn snapshot(names: &[String]) -> String {
    let [first, second, third, fourth] = names else { panic!("four names") };
    let properties = |one, other| format!(r#"{{"{one}": {{"type": "string"}}, "{other}": {{"type": "string"}}}}"#);
    format!(
        r#"{{"name": "Other", "type": "inboundcall", "flowSequenceItemList": [], "uiMetaData": {{"actionServiceActions": [
  {{"id": "custom_-_1", "name": "Order State", "category": "Books", "contract": {{
    "input": {{"inputSchemaFlattened": {{"schema": {{"type": "object", "required": ["{first}", "{second}"], "properties": {}}}}}}},
    "output": {{"successSchemaFlattened": {{"schema": {{"type": "object", "properties": {}}}}}}}}}}}]}}}}"#,
        properties(first, second),
        properties(third, fourth)
    )
}

fn path(kind: ArtifactKind) -> &'static str {
    match kind {
        ArtifactKind::ArchyYaml => "flow.yaml",
        ArtifactKind::Script => "desk.script",
        ArtifactKind::Export => "flow.i3InboundFlow",
        _ => "flow.json",
    }
}

/// What is found when the call passes and takes these names.
fn findings(
    kind: ArtifactKind,
    form: Option<Form>,
    names: &[String],
    called: &[Option<&str>],
) -> Vec<(String, String)> {
    let text = caller(kind, called);
    let bytes = if kind == ArtifactKind::Export { export(&text) } else { text.clone().into_bytes() };
    let action = data_action(names);
    let (file, action) = form.map_or(("state.json", action.clone()), |form| {
        (form.file(), form.write(&serde_json::from_str(&action).unwrap()))
    });
    let project =
        Project::new(&[(file, action.into_bytes()), ("other.json", snapshot(names).into_bytes()), (path(kind), bytes)]);
    let found = project.outcome().diagnostics.into_iter().map(|it| {
        let location = it.primary.location;
        assert_eq!(&*location.file, path(kind), "{}", it.message);
        (it.rule.to_owned(), text[location.place.span.range()].to_owned())
    });
    found.collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn every_mistake_in_a_call_yields_exactly_its_finding(
        kind in prop::sample::select(vec![ArtifactKind::ArchyYaml, ArtifactKind::FlowConfiguration, ArtifactKind::Export, ArtifactKind::Script]),
        form in prop::option::of(prop::sample::select(FORMS.to_vec())),
        names in prop::collection::hash_set("[a-z][a-zA-Z0-9]{3,9}", 4),
        chosen in any::<Index>(),
        new in "[A-Z][a-z]{3,9}[0-9]",
        mistake in 0..3,
    ) {
        let names: Vec<String> = names.into_iter().collect();
        let lower: std::collections::HashSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
        prop_assume!(lower.len() == 4 && !lower.contains(&new.to_lowercase()));
        let right: Vec<Option<&str>> = names.iter().map(|name| Some(name.as_str())).collect();
        prop_assert_eq!(findings(kind, form, &names, &right), []);

        let number = chosen.index(4);
        let upper = names[number].to_uppercase();
        let wrong = match mistake {
            0 => Some(new.as_str()),
            1 => Some(upper.as_str()),
            _ => None,
        };
        let mut called = right.clone();
        called[number] = wrong;
        let expected = match (wrong, number < 2) {
            (Some(wrong), is_input) => {
                vec![(if is_input { "call-input" } else { "call-output" }.to_owned(), wrong.to_owned())]
            }
            // All inputs are required; an output may be left out.
            (None, true) => {
                let callee = if kind == ArtifactKind::Script { "custom_-_1" } else { "Order State" };
                vec![("call-input".to_owned(), callee.to_owned())]
            }
            (None, false) => Vec::new(),
        };
        prop_assert_eq!(findings(kind, form, &names, &called), expected);
    }
}
