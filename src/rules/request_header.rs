//! `request-header`: a header that contradicts what is sent or received.

use crate::artifact::data_action::{DataAction, Template};
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::syntax::ValueKind;
use crate::wording::quote;

pub(super) struct RequestHeader;

static META: Meta = Meta {
    name: "request-header",
    group: Group::DataActions,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.2.0",
    summary: "A header of a request contradicts its body, or asks for something other than JSON",
    page: r#"## What it does

Reports an `Accept` header that does not accept JSON (an error), and a `Content-Type` header that contradicts the body: a
form or XML that is sent as JSON, or JSON that is sent as a form or as text (a warning), or that is not a media type (a
warning). A body that Velocity decides, and the body
of a `GET`, which is not sent, are not reported.

## Why is this a problem?

Genesys Cloud only saves a data action whose `Accept` header accepts JSON: it can read no other response. A service that
receives the wrong type for the body rejects the request or finds nothing in it.

## Example

```json data-actions/order-state.json
{
  "name": "Order State",
  "config": {
    "request": {
      "requestUrlTemplate": "https://api.lantern-books.example/orders",
      "requestType": "GET",
      "headers": {"Accept": "application/xml"}
    },
    "response": {
      "successTemplate": "${rawResult}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {}}},
    "output": {"successSchema": {"type": "object", "properties": {}}}
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
      "headers": {"Accept": "application/json"}
    },
    "response": {
      "successTemplate": "${rawResult}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {}}},
    "output": {"successSchema": {"type": "object", "properties": {}}}
  }
}
```

## When to turn it off

Where a service expects a type that its bodies do not have.

## Sources

- Genesys Cloud Resource Center, [Request configuration for data actions](https://help.mypurecloud.com/articles/request-configuration-data-actions/)
- Genesys Cloud Resource Center, [The 400 error of web services data actions](https://help.mypurecloud.com/?p=266465): "The 'Accept' header only supports json content types when specified"
"#,
};

impl Rule for RequestHeader {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        cx.data_actions.iter().flat_map(|action| check(cx, action)).collect()
    }
}

fn check(cx: &FileContext<'_>, action: &DataAction<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (name, header) in &action.request.headers {
        let is_text = header.value.kind() == ValueKind::String;
        if !is_text || header.has_holes || !header.velocity.pieces.is_empty() {
            continue;
        }
        match name.scalar_text().to_ascii_lowercase().as_str() {
            "accept" if !accepts_json(&header.text) => {
                let message = format!(
                    "`Accept` is {}, but Genesys Cloud only saves data actions that accept a JSON type",
                    quote(&header.text)
                );
                let diagnostic = cx.diagnostic(&cx.place(header.value), message, "not a JSON type", "Accept");
                found.push(diagnostic.with_help("use `application/json`, or remove the header"));
            }
            "content-type" if !header.text.contains('/') && !header.text.trim().is_empty() => {
                let message = format!("`Content-Type` is {}, which is not a media type", quote(&header.text));
                let diagnostic = cx.diagnostic(&cx.place(header.value), message, "not a media type", "Content-Type");
                let help = "use a type with its subtype, for example `application/json`";
                found.push(diagnostic.with_severity(Severity::Warning).with_help(help));
            }
            "content-type" if action.request.sends_body() => found.extend(content_type(cx, action, header)),
            _ => {}
        }
    }
    found
}

/// Whether one of the types of an `Accept` header may be JSON.
fn accepts_json(header: &str) -> bool {
    let is_json =
        |kind: &str| kind.trim().is_empty() || kind.contains('*') || kind.to_ascii_lowercase().contains("json");
    header.split(',').any(|kind| is_json(kind.split(';').next().unwrap_or_default()))
}

/// The format of a body, as far as its text shows it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Content {
    Json,
    Form,
    Xml,
    /// Neither: plain text, HTML, several parts.
    Other,
}

impl Content {
    /// The format of a type of `Content-Type`.
    fn of_type(kind: &str) -> Option<Self> {
        let kind = kind.to_ascii_lowercase();
        let kinds = [
            ("json", Content::Json),
            ("x-www-form-urlencoded", Content::Form),
            ("xml", Content::Xml),
            ("text/", Content::Other),
            ("multipart/", Content::Other),
        ];
        kinds.into_iter().find_map(|(word, form)| kind.contains(word).then_some(form))
    }

    fn of_body(body: &Template<'_>) -> Option<Self> {
        let text = body.text.trim();
        if body.has_holes || body.velocity.has_directives() {
            return None;
        }
        let is_json = || body.shape().is_some_and(|shape| shape.error.is_none() && !shape.nodes.is_empty());
        let (name, _) = text.split_once('=').unwrap_or_default();
        let is_name =
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.%[]".contains(&byte));
        match text.chars().next()? {
            '{' | '[' => is_json().then_some(Content::Json),
            '<' => Some(Content::Xml),
            _ => is_name.then_some(Content::Form),
        }
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Content::Json => ("JSON", "application/json"),
            Content::Form => ("a form", "application/x-www-form-urlencoded"),
            Content::Xml => ("XML", "application/xml"),
            Content::Other => ("another format", "text/plain"),
        }
    }
}

fn content_type(cx: &FileContext<'_>, action: &DataAction<'_>, header: &Template<'_>) -> Option<Diagnostic> {
    let body = action.request.template.as_ref()?;
    let (declared, is) = (Content::of_type(&header.text)?, Content::of_body(body)?);
    let (words, kind) = is.words();
    // Only JSON is certainly something other than a text.
    if declared == Content::Other && is != Content::Json {
        return None;
    }
    let message =
        format!("the body is {words}, but `Content-Type` is {}, so the web service may reject it", quote(&header.text));
    let diagnostic = cx.diagnostic(&cx.place(body.value), message, words, "Content-Type");
    let related = cx.location(&cx.place(header.value));
    (declared != is).then(|| {
        diagnostic
            .with_severity(Severity::Warning)
            .with_related(related, "the type that is sent")
            .with_help(format!("set `Content-Type` to `{kind}`, or send {} in the body", declared.words().0))
    })
}
