//! `deprecated-attribute`: the attribute dictionary marks an attribute as deprecated.

use super::support::wording::describe_use;
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::context::WorkspaceContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::quote;
use crate::workspace::{AttributeUseRef, Declared};

pub(super) struct DeprecatedAttribute;

static META: Meta = Meta {
    name: "deprecated-attribute",
    group: Group::Names,
    severity: Severity::Warning,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.2.0",
    summary: "An attribute is deprecated in the attribute dictionary",
    page: r#"## What it does

Reports each place that sets or reads an attribute that the attribute dictionary (`attributes.toml`) marks as
`deprecated`, and shows its replacement if the dictionary has one. Without a dictionary, nothing is reported.

## Why is this a problem?

The attribute is going to be removed. A place that still reads it then finds nothing, and no error is shown.

## Example

```toml attributes.toml
[orderNumber]

[order]
deprecated = "orderNumber"
```

```yaml flows/main.yaml
inboundCall:
  name: Main
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
                      lit: order
                    value:
                      exp: Flow.order
```

## Use instead

```toml attributes.toml
[orderNumber]

[order]
deprecated = "orderNumber"
```

```yaml flows/main.yaml
inboundCall:
  name: Main
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
                      lit: orderNumber
                    value:
                      exp: Flow.order
```

## When to turn it off

While flows move to the new attribute; better accept the old places with a baseline, so that no new ones are added.

## Sources

- Genesys Cloud Resource Center, [Get Participant Data action](https://help.mypurecloud.com/articles/get-participant-data-action/): a variable keeps its value if the attribute does not exist
"#,
};

impl Rule for DeprecatedAttribute {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        let Some(declared) = &cx.workspace.externals().dictionary else { return Vec::new() };
        if !declared.dictionary.entries().iter().any(|entry| entry.deprecated.is_some()) {
            return Vec::new();
        }
        let uses = cx.workspace.uses().filter(|usage| usage.usage.is_certain());
        uses.filter_map(|usage| check(cx, declared, usage)).collect()
    }
}

fn check(cx: &WorkspaceContext<'_>, declared: &Declared, usage: AttributeUseRef<'_>) -> Option<Diagnostic> {
    let name = usage.usage.known_name()?;
    let entry = declared.of(usage.usage)?;
    let deprecation = entry.deprecated.as_ref()?;
    let message = format!("{}, which the attribute dictionary marks as deprecated", describe_use(usage.usage, name));
    let help = match &deprecation.replacement {
        Some(replacement) => format!("use {} instead", quote(&replacement.text)),
        None => "remove it, or use another attribute".to_owned(),
    };
    let finding = cx.diagnostic(usage.file, &usage.usage.name.place, message, "deprecated", name).with_help(help);
    Some(finding.with_related(entry.location.clone(), "declared here"))
}
