//! `malformed-template`: a template that does not produce valid JSON.

use std::ops::Range;

use super::support::typed::typed;
use crate::artifact::data_action::branches::{self, Broken, Tested};
use crate::artifact::data_action::shape::{Shape, ShapeKind};
use crate::artifact::data_action::{DataAction, Part, Template};
use crate::diagnostic::{Diagnostic, Edit, Fix, Safety, Severity};
use crate::expr::velocity;
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::syntax::Value;
use crate::wording::quote;

pub(super) struct MalformedTemplate;

static META: Meta = Meta {
    name: "malformed-template",
    group: Group::DataActions,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "A data action template does not produce valid JSON",
    page: r#"## What it does

Reads the success template, and a request body that begins like JSON, as the JSON that Velocity produces from it. Reports
text that does not produce valid JSON, and invalid Velocity syntax. Extra brackets and quotes after a complete value are
a warning, and so is an extra brace directly after a reference in a string: `"$!{input.note}}"`.

A template with `#if` is read once for each text that its conditions allow: if it may be false, the text without its part
has to be JSON, too. An input that the contract requires counts as set, and so does a value with a default. Where conditions
compare one input with texts, only the values that an `enum` of the contract lists are possible. Templates with blocks inside
of one another, conditions on the same value or with calls, other directives, or more than 64 such texts are not checked, nor
is text next to a reference that may insert more than one value.

## Why is this a problem?

The receiving API rejects a body that is not JSON. With an invalid success template, the data action fails every time.
Extra brackets at the end appear to be ignored; inside a string they are sent.

## Example

```json data-actions/order-state.json
{
  "name": "Order State",
  "config": {
    "request": {
      "requestUrlTemplate": "https://api.lantern-books.example/orders",
      "requestType": "GET",
      "headers": {}
    },
    "response": {
      "translationMap": {"state": "$.order.state"},
      "successTemplate": "{\"state\": ${state}, }"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {}}},
    "output": {"successSchema": {"type": "object", "properties": {"state": {"type": "string"}}}}
  }
}
```

## Use instead

```json data-actions/order-state.json
{
  "name": "Order State",
  "config": {
    "request": {
      "requestUrlTemplate": "https://api.lantern-books.example/orders",
      "requestType": "GET",
      "headers": {}
    },
    "response": {
      "translationMap": {"state": "$.order.state"},
      "successTemplate": "{\"state\": ${state}}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {}}},
    "output": {"successSchema": {"type": "object", "properties": {"state": {"type": "string"}}}}
  }
}
```

## In Architect

In Admin, open Integrations > Actions, select the data action and open Setup > Configuration to edit the request body or
the success template.

## Fix safety

Safe: it removes the extra text. There is no fix for other mistakes.

## When to turn it off

If a body begins like JSON but is meant to be something else.

## Sources

- Genesys Cloud Resource Center, [Request configuration for data actions](https://help.mypurecloud.com/articles/request-configuration-data-actions/)
- Genesys Cloud Resource Center, [Response configuration for data actions](https://help.mypurecloud.com/articles/response-configuration-data-actions/)
- Four published data actions end with extra brackets or quotes and work (counted in GenesysCloudBlueprints, GenesysCloudDevOps and others)
"#,
};

impl Rule for MalformedTemplate {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        cx.data_actions.iter().flat_map(|action| check(cx, action)).collect()
    }
}

fn check(cx: &FileContext<'_>, action: &DataAction<'_>) -> Vec<Diagnostic> {
    let is_json = |part: Part, template: &Template<'_>| match part {
        Part::SuccessTemplate => !template.text.trim().is_empty(),
        Part::Body => is_meant_as_json(action, template),
        Part::Url | Part::Header => false,
    };
    let used = action.templates().filter(|(part, _)| *part != Part::Body || action.request.sends_body());
    used.flat_map(|(part, template)| match template.velocity.errors.first().filter(|_| !template.has_holes) {
        Some(error) => vec![unreadable(cx, part, template, error)],
        None if !template.has_holes && !template.velocity.unclosed.is_empty() => {
            template.velocity.unclosed.iter().map(|range| unclosed(cx, part, template, range)).collect()
        }
        None if is_json(part, template) && template.velocity.has_directives() => {
            let found = branches::broken(template, |name| tested(action, name));
            found.iter().map(|it| broken_branch(cx, name(part), template, it)).collect()
        }
        None if is_json(part, template) => check_template(cx, name(part), template),
        None => Vec::new(),
    })
    .collect()
}

