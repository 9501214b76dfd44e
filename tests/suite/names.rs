//! The rules about attribute names, over whole projects.

use crate::project::{Project, expect, export};

/// An Archy flow of one task with these actions, one per line.
pub fn flow(actions: &[String]) -> String {
    let lines: Vec<String> = actions.iter().map(|action| format!("          - {action}\n")).collect();
    let lines = lines.concat();
    format!("inboundCall:\n  name: Orders\n  tasks:\n    - task:\n        name: Greet\n        actions:\n{lines}")
}

/// Set Participant Data with one attribute, `name` as YAML writes it.
pub fn set(name: &str) -> String {
    format!("setParticipantData: {{attributes: [{{attribute: {{name: {{lit: {name}}}, value: {{exp: Flow.x}}}}}}]}}")
}

/// Get Participant Data with one attribute.
pub fn get(name: &str) -> String {
    format!("getParticipantData: {{attributes: [{{attribute: {{name: {{lit: {name}}}, variable: Flow.x}}}}]}}")
}

/// An agent script with variables, each a name, an input and an output flag.
pub fn script(variables: &[(&str, bool, bool)]) -> String {
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
    fn the_reader_may_be_an_export() {
        let export = export(&configuration(&[("GetAttributesAction", "CITY"), ("SetAttributesAction", "street")]));
        let files = [("main.i3InboundFlow", export), ("flow.yaml", flow(&[set("city")]).into_bytes())];
        expect(
            &files,
            r"
            main.i3InboundFlow:2:124-128 error[name-case-mismatch] Get Participant Data reads `CITY`, but the attribute is set as `city` | never set with this spelling; attribute names are case-sensitive | use `city` here; otherwise the variable stays empty at run time
                flow.yaml:7:72-76 set here as `city`
                fix (safe): rename to `city`
        ",
        );
    }

    #[test]
    fn the_fix_renames_the_reader() {
        let project = Project::new(&[("a.yaml", flow(&[set("city of birth"), get("\"City of birth\"")]))]);
        assert_eq!(project.fix(), 1);
        assert_eq!(project.read("a.yaml"), flow(&[set("city of birth"), get("\"city of birth\"")]));
        assert_eq!(project.findings(), "");
    }
}

#[test]
fn padded_names() {
    let files = [
        ("a.yaml", flow(&[set("\"city \""), get("city"), set("\"\\tstreet\\u00A0\""), get("\"size\\u200B\"")])),
        ("b.yaml", flow(&[set("\"size\\u200B\""), set("city of birth")])),
    ];
    expect(
        &files,
        r"
        a.yaml:7:73-78 error[padded-name] Set Participant Data sets `city `, which ends with a space; elsewhere it is `city`, so these are two attributes | ends with a space | write `city`: the invisible character is part of the name
            a.yaml:8:72-76 `city` here
            fix (safe): rename to `city`
        a.yaml:9:73-87 warning[padded-name] Set Participant Data sets `\tstreet\u{a0}`, which starts with a tab and ends with a no-break space (U+00A0) | starts with a tab and ends with a no-break space (U+00A0) | write `street`: the invisible character is part of the name
            fix (safe): rename to `street`
        a.yaml:10:73-83 warning[padded-name] Get Participant Data reads `size\u{200b}`, which ends with a zero width space (U+200B) | ends with a zero width space (U+200B) | write `size`: the invisible character is part of the name
            fix (unsafe): rename to `size`
        b.yaml:7:73-83 warning[padded-name] Set Participant Data sets `size\u{200b}`, which ends with a zero width space (U+200B) | ends with a zero width space (U+200B) | write `size`: the invisible character is part of the name
            fix (unsafe): rename to `size`
    ",
    );
    let project = Project::new(&files);
    project.fix();
    assert_eq!(
        project.read("a.yaml"),
        flow(&[set("\"city\""), get("city"), set("\"street\""), get("\"size\\u200B\"")])
    );
}
