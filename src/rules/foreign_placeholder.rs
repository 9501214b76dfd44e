//! `foreign-placeholder`: a placeholder of another language in a template of a data action.

use std::borrow::Cow;
use std::ops::Range;

use crate::artifact::data_action::{DataAction, Part, Template};
use crate::artifact::{ArtifactKind, AttributeUse, Via};
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::{closest, quote};

pub(super) struct ForeignPlaceholder;

static META: Meta = Meta {
    name: "foreign-placeholder",
    group: Group::DataActions,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.2.0",
    summary: "A placeholder of another language is sent literally",
    page: r#"## What it does

Reports placeholders in the URL, a header or the body of a data action that are not Velocity: `{{orderId}}`,
`{input.orderId}`, `$(input.orderId)`, `#{input.orderId}`. In a URL any `{{…}}` is reported; elsewhere only what names an
input of the contract, or begins with `input.`, `flow.` or `interaction.`: a body may carry the templates of another
system. Attributes in a body are `template-in-name` and `template-in-value`.

## Why is this a problem?

Data actions replace Velocity references only. Everything else is sent literally: the service receives the text
`{{orderId}}`.

## Example

```json data-actions/order-state.json
{
  "name": "Order State",
  "config": {
    "request": {
      "requestUrlTemplate": "https://api.lantern-books.example/orders/{{orderNumber}}",
      "requestType": "GET",
      "headers": {}
    },
    "response": {
      "successTemplate": "${rawResult}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {"orderNumber": {"type": "string"}}}},
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
      "requestUrlTemplate": "https://api.lantern-books.example/orders/${input.orderNumber}",
      "requestType": "GET",
      "headers": {}
    },
    "response": {
      "successTemplate": "${rawResult}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {"orderNumber": {"type": "string"}}}},
    "output": {"successSchema": {"type": "object", "properties": {}}}
  }
}
```

## When to turn it off

Where a service replaces placeholders in a URL itself.

## Sources

- Genesys Cloud Resource Center, [Request configuration for data actions](https://help.mypurecloud.com/articles/request-configuration-data-actions/)
- Genesys Cloud Resource Center, [Velocity macros for data actions](https://help.mypurecloud.com/articles/velocity-macros-data-actions/)
"#,
};

impl Rule for ForeignPlaceholder {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        cx.data_actions.iter().flat_map(|action| check(cx, action)).collect()
    }
}

fn check(cx: &FileContext<'_>, action: &DataAction<'_>) -> Vec<Diagnostic> {
    let properties = action.input.properties();
    let inputs: Vec<_> = properties.iter().map(|property| property.key.scalar_text()).collect();
    let mut found = Vec::new();
    for (part, template) in action.templates() {
        let is_sent = match part {
            Part::Url | Part::Header => true,
            Part::Body => action.request.sends_body(),
            Part::SuccessTemplate => false,
        };
        if is_sent {
            if part == Part::Url {
                found.extend(segments(template).iter().filter_map(|it| finding(cx, part, template, it, &inputs)));
            }
            found.extend(placeholders(template).iter().filter_map(|it| finding(cx, part, template, it, &inputs)));
        }
    }
    found
}

/// A text that looks like a placeholder.
struct Placeholder {
    range: Range<usize>,
    /// The byte range of what it names.
    key: Range<usize>,
    is_mustache: bool,
    is_braced: bool,
}

/// The opening and closing marks of placeholders that are not Velocity.
const MARKS: [(&str, &str); 6] = [("{{", "}}"), ("$(", ")"), ("#{", "}"), ("${", "}"), ("$!{", "}"), ("{", "}")];

/// The placeholders of other languages in a template, outside of what Velocity replaces.
fn placeholders(template: &Template<'_>) -> Vec<Placeholder> {
    const MAX_LENGTH: usize = 80;
    let text = template.text.as_ref();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find(['{', '$', '#'])).map(|next| at + next) {
        at = start + 1;
        let rest = text.get(start..).unwrap_or_default();
        let pieces = &template.velocity.pieces;
        let first = pieces.partition_point(|piece| piece.range.end <= start);
        if let Some(piece) = pieces.get(first).filter(|piece| piece.range.start <= start) {
            // The arguments of a macro may have one: `$esc.url({{id}})`.
            let has_inner = text.get(start..piece.range.end).is_some_and(|inside| inside.contains("{{"));
            if !rest.starts_with("{{") {
                at = if has_inner { start + 1 } else { piece.range.end };
                continue;
            }
        }
        let is_formal = text.get(..start).is_some_and(|before| before.ends_with(['$', '!']));
        let Some((open, close)) = MARKS.iter().find(|(open, _)| rest.starts_with(open)) else { continue };
        let inner = rest.get(open.len()..).unwrap_or_default();
        let Some(length) = inner.find(close).filter(|length| *length <= MAX_LENGTH && !is_formal) else { continue };
        let raw = inner.get(..length).unwrap_or_default();
        let is_path = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
        let name = raw.trim();
        if name.is_empty() || !name.bytes().all(is_path) || name.bytes().all(|byte| byte.is_ascii_digit()) {
            continue;
        }
        let key = start + open.len() + (raw.len() - raw.trim_start().len());
        let range = start..start + open.len() + length + close.len();
        at = range.end;
        found.push(Placeholder {
            range,
            key: key..key + name.len(),
            is_mustache: *open == "{{",
            is_braced: *open == "{",
        });
    }
    found
}

