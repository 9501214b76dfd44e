//! `misnested-key`: a key of a payload that stands at the wrong level.

use crate::artifact::PayloadKind;
use crate::artifact::payload::{Layout, Member, Misplaced};
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::{FileContext, Group, Meta, Rule};
use crate::syntax::ValueKind;
use crate::wording::quote;

mod fix;

pub(super) struct MisnestedKey;

static META: Meta = Meta {
    name: "misnested-key",
    group: Group::Payloads,
    severity: Severity::Error,
    recommended: true,
    summary: "A key of a payload stands at the wrong level",
    page: r#"## What it does

Reports an attribute outside the object that belongs around it (`data` or `attributes`), that object under the wrong
name, missing, or inside another one, and an object or a list as the value of an attribute. Which name is right depends
on the payload: `data` for Set Participant Data and for callbacks, `attributes` for requests for participant attributes
and for e-mails.

## Why is this a problem?

What stands at the wrong level is dropped without a word: the request or the action succeeds, and the attribute is not
there. With one level too many, the platform is asked to store an object under the name `data`.

## Example

```json session.payload.json
{
  "data": {
    "data": {
      "sessionRef": "b1946ac9"
    }
  }
}
```

```json opening.payload.json
{
  "storeCode": "NORTH-2",
  "data": {
    "sessionRef": "b1946ac9"
  }
}
```

## Use instead

```json session.payload.json
{
  "data": {
    "sessionRef": "b1946ac9"
  }
}
```

```json opening.payload.json
{
  "data": {
    "storeCode": "NORTH-2",
    "sessionRef": "b1946ac9"
  }
}
```

## Fix safety

Safe for what has one meaning only: an object with the wrong name is renamed, a missing one is put around the
attributes, and one that stands inside another is opened. Moving a key into the object is unsafe, because it may be a
note of the author's. There is no fix for an object or a list as a value, nor where a key would then be there twice.

## When to turn it off

Where the file is not sent as it is, and what sends it flattens or wraps it.

## Sources

- Genesys Cloud Platform API, models [ParticipantAttributes, CreateCallbackCommand and CreateEmailRequest](https://github.com/MyPureCloud/platform-client-sdk-cli)
- Genesys Cloud Resource Center, [Set Participant Data action](https://help.mypurecloud.com/articles/set-participant-data-action/): an attribute is a name and a string
"#,
};

impl Rule for MisnestedKey {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        let Some(kind) = cx.facts.payload.as_ref().and_then(|payload| payload.kind) else { return Vec::new() };
        let layout = Layout::of(cx.tree.root(), kind);
        let misplaced = layout.misplaced.iter().filter_map(|misplaced| {
            let found = misplaced_key(cx, kind, misplaced)?;
            Some(match fix::of(cx, kind, &layout, misplaced) {
                Some(fix) => found.with_fix(fix),
                None => found,
            })
        });
        misplaced.chain(layout.attributes.iter().filter_map(|member| nested_value(cx, *member))).collect()
    }
}

fn misplaced_key(cx: &FileContext<'_>, kind: PayloadKind, misplaced: &Misplaced<'_>) -> Option<Diagnostic> {
    let wrapper = quote(kind.wrapper());
    let (key, _) = match misplaced {
        Misplaced::Unwrapped(members) => *members.first()?,
        Misplaced::Beside(member) | Misplaced::WrongWrapper(member) | Misplaced::Doubled(member) => *member,
    };
    let name = key.scalar_text();
    let quoted = quote(&name);
    let payload = kind.label();
    let (message, label, help) = match misplaced {
        Misplaced::Unwrapped(_) => (
            format!("{quoted} stands at the top of the {payload}, which has no {wrapper}"),
            format!("belongs into {wrapper}"),
            format!("put {wrapper} around the attributes"),
        ),
        Misplaced::Beside(_) => (
            format!("{quoted} stands beside {wrapper} in the {payload}, not in it"),
            format!("outside {wrapper}, so nothing stores it"),
            format!("move it into {wrapper}"),
        ),
        Misplaced::WrongWrapper(_) => (
            format!("the attributes of the {payload} stand in {quoted}, and it takes {wrapper}"),
            format!("nothing reads this; it should be {wrapper}"),
            format!("write {wrapper} in place of {quoted}"),
        ),
        Misplaced::Doubled(_) => (
            format!("{quoted} stands inside the attributes of the {payload}"),
            "one level too many".to_owned(),
            format!("remove this {quoted} and keep what is in it"),
        ),
    };
    Some(cx.diagnostic(&cx.place(key), message, label, &name).with_help(help))
}

/// An attribute whose value is an object or a list.
fn nested_value(cx: &FileContext<'_>, (key, value): Member<'_>) -> Option<Diagnostic> {
    let kind = match value.kind() {
        ValueKind::Object => "an object",
        ValueKind::Array => "a list",
        _ => return None,
    };
    let name = key.scalar_text();
    let message = format!("the attribute {} has {kind} as its value, and an attribute value is a string", quote(&name));
    let found = cx.diagnostic(&cx.place(key), message, format!("{kind}, not a string"), &name);
    Some(found.with_help("give each part an attribute of its own, or write the whole of it as one string"))
}
