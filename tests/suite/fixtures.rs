//! The two projects in `fixtures/`: one that nothing is wrong with, and one with a mistake for every rule.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use flowvet::artifact::ArtifactKind;
use flowvet::rules;

use super::snapshot;

fn check(project: &str) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_flowvet"))
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(project))
        .args(["check", "--format", "concise"])
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn clean_is_silent_with_all_rules_on() {
    assert_eq!(check("clean"), (Some(0), String::new()));
}

#[test]
fn broken_has_the_expected_findings() {
    let (code, found) = check("broken");
    assert_eq!(code, Some(1));
    snapshot::compare("fixtures.txt", &found);
}

#[test]
fn broken_has_a_mistake_for_every_rule_that_is_on() {
    let (_, found) = check("broken");
    let on = rules::ALL.iter().map(|rule| rule.meta()).filter(|meta| meta.recommended);
    let missing: BTreeSet<&str> =
        on.map(|meta| meta.name).filter(|name| !found.contains(&format!("[{name}]"))).collect();
    // A rule crashes by a mistake of its own.
    assert_eq!(missing, BTreeSet::from(["rule-failure"]));
}

#[test]
fn both_have_artefacts_of_every_kind() {
    for project in ["clean", "broken"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(project);
        let kinds: BTreeSet<&str> = super::artefacts::of(&folder).iter().map(|it| it.facts.kind.label()).collect();
        let all = [
            ArtifactKind::ArchyYaml,
            ArtifactKind::Export,
            ArtifactKind::FlowConfiguration,
            ArtifactKind::DataAction,
            ArtifactKind::Script,
            ArtifactKind::Payload,
            ArtifactKind::Snippet,
            ArtifactKind::Terraform,
        ];
        assert_eq!(kinds, all.iter().map(|kind| kind.label()).collect());
    }
}
