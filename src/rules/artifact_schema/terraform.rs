//! Reports the parts of the data actions of a Terraform file that have a wrong shape.

use super::report::{Format, findings};
use super::{blocks, encoded, function};
use crate::artifact::DataAction;
use crate::artifact::data_action::arguments;
use crate::artifact::terraform::{FUNCTIONS, is_bare, is_block};
use crate::diagnostic::{Diagnostic, Edit, Fix, Place, Safety};
use crate::rules::context::FileContext;
use crate::schema::{Schema, Violation, violations};
use crate::syntax::{Form, Style, Value, ValueKind};
use crate::text::Span;
use crate::wording::quote;

const FORMAT: Format = Format { refused: "Terraform refuses the resource", key: "argument", takes };

/// Whether the value of an unknown argument could stand under a known one: as a block or not, as it is written.
fn takes(violation: &Violation<'_>, name: &str) -> bool {
    let object = violation.at.of_key().filter(|value| value.kind() == ValueKind::Object);
    let other_form = object.map(|object| if is_block(object) { &ARGUMENTS[..] } else { &BLOCKS[..] });
    Schema::TerraformDataAction.takes(violation, name) && other_form.is_none_or(|names| !names.contains(&name))
}

pub(super) fn check(cx: &FileContext<'_>) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = cx.data_actions.iter().flat_map(|action| resource(cx, action)).collect();
    let root = cx.tree.root();
    if !root.raw().starts_with('{') {
        found.extend(root.members().filter_map(|(key, value)| inner_block_at_top(cx, key, value)));
        found.extend(blocks::check(cx));
        let bodies = root.members().filter_map(|(_, block)| block.items().last());
        found.extend(bodies.flat_map(Value::members).filter_map(|(key, value)| top_block_inside(cx, key, value)));
    }
    found
}

/// The blocks of a data action.
const BLOCKS: [&str; 3] = ["config_request", "config_response", "function_config"];

/// A block of a data action outside of the resource: mostly a brace too many is before it.
fn inner_block_at_top(cx: &FileContext<'_>, key: Value<'_>, value: Value<'_>) -> Option<Diagnostic> {
    let name = key.scalar_text();
    let is_wrong = value.kind() == ValueKind::Object && BLOCKS.contains(&name.as_ref());
    let message = format!("{} is outside of a resource, so Terraform refuses the file", quote(&name));
    let diagnostic = cx.diagnostic(&cx.place(key), message, "not in a resource", &name);
    is_wrong.then(|| diagnostic.with_help("move it into its `genesyscloud_integration_action`"))
}

/// A block that belongs at the top of the file inside of another one: mostly a brace is missing before it.
fn top_block_inside(cx: &FileContext<'_>, key: Value<'_>, value: Value<'_>) -> Option<Diagnostic> {
    const TOP: [&str; 5] = ["resource", "data", "module", "variable", "output"];
    let name = key.scalar_text();
    let has_labels = value.items().next().is_some_and(|label| label.kind() == ValueKind::String);
    let is_wrong = TOP.contains(&name.as_ref()) && has_labels && value.form() == Form::Block;
    let message = format!("a {} block is inside of another block, so Terraform refuses the file", quote(&name));
    let diagnostic = cx.diagnostic(&cx.place(key), message, "inside of another block", &name);
    is_wrong.then(|| diagnostic.with_help("close the block around it first: a `}` is missing before it"))
}

fn resource(cx: &FileContext<'_>, action: &DataAction<'_>) -> Vec<Diagnostic> {
    let body = action.root;
    let is_dynamic = body.get("dynamic").is_some();
    let mut violations = violations(Schema::TerraformDataAction, body);
    let misplaced = arguments::misplaced(body);
    let is_explained = |it: &Violation<'_>| {
        let is_missing = it.keyword == "required";
        let is_gap = |key: Value<'_>| it.allowed.iter().any(|name| key.is_str(name));
        misplaced.iter().any(|other| other.key == it.at || is_missing && is_gap(other.key))
    };
    let is_block = |it: &Violation<'_>| it.keyword == "type" && is_block(it.at) && it.at.kind() == ValueKind::Object;
    violations.retain(|it| {
        let is_filled = is_encoded(it) || is_expression(it);
        !(is_filled || is_dynamic && it.keyword == "required" || is_explained(it) || is_block(it))
    });
    let mut found = findings(cx, &FORMAT, &violations);
    found.extend(body.members().filter_map(|(key, value)| block_as_argument(cx, key, value)));
    let bodies = body.members().map(|(_, block)| block).filter(|block| block.kind() == ValueKind::Object);
    let inner = bodies.filter(|block| is_bare_or_block(*block)).flat_map(Value::members);
    found.extend(body.members().chain(inner).filter_map(|(key, value)| argument_as_block(cx, key, value)));
    found.extend(encoded::check(cx, body));
    found.extend(function_without_config(cx, action));
    found.extend(function::check(cx, body));
    found.extend(body.entry("secure").and_then(|(key, value)| function::flag(cx, key, value)));
    found.extend(repeated_blocks(cx, body));
    found
}

