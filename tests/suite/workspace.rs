//! The index over the facts of a project.

use std::fmt::Write;
use std::sync::Arc;

use flowvet::artifact::{Access, ArtifactKind, AttributeUse, Facts, Hint, SourceText, Text, Via, detect};
use flowvet::diagnostic::Place;
use flowvet::syntax::Limits;
use flowvet::text::Span;
use flowvet::workspace::{Workspace, Written, names_read};
use proptest::prelude::*;

/// Facts of an artefact that writes (`+name`) and reads (`-name`) attributes.
fn facts(names: &[&str]) -> Facts {
    let usage = |(number, name): (usize, &&str)| {
        let access = if name.starts_with('+') { Access::Set } else { Access::Get };
        let place = Place { span: Span::new(number, number + 1), pointer: "".into(), path: Arc::from([]) };
        let text = Text::Literal(name[1..].into());
        let name = SourceText { text, place, scalar: None, placeholders: Vec::new() };
        AttributeUse { access, via: Via::ParticipantData, group: 0, name, value: None, target: None }
    };
    let uses = names.iter().enumerate().map(usage).collect();
    Facts { uses, ..Facts::new(ArtifactKind::ArchyYaml) }
}

/// One line per attribute: `spelling: + files of writers - files of readers`, spellings separated by `;`.
fn render(workspace: &Workspace) -> String {
    let mut text = String::new();
    for attribute in workspace.attributes() {
        for spelling in attribute.spellings() {
            write!(text, "{}: ", spelling.name).unwrap();
            spelling.writers().for_each(|usage| write!(text, "+{} ", usage.file).unwrap());
            spelling.readers().for_each(|usage| write!(text, "-{} ", usage.file).unwrap());
            text.push_str("; ");
        }
        text = text.trim_end_matches("; ").trim_end().to_owned() + "\n";
    }
    text
}

fn written(files: &[(&str, &[&str])]) -> Written {
    let mut written = Written::default();
    for (file, names) in files {
        written.replace(&(*file).into(), Some(facts(names)));
    }
    written
}

/// The workspace of files that are new to it.
fn deployed(mut written: Written) -> Workspace {
    let mut workspace = Workspace::default();
    workspace.update(&mut written);
    workspace
}

#[test]
fn names_that_differ_in_case_only_are_one_attribute() {
    let workspace = deployed(written(&[("b", &["-Id", "+size"]), ("a", &["+id", "-Id", "+id"])]));
    assert_eq!(render(&workspace), "Id: -a -b ; id: +a +a\nsize: +b\n");
    assert!(workspace.attribute("ID").unwrap().is_mixed());
    assert_eq!(workspace.spelling("id").unwrap().count(), 2);
    assert!(workspace.spelling("ID").is_none());
}

#[test]
fn replacing_a_file_removes_its_old_facts() {
    let mut written = written(&[("a", &["+id", "-Id"]), ("b", &["+id"])]);
    let mut workspace = Workspace::default();
    workspace.update(&mut written);
    written.replace(&"a".into(), Some(facts(&["+city"])));
    workspace.update(&mut written);
    assert_eq!(render(&workspace), "city: +a\nid: +b\n");
    written.replace(&"b".into(), None);
    workspace.update(&mut written);
    assert_eq!(render(&workspace), "city: +a\n");
}

#[test]
fn a_script_variable_finds_its_name_and_its_name_after_context() {
    let read = |via| names_read(via, "email").collect::<Vec<_>>().join(" ");
    assert_eq!(read(Via::ParticipantData), "email");
    assert_eq!(read(Via::ScriptVariable), "email context.email");
}

/// Facts of a file as the readers give them.
fn read(path: &str, text: &str) -> Option<Facts> {
    let hint = Hint::default();
    let format = detect::format(path, &hint).unwrap();
    detect::read(path, text, format, &hint, &Limits::default()).facts
}