fn name(part: Part) -> &'static str {
    match part {
        Part::Url => "URL",
        Part::Header => "header",
        Part::Body => "request body",
        Part::SuccessTemplate => "success template",
    }
}

fn unreadable(cx: &FileContext<'_>, part: Part, template: &Template<'_>, error: &velocity::Error) -> Diagnostic {
    let message = format!("invalid Velocity syntax in this {}: {}", name(part), error.message);
    let place = cx.place_in(template, error.range.clone());
    let help = match error.message.strip_prefix("missing ") {
        Some(missing) => format!("add the {missing}"),
        None => "remove it, or add the directive that it belongs to".to_owned(),
    };
    cx.diagnostic(&place, message, error.message, name(part)).with_help(help)
}

/// A reference without its closing brace.
fn unclosed(cx: &FileContext<'_>, part: Part, template: &Template<'_>, range: &Range<usize>) -> Diagnostic {
    let shown = template.slice(range);
    let happens = if part == Part::SuccessTemplate { "so no value replaces it" } else { "so it is sent literally" };
    let message = format!("{} in this {} is never closed, {happens}", quote(shown), name(part));
    let diagnostic = cx.diagnostic(&cx.place_in(template, range.clone()), message, "`}` is missing", shown);
    diagnostic.with_help(format!("add the brace: {}", quote(&format!("{shown}}}"))))
}

/// Knowledge about the value that a condition tests. It is always set if it is an input that is required or has a
/// default, or a value of the response that has one; the contract may list its values.
fn tested(action: &DataAction<'_>, name: &str) -> Tested {
    let Some(input) = name.strip_prefix("input.") else {
        let mut defaults = action.response.defaults.iter();
        let is_set = defaults.any(|(key, _)| key.scalar_text().eq_ignore_ascii_case(name));
        return Tested { is_set, values: Vec::new() };
    };
    let properties = action.input.properties();
    let Some(property) = properties.iter().find(|it| it.key.scalar_text().eq_ignore_ascii_case(input)) else {
        return Tested::default();
    };
    let listed = property.schema.get("enum").filter(|_| property.is_text()).into_iter().flat_map(Value::items);
    let values: Option<Vec<String>> = listed.map(|value| Some(value.as_str()?.into_owned())).collect();
    Tested {
        is_set: property.is_required || property.schema.get("default").is_some(),
        values: values.unwrap_or_default(),
    }
}

/// A template that is not JSON when some of its conditions are false.
fn broken_branch(cx: &FileContext<'_>, what: &str, template: &Template<'_>, broken: &Broken) -> Diagnostic {
    let conditions: Vec<String> = broken.skipped.iter().map(|range| quote(template.slice(range))).collect();
    let when = match conditions.as_slice() {
        [] => "when its conditions are true".to_owned(),
        [one] => format!("when {one} is false"),
        several => format!("when {} are false", several.join(" and ")),
    };
    let message = format!("{when}, this {what} is not valid JSON: {}", broken.error);
    let diagnostic = cx.diagnostic(&cx.place_in(template, broken.range.clone()), message, &*broken.error, what);
    diagnostic.with_help(match conditions.as_slice() {
        [] => "fix the JSON that the template becomes then",
        _ => "put the comma in the same `#if` as the item that it belongs to, and give each value an `#else`",
    })
}

