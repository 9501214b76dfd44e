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

/// A module as one call uses it, or without a call.
struct Instance<'a> {
    folder: &'a str,
    /// The instance that calls it, and the call.
    caller: Option<(usize, &'a Arc<str>, &'a Call)>,
    /// The folder in which Terraform runs.
    root: &'a str,
    level: usize,
    children: FxHashMap<&'a str, usize>,
}

#[derive(Clone)]
enum Value<'a> {
    Text(Rc<str>),
    Map(Rc<Members<'a>>),
    Unknown,
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
    let mut evaluation =
        Evaluation { instances: instances(&folders), folders: &folders, memo: FxHashMap::default(), steps: STEPS };
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

/// Every module for each of its calls, and the modules without a call.
fn instances<'a>(folders: &'a BTreeMap<String, Folder<'a>>) -> Vec<Instance<'a>> {
    let target =
        |file: &str, call: &Call| folders.get_key_value(&resolve_from(file, &call.source)).map(|(folder, _)| folder);
    let calls = folders.values().flat_map(|folder| folder.calls.values());
    let targets: BTreeSet<&String> = calls.filter_map(|(file, call)| target(file, call)).collect();
    let roots = folders.keys().filter(|folder| !targets.contains(folder));
    let instance = |root| Instance { folder: root, caller: None, root, level: 0, children: FxHashMap::default() };
    let mut instances: Vec<Instance<'a>> = roots.map(|root| instance(root)).collect();
    let mut number = 0;
    while let Some(Instance { folder, root, level, .. }) = instances.get(number) {
        let (root, level) = (*root, level + 1);
        for (label, (file, call)) in folders.get(*folder).into_iter().flat_map(|folder| &folder.calls) {
            let Some(folder) = target(file, call).filter(|_| level < LEVELS && instances.len() < INSTANCES) else {
                continue;
            };
            let child = instances.len();
            let caller = Some((number, *file, *call));
            instances.push(Instance { folder, caller, root, level, children: FxHashMap::default() });
            instances.get_mut(number).into_iter().for_each(|parent| _ = parent.children.insert(label, child));
        }
        number += 1;
    }
    instances
}

struct Evaluation<'a> {
    folders: &'a BTreeMap<String, Folder<'a>>,
    instances: Vec<Instance<'a>>,
    /// Values by instance and expression. A value that is being computed is unknown: it cannot depend on itself.
    memo: FxHashMap<(usize, *const Expression), Value<'a>>,
    /// How many more steps may be taken.
    steps: usize,
}

