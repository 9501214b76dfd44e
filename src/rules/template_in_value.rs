//! `template-in-value`: a placeholder in the literal value of an attribute that is never replaced.

use super::support::variables::{CANDIDATES, strings};
use super::support::wording::describe_place;
use super::template_in_name::{filled, is_dead};
use crate::artifact::{Access, AttributeUse, Facts, Placeholder, ReplacedAt, SourceText, Text, Via};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::rules::context::{FileContext, WorkspaceContext};
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::{closest, list, quote};

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
and exports, and in the body of a request to the API. Other substitutions in Archy YAML, Velocity in the body of a data
action and the values of a Set Participant Data payload are fine.

A placeholder in Archy YAML that names a value of the call (`{{Flow.customerId}}`, `${Task.id}`) is reported as well,
unless a deployment in the project defines it, or an expression searches for it, as `Replace` does: placeholders are
replaced at deployment, when there is no call yet.

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
        let found = values.flat_map(|(usage, value)| never_replaced(value).map(move |it| (usage, value, it)));
        found
            .map(|(usage, value, template)| {
                let (place, message) = place_and_message(usage, value, template);
                let diagnostic = cx.diagnostic(&place, message, "stored literally", &template.text);
                diagnostic.with_help(help(cx.facts, usage.via, template))
            })
            .collect()
    }

    /// A placeholder that is replaced at deployment may have a value in another file, regardless of its key.
    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        let filled = filled(cx);
        let mut found = Vec::new();
        for (file, facts) in cx.workspace.files() {
            for usage in facts.uses.iter().filter(|usage| usage.access == Access::Set) {
                let Some(value) = &usage.value else { continue };
                let early = value.placeholders.iter().filter(|it| it.replaced == ReplacedAt::Deployment && is_dead(it));
                let early = early.filter(|it| !it.is_compared);
                for template in early.filter(|it| !filled.contains(&(&**file, &*it.key))) {
                    let (place, message) = place_and_message(usage, value, template);
                    let label = "only replaced at deployment";
                    let finding = cx.diagnostic(file, &place, message, label, &template.text);
                    found.push(finding.with_help(help(facts, usage.via, template)));
                }
            }
        }
        found
    }
}

/// Returns the placeholders of a literal value that are never replaced.
fn never_replaced(value: &SourceText) -> impl Iterator<Item = &Placeholder> {
    let is_literal = matches!(value.text, Text::Literal(_) | Text::Constant(_));
    value.placeholders.iter().filter(move |template| is_literal && template.replaced == ReplacedAt::Never)
}

/// Returns the place of a placeholder and what it does there.
fn place_and_message(usage: &AttributeUse, value: &SourceText, template: &Placeholder) -> (Place, String) {
    let placeholder = quote(&template.text);
    let message = match usage.via {
        Via::ParticipantData | Via::ConversationData => {
            format!("{} stores the literal text {placeholder}: it is not replaced here", describe_place(usage))
        }
        _ => format!("{placeholder} is not replaced here; the attribute stores this literal text"),
    };
    (Place { span: template.span, ..value.place.clone() }, message)
}

/// Names the variable or input that was meant, or else the ones that exist.
fn help(facts: &Facts, via: Via, template: &Placeholder) -> String {
    let name = template.key.rsplit('.').next().unwrap_or_default().trim();
    let is_variable = !name.is_empty() && name.chars().all(|it| it.is_ascii_alphanumeric() || it == '_');
    let example = if is_variable { name } else { "name" };
    match via {
        Via::ParticipantData | Via::ConversationData => {
            let known = strings(facts);
            let without_scope: Vec<&str> =
                known.iter().map(|it| it.split_once('.').map_or(*it, |(_, it)| it)).collect();
            let meant =
                closest(name, &without_scope).and_then(|it| without_scope.iter().position(|other| *other == it));
            match (meant.and_then(|number| known.get(number)), known.as_slice()) {
                (Some(meant), _) => format!("use the expression {} instead of a literal", quote(meant)),
                (None, []) => format!("use an expression instead of a literal, for example `Flow.{example}`"),
                (None, known) => format!("use an expression instead of a literal; variables: {}", list(known)),
            }
        }
        Via::DataActionBody => {
            // A file with several data actions does not reveal to which of them the body belongs.
            let inputs = if let [action] = facts.interfaces.as_slice() { action.inputs.as_deref() } else { None };
            let inputs: Vec<&str> =
                inputs.iter().copied().flatten().take(CANDIDATES).map(|input| &*input.name).collect();
            let known: Vec<String> = inputs.iter().map(|name| format!("${{input.{name}}}")).collect();
            match (closest(name, &inputs), known.as_slice()) {
                (Some(meant), _) => format!("use Velocity: `${{input.{meant}}}`"),
                (None, []) => format!("use Velocity: `${{input.{example}}}`"),
                (None, known) => format!("use Velocity with an input of the contract: {}", list(known)),
            }
        }
        _ => "write the actual value, or have the sender of the request replace the placeholder first".to_owned(),
    }
}
