//! Finds the parts of a data action in JSON, including those at a wrong level or with a misspelt key, and lists the
//! keys at a wrong level.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use crate::artifact::nav::{MEMBERS, meant_member};
use crate::syntax::{Value, ValueKind};

/// The objects of a data action, by their paths, with the keys that each may have.
const OBJECTS: [(&[&str], &[&str]); 7] = [
    (
        &[],
        &["id", "name", "integrationType", "integrationId", "actionType", "category", "secure", "config", "contract"],
    ),
    (&["config"], &["request", "response", "timeoutSeconds"]),
    (
        &["config", "request"],
        &["requestUrlTemplate", "requestType", "requestTemplate", "requestTemplateUri", "headers"],
    ),
    (&["config", "response"], &["translationMap", "translationMapDefaults", "successTemplate", "successTemplateUri"]),
    (&["contract"], &["input", "output"]),
    (&["contract", "input"], &["inputSchema", "inputSchemaUri", "inputSchemaFlattened"]),
    (&["contract", "output"], &["successSchema", "successSchemaUri", "successSchemaFlattened"]),
];

/// The keys that may be where an author did not mean them: no other object has a key of this name.
const TELLING: [&str; 15] = [
    "input",
    "output",
    "request",
    "response",
    "timeoutSeconds",
    "requestUrlTemplate",
    "requestType",
    "requestTemplate",
    "requestTemplateUri",
    "headers",
    "translationMap",
    "translationMapDefaults",
    "successTemplate",
    "inputSchema",
    "successSchema",
];

/// The schemas of the contract, with the object that each is in.
const SCHEMAS: [(&[&str], &str, &[&str]); 2] = [
    (&["contract", "input"], "inputSchema", &["contract", "input", "inputSchema"]),
    (&["contract", "output"], "successSchema", &["contract", "output", "successSchema"]),
];

/// The keywords of a schema that are most often outside of it.
const KEYWORDS: [&str; 4] = ["type", "properties", "required", "additionalProperties"];

/// The object that the key `name` belongs in.
fn home(name: &str) -> Option<&'static [&'static str]> {
    let objects = if TELLING.contains(&name) { &OBJECTS[..] } else { &[] };
    objects.iter().find(|(_, keys)| keys.contains(&name)).map(|(path, _)| *path)
}

/// A key at a wrong level.
#[derive(Clone, Copy, Debug)]
pub struct MisplacedKey<'a> {
    pub key: Value<'a>,
    /// The known key that is missing at `place`.
    pub name: &'static str,
    /// The path of the object that should have it.
    pub place: &'static [&'static str],
}

/// The objects of a data action, in which its parts are found.
#[derive(Clone, Copy, Debug)]
pub struct Objects<'a>([Option<Value<'a>>; OBJECTS.len()]);

impl<'a> Objects<'a> {
    #[must_use]
    pub fn of(root: Value<'a>) -> Self {
        let mut found = Objects([None; OBJECTS.len()]);
        for (number, (path, _)) in OBJECTS.iter().enumerate() {
            let value = match path.split_last() {
                Some((key, above)) => found.get(above).and_then(|outer| inner(root, outer, above, key)),
                None => Some(root),
            };
            if let Some(place) = found.0.get_mut(number) {
                *place = value;
            }
        }
        Objects(found.0.map(|value| value.filter(|value| value.kind() == ValueKind::Object)))
    }

    fn get(&self, path: &[&str]) -> Option<Value<'a>> {
        OBJECTS.iter().zip(self.0).find(|((other, _), _)| *other == path).and_then(|(_, object)| object)
    }

    /// Whether a key is one that other tools do not have.
    #[must_use]
    pub(super) fn has_own_words(&self) -> bool {
        let is_own = |name: &&&str| !matches!(**name, "request" | "response" | "headers" | "timeoutSeconds");
        let own = || TELLING.iter().filter(is_own);
        self.0.iter().flatten().any(|object| own().any(|name| object.get(name).is_some()))
    }

    /// The part of a data action that is called `name`: where it belongs, else with a misspelt key, else at a wrong level.
    #[must_use]
    pub fn part(&self, name: &str) -> Option<Value<'a>> {
        let place = home(name)?;
        let all = || OBJECTS.iter().zip(&self.0).filter_map(|((path, _), object)| Some((*path, (*object)?)));
        let (_, own) = all().find(|(path, _)| *path == place).unzip();
        let elsewhere = || all().filter(|(path, _)| *path != place).find_map(|(_, object)| object.get(name));
        own.and_then(|own| member(own, place, name))
            .or_else(elsewhere)
            .or_else(|| own.filter(|own| is_schema(name, *own)))
    }
}

