//! `template-in-name`: a placeholder in the name of an attribute that nothing replaces there.

use rustc_hash::FxHashSet;

use super::support::wording::actor;
use crate::artifact::{Access, AttributeUse, Placeholder, ReplacedAt, Via};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::rules::{FileContext, Group, Meta, Rule, WorkspaceContext};
use crate::wording::quote;

pub(super) struct TemplateInName;

static META: Meta = Meta {
    name: "template-in-name",
    group: Group::Names,
    severity: Severity::Error,
    recommended: true,
    summary: "The name of an attribute holds a placeholder that nothing replaces",
    page: r#"## What it does

Reports `{{…}}` and `${…}` in the name of an attribute where nothing replaces them: in payloads, in flow
configurations and exports, in script snippets.

In Archy YAML `{{key}}` is replaced at deployment, so a name may hold one. Where the project tells what it is replaced
by, in the substitutions of a `genesyscloud_flow` or in an options file of Archy, all rules about names look at the name
that comes of it. What stands for something of a call, such as `{{flow.customerId}}` or `{{interaction.id}}`, is reported
there too, unless something in the project fills it in: at deployment there is no call yet. In the body of a data action `${input.x}` is replaced by Velocity, also in a key.

## Why is this a problem?

The name of an attribute is fixed text. The platform stores the attribute under the placeholder itself, braces
included, and no flow ever finds it.

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

## When to turn it off

Where another tool than Archy or CX as Code fills in the placeholders before the file is deployed.

## Sources

- Genesys Cloud Resource Center, [Set Participant Data action](https://help.mypurecloud.com/articles/set-participant-data-action/): the attribute name is a string literal
- Genesys Cloud Developer Center, [Archy: substitutions](https://developer.genesys.cloud/devapps/archy/flowAuthoring/lesson_07_substitutions)
- Genesys Cloud Resource Center, [Velocity macros for data actions](https://help.mypurecloud.com/articles/velocity-macros-data-actions/)
"#,
};

/// What the first part of a dotted key says when it means something of a running call: scopes of Architect's
/// variables (Architect Scripting SDK, `VARIABLE_SCOPES`) and what people write for them. Scopes that are as likely to
/// be the author's own keys (`common`, `email`, `message` …) are left out.
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
            let (place, message) = place_and_message(usage, template);
            let label = "nothing replaces this; the name keeps the braces";
            cx.diagnostic(&place, message, label, &template.text).with_help(help(usage))
        };
        let found = dead(&cx.facts.uses).filter(|(_, template)| template.replaced != ReplacedAt::Deployment);
        found.map(|(usage, template)| finding(usage, template)).collect()
    }

    /// What is replaced at deployment may be filled in by another file, whatever it looks like.
    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        let deployments = cx.workspace.deployments().iter();
        let filled: FxHashSet<(&str, &str)> = deployments
            .filter_map(|it| Some((it.flow.as_deref()?, it)))
            .flat_map(|(flow, it)| it.keys().into_iter().map(move |key| (flow, key)))
            .collect();
        let mut found = Vec::new();
        for (file, facts) in cx.workspace.files() {
            for (usage, template) in dead(&facts.uses) {
                if template.replaced == ReplacedAt::Deployment && !filled.contains(&(&**file, &*template.key)) {
                    let (place, message) = place_and_message(usage, template);
                    let label = "replaced at deployment only, when there is no call yet";
                    found.push(cx.diagnostic(file, &place, message, label, &template.text).with_help(help(usage)));
                }
            }
        }
        found
    }
}

/// The placeholders in names that are dead, with the uses that they stand in.
fn dead(uses: &[AttributeUse]) -> impl Iterator<Item = (&AttributeUse, &Placeholder)> {
    let all = uses.iter().flat_map(|usage| usage.name.placeholders.iter().map(move |template| (usage, template)));
    all.filter(|(_, template)| is_dead(template))
}

fn place_and_message(usage: &AttributeUse, template: &Placeholder) -> (Place, String) {
    let message = format!("{} has the placeholder {} in an attribute name", actor(usage), quote(&template.text));
    (Place { span: template.span, ..usage.name.place.clone() }, message)
}

/// Whether nothing can replace the placeholder by what its author means.
pub(super) fn is_dead(template: &Placeholder) -> bool {
    match template.replaced {
        ReplacedAt::Never => true,
        ReplacedAt::Deployment => is_run_time(&template.key),
        ReplacedAt::RunTime => false,
    }
}

/// Whether a key is a path that starts with something of a running call: `flow.input.id`.
fn is_run_time(key: &str) -> bool {
    let Some((first, rest)) = key.trim().split_once('.') else { return false };
    !rest.is_empty() && RUN_TIME.contains(&first.to_ascii_lowercase().as_str())
}

fn help(usage: &AttributeUse) -> &'static str {
    match usage.via {
        Via::ParticipantData | Via::ConversationData if usage.access == Access::Set => {
            "write the name as a literal, as in `sessionRef`, and give it a value such as `Flow.sessionId`"
        }
        Via::DataActionBody => "write the name as a literal, or as a Velocity reference such as `${input.name}`",
        Via::TranslationMap => "write the name as it is; the paths of a translation map have no placeholders",
        Via::Payload => "write the name as a literal, as in `\"sessionRef\": \"…\"`; only the value may change",
        Via::Snippet if usage.access == Access::Set => {
            "write the name as a literal, as in `flow.data.set(\"sessionRef\", value)`"
        }
        _ => "write the name as a literal, as in `sessionRef`",
    }
}