/// Whether a body begins like JSON, and no header declares another media type.
fn is_meant_as_json(action: &DataAction<'_>, body: &Template<'_>) -> bool {
    let type_is_json = |(name, value): &(Value<'_>, Template<'_>)| {
        !name.scalar_text().eq_ignore_ascii_case("content-type") || value.text.to_lowercase().contains("json")
    };
    body.text.trim_start().starts_with(['{', '[']) && action.request.headers.iter().all(type_is_json)
}

fn check_template(cx: &FileContext<'_>, what: &str, template: &Template<'_>) -> Vec<Diagnostic> {
    let Some(shape) = template.shape() else { return Vec::new() };
    if let Some(surplus) = shape.surplus.clone().filter(|range| is_only_closers(template.slice(range))) {
        let text = quote(template.slice(&surplus));
        let message = format!("this {what} has extra text after the end of its JSON: {text}");
        return vec![surplus_finding(cx, template, surplus, message, "unexpected text")];
    }
    if let Some((range, error)) = shape.error.clone() {
        let message = format!("this {what} does not produce valid JSON: {error}");
        let own = template.velocity.references.first().map(|it| typed(template, template.slice(&it.range)));
        let help = match own {
            Some(reference) => {
                format!(
                    "fix the JSON; write a reference such as {reference} alone as a value, or inside a quoted string"
                )
            }
            None => "fix the JSON".to_owned(),
        };
        return vec![cx.diagnostic(&cx.place_in(template, range), message, error, what).with_help(help)];
    }
    stray_braces(template, shape)
        .map(|(reference, brace)| {
            let reference = quote(template.slice(&reference));
            let message = format!("extra `}}` after {reference}: it is sent as part of the value");
            surplus_finding(cx, template, brace, message, "extra brace")
        })
        .collect()
}

/// Whether a text consists of closing brackets, quotes and white space only.
fn is_only_closers(text: &str) -> bool {
    text.chars().all(|character| character.is_whitespace() || matches!(character, '}' | ']' | '"'))
}

/// Finds closing braces directly after a reference, in strings without an opening brace of their own. Returns the
/// reference and the brace, as ranges of bytes of the template.
fn stray_braces<'t>(
    template: &'t Template<'_>,
    shape: &'t Shape,
) -> impl Iterator<Item = (Range<usize>, Range<usize>)> + 't {
    let filled = shape.nodes.iter().filter(|node| node.kind == ShapeKind::Filled);
    filled.flat_map(move |node| {
        let references = &template.velocity.references;
        let first = references.partition_point(|reference| reference.range.start < node.range.start);
        let inside = references.iter().skip(first).take_while(move |it| it.range.start < node.range.end);
        let ends: Vec<Range<usize>> = inside.filter(|it| it.within.is_none()).map(|it| it.range.clone()).collect();
        let opened = template.slice(&node.range).matches('{').count();
        let formal =
            template.slice(&node.range).matches("${").count() + template.slice(&node.range).matches("$!{").count();
        let has_own = opened != formal;
        let is_stray = move |it: &Range<usize>| !has_own && template.slice(&(it.end..it.end + 1)) == "}";
        ends.into_iter().filter(is_stray).map(|it| (it.clone(), it.end..it.end + 1))
    })
}

fn surplus_finding(
    cx: &FileContext<'_>,
    template: &Template<'_>,
    range: Range<usize>,
    message: String,
    label: &str,
) -> Diagnostic {
    let place = cx.place_in(template, range.clone());
    let edit = Edit { file: cx.source.path().clone(), span: place.span, replacement: String::new() };
    let subject = template.slice(&range).to_owned();
    let title = format!("remove the extra {}", quote(&subject));
    let fix = Fix { title: title.clone(), safety: Safety::Safe, edits: vec![edit] };
    cx.diagnostic(&place, message, label, &subject).with_severity(Severity::Warning).with_help(title).with_fix(fix)
}
