//! `dynamic-name`: the name of an attribute is computed at run time.

use super::support::wording::actor;
use super::template_in_name::is_dead;
use crate::artifact::{AttributeUse, Text, Via};
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::{FileContext, Group, Meta, Rule};

pub(super) struct DynamicName;

static META: Meta = Meta {
    name: "dynamic-name",
    group: Group::Names,
    severity: Severity::Warning,
    recommended: true,
    summary: "The name of an attribute is computed at run time",
    page: r#"## What it does

Reports a Set or Get action and a script snippet whose attribute name is an expression. An expression that always
gives the same text (`"customer" + "Id"`) counts as that text. The body of a data action may compute names: that is a
published idiom.

## Why is this a problem?

Architect's help asks for a literal. A computed name works or fails with the data of each call, and neither a search
nor this tool can tell who reads or writes the attribute.

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

## When to turn it off

Where a flow has to write attributes whose names come from outside, and all who read them know that.

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
    (may_not && !is_template).then(|| {
        let message = format!("{} computes the name of an attribute", actor(usage));
        cx.diagnostic(&usage.name.place, message, "the name is known at run time only", written)
            .with_help("write the name as a literal; a computed name can be neither checked nor found")
    })
}
