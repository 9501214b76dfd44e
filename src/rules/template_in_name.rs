//! `template-in-name`: a placeholder in an attribute name that is never replaced.

use rustc_hash::FxHashSet;

use super::support::wording::describe_place;
use crate::artifact::{Access, AttributeUse, Placeholder, ReplacedAt, Via};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::rules::context::{FileContext, WorkspaceContext};
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::quote;

pub(super) struct TemplateInName;

static META: Meta = Meta {
    name: "template-in-name",
    group: Group::Names,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "An attribute name contains a placeholder that is never replaced",
    page: r#"## What it does

Reports `{{…}}` and `${…}` in an attribute name if they are never replaced: in payloads, in flow configurations and
exports, in script snippets.

In Archy YAML `{{key}}` is replaced at deployment, so a name may contain one. If the project has its value, in the
substitutions of a `genesyscloud_flow` or in an options file of Archy, all rules about names see the name as deployed.
Keys that refer to the running call, such as `{{flow.customerId}}` or `{{interaction.id}}`, are reported, unless the
project has a value for them: at deployment no call exists. In the body of a data action `${input.x}` is replaced by
Velocity, also in a key.

## Why is this a problem?

An attribute name is fixed text. Genesys Cloud stores the attribute under the placeholder itself, with its braces, and
no flow finds it.

## Example

```json session.payload.json
{
  "data": {
    "{{flow.input.sessionName}}": "{{flow.input.sessionId}}"
  }
}
```

## Use instead

The name is a literal; only the value changes from call to call.

```json session.payload.json
{
  "data": {
    "sessionRef": "{{flow.input.sessionId}}"
  }
}
```

In Archy YAML:

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

Open the action, enter a fixed attribute name, and move the variable into the value as an expression.

## When to turn it off

If another tool than Archy or CX as Code replaces the placeholders before the file is deployed.

## Sources

- Genesys Cloud Resource Center, [Set Participant Data action](https://help.mypurecloud.com/articles/set-participant-data-action/): the attribute name is a string literal
- Genesys Cloud Developer Center, [Archy: substitutions](https://developer.genesys.cloud/devapps/archy/flowAuthoring/lesson_07_substitutions)
- Genesys Cloud Resource Center, [Velocity macros for data actions](https://help.mypurecloud.com/articles/velocity-macros-data-actions/)
"#,
};

/// First parts of dotted keys that refer to the running call: scopes of Architect's
/// variables (Architect Scripting SDK, `VARIABLE_SCOPES`) and other words for them. Scopes that may as well be the
/// author's own keys (`common`, `email`, `message` …) are left out.
const RUN_TIME: &[&str] = &[
    "call",
    "conversation",
    "flow",
    "flowvars",
    "interaction",
    "participant",
    "session",
    "slot",
    "state",
    "task",
    "trigger",
];

impl Rule for TemplateInName {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        let finding = |usage: &AttributeUse, template: &Placeholder| {
            let (place, message) = place_and_message(usage, template, NEVER);
            cx.diagnostic(&place, message, "stored with the braces", &template.text).with_help(help(usage, template))
        };
        let found = never_replaced(&cx.facts.uses).filter(|(_, template)| template.replaced != ReplacedAt::Deployment);
        found.map(|(usage, template)| finding(usage, template)).collect()
    }

    /// A key that is replaced at deployment may have a value in another file.
    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        let filled = filled(cx);
        let mut found = Vec::new();
        for (file, facts) in cx.workspace.files() {
            for (usage, template) in never_replaced(&facts.uses) {
                if template.replaced == ReplacedAt::Deployment && !filled.contains(&(&**file, &*template.key)) {
                    let (place, message) = place_and_message(usage, template, TOO_EARLY);
                    let label = "no call exists at deployment";
                    found.push(
                        cx.diagnostic(file, &place, message, label, &template.text).with_help(help(usage, template)),
                    );
                }
            }
        }
        found
    }
}

/// Returns the keys that deployments replace, each with the file of the flow.
pub(super) fn filled<'a>(cx: &WorkspaceContext<'a>) -> FxHashSet<(&'a str, &'a str)> {
    let deployments = cx.workspace.deployments().iter();
    deployments
        .filter_map(|it| Some((it.flow.as_deref()?, it)))
        .flat_map(|(flow, it)| it.keys().into_iter().map(move |key| (flow, key)))
        .collect()
}

/// Returns the placeholders in names that are never replaced, with their attribute uses.
fn never_replaced(uses: &[AttributeUse]) -> impl Iterator<Item = (&AttributeUse, &Placeholder)> {
    let all = uses.iter().flat_map(|usage| usage.name.placeholders.iter().map(move |template| (usage, template)));
    all.filter(|(_, template)| is_dead(template))
}

const NEVER: &str = "is never replaced; no flow will find the attribute";
const TOO_EARLY: &str = "is replaced at deployment, not per call";

fn place_and_message(usage: &AttributeUse, template: &Placeholder, effect: &str) -> (Place, String) {
    let (placeholder, action) = (quote(&template.text), describe_place(usage));
    let message = format!("the placeholder {placeholder} in an attribute name of {action} {effect}");
    (Place { span: template.span, ..usage.name.place.clone() }, message)
}

/// Whether the placeholder can never be replaced by the value that its author means.
pub(super) fn is_dead(template: &Placeholder) -> bool {
    match template.replaced {
        ReplacedAt::Never => true,
        ReplacedAt::Deployment => is_run_time(&template.key),
        ReplacedAt::RunTime => false,
    }
}

/// Whether a key is a path that refers to the running call: `flow.input.id`.
pub(super) fn is_run_time(key: &str) -> bool {
    let Some((first, rest)) = key.trim().split_once('.') else { return false };
    !rest.is_empty() && RUN_TIME.contains(&first.to_ascii_lowercase().as_str())
}

fn help(usage: &AttributeUse, template: &Placeholder) -> String {
    let name = fixed_name(template);
    match usage.via {
        Via::ParticipantData | Via::ConversationData if usage.access == Access::Set => {
            format!("use a fixed name such as `{name}`, and put the variable in the value")
        }
        Via::DataActionBody => {
            format!("use a fixed name such as `{name}`, or a Velocity reference such as `${{input.{name}}}`")
        }
        Via::TranslationMap => {
            "write the actual attribute name: translation map paths do not support placeholders".to_owned()
        }
        Via::Payload => {
            format!("use a fixed name, as in `\"{name}\": \"…\"`, and put what changes per call in the value")
        }
        Via::Snippet if usage.access == Access::Set => {
            format!("use a fixed name, as in `flow.data.set(\"{name}\", value)`")
        }
        _ => format!("use a fixed name such as `{name}`"),
    }
}

/// Derives an attribute name from the last part of a placeholder: `department` from `{{flow.department}}`.
fn fixed_name(template: &Placeholder) -> String {
    let last = template.key.rsplit('.').next().unwrap_or_default();
    let name: String = last.chars().filter(|it| it.is_alphanumeric() || matches!(it, '_' | '-')).take(40).collect();
    if name.is_empty() { "sessionRef".to_owned() } else { name }
}
