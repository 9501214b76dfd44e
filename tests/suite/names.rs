//! The rules about attribute names, over whole projects.

use crate::project::{Project, expect, export};

/// An Archy flow of one task with these actions, one per line.
fn flow(actions: &[String]) -> String {
    let lines: Vec<String> = actions.iter().map(|action| format!("          - {action}\n")).collect();
    let lines = lines.concat();
    format!("inboundCall:\n  name: Orders\n  tasks:\n    - task:\n        name: Greet\n        actions:\n{lines}")
}

/// Set Participant Data with one attribute, `name` as YAML writes it.
fn set(name: &str) -> String {
    format!("setParticipantData: {{attributes: [{{attribute: {{name: {{lit: {name}}}, value: {{exp: Flow.x}}}}}}]}}")
}

/// Get Participant Data with one attribute.
fn get(name: &str) -> String {
    format!("getParticipantData: {{attributes: [{{attribute: {{name: {{lit: {name}}}, variable: Flow.x}}}}]}}")
}

/// An agent script with variables, each a name, an input and an output flag.
fn script(variables: &[(&str, bool, bool)]) -> String {
    let variable = |(name, input, output): &(&str, bool, bool)| {
        format!(
            r#"{{"id": "id of {name}", "name": "{name}", "type": {{"name": "string"}}, "input": {input}, "output": {output}}}"#
        )
    };
    let variables: Vec<String> = variables.iter().map(variable).collect();
    let variables = variables.join(",\n");
    format!(
        "{{\"name\": \"Desk\", \"startPageId\": \"p\", \"pages\": [], \"customActions\": [], \"dataVersion\": 0, \"variables\": [\n{variables}]}}"
    )
}

/// A flow configuration of one task, each line a Set or Get action with one literal name.
fn configuration(actions: &[(&str, &str)]) -> String {
    let action = |(own_type, name): &(&str, &str)| {
        format!(
            r#"{{"__type": "{own_type}", "name": "Data", "trackingId": 7, "variables": [{{"variable": {{"config": {{"lit": {{"text": "{name}", "type": "str"}}}}, "text": "{name}", "type": "str"}}, "expression": {{"config": {{"ref": {{"val": "1"}}}}, "text": "Flow.x", "type": "str"}}}}]}}"#
        )
    };
    let actions: Vec<String> = actions.iter().map(action).collect();
    let actions = actions.join(",\n");
    format!(
        "{{\"name\": \"Orders\", \"type\": \"inboundcall\", \"manifest\": {{}}, \"flowSequenceItemList\": [{{\"__type\": \"Task\", \"name\": \"Greet\", \"actionList\": [\n{actions}]}}]}}"
    )
}

mod case {
    use super::*;

    #[test]
    fn a_get_in_one_flow_against_a_set_in_another() {
        let files =
            [("flows/main.yaml", flow(&[set("orderNumber")])), ("flows/queue.yaml", flow(&[get("OrderNumber")]))];
        expect(&files, "");
    }

