//! In: the calls of data actions in a project, and their contracts. Out: findings about names that a contract lacks.

use super::wording::quote;
use crate::artifact::flow::call::Name;
use crate::diagnostic::{Diagnostic, Location, Place};
use crate::rules::WorkspaceContext;
use crate::schema::closest;
use crate::workspace::called;

/// Which half of a contract is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Input,
    Output,
}

/// The findings about one side of all calls.
pub(super) fn check(cx: &WorkspaceContext<'_>, side: Side) -> Vec<Diagnostic> {
    let named = cx.workspace.data_actions();
    let mut found = Vec::new();
    for (file, facts) in cx.workspace.files() {
        for call in &facts.calls {
            let candidates =
                call.name.as_deref().and_then(|name| named.get(name)).map(Vec::as_slice).unwrap_or_default();
            let Some((path, face)) = called(call, candidates).first().copied() else { continue };
            let (passed, known) = match side {
                Side::Input => (&call.inputs, &face.inputs),
                Side::Output => (&call.outputs, &face.outputs),
            };
            let Some(known) = known else { continue };
            let missing = passed.iter().filter(|(name, _)| !known.contains(name));
            found.extend(missing.map(|(name, span): &Name| {
                let (verb, what) = match side {
                    Side::Input => ("passes", "input"),
                    Side::Output => ("takes", "output"),
                };
                let message = format!(
                    "Call Data Action {verb} the {what} {}, which the contract of {} lacks",
                    quote(name),
                    quote(&face.name)
                );
                let place = Place::in_artifact(*span, &call.path);
                let contract = Location { file: (*path).clone(), place: Place::in_artifact(face.span, &face.path) };
                let diagnostic = cx
                    .diagnostic(file, &place, message, format!("no such {what}"), name)
                    .with_related(contract, "the contract is here");
                match closest(name, known) {
                    Some(meant) => diagnostic.with_help(format!("did you mean {}?", quote(meant))),
                    None => diagnostic.with_help(format!("use an {what} of the contract")),
                }
            }));
        }
    }
    found
}
