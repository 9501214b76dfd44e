//! One data action in every form that Terraform has for it gives the findings that it gives in JSON, at the same text.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use flowvet::engine::Outcome;
use flowvet::syntax::{Style, scalar};
use rayon::prelude::*;
use serde_json::{Map, Value, json};

use super::corpus;
use super::markdown::{self, Block};
use super::project::Project;

/// How a data action is written in Terraform.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    /// `.tf`, contracts in `jsonencode(…)`, templates in quotes.
    Encoded,
    /// `.tf`, contracts as JSON in quotes.
    Quoted,
    /// `.tf`, contracts as JSON in heredocs, and templates of several lines too.
    Heredoc,
    /// `.tf.json`, contracts in `${jsonencode(…)}`.
    JsonEncoded,
    /// `.tf.json`, contracts as JSON in strings, blocks in lists.
    Json,
}

pub const FORMS: [Form; 5] = [Form::Encoded, Form::Quoted, Form::Heredoc, Form::JsonEncoded, Form::Json];

impl Form {
    pub fn file(self) -> &'static str {
        match self {
            Form::Encoded | Form::Quoted | Form::Heredoc => "action.tf",
            Form::JsonEncoded | Form::Json => "action.tf.json",
        }
    }

    /// The members of a block: attributes, then blocks.
    pub fn write(self, action: &Value) -> String {
        let blocks = [("config_request", request(action)), ("config_response", response(action))];
        let contracts = [("contract_input", "/contract/input/inputSchema"), ("contract_output", OUTPUT)];
        let contracts = contracts.map(|(name, pointer)| (name, action.pointer(pointer)));
        let mut attributes = Map::new();
        for (name, pointer) in [("name", "/name"), ("config_timeout_seconds", "/config/timeoutSeconds")] {
            attributes.extend(action.pointer(pointer).map(|value| (name.to_owned(), value.clone())));
        }
        for name in ["name", "category", "integration_id"] {
            attributes.entry(name.to_owned()).or_insert_with(|| "Books".into());
        }
        if matches!(self, Form::JsonEncoded | Form::Json) {
            let mut body: Value = escaped(&attributes.into());
            for (name, schema) in contracts {
                let Some(schema) = schema else { continue };
                let text = match self {
                    Form::Json => scalar::encode(&schema.to_string(), Style::Heredoc),
                    _ => format!("${{jsonencode({})}}", hcl(schema)),
                };
                body[name] = text.into();
            }
            for (name, block) in blocks {
                body[name] = if matches!(self, Form::Json) { json!([escaped(&block)]) } else { escaped(&block) };
            }
            return json!({"resource": {"genesyscloud_integration_action": {"action": body}}}).to_string();
        }
        let mut text = "resource \"genesyscloud_integration_action\" \"action\" {\n".to_owned();
        for (name, value) in &attributes {
            writeln!(text, "  {name} = {}", hcl(value)).unwrap();
        }
        for (name, schema) in contracts {
            let Some(schema) = schema else { continue };
            let written = match self {
                Form::Encoded => format!("jsonencode({})", hcl(schema)),
                Form::Quoted => scalar::encode(&schema.to_string(), Style::Hcl),
                _ => heredoc(&serde_json::to_string_pretty(schema).unwrap()),
            };
            writeln!(text, "  {name} = {written}").unwrap();
        }
        for (name, block) in blocks {
            writeln!(text, "  {name} {{").unwrap();
            for (name, value) in block.as_object().unwrap() {
                let several_lines = value.as_str().filter(|text| text.ends_with('\n') && !text.contains('\r'));
                let written = match several_lines {
                    Some(text) if matches!(self, Form::Heredoc) => heredoc(text),
                    _ => hcl(value),
                };
                writeln!(text, "    {name} = {written}").unwrap();
            }
            text.push_str("  }\n");
        }
        text + "}\n"
    }
}

const OUTPUT: &str = "/contract/output/successSchema";

