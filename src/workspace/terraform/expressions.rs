//! Evaluates expressions: variables, locals, outputs of modules, and values that are put together from values.

use std::rc::Rc;

use super::repeat::Scope;
use super::values::Assignment;
use super::{Child, Evaluation, HERE, Member, Members, Origin, TEXT, Value};
use crate::syntax::hcl::expression::{Expression, Map};

/// How deeply expressions are followed.
const DEPTH: usize = 100;

impl<'a> Evaluation<'a> {
    /// The value of an expression if it is a text.
    pub(super) fn text(&mut self, scope: Scope, origin: Origin<'a>) -> Option<Box<str>> {
        match self.value(scope, origin, 0) {
            Value::Text(text) => Some((*text).into()),
            _ => None,
        }
    }

    /// The value of an expression. `depth`: how many expressions contain it.
    pub(super) fn value(&mut self, scope: Scope, origin: Origin<'a>, depth: usize) -> Value<'a> {
        self.steps = self.steps.saturating_sub(1);
        if depth >= DEPTH || self.steps == 0 {
            return Value::Unknown;
        }
        match origin.value {
            Expression::Text(text) => Value::Text((**text).into()),
            Expression::Reference(parts) => self.reference(scope, parts, depth + 1),
            Expression::Joined(parts) => self.joined(scope, parts, origin, depth + 1),
            Expression::Map(map) => self.map(scope, map, origin, depth + 1),
            Expression::Merged(maps) => self.merged(scope, maps, origin, depth + 1),
            Expression::List(items) => self.list(scope, items, origin, depth + 1),
            Expression::Indexed(parts) => {
                self.indexed(scope, parts, origin, depth + 1).map_or(Value::Unknown, |it| it.value)
            }
            Expression::Files(arguments) => self.file_set(scope, arguments, origin, depth + 1),
            Expression::Unknown => Value::Unknown,
        }
    }

    fn joined(&mut self, scope: Scope, parts: &'a [Expression], origin: Origin<'a>, depth: usize) -> Value<'a> {
        let mut text = String::new();
        for part in parts {
            match self.value(scope, Origin { value: part, ..origin }, depth) {
                // A path that counts from the project makes sense at the beginning only.
                Value::Text(part) if text.is_empty() || !part.starts_with(HERE) => text.push_str(&part),
                _ => return Value::Unknown,
            }
            if text.len() > TEXT {
                return Value::Unknown;
            }
        }
        Value::Text(text.into())
    }

