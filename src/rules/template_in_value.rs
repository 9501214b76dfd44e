//! `template-in-value`: a placeholder in the literal value of an attribute that nothing replaces there.

use super::support::wording::actor;
use crate::artifact::{Access, AttributeUse, Placeholder, ReplacedAt, SourceText, Text, Via};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::rules::{FileContext, Group, Meta, Rule};
use crate::wording::quote;

pub(super) struct TemplateInValue;

static META: Meta = Meta {
    name: "template-in-value",
    group: Group::Values,
    severity: Severity::Error,
    recommended: true,
    summary: "The literal value of an attribute holds a placeholder that nothing replaces",
    page: r#"## What it does

Reports `{{…}}` and `${…}` in the literal value of an attribute where nothing replaces them: in flow configurations
and exports, and in the body of a request to the API. Substitutions in Archy YAML, Velocity in the body of a data
action and the values of a Set Participant Data payload are fine.

## Why is this a problem?

The placeholder itself is stored, braces included, and whoever reads the attribute gets `{{flow.sessionId}}` in place
of the session.

## Example

```json session.payload.json
{
  "attributes": {
    "sessionRef": "{{flow.input.sessionId}}"
  }
}
```

## Use instead

In a request, the value itself; in a flow, an expression.

```json session.payload.json
{
  "attributes": {
    "sessionRef": "b1946ac9"
  }
}
```

```yaml flows/session.yaml
inboundCall:
  name: Session
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
                      lit: sessionRef
                    value:
                      exp: Flow.sessionId
```

## When to turn it off

Where another tool fills in the placeholders before the file is sent, or where the text with its braces is what the
reader of the attribute wants.

## Sources

- Genesys Cloud Resource Center, [Use string literals in expressions](https://help.mypurecloud.com/articles/use-string-literals-expressions/)
- Genesys Cloud Resource Center, [Velocity macros for data actions](https://help.mypurecloud.com/articles/velocity-macros-data-actions/)
"#,
};

impl Rule for TemplateInValue {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        let sets = cx.facts.uses.iter().filter(|usage| usage.access == Access::Set);
        let values = sets.filter_map(|usage| Some((usage, usage.value.as_ref()?)));
        values.flat_map(|(usage, value)| dead(value).map(move |template| finding(cx, usage, value, template))).collect()
    }
}

/// The placeholders of a literal value that nothing replaces.
fn dead(value: &SourceText) -> impl Iterator<Item = &Placeholder> {
    let is_literal = matches!(value.text, Text::Literal(_) | Text::Constant(_));
    value.placeholders.iter().filter(move |template| is_literal && template.replaced == ReplacedAt::Never)
}

fn finding(cx: &FileContext<'_>, usage: &AttributeUse, value: &SourceText, template: &Placeholder) -> Diagnostic {
    let message = format!("{} has the placeholder {} in an attribute value", actor(usage), quote(&template.text));
    let place = Place { span: template.span, ..value.place.clone() };
    cx.diagnostic(&place, message, "nothing replaces this; it is stored as it is written", &template.text)
        .with_help(help(usage.via))
}

fn help(via: Via) -> &'static str {
    match via {
        Via::ParticipantData | Via::ConversationData => "use an expression such as `Flow.sessionId`, not a literal",
        Via::DataActionBody => "use Velocity, as in `${input.sessionId}`",
        _ => "write the value itself, or let what sends the request fill it in",
    }
}
