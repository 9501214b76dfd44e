//! Turns the errors of the validator about a document into violations at keys and values of its tree. Knows the
//! keywords that our schemas and contracts of data actions use.

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

use boon::{ErrorKind, InstanceToken, ValidationError};
use rustc_hash::FxHashMap;

use super::Violation;
use super::compiled::{self, Compiled};
use super::describe::{self, Vocabulary};
use crate::knowledge::key_words::meant;
use crate::syntax::{Value, ValueKind};
use crate::text::Span;
use crate::wording::{or_one_of, quote};

/// The children of an object or array, to be found without a search.
#[derive(Default)]
struct Children<'a> {
    members: FxHashMap<Cow<'a, str>, (Value<'a>, Value<'a>)>,
    items: Vec<Value<'a>>,
}

pub(super) struct Finder<'a, 'c> {
    compiled: &'c Compiled,
    describe: Vocabulary,
    root: Value<'a>,
    /// The children of the objects and arrays that have been asked for.
    children: FxHashMap<Value<'a>, Rc<Children<'a>>>,
    /// The values that parts of the schema allow, by their places in it.
    allowed: FxHashMap<String, Arc<[String]>>,
    found: Vec<Violation<'a>>,
}

/// An error of the validator at one place.
type Error<'s, 'v> = ValidationError<'s, 'v>;

/// A place in the document as the validator names it.
type Steps<'s, 'v> = &'s [InstanceToken<'v>];

impl<'a, 'c> Finder<'a, 'c> {
    pub(super) fn new(describe: Vocabulary, compiled: &'c Compiled, root: Value<'a>) -> Self {
        Finder {
            compiled,
            describe,
            root,
            children: FxHashMap::default(),
            allowed: FxHashMap::default(),
            found: Vec::new(),
        }
    }

