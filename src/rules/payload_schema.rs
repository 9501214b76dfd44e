//! `payload-schema`: a payload that its JSON Schema does not allow, if no other rule reports it.

use rustc_hash::FxHashSet;

use crate::artifact::payload::{Layout, Misplaced, PayloadKind};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::rules::context::{FileContext, SampleContext};
use crate::rules::rule::{Group, Meta, Rule};
use crate::schema::{self, Violation};
use crate::syntax::{Value, ValueKind};
use crate::wording::quote;

pub(super) struct PayloadSchema;

static META: Meta = Meta {
    name: "payload-schema",
    group: Group::Payloads,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "A payload has a key or a value that its schema or contract does not allow",
    page: r#"## What it does

Checks a payload against the JSON Schema of its kind, which is in `schemas/`, and reports every key or value that the
schema does not allow. Other rules report attributes: their names, values and nesting level.

A sample payload of a data action is checked against its contract: `[[payload]]` with `action` in `flowvet.toml`, or
`flowvet check --payload FILE --action NAME`, with `contract = "output"` or `--contract output` for a sample response.
The contract may be in JSON or in Terraform. A key that the contract does not list is reported, too: Architect does not
offer it. That is an error if the contract forbids it (`additionalProperties: false`) or spells the name with different
capitalisation, and a warning otherwise.

Keywords that the drafts of JSON Schema define differently, or that Genesys Cloud may not support, are not checked:
`format`, `$ref`, `allOf`, `anyOf`, `oneOf`, `not`, `if`, `patternProperties` and arrays under `items`. Values that only
Terraform knows are not checked either.

## Why is this a problem?

The endpoint returns 400 Bad Request, or silently drops unknown keys. A data action fails on a value that its contract
does not allow, and a sample that does not match the contract tests nothing.

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

If the API has a key or allows a type that the schema does not know yet. For samples that are meant to be wrong, `[[override]]` turns it off in their files.

## Sources

- Genesys Cloud Platform API, models [ParticipantAttributes, CreateCallbackCommand and CreateEmailRequest](https://github.com/MyPureCloud/platform-client-sdk-cli)
- Genesys Cloud Resource Center, [Add contracts to custom actions](https://help.mypurecloud.com/articles/add-contracts-custom-actions-integrations/)
- Genesys Cloud Resource Center, [Response configuration for data actions](https://help.mypurecloud.com/articles/response-configuration-data-actions/): a response that does not conform to the output contract is an error
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
        if is_plain(root, kind, &layout) {
            return Vec::new();
        }
        let reported_elsewhere = checked_by_other_rules(&layout);
        let mut violations = schema::violations_without(kind.schema(), root, |key| reported_elsewhere.contains(&key));
        // A missing wrapper and the attributes or the misspelled key in its place are one mistake.
        let replaced = violations.iter().any(|violation| violation.keyword == "additionalProperties");
        if replaced || !layout.misplaced.is_empty() {
            violations.retain(|violation| violation.keyword != "required" || violation.at != root);
        }
        violations.iter().map(|violation| finding(cx, kind.label(), violation)).collect()
    }

    fn check_sample(&self, cx: &SampleContext<'_>) -> Vec<Diagnostic> {
        let Some(contract) = cx.action.contract(cx.of.side).schema else { return Vec::new() };
        let violations = cx.contract.violations(cx.tree.root());
        // A required key that is missing because it is misspelt is one mistake.
        let meant: FxHashSet<_> =
            violations.iter().filter_map(|it| Some((it.at.parent()?, it.suggestion()?))).collect();
        let is_reported_elsewhere = |it: &&Violation<'_>| {
            it.keyword == "required" && it.allowed.first().is_some_and(|name| meant.contains(&(it.at, name)))
        };
        violations
            .iter()
            .filter(|it| !is_reported_elsewhere(it))
            .map(|violation| sample_finding(cx, contract, violation))
            .collect()
    }
}

/// Whether a payload only contains attributes, which other rules check. Most do, and the validator is much slower.
fn is_plain(root: Value<'_>, kind: PayloadKind, layout: &Layout<'_>) -> bool {
    let is_object = root.get(kind.wrapper()).is_some_and(|wrapper| wrapper.kind() == ValueKind::Object);
    !kind.is_open() && layout.misplaced.is_empty() && is_object && root.members().count() == 1
}

/// Returns the keys of the members that other rules check.
fn checked_by_other_rules<'a>(layout: &Layout<'a>) -> FxHashSet<Value<'a>> {
    let misplaced = layout.misplaced.iter().flat_map(|misplaced| match misplaced {
        Misplaced::Unwrapped(members) => members.clone(),
        Misplaced::Beside(member) | Misplaced::WrongWrapper(member) | Misplaced::Doubled(member) => vec![*member],
    });
    layout.attributes.iter().copied().chain(misplaced).map(|(key, _)| key).collect()
}

fn finding(cx: &FileContext<'_>, payload: &str, violation: &Violation<'_>) -> Diagnostic {
    let place = Place { span: violation.span, ..cx.place(violation.at) };
    let message = format!("invalid {payload}: {}", violation.message);
    let subject = subject(violation.at);
    cx.diagnostic(&place, message, label(violation.keyword), &subject).with_help(violation.help())
}

/// A finding in a sample; `contract` is what it does not conform to.
fn sample_finding(cx: &SampleContext<'_>, contract: Value<'_>, violation: &Violation<'_>) -> Diagnostic {
    let name = quote(&cx.of.action);
    let side = cx.of.side.as_str();
    let part = contract.find(&violation.schema).unwrap_or(contract);
    let unlisted = violation.keyword == "additionalProperties";
    let is_closed = part.get(violation.keyword).is_some_and(|allowed| allowed.as_bool() == Some(false));
    let keyword = if unlisted && !is_closed { "properties" } else { violation.keyword };
    let key = part.entry(keyword).map(|(key, _)| key).or(part.key());
    let related = (cx.location(key.unwrap_or(part)), format!("the {side} contract is here"));
    let finding = |message: String, label: &str| {
        cx.diagnostic(violation.at, violation.span, message, label, &subject(violation.at)).with_help(violation.help())
    };
    let own = violation.at.scalar_text().to_lowercase();
    if unlisted && !is_closed && !violation.allowed.iter().any(|listed| listed.to_lowercase() == own) {
        let message = format!(
            "the sample contains {}, but the {side} contract of {name} has no such field",
            quote(&violation.at.scalar_text())
        );
        let finding = finding(message, "not in the contract").with_severity(Severity::Warning);
        return finding.with_related(related.0, related.1);
    }
    let message = format!("the sample does not match the {side} contract of {name}: {}", violation.message);
    finding(message, label(violation.keyword)).with_related(related.0, related.1)
}

/// Returns the keys that lead to a value. Positions in arrays are left out: they change when an item is added.
fn subject(value: Value<'_>) -> String {
    let keys = std::iter::successors(Some(value), |value| value.parent()).filter_map(Value::key);
    let mut keys: Vec<_> = keys.map(Value::scalar_text).collect();
    keys.reverse();
    keys.join("/")
}

/// Returns the label of a violation.
fn label(keyword: &str) -> &'static str {
    match keyword {
        "required" => "missing key",
        "type" => "wrong type",
        "additionalProperties" => "unknown key",
        _ => "not allowed",
    }
}
