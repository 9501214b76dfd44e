//! `expression-in-literal`: a literal value that reads like an expression.

use super::support::wording::actor;
use crate::artifact::{ArtifactKind, AttributeUse, SourceText, Text};
use crate::diagnostic::{Diagnostic, Edit, Fix, Safety, Severity};
use crate::knowledge::variables::is_built_in;
use crate::rules::{FileContext, Group, Meta, Rule};
use crate::syntax::Value;
use crate::wording::quote;

pub(super) struct ExpressionInLiteral;

static META: Meta = Meta {
    name: "expression-in-literal",
    group: Group::Values,
    severity: Severity::Warning,
    recommended: true,
    summary: "A literal value is the text of a variable or of a keyword of expressions",
    page: r#"## What it does

Reports a literal attribute value that is exactly the name of a variable which the flow declares, of a built-in variable
(`Call.Ani`), or a keyword of expressions (`NOT_SET`, `null`). Other texts, also those that look like expressions, are
left alone.

## Why is this a problem?

A literal is stored as it is written: the attribute then holds the text `Flow.customerId`, and not the customer's
number. `null` is stored as four letters, which `IsNotSetOrEmpty` does not take for empty.

## Example

```yaml flows/orders.yaml
inboundCall:
  name: Orders
  startUpRef: "/inboundCall/tasks/task[Greet_10]"
  variables:
    - stringVariable:
        name: Flow.customerId
        initialValue:
          noValue: true
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
                      lit: customerId
                    value:
                      lit: Flow.customerId
```

## Use instead

```yaml flows/orders.yaml
inboundCall:
  name: Orders
  startUpRef: "/inboundCall/tasks/task[Greet_10]"
  variables:
    - stringVariable:
        name: Flow.customerId
        initialValue:
          noValue: true
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
                      lit: customerId
                    value:
                      exp: Flow.customerId
```

## Fix safety

Unsafe: it makes an expression of the literal, and what is stored changes. Only in Archy YAML, and only for variables.

## When to turn it off

Where such texts are stored on purpose, for a reader that knows what they mean.

## Sources

- Genesys Cloud Resource Center, [Use string literals in expressions](https://help.mypurecloud.com/articles/use-string-literals-expressions/)
- Genesys Cloud Resource Center, [Set Participant Data action](https://help.mypurecloud.com/articles/set-participant-data-action/)
"#,
};

impl Rule for ExpressionInLiteral {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        let sets = cx.facts.uses.iter().filter(|usage| usage.via.is_action());
        sets.filter_map(|usage| check(cx, usage, usage.value.as_ref()?)).collect()
    }
}

/// What expressions say for "no value". Architect has the first; the second is what people write for it.
const NOTHING: [&str; 2] = ["NOT_SET", "null"];

fn check(cx: &FileContext<'_>, usage: &AttributeUse, value: &SourceText) -> Option<Diagnostic> {
    let Text::Literal(text) = &value.text else { return None };
    let is_variable = cx.facts.declarations(text).next().is_some() || is_built_in(text);
    if !is_variable && !NOTHING.contains(&text.as_ref()) {
        return None;
    }
    let message = format!("{} stores the text {} itself", actor(usage), quote(text));
    let diagnostic = cx.diagnostic(&value.place, message, "a literal: stored letter by letter", text);
    if !is_variable {
        return Some(diagnostic.with_help("leave the value empty, or use the expression `NOT_SET`"));
    }
    let diagnostic = diagnostic.with_help(format!("use the expression `{text}`, so that its value is stored"));
    Some(match fix(cx, value) {
        Some(fix) => diagnostic.with_fix(fix),
        None => diagnostic,
    })
}

/// `lit` becomes `exp`; the text behind it stays. Beside another key nobody knows which of them is meant.
fn fix(cx: &FileContext<'_>, value: &SourceText) -> Option<Fix> {
    let scalar = value.scalar.filter(|_| cx.facts.kind == ArtifactKind::ArchyYaml)?;
    let is_alone = |key: &Value<'_>| key.parent().is_some_and(|value| value.members().count() == 1);
    let key = cx.innermost.at(scalar.span).key().filter(|key| key.is_str("lit") && is_alone(key))?;
    let edit = Edit { file: cx.source.path().clone(), span: key.content_span(), replacement: "exp".to_owned() };
    Some(Fix { title: "make it an expression".to_owned(), safety: Safety::Unsafe, edits: vec![edit] })
}
