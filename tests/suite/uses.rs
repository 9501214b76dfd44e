//! Facts as text, for tests that say what a reader finds.

use flowvet::artifact::detect::{Format, format, read};
use flowvet::artifact::{self, AttributeUse, Facts, Hint, SourceText, export};
use flowvet::diagnostic::Place;
use flowvet::syntax::Limits;

/// The facts of an artefact; that of an export may come as it is in the file.
pub fn facts(path: &str, text: &str) -> Facts {
    with_text(path, text).1
}

/// One line per use: what it does, by what means, in which action, the name and the value, each as the reader
/// understands it and, behind `at`, what a finding about it would cover.
pub fn uses(path: &str, text: &str) -> Vec<String> {
    let (text, facts) = with_text(path, text);
    facts.uses.iter().map(|usage| told(&text, usage)).collect()
}

/// As [`uses`], only operation, means, action, name and value, which twins in other formats share.
pub fn twins(path: &str, text: &str) -> Vec<String> {
    let told = |usage: &AttributeUse| {
        let value = usage.value.as_ref().map(|value| &value.text);
        format!("{:?} {:?} #{} {:?} = {value:?}", usage.access, usage.via, usage.group, usage.name.text)
    };
    facts(path, text).uses.iter().map(told).collect()
}

/// The logical path of every use.
pub fn paths(path: &str, text: &str) -> Vec<String> {
    facts(path, text).uses.iter().map(|usage| steps(&usage.name.place)).collect()
}

/// The logical path of the first key or value with the text `node`.
pub fn path_of(path: &str, text: &str, node: &str) -> String {
    let hint = Hint::default();
    let reading = read(path, text, format(path, &hint).unwrap(), &hint, &Limits::default());
    let value = reading.tree.values().find(|value| value.scalar_text() == node).unwrap();
    steps(&artifact::place(reading.facts.unwrap().kind, value))
}

fn steps(place: &Place) -> String {
    place.path.iter().map(ToString::to_string).collect::<Vec<_>>().join(" › ")
}

fn with_text(path: &str, text: &str) -> (String, Facts) {
    let hint = Hint::default();
    let format = format(path, &hint).unwrap();
    let text = if format == Format::Export { export::decode(text.as_bytes()).unwrap() } else { text.to_owned() };
    let reading = read(path, &text, format, &hint, &Limits::default());
    let facts = reading.facts.unwrap();
    drop(reading.tree);
    (text, facts)
}

fn told(text: &str, usage: &AttributeUse) -> String {
    let value = usage.value.as_ref().map(|value| format!(" = {}", told_of(text, value))).unwrap_or_default();
    format!("{:?} {:?} #{} {}{value}", usage.access, usage.via, usage.group, told_of(text, &usage.name))
}

fn told_of(text: &str, written: &SourceText) -> String {
    let templates: Vec<_> = written
        .placeholders
        .iter()
        .map(|template| format!(" [{} {:?}]", &text[template.span.range()], template.replaced))
        .collect();
    format!("{:?} at {}{}", written.text, &text[written.place.span.range()], templates.concat())
}
