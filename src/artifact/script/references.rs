//! Finds the variables that the texts and actions of an agent script name and that the script does not have. A script is
//! exported with the id of a variable wherever it uses it (observed in published scripts); in a script that is written by
//! hand, it may be the name.

use rustc_hash::FxHashSet;

use super::is_on;
use crate::artifact::nav::{key_is, member};
use crate::artifact::{self, ArtifactKind, known_name};
use crate::diagnostic::Place;
use crate::expr::placeholder::{self, Syntax};
use crate::syntax::{Value, ValueKind};
use crate::text::Span;

/// A variable that a script uses and does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The id or name, as written.
    pub name: Box<str>,
    pub place: Place,
    pub is_id: bool,
}

/// The references of a script to variables that it does not have, in the order of the text. Names are left out where the
/// file is the template of a script.
pub(super) fn read(root: Value<'_>) -> Vec<Reference> {
    let variables = || root.get("variables").into_iter().flat_map(Value::items);
    let mut known: FxHashSet<Box<str>> = FxHashSet::default();
    for variable in variables() {
        for key in ["id", "name"] {
            let text = member(variable, key).and_then(Value::as_str).and_then(|text| known_name(&text));
            let Some(text) = text else { return Vec::new() };
            known.insert(key_of(&text));
        }
    }
    let mut found: Vec<Found<'_>> = Vec::new();
    let values = root.descendants().filter(|key| key.is_written("\"value\"")).filter_map(Value::of_key);
    for value in values.filter(|value| value.kind() == ValueKind::String) {
        if is_text(value) {
            found.extend(mentioned(value).into_iter().filter(|it| !known.contains(&key_of(&it.name))));
        } else if is_of_type(value, "variable") {
            let name = value.as_str().filter(|name| is_id(name) && !known.contains(&key_of(name)));
            found.extend(name.map(|name| Found { value, name: name.into(), span: value.content_span() }));
        }
    }
    let has_others = || root.descendants().any(|value| has_braces(value) && !is_text(value));
    if found.iter().any(|it| !is_id(&it.name)) && has_others() {
        found.retain(|it| is_id(&it.name));
    }
    if found.is_empty() {
        return Vec::new();
    }
    // Other parts of a script have ids, too.
    let objects = root.descendants().filter(|value| value.kind() == ValueKind::Object);
    let ids: FxHashSet<Box<str>> =
        objects.filter_map(|object| member(object, "id")?.as_str().map(|id| key_of(&id))).collect();
    found.into_iter().filter(|it| !ids.contains(&key_of(&it.name))).map(Found::reference).collect()
}

/// A name in a string of the script.
struct Found<'a> {
    value: Value<'a>,
    name: Box<str>,
    span: Span,
}

impl Found<'_> {
    fn reference(self) -> Reference {
        let place = Place { span: self.span, ..artifact::place(ArtifactKind::Script, self.value) };
        Reference { is_id: is_id(&self.name), name: self.name, place }
    }
}

/// The names in the placeholders of a text.
fn mentioned(value: Value<'_>) -> Vec<Found<'_>> {
    let text = value.scalar_text();
    let locator = value.locator();
    let names = placeholder::find(&text).into_iter().filter(|found| found.syntax == Syntax::Mustache);
    let names = names.filter(|found| is_name(found.key.trim()));
    names.map(|found| Found { value, name: found.key.trim().into(), span: locator.span(found.range) }).collect()
}

/// Whether a text can be the name or the id of a variable. Built-in variables have a dot: `scripter.queueName`.
fn is_name(text: &str) -> bool {
    let may_have = |letter: char| letter.is_alphanumeric() || matches!(letter, ' ' | '_' | '-');
    text.contains(char::is_alphabetic) && text.chars().all(may_have)
}

/// Whether a string has a placeholder, or something like one.
fn has_braces(value: Value<'_>) -> bool {
    value.kind() == ValueKind::String && memchr::memmem::find(value.raw().as_bytes(), b"{{").is_some()
}

/// Whether a string is a text whose placeholders are replaced.
fn is_text(value: Value<'_>) -> bool {
    has_braces(value) && (is_of_type(value, "interpolatedText") || is_dynamic(value))
}

/// Whether a string is the `value` next to a `typeName`.
fn is_of_type(value: Value<'_>, name: &str) -> bool {
    let holder = value.parent().filter(|_| key_is(value, "value"));
    holder.and_then(|holder| member(holder, "typeName")).is_some_and(|own| own.is_str(name))
}

/// Whether a string is the value of a dynamic variable, which is computed from others.
fn is_dynamic(value: Value<'_>) -> bool {
    let holder = value.parent().filter(|_| key_is(value, "value"));
    holder.is_some_and(|variable| is_on(variable, &["type", "isDynamic"]))
}

/// The text by which an id or a name is found: capital letters make no other id.
fn key_of(text: &str) -> Box<str> {
    if is_id(text) { text.to_ascii_lowercase().into() } else { text.into() }
}

/// Whether a text looks like an id: `f59cde71-8328-4ef6-ade0-8b98f535aa97`.
fn is_id(text: &str) -> bool {
    let groups: Vec<usize> = text.split('-').map(str::len).collect();
    groups == [8, 4, 4, 4, 12] && text.chars().all(|letter| letter.is_ascii_hexdigit() || letter == '-')
}
