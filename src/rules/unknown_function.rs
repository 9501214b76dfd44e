//! `unknown-function`: a call of a function that Architect does not have.

use super::support::expressions::place;
use crate::artifact::flow::expressions::Expression;
use crate::diagnostic::{Diagnostic, Severity};
use crate::expr::architect::NodeKind;
use crate::knowledge::expressions::{meant, replacement_for};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::text::Span;
use crate::wording::{did_you_mean, quote};

pub(super) struct UnknownFunction;

static META: Meta = Meta {
    name: "unknown-function",
    group: Group::Expressions,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.2.0",
    summary: "An expression calls a function that Architect does not have",
    page: r#"## What it does

Reports a function whose name is a misspelling of a known function (`Apend`), or comes from another language
(`Concat`, `ToUpper`, `Len`). Capitalisation does not matter. Any other unknown name may be a new function and is not
reported.

## Why is this a problem?

Architect checks expressions when a flow is published, so such a flow cannot be published.

## Example

```yaml flows/library.yaml
inboundCall:
  name: Library
  startUpRef: "/inboundCall/tasks/task[Renew_10]"
  variables:
    - stringVariable:
        name: Flow.title
        initialValue:
          lit: Emma
    - integerVariable:
        name: Flow.copies
        initialValue:
          lit: 3
  tasks:
    - task:
        name: Renew
        refId: Renew_10
        actions:
          - setParticipantData:
              name: Set Participant Data
              attributes:
                - attribute:
                    name:
                      lit: bookTitle
                    value:
                      exp: Apend("Title ", Flow.title)
```

## Use instead

```yaml flows/library.yaml
inboundCall:
  name: Library
  startUpRef: "/inboundCall/tasks/task[Renew_10]"
  variables:
    - stringVariable:
        name: Flow.title
        initialValue:
          lit: Emma
    - integerVariable:
        name: Flow.copies
        initialValue:
          lit: 3
  tasks:
    - task:
        name: Renew
        refId: Renew_10
        actions:
          - setParticipantData:
              name: Set Participant Data
              attributes:
                - attribute:
                    name:
                      lit: bookTitle
                    value:
                      exp: Append("Title ", Flow.title)
```

## Sources

- [Architect Scripting SDK](https://www.npmjs.com/package/purecloud-flow-scripting-api-sdk-javascript) 0.2.6: table of functions
- Genesys Cloud Resource Center, [Expressions tips and best practices](https://help.mypurecloud.com/articles/expressions-tips-best-practices/)
"#,
};

impl Rule for UnknownFunction {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        let right = cx.expressions.all.iter().filter(|expression| expression.tree.errors.is_empty());
        right.flat_map(|expression| calls(expression).filter_map(|name| check(cx, expression, name))).collect()
    }
}

/// Returns the names of the functions that an expression calls.
fn calls<'e>(expression: &'e Expression<'_>) -> impl Iterator<Item = Span> + use<'e> {
    expression.tree.nodes().filter_map(|(_, node)| match node.kind {
        NodeKind::Call { name } => Some(name),
        _ => None,
    })
}

fn check(cx: &FileContext<'_>, expression: &Expression<'_>, name: Span) -> Option<Diagnostic> {
    let text = expression.tree.slice(name);
    let help = match replacement_for(text) {
        Some(instead) => format!("use {}", instead.split(", ").map(quote).collect::<Vec<_>>().join(" or ")),
        None => did_you_mean(Some(meant(text)?), ""),
    };
    let message = format!("Architect has no function {}, so the flow cannot be published", quote(text));
    Some(cx.diagnostic(&place(cx, expression, name), message, "unknown function", text).with_help(help))
}
