//! `duplicate-key`: the same key twice in one object.

use std::borrow::Cow;

use crate::artifact;
use crate::artifact::terraform::{arguments, is_block};
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::syntax::{Value, ValueKind};
use crate::wording::quote;

pub(super) struct DuplicateKey;

static META: Meta = Meta {
    name: "duplicate-key",
    group: Group::Syntax,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "An object has the same key twice",
    page: r#"## What it does

Reports a key that an object already has. Keys are compared literally: two substitutions or placeholders with different
texts are two keys, whatever their values are at deployment.

## Why is this a problem?

JSON readers silently keep the last value and drop the others; YAML readers reject the file. In both cases one of the
two values is lost. In a payload, it looks as if Set Participant Data had ignored an attribute.

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
        let mut keys = Vec::new();
        let mut found = Vec::new();
        // A body of Terraform may have several blocks of one type, in JSON also the objects that contain such
        // blocks.
        let is_json = cx.tree.root().raw().starts_with('{');
        let is_in_label = |object: &Value<'_>| std::iter::successors(Some(*object), |it| it.parent()).nth(3).is_none();
        let is_body = |object: &Value<'_>| {
            let may_be = || if is_json { is_in_label(object) } else { is_block(*object) };
            cx.facts.kind == artifact::ArtifactKind::Terraform && may_be()
        };
        let objects = cx.tree.values().filter(|value| value.kind() == ValueKind::Object && may_repeat(*value));
        for object in objects.filter(|object| !is_body(object)) {
            keys.clear();
            keys.extend(object.members().filter_map(|(key, _)| text(key).map(|text| (text, key))));
            repetitions(&mut keys, |first, again| found.push(finding(cx, first, again)));
        }
        if cx.facts.kind == artifact::ArtifactKind::Terraform && !is_json {
            for body in cx.tree.values().filter(|value| value.kind() == ValueKind::Object && is_body(value)) {
                keys.clear();
                keys.extend(arguments(body).map(|key| (key.scalar_text(), key)));
                repetitions(&mut keys, |first, again| found.push(argument(cx, first, again)));
            }
        }
        found
    }
}

/// An argument of Terraform that is defined twice.
fn argument(cx: &FileContext<'_>, first: Value<'_>, again: Value<'_>) -> Diagnostic {
    let key = again.scalar_text();
    let message = format!("the argument {} is defined twice in one block, so Terraform rejects the file", quote(&key));
    cx.diagnostic(&cx.place(again), message, "defined again", &key)
        .with_related(cx.location(&cx.place(first)), "first here")
        .with_help("remove one of the two")
}

/// Whether two keys of an object have the same length and the same first and last byte, or nearly so: most keys that
/// differ do not. Nothing is known of keys with escapes.
fn may_repeat(object: Value<'_>) -> bool {
    let mut seen: u128 = 0;
    object.members().any(|(key, _)| {
        let Some(text) = key.plain_bytes() else { return true };
        let (first, last) = match text {
            [first, .., last] => (usize::from(*first), usize::from(*last)),
            _ => (0, 0),
        };
        let bit = 1 << ((text.len() + 7 * first + 31 * last) % 128);
        let is_again = seen & bit != 0;
        seen |= bit;
        is_again
    })
}

type Key<'a> = (Cow<'a, str>, Value<'a>);

/// Returns the text of a key; `None` for a key that is not a scalar, which YAML and recovery from errors allow.
fn text(key: Value<'_>) -> Option<Cow<'_, str>> {
    (!matches!(key.kind(), ValueKind::Array | ValueKind::Object | ValueKind::Missing)).then(|| key.scalar_text())
}

/// Calls `tell` with the first key of a text and each later key of the same text.
fn repetitions<'a>(keys: &mut [Key<'a>], mut tell: impl FnMut(Value<'a>, Value<'a>)) {
    // The sort is stable. Lengths are compared first, because most keys differ in length.
    keys.sort_by(|(one, _), (other, _)| one.len().cmp(&other.len()).then_with(|| one.cmp(other)));
    for same in keys.chunk_by(|(one, _), (other, _)| one == other) {
        let Some(((_, first), repeated)) = same.split_first() else { continue };
        for (_, again) in repeated {
            tell(*first, *again);
        }
    }
}

fn finding(cx: &FileContext<'_>, first: Value<'_>, again: Value<'_>) -> Diagnostic {
    let key = again.scalar_text();
    let message = format!("duplicate key {}: one of its two values is lost", quote(&key));
    cx.diagnostic(&cx.place(again), message, "defined again here", &key)
        .with_related(cx.location(&cx.place(first)), "first defined here")
        .with_help(format!("remove or rename one of the two {}", quote(&key)))
}
