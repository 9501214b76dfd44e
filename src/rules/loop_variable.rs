//! `loop-variable`: the index of a loop outside its task or state.

use super::support::expressions::{Missing, MissingKind, missing, place};
use crate::artifact::flow::expressions::Filler;
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::quote;

pub(super) struct LoopVariable;

static META: Meta = Meta {
    name: "loop-variable",
    group: Group::Expressions,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.2.0",
    summary: "The index of a loop is used in another task",
    page: r#"## What it does

Reports the index variable of a loop in an expression of another task or state, if that task or state has no variable of
this name. Within its own task or state the index may be used after the loop.

## Why is this a problem?

The index belongs to the task or state of the loop and does not exist in others, so the flow cannot be published.

## Example

```yaml flows/library.yaml
inboundCall:
  name: Library
  startUpRef: "/inboundCall/tasks/task[Renew_10]"
  tasks:
    - task:
        name: Renew
        refId: Renew_10
        actions:
          - loop:
              name: Loop
              currentIndex:
                var: Task.book
              loopCount:
                lit: 3
              outputs:
                loop:
                  actions:
                    - playAudio:
                        name: Play Audio
                        audio:
                          tts: Renewed.
    - task:
        name: Store
        refId: Store_20
        actions:
          - setParticipantData:
              name: Set Participant Data
              attributes:
                - attribute:
                    name:
                      lit: renewed
                    value:
                      exp: Task.book
```

## Use instead

```yaml flows/library.yaml
inboundCall:
  name: Library
  startUpRef: "/inboundCall/tasks/task[Renew_10]"
  tasks:
    - task:
        name: Renew
        refId: Renew_10
        actions:
          - loop:
              name: Loop
              currentIndex:
                var: Task.book
              loopCount:
                lit: 3
              outputs:
                loop:
                  actions:
                    - playAudio:
                        name: Play Audio
                        audio:
                          tts: Renewed.
          - setParticipantData:
              name: Set Participant Data
              attributes:
                - attribute:
                    name:
                      lit: renewed
                    value:
                      exp: Task.book
```

## Sources

- [Architect Scripting SDK](https://www.npmjs.com/package/purecloud-flow-scripting-api-sdk-javascript) 0.2.6: look-up of variables
"#,
};

impl Rule for LoopVariable {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        // Most flows have no loop, and the search for what is missing is the same as that of `undeclared-variable`.
        if !cx.expressions.assignments.iter().any(|it| it.by == Filler::Loop) {
            return Vec::new();
        }
        let missing = missing(cx);
        missing.iter().filter(|it| it.kind == MissingKind::LoopElsewhere).map(|it| finding(cx, it)).collect()
    }
}

fn finding(cx: &FileContext<'_>, missing: &Missing<'_>) -> Diagnostic {
    let (scope, name) = missing.name.split_once('.').unwrap_or_default();
    let message = format!(
        "{} is the index of a loop in another {} and does not exist here, so the flow cannot be published",
        quote(&missing.name),
        scope.to_lowercase()
    );
    let place = place(cx, missing.expression, missing.span);
    let help = format!("use `Flow.{name}` as the index of the loop and here");
    cx.diagnostic(&place, message, "index of another loop", &missing.name).with_help(help)
}
