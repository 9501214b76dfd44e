//! Reports a contract in Terraform that is not a string with JSON. It knows the argument alone, and not what is in a contract
//! that is encoded.

use crate::artifact::data_action::shape::is_json;
use crate::artifact::terraform::{is_bare, is_encoded};
use crate::diagnostic::{Diagnostic, Edit, Fix, Safety};
use crate::rules::context::FileContext;
use crate::syntax::{Form, Value, ValueKind};
use crate::text::Span;
use crate::wording::quote;

/// A contract in Terraform that is not a JSON text: an object without `jsonencode`, or another text.
pub(super) fn not_json(cx: &FileContext<'_>, (key, value): (Value<'_>, Value<'_>)) -> Option<Diagnostic> {
    let name = key.scalar_text();
    let place = cx.place(key);
    let other = ["yamlencode", "jsondecode", "yamldecode"]
        .into_iter()
        .find(|function| value.raw().strip_prefix(function).is_some_and(|rest| rest.starts_with('(')));
    if let Some(function) = other.filter(|_| value.kind() == ValueKind::Missing && !is_encoded(value)) {
        let message = format!("{} is the result of `{function}`, but a contract is a string with JSON", quote(&name));
        let diagnostic = cx.diagnostic(&place, message, "not JSON", &name);
        return Some(diagnostic.with_help("use `jsonencode({ … })`"));
    }
    if value.kind() == ValueKind::Array && !is_bare(value) {
        let message = format!("{} is a list, so Genesys Cloud rejects the contract", quote(&name));
        let diagnostic = cx.diagnostic(&place, message, "a list, not an object", &name);
        return Some(diagnostic.with_help("use `jsonencode({ … })` with the object of a JSON Schema"));
    }
    if matches!(value.kind(), ValueKind::Object | ValueKind::Array) {
        let message =
            format!("{} is an object, but Terraform expects a string with JSON and rejects the file", quote(&name));
        let edit = |at: u32, text: &str| Edit {
            file: cx.source.path().clone(),
            span: Span::at(at as usize),
            replacement: text.to_owned(),
        };
        let edits = vec![edit(value.span().start, "jsonencode("), edit(value.span().end, ")")];
        let fix = Fix { title: "put `jsonencode(…)` around it".to_owned(), safety: Safety::Safe, edits };
        let diagnostic = cx.diagnostic(&place, message, "`jsonencode` is missing", &name);
        return match value.form() {
            Form::Argument => Some(diagnostic.with_help(format!("write `{name} = jsonencode({{ … }})`")).with_fix(fix)),
            Form::Plain => {
                Some(diagnostic.with_help("write the object as a string with JSON, or use `${jsonencode(…)}`"))
            }
            Form::Reference => Some(diagnostic.with_help("put `jsonencode(…)` around it")),
            _ => None,
        };
    }
    let text = value.as_str().filter(|_| !value.style().has_holes())?;
    let message = format!("{} is not a JSON object, so Genesys Cloud rejects the contract", quote(&name));
    let is_wrong = !text.trim_start().starts_with('{') || !is_json(&text);
    let diagnostic = cx.diagnostic(&place, message, "not JSON", &name);
    is_wrong.then(|| diagnostic.with_help("use `jsonencode({ … })`, or write JSON with names in double quotes"))
}