    pub(super) fn violations(mut self, error: &Error<'_, '_>) -> Vec<Violation<'a>> {
        self.visit(error, &[]);
        self.found
    }

    /// Collects the violations of an error and of its causes. `around` is the place of the error that this one
    /// belongs to. The validator does not report the object of a key; our schemas reach an object with
    /// `propertyNames` by `$ref` only, and the error of the `$ref` has that object as its place.
    fn visit(&mut self, error: &Error<'_, '_>, around: Steps<'_, '_>) {
        let steps = error.instance_location.tokens.as_slice();
        match &error.kind {
            ErrorKind::AdditionalProperties { got } => self.unknown_keys(steps, got, error),
            ErrorKind::PropertyName { prop } => self.bad_key(around, prop, error),
            ErrorKind::Required { want } => self.missing(steps, want, error),
            ErrorKind::UniqueItems { got } => self.repeated_item(steps, *got, error),
            ErrorKind::FalseSchema => self.bad_member(steps, error),
            _ if error.causes.is_empty() => self.bad_value(steps, error),
            _ => error.causes.iter().for_each(|cause| self.visit(cause, steps)),
        }
    }

    fn unknown_keys(&mut self, steps: Steps<'_, '_>, keys: &[Cow<'_, str>], error: &Error<'_, '_>) {
        let Some(object) = self.value(steps) else { return };
        let part = self.compiled.part(error.schema_url);
        let known = part.and_then(|part| part.get("properties")?.as_object());
        // An open object may have other keys, but none that is nearly one of the known ones.
        let is_open = part.and_then(|part| part.get("additionalProperties")?.as_bool()) == Some(true);
        let allowed: Arc<[String]> = known
            .into_iter()
            .flat_map(serde_json::Map::keys)
            .filter(|key| self.member(object, key).is_none())
            .cloned()
            .collect();
        for name in keys {
            if let Some((key, value)) = self.member(object, name)
                && (value.kind() != ValueKind::Missing || !value.raw().is_empty())
                && !(is_open && meant(name, &allowed).is_none())
            {
                let message = describe::unknown_key(name);
                let advice = or_one_of(format!("remove {}", quote(name)), &allowed);
                self.add(key, key.content_span(), error, (message, advice), allowed.clone());
            }
        }
    }

    fn bad_key(&mut self, steps: Steps<'_, '_>, name: &str, error: &Error<'_, '_>) {
        let Some((key, _)) = self.value(steps).and_then(|object| self.member(object, name)) else { return };
        for cause in &error.causes {
            let message = describe::bad_key(name, &cause.kind);
            self.add(key, key.content_span(), error, (message, "correct or remove the key".to_owned()), Vec::new());
        }
    }

    fn missing(&mut self, steps: Steps<'_, '_>, names: &[&str], error: &Error<'_, '_>) {
        let Some(object) = self.value(steps) else { return };
        for name in names {
            let words = (describe::missing(name), format!("add {}", quote(name)));
            self.add(object, opening(object), error, words, vec![(*name).to_owned()]);
        }
    }

    /// Of two items that are the same, the second is one too many.
    fn repeated_item(&mut self, steps: Steps<'_, '_>, [first, second]: [usize; 2], error: &Error<'_, '_>) {
        let Some(list) = self.value(steps) else { return };
        let Some(item) = self.children(list).items.get(second).copied() else { return };
        let words = (describe::repeated_item(item, first), "remove one of the two items".to_owned());
        self.add(item, item.content_span(), error, words, Vec::new());
    }

    /// Reports a member that is not allowed, at its key.
    fn bad_member(&mut self, steps: Steps<'_, '_>, error: &Error<'_, '_>) {
        let Some(value) = self.value(steps) else { return };
        let at = value.key().unwrap_or(value);
        self.add(at, at.content_span(), error, self.message_and_help(value, &error.kind, &[]), Vec::new());
    }

    fn bad_value(&mut self, steps: Steps<'_, '_>, error: &Error<'_, '_>) {
        let Some(value) = self.value(steps) else { return };
        let kind = &error.kind;
        let span = if describe::counts(kind) { opening(value) } else { value.content_span() };
        let list = || describe::allowed(kind).into();
        let allowed: Arc<[String]> = match kind {
            ErrorKind::Enum { .. } => self.allowed.entry(error.schema_url.to_owned()).or_insert_with(list).clone(),
            _ => list(),
        };
        self.add(value, span, error, self.message_and_help(value, kind, &allowed), allowed);
    }

    /// The message and the advice about a value, of which some are `allowed`.
    fn message_and_help(&self, value: Value<'_>, kind: &ErrorKind<'_, '_>, allowed: &[String]) -> (String, String) {
        (self.describe.bad_value(value, kind, allowed), self.describe.advice(value, kind, allowed))
    }

    fn add(
        &mut self,
        at: Value<'a>,
        span: Span,
        error: &Error<'_, '_>,
        (message, advice): (String, String),
        allowed: impl Into<Arc<[String]>>,
    ) {
        let keyword = match &error.kind {
            // The validator calls it `additionalProperty`.
            ErrorKind::AdditionalProperties { .. } => "additionalProperties",
            ErrorKind::PropertyName { .. } => "propertyNames",
            kind => kind.keyword_path().map_or("false", |path| path.keyword),
        };
        let schema = compiled::pointer(error.schema_url).into_owned();
        if at.kind() != ValueKind::Missing {
            self.found.push(Violation { at, span, keyword, message, advice, allowed: allowed.into(), schema });
        }
    }

    fn value(&mut self, steps: Steps<'_, '_>) -> Option<Value<'a>> {
        let mut value = self.root;
        for step in steps {
            let children = self.children(value);
            value = match step {
                InstanceToken::Prop(name) => children.members.get(name.as_ref())?.1,
                InstanceToken::Item(index) => *children.items.get(*index)?,
            };
        }
        Some(value)
    }

    fn member(&mut self, object: Value<'a>, name: &str) -> Option<(Value<'a>, Value<'a>)> {
        self.children(object).members.get(name).copied()
    }

    fn children(&mut self, value: Value<'a>) -> Rc<Children<'a>> {
        let children = self.children.entry(value).or_insert_with(|| {
            Rc::new(Children {
                members: value.members().map(|member| (member.0.scalar_text(), member)).collect(),
                items: value.items().collect(),
            })
        });
        Rc::clone(children)
    }
}

/// A short span for an object or array: its key, or its first code point.
fn opening(value: Value<'_>) -> Span {
    let span = value.span();
    let first = value.raw().chars().next().map_or(0, char::len_utf8);
    value.key().map_or_else(|| Span::new(span.start as usize, span.start as usize + first), Value::content_span)
}
