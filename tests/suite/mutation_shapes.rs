//! Any key of an action that sets or gets attributes, of a data action and of its Terraform resource in the clean project,
//! with another capitalisation or a letter missing: exactly one finding appears, at that key, and all names stay known. With
//! all that is below it, it is also doubled and dropped.

use std::path::Path;

use flowvet::artifact::{ArtifactKind, Hint, detect};
use flowvet::diagnostic::Diagnostic;
use flowvet::syntax::Limits;
use rayon::prelude::*;

use super::artefacts::{self, Artefact};
use super::mutation::{Editor, NEVER};

const JSON: &[&str] = &[
    "config",
    "contract",
    "request",
    "response",
    "requestUrlTemplate",
    "requestType",
    "requestTemplate",
    "headers",
    "translationMap",
    "translationMapDefaults",
    "successTemplate",
    "input",
    "output",
    "inputSchema",
    "successSchema",
];

const TERRAFORM: &[&str] = &[
    "name",
    "category",
    "integration_id",
    "config_request",
    "config_response",
    "request_url_template",
    "request_type",
    "headers",
    "translation_map",
    "translation_map_defaults",
    "success_template",
    "contract_input",
    "contract_output",
];

/// The byte ranges of keys that have a shape.
fn keys(artefact: &Artefact) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut action = None;
    for line in artefact.text.split_inclusive('\n') {
        let content = line.trim_start().trim_start_matches("- ");
        let at = start + line.len() - line.trim_start().len() + (line.trim_start().len() - content.len());
        let indent = at - start;
        start += line.len();
        let word: String = content.chars().take_while(|it| it.is_ascii_alphanumeric() || *it == '_').collect();
        let rest = content[word.len()..].trim_start();
        match artefact.facts.kind {
            ArtifactKind::ArchyYaml => {
                let sets = ["setParticipantData", "getParticipantData", "setConversationData", "getConversationData"];
                if word == "outputs" {
                    // Other actions follow.
                    action = None;
                } else if sets.contains(&word.as_str()) {
                    action = Some(indent);
                    found.push(at..at + word.len());
                } else if action.is_some_and(|action| indent > action + 4) && rest.starts_with(':') {
                    found.push(at..at + word.len());
                } else if action.is_some_and(|action| indent <= action) {
                    action = None;
                } else if action.is_some() && word == "attributes" {
                    found.push(at..at + word.len());
                }
            }
            ArtifactKind::DataAction => {
                let word = content.strip_prefix('"').and_then(|it| it.split('"').next()).unwrap_or_default();
                if JSON.contains(&word) && content[word.len() + 2..].starts_with(':') {
                    found.push(at + 1..at + 1 + word.len());
                }
            }
            ArtifactKind::Terraform => {
                let is_argument = rest.starts_with('=') && indent <= 4 || rest.starts_with('{');
                if artefact.text.contains("genesyscloud_integration_action")
                    && TERRAFORM.contains(&word.as_str())
                    && is_argument
                {
                    found.push(at..at + word.len());
                }
            }
            _ => {}
        }
    }
    found
}

fn known_names(artefact: &Artefact, text: &str) -> Vec<String> {
    let facts = detect::read(&artefact.path, text, artefact.format, &Hint::default(), &Limits::default()).facts;
    let names = facts.iter().flat_map(|facts| &facts.uses).filter_map(|it| it.known_name().map(str::to_owned));
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

fn complaint(artefact: &Artefact, editor: &mut Editor, key: &std::ops::Range<usize>, with: &str) -> Option<String> {
    let text = format!("{}{with}{}", &artefact.text[..key.start], &artefact.text[key.end..]);
    let found = editor.findings_with(&artefact.path, text.clone().into_bytes());
    let found: Vec<Diagnostic> = found.into_iter().filter(|it| !NEVER.contains(&it.rule)).collect();
    let line = |at: usize| artefact.text[..at].matches('\n').count() + 1;
    let is_there = |it: &Diagnostic| {
        let span = it.primary.location.place.span.range();
        span.start <= key.start + with.len() && key.start <= span.end
    };
    let names = known_names(artefact, &artefact.text) == known_names(artefact, &text);
    let is_right = found.len() == 1 && found.iter().all(is_there) && names;
    (!is_right).then(|| {
        let found: Vec<String> = found.iter().map(|it| format!("{}: {}", it.rule, it.message)).collect();
        let old = &artefact.text[key.clone()];
        format!("{}:{} {old} as {with} (names stay: {names}): {found:#?}", artefact.path, line(key.start))
    })
}

#[test]
fn every_misspelt_key_is_one_finding_and_hides_no_name() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/clean");
    let all = artefacts::of(&project);
    let kinds = [ArtifactKind::ArchyYaml, ArtifactKind::DataAction, ArtifactKind::Terraform];
    let mistakes: Vec<(&Artefact, std::ops::Range<usize>)> = all
        .iter()
        .filter(|it| kinds.contains(&it.facts.kind))
        .flat_map(|artefact| keys(artefact).into_iter().map(move |key| (artefact, key)))
        .collect();
    assert!(mistakes.len() >= 60, "{} keys", mistakes.len());
    let complaints: Vec<String> = mistakes
        .par_iter()
        .map_init(
            || Editor::of(&project),
            |editor, (artefact, key)| {
                let word = &artefact.text[key.clone()];
                let (first, rest) = word.split_at(1);
                let recased = first.to_uppercase() + rest;
                let middle = word.len() / 2;
                let shorter = format!("{}{}", &word[..middle], &word[middle + 1..]);
                [recased, shorter].map(|with| complaint(artefact, editor, key, &with))
            },
        )
        .flatten_iter()
        .flatten()
        .collect();
    assert!(complaints.is_empty(), "{} complaints:\n{}", complaints.len(), complaints.join("\n"));
}

