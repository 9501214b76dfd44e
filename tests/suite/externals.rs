//! What systems outside a project write and read: lists in the configuration, and catalogues of other repositories.

use std::path::Path;

use flowvet::engine::{self, Request};
use flowvet::map::Format;
use flowvet::schema::{self, Schema};
use flowvet::syntax::{Limits, json};

use crate::names::{flow, get, script, set};
use crate::project::{Project, expect};

/// A configuration with only these rules on, and these externals.
fn configuration(rules: &[&str], externals: &str) -> String {
    let rules: Vec<String> = rules.iter().map(|rule| format!("{rule} = \"warning\"\n")).collect();
    format!("preset = \"none\"\n[externals]\n{externals}\n[rules]\n{}", rules.concat())
}

/// The catalogue of a folder, as `flowvet map` prints it.
fn catalogue(folder: &Path) -> String {
    let request = Request { folder: folder.to_path_buf(), ..Request::default() };
    engine::map(&request, &()).unwrap().map.render(Format::Json)
}

#[test]
fn one_cause_has_one_finding() {
    let files = [
        ("flowvet.toml", "preset = \"strict\"".to_owned()),
        ("a.yaml", flow(&[set("city of birth"), set("\"size \""), set("street")])),
        ("b.yaml", flow(&[get("city_of_birth"), get("size"), get("Street"), get("Context.email")])),
    ];
    let findings = crate::project::findings(&files);
    let heads = findings.lines().filter(|line| !line.starts_with(' '));
    let heads: Vec<&str> = heads.filter_map(|line| line.split_once(']').map(|(head, _)| head)).collect();
    assert_eq!(
        heads,
        [
            "a.yaml:8:73-78 error[padded-name",
            "b.yaml:7:72-85 warning[name-near-miss",
            "b.yaml:9:72-78 error[name-case-mismatch",
            "b.yaml:10:72-80 error[platform-prefix-case"
        ]
    );
}

#[test]
fn a_catalogue_replaces_another_repository() {
    let shop = Project::new(&[
        ("main.yaml", flow(&[set("orderId"), get("answer")])),
        ("pay.payload.json", "{\"attributes\": {\"paid\": \"yes\"}}".to_owned()),
        ("desk.script", script(&[("note", true, true)])),
    ]);
    let rules = ["name-case-mismatch", "read-never-written", "written-never-read"];
    let files = [
        ("flowvet.toml", configuration(&rules, "catalogues = [\"others/shop.json\"]\nclosed = true")),
        ("others/shop.json", catalogue(&shop.folder())),
        ("a.yaml", flow(&[get("orderID"), get("paid"), set("answer"), get("note")])),
    ];
    expect(
        &files,
        r#"
        a.yaml:7:72-79 warning[name-case-mismatch] Get Participant Data reads `orderID`, but the attribute is set as `orderId` | never set with this spelling; attribute names are case-sensitive | use `orderId` here; otherwise the variable stays empty at run time
            flowvet.toml:3:16-32 set in catalogue `others/shop.json`: inboundCall "Orders" › task "Greet" › Set Participant Data as `orderId`
            fix (safe): rename to `orderId`
        a.yaml:10:72-76 warning[read-never-written] Get Participant Data reads `note`, which nothing sets | never set (`closed = true` in [externals]) | set `note` somewhere, or list it under `written` in [externals] of flowvet.toml
    "#,
    );
}

#[test]
fn a_catalogue_with_unknown_writers_may_write_anything() {
    let computed = "setParticipantData: {attributes: [{attribute: {name: {exp: Flow.name}, value: {exp: Flow.x}}}]}";
    let shop = Project::new(&[("main.yaml", flow(&[computed.to_owned()]))]);
    let files = [
        ("flowvet.toml", configuration(&["read-never-written"], "catalogues = [\"shop.json\"]")),
        ("shop.json", catalogue(&shop.folder())),
        ("a.yaml", flow(&[get("orderId")])),
    ];
    expect(&files, "");
}