#[test]
fn names_follow_the_deployment() {
    let flow = "inboundCall:
  name: \"{{flow}}\"
  tasks:
    - task:
        name: Greet
        actions:
          - getParticipantData:
              name: Get Participant Data
              attributes:
                - attribute:
                    name:
                      lit: \"{{name}}\"
                    variable: Flow.id
";
    let terraform = "resource \"genesyscloud_flow\" \"a\" {
  filepath = \"${path.module}/flow.yaml\"
  substitutions = { name = local.name, flow = local.flow }
}
";
    let (mut written, mut workspace) = (Written::default(), Workspace::default());
    written.replace(&"a/flow.yaml".into(), read("flow.yaml", flow));
    written.replace(&"a/main.tf".into(), read("main.tf", terraform));
    let mut known = |file: &str, text: Option<&str>| {
        written.replace(&file.into(), text.and_then(|text| read(file, text)));
        workspace.update(&mut written);
        let flow = workspace.facts("a/flow.yaml").and_then(|(_, facts)| facts.name.clone()).unwrap_or_default();
        format!("{flow}|{}", render(&workspace).trim_end())
    };
    assert_eq!(known("a/locals.tf", None), "|");
    assert_eq!(known("a/locals.tf", Some("locals { name = \"id\" }")), "|id: -a/flow.yaml");
    assert_eq!(known("a/locals.tf", Some("locals { flow = \"Main\" }")), "Main|");
    assert_eq!(known("a/more.tf.json", Some("{\"locals\": {\"name\": \"city\"}}")), "Main|city: -a/flow.yaml");
    assert_eq!(known("a/flow.yaml", Some(&flow.replace("Greet", "Ask"))), "Main|city: -a/flow.yaml");
    assert_eq!(known("a/locals.tf", None), "|city: -a/flow.yaml");
    assert_eq!(known("a/main.tf", None), "|");
    assert_eq!(
        known("a/options.yaml", Some("substitutions:\n  name: zip\n  flow: Queue\n")),
        "Queue|zip: -a/flow.yaml"
    );
    assert_eq!(known("a/other.yaml", Some("substitutions:\n  name: zip\n  flow: Bot\n")), "|zip: -a/flow.yaml");
    assert_eq!(known("a/other.yaml", Some("substitutions:\n  flow: Queue\n")), "Queue|");
    assert_eq!(known("a/flow.yaml", None), "|");
    assert_eq!(known("a/flow.yaml", Some(&flow.replace("{{name}}", "id"))), "Queue|id: -a/flow.yaml");
    assert_eq!(known("a/flow.yaml", Some(&flow.replace("{{name}}", "Id"))), "Queue|Id: -a/flow.yaml");
    assert_eq!(known("a/flow.yaml", Some(flow)), "Queue|");
}

