//! `untyped-literal`: a literal that YAML reads as something else than a string.

use crate::artifact::{ArtifactKind, SourceText};
use crate::diagnostic::{Diagnostic, Edit, Fix, Safety, Severity};
use crate::rules::{FileContext, Group, Meta, Rule};
use crate::syntax::{self, Style, Value, scalar};
use crate::wording::quote;

pub(super) struct UntypedLiteral;

static META: Meta = Meta {
    name: "untyped-literal",
    group: Group::Values,
    severity: Severity::Warning,
    recommended: true,
    summary: "A literal is no string for YAML",
    page: r#"## What it does

Reports a literal attribute name or value in Archy YAML that YAML reads as a number, a boolean or `null`: `lit: true`,
`lit: 007`, `lit: 1e5`. A name that is `null` is reported by `empty-name`.

## Why is this a problem?

Attributes are strings. What Archy makes of another type is documented nowhere: `007` may become `7`, and `true` may
become `True`. Architect itself always quotes such literals.

## Example

```yaml flows/orders.yaml
inboundCall:
  name: Orders
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
                      lit: shopNumber
                    value:
                      lit: 007
```

## Use instead

```yaml flows/orders.yaml
inboundCall:
  name: Orders
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
                      lit: shopNumber
                    value:
                      lit: "007"
```

## Fix safety

Safe: it puts the literal in quotes, as Architect does. There is no fix for `null`.

## When to turn it off

Where files go through a tool that quotes them.

## Sources

- [Architect Scripting SDK](https://github.com/MyPureCloud/purecloud-flow-scripting-api-sdk-javascript): literals of attributes are set as strings
- In 515 literals of published flows none is without quotes where YAML would read something else (counted in GenesysCloudBlueprints and others)
"#,
};

impl Rule for UntypedLiteral {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        if cx.facts.kind != ArtifactKind::ArchyYaml {
            return Vec::new();
        }
        let written = cx.facts.uses.iter().flat_map(|usage| std::iter::once(&usage.name).chain(&usage.value));
        written.filter_map(|written| check(cx, written)).collect()
    }
}

fn check(cx: &FileContext<'_>, written: &SourceText) -> Option<Diagnostic> {
    let scalar = written.scalar.filter(|_| written.placeholders.is_empty())?;
    let value = cx.innermost.at(scalar.span);
    let what = match value.kind() {
        syntax::ValueKind::Number => "a number",
        syntax::ValueKind::Bool => "a boolean",
        syntax::ValueKind::Null => "no value",
        _ => return None,
    };
    let raw = value.raw();
    let is_name = value.parent().and_then(Value::key).is_some_and(|key| key.is_str("name"));
    // `noValue: true` is no literal, and a name that is null is told of elsewhere.
    let is_literal = value.key().is_some_and(|key| key.is_str("lit"));
    if !is_literal || is_name && value.kind() == syntax::ValueKind::Null {
        return None;
    }
    let message = format!("the literal {} is {what} for YAML, but attributes are strings", quote(raw));
    let diagnostic = cx.diagnostic(&written.place, message, "no string without quotes", raw);
    let quoted = scalar::encode(raw, Style::Double);
    let diagnostic = diagnostic.with_help(format!("write `{quoted}`"));
    if value.kind() == syntax::ValueKind::Null {
        return Some(diagnostic);
    }
    let edit = Edit { file: cx.source.path().clone(), span: scalar.span, replacement: quoted };
    Some(diagnostic.with_fix(Fix { title: "put it in quotes".to_owned(), safety: Safety::Safe, edits: vec![edit] }))
}