/// A value as HCL.
fn hcl(value: &Value) -> String {
    match value {
        Value::String(text) => scalar::encode(text, Style::Hcl),
        Value::Array(items) => format!("[{}]", items.iter().map(hcl).collect::<Vec<_>>().join(", ")),
        Value::Object(members) => {
            let members: Vec<_> =
                members.iter().map(|(key, value)| format!("{} = {}", hcl(&json!(key)), hcl(value))).collect();
            format!("{{ {} }}", members.join(", "))
        }
        other => other.to_string(),
    }
}

fn heredoc(text: &str) -> String {
    format!("<<EOT\n{}\nEOT", scalar::encode(text, Style::Heredoc).trim_end())
}

/// A value with all its strings as templates of Terraform.
fn escaped(value: &Value) -> Value {
    match value {
        Value::String(text) => scalar::encode(text, Style::Heredoc).into(),
        Value::Array(items) => items.iter().map(escaped).collect(),
        Value::Object(members) => members.iter().map(|(key, value)| (key.clone(), escaped(value))).collect(),
        other => other.clone(),
    }
}

/// The members of an object under their names in Terraform.
fn renamed(object: Option<&Value>, names: &[(&str, &str)]) -> Value {
    let members = names.iter().filter_map(|(old, new)| Some(((*new).to_owned(), object?.get(old)?.clone())));
    members.collect()
}

fn request(action: &Value) -> Value {
    let names = [
        ("requestUrlTemplate", "request_url_template"),
        ("requestType", "request_type"),
        ("requestTemplate", "request_template"),
        ("headers", "headers"),
    ];
    renamed(action.pointer("/config/request"), &names)
}

fn response(action: &Value) -> Value {
    let names = [
        ("translationMap", "translation_map"),
        ("translationMapDefaults", "translation_map_defaults"),
        ("successTemplate", "success_template"),
    ];
    renamed(action.pointer("/config/response"), &names)
}

/// Rules that look at how a form itself is written.
const OF_THE_FORM: [&str; 1] = ["template-escape"];

/// What is found about data actions: rule, message, and the text that the finding covers, without escapes.
fn found(outcome: &Outcome) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for it in outcome.diagnostics.iter().filter(|it| !OF_THE_FORM.contains(&it.rule)) {
        let place = &it.primary.location;
        let text = outcome.sources[&place.file].text();
        let covered = &text[place.place.span.range()];
        // Objects and lists are written in another way each time.
        let covered = if covered.starts_with(['{', '[']) { "" } else { covered };
        let covered = covered.replace('\\', "").replace("$${", "${");
        let covered = covered.trim_matches('"');
        found.push(format!("{} {}: {} at {covered}", it.severity, it.rule, it.message));
    }
    found.sort();
    found
}

fn in_json(action: &Value) -> Vec<String> {
    found(&Project::new(&[("action.json", action.to_string())]).outcome())
}

/// A finding as [`found`] shows it, without its place and without names.
fn kind(found: &str) -> String {
    let message = found.rsplit_once(" at ").map_or(found, |(message, _)| message);
    message.split('`').step_by(2).collect()
}

/// What is different in the findings of a data action in each form.
fn differences(path: &Path, action: &Value, in_json: &[String], forms: &[Form]) -> Vec<String> {
    let forms = forms.iter().filter_map(|form| {
        let text = form.write(action);
        let in_terraform = found(&Project::new(&[(form.file(), &text)]).outcome());
        (in_terraform != in_json)
            .then(|| format!("{} as {form:?}:\n{in_json:#?}\n{in_terraform:#?}\n{text}", path.display()))
    });
    forms.collect()
}

/// The data actions in the JSON files below a folder, and in the JSON fences of its documents.
fn data_actions(folder: &Path) -> Vec<(PathBuf, Value)> {
    let files = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap);
    let mut actions = Vec::new();
    for file in files.filter(|file| file.file_type().is_file()) {
        let texts = match file.path().extension().and_then(OsStr::to_str) {
            Some("json") => vec![fs::read_to_string(file.path()).unwrap_or_default()],
            Some("md") => fences(&fs::read_to_string(file.path()).unwrap()),
            _ => Vec::new(),
        };
        for text in texts {
            let action: Value = serde_json::from_str(&text).unwrap_or_default();
            // Terraform has a resource of its own for custom authentication.
            let is_plain = action.get("actionType").is_none_or(|kind| kind != "customAuth");
            if is_plain && action.pointer("/config/request").is_some() && action.get("contract").is_some() {
                actions.push((file.path().to_owned(), action));
            }
        }
    }
    actions
}