/// The parts of the path of a URL that begin with a colon: `/orders/:id`.
fn segments(template: &Template<'_>) -> Vec<Placeholder> {
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    let starts = template.text.match_indices("/:").map(|(at, _)| at + 1);
    let segment = |start: usize| {
        let rest = template.text.get(start + 1..).unwrap_or_default();
        let length = rest.find(|letter| !is_name(letter)).unwrap_or(rest.len());
        let range = start..start + 1 + length;
        Placeholder { key: start + 1..range.end, range, is_mustache: false, is_braced: false }
    };
    starts.map(segment).filter(|it| !it.key.is_empty()).collect()
}

/// The words with which Genesys Cloud names what belongs to a flow or a conversation.
const ROOTS: [&str; 3] = ["input.", "flow.", "interaction."];

fn finding(
    cx: &FileContext<'_>,
    part: Part,
    template: &Template<'_>,
    placeholder: &Placeholder,
    inputs: &[Cow<'_, str>],
) -> Option<Diagnostic> {
    let key = template.slice(&placeholder.key);
    let last = key.rsplit('.').next().unwrap_or_default();
    let has_root = ROOTS.iter().any(|root| key.get(..root.len()).is_some_and(|start| start.eq_ignore_ascii_case(root)));
    let exact = inputs.iter().find(|name| name.eq_ignore_ascii_case(last)).map(AsRef::as_ref);
    let meant = exact.or_else(|| closest(last, inputs).filter(|_| last.len() > 3));
    let is_url = part == Part::Url;
    let is_sure = match (placeholder.is_mustache, placeholder.is_braced) {
        (true, _) => is_url || has_root || meant.is_some(),
        (false, true) => has_root || is_url && exact.is_some(),
        (false, false) => has_root || exact.is_some(),
    };
    let span = template.span(placeholder.range.clone());
    // Attributes have rules of their own.
    let is_attribute = |usage: &AttributeUse| {
        let texts = [Some(&usage.name), usage.value.as_ref()];
        usage.via == Via::DataActionBody
            && texts.into_iter().flatten().any(|text| text.placeholders.iter().any(|it| it.span == span))
    };
    if !is_sure || cx.facts.uses.iter().any(is_attribute) {
        return None;
    }
    let shown = template.slice(&placeholder.range);
    let message = format!("{} is not Velocity, so it is sent literally", quote(shown));
    let diagnostic = cx.diagnostic(&cx.place_in(template, placeholder.range.clone()), message, "sent literally", shown);
    let dollar = if cx.facts.kind == ArtifactKind::Terraform { "$$" } else { "$" };
    Some(diagnostic.with_help(match meant {
        Some(input) => format!("use `{dollar}{{input.{input}}}`"),
        None => format!("add an input to the contract and use `{dollar}{{input.…}}` with its name"),
    }))
}
