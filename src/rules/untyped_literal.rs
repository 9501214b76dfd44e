//! `untyped-literal`: a literal that YAML reads as something else than a string.

use crate::artifact::{ArtifactKind, SourceText};
use crate::diagnostic::{Diagnostic, Edit, Fix, Safety, Severity};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::syntax::{self, Style, Value, scalar};
use crate::wording::quote;

pub(super) struct UntypedLiteral;

static META: Meta = Meta {
    name: "untyped-literal",
    group: Group::Values,
    severity: Severity::Warning,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "YAML reads a literal as a number, boolean or null",
    page: r#"## What it does

Reports a literal attribute name or value in Archy YAML that YAML reads as a number, a boolean or `null`: `lit: true`,
`lit: 007`, `lit: 1e5`. A name that is `null` is reported by `empty-name`.

## Why is this a problem?

Attributes are strings. How Archy converts other types is undocumented: `007` may become `7`, and `true` may become
`True`. Architect itself always quotes such literals.

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

Safe: it adds quotes, as Architect does. There is no fix for `null`.

## When to turn it off

If another tool quotes the literals before deployment.

## Sources

- [Architect Scripting SDK](https://github.com/MyPureCloud/purecloud-flow-scripting-api-sdk-javascript): literals of attributes are set as strings
- None of 515 literals in published flows is without quotes if YAML would read it as another type (counted in GenesysCloudBlueprints and others)
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

/// Whether YAML may read a scalar as anything but a string.
fn may_be_typed(raw: &str) -> bool {
    let is_text = raw.starts_with(|first: char| first.is_ascii_alphabetic() || matches!(first, '"' | '\''));
    !is_text || ["true", "false", "null"].iter().any(|word| raw.eq_ignore_ascii_case(word))
}

fn check(cx: &FileContext<'_>, written: &SourceText) -> Option<Diagnostic> {
    let scalar = written.scalar.filter(|_| written.placeholders.is_empty())?;
    if !may_be_typed(cx.tree.text().get(scalar.span.range()).unwrap_or_default()) {
        return None;
    }
    let value = cx.innermost.at(scalar.span);
    let what = match value.kind() {
        syntax::ValueKind::Number => "a number",
        syntax::ValueKind::Bool => "a boolean",
        syntax::ValueKind::Null => "null",
        _ => return None,
    };
    let raw = value.raw();
    let is_name = value.parent().and_then(Value::key).is_some_and(|key| key.is_str("name"));
    // `noValue: true` is not a literal, and `empty-name` reports a name that is null.
    let is_literal = value.key().is_some_and(|key| key.is_str("lit"));
    if !is_literal || is_name && value.kind() == syntax::ValueKind::Null {
        return None;
    }
    let message = format!(
        "YAML reads the literal {} as {what}, but attribute names and values are strings; Archy may change it",
        quote(raw)
    );
    let diagnostic = cx.diagnostic(&written.place, message, "needs quotes", raw);
    let quoted = scalar::encode(raw, Style::Double);
    let diagnostic = diagnostic.with_help(format!("write `{quoted}`"));
    if value.kind() == syntax::ValueKind::Null {
        return Some(diagnostic);
    }
    let edit = Edit { file: cx.source.path().clone(), span: scalar.span, replacement: quoted };
    Some(diagnostic.with_fix(Fix { title: "add quotes".to_owned(), safety: Safety::Safe, edits: vec![edit] }))
}
