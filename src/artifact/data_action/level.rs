//! Finds the parts of a data action in JSON, including those at a wrong level or with a misspelt key, and lists the
//! keys at a wrong level.

use crate::syntax::{Value, ValueKind};
use crate::wording::closest;

/// The keys of a data action that mean something, and the objects that they belong in.
const KEYS: [(&str, &[&str]); 13] = [
    ("request", &["config"]),
    ("response", &["config"]),
    ("timeoutSeconds", &["config"]),
    ("requestUrlTemplate", &["config", "request"]),
    ("requestType", &["config", "request"]),
    ("requestTemplate", &["config", "request"]),
    ("requestTemplateUri", &["config", "request"]),
    ("headers", &["config", "request"]),
    ("translationMap", &["config", "response"]),
    ("translationMapDefaults", &["config", "response"]),
    ("successTemplate", &["config", "response"]),
    ("inputSchema", &["contract", "input"]),
    ("successSchema", &["contract", "output"]),
];

/// The objects that a key may be in by mistake.
const OBJECTS: [&[&str]; 7] = [
    &[],
    &["config"],
    &["config", "request"],
    &["config", "response"],
    &["contract"],
    &["contract", "input"],
    &["contract", "output"],
];

/// A key at a wrong level.
#[derive(Clone, Copy, Debug)]
pub struct MisplacedKey<'a> {
    pub key: Value<'a>,
    /// The known key that is missing at `place`.
    pub name: &'static str,
    /// The path of the object that should have it.
    pub place: &'static [&'static str],
}

/// The part of a data action that is called `name`: where it belongs, else with a misspelt key, else at a wrong level.
#[must_use]
pub fn part<'a>(root: Value<'a>, name: &str) -> Option<Value<'a>> {
    let (_, place) = KEYS.iter().find(|(key, _)| *key == name)?;
    let elsewhere = || OBJECTS.iter().filter(|other| *other != place).find_map(|other| object(root, other)?.get(name));
    let home = object(root, place);
    home.and_then(|home| member(home, name)).or_else(elsewhere).or_else(|| home.filter(|home| is_schema(name, *home)))
}

/// The keys at a wrong level, in the order of the text.
#[must_use]
pub fn misplaced(root: Value<'_>) -> Vec<MisplacedKey<'_>> {
    let mut found = Vec::new();
    for path in OBJECTS {
        let Some(object) = object(root, path) else { continue };
        for (key, _) in object.members().take(MEMBERS) {
            let known = KEYS.iter().find(|(name, place)| key.text_equals(name) && *place != path);
            let is_free =
                |place: &[&str], name: &str| self::object(root, place).is_none_or(|it| it.get(name).is_none());
            let known = known.filter(|(name, place)| is_free(place, name));
            found.extend(known.map(|(name, place)| MisplacedKey { key, name, place }));
        }
        for (name, place) in KEYS.iter().filter(|(name, place)| *place == path && is_schema(name, object)) {
            found.extend(object.key().map(|key| MisplacedKey { key, name, place }));
        }
    }
    found.sort_by_key(|it| it.key.span());
    found
}

/// Whether a contract is directly in the object that its schema belongs in.
fn is_schema(name: &str, object: Value<'_>) -> bool {
    let is_contract = matches!(name, "inputSchema" | "successSchema");
    is_contract && object.get("properties").is_some() && object.get(name).is_none()
}

/// The object at a path of keys that may be misspelt.
fn object<'a>(root: Value<'a>, path: &[&str]) -> Option<Value<'a>> {
    let end = path.iter().try_fold(root, |object, key| member(object, key));
    end.filter(|end| end.kind() == ValueKind::Object)
}

/// Among how many members a misspelt key is looked for.
const MEMBERS: usize = 32;

/// The member with this key, else one whose key is nearly that and none that is known.
#[must_use]
pub fn member<'a>(object: Value<'a>, name: &str) -> Option<Value<'a>> {
    let is_known = |key: Value<'_>| {
        KEYS.iter().any(|(known, _)| key.text_equals(known)) || OTHERS.iter().any(|it| key.text_equals(it))
    };
    let names: Vec<&str> = KEYS.iter().map(|(known, _)| *known).chain(OTHERS).collect();
    let is_like =
        |(key, _): &(Value<'a>, Value<'a>)| !is_known(*key) && closest(&key.scalar_text(), &names) == Some(name);
    object.get(name).or_else(|| object.members().take(MEMBERS).find(is_like).map(|(_, value)| value))
}

/// Known keys other than [`KEYS`].
const OTHERS: [&str; 12] = [
    "config",
    "contract",
    "input",
    "output",
    "name",
    "integrationType",
    "actionType",
    "successTemplateUri",
    "inputSchemaUri",
    "inputSchemaFlattened",
    "successSchemaUri",
    "successSchemaFlattened",
];

/// The arguments of the Terraform resource.
const ARGUMENTS: [&str; 16] = [
    "name",
    "category",
    "integration_id",
    "secure",
    "contract_input",
    "contract_output",
    "config_timeout_seconds",
    "config_request",
    "config_response",
    "function_config",
    "request_type",
    "request_url_template",
    "request_template",
    "headers",
    "translation_map",
    "translation_map_defaults",
];

/// The argument of a Terraform block with this name, else one that is misspelt.
#[must_use]
pub fn argument<'a>(body: Value<'a>, name: &str) -> Option<Value<'a>> {
    let names: Vec<&str> = ARGUMENTS.into_iter().chain(["success_template"]).collect();
    let is_like = |(key, _): &(Value<'a>, Value<'a>)| {
        let text = key.scalar_text();
        !names.contains(&text.as_ref()) && closest(&text, &names) == Some(name)
    };
    body.get(name).or_else(|| body.members().take(MEMBERS).find(is_like).map(|(_, value)| value))
}