impl<'a> Evaluation<'a> {
    fn folder(&self, instance: usize) -> Option<&'a Folder<'a>> {
        self.folders.get(self.instances.get(instance)?.folder)
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
            let origin = |value| Origin { file, path: Some(&deployment.path), value };
            let path = self.text(instance, origin(&deployment.file));
            let flow = path.as_deref().and_then(|path| self.find(instance, path, files));
            if let Some(path) = path.filter(|_| flow.is_none()) {
                let (span, candidates) = (deployment.span, self.missing(instance, &path));
                let path = deployment.path.clone();
                deployed.missing.push(MissingFile { file: file.clone(), path, span, candidates, what: "flow" });
            }
            let substitutions = match &deployment.substitutions {
                Some(map) => self.value(instance, origin(map), 0),
                None => Value::Map(Rc::new(Members { is_complete: true, ..Members::default() })),
            };
            let members = if let Value::Map(members) = substitutions { members } else { Rc::default() };
            deployed.deployments.push(Deployment {
                file: file.clone(),
                path: deployment.path.clone(),
                span: deployment.span,
                label: Some(deployment.label.clone()),
                flow,
                substitutions: members.members.values().map(|member| member.substitution(&deployment.path)).collect(),
                is_complete: members.is_complete,
            });
        }
        for script in facts.module.iter().flat_map(|module| &module.scripts) {
            let origin = Origin { file, path: Some(&script.path), value: &script.file };
            let Some(path) = self.text(instance, origin) else { continue };
            if self.find(instance, &path, files).is_none() {
                let (span, candidates) = (script.span, self.missing(instance, &path));
                let path = script.path.clone();
                deployed.missing.push(MissingFile { file: file.clone(), path, span, candidates, what: "agent script" });
            }
        }
        for action in facts.module.iter().flat_map(|module| &module.actions) {
            let origin = |value| Origin { file, path: None, value };
            let Some(name) = self.text(instance, origin(&action.name)).filter(|name| !name.is_empty()) else {
                continue;
            };
            let category = action.category.as_ref().and_then(|category| self.text(instance, origin(category)));
            let interface = Interface { category, name, ..action.interface.clone() };
            deployed.interfaces.push((file.clone(), interface));
        }
    }

    fn text(&mut self, instance: usize, origin: Origin<'a>) -> Option<Box<str>> {
        match self.value(instance, origin, 0) {
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
        let is_generated = generated.into_iter().any(|origin| match self.text(instance, origin) {
            Some(text) => candidates.iter().any(|path| path.ends_with(text.trim_start_matches(HERE))),
            None => true,
        });
        let mut candidates: Vec<Box<str>> = candidates.into_iter().map(Into::into).collect();
        candidates.dedup();
        let is_outside = candidates.iter().any(|path| path.starts_with(".."));
        if is_generated || is_outside { Vec::new() } else { candidates }
    }

    fn value(&mut self, instance: usize, origin: Origin<'a>, depth: usize) -> Value<'a> {
        self.steps = self.steps.saturating_sub(1);
        if depth >= DEPTH || self.steps == 0 {
            return Value::Unknown;
        }
        match origin.value {
            Expression::Text(text) => Value::Text((**text).into()),
            Expression::Reference(parts) => self.reference(instance, parts, depth + 1),
            Expression::Joined(parts) => self.joined(instance, parts, origin, depth + 1),
            Expression::Map(map) => self.map(instance, map, origin, depth + 1),
            Expression::Merged(maps) => self.merged(instance, maps, origin, depth + 1),
            Expression::Unknown => Value::Unknown,
        }
    }

    fn joined(&mut self, instance: usize, parts: &'a [Expression], origin: Origin<'a>, depth: usize) -> Value<'a> {
        let mut text = String::new();
        for part in parts {
            match self.value(instance, Origin { value: part, ..origin }, depth) {
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

    fn map(&mut self, instance: usize, map: &'a Map, origin: Origin<'a>, depth: usize) -> Value<'a> {
        let mut members = Members { is_complete: map.is_complete, ..Members::default() };
        for entry in &map.entries {
            let origin = Origin { value: &entry.value, ..origin };
            let value = self.value(instance, origin, depth);
            members.members.insert(&entry.key, Member { entry, origin, value });
        }
        Value::Map(Rc::new(members))
    }

    fn merged(&mut self, instance: usize, maps: &'a [Expression], origin: Origin<'a>, depth: usize) -> Value<'a> {
        let mut merged = Members { is_complete: true, ..Members::default() };
        for map in maps {
            let map = self.value(instance, Origin { value: map, ..origin }, depth);
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

    fn reference(&mut self, instance: usize, parts: &'a [Box<str>], depth: usize) -> Value<'a> {
        let (Some(own), Some(folder)) = (self.instances.get(instance), self.folder(instance)) else {
            return Value::Unknown;
        };
        let is_called = own.caller.is_some();
        let words: Vec<&str> = parts.iter().map(AsRef::as_ref).collect();
        let (found, rest) = match &words[..] {
            ["path", "module"] => return Value::Text(format!("{HERE}{}", own.folder).into()),
            ["path", "root" | "cwd"] => return Value::Text(format!("{HERE}{}", own.root).into()),
            ["var", name, rest @ ..] => {
                let passed = own.caller.and_then(|(caller, file, call)| {
                    let argument = call.arguments.iter().find(|argument| *argument.name == **name)?;
                    Some((caller, Origin { file, path: Some(&argument.path), value: &argument.value }))
                });
                let default = folder.variables.get(name).map(|default| (instance, *default));
                (folder.variables.get(name).and(passed).or(default), rest)
            }
            ["local", name, rest @ ..] => (folder.locals.get(name).map(|local| (instance, *local)), rest),
            ["module", label, name, rest @ ..] => {
                let child = own.children.get(label).copied();
                let output = child.and_then(|child| Some((child, *self.folder(child)?.outputs.get(name)?)));
                (output, rest)
            }
            _ => {
                let length = if parts.first().is_some_and(|first| **first == *"data") { 4 } else { 3 };
                let name = parts.get(..length).filter(|_| parts.len() == length);
                (name.and_then(|name| folder.names.get(name)).map(|name| (instance, *name)), &[][..])
            }
        };
        let Some((instance, origin)) = found else { return Value::Unknown };
        let mut value = self.memoized(instance, origin, depth);
        if let (Value::Map(default), false, ["var", ..]) = (&value, is_called, &words[..]) {
            // A run of Terraform may set other values, and so other keys, than the default.
            value = Value::Map(Rc::new(Members { is_complete: false, ..(**default).clone() }));
        }
        for part in rest {
            let Value::Map(map) = &value else { return Value::Unknown };
            let Some(member) = map.members.get(part) else { return Value::Unknown };
            value = member.value.clone();
        }
        value
    }

    fn memoized(&mut self, instance: usize, origin: Origin<'a>, depth: usize) -> Value<'a> {
        let key = (instance, std::ptr::from_ref(origin.value));
        if let Some(known) = self.memo.get(&key) {
            return known.clone();
        }
        self.memo.insert(key, Value::Unknown);
        let value = self.value(instance, origin, depth);
        self.memo.insert(key, value.clone());
        value
    }
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
