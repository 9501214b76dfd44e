//! `dynamic-name`: an attribute name that is computed at run time.

use super::support::wording::describe_place;
use super::template_in_name::is_dead;
use crate::artifact::{Access, AttributeUse, Text, Via};
use crate::diagnostic::{Diagnostic, Severity};
use crate::expr::architect::{self, Problem};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};

pub(super) struct DynamicName;

static META: Meta = Meta {
    name: "dynamic-name",
    group: Group::Names,
    severity: Severity::Warning,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "An attribute name is computed at run time",
    page: r#"## What it does

Reports a Set or Get action and a script snippet whose attribute name is an expression. An expression that always returns
the same text (`"customer" + "Id"`) counts as that text, and so does a variable with one literal as its only value: its
initial value, or that of an Update Data that always runs before. The body of a data action may compute names: published
blueprints do.

## Why is this a problem?

Architect's documentation asks for a literal. Whether a computed name works depends on the data of each call, and neither
a search nor flowvet can find the flows that read or set the attribute.

## Example

```yaml flows/survey.yaml
inboundCall:
  name: Survey
  startUpRef: "/inboundCall/tasks/task[Store_10]"
  tasks:
    - task:
        name: Store
        refId: Store_10
        actions:
          - setParticipantData:
              name: Set Participant Data
              attributes:
                - attribute:
                    name:
                      exp: Append("answer", Flow.question)
                    value:
                      exp: Flow.answer
```

## Use instead

```yaml flows/survey.yaml
inboundCall:
  name: Survey
  startUpRef: "/inboundCall/tasks/task[Store_10]"
  tasks:
    - task:
        name: Store
        refId: Store_10
        actions:
          - setParticipantData:
              name: Set Participant Data
              attributes:
                - attribute:
                    name:
                      lit: answers
                    value:
                      exp: Append(Flow.question, "=", Flow.answer)
```

## In Architect

Open the action, change the attribute name from an expression to a literal, and enter the name.

## When to turn it off

If a flow must set attributes whose names come from another system.

## Sources

- Genesys Cloud Resource Center, [Get Participant Data action](https://help.mypurecloud.com/articles/get-participant-data-action/): the attribute name should be a string literal
"#,
};

impl Rule for DynamicName {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        cx.facts.uses.iter().filter_map(|usage| finding(cx, usage)).collect()
    }
}

fn finding(cx: &FileContext<'_>, usage: &AttributeUse) -> Option<Diagnostic> {
    let Text::Computed(written) = &usage.name.text else { return None };
    let may_not = usage.via.is_action() || usage.via == Via::Snippet;
    let is_template = usage.name.placeholders.iter().any(is_dead);
    // `expression-syntax` reports a bare word.
    let is_word = written.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && architect::parse(written).errors.iter().any(|error| error.problem == Problem::BareWord);
    (may_not && !is_template && !is_word).then(|| {
        let verb = if usage.access == Access::Set { "sets" } else { "reads" };
        let message = format!(
            "the attribute name in {} is an expression, so it is unknown which attribute it {verb}",
            describe_place(usage)
        );
        cx.diagnostic(&usage.name.place, message, "known only at run time", written)
            .with_help("use a literal name; searches and checks cannot find a computed one")
    })
}
