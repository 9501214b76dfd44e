//! `flowvet fix`: files in, files out. What is fixed, what stays as it is byte for byte, and what is left out.

use std::fs;

use base64::Engine;
use flowvet::artifact::export::{decode, encode};
use flowvet::diagnostic::{Diagnostic, Edit, Fix, Safety, Severity};
use flowvet::expr::jsonpath::Notation;
use flowvet::fix::{Fixes, write};
use flowvet::report;
use flowvet::rules::{FileContext, Group, Meta, Rule};
use flowvet::text::Span;
use proptest::prelude::*;
use serde_json::json;

use crate::project::Project;

/// Fixes a project of these files and returns the first one. A second run must change nothing.
fn fixed(files: &[(&str, &str)]) -> String {
    let project = Project::new(files);
    project.fix();
    assert_eq!(project.fix(), 0, "the second run");
    project.read(files[0].0)
}

const SET: &str = "inboundCall:\n  name: Main\n  tasks:\n    - task:\n        name: Greet\n        actions:\n          - setParticipantData: {attributes: [{attribute: {name: {lit: shelfMark}, value: {exp: Flow.x}}}]}\n";

/// A flow that gets `ShelfMark`, `written` as it is in the file.
fn get(written: &str) -> String {
    format!(
        "# the queue of the bookshop\ninqueueCall:\n  name: 'Queue'\n  startUpTaskActions:\n    - getParticipantData:\n        name:  Who # calls\n        attributes:\n          - attribute:\n              name: {{ lit: {written} }} # a mark\n              variable: \"Flow.mark\"\n"
    )
}

#[test]
fn a_rename_in_yaml_keeps_quotes_comments_spaces_and_line_endings() {
    for (before, after) in
        [("ShelfMark", "shelfMark"), ("'ShelfMark'", "'shelfMark'"), (r#""Shelf\x4dark""#, r#""shelfMark""#)]
    {
        assert_eq!(fixed(&[("queue.yaml", &get(before)), ("main.yaml", SET)]), get(after));
        let windows = |text: &str| format!("\u{feff}{}", get(text).replace('\n', "\r\n"));
        assert_eq!(fixed(&[("queue.yaml", &windows(before)), ("main.yaml", SET)]), windows(after));
    }
}

#[test]
fn an_expression_stays_valid() {
    let reader = |name: &str| get("PLACE").replace("{ lit: PLACE }", &format!("{{ exp: {name} }}"));
    // A name that is an expression is changed by hand.
    for name in [r#"'"ShelfMark"'"#, r#""\"Shelf\u004dark\"""#, r#"'Append("Shelf", "Mark")'"#] {
        assert_eq!(fixed(&[("queue.yaml", &reader(name)), ("main.yaml", SET)]), reader(name));
    }
}

#[test]
fn a_name_that_is_spelled_right_may_be_an_optional_input() {
    let action = |name: &str| {
        format!(
            r#"{{"name": "Find book", "config": {{"request": {{"requestUrlTemplate": "https://api.example/books?mark=${{input.{name}}}", "requestType": "GET"}},
  "response": {{"successTemplate": "${{rawResult}}"}}}},
  "contract": {{"input": {{"inputSchema": {{"type": "object", "properties": {{"shelfMark": {{"type": "integer"}}}}}}}}, "output": {{"successSchema": {{"type": "object"}}}}}}}}"#
        )
    };
    let project =
        Project::new(&[("find.json", action("ShelfMark").as_str()), ("flowvet.toml", "preset = \"strict\"\n")]);
    assert!(!project.findings().contains("optional-input"), "{}", project.findings());
    project.fix();
    assert_eq!(project.read("find.json"), action("shelfMark"));
    assert!(project.findings().contains("optional-input") && !project.findings().contains("rule-failure"));
}

/// A data action that reads an attribute of a conversation by `path`, as it stands in the file.
fn reading(path: &str) -> String {
    format!(
        r#"{{"name": "Look up", "config": {{"request": {{"requestUrlTemplate": "/api/v2/conversations/${{input.id}}", "requestType": "GET"}},
  "response": {{"translationMap": {{ "mark":  "{path}" }}, "successTemplate": "{{\"mark\": ${{mark}}}}"}}}},
  "contract": {{"input": {{"inputSchema": {{"type": "object", "properties": {{"id": {{"type": "string"}}}}}}}}, "output": {{"successSchema": {{"type": "object", "properties": {{"mark": {{"type": "string"}}}}}}}}}}}}"#
    )
}

