//! `unknown-payload`: a payload that no endpoint and no action accepts.

use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::syntax::{Value, ValueKind};
use crate::text::Span;
use crate::wording::quote;

pub(super) struct UnknownPayload;

static META: Meta = Meta {
    name: "unknown-payload",
    group: Group::Payloads,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "A payload matches no known Genesys Cloud format",
    page: r#"## What it does

Reports a file that is a payload by its name (`*.payload.json`) or by its members, but is not a Set Participant Data
payload, nor a request for participant attributes, a callback or an e-mail.

## Why is this a problem?

Invented payload formats are common in advice on the web. The request is rejected, or it is accepted and stores nothing,
and the flow that reads the attribute later finds it empty.

## Example

```json session.payload.json
{
  "type": "SetParticipantData",
  "variables": {
    "sessionRef": "b1946ac9"
  }
}
```

## Use instead

For Set Participant Data:

```json session.payload.json
{
  "data": {
    "sessionRef": "b1946ac9"
  }
}
```

For `PATCH /api/v2/conversations/{conversationId}/participants/{participantId}/attributes`, where the IDs are in the
path and never in the body:

```json request.payload.json
{
  "attributes": {
    "sessionRef": "b1946ac9"
  }
}
```

## When to turn it off

If files named `*.payload.json` are meant for another system. Better, exclude them in `flowvet.toml`, or set their kind
there.

## Sources

- Genesys Cloud Resource Center, [Set Participant Data action](https://help.mypurecloud.com/articles/set-participant-data-action/)
- Genesys Cloud Platform API, models [ParticipantAttributes, CreateCallbackCommand and CreateEmailRequest](https://github.com/MyPureCloud/platform-client-sdk-cli)
"#,
};

impl Rule for UnknownPayload {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        let unknown = cx.facts.payload.as_ref().is_some_and(|payload| payload.kind.is_none());
        if unknown { vec![finding(cx)] } else { Vec::new() }
    }
}

fn finding(cx: &FileContext<'_>) -> Diagnostic {
    let root = cx.tree.root();
    let mut keys = root.members().map(|(key, _)| key);
    let unknown_key = keys.find(|key| !["$schema", "data", "attributes"].contains(&&*key.scalar_text()));
    let (place, label, subject) = match unknown_key {
        Some(key) => (cx.place(key), "unexpected key", key.scalar_text()),
        None => (Place { span: first_of(root), ..cx.place(root) }, "not a Genesys Cloud payload", "".into()),
    };
    let message = match unknown_key {
        Some(_) if is_flat(root) => format!(
            "{} is at the top level of the payload; attributes are only read inside `data` or `attributes`",
            quote(&subject)
        ),
        Some(_) => format!(
            "unknown payload format: no Genesys Cloud endpoint or action accepts the top-level key {}",
            quote(&subject)
        ),
        None => "unknown payload format: no Genesys Cloud endpoint or action accepts it".to_owned(),
    };
    cx.diagnostic(&place, message, label, &subject).with_help(help(root, &subject))
}

/// How long, in bytes, a value may be that the help repeats.
const SHOWN: usize = 40;

/// Returns the span of the first code point of a value, which may be long.
fn first_of(value: Value<'_>) -> Span {
    let start = value.span().start as usize;
    Span::new(start, start + value.raw().chars().next().map_or(0, char::len_utf8))
}

/// Whether a payload consists of texts and numbers with names: attributes without the object that contains them.
fn is_flat(root: Value<'_>) -> bool {
    let is_scalar = |kind| !matches!(kind, ValueKind::Object | ValueKind::Array | ValueKind::Missing);
    let is_address = |key: Value<'_>| ADDRESS.contains(&&*key.scalar_text());
    root.members().all(|(key, value)| is_scalar(value.kind()) && !is_address(key))
}

/// Members that describe the purpose of the payload and are not attributes.
const ADDRESS: [&str; 4] = ["type", "actionType", "participantId", "conversationId"];

/// Returns the correct form of the payload that was probably meant. `key`: its first member.
fn help(root: Value<'_>, key: &str) -> String {
    let has = |keys: &[&str]| keys.iter().any(|key| root.get(key).is_some());
    if has(&["participantId", "conversationId", "attributes", "custom_attributes", "externalAttributes"]) {
        return "send `{\"attributes\": {\"name\": \"value\"}}` with \
                PATCH /api/v2/conversations/{conversationId}/participants/{participantId}/attributes"
            .to_owned();
    }
    if has(&["data", "type", "actionType", "variables"]) {
        return "write `{\"data\": {\"name\": \"value\"}}` with no other top-level keys".to_owned();
    }
    let members = match root.get(key).filter(|_| is_flat(root)) {
        Some(value) if value.raw().len() <= SHOWN => {
            let others = if root.members().nth(1).is_some() { ", …" } else { "" };
            format!("{}: {}{others}", value.key().map_or("\"name\"", Value::raw), value.raw())
        }
        _ => "\"name\": \"value\"".to_owned(),
    };
    let wrapped = |wrapper| quote(&format!("{{\"{wrapper}\": {{{members}}}}}"));
    let (action, request) = (wrapped("data"), wrapped("attributes"));
    format!("write {action} for Set Participant Data, or {request} for a request to the API")
}