    #[test]
    fn the_writer_may_be_any_artefact() {
        let files = [
            ("flow.yaml", flow(&[get("City"), get("Street"), get("Country"), get("Answer")])),
            ("address.payload.json", r#"{"attributes": {"city": "Port Elm"}}"#.to_owned()),
            ("desk.script", script(&[("street", false, true)])),
            ("main.json", configuration(&[("SetAttributesAction", "country")])),
            ("survey.payload.json", r#"{"data": {"answer": "{{flow.answer}}"}}"#.to_owned()),
        ];
        expect(&files, "");
    }

    #[test]
    fn the_reader_may_be_an_export() {
        let export = export(&configuration(&[("GetAttributesAction", "CITY"), ("SetAttributesAction", "street")]));
        let files = [("main.i3InboundFlow", export), ("flow.yaml", flow(&[set("city")]).into_bytes())];
        expect(&files, "");
    }

    #[test]
    fn a_read_that_is_written_as_it_is_read_is_fine() {
        let files = [("a.yaml", flow(&[set("city"), get("city")])), ("b.yaml", flow(&[get("city"), get("other")]))];
        expect(&files, "");
    }

    #[test]
    fn of_several_spellings_the_most_used_one_comes_first() {
        let files = [("a.yaml", flow(&[set("CITY"), set("city"), set("city"), get("City")]))];
        expect(&files, "");
    }

    #[test]
    fn a_long_list_of_writers_is_cut() {
        let writers: Vec<String> = (0..12).map(|_| set("city")).collect();
        let files = [("a.yaml", flow(&writers)), ("b.yaml", flow(&[get("City")]))];
        expect(&files, "");
    }

    #[test]
    fn the_fix_renames_the_reader() {
        let project = Project::new(&[("a.yaml", flow(&[set("city of birth"), get("\"City of birth\"")]))]);
        assert_eq!(project.fix(), 1);
        assert_eq!(project.read("a.yaml"), flow(&[set("city of birth"), get("\"city of birth\"")]));
        assert_eq!(project.findings(), "");
    }

    #[test]
    fn a_script_variable_finds_context_names_too() {
        let files = [
            ("desk.script", script(&[("email", true, false), ("phone", true, false), ("city", true, false)])),
            ("flow.yaml", flow(&[set("context.email"), set("Email"), set("Context.phone"), set("City")])),
        ];
        expect(&files, "");
    }

    #[test]
    fn a_script_variable_with_both_flags_may_mean_nothing() {
        let files = [
            ("desk.script", script(&[("City", true, true), ("Street", true, true), ("Size", true, true)])),
            ("other.script", script(&[("size", true, true)])),
            ("flow.yaml", flow(&[set("city"), get("street")])),
        ];
        expect(&files, "");
    }
}

#[test]
fn names_written_in_two_cases() {
    let files = [
        ("a.yaml", flow(&[set("city"), set("City"), get("City")])),
        ("b.yaml", flow(&[set("city"), set("city")])),
        ("desk.script", script(&[("CITY", true, true)])),
    ];
    expect(&files, "");
}

#[test]
fn padded_names() {
    let files = [
        ("a.yaml", flow(&[set("\"city \""), get("city"), set("\"\\tstreet\\u00A0\""), get("\"size\\u200B\"")])),
        ("b.yaml", flow(&[set("\"size\\u200B\""), set("city of birth")])),
    ];
    expect(&files, "");
    let project = Project::new(&files);
    project.fix();
    assert_eq!(
        project.read("a.yaml"),
        flow(&[set("\"city\""), get("city"), set("\"street\""), get("\"size\\u200B\"")])
    );
}

#[test]
fn names_that_are_empty() {
    let none = "getParticipantData: {attributes: [{attribute: {name: {noValue: true}, variable: Flow.x}}]}".to_owned();
    let constant =
        "getParticipantData: {attributes: [{attribute: {name: {exp: '\" \"'}, variable: Flow.x}}]}".to_owned();
    let files = [
        ("a.yaml", flow(&[set("\"\""), set("\" \""), set("null"), none, constant])),
        ("b.json", configuration(&[("SetAttributesAction", "")])),
        ("c.payload.json", r#"{"attributes": {"": "x", " ": "y"}}"#.to_owned()),
        ("desk.script", script(&[("", true, true)])),
    ];
    expect(&files, "");
}

#[test]
fn a_name_twice_in_one_set() {
    let row = |name: &str, value: &str| format!("{{attribute: {{name: {{lit: {name}}}, value: {{exp: {value}}}}}}}");
    let rows = |kind: &str, rows: &[String]| format!("{kind}: {{attributes: [{}]}}", rows.join(", "));
    let gets = "getParticipantData: {attributes: [{attribute: {name: {lit: a}, variable: Flow.x}}, {attribute: {name: {lit: a}, variable: Flow.y}}]}";
    let files = [(
        "a.yaml",
        flow(&[
            rows(
                "setParticipantData",
                &[row("a", "Flow.x"), row("a", "Flow.x"), row("b", "Flow.x"), row("a", "Flow.z")],
            ),
            rows("setConversationData", &[row("a", "Flow.x"), row("c", "Flow.x")]),
            gets.to_owned(),
        ]),
    )];
    expect(&files, "");
}

#[test]
fn names_that_are_computed() {
    let exp = |name: &str| {
        format!("getParticipantData: {{attributes: [{{attribute: {{name: {{exp: '{name}'}}, variable: Flow.x}}}}]}}")
    };
    let files = [("a.yaml", flow(&[exp("Flow.name"), exp(r#""city""#), exp(r#""city" + Flow.number"#)]))];
    expect(&files, "");
}

#[test]
fn placeholders_in_names() {
    let files = [
        ("a.yaml", flow(&[set("\"{{prefix}}_city\""), set("\"{{flow.input.id}}\""), get("\"{{terraform.prefix}}\"")])),
        ("b.json", configuration(&[("SetAttributesAction", "a{{Flow.id}}b"), ("GetAttributesAction", "{{prefix}}")])),
        (
            "c.payload.json",
            r#"{"attributes": {"a\u0062{{interaction.id}}": "x", "{{interaction.id}}": "y"}}"#.to_owned(),
        ),
    ];
    expect(&files, "");
}
