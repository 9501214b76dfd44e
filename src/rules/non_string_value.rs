//! `non-string-value`: a number, a boolean or null as the value of an attribute in a payload or a request body.

use crate::artifact::{SourceText, Text, Via};
use crate::diagnostic::{Diagnostic, Edit, Fix, Safety, Severity};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::syntax::{Style, scalar};
use crate::wording::quote;

pub(super) struct NonStringValue;

static META: Meta = Meta {
    name: "non-string-value",
    group: Group::Payloads,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "An attribute in a payload or a request body has a number, a boolean or null as its value",
    page: r#"## What it does

Reports a number, `true`, `false` or `null` as the value of an attribute in a payload, or in the request body of
a data action that writes attributes. An object or an array in a
payload is reported by `misnested-key`.

## Why is this a problem?

Attributes are pairs of a name and a string. With a value of another type the whole request is rejected, or
the value arrives in a form that is not equal to the text that the flow expects.

## Example

```json campaign.payload.json
{
  "attributes": {
    "campaignWave": 2,
    "optedIn": true,
    "coupon": null
  }
}
```

## Use instead

```json campaign.payload.json
{
  "attributes": {
    "campaignWave": "2",
    "optedIn": "true",
    "coupon": ""
  }
}
```

## Fix safety

Safe for numbers and booleans: the text gets quotes. There is no fix for `null`, which may mean an empty string or no
attribute at all.

## When to turn it off

For files whose sender converts all values into strings.

## Sources

- Genesys Cloud Resource Center, [Set Participant Data action](https://help.mypurecloud.com/articles/set-participant-data-action/): names and values are strings
- Genesys Cloud Platform API, model [ParticipantAttributes](https://github.com/MyPureCloud/platform-client-sdk-cli): a map of strings
"#,
};

impl Rule for NonStringValue {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        let uses = cx
            .facts
            .uses
            .iter()
            .filter(|usage| matches!(usage.via, Via::Payload | Via::DataActionBody | Via::PlatformApi));
        uses.filter_map(|usage| finding(cx, &usage.name, usage.value.as_ref()?)).collect()
    }
}

fn finding(cx: &FileContext<'_>, name: &SourceText, value: &SourceText) -> Option<Diagnostic> {
    let Text::OtherType(raw) = &value.text else { return None };
    let kind = match raw.chars().next() {
        Some('{' | '[') => return None,
        Some('n' | 'N') => "null",
        Some('t' | 'f' | 'T' | 'F') => "a boolean",
        _ => "a number",
    };
    let name = name.text.known().unwrap_or_default();
    let message = format!("attribute {} is {kind}, but attribute values must be strings", quote(name));
    let found = cx.diagnostic(&value.place, message, format!("{}, not string", kind.trim_start_matches("a ")), name);
    if kind == "null" {
        return Some(found.with_help("write `\"\"` for an empty value, or remove the attribute"));
    }
    let quoted = scalar::encode(raw, Style::Json);
    let fix = value.scalar.map(|scalar| Fix {
        title: format!("write {} in quotes", quote(raw)),
        safety: Safety::Safe,
        edits: vec![Edit { file: cx.source.path().clone(), span: scalar.span, replacement: quoted.clone() }],
    });
    let found = found.with_help(format!("write {}", quote(&quoted)));
    Some(match fix {
        Some(fix) => found.with_fix(fix),
        None => found,
    })
}
