//! `expression-in-literal`: a literal value that is the text of an expression.

use super::support::wording::actor;
use crate::artifact::{ArtifactKind, AttributeUse, SourceText, Text};
use crate::diagnostic::{Diagnostic, Edit, Fix, Safety, Severity};
use crate::knowledge::variables::is_built_in;
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::syntax::Value;
use crate::wording::quote;

pub(super) struct ExpressionInLiteral;

static META: Meta = Meta {
    name: "expression-in-literal",
    group: Group::Values,
    severity: Severity::Warning,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "A variable name or keyword is stored as literal text",
    page: r#"## What it does

Reports a literal attribute value that is exactly the name of a variable that the flow declares (with its scope, as in
`Flow.orderNumber`), of a built-in variable (`Call.Ani`), or a keyword (`NOT_SET`, `null`). Other texts are not reported,
even if they look like expressions: a single word such as `status` may be a text.

## Why is this a problem?

A literal is stored unchanged: the attribute then contains the text `Flow.customerId`, not the customer's number. `null`
is stored as four letters, which `IsNotSetOrEmpty` does not treat as empty.

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

## In Architect

Open the action, change the value of the row from a literal to an expression, and enter the variable.

## Fix safety

Unsafe: it changes the literal to an expression, so a different value is stored. Only in Archy YAML, and only for
variables.

## When to turn it off

If such texts are stored on purpose, for a reader that interprets them.

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

/// Texts for "no value": the keyword of Architect, and the word of other languages that is often used instead.
const NOTHING: [&str; 2] = ["NOT_SET", "null"];

fn check(cx: &FileContext<'_>, usage: &AttributeUse, value: &SourceText) -> Option<Diagnostic> {
    let Text::Literal(text) = &value.text else { return None };
    // A word without a scope is a text, even if a flow declares that name.
    let is_declared = text.contains('.') && cx.facts.declarations(text).next().is_some();
    let is_variable = is_declared || is_built_in(text);
    if !is_variable && !NOTHING.contains(&text.as_ref()) {
        return None;
    }
    let what = if is_variable { "not the value of the variable" } else { "which is not an empty value" };
    let message = format!("{} stores the literal text {}, {what}", actor(usage), quote(text));
    let diagnostic = cx.diagnostic(&value.place, message, "literal, not an expression", text);
    if !is_variable {
        return Some(diagnostic.with_help("leave the value empty, or use the expression `NOT_SET`"));
    }
    let typed = if cx.facts.kind == ArtifactKind::ArchyYaml { format!("exp: {text}") } else { text.to_string() };
    let diagnostic = diagnostic.with_help(format!("change this value to an expression: `{typed}`"));
    Some(match fix(cx, value) {
        Some(fix) => diagnostic.with_fix(fix),
        None => diagnostic,
    })
}

/// Replaces the key `lit` by `exp`. `None` if there is another key next to it: then it is unknown which of them is meant.
fn fix(cx: &FileContext<'_>, value: &SourceText) -> Option<Fix> {
    let scalar = value.scalar.filter(|_| cx.facts.kind == ArtifactKind::ArchyYaml)?;
    let is_alone = |key: &Value<'_>| key.parent().is_some_and(|value| value.members().count() == 1);
    let key = cx.innermost.at(scalar.span).key().filter(|key| key.is_str("lit") && is_alone(key))?;
    let edit = Edit { file: cx.source.path().clone(), span: key.content_span(), replacement: "exp".to_owned() };
    Some(Fix { title: "change it to an expression".to_owned(), safety: Safety::Unsafe, edits: vec![edit] })
}
