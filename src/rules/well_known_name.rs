//! `well-known-name`: an attribute name is almost one that another system reads.

use super::support::wording::describe_use;
use crate::diagnostic::{Diagnostic, Severity};
use crate::knowledge::names::WellKnownName as Row;
use crate::rules::context::WorkspaceContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::quote;
use crate::workspace::AttributeUseRef;

pub(super) struct WellKnownName;

static META: Meta = Meta {
    name: "well-known-name",
    group: Group::Names,
    severity: Severity::Warning,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "An attribute name almost matches one that an integration reads",
    page: r#"## What it does

Reports a place that sets an attribute whose name is almost one that another system reads, such as `SF_URLPop` or
`PT_SearchValue`, if nothing in the project reads this name. Capitalisation only matters for names that start with
`context.`: integrations deliver the others in lower case.

## Why is this a problem?

The other system looks for its own name and finds nothing: no screen pops, no field is filled, and no log explains why.

## Example

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
                      lit: SF_URL_Pop
                    value:
                      exp: Flow.text
```

## Use instead

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
                      lit: SF_URLPop
                    value:
                      exp: Flow.text
```

## In Architect

Open the action, and correct the attribute name: copy it from the documentation of the integration.

## When to turn it off

If a system outside the project reads this name. Better list it under `read` in `[externals]` of
`flowvet.toml`.

## Sources

- [Examples for the Salesforce integration](https://github.com/MyPureCloud/purecloud-for-salesforce-examples/blob/HEAD/src/SDK/sdk-rest-examples/readme.md)
- [Embeddable Framework example](https://github.com/MyPureCloud/purecloud-embeddable-framework-example/blob/HEAD/src/framework.js) and [blueprint](https://github.com/GenesysCloudBlueprints/embeddable-framework-blueprint/blob/HEAD/src/app/services/framework-config.js)
- Genesys Cloud developer blog, [Collecting and using customer information with web chat widget version 2](https://github.com/MyPureCloud/developer-center-blog/blob/HEAD/source/2021-03-08-accessing-collected-chat-v2-information/index.md)
"#,
};

impl Rule for WellKnownName {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        let misses = cx.shared.analysis.almost_well_known();
        let sure = |writer: &AttributeUseRef<'_>| writer.usage.is_certain();
        misses
            .into_iter()
            .flat_map(|(spelling, row)| spelling.writers().filter(sure).map(move |writer| finding(cx, writer, row)))
            .collect()
    }
}

fn finding(cx: &WorkspaceContext<'_>, writer: AttributeUseRef<'_>, row: &Row) -> Diagnostic {
    let name = writer.usage.known_name().unwrap_or_default();
    let (meant, by) = (quote(row.name), row.by);
    let message = format!("{}, but {by} looks for {meant}, so it finds nothing", describe_use(writer.usage, name));
    let help = format!("write {meant} so that {by} finds it");
    cx.diagnostic(writer.file, &writer.usage.name.place, message, format!("almost {meant}"), name).with_help(help)
}
