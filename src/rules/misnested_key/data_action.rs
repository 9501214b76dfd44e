//! Reports keys of data actions at a wrong level, and request bodies with their attributes under the wrong key.

use crate::artifact::ArtifactKind;
use crate::artifact::data_action::arguments::{self, MisplacedArgument};
use crate::artifact::data_action::level::{self, MisplacedKey};
use crate::artifact::data_action::shape::{Node, ShapeKind};
use crate::artifact::data_action::{self, DataAction, endpoint};
use crate::diagnostic::{Diagnostic, Edit, Fix, Safety};
use crate::rules::context::FileContext;
use crate::wording::quote;

pub(super) fn check(cx: &FileContext<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if cx.facts.kind == ArtifactKind::DataAction {
        found.extend(level::misplaced(cx.tree.root()).iter().map(|it| key(cx, it)));
    }
    if cx.facts.kind == ArtifactKind::Terraform {
        let misplaced = cx.data_actions.iter().flat_map(|action| arguments::misplaced(action.root));
        found.extend(misplaced.map(|it| argument(cx, &it)));
    }
    found.extend(cx.data_actions.iter().filter_map(|action| body(cx, action)));
    found.extend(cx.data_actions.iter().flat_map(|action| nested_values(cx, action)));
    found
}

/// Attributes in a request body that are no strings but objects or lists, or that are all in one list.
fn nested_values(cx: &FileContext<'_>, action: &DataAction<'_>) -> Vec<Diagnostic> {
    let (Some(wrapper), Some(template)) = (data_action::written_member(action), &action.request.template) else {
        return Vec::new();
    };
    let url = action.request.url.as_ref();
    let Some(shape) = template.shape().filter(|_| url.is_some_and(endpoint::may_be_platform)) else {
        return Vec::new();
    };
    let is_wrapper = |node: &Node| node.parent == Some(0) && node.key.as_ref().is_some_and(|key| key.name == wrapper);
    let Some(number) = shape.nodes.iter().position(is_wrapper) else { return Vec::new() };
    let is_list = shape.nodes.get(number).is_some_and(|node| node.kind == ShapeKind::Array);
    // `attributes-request` looks at the body of the request that only sets attributes.
    let sets_attributes_only = action.request.path().is_some_and(|path| path.ends_with("/attributes"));
    let own = shape.nodes.get(number).filter(|_| is_list && !sets_attributes_only);
    let members = shape.nodes.iter().filter(|node| node.parent == Some(number) && !is_list);
    let nested = own.into_iter().chain(members).filter_map(|node| {
        let (key, kind) = (node.key.as_ref()?, kind_of(node.kind)?);
        let (name, place) = (quote(&key.name), cx.place_in(template, key.range.clone()));
        Some(if is_list {
            let message = format!("{name} is {kind}, but must be an object with one member for each attribute");
            let diagnostic = cx.diagnostic(&place, message, format!("{kind}, not an object"), &key.name);
            diagnostic.with_help(format!("write `\"{}\": {{\"name\": \"value\"}}`", key.name))
        } else {
            let message = format!("attribute {name} is {kind}, but attribute values must be strings");
            let diagnostic = cx.diagnostic(&place, message, format!("{kind}, not a string"), &key.name);
            diagnostic.with_help("use one attribute per value, or store the JSON as a string")
        })
    });
    nested.collect()
}

fn kind_of(kind: ShapeKind) -> Option<&'static str> {
    match kind {
        ShapeKind::Object => Some("an object"),
        ShapeKind::Array => Some("an array"),
        _ => None,
    }
}

fn argument(cx: &FileContext<'_>, misplaced: &MisplacedArgument<'_>) -> Diagnostic {
    let name = misplaced.key.scalar_text();
    let (place, help) = match misplaced.block {
        "" => ("the resource itself".to_owned(), "move it out of this block, into the resource".to_owned()),
        block => (format!("a `{block}` block"), format!("move it into the `{block}` block")),
    };
    let message = format!("{} belongs in {place}; here Terraform refuses it", quote(&name));
    cx.diagnostic(&cx.place(misplaced.key), message, "not allowed here", &name).with_help(help)
}

fn key(cx: &FileContext<'_>, misplaced: &MisplacedKey<'_>) -> Diagnostic {
    let name = misplaced.key.scalar_text();
    let place = quote(&misplaced.place.join("."));
    let diagnostic = if name == misplaced.name {
        let message = format!("{} belongs in {place}; here it is ignored", quote(&name));
        cx.diagnostic(&cx.place(misplaced.key), message, "ignored here", &name)
    } else {
        let message =
            format!("{place} is the contract itself; Genesys Cloud looks for it in {}", quote(misplaced.name));
        cx.diagnostic(&cx.place(misplaced.key), message, format!("no {}", quote(misplaced.name)), &name)
    };
    diagnostic.with_help(if name == misplaced.name {
        format!("move it to {place}")
    } else {
        format!("put {} around what is in it", quote(misplaced.name))
    })
}

/// Attributes under the key of another request.
fn body(cx: &FileContext<'_>, action: &DataAction<'_>) -> Option<Diagnostic> {
    const WRAPPERS: [&str; 2] = ["data", "attributes"];
    let expected = data_action::written_member(action)?;
    let template = action.request.template.as_ref()?;
    let shape = template.shape()?;
    let member = |name: &str| {
        let named = |key: &Option<data_action::shape::Key>| key.as_ref().is_some_and(|key| key.name == name);
        shape.nodes.iter().find(|node| node.parent == Some(0) && named(&node.key))
    };
    // The body of other requests is looked at as a whole by `attributes-request`.
    let wrong = WRAPPERS.into_iter().find(|name| *name != expected)?;
    let node = member(wrong).filter(|node| node.kind == ShapeKind::Object && member(expected).is_none())?;
    let key = node.key.as_ref()?;
    let url = action.request.url.as_ref().map(|url| url.text.as_ref()).unwrap_or_default();
    let message = format!("this request ignores {}; its attributes belong in {}", quote(wrong), quote(expected));
    let diagnostic = cx.diagnostic(&cx.place_in(template, key.range.clone()), message, "ignored here", wrong);
    let diagnostic = diagnostic.with_help(format!("rename {} to {} for {}", quote(wrong), quote(expected), quote(url)));
    if !template.is_written() {
        return Some(diagnostic);
    }
    let span = template.span(key.range.clone());
    let edit = Edit { file: cx.source.path().clone(), span, replacement: expected.to_owned() };
    let title = format!("rename it to {}", quote(expected));
    Some(diagnostic.with_fix(Fix { title, safety: Safety::Safe, edits: vec![edit] }))
}
