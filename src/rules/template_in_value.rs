//! `template-in-value`: a placeholder in the literal value of an attribute that is never replaced.

use super::support::wording::actor;
use crate::artifact::{Access, AttributeUse, Placeholder, ReplacedAt, SourceText, Text, Via};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::quote;

pub(super) struct TemplateInValue;

static META: Meta = Meta {
    name: "template-in-value",
    group: Group::Values,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "A literal attribute value contains a placeholder that is never replaced",
    page: r#"## What it does

Reports `{{…}}` and `${…}` in the literal value of an attribute if they are never replaced: in flow configurations
and exports, and in the body of a request to the API. Substitutions in Archy YAML, Velocity in the body of a data
action and the values of a Set Participant Data payload are fine.

## Why is this a problem?

The placeholder itself is stored, with its braces, and a flow that reads the attribute gets `{{flow.sessionId}}`
instead of the session.

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

## In Architect

Open the action, change the value from a literal to an expression, and enter the variable.

## When to turn it off

If another tool replaces the placeholders before the file is sent, or if the reader of the attribute expects the text
with its braces.

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

/// Returns the placeholders of a literal value that are never replaced.
fn dead(value: &SourceText) -> impl Iterator<Item = &Placeholder> {
    let is_literal = matches!(value.text, Text::Literal(_) | Text::Constant(_));
    value.placeholders.iter().filter(move |template| is_literal && template.replaced == ReplacedAt::Never)
}

fn finding(cx: &FileContext<'_>, usage: &AttributeUse, value: &SourceText, template: &Placeholder) -> Diagnostic {
    let placeholder = quote(&template.text);
    let message = match usage.via {
        Via::ParticipantData | Via::ConversationData => {
            format!("{} stores the literal text {placeholder}: it is not replaced here", actor(usage))
        }
        _ => format!("{placeholder} is not replaced here; the attribute stores this literal text"),
    };
    let place = Place { span: template.span, ..value.place.clone() };
    cx.diagnostic(&place, message, "stored literally", &template.text).with_help(help(usage.via, template))
}

fn help(via: Via, template: &Placeholder) -> String {
    let name = template.key.rsplit('.').next().unwrap_or_default().trim();
    let is_variable = !name.is_empty() && name.chars().all(|it| it.is_ascii_alphanumeric() || it == '_');
    let name = if is_variable { name } else { "name" };
    match via {
        Via::ParticipantData | Via::ConversationData => {
            format!("use an expression instead of a literal, for example `Flow.{name}`")
        }
        Via::DataActionBody => format!("use Velocity: `${{input.{name}}}`"),
        _ => "write the actual value, or have the sender of the request replace the placeholder first".to_owned(),
    }
}
