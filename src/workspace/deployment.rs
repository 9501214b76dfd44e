//! Collects the values of the substitutions of each flow from the deployments of a project.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Files, folder_of};
use crate::artifact::options::Options;
use crate::artifact::{ArtifactKind, Facts, SourceText, Text};
use crate::diagnostic::{Location, LogicalPath, Place};
use crate::expr::placeholder::{self, Syntax};
use crate::syntax::hcl::expression::{Expression, ObjectEntry};
use crate::text::Span;

/// A flow that is deployed: by Terraform, or by Archy with an options file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deployment {
    /// The Terraform file, or the options file.
    pub file: Arc<str>,
    /// The logical path of the resource.
    pub path: LogicalPath,
    /// The span of the path of the flow file; in an options file, of the substitutions.
    pub span: Span,
    /// The label of the resource in Terraform; `None` for Archy.
    pub label: Option<Box<str>>,
    /// The file of the flow, if the project has it.
    pub flow: Option<Arc<str>>,
    /// Sorted by key.
    pub substitutions: Arc<[Substitution]>,
    /// Whether these are all substitutions; a part of them may be computed.
    pub is_complete: bool,
}

/// A key that is replaced in the text of a flow file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Substitution {
    pub key: Box<str>,
    /// The replacement; `None` if it is computed at deployment.
    pub value: Option<Box<str>>,
    /// The file that key and value are written in.
    pub file: Arc<str>,
    /// The key without its quotes.
    pub span: Span,
    /// The value without its quotes.
    pub value_span: Span,
    pub path: LogicalPath,
}

impl Deployment {
    /// The location that names the flow that it deploys.
    #[must_use]
    pub fn location(&self) -> Location {
        Location { file: self.file.clone(), place: Place::in_artifact(self.span, &self.path) }
    }

    /// Whether it replaces a key, given as written.
    #[must_use]
    pub fn fills(&self, key: &str) -> bool {
        self.find(key).is_some()
    }

    fn find(&self, key: &str) -> Option<&Substitution> {
        self.substitutions.binary_search_by(|it| (*it.key).cmp(key)).ok().and_then(|at| self.substitutions.get(at))
    }

    /// The keys that it fills in, sorted.
    #[must_use]
    pub fn keys(&self) -> Vec<&str> {
        self.substitutions.iter().map(|it| it.key.as_ref()).collect()
    }
}

impl Substitution {
    /// The location of the value.
    #[must_use]
    pub fn location(&self) -> Location {
        Location { file: self.file.clone(), place: Place::in_artifact(self.value_span, &self.path) }
    }
}

/// Whether a file may change from one to the other without any flow being deployed in another way.
pub(super) fn is_deployed_alike(old: &Facts, new: &Facts) -> bool {
    let decides = |facts: &Facts| !facts.deployments.is_empty() || facts.module.is_some() || facts.options.is_some();
    let keys = |facts: &Facts| facts.placeholders.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>();
    !decides(old) && !decides(new) && old.kind == new.kind && keys(old) == keys(new)
}

/// The deployments by Archy with options files: a flow that Terraform does not deploy, with each options file of its
/// folder that replaces one of its substitutions. The command line of Archy selects the file, which is not known
/// here.
pub(super) fn by_archy(files: &Files, by_terraform: &[Deployment]) -> Vec<Deployment> {
    let mut options: FxHashMap<&str, Vec<Deployment>> = FxHashMap::default();
    for (file, facts) in files {
        let Some(own) = &facts.options else { continue };
        options.entry(folder_of(file)).or_default().push(Deployment {
            file: file.clone(),
            path: LogicalPath::default(),
            span: own.span,
            label: None,
            flow: None,
            substitutions: substitutions(file, own),
            is_complete: own.substitutions.is_complete,
        });
    }
    let deployed: FxHashSet<&Arc<str>> = by_terraform.iter().filter_map(|it| it.flow.as_ref()).collect();
    let flows = files.iter().filter(|(file, facts)| {
        facts.kind == ArtifactKind::ArchyYaml && !facts.placeholders.is_empty() && !deployed.contains(file)
    });
    let mut found = Vec::new();
    for (file, facts) in flows {
        for deployment in options.get(folder_of(file)).into_iter().flatten() {
            if facts.placeholders.iter().any(|(key, _)| deployment.fills(key)) {
                found.push(Deployment { flow: Some(file.clone()), ..deployment.clone() });
            }
        }
    }
    found
}

fn substitutions(file: &Arc<str>, options: &Options) -> Arc<[Substitution]> {
    let substitution = |entry: &ObjectEntry| Substitution {
        key: entry.key.clone(),
        value: if let Expression::Text(text) = &entry.value { Some(text.clone()) } else { None },
        file: file.clone(),
        span: entry.span,
        value_span: entry.value_span,
        path: LogicalPath::default(),
    };
    let mut substitutions: Vec<_> = options.substitutions.entries.iter().map(substitution).collect();
    substitutions.sort_by(|one, other| one.key.cmp(&other.key));
    substitutions.into()
}

/// The replacements of the keys of a flow, if all its deployments agree.
pub(super) struct Values<'a>(FxHashMap<&'a str, Option<&'a str>>);

impl<'a> Values<'a> {
    pub(super) fn of(deployments: &[&'a Deployment]) -> Self {
        let mut values: FxHashMap<&str, Option<&str>> = FxHashMap::default();
        for substitution in deployments.iter().flat_map(|deployment| deployment.substitutions.iter()) {
            let value = substitution.value.as_deref();
            let agreed = values.entry(&substitution.key).or_insert(value);
            *agreed = agreed.filter(|agreed| value == Some(agreed));
        }
        // A key that one of them does not replace has no known value.
        values.retain(|key, _| deployments.iter().all(|deployment| deployment.fills(key)));
        Values(values)
    }

    /// A text with its substitutions replaced; `None` where one of them is not known, or would not leave the text one
    /// text: values go into the file as they are.
    pub(super) fn fill(&self, text: &str) -> Option<Box<str>> {
        let mut filled = String::new();
        let mut done = 0;
        for found in placeholder::find(text) {
            let value = self.0.get(found.key.as_str()).copied().flatten();
            let value = value.filter(|_| found.syntax == Syntax::Mustache)?;
            if value.chars().any(|it| it.is_control() || "\"'\\{}#:".contains(it)) {
                return None;
            }
            filled.push_str(text.get(done..found.range.start)?);
            filled.push_str(value);
            done = found.range.end;
        }
        filled.push_str(text.get(done..)?);
        Some(filled.into())
    }

    /// The facts of a flow as it is deployed; `None` where that changes nothing.
    pub(super) fn resolve(&self, facts: &Facts) -> Option<Facts> {
        let mut new = facts.clone();
        for name in new.uses.iter_mut().map(|usage| &mut usage.name) {
            let Text::Unresolved(text) = &name.text else { continue };
            if let Some(text) = self.fill(text) {
                *name = SourceText { text: Text::Resolved(text.into()), placeholders: Vec::new(), ..name.clone() };
            }
        }
        for call in &mut new.calls {
            let Some(written) = &call.written else { continue };
            call.category = written.category.as_deref().and_then(|category| self.fill(category));
            call.name = self.fill(&written.name);
        }
        for mut interface in std::mem::take(&mut new.unnamed) {
            if let Some(name) = self.fill(&interface.name).filter(|name| !name.trim().is_empty()) {
                new.name = Some(name.clone());
                interface.name = name;
                new.interfaces.push(interface);
            } else {
                new.unnamed.push(interface);
            }
        }
        (new != *facts).then_some(new)
    }
}
