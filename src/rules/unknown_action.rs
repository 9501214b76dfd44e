//! `unknown-action`: an action in Archy YAML whose key is nearly that of a known action.

use crate::artifact::ArtifactKind;
use crate::artifact::flow::position::archy as position;
use crate::diagnostic::{Diagnostic, Edit, Fix, Safety, Severity};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::syntax::Value;
use crate::wording::{is_it, quote};

pub(super) struct UnknownAction;

static META: Meta = Meta {
    name: "unknown-action",
    group: Group::Syntax,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.2.0",
    summary: "The key of an action in Archy YAML is misspelt",
    page: r#"## What it does

Reports an item of a list of actions in Archy YAML whose key is not an action, but nearly one: another capitalisation, a
plural, one misspelt word (`setParticipantDatas`, `getPartcipantData`). A key that is near no action may be newer than
flowvet and is not reported, unless its words and a list of attributes below it leave no doubt (`setData`,
`readParticipantData`). The action is read as what was most likely meant, so its names still count.

## Why is this a problem?

Archy refuses a flow with an action that it does not know, so the flow cannot be published.

## Example

```yaml flows/orders.yaml
inboundCall:
  name: Orders
  startUpRef: "/inboundCall/tasks/task[Keep_10]"
  tasks:
    - task:
        name: Keep
        refId: Keep_10
        actions:
          - setParticpantData:
              name: Keep the number
              attributes:
                - attribute:
                    name:
                      lit: orderNumber
                    value:
                      exp: Call.Ani
```

## Use instead

```yaml flows/orders.yaml
inboundCall:
  name: Orders
  startUpRef: "/inboundCall/tasks/task[Keep_10]"
  tasks:
    - task:
        name: Keep
        refId: Keep_10
        actions:
          - setParticipantData:
              name: Keep the number
              attributes:
                - attribute:
                    name:
                      lit: orderNumber
                    value:
                      exp: Call.Ani
```

## Fix safety

Safe where only the capitalisation differs, otherwise unsafe.

## When to turn it off

Where an action is newer than flowvet and its key is nearly that of another one. Please report that.

## Sources

- [Archy: authoring flows](https://developer.genesys.cloud/devapps/archy/flowAuthoring/)
- Classes of actions in the [Architect Scripting SDK](https://github.com/MyPureCloud/purecloud-flow-scripting-api-sdk-javascript)
"#,
};

impl Rule for UnknownAction {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        if cx.facts.kind != ArtifactKind::ArchyYaml {
            return Vec::new();
        }
        // An item of a list has one key; more are reported as misplaced.
        let actions = cx.positions.actions().map(|(action, _)| action).filter(|action| action.index() == 0);
        actions.filter_map(|action| finding(cx, action.key()?)).collect()
    }
}

fn finding(cx: &FileContext<'_>, key: Value<'_>) -> Option<Diagnostic> {
    let meant = position::misspelt(key)?;
    let name = key.scalar_text();
    let message = format!("{} is not an action, so Archy cannot publish this flow", quote(&name));
    let safety = if name.eq_ignore_ascii_case(meant) { Safety::Safe } else { Safety::Unsafe };
    let edit = Edit { file: cx.source.path().clone(), span: key.content_span(), replacement: meant.to_owned() };
    let fix = Fix { title: format!("rename it to {}", quote(meant)), safety, edits: vec![edit] };
    let diagnostic = cx.diagnostic(&cx.place(key), message, "unknown action", &name);
    Some(diagnostic.with_help(is_it(meant)).with_fix(fix))
}
