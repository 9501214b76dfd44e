//! `malformed-template`: a template that does not become JSON.

use std::ops::Range;

use crate::artifact::data_action::shape::{Shape, ShapeKind, shape};
use crate::artifact::data_action::{DataAction, Part, Template};
use crate::diagnostic::{Diagnostic, Edit, Fix, Safety, Severity};
use crate::expr::velocity;
use crate::rules::{FileContext, Group, Meta, Rule};
use crate::syntax::Value;

pub(super) struct MalformedTemplate;

static META: Meta = Meta {
    name: "malformed-template",
    group: Group::DataActions,
    severity: Severity::Error,
    recommended: true,
    summary: "A template of a data action does not become JSON",
    page: r#"## What it does

Reads the success template, and a request body that begins as JSON, as the JSON that they become once Velocity has
replaced its references. Reports where the text is no JSON, or where Velocity cannot read it. What stands behind a
complete value, surplus brackets and quotes, gets a warning, and so does a brace right behind a reference in a string:
`"$!{input.note}}"`.

Templates with directives are left alone, since they become JSON in one of several ways, and so is what stands beside a
reference that may bring more than one value.

## Why is this a problem?

A body that is no JSON is refused by whoever gets it; with a success template that is none the data action takes its
failure path each time. Surplus brackets at the end are ignored, it seems; in a string they are sent.

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

## Fix safety

Safe: it removes what is surplus. There is no fix for other mistakes.

## When to turn it off

Where a body looks like JSON and is meant to be something else.

## Sources

- Genesys Cloud Resource Center, [Request configuration for data actions](https://help.mypurecloud.com/articles/request-configuration-data-actions/)
- Genesys Cloud Resource Center, [Response configuration for data actions](https://help.mypurecloud.com/articles/response-configuration-data-actions/)
- Four published data actions end in surplus brackets or quotes and work (counted in GenesysCloudBlueprints, GenesysCloudDevOps and others)
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
        None if is_json(part, template) => look(cx, name(part), template),
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
    let message = format!("Velocity cannot read this {}", name(part));
    let place = cx.place_in(template, error.range.clone());
    cx.diagnostic(&place, message, error.message, name(part)).with_help("complete the directive or the call")
}

/// Whether a body begins as JSON, and no header says that it is something else.
fn is_meant_as_json(action: &DataAction<'_>, body: &Template<'_>) -> bool {
    let type_is_json = |(name, value): &(Value<'_>, Template<'_>)| {
        !name.scalar_text().eq_ignore_ascii_case("content-type") || value.text.to_lowercase().contains("json")
    };
    body.text.trim_start().starts_with(['{', '[']) && action.request.headers.iter().all(type_is_json)
}

fn look(cx: &FileContext<'_>, what: &str, template: &Template<'_>) -> Vec<Diagnostic> {
    let Some(shape) = shape(template) else { return Vec::new() };
    if let Some(surplus) = shape.surplus.clone().filter(|range| is_surplus(template.slice(range))) {
        let message = format!("this {what} goes on behind its end");
        return vec![surplus_finding(cx, template, surplus, message)];
    }
    if let Some((range, label)) = shape.error.clone() {
        let message = format!("this {what} does not become JSON");
        let diagnostic = cx.diagnostic(&cx.place_in(template, range), message, label, what);
        return vec![diagnostic.with_help("mend it; references stand bare in place of a value, or inside quotes")];
    }
    stray_braces(template, &shape)
        .map(|range| surplus_finding(cx, template, range, format!("a brace of this {what} is sent as part of a value")))
        .collect()
}

/// Nothing but what closes something.
fn is_surplus(text: &str) -> bool {
    text.chars().all(|character| character.is_whitespace() || matches!(character, '}' | ']' | '"'))
}

/// Closing braces right behind a reference, in strings that open none.
fn stray_braces<'t>(template: &'t Template<'_>, shape: &'t Shape) -> impl Iterator<Item = Range<usize>> + 't {
    let filled = shape.nodes.iter().filter(|node| node.kind == ShapeKind::Filled);
    filled.flat_map(move |node| {
        let references = &template.velocity.references;
        let first = references.partition_point(|reference| reference.range.start < node.range.start);
        let inside = references.iter().skip(first).take_while(move |it| it.range.start < node.range.end);
        let ends: Vec<usize> = inside.filter(|it| it.within.is_none()).map(|it| it.range.end).collect();
        let opened = template.slice(&node.range).matches('{').count();
        let formal =
            template.slice(&node.range).matches("${").count() + template.slice(&node.range).matches("$!{").count();
        let has_own = opened != formal;
        let is_stray = move |end: &usize| !has_own && template.slice(&(*end..*end + 1)) == "}";
        ends.into_iter().filter(is_stray).map(|end| end..end + 1)
    })
}

fn surplus_finding(cx: &FileContext<'_>, template: &Template<'_>, range: Range<usize>, message: String) -> Diagnostic {
    let place = cx.place_in(template, range.clone());
    let edit = Edit { file: cx.source.path().clone(), span: place.span, replacement: String::new() };
    let fix = Fix { title: "remove it".to_owned(), safety: Safety::Safe, edits: vec![edit] };
    let subject = template.slice(&range).to_owned();
    cx.diagnostic(&place, message, "surplus", &subject)
        .with_severity(Severity::Warning)
        .with_help("remove it")
        .with_fix(fix)
}
