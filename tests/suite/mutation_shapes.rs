//! Any key of an action that sets or gets attributes, of a data action and of its Terraform resource in the clean project,
//! with another capitalisation or a letter missing: exactly one finding appears, at that key, and all names stay known. With
//! all that is below it, it is also doubled, dropped and moved.

use std::collections::HashMap;
use std::ops::Range;
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
fn keys(artefact: &Artefact) -> Vec<Range<usize>> {
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

/// Makes mistakes at all keys of `kinds` that are `wanted`, at least `least`; none may lead to a complaint.
fn assert_none(
    kinds: &[ArtifactKind],
    least: usize,
    mut wanted: impl FnMut(&Artefact, &Range<usize>) -> bool,
    complaints: impl Fn(&Artefact, &mut Editor, &Range<usize>) -> Vec<String> + Sync,
) {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/clean");
    let all = artefacts::of(&project);
    let artefacts = all.iter().filter(|it| kinds.contains(&it.facts.kind));
    let mistakes: Vec<(&Artefact, Range<usize>)> = artefacts
        .flat_map(|artefact| keys(artefact).into_iter().map(move |key| (artefact, key)))
        .filter(|(artefact, key)| wanted(artefact, key))
        .collect();
    assert!(mistakes.len() >= least, "{} keys", mistakes.len());
    let found: Vec<String> = mistakes
        .par_chunks(mistakes.len() / 4 + 1)
        .flat_map_iter(|mistakes| {
            let mut editor = Editor::of(&project);
            let found = mistakes.iter().flat_map(|(artefact, key)| complaints(artefact, &mut editor, key));
            found.collect::<Vec<_>>()
        })
        .collect();
    assert!(found.is_empty(), "{} complaints:\n{}", found.len(), found.join("\n"));
}

/// Complains about `what`, which makes `text` of an artefact, unless it has exactly one finding and that is at a right place.
fn not_one(
    artefact: &Artefact,
    editor: &mut Editor,
    text: &str,
    what: &str,
    is_right: impl Fn(Range<usize>) -> bool,
) -> Option<String> {
    let mut found = editor.findings_with(&artefact.path, text.as_bytes().to_vec());
    found.retain(|it| !NEVER.contains(&it.rule));
    let is_there = |it: &Diagnostic| {
        let location = &it.primary.location;
        *location.file == *artefact.path && is_right(location.place.span.range())
    };
    (found.len() != 1 || !found.iter().all(is_there)).then(|| {
        let place = |it: &Diagnostic| text.get(it.primary.location.place.span.range()).map(str::to_owned);
        let shown = found.iter().map(|it| format!("{}: {} (at {:?})", it.rule, it.message, place(it)));
        format!("{} {what}: {:#?}", artefact.path, shown.collect::<Vec<_>>())
    })
}

#[test]
fn every_misspelt_key_is_one_finding_and_hides_no_name() {
    let kinds = [ArtifactKind::ArchyYaml, ArtifactKind::DataAction, ArtifactKind::Terraform];
    // Of a key that a file has many times, two are enough.
    let mut seen: HashMap<(String, String), usize> = HashMap::new();
    let is_new = |artefact: &Artefact, key: &Range<usize>| {
        let count = seen.entry((artefact.path.clone(), artefact.text[key.clone()].to_owned())).or_default();
        *count += 1;
        *count <= 2
    };
    assert_none(&kinds, 60, is_new, |artefact, editor, key| {
        let word = &artefact.text[key.clone()];
        let (first, rest) = word.split_at(1);
        let recased = first.to_uppercase() + rest;
        let middle = word.len() / 2;
        let shorter = format!("{}{}", &word[..middle], &word[middle + 1..]);
        let complaints = [recased, shorter].map(|with| {
            let text = format!("{}{with}{}", &artefact.text[..key.start], &artefact.text[key.end..]);
            let is_there = |span: Range<usize>| span.start <= key.start + with.len() && key.start <= span.end;
            let names_stay = known_names(artefact, &artefact.text) == known_names(artefact, &text);
            let lost = (!names_stay).then(|| format!("{} {word} as {with}: other names", artefact.path));
            lost.or_else(|| not_one(artefact, editor, &text, &format!("{word} as {with}"), is_there))
        });
        complaints.into_iter().flatten().collect()
    });
}

/// A line of a block with everything below it.
fn block(text: &str, key: usize) -> Range<usize> {
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

/// The line of the object that has the key at byte `key`.
fn parent(text: &str, key: usize) -> Range<usize> {
    let start = text[..key].rfind('\n').map_or(0, |at| at + 1);
    let mut end = start;
    for line in text[..start].split_inclusive('\n').rev() {
        let indent = line.len() - line.trim_start_matches([' ', '-']).len();
        if !line.trim().is_empty() && indent < key - start {
            return end - line.len()..end;
        }
        end -= line.len();
    }
    0..0
}

/// Whether the key is not the first of an item of a list.
fn is_in_object(artefact: &Artefact, key: &Range<usize>) -> bool {
    !artefact.text[..key.start].ends_with("- ")
}

#[test]
fn every_doubled_key_is_found_at_the_second() {
    let kinds = [ArtifactKind::ArchyYaml, ArtifactKind::Terraform];
    // An item of a list may be there twice.
    assert_none(&kinds, 40, is_in_object, |artefact, editor, key| {
        let block = block(&artefact.text, key.start);
        let (before, after) = artefact.text.split_at(block.end);
        let text = format!("{before}{}{after}", &artefact.text[block.clone()]);
        let is_second = |span: Range<usize>| span.start == key.start + block.len();
        let what = format!("{} twice", &artefact.text[key.clone()]);
        not_one(artefact, editor, &text, &what, is_second).into_iter().collect()
    });
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
    let kinds = [ArtifactKind::ArchyYaml, ArtifactKind::Terraform];
    let is_needed = |artefact: &Artefact, key: &Range<usize>| {
        let word = &artefact.text[key.clone()];
        let is_action = word.starts_with("set") || word.starts_with("get");
        let may_be_left_out = OPTIONAL.contains(&word) || OTHERS.contains(&word) || word == "request_url_template";
        !may_be_left_out && !is_action && is_in_object(artefact, key)
    };
    assert_none(&kinds, 20, is_needed, |artefact, editor, key| {
        let block = block(&artefact.text, key.start);
        let text = format!("{}{}", &artefact.text[..block.start], &artefact.text[block.end..]);
        let around = parent(&artefact.text, key.start);
        let is_around = |span: Range<usize>| around.contains(&span.start);
        let what = format!("without {}", &artefact.text[key.clone()]);
        not_one(artefact, editor, &text, &what, is_around).into_iter().collect()
    });
}

/// The indentation of the line that begins at `start`, in bytes.
fn indent(text: &str, start: usize) -> usize {
    text[start..].len() - text[start..].trim_start_matches(' ').len()
}

/// The text with the block at `key` in a place where it does not belong, and where the key is then.
fn moved(artefact: &Artefact, key: &Range<usize>) -> Option<(String, usize)> {
    let text = &artefact.text;
    let word = &text[key.clone()];
    let own = block(text, key.start);
    let around = parent(text, key.start);
    let without = |range: Range<usize>| format!("{}{}", &text[range.start..own.start], &text[own.end..range.end]);
    let offset = key.start - own.start;
    // The end of a heredoc is not known here.
    if text[own.clone()].contains("<<") {
        return None;
    }
    match artefact.facts.kind {
        ArtifactKind::ArchyYaml if word == "attributes" => {
            let line = &text[around.clone()];
            let start = around.start + line.len() - line.trim_start_matches([' ', '-']).len();
            let action = block(text, around.start);
            let excess = indent(text, own.start) - (start - around.start);
            let lines: String = text[own.clone()].split_inclusive('\n').map(|line| &line[excess..]).collect();
            let before = format!("{}{}", &text[..action.start], without(action.clone()));
            let at = before.len() + offset - excess;
            Some((format!("{before}{lines}{}", &text[action.end..]), at))
        }
        ArtifactKind::DataAction if word.starts_with("request") && word.len() > 8 || IN_RESPONSE.contains(&word) => {
            let member = text[own.clone()].trim_end().trim_end_matches(',').to_owned();
            let (mut before, after) = (text[..own.start].to_owned(), &text[own.end..]);
            if !text[own.clone()].trim_end().ends_with(',') {
                let comma = before.trim_end().len();
                before.replace_range(comma - 1..comma, "");
            }
            let first = before.find('\n')? + 1;
            before.insert_str(first, &format!("{member},\n"));
            Some((format!("{before}{after}"), first + offset))
        }
        ArtifactKind::Terraform if indent(text, own.start) == 4 => {
            let before = &text[..around.start];
            let rest = without(around.start..text.len());
            Some((format!("{before}{}{rest}", &text[own.clone()]), before.len() + offset))
        }
        ArtifactKind::Terraform if IN_RESOURCE.contains(&word) => {
            let block = own.end + text[own.end..].find("  config_request {\n")? + "  config_request {\n".len();
            let before = format!("{}{}", &text[..own.start], &text[own.end..block]);
            let at = before.len() + offset;
            Some((format!("{before}{}{}", &text[own], &text[block..]), at))
        }
        _ => None,
    }
}

const IN_RESPONSE: [&str; 3] = ["translationMap", "translationMapDefaults", "successTemplate"];
const IN_RESOURCE: [&str; 3] = ["integration_id", "contract_input", "contract_output"];

#[test]
fn every_moved_key_is_one_finding_and_hides_no_name() {
    let kinds = [ArtifactKind::ArchyYaml, ArtifactKind::DataAction, ArtifactKind::Terraform];
    let may_move = |artefact: &Artefact, key: &Range<usize>| moved(artefact, key).is_some();
    assert_none(&kinds, 25, may_move, |artefact, editor, key| {
        let Some((text, at)) = moved(artefact, key) else { return Vec::new() };
        let word = &artefact.text[key.clone()];
        let is_there = |span: Range<usize>| span.start <= at + 1 && at <= span.end;
        let names_stay = known_names(artefact, &artefact.text) == known_names(artefact, &text);
        let lost = (!names_stay).then(|| format!("{} {word} moved: other names", artefact.path));
        lost.or_else(|| not_one(artefact, editor, &text, &format!("{word} moved"), is_there)).into_iter().collect()
    });
}
