//! Repeats blocks of Terraform for the members of `for_each`: maps, sets of texts, and the files of the project that match a
//! pattern.

use std::rc::Rc;
use std::sync::Arc;

use globset::GlobBuilder;

use super::{Evaluation, HERE, Item, Origin, TEXT, Value};
use crate::diagnostic::LogicalPath;
use crate::syntax::hcl::expression::{Expression, ListItem};
use crate::text::Span;
use crate::workspace::joined;

/// Bounds for the members of one `for_each` and of all.
const MEMBERS: usize = 1_000;
const ALL_MEMBERS: usize = 20_000;

/// An instance of a module and the member of `for_each` for which one of its blocks is evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Scope {
    pub instance: usize,
    /// The number of an [`Each`]; 0: there is none, or it is unknown.
    pub each: usize,
}

impl Scope {
    /// The scope of what is not repeated.
    pub(super) fn of(instance: usize) -> Self {
        Scope { instance, each: 0 }
    }
}

/// A place: file, span, and logical path where it is known.
type Place<'a> = (&'a Arc<str>, Span, Option<&'a LogicalPath>);

/// A member of `for_each`.
#[derive(Clone)]
pub(super) struct Each<'a> {
    key: Option<Rc<str>>,
    value: Value<'a>,
    /// The places where the key and the value are written out.
    key_place: Option<Place<'a>>,
    value_place: Option<Place<'a>>,
}

impl Each<'_> {
    pub(super) fn unknown() -> Self {
        Each { key: None, value: Value::Unknown, key_place: None, value_place: None }
    }
}

impl<'a> Evaluation<'a> {
    /// The scopes in which a block is evaluated: one for each member that is known, and one for those that are not.
    pub(super) fn repeated(
        &mut self,
        instance: usize,
        file: &'a Arc<str>,
        for_each: Option<&'a Expression>,
    ) -> Vec<Scope> {
        let here = Scope::of(instance);
        let Some(value) = for_each else { return vec![here] };
        let origin = Origin { file, path: None, value };
        let (eaches, is_complete): (Vec<Each<'a>>, bool) = match self.value(here, origin, 0) {
            Value::Map(map) => {
                let members = map.members.values().take(MEMBERS).map(|member| {
                    let Origin { file, path, .. } = member.origin;
                    Each {
                        key: Some((*member.entry.key).into()),
                        value: member.value.clone(),
                        key_place: Some((file, member.entry.span, path)),
                        value_place: Some((file, member.entry.value_span, path)),
                    }
                });
                (members.collect(), map.is_complete && map.members.len() <= MEMBERS)
            }
            Value::List(items) => {
                let member = |item: &Item<'a>| {
                    let Value::Text(text) = &item.value else { return Each::unknown() };
                    let place = item.place.map(|(origin, span)| (origin.file, span, origin.path));
                    let (key, value) = (Some(text.clone()), item.value.clone());
                    Each { key, value, key_place: place, value_place: place }
                };
                (items.iter().take(MEMBERS).map(member).collect(), items.len() <= MEMBERS)
            }
            _ => (Vec::new(), false),
        };
        let mut scopes = Vec::new();
        for each in eaches {
            if self.eaches.len() >= ALL_MEMBERS {
                return vec![here];
            }
            scopes.push(Scope { instance, each: self.eaches.len() });
            self.eaches.push(each);
        }
        if !is_complete {
            scopes.push(here);
        }
        scopes
    }

    /// The value of `each.key`.
    pub(super) fn key(&self, scope: Scope) -> Option<Rc<str>> {
        self.eaches.get(scope.each)?.key.clone()
    }

    /// The value of `each.value`.
    pub(super) fn each_value(&self, scope: Scope) -> Value<'a> {
        self.eaches.get(scope.each).map_or(Value::Unknown, |each| each.value.clone())
    }

    /// The place of the member of `for_each` that an expression uses, if it uses one.
    pub(super) fn place(&self, scope: Scope, written: &Expression) -> Option<Place<'a>> {
        let each = self.eaches.get(scope.each)?;
        let (mut place, mut value) = (None, each.value.clone());
        match mention(written)? {
            [_, key] if **key == *"key" => place = each.key_place,
            [_, _, path @ ..] => {
                place = place.or(each.value_place);
                for part in path {
                    let Value::Map(map) = &value else { break };
                    let Some(member) = map.members.get(&**part).cloned() else { break };
                    place = Some((member.origin.file, member.entry.value_span, member.origin.path));
                    value = member.value;
                }
            }
            _ => {}
        }
        place
    }

    pub(super) fn list(&mut self, scope: Scope, items: &'a [ListItem], origin: Origin<'a>, depth: usize) -> Value<'a> {
        let items = items.iter().take(MEMBERS + 1).map(|item| {
            let value = self.value(scope, Origin { value: &item.value, ..origin }, depth);
            Item { value, place: Some((origin, item.span)) }
        });
        Value::List(items.collect())
    }

    /// The files of a folder that match a pattern, by their paths relative to the folder.
    pub(super) fn file_set(
        &mut self,
        scope: Scope,
        [folder, pattern]: &'a [Expression; 2],
        origin: Origin<'a>,
        depth: usize,
    ) -> Value<'a> {
        let folder = self.value(scope, Origin { value: folder, ..origin }, depth);
        let pattern = self.value(scope, Origin { value: pattern, ..origin }, depth);
        let (Value::Text(folder), Value::Text(pattern)) = (folder, pattern) else { return Value::Unknown };
        let Some(root) = self.instances.get(scope.instance).map(|it| it.root) else { return Value::Unknown };
        let folder = match folder.strip_prefix(HERE) {
            Some(folder) => joined("", folder),
            None if folder.starts_with('/') => return Value::Unknown,
            None => joined(root, &folder),
        };
        let is_plain = pattern.len() <= TEXT && !pattern.starts_with(HERE);
        let glob = GlobBuilder::new(&pattern).literal_separator(true).build();
        let Some(glob) = glob.ok().filter(|_| is_plain).map(|glob| glob.compile_matcher()) else {
            return Value::Unknown;
        };
        let start = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        self.steps = self.steps.saturating_sub(self.files.len());
        let paths = self.files.keys().filter_map(|path| path.strip_prefix(&start));
        let found = paths.filter(|path| glob.is_match(path)).take(MEMBERS + 1);
        Value::List(found.map(|path| Item { value: Value::Text(path.into()), place: None }).collect())
    }
}

/// The first reference to `each` in an expression.
fn mention(written: &Expression) -> Option<&[Box<str>]> {
    match written {
        Expression::Reference(parts) => Some(&**parts).filter(|parts| parts.first().is_some_and(|it| **it == *"each")),
        Expression::Joined(pieces) => pieces.iter().find_map(mention),
        _ => None,
    }
}
