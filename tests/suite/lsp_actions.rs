//! Every code action that is offered for the broken project does what it says: its finding is gone, and no other comes.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use flowvet::diagnostic::Diagnostic;
use flowvet::engine::{Request, Session};
use flowvet::rules::ALL;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::lsp::edited;
use super::lsp_client::{Client, uri};

fn path_of(uri: &str) -> PathBuf {
    percent_decode_str(uri.strip_prefix("file://").unwrap()).decode_utf8().unwrap().as_ref().into()
}

/// The new texts of the files that an edit changes.
fn applied(edit: &Value) -> BTreeMap<PathBuf, String> {
    let changes = edit["changes"].as_object().unwrap();
    let file = |(uri, edits): (&String, &Value)| {
        let path = path_of(uri);
        let old = fs::read_to_string(&path).unwrap_or_default();
        // From the last one, so that the others stay where they are.
        let new = edits.as_array().unwrap().iter().rev().fold(old, |text, edit| {
            let lines = text.lines().count() as u64;
            match edit["range"]["end"]["line"].as_u64() {
                Some(line) if line > lines => edit["newText"].as_str().unwrap().to_owned(),
                _ => edited(&text, &edit["range"], edit["newText"].as_str().unwrap()),
            }
        });
        (path, new)
    };
    changes.iter().map(file).collect()
}

struct Trial {
    session: Session<'static>,
    /// The files that differ from the disk.
    changed: BTreeMap<PathBuf, String>,
}

impl Trial {
    fn findings(&mut self) -> Vec<Diagnostic> {
        self.session.outcome().unwrap().diagnostics
    }

    fn start(folder: &Path) -> Trial {
        let request = Request { folder: folder.to_path_buf(), ..Request::default() };
        Trial { session: Session::new(request, ALL, &()), changed: BTreeMap::new() }
    }

    /// Replaces what was changed before.
    fn change(&mut self, edit: &Value) {
        let texts = applied(edit);
        for path in self.changed.keys().filter(|path| !texts.contains_key(*path)) {
            self.session.set_overlay(path, None);
        }
        for (path, text) in &texts {
            self.session.set_overlay(path, Some(text.clone().into_bytes()));
        }
        self.changed = texts;
    }

    fn findings_with(&mut self, edit: &Value) -> Vec<Diagnostic> {
        self.change(edit);
        self.findings()
    }
}

fn start(folder: &Path) -> Client {
    let mut client = Client::start(env!("CARGO_BIN_EXE_flowvet"), folder);
    let capabilities = json!({"textDocument": {"diagnostic": {}}});
    let options = json!({"virtualDocuments": true});
    let params = json!({"capabilities": capabilities, "rootUri": uri(folder, ""), "initializationOptions": options});
    client.ask("initialize", &params);
    client.notify("initialized", &json!({}));
    client
}

#[test]
fn every_action_on_the_broken_project_has_the_effect_of_its_title() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/broken");
    let mut client = start(&folder);
    let mut trial = Trial::start(&folder);
    let before = trial.findings();
    let all = client.ask("workspace/diagnostic", &json!({"previousResultIds": []}));
    let (mut fixes, mut ignores) = (0, 0);
    let mut wrong = Vec::new();
    let mut seen = HashSet::new();
    for report in all["result"]["items"].as_array().unwrap() {
        for item in report["items"].as_array().unwrap() {
            let params = json!({"textDocument": {"uri": report["uri"]}, "range": item["range"],
                "context": {"diagnostics": [item], "only": ["quickfix"]}});
            let actions = client.ask("textDocument/codeAction", &params);
            for action in actions["result"].as_array().unwrap() {
                let target = &action["diagnostics"][0]["data"]["fingerprint"];
                let title = action["title"].as_str().unwrap();
                let is_ignore = title.starts_with("ignore");
                let rule = action["diagnostics"][0]["code"].as_str().unwrap();
                // Entries of the configuration differ in the names of rule and file only, and a new configuration reads
                // all files again.
                if title.starts_with("ignore in") && (!seen.insert(rule.to_owned()) || seen.len() % 10 != 1) {
                    continue;
                }
                let after = trial.findings_with(&action["edit"]);
                let count = |list: &[Diagnostic]| list.iter().filter(|it| it.rule == rule).count();
                let stays =
                    after.iter().any(|it| *target == json!(it.fingerprint())) && count(&after) >= count(&before);
                *(if is_ignore { &mut ignores } else { &mut fixes }) += 1;
                if stays || is_ignore && after.len() + 1 > before.len() {
                    wrong.push(format!("{}: {rule}: {title}: {}", report["uri"], action["edit"]));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), fixes + ignores, wrong.join("\n"));
    assert!(fixes >= 10 && ignores >= 40, "{fixes} fixes, {ignores} ignores");
}

#[test]
fn all_fixes_of_a_file_are_made_at_once() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/broken");
    let mut client = start(&folder);
    let mut trial = Trial::start(&folder);
    let before = trial.findings().len();
    let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}});
    let params = json!({"textDocument": {"uri": uri(&folder, "flows/queue.yaml")}, "range": range,
        "context": {"diagnostics": [], "only": ["source.fixAll"]}});
    let actions = client.ask("textDocument/codeAction", &params);
    let resolved = client.ask("codeAction/resolve", &actions["result"][0]);
    assert!(trial.findings_with(&resolved["result"]["edit"]).len() < before);
}

