//! Finds the definition and all uses of the name at a position in a document, and renames it.

use serde_json::{Value, json};

use super::context::{Context, Shown};
use super::edits::workspace_edit;
use super::message::Failure;
use super::symbol::{self, Symbol, Target};
use crate::artifact::{AttributeUse, Text};
use crate::diagnostic::Edit;
use crate::text::Span;
use crate::workspace::AttributeUseRef;

/// The symbol at the position of a request.
pub(super) fn symbol_at<'a>(cx: Context<'a>, shown: &Shown<'a>, params: &Value) -> Option<(Symbol<'a>, Span)> {
    symbol::at(cx, shown, cx.offset(shown, params.get("position")?)?)
}

pub(super) fn definition(cx: Context<'_>, shown: &Shown<'_>, params: &Value) -> Option<Value> {
    let (symbol, _) = symbol_at(cx, shown, params)?;
    Some(locations(cx, symbol.definitions(shown)))
}

pub(super) fn references(cx: Context<'_>, shown: &Shown<'_>, params: &Value) -> Option<Value> {
    let (symbol, _) = symbol_at(cx, shown, params)?;
    let with_definitions = params.pointer("/context/includeDeclaration") == Some(&Value::Bool(true));
    let mut targets = if with_definitions { symbol.definitions(shown) } else { Vec::new() };
    targets.extend(symbol.uses(shown));
    targets.sort();
    targets.dedup();
    Some(locations(cx, targets))
}

fn locations(cx: Context<'_>, targets: Vec<Target>) -> Value {
    targets.into_iter().filter_map(|(file, span)| cx.place(&file, span)).collect()
}

/// The span and current text of the name that can be renamed.
pub(super) fn prepare_rename(cx: Context<'_>, shown: &Shown<'_>, params: &Value) -> Option<Value> {
    let (symbol, span) = symbol_at(cx, shown, params)?;
    let Symbol::Attribute(name) = symbol else { return None };
    Some(json!({"range": shown.view.range(span, cx.client), "placeholder": name}))
}

/// Renames an attribute wherever the project and its dictionary name it.
pub(super) fn rename(cx: Context<'_>, shown: &Shown<'_>, params: &Value) -> Result<Value, Failure> {
    let refuse = |reason: String| Failure::new(Failure::REQUEST_FAILED, reason);
    let new = params.get("newName").and_then(Value::as_str).unwrap_or_default();
    let Some((Symbol::Attribute(name), _)) = symbol_at(cx, shown, params) else {
        return Err(refuse("nothing to rename here".to_owned()));
    };
    if new.trim().is_empty() {
        return Err(refuse("enter a name: an attribute name cannot be empty".to_owned()));
    }
    let mut edits: Vec<Edit> = Vec::new();
    for usage in shown.workspace.uses().filter(|usage| usage.usage.known_name() == Some(name)) {
        if cx.session.is_stale(usage.file) {
            return Err(refuse(format!(
                "cannot rename `{name}`: {} also uses it but has syntax errors; fix that file first",
                usage.file
            )));
        }
        let own = edits_of(cx, &usage, name, new).ok_or_else(|| {
            let (file, place) = (usage.file, usage.usage.name.place.words());
            refuse(format!("cannot rename `{name}`: flowvet cannot edit it in {file} ({place})"))
        })?;
        edits.extend(own.into_iter().filter(|edit| !edits.contains(edit)).collect::<Vec<_>>());
    }
    if let Some(declared) = &shown.workspace.externals().dictionary {
        let entries = declared.dictionary.entries().iter();
        let renamed = entries.flat_map(|entry| entry.renamed(name, new));
        edits.extend(renamed.map(|(span, replacement)| Edit { file: declared.file.clone(), span, replacement }));
    }
    workspace_edit(cx, &edits)
        .ok_or_else(|| refuse(format!("cannot rename `{name}`: a file that uses it cannot be edited")))
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
