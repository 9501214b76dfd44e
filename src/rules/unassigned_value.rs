//! `unassigned-value`: an attribute value from a variable that never gets one.

use super::support::expressions::{Reading, readings};
use crate::artifact::flow::expressions::Declaration;
use crate::artifact::{Access, ArtifactKind, AttributeUse, SourceText, Text};
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::quote;

pub(super) struct UnassignedValue;

static META: Meta = Meta {
    name: "unassigned-value",
    group: Group::Expressions,
    severity: Severity::Warning,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.2.0",
    summary: "An attribute is set from a variable that never gets a value",
    page: r#"## What it does

Reports the value of an attribute that reads a variable which has no initial value, is not an input and is never assigned
in the flow. An expression that checks the variable with `IsSet` or `IsNotSetOrEmpty` is not reported.

## Why is this a problem?

The variable is not set at run time, so the attribute stays empty.

## Example

```yaml flows/library.yaml
inboundCall:
  name: Library
  startUpRef: "/inboundCall/tasks/task[Renew_10]"
  variables:
    - stringVariable:
        name: Flow.title
        initialValue:
          noValue: true
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

- Genesys Cloud Resource Center, [Architect built-in variables](https://help.mypurecloud.com/articles/architect-default-variables/)
- Published flows of GenesysCloudBlueprints: where variables get values
"#,
};

impl Rule for UnassignedValue {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        if !cx.expressions.is_whole || loses_target(cx) {
            return Vec::new();
        }
        readings(cx).iter().filter(|reading| is_never_set(cx, &reading.name)).map(|it| finding(cx, it)).collect()
    }
}

/// Whether an action reads attributes into variables that are not known, because it is misshapen: other rules report it.
fn loses_target(cx: &FileContext<'_>) -> bool {
    let is_lost = |usage: &AttributeUse| usage.access == Access::Get && usage.target.is_none();
    let is_empty = || cx.attribute_actions.iter().any(|action| action.layout.attributes.is_empty());
    cx.facts.kind == ArtifactKind::ArchyYaml && (cx.facts.uses.iter().any(is_lost) || is_empty())
}

/// Whether a declared variable never gets a value.
fn is_never_set(cx: &FileContext<'_>, name: &str) -> bool {
    let named = |other: &str| other.eq_ignore_ascii_case(name);
    let declarations = || cx.expressions.declarations.iter().filter(|it| named(&it.variable.name));
    let is_empty = |it: &Declaration<'_>| !it.has_value && !it.variable.is_input;
    declarations().next().is_some()
        && declarations().all(is_empty)
        && !cx.expressions.assignments.iter().any(|it| named(&it.name))
        && !cx.facts.uses.iter().filter_map(|usage| usage.target.as_ref()).any(|it| is_text(it, name))
}

fn is_text(written: &SourceText, name: &str) -> bool {
    match &written.text {
        Text::Computed(text) | Text::Literal(text) => text.trim().eq_ignore_ascii_case(name),
        _ => false,
    }
}

fn finding(cx: &FileContext<'_>, reading: &Reading<'_>) -> Diagnostic {
    let name = quote(&reading.name);
    let message = format!("{name} has no initial value and nothing assigns it, so the attribute stays empty");
    let help = format!("assign {name} before this action, or give it an initial value");
    cx.diagnostic(&reading.place(cx), message, "never assigned", &reading.name).with_help(help)
}
