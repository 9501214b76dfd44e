//! Reports arguments of a data action in Terraform that are encoded as JSON once too often: texts that are JSON already, and
//! maps, which Terraform expects as such.

use crate::diagnostic::Diagnostic;
use crate::rules::context::FileContext;
use crate::syntax::{Form, Value, ValueKind};
use crate::wording::quote;

/// The arguments that are JSON in a string.
const TEXTS: [&str; 4] = ["contract_input", "contract_output", "request_template", "success_template"];

/// The arguments that are maps of strings.
const MAPS: [&str; 3] = ["headers", "translation_map", "translation_map_defaults"];

/// Checks the arguments of a resource and of its blocks.
pub(super) fn check(cx: &FileContext<'_>, resource: Value<'_>) -> Vec<Diagnostic> {
    let blocks = resource.members().map(|(_, block)| block).filter(|block| block.kind() == ValueKind::Object);
    let inner = blocks.flat_map(Value::members);
    resource.members().chain(inner).filter_map(|(key, value)| argument(cx, key, value)).collect()
}

fn argument(cx: &FileContext<'_>, key: Value<'_>, value: Value<'_>) -> Option<Diagnostic> {
    let name = key.scalar_text();
    let times = match value.form() {
        Form::Encoded => 1,
        Form::EncodedTwice => 2,
        _ => 0,
    };
    let is_json = || value.as_str().is_some_and(|text| text.trim_start().starts_with(['{', '[']));
    let (message, help) = if TEXTS.contains(&name.as_ref()) && (times > 1 || times == 1 && is_json()) {
        let message = format!("{} is JSON that is encoded twice, so it is a string and not an object", quote(&name));
        let help = if times > 1 {
            format!("write `{name} = jsonencode({{ … }})` with one `jsonencode`")
        } else {
            "remove `jsonencode`: the text is JSON already".to_owned()
        };
        (message, help)
    } else if MAPS.contains(&name.as_ref()) && times > 0 {
        let message = format!("{} is a string with JSON, but Terraform expects a map", quote(&name));
        (message, format!("write `{name} = {{ … }}` without `jsonencode`"))
    } else {
        return None;
    };
    let diagnostic = cx.diagnostic(&cx.place(key), message, "encoded as a string", &name);
    Some(diagnostic.with_help(help))
}
