//! Reports misspelt keywords of JSON Schema in contracts, and schemas whose properties are not inside of `properties`.
//! JSON Schema ignores an unknown keyword, so what is in it does not count.

use std::cell::LazyCell;

use crate::artifact::data_action::TYPES;
use crate::artifact::data_action::model::types;
use crate::diagnostic::{Diagnostic, Edit, Fix, Safety, Severity};
use crate::rules::context::FileContext;
use crate::syntax::{Value, ValueKind};
use crate::text::compare::is_one_edit;
use crate::wording::{closest, quote};

/// The keywords whose loss changes the meaning of a contract.
const TELLING: [&str; 5] = ["properties", "required", "type", "items", "additionalProperties"];

/// Names that authors use for `properties`.
const PROPERTIES: [&str; 4] = ["props", "property", "fields", "attributes"];

/// Other keywords that are right: the usual ones, and those that are nearly one of [`TELLING`].
const OTHERS: [&str; 5] = ["title", "description", "minProperties", "maxProperties", "patternProperties"];

pub(super) fn check(cx: &FileContext<'_>, contract: Value<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut open = vec![contract];
    while let Some(schema) = open.pop() {
        if schema.kind() != ValueKind::Object {
            continue;
        }
        let free = LazyCell::new(|| TELLING.into_iter().filter(|name| schema.get(name).is_none()).collect::<Vec<_>>());
        let before = found.len();
        for (key, value) in schema.members() {
            match &*key.scalar_text() {
                "properties" => open.extend(value.members().map(|(_, property)| property)),
                "items" => open.push(value),
                keyword if is_right(keyword) => {}
                _ => found.extend(meant(&free, key, value).map(|name| misspelt(cx, key, name))),
            }
        }
        if found.len() == before {
            found.extend(bare(cx, schema));
        }
    }
    found.sort_by_key(|it| it.primary.location.place.span);
    found
}

/// Whether a keyword says that the value is a schema: the keyword of the value, or of the mapping or list that it is in.
pub(super) fn is_schema(value: Value<'_>) -> bool {
    const OF_ONE: [&str; 4] = ["items", "additionalProperties", "additionalItems", "not"];
    let is_of_many = |name: &str| {
        PROPERTIES.contains(&name) || name.to_ascii_lowercase().starts_with("prop") || name == "patternProperties"
    };
    let own = value.key().filter(|key| *key != value).map(Value::scalar_text);
    let parent = value.parent();
    own.is_some_and(|name| OF_ONE.contains(&&*name))
        || parent.is_some_and(|parent| parent.kind() == ValueKind::Array)
        || parent.and_then(Value::key).is_some_and(|key| is_of_many(&key.scalar_text()))
}

fn is_right(keyword: &str) -> bool {
    TELLING.contains(&keyword) || OTHERS.contains(&keyword)
}