    fn map(&mut self, scope: Scope, map: &'a Map, origin: Origin<'a>, depth: usize) -> Value<'a> {
        let mut members = Members { is_complete: map.is_complete, ..Members::default() };
        for entry in &map.entries {
            let origin = Origin { value: &entry.value, ..origin };
            let value = self.value(scope, origin, depth);
            members.members.insert(&entry.key, Member { entry, origin, value });
        }
        Value::Map(Rc::new(members))
    }

    /// The member of a map, if map and key are known.
    pub(super) fn indexed(
        &mut self,
        scope: Scope,
        [map, key]: &'a [Expression; 2],
        origin: Origin<'a>,
        depth: usize,
    ) -> Option<Member<'a>> {
        let Value::Map(map) = self.value(scope, Origin { value: map, ..origin }, depth) else { return None };
        let Value::Text(key) = self.value(scope, Origin { value: key, ..origin }, depth) else { return None };
        map.members.get(&*key).cloned()
    }

    fn merged(&mut self, scope: Scope, maps: &'a [Expression], origin: Origin<'a>, depth: usize) -> Value<'a> {
        let mut merged = Members { is_complete: true, ..Members::default() };
        for map in maps {
            let map = self.value(scope, Origin { value: map, ..origin }, depth);
            let map = if let Value::Map(map) = map { map } else { Rc::default() };
            self.steps = self.steps.saturating_sub(map.members.len() + merged.members.len());
            if self.steps == 0 {
                return Value::Unknown;
            }
            if !map.is_complete {
                // The unknown members of this map may replace these.
                merged.members.values_mut().for_each(|member| member.value = Value::Unknown);
            }
            merged.is_complete &= map.is_complete;
            merged.members.extend(map.members.iter().map(|(key, member)| (*key, member.clone())));
        }
        Value::Map(Rc::new(merged))
    }

    fn reference(&mut self, scope: Scope, parts: &'a [Box<str>], depth: usize) -> Value<'a> {
        let (Some(own), Some(folder)) = (self.instances.get(scope.instance), self.folder(scope.instance)) else {
            return Value::Unknown;
        };
        let here = Scope::of(scope.instance);
        let is_called = own.caller.is_some();
        let words: Vec<&str> = parts.iter().map(AsRef::as_ref).collect();
        let mut is_assigned = false;
        let (found, rest) = match &words[..] {
            ["path", "module"] => return Value::Text(format!("{HERE}{}", own.folder).into()),
            ["path", "root" | "cwd"] => return Value::Text(format!("{HERE}{}", own.root).into()),
            ["each", "key"] => return self.key(scope).map_or(Value::Unknown, Value::Text),
            ["each", "value", rest @ ..] => return inner(self.each_value(scope), rest),
            ["var", name, rest @ ..] => {
                let passed = own.caller.and_then(|(caller, file, call)| {
                    let argument = call.arguments.iter().find(|argument| *argument.name == **name)?;
                    Some((caller, Origin { file, path: Some(&argument.path), value: &argument.value }))
                });
                let default = folder.variables.get(name).map(|default| (here, *default));
                let assigned = match self.assigned.get(own.folder, name) {
                    Assignment::Unknown if !is_called => return Value::Unknown,
                    Assignment::Value(value) if !is_called => Some((here, value)),
                    _ => None,
                };
                is_assigned = assigned.is_some();
                (folder.variables.get(name).and(passed.or(assigned)).or(default), rest)
            }
            ["local", name, rest @ ..] => (folder.locals.get(name).map(|local| (here, *local)), rest),
            ["module", label, rest @ ..] => {
                let children = own.children.get(label).map(Vec::as_slice).unwrap_or_default();
                let (child, rest) = match (children, rest) {
                    ([(None, child)], rest) => (Some(*child), rest),
                    (children, [key, rest @ ..]) => {
                        let has_key = |(own, _): &&Child| own.as_deref() == Some(*key);
                        (children.iter().find(has_key).map(|(_, child)| *child), rest)
                    }
                    _ => (None, rest),
                };
                let [name, rest @ ..] = rest else { return Value::Unknown };
                let output = child.and_then(|child| Some((Scope::of(child), *self.folder(child)?.outputs.get(name)?)));
                (output, rest)
            }
            _ => {
                let length = if parts.first().is_some_and(|first| **first == *"data") { 4 } else { 3 };
                let name = parts.get(..length).filter(|_| parts.len() == length);
                (name.and_then(|name| folder.names.get(name)).map(|name| (here, *name)), &[][..])
            }
        };
        let Some((scope, origin)) = found else { return Value::Unknown };
        let mut value = self.memoized(scope, origin, depth);
        if let (Value::Map(default), false, ["var", ..]) = (&value, is_called || is_assigned, &words[..]) {
            // A run of Terraform may set other values, and so other keys, than the default.
            value = Value::Map(Rc::new(Members { is_complete: false, ..(**default).clone() }));
        }
        inner(value, rest)
    }

    fn memoized(&mut self, scope: Scope, origin: Origin<'a>, depth: usize) -> Value<'a> {
        let key = (scope, std::ptr::from_ref(origin.value));
        if let Some(known) = self.memo.get(&key) {
            return known.clone();
        }
        self.memo.insert(key, Value::Unknown);
        let value = self.value(scope, origin, depth);
        self.memo.insert(key, value.clone());
        value
    }
}

/// The value in a value at a path of keys.
fn inner<'a>(mut value: Value<'a>, path: &[&str]) -> Value<'a> {
    for part in path {
        let Value::Map(map) = &value else { return Value::Unknown };
        let Some(member) = map.members.get(part) else { return Value::Unknown };
        value = member.value.clone();
    }
    value
}