#[test]
fn mistakes_in_catalogues() {
    let files = [
        ("flowvet.toml", configuration(&[], "catalogues = [\"no.json\", \"text.json\", \"old.json\"]")),
        ("text.json", "{\"version\": 1,".to_owned()),
        (
            "old.json",
            r#"{"version": 1, "tool": {"name": "flowvet", "version": "0"}, "attributes": [{"name": 5, "writers": [], "readers": []}], "unknownWriters": []}"#
                .to_owned(),
        ),
    ];
    let project = Project::new(&files);
    let outcome = project.outcome();
    assert!(outcome.bad_configuration);
    let findings = crate::project::render(&outcome);
    let (missing, rest): (Vec<&str>, Vec<&str>) =
        findings.lines().partition(|line| line.starts_with("flowvet.toml:3:16-23 error[configuration]"));
    assert!(
        missing.len() == 1 && missing[0].contains("cannot read catalogue `no.json`: this file does not exist"),
        "{findings}"
    );
    assert_eq!(
        rest,
        [
            "old.json:1:85-86 error[configuration] invalid catalogue `old.json`: `name` must be a \
             string, not a number | invalid | regenerate it with `flowvet map --format json`",
            "text.json:1:1-2 error[configuration] catalogue `text.json` is not valid JSON: this `{` is never \
             closed | invalid JSON | regenerate it with `flowvet map --format json`",
        ]
    );
}

#[test]
fn the_catalogue_matches_its_schema() {
    for project in ["clean", "broken"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(project);
        let text = catalogue(&folder);
        let (tree, errors) = json::parse(&text, &Limits::default());
        assert!(errors.is_empty());
        let violations = schema::violations(Schema::Catalogue, tree.root());
        assert!(violations.is_empty(), "{violations:#?}");
        assert_eq!(text, catalogue(&folder));
    }
}

#[test]
fn a_catalogue_lists_who_writes_and_who_reads() {
    let computed = "setParticipantData: {attributes: [{attribute: {name: {exp: Flow.name}, value: {exp: Flow.x}}}]}";
    let project = Project::new(&[
        ("a.yaml", flow(&[set("city"), computed.to_owned()])),
        ("b/desk.script", script(&[("city", true, false)])),
    ]);
    let expected = serde_json::json!({
        "version": 1,
        "tool": {"name": "flowvet", "version": env!("CARGO_PKG_VERSION")},
        "attributes": [{
            "name": "city",
            "state": "fine",
            "writers": [{
                "file": "a.yaml",
                "path": ["inboundCall \"Orders\"", "task \"Greet\"", "Set Participant Data"],
                "means": "participant-data",
                "line": 7,
                "variables": ["Flow.x"]
            }],
            "readers": [{"file": "b/desk.script", "path": ["script \"Desk\"", "variable \"city\""], "means": "script-variable", "line": 2}],
            "writtenOutside": [],
            "readOutside": [],
            "findings": []
        }],
        "unknownWriters": [{
            "file": "a.yaml",
            "path": ["inboundCall \"Orders\"", "task \"Greet\"", "Set Participant Data"],
            "means": "participant-data",
            "line": 8,
            "variables": ["Flow.x"]
        }],
        "artefacts": [
            {
                "file": "a.yaml",
                "kind": "archy-flow",
                "name": "inboundCall \"Orders\"",
                "sets": ["city"],
                "gets": [],
                "handsOver": [],
                "findings": [{
                    "rule": "dynamic-name",
                    "severity": "warning",
                    "message": "the attribute name in Set Participant Data is an expression, so it is unknown which attribute it sets",
                    "file": "a.yaml",
                    "path": ["inboundCall \"Orders\"", "task \"Greet\"", "Set Participant Data"],
                    "line": 8
                }]
            },
            {
                "file": "b/desk.script",
                "kind": "script",
                "name": "script \"Desk\"",
                "sets": [],
                "gets": ["city"],
                "handsOver": [],
                "findings": []
            }
        ]
    });
    assert_eq!(catalogue(&project.folder()), format!("{expected:#}\n"));
}
