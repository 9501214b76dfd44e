//! `read-never-written`: an attribute is read that nothing writes.

use super::support::wording::deed;
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::{Group, Meta, Rule, WorkspaceContext};
use crate::wording::quote;
use crate::workspace::{Arrival, AttributeUseRef};

pub(super) struct ReadNeverWritten;

static META: Meta = Meta {
    name: "read-never-written",
    group: Group::Names,
    severity: Severity::Warning,
    recommended: false,
    summary: "An attribute is read that nothing writes",
    page: r#"## What it does

Reports a place that reads an attribute that nothing in the project writes, in no case. What the platform writes counts
as written, and so do the names, globs and catalogues under `[externals]` of `flowvet.toml`.

Where something writes names that are known at run time only, nothing is reported, unless `closed = true` says that the
externals are all there is: then the rule is exact.

## Why is this a problem?

The variable is not filled, whatever the caller does. Most repositories hold only a part of the systems that write
attributes, so the rule is off until the configuration says who else writes.

## Example

```toml flowvet.toml
[rules]
read-never-written = "warning"
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
          - getParticipantData:
              name: Get Participant Data
              attributes:
                - attribute:
                    name:
                      lit: orderNumber
                    variable: Flow.text
```

## Use instead

```toml flowvet.toml
[rules]
read-never-written = "warning"

[externals]
written = ["orderNumber"]
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
          - getParticipantData:
              name: Get Participant Data
              attributes:
                - attribute:
                    name:
                      lit: orderNumber
                    variable: Flow.text
```

## When to turn it off

Where the systems that write the attributes cannot be listed.

## Sources

- Genesys Cloud developer blog, [Collecting and using customer information with web chat widget version 2](https://github.com/MyPureCloud/developer-center-blog/blob/HEAD/source/2021-03-08-accessing-collected-chat-v2-information/index.md): what a web chat writes
- [Condensed conversation info](https://developer.genesys.cloud/platform/embeddable-framework/condensed-conversation-info): what outbound campaigns write
"#,
};

impl Rule for ReadNeverWritten {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        let missed = cx.shared.analysis.missed().iter();
        let never_set = missed.filter(|reader| matches!(reader.arrival, Arrival::NeverSet));
        never_set.map(|reader| finding(cx, reader.usage)).collect()
    }
}

fn finding(cx: &WorkspaceContext<'_>, reader: AttributeUseRef<'_>) -> Diagnostic {
    let name = reader.usage.known_name().unwrap_or_default();
    let closed = cx.workspace.externals().closed;
    let nobody = if closed { "nothing writes" } else { "nothing in the project writes" };
    let label = if closed { "never written: the externals are closed" } else { "never written, as far as is known" };
    let help = format!("set {} somewhere, or list it under `written` in [externals] of flowvet.toml", quote(name));
    let message = format!("{}, which {nobody}", deed(reader.usage, name));
    cx.diagnostic(reader.file, &reader.usage.name.place, message, label, name).with_help(help)
}
