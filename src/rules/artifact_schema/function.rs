//! Reports the settings of a function in Terraform with which it cannot run, and arguments that are not of their type.
//! Examples of the provider have a handler, a runtime and the file of the code in each function.

use std::borrow::Cow;

use crate::artifact::data_action::arguments;
use crate::artifact::terraform::is_bare;
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::context::FileContext;
use crate::syntax::{Value, ValueKind};
use crate::wording::quote;

/// The endings of files that are code, and no archive with it.
const CODE: [&str; 6] = [".js", ".mjs", ".cjs", ".ts", ".py", ".json"];

/// Checks the `function_config` of a data action.
pub(super) fn check(cx: &FileContext<'_>, resource: Value<'_>) -> Vec<Diagnostic> {
    let part = |name| arguments::part(resource, name);
    // A block with a misspelt name is checked as well: the same is missing once the name is corrected.
    let config = part("function_config").filter(|body| body.kind() == ValueKind::Object);
    let config = config.filter(|body| body.get("dynamic").is_none());
    let Some((key, body)) = config.and_then(|body| Some((body.key()?, body))) else { return Vec::new() };
    let mut found: Vec<Diagnostic> = ["handler", "runtime", "file_path"]
        .into_iter()
        .filter(|name| part(name).is_none() && !(*name == "file_path" && body.get("zip_id").is_some()))
        .take(1)
        .map(|name| {
            let message = format!("the function has no {}, without which it most likely cannot run", quote(name));
            let diagnostic = cx.diagnostic(&cx.place(key), message, "incomplete", name);
            // The provider does not require it, and the platform may have a default.
            diagnostic.with_severity(Severity::Warning).with_help(format!("add {} to `function_config`", quote(name)))
        })
        .collect();
    found.extend(part("handler").and_then(|value| handler(cx, value)));
    found.extend(part("runtime").and_then(|value| runtime(cx, value)));
    found.extend(part("file_path").and_then(|value| code(cx, value)));
    found.extend(body.get("timeout_seconds").and_then(|value| seconds(cx, value)));
    found.extend(body.entry("publish").and_then(|(key, value)| flag(cx, key, value)));
    found
}

/// The text of an argument that is written out.
fn text(value: Value<'_>) -> Option<Cow<'_, str>> {
    value.known()?.as_str()
}

fn handler(cx: &FileContext<'_>, value: Value<'_>) -> Option<Diagnostic> {
    let name = text(value)?;
    let is_path = name.contains('.') && !name.contains(['(', ')', ' ']) && !name.ends_with('.');
    let message = format!("the handler {} is not a file and a function, so the function cannot run", quote(&name));
    let diagnostic = cx.diagnostic(&cx.place(value), message, "no `file.function`", "handler");
    (!is_path).then(|| {
        diagnostic.with_help(
            "write the path of the file without its ending, a dot and the name of the function: `src/index.handler`",
        )
    })
}

/// A version of Node.js in another form than `nodejs22.x`.
fn runtime(cx: &FileContext<'_>, value: Value<'_>) -> Option<Diagnostic> {
    let name = text(value)?;
    let lower = name.to_ascii_lowercase();
    let rest = lower
        .strip_prefix("nodejs")
        .or_else(|| lower.strip_prefix("node.js"))
        .or_else(|| lower.strip_prefix("node"))?;
    let version: String = rest.chars().filter(char::is_ascii_digit).collect();
    let is_exact =
        name.strip_prefix("nodejs").and_then(|rest| rest.strip_suffix(".x")).is_some_and(|rest| rest == version);
    let message = format!("{} is not a runtime, so the function cannot be saved", quote(&name));
    let diagnostic = cx.diagnostic(&cx.place(value), message, "unknown runtime", "runtime");
    let meant = if version.len() == 2 { version } else { "22".to_owned() };
    (!is_exact || rest == ".x").then(|| diagnostic.with_help(format!("write `nodejs{meant}.x`")))
}

fn code(cx: &FileContext<'_>, value: Value<'_>) -> Option<Diagnostic> {
    // Terraform may complete the beginning of the path.
    let path = value.as_str().filter(|_| value.kind() == ValueKind::String)?;
    let ending = CODE.iter().find(|ending| path.ends_with(**ending))?;
    let message =
        format!("`file_path` names a {} file, but the code of a function is uploaded as a zip archive", quote(ending));
    let diagnostic = cx.diagnostic(&cx.place(value), message, "no archive", "file_path");
    Some(
        diagnostic
            .with_severity(Severity::Warning)
            .with_help("put the code and its packages into a zip archive, and write its path"),
    )
}

fn seconds(cx: &FileContext<'_>, value: Value<'_>) -> Option<Diagnostic> {
    let written = value.known()?.scalar_text();
    let is_number = written.parse::<f64>().is_ok_and(|seconds| seconds >= 1.0);
    let message = format!("`timeout_seconds` is {}, which is not a number of seconds from 1", quote(&written));
    let diagnostic = cx.diagnostic(&cx.place(value), message, "no number of seconds", "timeout_seconds");
    let is_wrong = matches!(value.kind(), ValueKind::String | ValueKind::Number | ValueKind::Bool) && !is_number;
    is_wrong.then(|| diagnostic.with_help("write a number of seconds without a unit"))
}

/// An argument that is `true` or `false`, also in quotes, where Terraform takes `1` and `0` for them as well.
pub(super) fn flag(cx: &FileContext<'_>, key: Value<'_>, value: Value<'_>) -> Option<Diagnostic> {
    let is_collection = matches!(value.kind(), ValueKind::Array | ValueKind::Object) && is_bare(value);
    let written = if is_collection { value.raw().into() } else { value.known()?.scalar_text() };
    let is_wrong = match value.kind() {
        ValueKind::Array | ValueKind::Object => is_collection,
        ValueKind::String => !matches!(written.as_ref(), "true" | "false" | "1" | "0"),
        ValueKind::Number => true,
        _ => false,
    };
    let name = key.scalar_text();
    let message = format!(
        "{} is {}, and Terraform expects `true` or `false`; it refuses the resource",
        quote(&name),
        quote(&written)
    );
    let diagnostic = cx.diagnostic(&cx.place(value), message, "not `true` or `false`", &name);
    is_wrong.then(|| diagnostic.with_help("write `true` or `false`"))
}
