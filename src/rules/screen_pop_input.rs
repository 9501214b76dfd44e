//! `screen-pop-input`: a flow fills a variable that the script lacks.

use super::wording::quote;
use crate::artifact::flow::ScreenPop;
use crate::artifact::{Facts, Kind};
use crate::diagnostic::{Diagnostic, Location, Place, Severity};
use crate::rules::{Group, Meta, Rule, WorkspaceContext};
use crate::schema::closest;
use crate::text::Span;

pub(super) struct ScreenPopInput;

static META: Meta = Meta {
    name: "screen-pop-input",
    group: Group::Across,
    severity: Severity::Error,
    recommended: true,
    summary: "Set Screen Pop fills a variable that the script lacks",
    page: r#"## What it does

Reports an input of Set Screen Pop for which the script of that name has no variable. Names are compared as they are
written. Where the project has no such script, or several, nothing is reported.

## Why it bites

The flow cannot be published, or the agent's script opens without the value.

## Example

```json scripts/Counter.script
{
  "id": "1", "name": "Counter", "startPageId": "1", "pages": [], "features": {}, "customActions": [], "dataVersion": 0,
  "variables": [
    {"id": "2", "name": "Order Number", "type": {"name": "string"}, "input": true, "output": false}
  ]
}
```

```yaml flows/orders.yaml
inboundCall:
  name: Orders
  startUpRef: "/inboundCall/tasks/task[Greet_10]"
  tasks:
    - task:
        name: Greet
        refId: Greet_10
        actions:
          - setScreenPop:
              name: Set Screen Pop
              screenPopScript:
                Counter:
                  inputs:
                    Order number:
                      exp: Flow.orderNumber
```

## Use instead

```json scripts/Counter.script
{
  "id": "1", "name": "Counter", "startPageId": "1", "pages": [], "features": {}, "customActions": [], "dataVersion": 0,
  "variables": [
    {"id": "2", "name": "Order Number", "type": {"name": "string"}, "input": true, "output": false}
  ]
}
```

```yaml flows/orders.yaml
inboundCall:
  name: Orders
  startUpRef: "/inboundCall/tasks/task[Greet_10]"
  tasks:
    - task:
        name: Greet
        refId: Greet_10
        actions:
          - setScreenPop:
              name: Set Screen Pop
              screenPopScript:
                Counter:
                  inputs:
                    Order Number:
                      exp: Flow.orderNumber
```

## When to turn it off

Where the project holds older versions of scripts.

## Sources

- Genesys Cloud Resource Center, [Enable screen pop](https://help.mypurecloud.com/articles/enable-screen-pop/): variables of the script have the names of the inputs
"#,
};

impl Rule for ScreenPopInput {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        let scripts: Vec<_> = cx.workspace.files().filter(|(_, facts)| facts.kind == Kind::Script).collect();
        let mut found = Vec::new();
        for (file, facts) in cx.workspace.files() {
            for pop in &facts.screen_pops {
                let mut named = scripts.iter().filter(|(_, script)| script.name.is_some() && script.name == pop.script);
                // Of several scripts of one name nobody can say which is meant.
                if let (Some((path, script)), None) = (named.next(), named.next()) {
                    found.extend(check(cx, (file, pop), (path, script)));
                }
            }
        }
        found
    }
}

type Script<'a> = (&'a std::sync::Arc<str>, &'a Facts);

fn check(
    cx: &WorkspaceContext<'_>,
    (file, pop): (&std::sync::Arc<str>, &ScreenPop),
    script: Script<'_>,
) -> Vec<Diagnostic> {
    let of_sites = script.1.sites.iter().filter_map(|site| Some((site.name.text.known()?, &site.name.place)));
    let of_locals = script.1.local_variables.iter().filter_map(|name| Some((name.text.known()?, &name.place)));
    let variables: Vec<(&str, &Place)> = of_sites.chain(of_locals).collect();
    // A name that is finished at deployment may be any.
    let is_open = script
        .1
        .sites
        .iter()
        .map(|site| &site.name)
        .chain(&script.1.local_variables)
        .any(|name| name.text.known().is_none());
    if is_open {
        return Vec::new();
    }
    let missing = pop.inputs.iter().filter(|(name, _)| !variables.iter().any(|(known, _)| *known == name.as_ref()));
    let finding = |(name, span): &(Box<str>, Span)| {
        let title = script.1.name.as_deref().unwrap_or_default();
        let message = format!("Set Screen Pop fills {}, which the script {} lacks", quote(name), quote(title));
        let diagnostic =
            cx.diagnostic(file, &Place::in_artifact(*span, &pop.path), message, "no such variable in the script", name);
        let names: Vec<&str> = variables.iter().map(|(name, _)| *name).collect();
        let meant = closest(name, &names).and_then(|meant| variables.iter().find(|(known, _)| *known == meant));
        match meant {
            Some((meant, place)) => diagnostic
                .with_related(
                    Location { file: script.0.clone(), place: (*place).clone() },
                    format!("the script has {}", quote(meant)),
                )
                .with_help(format!("did you mean {}?", quote(meant))),
            None => diagnostic.with_help("add the variable to the script, or remove the input"),
        }
    };
    missing.map(finding).collect()
}