#[test]
fn a_deployment_finds_a_flow_that_comes_later() {
    let terraform = "resource \"genesyscloud_flow\" \"a\" {\n  filepath = \"./flow.yaml\"\n}\n";
    let (mut written, mut workspace) = (Written::default(), Workspace::default());
    let mut deployed = |file: &str, text: Option<&str>| {
        written.replace(&file.into(), text.and_then(|text| read(file, text)));
        workspace.update(&mut written);
        let flows = workspace.deployments().iter().map(|deployment| deployment.flow.as_deref().unwrap_or("none"));
        flows.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(deployed("main.tf", Some(terraform)), "none");
    assert_eq!(deployed("flow.yaml", Some("inboundCall:\n  name: Main\n  tasks: []\n")), "flow.yaml");
    assert_eq!(deployed("flow.yaml", None), "none");
}

/// Files of a project, each with texts that it may have.
const DEPLOYED: [(&str, &[&str]); 6] = [
    (
        "a/flow.yaml",
        &[
            "inboundCall:\n  name: \"{{flow}}\"\n  tasks: []\n",
            "inboundCall:\n  name: \"{{flow}} 2\"\n  tasks: []\n",
            "inboundCall:\n  name: Main\n  tasks: []\n",
            "commonModule:\n  name: \"{{other}}\"\n  tasks: []\n",
        ],
    ),
    ("a/other.yaml", &["workflow:\n  name: \"{{flow}}\"\n  tasks: []\n", "workflow:\n  name: W\n  tasks: []\n"]),
    (
        "a/main.tf",
        &[
            "resource \"genesyscloud_flow\" \"a\" {\n filepath = \"${path.module}/flow.yaml\"\n substitutions = { flow = local.flow, other = var.other }\n}\n",
            "variable \"other\" { default = \"O\" }\nresource \"genesyscloud_flow\" \"a\" {\n filepath = local.file\n substitutions = var.all\n}\n",
        ],
    ),
    (
        "a/locals.tf",
        &[
            "locals { flow = \"Main ${var.other}\" }\nvariable \"other\" {}\n",
            "locals { file = \"./a/other.yaml\" }\nvariable \"all\" {}\n",
        ],
    ),
    (
        "main.tf",
        &[
            "module \"a\" {\n source = \"./a\"\n other = \"X\"\n all = { flow = \"F\" }\n}\n",
            "module \"a\" {\n source = \"./a\"\n all = { flow = module.a.name }\n}\n",
        ],
    ),
    ("a/options.yaml", &["substitutions:\n  flow: Queue\n", "substitutions:\n  other: Bot\n"]),
];

const NAMES: &[&str] = &["+id", "-id", "+Id", "-ID", "+city", "-City", "+ id"];

proptest! {
    /// Whatever has changed in whatever order, flows are deployed as the files are at the end.
    #[test]
    fn deployments_do_not_depend_on_the_order_of_changes(
        steps in prop::collection::vec((0..DEPLOYED.len(), 0..6_usize), 1..20),
    ) {
        let (mut written, mut walked) = (Written::default(), Workspace::default());
        let mut last = [None; DEPLOYED.len()];
        for (number, variant) in steps {
            let (file, texts) = DEPLOYED[number];
            last[number] = texts.get(variant);
            written.replace(&file.into(), last[number].and_then(|text| read(file, text)));
            walked.update(&mut written);
        }
        let mut fresh = Written::default();
        for ((file, _), text) in DEPLOYED.iter().zip(last) {
            fresh.replace(&(*file).into(), text.and_then(|text| read(file, text)));
        }
        let fresh = deployed(fresh);
        prop_assert_eq!(walked.deployments(), fresh.deployments());
        prop_assert_eq!(walked.files().collect::<Vec<_>>(), fresh.files().collect::<Vec<_>>());
    }

    /// Whatever is replaced in whatever order, the index is that of the files as they are at the end.
    #[test]
    fn the_index_does_not_depend_on_the_way_to_it(
        steps in prop::collection::vec((0..4_usize, prop::option::of(prop::collection::vec(0..NAMES.len(), 0..5))), 0..20),
    ) {
        let (mut written, mut grown) = (Written::default(), Workspace::default());
        let mut last = std::collections::BTreeMap::new();
        for (number, (file, names)) in steps.into_iter().enumerate() {
            let file: Arc<str> = format!("file{file}").into();
            let facts = names.map(|names| facts(&names.iter().map(|it| NAMES[*it]).collect::<Vec<_>>()));
            written.replace(&file, facts.clone());
            if number % 2 == 0 {
                grown.update(&mut written);
            }
            last.insert(file, facts);
        }
        grown.update(&mut written);
        let mut fresh = Written::default();
        for (file, facts) in last.into_iter().rev() {
            fresh.replace(&file, facts);
        }
        let fresh = deployed(fresh);
        prop_assert_eq!(render(&grown), render(&fresh));
        prop_assert_eq!(grown.files().count(), fresh.files().count());
    }
}
