//! `duplicate-variable`: a variable that is declared twice in one place.

use rustc_hash::FxHashMap;

use crate::artifact::flow::expressions::Declaration;
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::quote;

pub(super) struct DuplicateVariable;

static META: Meta = Meta {
    name: "duplicate-variable",
    group: Group::Expressions,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.2.0",
    summary: "A variable is declared twice",
    page: r#"## What it does

Reports a variable whose name another variable of the same flow, task or state already has. Capitalisation does not
matter. The same name in two tasks, or as `Flow.` and `Task.`, is not reported.

## Why is this a problem?

Names of variables are unique in their flow, task or state, so the flow cannot be published.

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
        name: Flow.Title
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
                      exp: Flow.title
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
                      exp: Flow.title
```

## Sources

- [Architect Scripting SDK](https://www.npmjs.com/package/purecloud-flow-scripting-api-sdk-javascript) 0.2.6: names of variables are unique
"#,
};

impl Rule for DuplicateVariable {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        let mut first: FxHashMap<_, &Declaration<'_>> = FxHashMap::default();
        let mut found = Vec::new();
        for declaration in cx.expressions.declarations {
            let key = (declaration.container, declaration.variable.name.to_lowercase());
            match first.get(&key) {
                Some(other) => found.push(finding(cx, declaration, other)),
                None => drop(first.insert(key, declaration)),
            }
        }
        found
    }
}

fn finding(cx: &FileContext<'_>, declaration: &Declaration<'_>, first: &Declaration<'_>) -> Diagnostic {
    let (name, other) = (&declaration.variable.name, quote(&first.variable.name));
    let message = format!("the variable {} already exists, so the flow cannot be published", quote(name));
    cx.diagnostic(&cx.place(declaration.value), message, "declared again", name)
        .with_related(cx.location(&cx.place(first.value)), format!("{other} is declared here first"))
        .with_help(format!("remove this declaration of {}, or rename it", quote(name)))
}
