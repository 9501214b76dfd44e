//! `name-near-miss`: an attribute is read but never set, and one that is set has almost the same name.

use super::support::declared;
use super::support::wording::describe_use;
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::context::WorkspaceContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::quote;
use crate::workspace::analysis::{Mixed, mixed_separators};
use crate::workspace::near::Difference;
use crate::workspace::{Arrival, AttributeUseRef, Spelling};

pub(super) struct NameNearMiss;

static META: Meta = Meta {
    name: "name-near-miss",
    group: Group::Names,
    severity: Severity::Warning,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "A name is read or set, and a very similar name is set elsewhere",
    page: r#"## What it does

Reports a place that reads an attribute that nothing in the project sets, if exactly one name that is set differs from
it only

- in spaces, `_`, `-` and `.`, and the capitalisation that goes with them,
- in characters that look the same, such as a Cyrillic letter among Latin ones, or in the encoding of an accent,
- in one letter inside a long word: missing, doubled, wrong, or swapped with the next one.

Digits make names different (`customField1`, `customField2`), and so do the first and the last letter of a word
(plurals, `caller` and `called`). A file that reads both names is not reported, because both are intended.

Reports also a place that sets an attribute whose name differs from one that is set elsewhere only in spaces, `_`, `-`
and `.` (`DEPOT_ID`, `DEPOT ID`), if nothing reads it, or only one of the two is read. An action that sets both names is not reported.

## Why is this a problem?

Names are compared character by character. A name that differs in one space is another attribute: the variable stays
empty, and neither Architect nor a log reports it.

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

## In Architect

Open the Get action, and copy the attribute name from the Set action.

## When to turn it off

If a system outside the project sets the other name. Better list that name under `written` in `[externals]` of
`flowvet.toml`.

## Sources

- Genesys Cloud Resource Center, [Set Participant Data action](https://help.mypurecloud.com/articles/set-participant-data-action/): copy and paste names to ensure a precise match
- Pairs of names that differ in a space or `_` reach production: observed in published reporting code
"#,
};

/// The most places that set the attribute in one finding.
const SHOWN: usize = 3;

impl Rule for NameNearMiss {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        let near = cx.shared.analysis.missed().iter().filter_map(|reader| match reader.arrival {
            Arrival::NearMiss { meant, difference } => {
                let own = reader.usage.usage.known_name().unwrap_or_default();
                (!declared::blames(cx, own, meant.name)).then(|| finding(cx, reader.usage, meant, difference))
            }
            _ => None,
        });
        let mixed_separators = mixed_separators(cx.workspace);
        near.chain(mixed_separators.iter().flat_map(|mixed| separator_mismatch(cx, mixed))).collect()
    }
}

/// Reports the places that set an attribute with another separator than its best known name has.
fn separator_mismatch<'a>(cx: &WorkspaceContext<'a>, mixed: &Mixed<'a>) -> Vec<Diagnostic> {
    let sure = |spelling: Spelling<'a>| spelling.writers().filter(|writer| writer.usage.is_certain());
    let others = mixed.others.iter().flat_map(|spelling| sure(*spelling).map(|writer| (writer, spelling.name)));
    let (best, other) = (mixed.best, quote(mixed.best.name));
    // An action that sets both names does so on purpose.
    let is_meant = |writer: AttributeUseRef<'_>| {
        let same = |it: AttributeUseRef<'_>| it.file == writer.file && it.usage.group == writer.usage.group;
        sure(best).any(same)
    };
    others
        .filter(|(writer, _)| !is_meant(*writer))
        .map(|(writer, name)| {
            let subject = describe_use(writer.usage, name);
            let message = format!("{subject}, but elsewhere {other} is set; these are two different attributes");
            let label = format!("differs {}", Difference::Separators.describe());
            let help = format!("use {other} here, or the same name in both places");
            let finding = cx.diagnostic(writer.file, &writer.usage.name.place, message, label, name).with_help(help);
            let set = |finding: Diagnostic, it: AttributeUseRef<'_>| {
                finding.with_related(it.location(), format!("{other} is set here"))
            };
            sure(best).take(SHOWN).fold(finding, set)
        })
        .collect()
}

fn finding(
    cx: &WorkspaceContext<'_>,
    reader: AttributeUseRef<'_>,
    meant: Spelling<'_>,
    what: Difference,
) -> Diagnostic {
    let name = reader.usage.known_name().unwrap_or_default();
    let other = quote(meant.name);
    let message = format!("{}, but nothing sets it; did you mean {other}?", describe_use(reader.usage, name));
    let label = format!("differs {}", what.describe());
    let help = format!("use {other} here, or the same name in both places");
    let finding = cx.diagnostic(reader.file, &reader.usage.name.place, message, label, name).with_help(help);
    let writers = meant.writers().filter(|writer| writer.usage.is_certain()).take(SHOWN);
    writers.fold(finding, |finding, writer| finding.with_related(writer.location(), format!("{other} is set here")))
}
