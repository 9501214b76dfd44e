//! Evaluates the Terraform files of a project: the flows that they deploy with the substitutions for each, and the
//! data actions whose names come from other blocks. Follows variables, locals, outputs and calls of modules in the
//! project; values that only Terraform can compute are unknown.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::deployment::Deployment;
use super::{Files, folder_of, resolve_from};
use crate::artifact::Facts;
use crate::artifact::call::Interface;
use crate::artifact::terraform::is_override;
use crate::artifact::terraform::module::{Call, Definition};
use crate::diagnostic::LogicalPath;
use crate::syntax::hcl::expression::{Expression, ObjectEntry};
use crate::text::Span;

mod deploy;
mod expressions;
mod repeat;
mod values;

use repeat::{Each, Scope};
use values::Assigned;

/// The deployments and interfaces that the Terraform files of a project define.
#[derive(Debug, Default)]
pub(super) struct Unresolved {
    pub deployments: Vec<Deployment>,
    pub interfaces: Vec<(Arc<str>, Interface)>,
    pub missing: Vec<MissingFile>,
}

/// A file that a resource deploys or reads and that the project does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingFile {
    /// The Terraform file.
    pub file: Arc<str>,
    pub path: LogicalPath,
    /// The span of the path of the file.
    pub span: Span,
    /// The paths that it may mean.
    pub candidates: Vec<Box<str>>,
    /// The deployed artefact: "flow" or "agent script"; `None` for a file that is only read.
    pub what: Option<&'static str>,
}

/// Bounds for modules that call modules, for the work of all expressions, and for the bytes of one text.
const INSTANCES: usize = 2_000;
const LEVELS: usize = 16;
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
    /// The blocks of which override files have a part, by their logical paths.
    overridden: Vec<&'a LogicalPath>,
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
            evaluation.deploy(number, file, facts, &mut deployed);
        }
    }
    deployed
}

fn folders(files: &Files) -> BTreeMap<String, Folder<'_>> {
    let mut folders: BTreeMap<String, Folder<'_>> = BTreeMap::new();
    let is_read = |(_, facts): &(&Arc<str>, &Facts)| facts.module.is_some() || !facts.deployments.is_empty();
    // What override files define is what counts.
    let (late, early): (Vec<_>, Vec<_>) =
        files.iter().map(|(file, facts)| (file, &**facts)).filter(is_read).partition(|(file, _)| is_override(file));
    for (file, facts) in early.into_iter().chain(late) {
        let folder = folders.entry(folder_of(file).to_owned()).or_default();
        folder.files.push((file, facts));
        let Some(module) = &facts.module else { continue };
        folder.overridden.extend(module.nodes.iter().filter(|_| is_override(file)).map(|node| &node.path));
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
    /// The values that blocks are repeated for; the first is unknown.
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
}
