//! `name-near-miss`: an attribute is read that nothing writes, and one that is written has almost the same name.

use super::support::wording::deed;
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::{Group, Meta, Rule, WorkspaceContext};
use crate::wording::quote;
use crate::workspace::near::Difference;
use crate::workspace::{Arrival, AttributeUseRef, Spelling};

pub(super) struct NameNearMiss;

static META: Meta = Meta {
    name: "name-near-miss",
    group: Group::Names,
    severity: Severity::Warning,
    recommended: true,
    summary: "An attribute is read that nothing writes, and a name that is written looks almost the same",
    page: r#"## What it does

Reports a place that reads an attribute that nothing in the project writes, where exactly one name that is written
differs from it only

- by blanks, `_`, `-` and `.`, and the case of the letters that goes with them,
- by characters that look the same, such as a Cyrillic letter among Latin ones, or by the way an accent is composed,
- by one letter inside a long word: missing, doubled, wrong, or swapped with the next one.

Digits tell names apart (`customField1`, `customField2`), and so do the first and the last letter of a word (plurals,
`caller` and `called`). A file that reads both names is left alone, because it knows of both.

## Why is this a problem?

Names are compared character by character. A reader that is one blank off gets nothing, and neither Architect nor a
log says so.

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
                      lit: orderNumber
                    value:
                      exp: Flow.text
```

```yaml flows/queue.yaml
inboundCall:
  name: Queue
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
                      lit: Order Number
                    variable: Flow.text
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
                      lit: orderNumber
                    value:
                      exp: Flow.text
```

```yaml flows/queue.yaml
inboundCall:
  name: Queue
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

Where a system outside the project writes the other name. Better list that name under `written` in `[externals]` of
`flowvet.toml`.

## Sources

- Genesys Cloud Resource Center, [Set Participant Data action](https://help.mypurecloud.com/articles/set-participant-data-action/): copy and paste names to ensure a precise match
- Pairs of names that differ in a blank or `_` reach production: observed in published reporting code
"#,
};

/// How many places that write the attribute a finding lists.
const SHOWN: usize = 3;

impl Rule for NameNearMiss {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        let near = cx.shared.analysis.missed().iter().filter_map(|reader| match reader.arrival {
            Arrival::NearMiss { meant, difference } => Some(finding(cx, reader.usage, meant, difference)),
            _ => None,
        });
        near.collect()
    }
}

fn finding(
    cx: &WorkspaceContext<'_>,
    reader: AttributeUseRef<'_>,
    meant: Spelling<'_>,
    what: Difference,
) -> Diagnostic {
    let name = reader.usage.known_name().unwrap_or_default();
    let other = quote(meant.name);
    let message = format!("{}, which nothing in the project writes; {other} is written", deed(reader.usage, name));
    let label = format!("differs from {other} {}", what.describe());
    let help = format!("write {other} here if that is meant, or one name in both places");
    let finding = cx.diagnostic(reader.file, &reader.usage.name.place, message, label, name).with_help(help);
    let writers = meant.writers().filter(|writer| writer.usage.is_sure()).take(SHOWN);
    writers.fold(finding, |finding, writer| finding.with_related(writer.location(), format!("{other} is set here")))
}
