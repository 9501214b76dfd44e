//! Evaluates the Terraform files of a project: the flows that they deploy with the substitutions for each, and the
//! data actions whose names come from other blocks. Follows variables, locals, outputs and calls of modules in the
//! project; values that only Terraform can compute are unknown.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::deployment::{Deployment, Substitution};
use super::{Files, folder_of, joined, resolve_from};
use crate::artifact::Facts;
use crate::artifact::call::Interface;
use crate::artifact::terraform::module::{Call, Definition};
use crate::diagnostic::LogicalPath;
use crate::syntax::hcl::expression::{Expression, Map, ObjectEntry};
use crate::text::Span;

mod repeat;
mod values;

use repeat::{Each, Scope};
use values::{Assigned, Assignment};

/// The deployments and interfaces that the Terraform files of a project define.
#[derive(Debug, Default)]
pub(super) struct Unresolved {
    pub deployments: Vec<Deployment>,
    pub interfaces: Vec<(Arc<str>, Interface)>,
    pub missing: Vec<MissingFile>,
}

/// A file that a resource deploys and that the project does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingFile {
    /// The Terraform file.
    pub file: Arc<str>,
    pub path: LogicalPath,
    /// The span of the path of the file.
    pub span: Span,
    /// The paths that it may mean.
    pub candidates: Vec<Box<str>>,
    /// The deployed artefact: "flow" or "agent script".
    pub what: &'static str,
}

/// Bounds for modules that call modules and for values that are put together from values.
const INSTANCES: usize = 2_000;
const LEVELS: usize = 16;
const DEPTH: usize = 100;
const STEPS: usize = 1_000_000;
const TEXT: usize = 4_096;

/// Begins a path that counts from the folder of the project.
const HERE: &str = "\u{1}/";

/// The module of a folder.
#[derive(Default)]
struct Folder<'a> {
    variables: FxHashMap<&'a str, Origin<'a>>,
    locals: FxHashMap<&'a str, Origin<'a>>,
    outputs: FxHashMap<&'a str, Origin<'a>>,
    names: FxHashMap<&'a [Box<str>], Origin<'a>>,
    calls: BTreeMap<&'a str, (&'a Arc<str>, &'a Call)>,
    files: Vec<(&'a Arc<str>, &'a Facts)>,
}

/// An expression, with its file and its block.
#[derive(Clone, Copy)]
struct Origin<'a> {
    file: &'a Arc<str>,
    path: Option<&'a LogicalPath>,
    value: &'a Expression,
}

/// The key for which a module is called, and the number of its instance.
type Child = (Option<Rc<str>>, usize);

/// A module as one call uses it, or without a call.
struct Instance<'a> {
    folder: &'a str,
    /// The instance that calls it, and the call.
    caller: Option<(Scope, &'a Arc<str>, &'a Call)>,
    /// The folder in which Terraform runs.
    root: &'a str,
    level: usize,
    /// The modules that it calls, by their labels: each with its key if the call is repeated.
    children: FxHashMap<&'a str, Vec<Child>>,
}

#[derive(Clone)]
enum Value<'a> {
    Text(Rc<str>),
    Map(Rc<Members<'a>>),
    List(Rc<[Item<'a>]>),
    Unknown,
}

/// An item of a list, with the place where it is written out.
#[derive(Clone)]
struct Item<'a> {
    value: Value<'a>,
    place: Option<(Origin<'a>, Span)>,
}

#[derive(Clone, Default)]
struct Members<'a> {
    members: BTreeMap<&'a str, Member<'a>>,
    is_complete: bool,
}

#[derive(Clone)]
struct Member<'a> {
    entry: &'a ObjectEntry,
    origin: Origin<'a>,
    value: Value<'a>,
}

/// Works out what the Terraform files among `files` deploy.
pub(super) fn evaluate(files: &Files) -> Unresolved {
    let folders = folders(files);
    let mut evaluation = Evaluation {
        files,
        folders: &folders,
        assigned: Assigned::of(files),
        instances: roots(&folders),
        eaches: vec![Each::unknown()],
        memo: FxHashMap::default(),
        steps: STEPS,
    };
    evaluation.call_modules();
    let mut deployed = Unresolved::default();
    for number in 0..evaluation.instances.len() {
        let Some(folder) = evaluation.folder(number) else { continue };
        for (file, facts) in &folder.files {
            evaluation.deploy(number, file, facts, files, &mut deployed);
        }
    }
    deployed
}

