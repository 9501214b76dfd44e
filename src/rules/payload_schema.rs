//! `payload-schema`: a payload that its JSON Schema does not allow, where no other rule says so.

use rustc_hash::FxHashSet;

use super::wording::quote;
use crate::artifact::payload::{Layout, Misplaced};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::rules::{FileContext, Group, Meta, Rule};
use crate::schema::{self, Violation};
use crate::syntax::Value;

pub(super) struct PayloadSchema;

static META: Meta = Meta {
    name: "payload-schema",
    group: Group::Payloads,
    severity: Severity::Error,
    recommended: true,
    summary: "A payload has a key or a value that its schema does not allow",
    page: r#"## What it does

Checks a payload against the JSON Schema of its kind, which stands in `schemas/`, and reports what the schema does not
allow at the key or value itself. What is wrong with an attribute, its name, its value or its level, is said by other
rules.

## Why it bites

The endpoint answers 400 Bad Request, or drops what it does not know without a word.

## Example

```json callback.payload.json
{
  "queueId": "3c6a0c52-5a0e-4c6e-8d4b-5b1f0f6f3a11",
  "callbackNumbers": "+15550100200"
}
```

## Use instead

```json callback.payload.json
{
  "queueId": "3c6a0c52-5a0e-4c6e-8d4b-5b1f0f6f3a11",
  "callbackNumbers": ["+15550100200"]
}
```

## When to turn it off

Where the API has a member that the schema does not know yet, or allows a type that it does not allow.

## Sources

- Genesys Cloud Platform API, models [ParticipantAttributes, CreateCallbackCommand and CreateEmailRequest](https://github.com/MyPureCloud/platform-client-sdk-cli)
- [JSON Schema, draft 2020-12](https://json-schema.org/draft/2020-12)
"#,
};

impl Rule for PayloadSchema {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        let Some(kind) = cx.facts.payload.as_ref().and_then(|payload| payload.kind) else { return Vec::new() };
        let root = cx.tree.root();
        let layout = Layout::of(root, kind);
        let said = said_by_others(&layout);
        let mut violations = schema::violations(kind.schema(), root);
        violations.retain(|violation| !said.contains(&violation.at));
        // A missing wrapper and the attributes or the misspelled key in its place are one mistake.
        let replaced = violations.iter().any(|violation| violation.keyword == "additionalProperties");
        if replaced || !layout.misplaced.is_empty() {
            violations.retain(|violation| violation.keyword != "required" || violation.at != root);
        }
        violations.iter().map(|violation| finding(cx, kind.label(), violation)).collect()
    }
}

/// The keys and values of which other rules say all that is wrong with them.
fn said_by_others<'a>(layout: &Layout<'a>) -> FxHashSet<Value<'a>> {
    let misplaced = layout.misplaced.iter().flat_map(|misplaced| match misplaced {
        Misplaced::Unwrapped(members) => members.clone(),
        Misplaced::Beside(member) | Misplaced::WrongWrapper(member) | Misplaced::Doubled(member) => vec![*member],
    });
    layout.attributes.iter().copied().chain(misplaced).flat_map(|(key, value)| [key, value]).collect()
}

fn finding(cx: &FileContext<'_>, payload: &str, violation: &Violation<'_>) -> Diagnostic {
    let place = Place { span: violation.span, ..cx.place(violation.at) };
    let message = format!("the {payload} is not what its schema says: {}", violation.message);
    let subject = subject(violation.at);
    match violation.suggestion() {
        Some(meant) => cx
            .diagnostic(&place, message, format!("did you mean {}?", quote(meant)), &subject)
            .with_help(format!("write {}", quote(meant))),
        None => cx.diagnostic(&place, message, label(violation.keyword), &subject),
    }
}

/// The keys that lead to a value. Positions in lists are no part of it: they change when an item is added.
fn subject(value: Value<'_>) -> String {
    let keys = std::iter::successors(Some(value), |value| value.parent()).filter_map(Value::key);
    let mut keys: Vec<_> = keys.map(Value::scalar_text).collect();
    keys.reverse();
    keys.join("/")
}

/// What stands beside the place of a violation.
fn label(keyword: &str) -> &'static str {
    match keyword {
        "required" => "something is missing here",
        "type" => "of the wrong type",
        "additionalProperties" => "not known here",
        _ => "not allowed here",
    }
}