/// The line and character of the first letter of a location.
fn start_of(location: &Value) -> Value {
    json!({"textDocument": {"uri": location["uri"]}, "position": location["range"]["start"]})
}

#[test]
fn any_attribute_that_no_script_has_is_renamed_everywhere() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/clean");
    let mut client = start(&folder);
    let mut trial = Trial::start(&folder);
    let symbols = client.ask("workspace/symbol", &json!({"query": ""}));
    let mut renamed = 0;
    for symbol in symbols["result"].as_array().unwrap().iter().filter(|it| it["containerName"] == "attribute") {
        let mut params = start_of(&symbol["location"]);
        params["newName"] = json!("some.newName");
        let answer = client.ask("textDocument/rename", &params);
        let Some(edit) = answer.get("result") else {
            let reason = answer["error"]["message"].as_str().unwrap();
            assert!(reason.contains("script"), "{symbol}: {reason}");
            continue;
        };
        let name = symbol["name"].as_str().unwrap();
        let found: Vec<String> = trial.findings_with(edit).iter().map(|it| it.message.clone()).collect();
        assert_eq!(found, Vec::<String>::new(), "{name}: {edit}");
        let left = trial.session.workspaces().any(|workspace| workspace.spelling(name).is_some());
        let is_there = trial.session.workspaces().any(|workspace| workspace.spelling("some.newName").is_some());
        assert!(!left && is_there, "{name}: {edit}");
        renamed += 1;
    }
    assert!(renamed >= 8, "{renamed} were renamed");
}

/// The first place of each variable of the scopes `Flow` and `Task` in a text, by its name.
fn variables(text: &str) -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    for (number, line) in text.lines().enumerate() {
        for (at, _) in line.match_indices("Flow.").chain(line.match_indices("Task.")) {
            let end =
                line[at + 5..].find(|it: char| !it.is_alphanumeric() && it != '_').map_or(line.len(), |it| at + 5 + it);
            let place = json!({"line": number, "character": line[..at + 5].encode_utf16().count()});
            found.entry(line[at..end].to_owned()).or_insert(place);
        }
    }
    found
}

#[test]
fn any_variable_is_renamed_in_all_of_its_flow() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/clean");
    let mut client = start(&folder);
    let mut trial = Trial::start(&folder);
    assert_eq!(trial.findings().len(), 0);
    let files = ["flows/main.yaml", "flows/queue.yaml", "flows/follow-up.yaml", "flows/messages.json"];
    let export = "exports/Bookshop After Hours.i3InboundFlow";
    let shown = |file: &str| uri(&folder, file).replace("file://", "flowvet:/exports") + ".json";
    let documents = files.map(|file| (file, uri(&folder, file))).into_iter().chain([(export, shown(export))]);
    let mut renamed = 0;
    for (file, uri) in documents {
        let content = json!({"uri": uri});
        let text = client.ask("workspace/textDocumentContent", &content)["result"]["text"].as_str().map(str::to_owned);
        let text = text.unwrap_or_else(|| fs::read_to_string(folder.join(file)).unwrap());
        for (name, place) in variables(&text) {
            let params = json!({"textDocument": {"uri": uri}, "position": place, "newName": "someNewName"});
            let answer = client.ask("textDocument/rename", &params);
            if answer["error"]["message"].as_str().is_some_and(|it| it.contains("belongs to the platform")) {
                continue;
            }
            let edit = &answer["result"];
            assert!(edit.is_object(), "{name} in {file}: {answer}");
            let found: Vec<String> = trial.findings_with(edit).iter().map(|it| it.message.clone()).collect();
            assert_eq!(found, Vec::<String>::new(), "{name}: {edit}");
            for path in trial.changed.keys() {
                let new = trial.session.source(&trial.session.scope().relative(path)).unwrap();
                assert!(!variables(new.text()).contains_key(&name), "{name} is left: {}", new.text());
            }
            renamed += 1;
        }
    }
    assert!(renamed >= 8, "{renamed} were renamed");
}