/// An object that is encoded as a string: a template by `jsonencode`.
fn is_encoded(violation: &Violation<'_>) -> bool {
    let is_object = matches!(violation.at.kind(), ValueKind::Object | ValueKind::Array);
    violation.keyword == "type" && is_object && !is_bare(violation.at)
}

/// A string of the JSON form that is one expression, such as `"${var.headers}"`: its value may have any type.
fn is_expression(violation: &Violation<'_>) -> bool {
    let text = violation.at.raw().trim_matches('"');
    violation.keyword == "type"
        && violation.at.style() == Style::HclJsonTemplate
        && text.starts_with("${")
        && text.ends_with('}')
}

/// The arguments that are maps or strings: written like a block, Terraform does not know them.
const ARGUMENTS: [&str; 9] = [
    "headers",
    "translation_map",
    "translation_map_defaults",
    "success_template",
    "request_template",
    "request_url_template",
    "contract_input",
    "contract_output",
    "substitutions",
];

fn is_bare_or_block(object: Value<'_>) -> bool {
    is_block(object) || is_bare(object)
}

/// `headers { … }` instead of `headers = { … }`.
pub(super) fn argument_as_block(cx: &FileContext<'_>, key: Value<'_>, value: Value<'_>) -> Option<Diagnostic> {
    let name = key.scalar_text();
    let is_wrong = ARGUMENTS.contains(&name.as_ref()) && value.kind() == ValueKind::Object && is_block(value);
    let message = format!("{} is an argument, not a block; Terraform expects a `=`", quote(&name));
    let at = key.span().range().end;
    let edit = Edit { file: cx.source.path().clone(), span: Span::new(at, at), replacement: " =".to_owned() };
    let fix = Fix { title: "add the `=`".to_owned(), safety: Safety::Safe, edits: vec![edit] };
    let diagnostic = cx.diagnostic(&cx.place(key), message, "written as a block", &name);
    is_wrong.then(|| diagnostic.with_help(format!("write `{name} = {{ … }}`")).with_fix(fix))
}

/// The second of two blocks of which a resource may have one.
fn repeated_blocks(cx: &FileContext<'_>, body: Value<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for name in BLOCKS {
        let blocks = body.members().filter(|(key, value)| key.text_equals(name) && is_block(*value));
        found.extend(blocks.skip(1).map(|(key, _)| {
            let message =
                format!("this is a second `{name}` block, and Terraform accepts one; it refuses the resource");
            let diagnostic = cx.diagnostic(&cx.place(key), message, "repeated block", name);
            diagnostic.with_help(format!("merge it with the first `{name}` block"))
        }));
    }
    found
}

fn block_as_argument(cx: &FileContext<'_>, key: Value<'_>, value: Value<'_>) -> Option<Diagnostic> {
    let name = key.scalar_text();
    let is_wrong =
        BLOCKS.contains(&name.as_ref()) && value.kind() == ValueKind::Object && value.form() == Form::Argument;
    if !is_wrong {
        return None;
    }
    let equals = key.span().range().end..value.span().range().start;
    let message = format!("{} is a block, not an argument; Terraform refuses the `=`", quote(&name));
    let edit =
        Edit { file: cx.source.path().clone(), span: Span::new(equals.start, equals.end), replacement: " ".to_owned() };
    let fix = Fix { title: "remove the `=`".to_owned(), safety: Safety::Safe, edits: vec![edit] };
    let diagnostic = cx.diagnostic(&cx.place(key), message, "written as an argument", &name);
    Some(diagnostic.with_help(format!("write `{name} {{ … }}` without `=`")).with_fix(fix))
}

/// The category of functions makes the data action one, and that needs to know its code.
fn function_without_config(cx: &FileContext<'_>, action: &DataAction<'_>) -> Option<Diagnostic> {
    let category = action.category.filter(|category| category.is_str(FUNCTIONS) && !action.is_function)?;
    let message = format!("the category {} needs a `function_config` block, which is missing", quote(FUNCTIONS));
    let place = Place { span: category.content_span(), ..cx.place(category) };
    let diagnostic = cx.diagnostic(&place, message, "makes it a function data action", FUNCTIONS);
    Some(diagnostic.with_help("add `function_config { … }`, or use the category of another integration"))
}
