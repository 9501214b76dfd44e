//! Collects what the blocks of a module deploy: flows with their substitutions, agent scripts, and data actions whose names
//! come from other blocks. Reports files that are missing.

use std::rc::Rc;
use std::sync::Arc;

use super::repeat::Scope;
use super::{Evaluation, HERE, Member, Members, MissingFile, Origin, Unresolved, Value};
use crate::artifact::Facts;
use crate::artifact::call::Interface;
use crate::diagnostic::LogicalPath;
use crate::syntax::hcl::expression::Expression;
use crate::text::Span;
use crate::workspace::deployment::{Deployment, Substitution};
use crate::workspace::{folder_of, joined};

impl<'a> Evaluation<'a> {
    /// Adds what one file of a module deploys, but for the blocks that are in several files: no file has all of them.
    pub(super) fn deploy(&mut self, instance: usize, file: &'a Arc<str>, facts: &'a Facts, deployed: &mut Unresolved) {
        let overridden = self.folder(instance).map(|folder| folder.overridden.as_slice()).unwrap_or_default();
        let is_whole = |path: &LogicalPath| !overridden.contains(&path);
        for deployment in facts.deployments.iter().filter(|it| is_whole(&it.path)) {
            for scope in self.repeated(instance, file, deployment.for_each.as_ref()) {
                let origin = |value| Origin { file, path: Some(&deployment.path), value };
                let path = self.text(scope, origin(&deployment.file));
                let flow = path.as_deref().and_then(|path| self.find(instance, path));
                if let Some(path) = path.filter(|_| flow.is_none()) {
                    let place = (file, deployment.span, &deployment.path);
                    self.report(scope, &deployment.file, place, &path, Some("flow"), deployed);
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
        for named in facts.module.iter().flat_map(|module| &module.files).filter(|it| is_whole(&it.path)) {
            for scope in self.repeated(instance, file, named.for_each.as_ref()) {
                let origin = Origin { file, path: Some(&named.path), value: &named.file };
                let Some(path) = self.text(scope, origin) else { continue };
                if self.find(instance, &path).is_none() {
                    let place = (file, named.span, &named.path);
                    self.report(scope, &named.file, place, &path, named.what, deployed);
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
        written: &'a Expression,
        place: (&'a Arc<str>, Span, &'a LogicalPath),
        path: &str,
        what: Option<&'static str>,
        deployed: &mut Unresolved,
    ) {
        let indexed = index(written).and_then(|parts| {
            let member =
                self.indexed(scope, parts, Origin { file: place.0, path: Some(place.2), value: written }, 0)?;
            Some((member.origin.file, member.entry.value_span, member.origin.path))
        });
        let (file, span, logical) = match indexed.or_else(|| self.place(scope, written)) {
            Some((file, span, path)) => (file, span, path.unwrap_or(place.2)),
            None => place,
        };
        let candidates = self.missing(scope.instance, path);
        deployed.missing.push(MissingFile { file: file.clone(), path: logical.clone(), span, candidates, what });
    }

    /// The file that a path means, if the project has it.
    fn find(&self, instance: usize, path: &str) -> Option<Arc<str>> {
        let file = |path: String| self.files.get_key_value(path.as_str()).map(|(file, _)| file.clone());
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
            Some(text) => {
                let written = joined("", text.trim_start_matches(HERE));
                candidates.iter().any(|path| path.ends_with(&written))
            }
            None => true,
        });
        let mut candidates: Vec<Box<str>> = candidates.into_iter().map(Into::into).collect();
        candidates.dedup();
        let is_outside = candidates.iter().any(|path| path.starts_with(".."));
        if is_generated || is_outside { Vec::new() } else { candidates }
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

/// The first member of a map in an expression that is looked up by a key.
fn index(written: &Expression) -> Option<&[Expression; 2]> {
    match written {
        Expression::Indexed(parts) => Some(parts),
        Expression::Joined(pieces) => pieces.iter().find_map(index),
        _ => None,
    }
}
