//! Reports the parts of actions that set and get attributes in Archy YAML that are at a wrong level.

use crate::artifact::flow::attributes::{Misplaced, MisplacedPart};
use crate::artifact::flow::position::archy as position;
use crate::artifact::{ArtifactKind, path};
use crate::diagnostic::{Diagnostic, Edit, Fix, Safety};
use crate::expr::placeholder;
use crate::knowledge::actions;
use crate::rules::context::FileContext;
use crate::syntax::{Style, Value, ValueKind, scalar};
use crate::text::Span;
use crate::wording::quote;

pub(super) fn check(cx: &FileContext<'_>) -> Vec<Diagnostic> {
    let actions = cx.attribute_actions.iter();
    let misplaced = actions.flat_map(|action| action.layout.misplaced.iter().map(|it| (action.key, it)));
    misplaced.filter_map(|(key, misplaced)| finding(cx, key, misplaced)).collect()
}

fn finding(cx: &FileContext<'_>, action: Value<'_>, misplaced: &Misplaced<'_>) -> Option<Diagnostic> {
    let name = misplaced.at.scalar_text();
    // A text that is completed at deployment can be anything.
    if !placeholder::find(&name).is_empty() {
        return None;
    }
    let meant = position::misspelt(action).map_or_else(|| action.scalar_text(), Into::into);
    let label = actions::archy_label(&meant);
    let part = if meant.starts_with("set") { "value" } else { "variable" };
    let quoted = quote(&name);
    let (message, note, help) = match misplaced.wrong {
        MisplacedPart::NoList => (
            format!("{label} has no `attributes`, so Archy refuses the flow"),
            "no `attributes`",
            format!("add `attributes:` with an item `- attribute:` with `name:` and `{part}:` for each attribute"),
        ),
        MisplacedPart::Mapping => (
            format!("`attributes` of {label} is a mapping, and Archy expects a list"),
            "a mapping, not a list",
            format!("make each attribute an item: `- attribute:` with `name:` and `{part}:` below it"),
        ),
        MisplacedPart::Direct => (
            format!("`attribute` is directly below {label}; Archy expects it in a list under `attributes`"),
            "outside `attributes`",
            "put `attributes:` around it and make it an item: `- attribute:`".to_owned(),
        ),
        MisplacedPart::OtherKey => (
            format!("{quoted} is not a key of {label}, so its attributes are not set or read"),
            "belongs in `attributes`",
            format!("write each attribute below `attributes:` as `- attribute:` with `name:` and `{part}:`"),
        ),
        MisplacedPart::Unwrapped => (
            format!("this item of `attributes` of {label} is not inside `attribute:`"),
            "not inside `attribute:`",
            "put `attribute:` around the item".to_owned(),
        ),
        MisplacedPart::NameAsKey => (
            format!("{quoted} is the key of an item of `attributes` of {label}, and Archy expects `attribute`"),
            "a name as a key",
            format!("write `- attribute:` with `name: {{lit: {name}}}` and `{part}:`"),
        ),
        // `empty-name` reports it.
        MisplacedPart::NoName => return None,
        MisplacedPart::NoValue => (
            format!("an attribute of {label} has no `value`, so Archy refuses the flow"),
            "no `value`",
            "add `value:` with `lit:` or `exp:`".to_owned(),
        ),
        MisplacedPart::NoVariable => (
            format!("an attribute of {label} has no `variable`, so the value that is read is lost"),
            "no `variable`",
            "add `variable:` with the variable that is filled".to_owned(),
        ),
        MisplacedPart::ValueInGet => (
            format!("{label} has {quoted}, and Archy expects `variable` with the variable that is filled"),
            "belongs to Set Participant Data",
            "use `variable:` with the bare name of the variable".to_owned(),
        ),
        MisplacedPart::VariableInSet => (
            format!("{label} has {quoted}, and Archy expects `value` with what is stored"),
            "belongs to Get Participant Data",
            "use `value:` with `exp:` and the variable".to_owned(),
        ),
        MisplacedPart::Beside => (
            format!("{quoted} is next to {label}, and Archy expects it below; its attributes are not set or read"),
            "not below the action",
            "indent it, so that it is below the action".to_owned(),
        ),
        MisplacedPart::BesideAttribute => (
            format!("{quoted} is next to `attribute:`, and Archy expects it below"),
            "not below `attribute:`",
            "indent it, so that it is below `attribute:`".to_owned(),
        ),
        MisplacedPart::Twice => (
            "this has both `lit` and `exp`, so Archy refuses the flow".to_owned(),
            "a second value",
            "keep `lit` for a fixed text, or `exp` for an expression".to_owned(),
        ),
        MisplacedPart::BelowName => (
            format!("{quoted} is below `name`, and Archy expects it next to `name`"),
            "not next to `name`",
            "remove the indentation, so that it is next to `name`".to_owned(),
        ),
        MisplacedPart::WrappedVariable => (
            format!("`variable` of {label} is an expression, and Archy expects the bare name of a variable"),
            "not a bare name",
            "write the name of the variable directly after `variable:`".to_owned(),
        ),
    };
    let place =
        crate::diagnostic::Place { path: path::of(ArtifactKind::ArchyYaml, misplaced.scope), ..cx.place(misplaced.at) };
    let diagnostic = cx.diagnostic(&place, message, note, &name).with_help(help);
    Some(match fix(cx, misplaced) {
        Some(fix) => diagnostic.with_fix(fix),
        None => diagnostic,
    })
}

/// Replaces a setting by the one that belongs there.
fn fix(cx: &FileContext<'_>, misplaced: &Misplaced<'_>) -> Option<Fix> {
    let wrapper = misplaced.scope;
    let variable = match wrapper.kind() {
        ValueKind::Object => ["exp", "lit", "var"].iter().find_map(|key| wrapper.get(key))?,
        _ => wrapper,
    };
    let name = variable.as_str().filter(|name| is_variable(name))?;
    let (title, replacement) = match misplaced.wrong {
        MisplacedPart::ValueInGet | MisplacedPart::WrappedVariable => {
            ("write the variable as `variable`", format!("variable: {name}"))
        }
        MisplacedPart::VariableInSet => {
            let text = scalar::encode(&name, Style::Double);
            ("write the variable as `value`", format!("value: {{exp: {text}}}"))
        }
        _ => return None,
    };
    let span = Span::new(misplaced.at.span().range().start, variable.span().range().end);
    let is_alone =
        wrapper.kind() != ValueKind::Object || wrapper.members().count() == 1 && !wrapper.raw().starts_with('{');
    let edit = Edit { file: cx.source.path().clone(), span, replacement };
    is_alone.then(|| Fix { title: title.to_owned(), safety: Safety::Safe, edits: vec![edit] })
}

/// Whether a text is a variable with its scope, which needs no quotes.
fn is_variable(text: &str) -> bool {
    let is_name = |part: &str| {
        part.starts_with(|first: char| first.is_ascii_alphabetic())
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    text.split_once('.').is_some_and(|(scope, name)| is_name(scope) && is_name(name))
}
