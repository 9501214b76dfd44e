//! Renames the attribute or variable at a position in a document.

use rustc_hash::FxHashSet;
use serde_json::{Value, json};

use super::context::{Context, ShownFile};
use super::edits::workspace_edit;
use super::message::Failure;
use super::navigate::symbol_at;
use super::symbol::Symbol;
use super::variable;
use crate::artifact::{AttributeUse, Text};
use crate::diagnostic::Edit;
use crate::text::Span;
use crate::workspace::AttributeUseRef;

/// The span and current text of the name that can be renamed.
pub(super) fn prepare_rename(cx: Context<'_>, shown: &ShownFile<'_>, params: &Value) -> Option<Value> {
    let (span, name) = match symbol_at(cx, shown, params)? {
        (Symbol::Attribute(name), span) => (span, name.to_owned()),
        (Symbol::Variable(_), _) => variable::own_name(cx, shown, shown.facts?, offset(cx, shown, params)?)?,
        _ => return None,
    };
    Some(json!({"range": shown.view.range(span, cx.client), "placeholder": name}))
}

/// Renames the attribute or variable at the position of a request wherever it is named.
pub(super) fn rename(cx: Context<'_>, shown: &ShownFile<'_>, params: &Value) -> Result<Value, Failure> {
    let refuse = |reason: String| Failure::new(Failure::REQUEST_FAILED, reason);
    let new = params.get("newName").and_then(Value::as_str).unwrap_or_default();
    let (name, edits) = match symbol_at(cx, shown, params) {
        Some((Symbol::Attribute(name), _)) => (name.to_owned(), attribute(cx, shown, name, new)),
        Some((Symbol::Variable(variable), _)) => {
            let of_variable = shown.facts.zip(offset(cx, shown, params));
            let edits = of_variable.map(|(facts, at)| variable::rename(cx, shown, facts, at, new));
            (variable.name, edits.unwrap_or_else(|| Ok(Vec::new())))
        }
        _ => (String::new(), Err("nothing to rename here".to_owned())),
    };
    let edit = workspace_edit(cx, &edits.map_err(refuse)?);
    edit.ok_or_else(|| refuse(format!("cannot rename `{name}`: a file that uses it cannot be edited")))
}

fn offset(cx: Context<'_>, shown: &ShownFile<'_>, params: &Value) -> Option<u32> {
    cx.offset(shown, params.get("position")?)
}

/// The edits that rename an attribute wherever the project and its dictionary name it.
fn attribute(cx: Context<'_>, shown: &ShownFile<'_>, name: &str, new: &str) -> Result<Vec<Edit>, String> {
    if new.trim().is_empty() {
        return Err("enter a name: an attribute name cannot be empty".to_owned());
    }
    let declared = shown.workspace.externals().dictionary.as_ref();
    let has = |name: &str| declared.is_some_and(|it| it.dictionary.entries().iter().any(|entry| *entry.name == *name));
    if name != new && has(name) && has(new) {
        return Err(format!("`{new}` is already in the attribute dictionary; choose another name"));
    }
    let mut edits: Vec<Edit> = Vec::new();
    let mut seen = FxHashSet::default();
    for usage in shown.sharing.iter().flat_map(|it| it.uses()).filter(|usage| usage.usage.known_name() == Some(name)) {
        if cx.session.is_stale(usage.file) {
            return Err(format!(
                "cannot rename `{name}`: {} also uses it but has syntax errors; fix that file first",
                usage.file
            ));
        }
        let own = edits_of(cx, &usage, name, new).ok_or_else(|| {
            let (file, place) = (usage.file, usage.usage.name.place.words());
            format!("cannot rename `{name}`: flowvet cannot edit it in {file} ({place})")
        })?;
        // The same attribute can be read from one place in several ways.
        edits.extend(own.into_iter().filter(|edit| seen.insert((edit.file.clone(), edit.span))));
    }
    if let Some(declared) = declared {
        let entries = declared.dictionary.entries().iter();
        let renamed = entries.flat_map(|entry| entry.renamed(name, new));
        edits.extend(renamed.map(|(span, replacement)| Edit { file: declared.file.clone(), span, replacement }));
    }
    Ok(edits)
}

/// The edits that rename the attribute at one use; `None` if not all places are known: a script refers to its
/// variables in many places.
fn edits_of(cx: Context<'_>, usage: &AttributeUseRef<'_>, name: &str, new: &str) -> Option<Vec<Edit>> {
    let AttributeUseRef { file, usage, .. } = *usage;
    if usage.via.is_script_variable() {
        return None;
    }
    if let (Some(scalar), Text::Literal(_)) = (usage.name.scalar, &usage.name.text) {
        return Some(scalar.edits(file, new));
    }
    // Inside another text, only a name that nothing has to be escaped in.
    let is_plain = |name: &str| name.chars().all(|it| it.is_alphanumeric() || "_-. ".contains(it));
    let span = inner(cx, usage, file, name)?;
    let edit = || Edit { file: file.clone(), span, replacement: new.to_owned() };
    (is_plain(name) && is_plain(new)).then(|| vec![edit()])
}

/// The span of the name in a text that contains more than the name.
fn inner(cx: Context<'_>, usage: &AttributeUse, file: &str, name: &str) -> Option<Span> {
    let span = usage.name.place.span;
    (cx.session.source(file)?.slice(span) == name).then_some(span)
}
