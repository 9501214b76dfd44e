//! `misnested-key`: a key at the wrong level.

use crate::artifact::PayloadKind;
use crate::artifact::payload::{Layout, Member, Misplaced};
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::syntax::ValueKind;
use crate::wording::quote;

mod data_action;
mod fix;
mod flow;

pub(super) struct MisnestedKey;

static META: Meta = Meta {
    name: "misnested-key",
    group: Group::Payloads,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "A key of a payload, a data action or a Set or Get action is at the wrong level",
    page: r#"## What it does

Reports an attribute outside the object that should contain it (`data` or `attributes`), that object under the wrong
name, missing, or inside another one, and an object or a list as the value of an attribute. Which name is right depends
on the payload: `data` for Set Participant Data and for callbacks, `attributes` for requests for participant attributes
and for e-mails. The body of a data action that creates a callback, a call or an e-mail is looked at in the same way.

In Archy YAML it reports what is not in its place in Set and Get Participant Data and Conversation Data: an action without
`attributes`, a mapping in place of the list, an item without `attribute`, an attribute without `name`, without `value`
(Set) or without `variable` (Get), `value` in a Get, and `variable` with an expression. In data actions it reports parts
such as `translationMap` in the wrong object, and a contract directly in `input` or `output`.

## Why is this a problem?

A key at the wrong level is silently dropped: the request or action succeeds, but the attribute is missing. With one level
too many, the request asks Genesys Cloud to store an object under the name `data`.

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

Safe if there is only one meaning: an object with the wrong name is renamed, a missing one is added around the
attributes, and one inside another is removed. Moving a key into the object is unsafe, because the key may be a note of
the author. There is no fix for an object or array as a value, for a key that is a field of a participant (`name`,
`purpose`, …), or if the result would have a key twice.

## When to turn it off

If the file is not sent literally, and the sender flattens or wraps it.

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
        let Some(kind) = cx.facts.payload.as_ref().and_then(|payload| payload.kind) else {
            return flow::check(cx).into_iter().chain(data_action::check(cx)).collect();
        };
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
            format!("the attributes are at the top level; the {payload} expects them inside {wrapper}"),
            format!("must be inside {wrapper}"),
            format!("wrap the attributes in `\"{}\": {{…}}`", kind.wrapper()),
        ),
        Misplaced::Beside(_) => (
            format!("{quoted} is next to {wrapper} in the {payload}, not inside it, so it is silently dropped"),
            format!("outside {wrapper}"),
            format!("move {quoted} into {wrapper}"),
        ),
        Misplaced::WrongWrapper(_) => (
            format!("the {payload} expects its attributes in {wrapper}, not in {quoted}"),
            "ignored".to_owned(),
            format!("rename {quoted} to {wrapper}"),
        ),
        Misplaced::Doubled(_) => (
            format!("{quoted} is nested inside {wrapper}, so the attributes are one level too deep"),
            "one level too deep".to_owned(),
            format!("remove the inner {quoted} and keep its contents"),
        ),
    };
    Some(cx.diagnostic(&cx.place(key), message, label, &name).with_help(help))
}

/// Reports an attribute whose value is an object or array.
fn nested_value(cx: &FileContext<'_>, (key, value): Member<'_>) -> Option<Diagnostic> {
    let kind = match value.kind() {
        ValueKind::Object => "an object",
        ValueKind::Array => "an array",
        _ => return None,
    };
    let name = key.scalar_text();
    let message = format!("attribute {} is {kind}, but attribute values must be strings", quote(&name));
    let found = cx.diagnostic(&cx.place(key), message, format!("{kind}, not a string"), &name);
    let what = if value.kind() == ValueKind::Object { "the object" } else { "the array" };
    Some(found.with_help(format!("use one attribute per value, or store {what} as a JSON string")))
}