/// The same in Terraform.
fn reading_in_terraform(path: &str) -> String {
    format!(
        "resource \"genesyscloud_integration_action\" \"look_up\" {{\n  name = \"Look up\"\n  category = \"Shop\"\n  integration_id = \"integration\"\n  config_request {{\n    request_url_template = \"/api/v2/conversations/$${{input.id}}\"\n    request_type = \"GET\"\n  }}\n  config_response {{\n    translation_map = {{ mark =  \"{path}\" }} # the mark\n    success_template = \"{{\\\"mark\\\": $${{mark}}}}\"\n  }}\n}}\n"
    )
}

#[test]
fn a_rename_in_a_path_changes_nothing_but_the_name() {
    for (before, after) in [
        ("$.participants[0].attributes.ShelfMark", "$.participants[0].attributes.shelfMark"),
        ("$.participants[0].attributes['Shelf\\u004dark']", "$.participants[0].attributes['shelfMark']"),
        (r#"$..participants[*]["attributes"]["ShelfMark"]"#, r#"$..participants[*]["attributes"]["shelfMark"]"#),
    ] {
        let (before, after) = (before.replace('"', "\\\""), after.replace('"', "\\\""));
        for action in [reading, reading_in_terraform] {
            let name = if action(&before).starts_with('{') { "look-up.json" } else { "look-up.tf" };
            assert_eq!(fixed(&[(name, &action(&before)), ("main.yaml", SET)]), action(&after));
        }
    }
    let set = SET.replace("shelfMark", "shelf mark");
    let (before, after) = ("$.participants[0].attributes.Shelf Mark", "$.participants[0].attributes['shelf mark']");
    assert_eq!(fixed(&[("look-up.json", &reading(before)), ("main.yaml", &set)]), reading(after));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_name_in_a_path_is_found_in_another_case_and_renamed(
        name in r#"[a-z][a-zA-Z0-9_.' "\\-]{0,8}[a-z]"#,
        notation in prop::sample::select(vec![Notation::Dotted, Notation::Quoted('\''), Notation::Quoted('"')]),
        in_terraform in any::<bool>(),
    ) {
        let (file, action) =
            if in_terraform { ("look-up.tf", reading_in_terraform as fn(&str) -> String) } else { ("look-up.json", reading as _) };
        let set = SET.replace("shelfMark", &json!(name).to_string());
        let wrong = name.to_uppercase();
        let step = match notation {
            Notation::Dotted => notation.write(&wrong),
            Notation::Quoted(quote) => format!("[{quote}{}{quote}]", notation.write(&wrong)),
        };
        // What cannot stand behind a dot has got quotes.
        let notation = if step.starts_with("['") { Notation::Quoted('\'') } else { notation };
        let text = json!(format!("$.participants[0].attributes{step}")).to_string();
        // A name of a few letters may happen to be a secret.
        let configuration = "[rules]\nsecret-in-name = \"off\"\n".to_owned();
        let action = action(&text[1..text.len() - 1]);
        let project = Project::new(&[(file, action), ("main.yaml", set), ("flowvet.toml", configuration)]);
        let outcome = project.outcome();
        let found: Vec<_> = outcome.diagnostics.iter().map(|it| (it.rule, &*it.primary.location.file)).collect();
        prop_assert_eq!(found, [("name-case-mismatch", file)]);
        let span = outcome.diagnostics[0].primary.location.place.span;
        let written = serde_json::from_str::<String>(&format!("\"{}\"", outcome.sources[file].slice(span))).unwrap();
        prop_assert_eq!(notation.read(&written), Some(wrong));
        prop_assert_eq!(project.fix(), 1);
        prop_assert_eq!(project.findings(), "");
    }
}

/// A flow configuration that gets an attribute; `embedded` stands in a common module.
fn configuration(name: &str, text: &str, embedded: &str) -> String {
    let action = |name: &str, text: &str| {
        format!(
            r#"{{"variables":[{{"variable":{{"config":{{"lit":{{"text":{name},"type":"str"}}}},"text":{text},"type":"str","uiMetaData":{{"mode":1}}}},"expression":{{"config":{{"ref":{{"val":"1"}}}},"text":"Flow.x","type":"str"}}}}],"__type":"GetAttributesAction","name":"Get","trackingId":7}}"#
        )
    };
    let tasks = |actions: &str| format!(r#"[{{"__type":"Task","name":"Größe + 1 %","actionList":[{actions}]}}]"#);
    format!(
        r#"{{"name":"Main","type":"inboundcall","manifest":{{}},"flowSequenceItemList":{},"commonModules":[{{"id":"1","model":{{"name":"Shared","type":"commonmodule","flowSequenceItemList":{}}}}}]}}"#,
        tasks(&action(name, text)),
        tasks(&action(embedded, embedded)),
    )
}

#[test]
fn a_rename_in_a_flow_configuration_changes_both_copies_of_the_name() {
    let own = r#""shelfMark""#;
    let cases = [
        (r#""ShelfMark""#, r#""ShelfMark""#, r#""shelfMark""#),
        (r#""Shelf\u004dark""#, r#""ShelfMark""#, r#""shelfMark""#),
        (r#""ShelfMark""#, r#""Old mark""#, r#""Old mark""#),
    ];
    for (name, text, new_text) in cases {
        let after = configuration(own, new_text, own);
        let before = configuration(name, text, own);
        assert_eq!(fixed(&[("main.json", &before), ("main.yaml", SET)]), after);
        let exported = fixed(&[("main.i3InboundFlow", &encode(&before)), ("main.yaml", SET)]);
        assert_eq!(decode(exported.as_bytes()).unwrap(), after);
        assert_eq!(exported, encode(&after));
    }
}

#[test]
fn common_modules_in_an_export_are_left_alone() {
    let text = configuration(r#""shelfMark""#, r#""shelfMark""#, r#""ShelfMark""#);
    let project = Project::new(&[("main.json", text.as_str()), ("main.yaml", SET)]);
    assert_eq!(project.fix(), 0);
    assert!(project.findings().contains("name-case-mismatch"));
}

#[test]
fn a_line_break_after_an_export_stays() {
    let text = |name| encode(&configuration(name, name, r#""shelfMark""#)) + "\n";
    let files = [("main.i3InboundFlow", text(r#""ShelfMark""#)), ("main.yaml", SET.to_owned())];
    assert_eq!(fixed(&[(files[0].0, &files[0].1), (files[1].0, &files[1].1)]), text(r#""shelfMark""#));
}

#[test]
fn an_export_in_another_encoding_is_not_changed() {
    let json = configuration(r#""ShelfMark""#, r#""ShelfMark""#, r#""shelfMark""#);
    let bare = base64::engine::general_purpose::STANDARD.encode(json.replace('%', "%25"));
    let project = Project::new(&[("main.i3InboundFlow", bare.as_str()), ("main.yaml", SET)]);
    let fixes = project.fixes(&[], false);
    assert_eq!(
        summary(&fixes),
        "main.i3InboundFlow is not changed: this export is not encoded the way Architect encodes it; rewriting it would change the whole file\nmain.i3InboundFlow:1:179: error[name-case-mismatch] Get Participant Data reads `ShelfMark`, but the attribute is set as `shelfMark`\nnothing to fix; 1 error in 1 file left\n"
    );
}

#[test]
fn an_export_is_encoded_as_javascript_does_it() {
    let text = "{\"a\": 'ö€😀', [~!*()-_.] & + / ? # % \u{7f}\n}";
    let codes = "%7B%22a%22%3A%20'%C3%B6%E2%82%AC%F0%9F%98%80'%2C%20%5B~!*()-_.%5D%20%26%20%2B%20%2F%20%3F%20%23%20%25%20%7F%0A%7D";
    assert_eq!(encode(text), base64::engine::general_purpose::STANDARD.encode(codes));
}

proptest! {
    #[test]
    fn any_text_survives_the_way_into_an_export_and_back(text in "(?s).{1,80}") {
        prop_assert_eq!(decode(encode(&text).as_bytes()).unwrap(), text);
    }
}

#[test]
fn rows_that_only_repeat_are_removed_with_their_lines() {
    let flow = |rows: &str| {
        format!(
            "workflow:\n  name: Store\n  tasks:\n    - task:\n        name: Store\n        actions:\n          - setConversationData:\n              name: Store # all\n              attributes:\n{rows}              outputs:\n                success:\n                  actions: []\n"
        )
    };
    let row = |name: &str, value: &str| {
        format!(
            "                - attribute:\n                    name:\n                      lit: {name}\n                    value:\n                      {value}\n"
        )
    };
    let (a, b) = (
        row("shelf", "exp: Flow.shelf"),
        row("room", "lit: |\n                        two\n                        lines"),
    );
    let before = [&*a, &a, &b, &a, &b, "                # the end\n"].concat();
    let after = [&*a, &b, "                # the end\n"].concat();
    assert_eq!(fixed(&[("a.yaml", &flow(&before))]), flow(&after));
    let without_end = |rows: &str| flow(rows).split("              outputs").next().unwrap().trim_end().to_owned();
    assert_eq!(fixed(&[("a.yaml", &without_end(&[&*a, &a].concat()))]), without_end(&a) + "\n");
}

#[test]
fn rows_that_add_information_stay() {
    let flow = |rows: &str| SET.replace("attributes: [", &format!("attributes: [{rows}"));
    let row = |value: &str| format!("{{attribute: {{name: {{lit: shelfMark}}, value: {{exp: {value}}}}}}}, ");
    // The last value wins: without the last row it would be another one.
    let different = flow(&[row("Flow.x"), row("Flow.y")].concat());
    assert_eq!(fixed(&[("a.yaml", &different)]), different);
    let repeated = flow(&[row("Flow.x"), row("Flow.x")].concat());
    assert_eq!(fixed(&[("a.yaml", &repeated)]), SET);
    let block = "workflow:\n  tasks:\n    - task:\n        actions:\n          - setConversationData:\n              attributes:\n                - attribute: {name: {lit: a}, value: {lit: b}}\n                - attribute: {name: {lit: a}, value: {lit: b}} # why?\n";
    assert_eq!(fixed(&[("a.yaml", block)]), block);
}

#[test]
fn a_repeated_row_of_an_export_is_removed() {
    let row = |name: &str| {
        format!(
            r#"{{"variable":{{"config":{{"lit":{{"text":"{name}","type":"str"}}}},"text":"{name}"}},"expression":{{"config":{{"ref":{{"val":"1"}}}},"text":"Flow.x"}}}}"#
        )
    };
    let flow = |rows: &[String]| {
        let rows = rows.join(", ");
        encode(&format!(
            r#"{{"name":"Main","type":"workflow","manifest":{{}},"flowSequenceItemList":[{{"__type":"Task","actionList":[{{"__type":"SetAttributesAction","variables":[{rows}]}}]}}]}}"#
        ))
    };
    let before = flow(&[row("a"), row("b"), row("a"), row("a")]);
    assert_eq!(fixed(&[("a.i3WorkFlow", &before)]), flow(&[row("a"), row("b")]));
}

#[test]
fn payloads_are_fixed_over_several_rounds() {
    let schema = "\"$schema\": \"https://flowvet.dev/schemas/set-participant-data.json\"";
    let before = "{\n  %,\n  \"variables\": {\n    \"data\": { \"shelf\": 3, \"isNew\" : true }\n  }\n}\n";
    let after = "{\n  %,\n  \"data\": {\n     \"shelf\": \"3\", \"isNew\" : \"true\" \n  }\n}\n";
    assert_eq!(fixed(&[("a.payload.json", &before.replace('%', schema))]), after.replace('%', schema));
    let before = "{\n  %,\n  \"shelf\": 3\n}\n";
    let after = "{\n  %,\n  \"data\": {\"shelf\": \"3\"}\n}\n";
    assert_eq!(fixed(&[("a.payload.json", &before.replace('%', schema))]), after.replace('%', schema));
}

#[test]
fn padding_is_trimmed_only_if_no_other_file_uses_it() {
    let payload = |name: &str| format!("{{\"attributes\": {{\"{name}\": \"x\"}}}}");
    assert_eq!(fixed(&[("a.payload.json", &payload("shelf\\t"))]), payload("shelf"));
    // The name would differ in case from another one, or stand twice in one object.
    let beside = [("a.payload.json", payload("shelf ")), ("b.payload.json", payload("Shelf"))];
    assert_eq!(fixed(&[(beside[0].0, &beside[0].1), (beside[1].0, &beside[1].1)]), payload("shelf "));
    let twice = "{\"attributes\": {\"shelf \": \"x\", \"shelf\": \"y\"}}";
    assert_eq!(fixed(&[("a.payload.json", twice)]), twice);
}

#[test]
fn a_fix_over_several_files_is_made_as_a_whole_or_not_at_all() {
    let payload = |name: &str| format!("{{\"attributes\": {{\"{name}\": \"x\"}}}}");
    let files = [("a.payload.json", payload("shelf ")), ("b.payload.json", payload("shelf "))];
    let project = Project::new(&files);
    assert_eq!(project.fixes(&[], false).applied, 0);
    assert_eq!(project.fixes(&["a.payload.json"], true).applied, 0);
    let planned = project.fixes(&[], true);
    assert_eq!(planned.applied, 1);
    assert!(write(&planned.documents).failed.is_empty());
    assert_eq!(project.findings(), "");
    assert_eq!((project.read(files[0].0), project.read(files[1].0)), (payload("shelf"), payload("shelf")));
}

#[test]
fn paths_and_levels_select_the_fixes() {
    let payload = "{\"attributes\": {\"shelf\": 3}}";
    let files = [("a/a.payload.json", payload), ("b/b.payload.json", payload)];
    let project = Project::new(&files);
    let paths = |fixes: Fixes| fixes.documents.iter().map(|it| it.path.to_string()).collect::<Vec<_>>();
    assert_eq!(paths(project.fixes(&["a"], false)), ["a/a.payload.json"]);
    assert_eq!(paths(project.fixes(&[], false)), ["a/a.payload.json", "b/b.payload.json"]);
    project.write("flowvet.toml", "[rules]\nnon-string-value = \"off\"\n");
    assert_eq!(project.fixes(&[], false).applied, 0);
}

#[test]
fn the_file_of_the_writer_does_not_choose_that_of_the_reader() {
    let project = Project::new(&[("main.yaml", SET), ("queue.yaml", &get("ShelfMark"))]);
    let text = summary(&project.fixes(&["main.yaml"], false));
    assert!(text.starts_with("queue.yaml:9:28: error[name-case-mismatch] "), "{text}");
    assert!(text.ends_with("\nnothing to fix; 1 error in 1 file left\n"), "{text}");
}

#[test]
fn nothing_is_fixed_in_broken_files_or_with_a_broken_configuration() {
    let project = Project::new(&[("a.payload.json", "{\"attributes\": {\"shelf\": 3}")]);
    assert_eq!(project.fixes(&[], false).applied, 0);
    project.write("a.payload.json", "{\"attributes\": {\"shelf\": 3}}");
    assert_eq!(project.fixes(&[], false).applied, 1);
    project.write("flowvet.toml", "present = \"strict\"\n");
    let fixes = project.fixes(&[], false);
    assert_eq!(
        summary(&fixes),
        "a.payload.json:1:26: error[non-string-value] attribute `shelf` is a number, but attribute values must be strings\n\
         flowvet.toml:1:1: error[configuration] unknown key `present`\nnothing to fix; 2 errors in 2 files left\n"
    );
}

/// Reports each `old` of the text of an artefact and replaces it.
struct Replace {
    meta: &'static Meta,
    replacements: &'static [(&'static str, &'static str)],
}

impl Rule for Replace {
    fn meta(&self) -> &'static Meta {
        self.meta
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        let text = cx.source.text();
        let found = self.replacements.iter().flat_map(|(old, new)| text.match_indices(old).map(move |it| (it, new)));
        let finding = |((at, old), new): ((usize, &str), &&str)| {
            let mut place = cx.place(cx.tree.root());
            place.span = Span::new(at, at + old.len());
            let edit = Edit { file: cx.source.path().clone(), span: place.span, replacement: (**new).to_owned() };
            let fix = Fix { title: format!("write {new}"), safety: Safety::Safe, edits: vec![edit] };
            cx.diagnostic(&place, format!("`{old}`"), "", old).with_fix(fix)
        };
        found.map(finding).collect()
    }
}

const fn meta(name: &'static str) -> Meta {
    Meta {
        name,
        group: Group::Linter,
        severity: Severity::Error,
        recommended: true,
        unnecessary: false,
        options: &[],
        since: "0.1.0",
        summary: "",
        page: "",
    }
}

/// What a rule with these replacements makes of a payload with these values, and what is said of it.
fn replaced(replacements: &'static [(&'static str, &'static str)], values: &str) -> (String, String) {
    static META: Meta = meta("replace");
    let text = |values: &str| format!("{{\"attributes\": {{\"a\": \"{values}\"}}}}");
    let project = Project::new(&[("a.payload.json", text(values))]);
    let fixes = project.fixes_of(&[&Replace { meta: &META, replacements }], &[], false);
    let new = fixes.documents.first().map_or(text(values), |document| document.new.clone());
    let new = new.strip_prefix("{\"attributes\": {\"a\": \"").and_then(|rest| rest.strip_suffix("\"}}"));
    (new.unwrap_or("another file").to_owned(), summary(&fixes))
}

#[test]
fn of_fixes_that_overlap_the_first_is_made_and_the_rest_looked_at_again() {
    let (text, summary) = replaced(&[("one two", "2"), ("two three", "5"), ("three", "3")], "one two three");
    assert_eq!((&*text, &*summary), ("2 3", "fixed 2 findings in 1 file; no findings left\n"));
}

#[test]
fn a_fix_that_breaks_the_file_is_left_out_and_the_others_are_made() {
    let (text, summary) = replaced(&[("ugly", "nice"), ("trap", "\""), ("blue", "green")], "ugly trap blue ugly");
    assert_eq!(text, "nice trap green nice");
    assert_eq!(
        summary,
        "a.payload.json:1:1: error[rule-failure] the fix for `replace` (write \") was skipped: after it, `a.payload.json` could not be read\n\
         a.payload.json:1:28: error[replace] `trap`\n\
         fixed 3 findings in 1 file; 2 errors in 1 file left\n"
    );
}

#[test]
fn a_fix_that_causes_a_new_finding_is_left_out() {
    let (text, summary) = replaced(&[("ugly", "nice"), ("trap", "moth moth"), ("moth", "moth")], "ugly trap");
    assert_eq!(text, "nice trap");
    assert_eq!(
        summary,
        "a.payload.json:1:1: error[rule-failure] the fix for `replace` (write moth moth) was skipped: after it, `replace` was still reported at the same place\n\
         a.payload.json:1:28: error[replace] `trap`\n\
         fixed 1 finding in 1 file; 2 errors in 1 file left\n"
    );
}

#[test]
fn a_fix_without_effect_is_left_out() {
    let (text, summary) = replaced(&[("black", "white"), ("white", "black")], "black");
    assert_eq!(text, "black");
    assert!(summary.contains("(write white) was skipped: after it, `replace` was still reported at the same place"));
    let (text, summary) = replaced(&[("black", "BLACK black")], "black");
    assert_eq!(text, "black");
    assert!(summary.contains("was skipped: after it, `replace` was still reported at the same place"));
}

#[test]
fn another_mistake_of_a_key_that_is_spelt_right_now_is_no_harm() {
    let only_name = get("shelfMark").replace("              variable: \"Flow.mark\"\n", "");
    let misspelt = only_name.replace("attribute:", "atribute:").replace("name: {", "nam: {");
    let fixes = Project::new(&[("a.yaml", &misspelt)]).fixes(&[], true);
    assert_eq!(fixes.documents[0].new, only_name);
    assert!(!summary(&fixes).contains("rule-failure"), "{}", summary(&fixes));
}

fn summary(fixes: &Fixes) -> String {
    report::fixes::render(fixes, true)
}

fn diff(files: &[(&str, &str)]) -> String {
    let made = Project::new(files).fixes(&[], false);
    report::diff::render(&made.documents, &made.left.scope, false, false)
}

#[test]
fn the_diff_is_a_unified_one() {
    let before = get("ShelfMark").replace("Who", "Who \u{202e}\tme").replace('\n', "\r\n");
    assert_eq!(
        diff(&[("queue.yaml", &before), ("main.yaml", SET)]),
        "--- a/queue.yaml\n+++ b/queue.yaml\n@@ -6,5 +6,5 @@\n\
         \x20        name:  Who \\u{202e}\tme # calls\r\n\
         \x20        attributes:\r\n\
         \x20          - attribute:\r\n\
         -              name: { lit: ShelfMark } # a mark\r\n\
         +              name: { lit: shelfMark } # a mark\r\n\
         \x20              variable: \"Flow.mark\"\r\n"
    );
    let payload = "{\"attributes\": {\"shelf\": 3}}";
    assert_eq!(
        diff(&[("a.payload.json", payload)]),
        "--- a/a.payload.json\n+++ b/a.payload.json\n@@ -1 +1 @@\n\
         -{\"attributes\": {\"shelf\": 3}}\n\\ No newline at end of file\n\
         +{\"attributes\": {\"shelf\": \"3\"}}\n\\ No newline at end of file\n"
    );
}

#[test]
fn the_diff_of_an_export_shows_the_places() {
    let text = configuration(r#""ShelfMark""#, r#""ShelfMark""#, r#""shelfMark""#);
    let shown = diff(&[("main.i3InboundFlow", &encode(&text)), ("main.yaml", SET)]);
    assert_eq!(
        shown,
        "--- a/main.i3InboundFlow (decoded, in excerpts)\n\
         +++ b/main.i3InboundFlow (decoded, in excerpts)\n\
         @@ at byte 180 @@\n\
         -\"variable\":{\"config\":{\"lit\":{\"text\":\"ShelfMark\",\"type\":\"str\"}},\"text\":\"ShelfMark\",\"type\":\"str\",\"uiMetaData\":{\"mode\":1}},\n\
         +\"variable\":{\"config\":{\"lit\":{\"text\":\"shelfMark\",\"type\":\"str\"}},\"text\":\"shelfMark\",\"type\":\"str\",\"uiMetaData\":{\"mode\":1}},\n"
    );
}

#[test]
fn a_file_that_changes_meanwhile_is_not_written() {
    let project = Project::new(&[("a.payload.json", "{\"attributes\": {\"shelf\": 3}}")]);
    let fixes = project.fixes(&[], false);
    project.write("a.payload.json", "{\"attributes\": {\"shelf\": 4}}");
    let failed = write(&fixes.documents).failed;
    assert_eq!(failed["a.payload.json"], "the file changed while flowvet was running");
    assert_eq!(project.read("a.payload.json"), "{\"attributes\": {\"shelf\": 4}}");
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    const BEFORE: &str = "{\"attributes\": {\"shelf\": 3}}";
    const AFTER: &str = "{\"attributes\": {\"shelf\": \"3\"}}";

    fn permit(project: &Project, path: &str, mode: u32) {
        fs::set_permissions(project.folder().join(path), fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn permissions_are_kept() {
        let project = Project::new(&[("a.payload.json", BEFORE), ("b.payload.json", BEFORE)]);
        permit(&project, "a.payload.json", 0o640);
        permit(&project, "b.payload.json", 0o755);
        assert_eq!(project.fix(), 2);
        let mode = |path| fs::metadata(project.folder().join(path)).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode("a.payload.json"), mode("b.payload.json")), (0o640, 0o755));
        assert_eq!(fs::read_dir(project.folder()).unwrap().count(), 2, "nothing is left behind");
    }

    /// A project in a repository; what its links lead to is in the repository and not in the project.
    fn with_links(names: &[&str]) -> Project {
        let project = Project::new(&[("real.json", BEFORE), ("shop/flowvet.toml", "")]);
        fs::create_dir(project.folder().join(".git")).unwrap();
        for name in names {
            symlink("../real.json", project.folder().join("shop").join(name)).unwrap();
        }
        project
    }

    #[test]
    fn the_target_of_a_link_in_the_project_is_replaced_and_the_link_stays() {
        let project = Project::new(&[("flowvet.toml", ""), ("real.json", BEFORE)]);
        symlink("real.json", project.folder().join("a.payload.json")).unwrap();
        let mut fixes = project.fixes(&["a.payload.json"], false);
        fixes.record(&write(&fixes.documents));
        assert_eq!(fixes.applied, 1);
        assert!(fs::symlink_metadata(project.folder().join("a.payload.json")).unwrap().is_symlink());
        assert_eq!(project.read("real.json"), AFTER);
        assert_eq!(fs::read_dir(project.folder()).unwrap().count(), 3);
    }

    #[test]
    fn a_file_under_two_names_is_written_once() {
        let project = Project::new(&[("flowvet.toml", ""), ("real.json", BEFORE)]);
        for name in ["a.payload.json", "b.payload.json"] {
            symlink("real.json", project.folder().join(name)).unwrap();
        }
        let fixes = project.fixes(&["a.payload.json", "b.payload.json"], false);
        let text = summary(&fixes);
        assert!(
            text.starts_with("b.payload.json is not changed: it is a link to a.payload.json, which is also"),
            "{text}"
        );
        assert!(text.ends_with("fixed 1 finding in 1 file; 1 error in 1 file left\n"), "{text}");
    }

    #[test]
    fn a_file_of_the_repository_outside_of_the_project_is_read_and_not_written() {
        let project = with_links(&["a.payload.json"]);
        project.write("shop/b.payload.json", BEFORE);
        let mut fixes = project.fixes(&["shop"], false);
        fixes.record(&write(&fixes.documents));
        let text = summary(&fixes);
        assert!(
            text.contains("a.payload.json` was not written: it is a link, or in a linked folder, that leads out"),
            "{text}"
        );
        assert!(text.ends_with("fixed 1 finding in 1 file; 2 errors in 1 file left\n"), "{text}");
        assert_eq!((project.read("real.json"), project.read("shop/b.payload.json")), (BEFORE.into(), AFTER.into()));
    }

    #[test]
    fn a_file_that_cannot_be_written_is_a_finding_and_the_others_are_written() {
        let project = Project::new(&[("a.payload.json", BEFORE), ("b/b.payload.json", BEFORE)]);
        permit(&project, "b/b.payload.json", 0o444);
        let mut fixes = project.fixes(&[], false);
        let written = write(&fixes.documents);
        assert_eq!(written.failed["b/b.payload.json"], "the file is read-only");
        fixes.record(&written);
        assert_eq!((fixes.applied, fixes.documents.len(), fixes.left.summary.failures), (1, 1, 1));
        permit(&project, "b/b.payload.json", 0o644);
        permit(&project, "b", 0o555);
        // To root, every folder is open.
        if fs::write(project.folder().join("b/probe"), "").is_err() {
            let reason = &write(&project.fixes(&[], false).documents).failed["b/b.payload.json"];
            assert!(reason.starts_with("cannot create a temporary file in the same folder: "), "{reason}");
        }
        permit(&project, "b", 0o755);
        assert_eq!((project.read("a.payload.json"), project.read("b/b.payload.json")), (AFTER.into(), BEFORE.into()));
    }

    struct Both(std::sync::OnceLock<Vec<Edit>>);
    static META: Meta = Meta {
        name: "both",
        group: Group::Names,
        severity: Severity::Error,
        recommended: true,
        unnecessary: false,
        options: &[],
        since: "0.1.0",
        summary: "Something in two files",
        page: "",
    };
    impl Rule for Both {
        fn meta(&self) -> &'static Meta {
            &META
        }
        fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
            if &**cx.source.path() != "a.payload.json" || cx.source.text().starts_with(' ') {
                return Vec::new();
            }
            let fix = Fix { title: "change both".into(), safety: Safety::Safe, edits: self.0.get().unwrap().clone() };
            vec![cx.diagnostic(&cx.place(cx.tree.root()), "both are to change", "here", "both").with_fix(fix)]
        }
    }

    /// A name that two files write in another way than a third is renamed in both or in none.
    #[test]
    fn files_that_one_fix_changes_are_written_together_or_not_at_all() {
        let edit = |file: &str| Edit { file: file.into(), span: Span::new(0, 1), replacement: "[".to_owned() };
        let text = "{\"data\": {\"shelf\": \"3\"}}";
        let project = Project::new(&[("a.payload.json", text), ("b.payload.json", text), ("c.payload.json", text)]);
        let edits = ["a.payload.json", "b.payload.json"].map(edit).map(|it| Edit { replacement: " {".into(), ..it });
        let rule = Both(edits.to_vec().into());
        let fixes = project.fixes_of(&[&rule], &[], false);
        assert_eq!(fixes.documents.len(), 2);
        project.write("b.payload.json", "{}");
        let failed = write(&fixes.documents).failed;
        assert_eq!(failed["b.payload.json"], "the file changed while flowvet was running");
        assert_eq!(failed["a.payload.json"], "a fix that changes it also changes b.payload.json, which stays as it is");
        assert_eq!((project.read("a.payload.json"), project.read("b.payload.json")), (text.into(), "{}".into()));
    }
}

/// Edits in HCL leave comments, blanks, escapes and heredocs as they are; a body key, a template and a comment are mended.
#[test]
fn terraform_is_fixed_in_place() {
    let old = r#"# The orders.
resource "genesyscloud_integration_action"   "orders" {
  name           = "Orders"
  category       = "Shop"
  integration_id = "integration"
  contract_input = jsonencode({ "type" : "object", properties = { shop = { type = "string" } } }) # inputs

  config_request {
    request_url_template = "https://${var.host}/\"$${input.SHOP}\"/%%{x}"
    request_type         = "POST"
    # flowvet: ignore[template-escape] nothing here
    request_template = <<-EOT
        {
          "shop": "$!{input.Shop}}"   // no comment
        }
    EOT
  }
}
"#;
    let new = old.replace("input.SHOP", "input.shop").replace("input.Shop", "input.shop");
    let project = Project::new(&[("orders.tf", old)]);
    project.fix();
    assert_eq!(project.read("orders.tf"), new.replace("    # flowvet: ignore[template-escape] nothing here\n", ""));
}

/// Under the right key, the value would still be wrong, so the author has to look at both.
#[test]
fn a_key_is_renamed_only_if_its_value_fits() {
    let action = r#"{"name": "Order", "config": {"request": {"requestUrlTemplate": "/x", "requestType": "POST",
  "headrs": {"Accept": "*/*"}, "requestTemplte": {"shop": "x"}}, "response": {"sucessTemplate": "{}"}}}"#;
    let resource = r#"resource "genesyscloud_integration_action" "a" {
  name           = "A"
  integration_id = "x"
  contract_inptut {
  }
  contract_outptut = { type = "object" }
  config_request {
    request_url_template = "/x"
    request_tpe          = ["POST"]
    header               = ["x"]
    request_templte      = "x"
  }
  config_respons = {
    success_template = "{}"
  }
  function_confg {
    handler = "x"
  }
}
"#;
    let renamed = |text: &str, names: &[(&str, &str)]| {
        names.iter().fold(text.to_owned(), |text, (old, new)| text.replacen(old, new, 1))
    };
    let flow = "inboundCall:\n  name: Main\n  startUpRef: /inboundCall/tasks/task[A_1]\n  tasks:\n    - task:\n        name: A\n        refId: A_1\n        actions:\n          - getParticipantData: {attributes: [{attribute: {name: {lit: a}, varable: [x]}}, {attribut: {name: {lit: b}, varible: Flow.b}}]}\n";
    for (path, old, names) in [
        ("a.json", action, &[("headrs", "headers"), ("sucessTemplate", "successTemplate")][..]),
        (
            "a.tf",
            resource,
            &[
                ("contract_outptut = { type = \"object\" }", "contract_output = jsonencode({ type = \"object\" })"),
                ("request_templte", "request_template"),
                ("function_confg", "function_config"),
            ],
        ),
        ("a.yaml", flow, &[("attribut:", "attribute:"), ("varible", "variable")]),
    ] {
        let project = Project::new(&[(path, old)]);
        let fixes = project.fixes(&[], true);
        let rejected = fixes.left.diagnostics.iter().filter(|it| it.rule == "rule-failure");
        assert_eq!(rejected.map(|it| &*it.message).collect::<Vec<_>>(), Vec::<&str>::new());
        assert!(write(&fixes.documents).failed.is_empty());
        assert_eq!(project.read(path), renamed(old, names));
    }
}
