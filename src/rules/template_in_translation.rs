//! `template-in-translation`: Velocity in a translation map.

use std::ops::Range;

use crate::artifact::data_action::DataAction;
use crate::artifact::data_action::model::INPUT_ROOTS;
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::expr::placeholder::{self, Syntax};
use crate::expr::velocity;
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::syntax::Value;
use crate::wording::quote;

pub(super) struct TemplateInTranslation;

static META: Meta = Meta {
    name: "template-in-translation",
    group: Group::DataActions,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.2.0",
    summary: "A translation map or its defaults contain Velocity",
    page: r#"## What it does

Reports a Velocity reference (`${…}`, `$!{…}`) in a path of a translation map (an error) or in a default (a warning).

## Why is this a problem?

Velocity is not evaluated there. The path is not a JSONPath, so the data action fails; the default is used
literally.

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
      "translationMap": {"state": "$.orders.${input.orderNumber}.state"},
      "successTemplate": "{\"state\": ${state}}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {"orderNumber": {"type": "string"}}}},
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
      "requestUrlTemplate": "https://api.lantern-books.example/orders/${input.orderNumber}",
      "requestType": "GET",
      "headers": {}
    },
    "response": {
      "translationMap": {"state": "$.order.state"},
      "successTemplate": "{\"state\": ${state}}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {"orderNumber": {"type": "string"}}}},
    "output": {"successSchema": {"type": "object", "properties": {"state": {"type": "string"}}}}
  }
}
```

## Sources

- Genesys Cloud Resource Center, [Response configuration for data actions](https://help.mypurecloud.com/articles/response-configuration-data-actions/)
- None of 188 published data actions has Velocity there
"#,
};

impl Rule for TemplateInTranslation {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        cx.data_actions.iter().flat_map(|action| check(cx, action)).collect()
    }
}

fn check(cx: &FileContext<'_>, action: &DataAction<'_>) -> Vec<Diagnostic> {
    let response = &action.response;
    let paths = response.translation_map.iter().map(|(name, path)| (*name, *path, Severity::Error));
    let defaults = response.defaults.iter().map(|(name, text)| (*name, *text, Severity::Warning));
    paths.chain(defaults).filter_map(|(name, value, severity)| finding(cx, name, value, severity)).collect()
}

/// The byte range of the first formal reference of a text, or of the first that names an input.
pub(super) fn reference(text: &str) -> Option<Range<usize>> {
    let references = velocity::parse(text).references;
    let is_one = |reference: &velocity::Reference| {
        let written = text.get(reference.range.clone()).unwrap_or_default();
        let root = text.get(reference.root.clone()).unwrap_or_default();
        let is_input = INPUT_ROOTS.contains(&root) && !reference.properties.is_empty();
        written.starts_with("${") || written.starts_with("$!{") || is_input
    };
    references.into_iter().find(is_one).map(|reference| reference.range)
}

/// The byte range of the first `{{…}}` of a text.
fn mustache(text: &str) -> Option<Range<usize>> {
    placeholder::find(text).into_iter().find(|it| it.syntax == Syntax::Mustache).map(|it| it.range)
}

/// Whether a path reads an attribute whose name has a placeholder: rules about names report it.
fn is_in_name(cx: &FileContext<'_>, path: Value<'_>) -> bool {
    let placeholders = cx.facts.uses.iter().flat_map(|usage| &usage.name.placeholders);
    placeholders.into_iter().any(|it| path.span().contains(it.span))
}

fn finding(cx: &FileContext<'_>, name: Value<'_>, value: Value<'_>, severity: Severity) -> Option<Diagnostic> {
    let text = value.as_str().filter(|_| !value.style().has_holes())?;
    let is_path = severity == Severity::Error;
    let range = reference(&text).or_else(|| mustache(&text).filter(|_| is_path && !is_in_name(cx, value)))?;
    let shown = quote(text.get(range.clone()).unwrap_or_default());
    let place = Place { span: value.span_within(range), ..cx.place(value) };
    let (message, help) = match severity {
        Severity::Error => (
            format!("the path of {} contains {shown}, which is not evaluated there", quote(&name.scalar_text())),
            "select the value in the URL or the body of the request, and use a fixed path",
        ),
        _ => (
            format!(
                "the default of {} is the literal text {shown}: Velocity is not evaluated there",
                quote(&name.scalar_text())
            ),
            "use a fixed default, and put what varies into the success template",
        ),
    };
    let diagnostic = cx.diagnostic(&place, message, "not evaluated", &name.scalar_text());
    Some(diagnostic.with_severity(severity).with_help(help))
}
