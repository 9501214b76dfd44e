//! `empty-name`: an attribute without a name.

use super::support::wording::describe_place;
use crate::artifact::{AttributeUse, Text};
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::text::printable::is_invisible;

pub(super) struct EmptyName;

static META: Meta = Meta {
    name: "empty-name",
    group: Group::Names,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "An attribute name is empty or only whitespace",
    page: r#"## What it does

Reports an attribute whose name is not set, empty, `null`, or consists only of spaces and other invisible characters.

## Why is this a problem?

Architect puts the action into an error state and does not publish the flow. In a payload or the body of a data action,
the value is stored under a name that nothing can read.

## Example

```yaml flows/greeting.yaml
inboundCall:
  name: Greeting
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
                      lit: ""
                    value:
                      exp: Flow.language
```

## Use instead

```yaml flows/greeting.yaml
inboundCall:
  name: Greeting
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
                      lit: callerLanguage
                    value:
                      exp: Flow.language
```

## In Architect

Open the action that is marked as an error, and enter the attribute name.

## When to turn it off

While a flow is incomplete and not meant to be published yet.

## Sources

- Genesys Cloud Resource Center, [Set Participant Data action](https://help.mypurecloud.com/articles/set-participant-data-action/)
- Genesys Cloud Resource Center, [Get Participant Data action](https://help.mypurecloud.com/articles/get-participant-data-action/)
"#,
};

impl Rule for EmptyName {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        cx.facts.uses.iter().filter(|usage| is_empty(usage)).map(|usage| finding(cx, usage)).collect()
    }
}

fn is_empty(usage: &AttributeUse) -> bool {
    match &usage.name.text {
        Text::Missing => true,
        Text::Literal(text) | Text::Constant(text) | Text::Resolved(text) => {
            usage.name.placeholders.is_empty() && text.chars().all(is_invisible)
        }
        Text::OtherType(text) => matches!(&**text, "" | "~" | "null" | "Null" | "NULL"),
        Text::Unresolved(_) | Text::Computed(_) => false,
    }
}

fn finding(cx: &FileContext<'_>, usage: &AttributeUse) -> Diagnostic {
    let what = if usage.via.is_script_variable() { "has no name" } else { "has an attribute without a name" };
    let message = format!("{} {what}", describe_place(usage));
    let help = if usage.via.is_script_variable() { "give the variable a name" } else { "enter the attribute name" };
    cx.diagnostic(&usage.name.place, message, "missing name", "").with_help(help)
}