/// The keys at a wrong level, in the order of the text.
#[must_use]
pub fn misplaced(root: Value<'_>) -> Vec<MisplacedKey<'_>> {
    let mut found = Vec::new();
    let objects = Objects::of(root);
    for ((path, keys), object) in OBJECTS.iter().zip(objects.0) {
        let Some(object) = object else { continue };
        for (key, value) in object.members().take(MEMBERS) {
            let text = key.scalar_text();
            let is_empty = || matches!(text.as_ref(), "input" | "output") && !has_schema(value);
            if keys.contains(&text.as_ref()) || is_empty() {
                continue;
            }
            let known = TELLING.iter().find(|name| **name == text);
            let known = known.and_then(|name| Some((*name, home(name)?)));
            let is_free = |place: &[&str], name: &str| objects.get(place).is_none_or(|it| it.get(name).is_none());
            let known = known.filter(|(name, place)| is_free(place, name));
            found.extend(known.map(|(name, place)| MisplacedKey { key, name, place }));
        }
        for name in keys.iter().filter(|name| is_schema(name, object)) {
            found.extend(object.key().map(|key| MisplacedKey { key, name, place: path }));
        }
    }
    for (path, name, place) in SCHEMAS {
        let Some(outer) = objects.get(path) else { continue };
        let Some(schema) = outer.get(name).filter(|schema| schema.kind() == ValueKind::Object) else { continue };
        let keywords = KEYWORDS.iter().filter(|name| schema.get(name).is_none());
        let outside = keywords.filter_map(|name| Some((outer.entry(name)?.0, *name)));
        found.extend(outside.map(|(key, name)| MisplacedKey { key, name, place }));
    }
    found.sort_by_key(|it| it.key.span());
    found
}

/// Whether a contract has a schema where it belongs.
pub(super) fn has_contract(root: Value<'_>) -> bool {
    SCHEMAS.iter().any(|(_, _, path)| root.at(path).is_some())
}

/// Whether one side of a contract has a schema.
fn has_schema(side: Value<'_>) -> bool {
    SCHEMAS.iter().any(|(_, name, _)| side.get(name).is_some())
}

/// Whether a contract is directly in the object that its schema belongs in.
fn is_schema(name: &str, object: Value<'_>) -> bool {
    let is_contract = matches!(name, "inputSchema" | "successSchema");
    is_contract && object.get("properties").is_some() && object.get(name).is_none()
}

/// The member of `outer`, which is at a path, whose key may be misspelt.
fn inner<'a>(root: Value<'a>, outer: Value<'a>, path: &[&str], key: &str) -> Option<Value<'a>> {
    // `request` and `response` may be next to `config` instead of in it.
    let beside = || root.get(key).filter(|_| TELLING.contains(&key));
    member(outer, path, key).or_else(beside)
}

/// The member with this key of the object at a path, else one whose key most likely means it.
fn member<'a>(object: Value<'a>, path: &[&str], name: &str) -> Option<Value<'a>> {
    let (_, keys) = OBJECTS.iter().find(|(other, _)| *other == path)?;
    meant_member(object, keys, name, is_known)
}

/// Whether any of the objects may have this key.
fn is_known(key: &str) -> bool {
    static KNOWN: LazyLock<FxHashSet<&'static str>> =
        LazyLock::new(|| OBJECTS.iter().flat_map(|(_, keys)| keys.iter().copied()).collect());
    KNOWN.contains(key)
}