/// A line of a block with everything below it.
fn block(text: &str, key: usize) -> std::ops::Range<usize> {
    let start = text[..key].rfind('\n').map_or(0, |at| at + 1);
    let indent = text[start..].len() - text[start..].trim_start_matches(' ').len();
    let mut end = start;
    for (number, line) in text[start..].split_inclusive('\n').enumerate() {
        let own = line.len() - line.trim_start_matches(' ').len();
        let closes = own == indent && line.trim_start().starts_with(['}', ']']);
        if number > 0 && !line.trim().is_empty() && own <= indent && !closes {
            break;
        }
        end += line.len();
        if closes {
            break;
        }
    }
    start..end
}

/// Findings of the text, without those that any mutation may cause.
fn found(artefact: &Artefact, editor: &mut Editor, text: &str) -> Vec<Diagnostic> {
    let found = editor.findings_with(&artefact.path, text.as_bytes().to_vec());
    found.into_iter().filter(|it| !NEVER.contains(&it.rule)).collect()
}

#[test]
fn every_doubled_key_is_found_at_the_second() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/clean");
    let all = artefacts::of(&project);
    let kinds = [ArtifactKind::ArchyYaml, ArtifactKind::Terraform];
    let mistakes: Vec<(&Artefact, std::ops::Range<usize>)> = all
        .iter()
        .filter(|it| kinds.contains(&it.facts.kind))
        .flat_map(|artefact| keys(artefact).into_iter().map(move |key| (artefact, key)))
        // An item of a list may be there twice.
        .filter(|(artefact, key)| !artefact.text[..key.start].ends_with("- "))
        .collect();
    let complaints: Vec<String> = mistakes
        .par_iter()
        .map_init(
            || Editor::of(&project),
            |editor, (artefact, key)| {
                let range = block(&artefact.text, key.start);
                let text = format!(
                    "{}{}{}",
                    &artefact.text[..range.end],
                    &artefact.text[range.clone()],
                    &artefact.text[range.end..]
                );
                let found = found(artefact, editor, &text);
                let second = range.end..range.end + range.len();
                let is_there = |it: &Diagnostic| second.contains(&(it.primary.location.place.span.start as usize));
                let is_right = found.iter().any(is_there);
                let shown: Vec<String> = found.iter().map(|it| format!("{}: {}", it.rule, it.message)).collect();
                (!is_right).then(|| format!("{} {} twice: {shown:#?}", artefact.path, &artefact.text[key.clone()]))
            },
        )
        .flatten()
        .collect();
    assert!(complaints.is_empty(), "{} complaints:\n{}", complaints.len(), complaints.join("\n"));
}

/// The keys that may be left out: what they mean has a default.
const OPTIONAL: [&str; 10] = [
    "secure",
    "headers",
    "translation_map",
    "translation_map_defaults",
    "success_template",
    "contract_input",
    "contract_output",
    "config_request",
    "config_response",
    "participantId",
];

/// The paths of an action, and the settings of which one is enough.
const OTHERS: [&str; 3] = ["outputs", "exp", "lit"];

#[test]
fn every_dropped_key_is_found_where_it_was() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/clean");
    let all = artefacts::of(&project);
    let kinds = [ArtifactKind::ArchyYaml, ArtifactKind::Terraform];
    let is_needed = |artefact: &Artefact, key: &std::ops::Range<usize>| {
        let word = &artefact.text[key.clone()];
        let is_action = word.starts_with("set") || word.starts_with("get");
        !OPTIONAL.contains(&word) && !OTHERS.contains(&word) && word != "request_url_template" && !is_action
    };
    let mistakes: Vec<(&Artefact, std::ops::Range<usize>)> = all
        .iter()
        .filter(|it| kinds.contains(&it.facts.kind))
        .flat_map(|artefact| keys(artefact).into_iter().map(move |key| (artefact, key)))
        .filter(|(artefact, key)| is_needed(artefact, key) && !artefact.text[..key.start].ends_with("- "))
        .collect();
    assert!(mistakes.len() >= 20, "{} keys", mistakes.len());
    let complaints: Vec<String> = mistakes
        .par_iter()
        .map_init(
            || Editor::of(&project),
            |editor, (artefact, key)| {
                let range = block(&artefact.text, key.start);
                let text = format!("{}{}", &artefact.text[..range.start], &artefact.text[range.end..]);
                let found = found(artefact, editor, &text);
                // At the object that the key was in: before the place where it was.
                let is_there = |it: &Diagnostic| {
                    *it.primary.location.file == *artefact.path
                        && (it.primary.location.place.span.start as usize) < range.start
                };
                let is_right = found.iter().any(is_there);
                let shown: Vec<String> = found.iter().map(|it| format!("{}: {}", it.rule, it.message)).collect();
                (!is_right).then(|| format!("{} without {}: {shown:#?}", artefact.path, &artefact.text[key.clone()]))
            },
        )
        .flatten()
        .collect();
    assert!(complaints.is_empty(), "{} complaints:\n{}", complaints.len(), complaints.join("\n"));
}
