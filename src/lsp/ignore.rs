//! Offers the edit that makes flowvet ignore a finding.

use serde_json::Value;

use super::client::Capability;
use super::context::Context;
use super::edits::{new_file, workspace_edit};
use crate::diagnostic::Diagnostic;
use crate::fix::{Ignoring, ignoring};

/// The title of the action, as an order, and its edit; `None` if the finding cannot be ignored.
pub(super) fn ignore(cx: Context<'_>, found: &Diagnostic) -> Option<(&'static str, Value)> {
    let edit = match ignoring(cx.session, found, None)? {
        Ignoring::Comment(edit) => return Some(("ignore with a comment", workspace_edit(cx, [&edit])?)),
        Ignoring::Entry(edit) => edit,
    };
    let exists = cx.session.settings(&found.primary.location.file)?.source.is_some();
    let edit = match exists {
        true => workspace_edit(cx, [&edit])?,
        false if cx.client.can(Capability::Create) => new_file(cx, &edit),
        false => return None,
    };
    Some(("ignore in flowvet.toml", edit))
}