fn folders(files: &Files) -> BTreeMap<String, Folder<'_>> {
    let mut folders: BTreeMap<String, Folder<'_>> = BTreeMap::new();
    for (file, facts) in files.iter().filter(|(_, facts)| facts.module.is_some() || !facts.deployments.is_empty()) {
        let folder = folders.entry(folder_of(file).to_owned()).or_default();
        folder.files.push((file, facts));
        let Some(module) = &facts.module else { continue };
        folder.variables.extend(module.variables.iter().map(|it| defined(file, it)));
        folder.locals.extend(module.locals.iter().map(|it| defined(file, it)));
        folder.outputs.extend(module.outputs.iter().map(|it| defined(file, it)));
        folder.names.extend(module.names.iter().map(|(name, value)| (&**name, Origin { file, path: None, value })));
        folder.calls.extend(module.calls.iter().map(|call| (&*call.label, (file, call))));
    }
    folders
}

fn defined<'a>(file: &'a Arc<str>, it: &'a Definition) -> (&'a str, Origin<'a>) {
    (&it.name, Origin { file, path: Some(&it.path), value: &it.value })
}

/// The modules without a call.
fn roots<'a>(folders: &'a BTreeMap<String, Folder<'a>>) -> Vec<Instance<'a>> {
    let target =
        |file: &str, call: &Call| folders.get_key_value(&resolve_from(file, &call.source)).map(|(folder, _)| folder);
    let calls = folders.values().flat_map(|folder| folder.calls.values());
    let targets: BTreeSet<&String> = calls.filter_map(|(file, call)| target(file, call)).collect();
    let roots = folders.keys().filter(|folder| !targets.contains(folder));
    let instance = |root| Instance { folder: root, caller: None, root, level: 0, children: FxHashMap::default() };
    roots.map(|root| instance(root)).collect()
}

struct Evaluation<'a> {
    files: &'a Files,
    folders: &'a BTreeMap<String, Folder<'a>>,
    assigned: Assigned<'a>,
    instances: Vec<Instance<'a>>,
    /// What blocks are repeated for; the first is unknown.
    eaches: Vec<Each<'a>>,
    /// Values by scope and expression. A value that is being computed is unknown: it cannot depend on itself.
    memo: FxHashMap<(Scope, *const Expression), Value<'a>>,
    /// How many more steps may be taken.
    steps: usize,
}

impl<'a> Evaluation<'a> {
    fn folder(&self, instance: usize) -> Option<&'a Folder<'a>> {
        self.folders.get(self.instances.get(instance)?.folder)
    }

    /// Adds an instance of each module for each call of it.
    fn call_modules(&mut self) {
        let folders = self.folders;
        let mut number = 0;
        while let Some(Instance { folder, root, level, .. }) = self.instances.get(number) {
            let (root, level) = (*root, level + 1);
            for (label, (file, call)) in folders.get(*folder).into_iter().flat_map(|folder| &folder.calls) {
                let target = folders.get_key_value(&resolve_from(file, &call.source)).map(|(folder, _)| folder);
                let Some(folder) = target.filter(|_| level < LEVELS) else { continue };
                for scope in self.repeated(number, file, call.for_each.as_ref()) {
                    if self.instances.len() >= INSTANCES {
                        break;
                    }
                    let child = self.instances.len();
                    let key = call.for_each.as_ref().and_then(|_| self.key(scope));
                    let caller = Some((scope, *file, *call));
                    self.instances.push(Instance { folder, caller, root, level, children: FxHashMap::default() });
                    let parent = self.instances.get_mut(number).into_iter();
                    parent.for_each(|parent| parent.children.entry(label).or_default().push((key.clone(), child)));
                }
            }
            number += 1;
        }
        // Outputs of modules were not known yet.
        self.memo.clear();
    }

    fn deploy(
        &mut self,
        instance: usize,
        file: &'a Arc<str>,
        facts: &'a Facts,
        files: &'a Files,
        deployed: &mut Unresolved,
    ) {
        for deployment in &facts.deployments {
            for scope in self.repeated(instance, file, deployment.for_each.as_ref()) {
                let origin = |value| Origin { file, path: Some(&deployment.path), value };
                let path = self.text(scope, origin(&deployment.file));
                let flow = path.as_deref().and_then(|path| self.find(instance, path, files));
                if let Some(path) = path.filter(|_| flow.is_none()) {
                    let place = (file, deployment.span, &deployment.path);
                    self.report(scope, &deployment.file, place, &path, "flow", deployed);
                }
                let substitutions = match &deployment.substitutions {
                    Some(map) => self.value(scope, origin(map), 0),
                    None => Value::Map(Rc::new(Members { is_complete: true, ..Members::default() })),
                };
                let members = if let Value::Map(members) = substitutions { members } else { Rc::default() };
                let substitutions = members.members.values().map(|member| member.substitution(&deployment.path));
                deployed.deployments.push(Deployment {
                    file: file.clone(),
                    path: deployment.path.clone(),
                    span: deployment.span,
                    label: Some(deployment.label.clone()),
                    flow,
                    substitutions: substitutions.collect(),
                    is_complete: members.is_complete,
                });
            }
        }
        for script in facts.module.iter().flat_map(|module| &module.scripts) {
            for scope in self.repeated(instance, file, script.for_each.as_ref()) {
                let origin = Origin { file, path: Some(&script.path), value: &script.file };
                let Some(path) = self.text(scope, origin) else { continue };
                if self.find(instance, &path, files).is_none() {
                    let place = (file, script.span, &script.path);
                    self.report(scope, &script.file, place, &path, "agent script", deployed);
                }
            }
        }
        for action in facts.module.iter().flat_map(|module| &module.actions) {
            let scope = Scope::of(instance);
            let origin = |value| Origin { file, path: None, value };
            let Some(name) = self.text(scope, origin(&action.name)).filter(|name| !name.is_empty()) else {
                continue;
            };
            let category = action.category.as_ref().and_then(|category| self.text(scope, origin(category)));
            let interface = Interface { category, name, ..action.interface.clone() };
            deployed.interfaces.push((file.clone(), interface));
        }
    }

