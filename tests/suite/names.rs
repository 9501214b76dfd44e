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
    fn a_get_in_one_flow_against_a_set_in_another() {
        let files =
            [("flows/main.yaml", flow(&[set("orderNumber")])), ("flows/queue.yaml", flow(&[get("OrderNumber")]))];
        expect(
            &files,
            r"
            flows/queue.yaml:7:72-83 error[name-case-mismatch] Get Participant Data reads `OrderNumber`, but the attribute is set as `orderNumber` | never set with this spelling; attribute names are case-sensitive | write `orderNumber` in Get Participant Data; at run time the variable is not filled otherwise
                flows/main.yaml:7:72-83 set here as `orderNumber`
                fix (safe): rename to `orderNumber`
        ",
        );
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
        expect(
            &files,
            r"
            flow.yaml:7:72-76 error[name-case-mismatch] Get Participant Data reads `City`, but the attribute is set as `city` | never set with this spelling; attribute names are case-sensitive | write `city` in Get Participant Data; at run time the variable is not filled otherwise
                address.payload.json:1:18-22 set here as `city`
                fix (safe): rename to `city`
            flow.yaml:8:72-78 error[name-case-mismatch] Get Participant Data reads `Street`, but the attribute is set as `street` | never set with this spelling; attribute names are case-sensitive | write `street` in Get Participant Data; at run time the variable is not filled otherwise
                desk.script:2:33-39 set here as `street`
                fix (safe): rename to `street`
            flow.yaml:9:72-79 error[name-case-mismatch] Get Participant Data reads `Country`, but the attribute is set as `country` | never set with this spelling; attribute names are case-sensitive | write `country` in Get Participant Data; at run time the variable is not filled otherwise
                main.json:2:124-131 set here as `country`
                fix (safe): rename to `country`
            flow.yaml:10:72-78 error[name-case-mismatch] Get Participant Data reads `Answer`, but the attribute is set as `answer` | never set with this spelling; attribute names are case-sensitive | write `answer` in Get Participant Data; at run time the variable is not filled otherwise
                survey.payload.json:1:12-18 set here as `answer`
                fix (safe): rename to `answer`
        ",
        );
    }

    #[test]
    fn the_reader_may_be_an_export() {
        let export = export(&configuration(&[("GetAttributesAction", "CITY"), ("SetAttributesAction", "street")]));
        let files = [("main.i3InboundFlow", export), ("flow.yaml", flow(&[set("city")]).into_bytes())];
        expect(
            &files,
            r"
            main.i3InboundFlow:2:124-128 error[name-case-mismatch] Get Participant Data reads `CITY`, but the attribute is set as `city` | never set with this spelling; attribute names are case-sensitive | write `city` in Get Participant Data; at run time the variable is not filled otherwise
                flow.yaml:7:72-76 set here as `city`
                fix (safe): rename to `city`
        ",
        );
    }

    #[test]
    fn a_read_that_is_written_as_it_is_read_is_fine() {
        let files = [("a.yaml", flow(&[set("city"), get("city")])), ("b.yaml", flow(&[get("city"), get("other")]))];
        expect(&files, "");
    }

    #[test]
    fn of_several_spellings_the_most_used_one_comes_first() {
        let files = [("a.yaml", flow(&[set("CITY"), set("city"), set("city"), get("City")]))];
        expect(
            &files,
            r"
            a.yaml:7:72-76 warning[mixed-case-name] Set Participant Data sets `CITY`, but the attribute is also set as `city` | these are two attributes; names are case-sensitive | write `city` everywhere; whoever reads one of the two does not see the other
                a.yaml:8:72-76 set here as `city`
                a.yaml:9:72-76 set here as `city`
            a.yaml:10:72-76 error[name-case-mismatch] Get Participant Data reads `City`, but the attribute is set as `city` (also as `CITY`) | never set with this spelling; attribute names are case-sensitive | write `city` in Get Participant Data; at run time the variable is not filled otherwise
                a.yaml:8:72-76 set here as `city`
                a.yaml:9:72-76 set here as `city`
                a.yaml:7:72-76 set here as `CITY`
        ",
        );
    }

    #[test]
    fn a_long_list_of_writers_is_cut() {
        let writers: Vec<String> = (0..12).map(|_| set("city")).collect();
        let files = [("a.yaml", flow(&writers)), ("b.yaml", flow(&[get("City")]))];
        expect(
            &files,
            r"
            b.yaml:7:72-76 error[name-case-mismatch] Get Participant Data reads `City`, but the attribute is set as `city` | never set with this spelling; attribute names are case-sensitive | write `city` in Get Participant Data; at run time the variable is not filled otherwise
                a.yaml:7:72-76 set here as `city`
                a.yaml:8:72-76 set here as `city`
                a.yaml:9:72-76 set here as `city`
                a.yaml:10:72-76 set here as `city`
                a.yaml:11:72-76 set here as `city`
                a.yaml:12:72-76 set here as `city`
                a.yaml:13:72-76 set here as `city`
                a.yaml:14:72-76 set here as `city`
                a.yaml:15:72-76 set here as `city`
                a.yaml:16:72-76 set here as `city`, and in 2 more places
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

    #[test]
    fn a_script_variable_finds_context_names_too() {
        let files = [
            ("desk.script", script(&[("email", true, false), ("phone", true, false), ("city", true, false)])),
            ("flow.yaml", flow(&[set("context.email"), set("Email"), set("Context.phone"), set("City")])),
        ];
        expect(
            &files,
            r"
            desk.script:3:32-37 error[name-case-mismatch] the script variable reads `phone`, but the attribute is set as `Context.phone` | never set with this spelling; attribute names are case-sensitive | give the attribute and the script variable one spelling; the variable is not filled from `Context.phone`
                flow.yaml:9:72-85 set here as `Context.phone`
            desk.script:4:31-35 error[name-case-mismatch] the script variable reads `city`, but the attribute is set as `City` | never set with this spelling; attribute names are case-sensitive | give the attribute and the script variable one spelling; the variable is not filled from `City`
                flow.yaml:10:72-76 set here as `City`
        ",
        );
    }

    #[test]
    fn a_script_variable_with_both_flags_may_mean_nothing() {
        let files = [
            ("desk.script", script(&[("City", true, true), ("Street", true, true), ("Size", true, true)])),
            ("other.script", script(&[("size", true, true)])),
            ("flow.yaml", flow(&[set("city"), get("street")])),
        ];
        expect(
            &files,
            r"
            desk.script:2:31-35 warning[name-case-mismatch] the script variable reads `City`, but the attribute is set as `city` | never set with this spelling; attribute names are case-sensitive | give the attribute and the script variable one spelling; the variable is not filled from `city`
                flow.yaml:7:72-76 set here as `city`
            flow.yaml:8:72-78 warning[name-case-mismatch] Get Participant Data reads `street`, but the attribute is set as `Street` | never set with this spelling; attribute names are case-sensitive | write `Street` in Get Participant Data; at run time the variable is not filled otherwise
                desk.script:3:33-39 set here as `Street`
        ",
        );
    }
}

#[test]
fn names_written_in_two_cases() {
    let files = [
        ("a.yaml", flow(&[set("city"), set("City"), get("City")])),
        ("b.yaml", flow(&[set("city"), set("city")])),
        ("desk.script", script(&[("CITY", true, true)])),
    ];
    expect(
        &files,
        r"
        a.yaml:7:72-76 warning[mixed-case-name] Set Participant Data sets `city`, but the attribute is also set as `City` | these are two attributes; names are case-sensitive | write `City` everywhere; whoever reads one of the two does not see the other
            a.yaml:8:72-76 set here as `City`
        b.yaml:7:72-76 warning[mixed-case-name] Set Participant Data sets `city`, but the attribute is also set as `City` | these are two attributes; names are case-sensitive | write `City` everywhere; whoever reads one of the two does not see the other
            a.yaml:8:72-76 set here as `City`
        b.yaml:8:72-76 warning[mixed-case-name] Set Participant Data sets `city`, but the attribute is also set as `City` | these are two attributes; names are case-sensitive | write `City` everywhere; whoever reads one of the two does not see the other
            a.yaml:8:72-76 set here as `City`
        desk.script:2:31-35 warning[name-case-mismatch] the script variable reads `CITY`, but the attribute is set as `city` (also as `City`) | never set with this spelling; attribute names are case-sensitive | give the attribute and the script variable one spelling; the variable is not filled from `city`
            a.yaml:7:72-76 set here as `city`
            b.yaml:7:72-76 set here as `city`
            b.yaml:8:72-76 set here as `city`
            a.yaml:8:72-76 set here as `City`
    ",
    );
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
        a.yaml:7:73-78 error[padded-name] Set Participant Data sets `city `, which ends in a blank, but the attribute is `city` elsewhere | ends in a blank | write `city`; what nobody sees is part of the name
            a.yaml:8:72-76 `city` here
            fix (safe): rename to `city`
        a.yaml:9:73-87 warning[padded-name] Set Participant Data sets `\tstreet\u{a0}`, which starts with a tab and ends in a no-break space (U+00A0) | starts with a tab and ends in a no-break space (U+00A0) | write `street`; what nobody sees is part of the name
            fix (safe): rename to `street`
        a.yaml:10:73-83 warning[padded-name] Get Participant Data reads `size\u{200b}`, which ends in a zero width space (U+200B) | ends in a zero width space (U+200B) | write `size`; what nobody sees is part of the name
            fix (unsafe): rename to `size`
        b.yaml:7:73-83 warning[padded-name] Set Participant Data sets `size\u{200b}`, which ends in a zero width space (U+200B) | ends in a zero width space (U+200B) | write `size`; what nobody sees is part of the name
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
    expect(
        &files,
        r"
        a.yaml:7:72-74 error[empty-name] Set Participant Data has an attribute without a name | no name here | write the name of the attribute
        a.yaml:8:73-74 error[empty-name] Set Participant Data has an attribute without a name | no name here | write the name of the attribute
        a.yaml:9:72-76 error[empty-name] Set Participant Data has an attribute without a name | no name here | write the name of the attribute
        a.yaml:10:67-74 error[empty-name] Get Participant Data has an attribute without a name | no name here | write the name of the attribute
        a.yaml:11:74-75 error[empty-name] Get Participant Data has an attribute without a name | no name here | write the name of the attribute
        b.json:2:123-125 error[empty-name] Set Participant Data has an attribute without a name | no name here | write the name of the attribute
        c.payload.json:1:17-19 error[empty-name] the payload has an attribute without a name | no name here | write the name of the attribute
        c.payload.json:1:27-28 error[empty-name] the payload has an attribute without a name | no name here | write the name of the attribute
        desk.script:2:26-28 error[empty-name] the script variable has no name | no name here | write the name of the attribute
    ",
    );
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
    expect(
        &files,
        r"
        a.yaml:7:125-126 warning[duplicate-name] Set Participant Data sets `a` twice in one action | set again; the last value wins | remove one of the two rows
            a.yaml:7:72-73 first set here
            fix (safe): remove the repeated row
        a.yaml:7:231-232 warning[duplicate-name] Set Participant Data sets `a` twice in one action | set again; the last value wins | keep the row that is meant, or give this one its own name
            a.yaml:7:72-73 first set here
    ",
    );
}

#[test]
fn names_that_are_computed() {
    let exp = |name: &str| {
        format!("getParticipantData: {{attributes: [{{attribute: {{name: {{exp: '{name}'}}, variable: Flow.x}}}}]}}")
    };
    let files = [("a.yaml", flow(&[exp("Flow.name"), exp(r#""city""#), exp(r#""city" + Flow.number"#)]))];
    expect(
        &files,
        r"
        a.yaml:7:73-82 warning[dynamic-name] Get Participant Data computes the name of an attribute | the name is known at run time only | write the name as a literal; a computed name can be neither checked nor found
        a.yaml:9:73-93 warning[dynamic-name] Get Participant Data computes the name of an attribute | the name is known at run time only | write the name as a literal; a computed name can be neither checked nor found
    ",
    );
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
    expect(
        &files,
        r#"
        a.yaml:8:73-90 error[template-in-name] Set Participant Data has the placeholder `{{flow.input.id}}` in an attribute name | replaced at deployment only, when there is no call yet | write the name as a literal, as in `sessionRef`, and give it a value such as `Flow.sessionId`
        b.json:2:125-136 error[template-in-name] Set Participant Data has the placeholder `{{Flow.id}}` in an attribute name | nothing replaces this; the name keeps the braces | write the name as a literal, as in `sessionRef`, and give it a value such as `Flow.sessionId`
        b.json:3:124-134 error[template-in-name] Get Participant Data has the placeholder `{{prefix}}` in an attribute name | nothing replaces this; the name keeps the braces | write the name as a literal, as in `sessionRef`
        c.payload.json:1:25-43 error[template-in-name] the payload has the placeholder `{{interaction.id}}` in an attribute name | nothing replaces this; the name keeps the braces | write the name as a literal, as in `"sessionRef": "…"`; only the value may change
        c.payload.json:1:52-70 error[template-in-name] the payload has the placeholder `{{interaction.id}}` in an attribute name | nothing replaces this; the name keeps the braces | write the name as a literal, as in `"sessionRef": "…"`; only the value may change
    "#,
    );
}

#[test]
fn names_in_snippets_and_data_actions() {
    let action = r#"{
  "name": "Store city",
  "config": {"request": {
    "requestUrlTemplate": "/api/v2/conversations/${input.c}/participants/${input.p}/attributes",
    "requestType": "PATCH",
    "requestTemplate": "{\"attributes\": {\"{{flow.x}}\": \"{{flow.y}}\", \"${input.key}\": \"x\", \"\": \"x\", \"size \": \"x\"}}"
  }},
  "contract": {}
}"#;
    let snippet = "flow.data.set(\"{{flow.id}}\", 1);\nflow.data.get(\"city\" + number);\nflow.data.get(\"size\");\nflow.data.set(\"\", 1);\n";
    let files = [("flowvet.toml", "snippets = [\"*.js\"]\n"), ("a.custom.json", action), ("b.js", snippet)];
    expect(
        &files,
        r#"
        a.custom.json:6:45-55 error[template-in-name] the request body of the data action has the placeholder `{{flow.x}}` in an attribute name | nothing replaces this; the name keeps the braces | write the name as a literal, or as a Velocity reference such as `${input.name}`
        a.custom.json:6:61-71 error[template-in-value] the request body of the data action has the placeholder `{{flow.y}}` in an attribute value | nothing replaces this; it is stored as it is written | use Velocity, as in `${input.sessionId}`
        a.custom.json:6:100-104 error[empty-name] the request body of the data action has an attribute without a name | no name here | write the name of the attribute
        a.custom.json:6:115-120 error[padded-name] the request body of the data action sets `size `, which ends in a blank, but the attribute is `size` elsewhere | ends in a blank | write `size`; what nobody sees is part of the name
            b.js:3:16-20 `size` here
        b.js:1:16-27 error[template-in-name] the script snippet has the placeholder `{{flow.id}}` in an attribute name | nothing replaces this; the name keeps the braces | write the name as a literal, as in `flow.data.set("sessionRef", value)`
        b.js:2:15-30 warning[dynamic-name] the script snippet computes the name of an attribute | the name is known at run time only | write the name as a literal; a computed name can be neither checked nor found
        b.js:4:15-17 error[empty-name] the script snippet has an attribute without a name | no name here | write the name of the attribute
    "#,
    );
}
