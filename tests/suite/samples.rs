//! Sample payloads of data actions: what is checked against which contract, and what is said where nobody can tell.

use std::path::{Path, PathBuf};

use flowvet::artifact::data_action::{ContractSide, SampleOf};
use flowvet::engine::{Request, Session, UsageError, check};
use flowvet::rules::ALL;
use serde_json::{Value, json};

use crate::project::{Project, render};

/// A data action as a file.
fn action(name: &str, input: &Value) -> String {
    let request = json!({"requestUrlTemplate": "https://api.example/", "requestType": "GET"});
    json!({
        "name": name,
        "config": {"request": request, "response": {"successTemplate": "${rawResult}"}},
        "contract": {"input": {"inputSchema": input}, "output": {"successSchema": {"type": "object", "properties": {"id": {"type": "string"}}}}},
    })
    .to_string()
}

fn customer() -> String {
    action("Get Customer", &json!({"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}))
}

/// The request of `flowvet check --payload FILE --action NAME` in a folder.
fn request(folder: PathBuf, file: &Path, name: &str, side: ContractSide) -> Request {
    let of = SampleOf { action: name.into(), side };
    Request { folder, paths: vec![file.to_path_buf()], sample: Some((file.to_path_buf(), of)), ..Request::default() }
}

/// What is found in `sample.json` of a project, as a sample of an input.
fn found(files: &[(&str, &str)], name: &str) -> Result<String, String> {
    let project = Project::new(files);
    let request = request(project.folder(), &project.folder().join("sample.json"), name, ContractSide::Input);
    check(&request, ALL, &()).map(|outcome| render(&outcome)).map_err(|UsageError(message)| message)
}

#[test]
fn a_sample_is_checked_against_the_input_contract() {
    let files = [("get.json", customer()), ("sample.json", "{\"id\": 7}".to_owned())];
    let files = files.each_ref().map(|(path, text)| (*path, text.as_str()));
    let text = found(&files, "Get Customer").unwrap();
    assert!(text.starts_with("sample.json:1:8-9 error[payload-schema] the sample does not match the input contract of `Get Customer`: `id` must be a string, not a number | wrong type | write `\"7\"`\n    get.json:1:"), "{text}");
    assert_eq!(found(&[files[0], ("sample.json", "{\"id\": \"7\"}")], "Get Customer").unwrap(), "");
}

#[test]
fn a_sample_is_not_another_kind_of_payload() {
    let customer = customer();
    for (sample, expected) in [
        (r#"{"id": "7", "data": {"a b": 1}}"#, "the sample contains `data`"),
        ("[]", "the whole file must be an object, not an array"),
        ("{\"id\": }", "syntax-error"),
        ("", "the file is empty"),
    ] {
        let text = found(&[("get.json", &customer), ("sample.json", sample)], "Get Customer").unwrap();
        assert!(text.contains(expected) && text.matches("sample.json:").count() == 1, "{sample}\n{text}");
    }
}

#[test]
fn a_name_that_is_not_there_or_there_twice_is_an_error() {
    let one = customer();
    let other = action("Get Customer", &json!({"type": "object", "properties": {"name": {"type": "string"}}}));
    let sample = ("sample.json", "{\"id\": \"7\"}");
    assert_eq!(
        found(&[("get.json", &one), sample], "Get Custmer").unwrap_err(),
        "data action `Get Custmer` is not defined in this project; did you mean `Get Customer`?"
    );
    assert_eq!(
        found(&[("get.json", &one), sample], "Something else").unwrap_err(),
        "data action `Something else` is not defined in this project; use the `name` of the data action, not the name of its file, or use `Get Customer`"
    );
    assert_eq!(
        found(&[("a.json", &one), ("b.json", &other), sample], "Get Customer").unwrap_err(),
        "data action `Get Customer` is ambiguous: `a.json` and `b.json` define it with different input contracts; rename one of the two data actions"
    );
    assert_eq!(
        found(&[("a.json", &action("Get Customer", &json!("elsewhere"))), sample], "Get Customer").map(|_| ()),
        Ok(())
    );
}

#[test]
fn a_contract_is_used_as_far_as_it_can_be() {
    let sample = ("sample.json", "{\"id\": \"a\", \"count\": \"b\"}");
    let properties = json!({"id": {"type": "string", "pattern": "(?<=C)[0-9]"}, "count": {"type": "integer"}});
    let contract = json!({"type": "object", "properties": properties});
    let text = found(&[("get.json", &action("Get", &contract)), sample], "Get").unwrap();
    assert!(text.contains("`count` must be a whole number") && text.matches("sample.json").count() == 1, "{text}");
    let contract = json!({"type": "object", "properties": {"id": {"type": "string", "minLength": -1}}});
    assert_eq!(
        found(&[("get.json", &action("Get", &contract)), sample], "Get").unwrap_err(),
        "the input contract of data action `Get` is not a valid JSON Schema; correct the contract in `get.json`"
    );
}

#[test]
fn an_export_may_have_its_date_in_the_name() {
    let customer = customer().replace("Get Customer", "Get Customer - Exported 2024-10-28 @ 16:06");
    for name in ["Get Customer", "Get Customer - Exported 2024-10-28 @ 16:06"] {
        let text = found(&[("get.json", &customer), ("sample.json", "{\"id\": 7}")], name).unwrap();
        assert_eq!(text.matches("sample.json").count(), 1, "{text}");
    }
}

#[test]
fn the_same_data_action_in_two_formats_is_one() {
    let terraform = r#"resource "genesyscloud_integration_action" "get" {
  name = "Get Customer"
  contract_input = jsonencode({ type = "object", required = ["id"], properties = { id = { type = "string", description = "Theirs" } } })
}"#;
    let text =
        found(&[("get.json", &customer()), ("get.tf", terraform), ("sample.json", "{}")], "Get Customer").unwrap();
    assert!(text.starts_with("sample.json:1:1-2 error[payload-schema]"), "{text}");
}

#[test]
fn the_name_of_a_data_action_may_come_from_elsewhere() {
    let module = r#"variable "name" {}
resource "genesyscloud_integration_action" "get" {
  name           = var.name
  category       = "Shop"
  integration_id = "integration"
  contract_input = jsonencode({ type = "object", properties = { id = { type = "string" } } })
}"#;
    let main = "module \"get\" {\n  source = \"./modules/get\"\n  name   = \"Get Customer\"\n}\n";
    let files = [("modules/get/main.tf", module), ("main.tf", main), ("sample.json", "{\"id\": 7}")];
    let text = found(&files, "Get Customer").unwrap();
    assert!(text.contains("the sample does not match the input contract of `Get Customer`: `id` must be"), "{text}");
    assert!(text.contains("modules/get/main.tf:6:"), "{text}");
}

#[test]
fn a_sample_outside_of_every_project_belongs_to_the_current_one() {
    let project = Project::new(&[("get.json", customer()), ("flowvet.toml", String::new())]);
    let elsewhere = Project::new(&[("sample.json", "{\"id\": 7}")]);
    let file = elsewhere.folder().join("sample.json");
    let outcome = check(&request(project.folder(), &file, "Get Customer", ContractSide::Input), ALL, &()).unwrap();
    assert_eq!(outcome.diagnostics.len(), 1);
    assert_eq!(*outcome.diagnostics[0].primary.location.file, *file.to_string_lossy());
    let wrong =
        Project::new(&[("get.json", customer()), ("flowvet.toml", String::new()), ("sample.json", "{}".into())]);
    let inside = wrong.folder().join("sample.json");
    assert_eq!(
        check(&request(project.folder(), &inside, "Get Customer", ContractSide::Output), ALL, &())
            .unwrap()
            .diagnostics
            .len(),
        0
    );
}

#[test]
fn the_command_line_overrides_the_configuration() {
    let project = Project::new(&[
        ("get.json", customer().as_str()),
        ("flowvet.toml", "[[payload]]\nfiles = [\"sample.json\"]\nkind = \"participant-attributes\"\n"),
        ("sample.json", "{\"id\": 7}"),
    ]);
    let request =
        request(project.folder(), &project.folder().join("sample.json"), "Get Customer", ContractSide::Output);
    let text = render(&check(&request, ALL, &()).unwrap());
    assert!(
        text.starts_with("sample.json:1:8-9 error[payload-schema] the sample does not match the output contract"),
        "{text}"
    );
    assert_eq!(text.matches("payload-schema").count(), 1, "{text}");
}

#[test]
fn a_change_of_the_contract_is_seen_in_the_sample() {
    let configuration = "[[payload]]\nfiles = [\"sample.json\"]\naction = \"Get Customer\"\n";
    let sample = "{\"id\": \"7\"}";
    let project =
        Project::new(&[("get.json", customer().as_str()), ("flowvet.toml", configuration), ("sample.json", sample)]);
    let request = Request { folder: project.folder(), ..Request::default() };
    let mut session = Session::new(request, ALL, &());
    let rules = |session: &mut Session<'_>| -> Vec<&str> {
        session
            .outcome()
            .unwrap()
            .diagnostics
            .iter()
            .map(|it| it.rule)
            .filter(|it| !matches!(*it, "unused-input" | "required-input"))
            .collect()
    };
    assert_eq!(rules(&mut session), [""; 0]);
    let changed = customer().replace("\"id\"", "\"Id\"");
    session.set_overlay(&project.folder().join("get.json"), Some(changed.into_bytes()));
    assert_eq!(rules(&mut session), ["payload-schema"]);
    session
        .set_overlay(&project.folder().join("get.json"), Some(customer().replace("Get Customer", "Get").into_bytes()));
    assert_eq!(rules(&mut session), ["configuration"]);
    session.set_overlay(&project.folder().join("get.json"), None);
    assert_eq!(rules(&mut session), [""; 0]);
}

#[test]
fn deep_contracts_and_samples_take_no_stack() {
    let mut contract = json!({"type": "string"});
    for _ in 0..200 {
        contract = json!({"type": "object", "properties": {"a": contract}});
    }
    let sample = format!("{}1{}", "{\"a\":".repeat(200), "}".repeat(200));
    let customer = action("Get Customer", &contract);
    let files = [("get.json", customer.as_str()), ("sample.json", sample.as_str())];
    let text = found(&files, "Get Customer").unwrap();
    assert_eq!(text, "");
}

#[test]
fn of_many_allowed_values_some_are_named() {
    let names: Vec<String> = (0..100).map(|number| format!("shelf {number}")).collect();
    let input = json!({"type": "object", "properties": {"a": {"enum": names}, "b": {"enum": names}}});
    let files = [("a.json", action("Find", &input)), ("sample.json", json!({"a": "x", "b": 1}).to_string())];
    let files = files.each_ref().map(|(path, text)| (*path, text.as_str()));
    let found = found(&files, "Find").unwrap();
    for key in ["a", "b"] {
        assert!(found.contains(&format!("`{key}` must be one of `shelf 0`, `shelf 1`, ")), "{found}");
    }
    assert!(!found.contains("shelf 50"), "{found}");
}