fn fences(document: &str) -> Vec<String> {
    let blocks = markdown::parse(document).into_iter();
    let fences = blocks.filter_map(|block| match block {
        Block::Fence { info, body } if info.starts_with("json") => Some(body),
        _ => None,
    });
    fences.collect()
}

#[test]
fn every_form_of_a_data_action_has_the_same_findings() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["fixtures", "docs", "tests/literate"].map(|folder| data_actions(&project.join(folder)));
    // Keys at a wrong level and other words for keys have no form in Terraform.
    let actions: Vec<_> =
        folders.concat().into_iter().filter(|(path, _)| !path.to_string_lossy().ends_with("shapes.md")).collect();
    let in_json: Vec<Vec<String>> = actions.par_iter().map(|(_, action)| in_json(action)).collect();
    let count = in_json.concat().len();
    assert!(actions.len() >= 50 && count >= 80, "{} data actions with {count} findings", actions.len());
    // All forms of an action with a finding that no other one before it has; of every second other one, a form each in turn.
    let mut seen = HashSet::new();
    let forms = in_json.iter().zip(0..).map(|(found, number)| {
        let has_new = found.iter().filter(|found| seen.insert(kind(found))).count() > 0;
        let in_turn = (number % 2 == 0).then(|| FORMS[number / 2 % FORMS.len()]);
        if has_new { FORMS.to_vec() } else { in_turn.into_iter().collect() }
    });
    let forms: Vec<Vec<Form>> = forms.collect();
    let differences: Vec<String> = (actions.par_iter(), &in_json, forms)
        .into_par_iter()
        .flat_map_iter(|((path, action), in_json, forms)| differences(path, action, in_json, &forms))
        .collect();
    assert!(differences.is_empty(), "{}", differences.join("\n\n"));
}

#[test]
#[ignore = "needs ../shared"]
fn every_form_of_published_data_actions_has_the_same_findings() {
    let folders = corpus::projects();
    let actions: Vec<_> = folders.iter().flat_map(|folder| data_actions(folder)).collect();
    let differences: Vec<String> = actions
        .par_iter()
        .flat_map_iter(|(path, action)| differences(path, action, &in_json(action), &FORMS))
        .collect();
    assert!(differences.is_empty(), "{}", differences.join("\n\n"));
}

#[test]
fn composed_values_have_a_size_limit() {
    let flow = "resource \"genesyscloud_flow\" \"f\" {\n  filepath = local.l0\n  substitutions = local.m0\n}\n";
    let mut locals = String::new();
    for number in 0..500 {
        let next = number + 1;
        writeln!(locals, "locals {{ l{number} = \"${{local.l{next}}}x${{local.l{next}}}\" }}").unwrap();
        writeln!(
            locals,
            "locals {{ m{number} = merge(local.m{next}, local.m{next}, {{ k{number} = local.m{next} }}) }}"
        )
        .unwrap();
    }
    let mut files =
        vec![("main.tf".to_owned(), flow.to_owned() + &locals + "locals {\n l500 = \"y\"\n m500 = {}\n}\n")];
    for number in 0..40 {
        let next = number + 1;
        let call = |label: &str| format!("module \"{label}\" {{ source = \"../m{next}\" }}\n");
        files.push((format!("m{number}/main.tf"), call("one") + &call("two") + "module \"me\" { source = \"./\" }\n"));
    }
    files.push(("m40/main.tf".to_owned(), flow.to_owned()));
    files.push(("root/main.tf".to_owned(), "module \"m\" { source = \"../m0\" }\n".to_owned()));
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    assert_eq!(Project::new(&files).findings(), "");
}
