//! `attribute-value`: the attribute dictionary does not allow a literal value that is set or compared.

use super::support::wording::describe_place;
use crate::artifact::Text;
use crate::artifact::flow::conditions::Altered;
use crate::config::dictionary::{Entry, Mismatch};
use crate::diagnostic::{Diagnostic, Fix, Safety, Severity};
use crate::rules::context::WorkspaceContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::{closest, did_you_mean, or_one_of, quote};
use crate::workspace::Declared;
use crate::workspace::compared::{ComparedText, compared_texts};
use crate::workspace::declared::{LiteralValue, literal_values};

pub(super) struct AttributeValue;

static META: Meta = Meta {
    name: "attribute-value",
    group: Group::Values,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.2.0",
    summary: "A literal value is not allowed by the attribute dictionary",
    page: r#"## What it does

Reports a literal value of an attribute that its entry in the attribute dictionary (`attributes.toml`) does not allow:

- it is not one of the `values`, which are compared with their capitalisation;
- it does not match the `pattern`, which must match the whole value;
- it has more characters than `max-length`;
- it is not a number, `true` or `false`, or JSON, if `type` is `number`, `boolean` or `json`;
- it has no digit, if `type` is `date`, `date-time` or `phone`, no `@` if it is `email`, or cannot be an address if it is `url`.

A variable with one literal as its only value counts as that value: its initial value, or that of an Update Data that always
runs before.

A text that a flow compares the attribute with is a value, too, if nothing but Get Participant Data or Get Conversation
Data fills the variable. `Lower(Flow.delivery) == "express"` compares with the values in lower case.

The empty text clears an attribute and is always allowed. Values that are known at run time only are not checked.
Without a dictionary, nothing is reported.

## Why is this a problem?

The flows and systems that read the attribute are made for the values of the dictionary. They take another value for an
unknown one: a decision takes the wrong path, and no error is shown.

## Example

```toml attributes.toml
[delivery]
values = ["standard", "express"]
```

```yaml flows/main.yaml
inboundCall:
  name: Main
  startUpRef: "/inboundCall/tasks/task[Greet_10]"
  tasks:
    - task:
        name: Greet
        refId: Greet_10
        actions:
          - setParticipantData:
              name: Set Participant Data
              attributes:
                - attribute:
                    name:
                      lit: delivery
                    value:
                      lit: Express
```

## Use instead

```toml attributes.toml
[delivery]
values = ["standard", "express"]
```

```yaml flows/main.yaml
inboundCall:
  name: Main
  startUpRef: "/inboundCall/tasks/task[Greet_10]"
  tasks:
    - task:
        name: Greet
        refId: Greet_10
        actions:
          - setParticipantData:
              name: Set Participant Data
              attributes:
                - attribute:
                    name:
                      lit: delivery
                    value:
                      lit: express
```

## In Architect

Open the action, and change the value.

## Fix safety

If the value only differs in capitalisation from one of the `values`, the fix writes that one. It is unsafe, because other
places may compare with the old value.

## When to turn it off

If the values in the dictionary are only examples.

## Sources

- Genesys Cloud Resource Center, [Set Participant Data action](https://help.mypurecloud.com/articles/set-participant-data-action/): the value of an attribute is a string
"#,
};

impl Rule for AttributeValue {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        let Some(declared) = &cx.workspace.externals().dictionary else { return Vec::new() };
        let values = literal_values(cx.workspace).filter_map(|value| check(cx, declared, value));
        values.chain(compared_texts(cx.workspace).filter_map(|text| check_compared(cx, declared, text))).collect()
    }
}

fn check(cx: &WorkspaceContext<'_>, declared: &Declared, value: LiteralValue<'_>) -> Option<Diagnostic> {
    let entry = declared.of(value.usage.usage)?;
    let mismatch = entry.mismatch(value.text)?;
    let what = format!("{} sets {} to {}", describe_place(value.usage.usage), quote(value.name), quote(value.text));
    let (reason, label, help) = describe(entry, &mismatch, value.text, &declared.file);
    let message = format!("{what}, {reason}");
    let mut finding = cx.diagnostic(value.usage.file, &value.written.place, message, label, value.text);
    if let Some(fix) = recapitalised(entry, value) {
        finding = finding.with_fix(fix);
    }
    Some(finding.with_help(help).with_related(entry.location.clone(), "declared here"))
}

/// Checks a text that an attribute is compared with.
fn check_compared(cx: &WorkspaceContext<'_>, declared: &Declared, text: ComparedText<'_>) -> Option<Diagnostic> {
    let ComparedText { usage, name, condition, compared } = text;
    let entry = declared.of(usage.usage)?;
    let mismatch = if compared.altered == Altered::default() {
        entry.mismatch(&compared.text)?
    } else {
        // Of an altered value, nothing is known but the values that it may come from.
        let is_value = entry.values.iter().any(|value| compared.altered.equals(value, &compared.text));
        (!entry.values.is_empty() && !is_value).then_some(Mismatch::Value)?
    };
    let (reason, label, help) = describe(entry, &mismatch, &compared.text, &declared.file);
    let (name, variable, literal) = (quote(name), quote(&condition.variable), quote(&compared.text));
    let message = format!("the flow compares {variable}, filled from {name}, with {literal}, {reason}");
    let finding = cx.diagnostic(usage.file, &compared.place, message, label, &compared.text);
    let finding = finding.with_help(help).with_related(usage.location(), "the attribute is read here");
    Some(finding.with_related(entry.location.clone(), "declared here"))
}

/// The reason, the label and the help.
fn describe(entry: &Entry, mismatch: &Mismatch, value: &str, file: &str) -> (String, String, String) {
    match mismatch {
        Mismatch::Value => {
            let otherwise = or_one_of(format!("add {} to its `values` in {file}", quote(value)), &entry.values);
            let help = did_you_mean(closest(value, &entry.values), otherwise);
            (
                "which is not one of its values in the attribute dictionary".to_owned(),
                "not one of its values".to_owned(),
                help,
            )
        }
        Mismatch::Pattern => {
            let pattern = entry.pattern.as_ref().map(|pattern| quote(&pattern.text)).unwrap_or_default();
            let reason = format!("which does not match its pattern {pattern} in the attribute dictionary");
            (reason, "does not match the pattern".to_owned(), format!("use a value that matches {pattern}"))
        }
        Mismatch::Length(length) => {
            let limit = entry.max_length.unwrap_or_default();
            let reason = format!("which has {length} characters; the attribute dictionary allows at most {limit}");
            (reason, "too long".to_owned(), format!("shorten it to at most {limit} characters"))
        }
        Mismatch::Type(kind) => {
            let word = kind.as_str();
            let reason = format!("but its type in the attribute dictionary is `{word}`");
            (
                reason,
                format!("not of type `{word}`"),
                format!("use a value of type `{word}`, or change `type` in {file}"),
            )
        }
    }
}

/// Writes the value with the capitalisation of the dictionary.
fn recapitalised(entry: &Entry, value: LiteralValue<'_>) -> Option<Fix> {
    let is_literal = matches!(value.written.text, Text::Literal(_) | Text::Resolved(_));
    let folded = value.text.to_lowercase();
    let meant = entry.values.iter().find(|known| known.to_lowercase() == folded)?;
    let edits = value.written.scalar.filter(|_| is_literal)?.edits(value.usage.file, meant);
    Some(Fix { title: format!("change to {}", quote(meant)), safety: Safety::Unsafe, edits })
}