    /// Adds a file that is not there, at the place that decides its path.
    fn report(
        &mut self,
        scope: Scope,
        written: &Expression,
        place: (&'a Arc<str>, Span, &'a LogicalPath),
        path: &str,
        what: &'static str,
        deployed: &mut Unresolved,
    ) {
        let (file, span, logical) = match self.place(scope, written) {
            Some((file, span, path)) => (file, span, path.unwrap_or(place.2)),
            None => place,
        };
        let candidates = self.missing(scope.instance, path);
        deployed.missing.push(MissingFile { file: file.clone(), path: logical.clone(), span, candidates, what });
    }

    fn text(&mut self, scope: Scope, origin: Origin<'a>) -> Option<Box<str>> {
        match self.value(scope, origin, 0) {
            Value::Text(text) => Some((*text).into()),
            _ => None,
        }
    }

    /// The file that a path means, if the project has it.
    fn find(&self, instance: usize, path: &str, files: &'a Files) -> Option<Arc<str>> {
        let file = |path: String| files.get_key_value(path.as_str()).map(|(file, _)| file.clone());
        if let Some(path) = path.strip_prefix(HERE) {
            return file(joined("", path));
        }
        if path.starts_with('/') {
            return None;
        }
        let instance = self.instances.get(instance)?;
        // The caller of the module may be outside the project, but Terraform still runs in a folder around it.
        let around =
            std::iter::successors(Some(instance.root), |folder| (!folder.is_empty()).then(|| folder_of(folder)));
        let levels = if instance.caller.is_some() { 1 } else { usize::MAX };
        around.take(levels).find_map(|folder| file(joined(folder, path)))
    }

    /// The paths that a path of a file that the project does not have may mean; none where it may be of another system, be
    /// outside of the project, or be written by Terraform itself.
    fn missing(&mut self, instance: usize, path: &str) -> Vec<Box<str>> {
        let (Some(own), Some(folder)) = (self.instances.get(instance), self.folder(instance)) else {
            return Vec::new();
        };
        let relative = path.strip_prefix(HERE);
        if relative.is_none() && path.starts_with(['/', '~']) || path.contains("://") {
            return Vec::new();
        }
        let candidates: Vec<String> = match relative {
            Some(path) => vec![joined("", path)],
            None => [own.root, own.folder].iter().map(|folder| joined(folder, path)).collect(),
        };
        let modules = folder.files.iter().filter_map(|(file, facts)| Some((*file, facts.module.as_ref()?)));
        let generated: Vec<Origin<'a>> = modules
            .flat_map(|(file, module)| module.generated.iter().map(move |value| Origin { file, path: None, value }))
            .collect();
        let is_generated = generated.into_iter().any(|origin| match self.text(Scope::of(instance), origin) {
            Some(text) => candidates.iter().any(|path| path.ends_with(text.trim_start_matches(HERE))),
            None => true,
        });
        let mut candidates: Vec<Box<str>> = candidates.into_iter().map(Into::into).collect();
        candidates.dedup();
        let is_outside = candidates.iter().any(|path| path.starts_with(".."));
        if is_generated || is_outside { Vec::new() } else { candidates }
    }

    fn value(&mut self, scope: Scope, origin: Origin<'a>, depth: usize) -> Value<'a> {
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

impl Member<'_> {
    fn substitution(&self, deployment: &LogicalPath) -> Substitution {
        let text = match &self.value {
            Value::Text(text) if !text.starts_with(HERE) => Some((**text).into()),
            _ => None,
        };
        Substitution {
            key: self.entry.key.clone(),
            value: text,
            file: self.origin.file.clone(),
            span: self.entry.span,
            value_span: self.entry.value_span,
            path: self.origin.path.unwrap_or(deployment).clone(),
        }
    }
}
