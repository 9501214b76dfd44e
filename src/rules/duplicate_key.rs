//! `duplicate-key`: the same key twice in one object.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::wording::quote;
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::{FileContext, Group, Meta, Rule};
use crate::syntax::{Kind, Value};

pub(super) struct DuplicateKey;

static META: Meta = Meta {
    name: "duplicate-key",
    group: Group::Syntax,
    severity: Severity::Error,
    recommended: true,
    summary: "The same key stands twice in one object",
    page: r#"## What it does

Reports a key that an object already has. Keys are compared as they are written: two substitutions or placeholders
with different texts are two keys, whatever they become later.

## Why it bites

JSON readers keep the last value and drop the others without a word; YAML readers reject the file. Either way one of
the two values is lost. In a payload this looks as if Set Participant Data had ignored an attribute.

## Example

```json order.payload.json
{
  "attributes": {
    "orderStatus": "open",
    "orderCity": "Port Elm",
    "orderStatus": "paid"
  }
}
```

## Use instead

```json order.payload.json
{
  "attributes": {
    "orderStatus": "paid",
    "orderCity": "Port Elm"
  }
}
```

## When to turn it off

Never for a file that is deployed.

## Sources

- RFC 8259, section 4: the behaviour of software that receives an object with repeated names is unpredictable
- YAML 1.2, section 3.2.1.3: mapping keys are unique
"#,
};

impl Rule for DuplicateKey {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        let objects = cx.tree.values().filter(|value| value.kind() == Kind::Object);
        objects.flat_map(repetitions).map(|(first, again)| finding(cx, first, again)).collect()
    }
}

/// Each key of the object that repeats an earlier one, after the first one of its text.
fn repetitions(object: Value<'_>) -> Vec<(Value<'_>, Value<'_>)> {
    let mut found = Vec::new();
    let mut firsts: FxHashMap<Cow<'_, str>, Value<'_>> = FxHashMap::default();
    let is_text = |key: &Value<'_>| !matches!(key.kind(), Kind::Array | Kind::Object | Kind::Missing);
    for key in object.members().map(|(key, _)| key).filter(is_text) {
        let text = key.scalar_text();
        match firsts.get(&text) {
            Some(first) => found.push((*first, key)),
            None => {
                firsts.insert(text, key);
            }
        }
    }
    found
}

fn finding(cx: &FileContext<'_>, first: Value<'_>, again: Value<'_>) -> Diagnostic {
    let key = again.scalar_text();
    let message = format!("the key {} stands twice in the same object", quote(&key));
    cx.diagnostic(&cx.place(again), message, "here again; readers keep one of the two values and drop the other", &key)
        .with_related(cx.location(&cx.place(first)), "first here")
        .with_help("keep the one that is meant")
}