/// The keyword that an unknown one means. `free`: those that the schema does not have.
fn meant(free: &[&'static str], key: Value<'_>, value: Value<'_>) -> Option<&'static str> {
    let text = key.scalar_text();
    let is_map = value.kind() == ValueKind::Object;
    if text.len() > 32 {
        return None;
    }
    // Another keyword than these two would have a value of another kind.
    let is_type = || value.as_str().is_some_and(|name| TYPES.contains(&name.as_ref()));
    let is_list = || key.parent().is_some_and(|schema| schema.get("type").is_some_and(|kind| kind.is_str("array")));
    match text.as_ref() {
        "types" if is_type() => return Some("type").filter(|name| free.contains(name)),
        "item" if is_map && is_list() => return Some("items").filter(|name| free.contains(name)),
        _ => {}
    }
    if is_map && PROPERTIES.contains(&text.as_ref()) {
        return Some("properties").filter(|name| !free.contains(&"type") && free.contains(name));
    }
    if matches!(text.as_ref(), "types" | "item") {
        return None;
    }
    free.iter().copied().find(|name| {
        let fits = match *name {
            "properties" => is_map,
            "items" => matches!(value.kind(), ValueKind::Object | ValueKind::Array),
            "type" => matches!(value.kind(), ValueKind::String | ValueKind::Array),
            _ => true,
        };
        fits && (text.eq_ignore_ascii_case(name) || is_one_edit(&text, name))
    })
}

fn misspelt(cx: &FileContext<'_>, key: Value<'_>, name: &str) -> Diagnostic {
    let text = key.scalar_text();
    let message = format!("{} is not a keyword of JSON Schema, so what is in it does not count", quote(&text));
    let edit = Edit { file: cx.source.path().clone(), span: key.content_span(), replacement: name.to_owned() };
    let safety = if text.eq_ignore_ascii_case(name) { Safety::Safe } else { Safety::Unsafe };
    let fix = Fix { title: format!("rename it to {}", quote(name)), safety, edits: vec![edit] };
    let diagnostic = cx.diagnostic(&cx.place(key), message, "unknown keyword", &text);
    diagnostic.with_help(format!("rename it to {}", quote(name))).with_fix(fix)
}

/// The keywords whose value may be a schema with a `type`.
const WITH_SCHEMA: [&str; 11] = [
    "not",
    "contains",
    "propertyNames",
    "if",
    "then",
    "else",
    "default",
    "example",
    "definitions",
    "dependencies",
    "additionalItems",
];

/// Reports a schema that only has properties: objects with a `type` each, none of which is a keyword.
fn bare(cx: &FileContext<'_>, schema: Value<'_>) -> Option<Diagnostic> {
    let is_type = |name: &str| TYPES.contains(&name) || closest(name, &TYPES).is_some();
    let is_property = |(key, value): (Value<'_>, Value<'_>)| {
        value.kind() == ValueKind::Object
            && !TELLING.iter().chain(&WITH_SCHEMA).any(|keyword| key.text_equals(keyword))
            && !key.scalar_text().starts_with("x-")
            && value.get("type").and_then(Value::as_str).is_some_and(|kind| is_type(&kind))
    };
    let (key, _) = schema.members().find(|member| is_property(*member))?;
    // A schema of a string has no properties, so that its other keys are of another tool.
    let kinds = types(schema);
    if !kinds.is_empty() && !kinds.iter().any(|kind| kind.is_str("object")) {
        return None;
    }
    let is_keyword = |(key, _): (Value<'_>, Value<'_>)| {
        let text = key.scalar_text();
        matches!(&*text, "type" | "title" | "description") || text.starts_with('$')
    };
    schema.members().all(|member| is_property(member) || is_keyword(member)).then_some(())?;
    let name = key.scalar_text();
    let message = format!("{} is a property, but it is not inside of `properties`, so it does not count", quote(&name));
    let diagnostic = cx.diagnostic(&cx.place(key), message, "not in `properties`", &name);
    Some(diagnostic.with_help("put `properties` around the names"))
}

/// `required: true` in a property, as drafts before the one of Genesys Cloud had it.
pub(super) fn required_mark(cx: &FileContext<'_>, value: Value<'_>) -> Option<Diagnostic> {
    let key = value.key()?;
    let schema = value.parent().filter(|_| value.kind() == ValueKind::Bool && value.raw() == "true")?;
    // A property may have this name.
    if schema.key().is_some_and(|own| own.is_str("properties")) {
        return None;
    }
    let is_property = schema.parent().and_then(Value::key).is_some_and(|own| own.is_str("properties"));
    let name = schema.key().filter(|_| is_property).map(Value::scalar_text);
    let message = "`required` is a list of names in the object, so `true` makes nothing required here";
    let diagnostic = cx.diagnostic(&cx.place(key), message, "not a list", "required");
    Some(diagnostic.with_severity(Severity::Warning).with_help(match name {
        Some(name) => format!("remove it, and add {} to the list `required` next to `properties`", quote(&name)),
        None => "write the names of the required properties: `\"required\": [\"name\"]`".to_owned(),
    }))
}

/// An input contract that is not about an object with properties.
pub(super) fn no_object(cx: &FileContext<'_>, contract: Value<'_>) -> Option<Diagnostic> {
    let kinds = types(contract);
    let first = kinds.first().filter(|_| !kinds.iter().any(|kind| kind.is_str("object")))?;
    let name = first.scalar_text();
    // Otherwise it is not a type.
    TYPES.contains(&name.as_ref()).then_some(())?;
    let message =
        format!("the input contract is of the type {}, but Genesys Cloud only accepts an object", quote(&name));
    let diagnostic = cx.diagnostic(&cx.place(*first), message, "not an object", "type");
    Some(diagnostic.with_help("use the type `object` with `properties`"))
}
