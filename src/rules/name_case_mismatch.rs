//! `name-case-mismatch`: an attribute is read with different capitalisation than it is set.

use super::support::declared;
use super::support::rename::rename;
use super::support::wording::describe_use;
use crate::artifact::{AttributeUse, Via};
use crate::diagnostic::{Diagnostic, Safety, Severity};
use crate::rules::context::WorkspaceContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::quote;
use crate::workspace::analysis::{SetAs, Writer};
use crate::workspace::{Arrival, AttributeUseRef, External};

pub(super) struct NameCaseMismatch;

static META: Meta = Meta {
    name: "name-case-mismatch",
    group: Group::Names,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "An attribute is read with different capitalisation than it is set",
    page: r#"## What it does

Reports a place that reads an attribute in a spelling that nothing in the project sets, while another place sets it with
different capitalisation. The two may be in different files and of different kinds: flows, agent scripts, data actions,
payloads, script snippets. A data action reads an attribute if a path of its translation map ends in it:
`$.participants[0].attributes.customerId`. Names that `[externals]` of `flowvet.toml` lists as written count as set. If an
attribute dictionary has the name that is read and not the one that is set, `undeclared-attribute` reports the place that
sets it instead.

A variable of an agent script finds the attribute of its own name, and `context.` followed by its name. If the only
place on one side is a script variable that is both Input and Output, the finding is a warning: that was the default for
all variables of old scripts, so it may not be intended.

## Why is this a problem?

The names of attributes are case-sensitive, and Architect does not know the names that other flows use. The variable
stays empty, no error is shown, and the flow continues without the value.

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
                      lit: customerId
                    value:
                      exp: Flow.customerId
```

```yaml flows/queue.yaml
inqueueCall:
  name: Queue
  startUpTaskActions:
    - getParticipantData:
        name: Get Participant Data
        attributes:
          - attribute:
              name:
                lit: CustomerID
              variable: Flow.customerId
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
                      lit: customerId
                    value:
                      exp: Flow.customerId
```

```yaml flows/queue.yaml
inqueueCall:
  name: Queue
  startUpTaskActions:
    - getParticipantData:
        name: Get Participant Data
        attributes:
          - attribute:
              name:
                lit: customerId
              variable: Flow.customerId
```

## In Architect

Open the Get action, and copy the attribute name from the Set action.

## Fix safety

The reading place is renamed. The fix is safe, and only offered, if the attribute is set in exactly one spelling. Script
variables, names inside expressions and common modules inside an export are not renamed.

## When to turn it off

If two attributes of other systems differ only in capitalisation.

## Sources

- Genesys Cloud Resource Center, [Set Participant Data action](https://help.mypurecloud.com/articles/set-participant-data-action/): attributes are case-sensitive; copy and paste names to ensure a precise match
- Genesys Cloud Resource Center, [Script input and output variables](https://help.mypurecloud.com/articles/script-input-output-variables)
- Genesys Cloud developer blog, "Collecting and using customer information with web chat widget version 2": how scripts find `context.` attributes
"#,
};

/// The most places that set the attribute in one finding.
const SHOWN: usize = 10;

/// The most spellings that a message lists after the best one.
const SPELLINGS: usize = 3;

impl Rule for NameCaseMismatch {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        let other = cx.shared.analysis.missed().iter().filter_map(|reader| match &reader.arrival {
            Arrival::OtherCapitalisation(set) => {
                let own = reader.usage.usage.known_name().unwrap_or_default();
                let is_right = set.iter().all(|set| declared::blames(cx, own, set.name));
                (!is_right).then(|| finding(cx, &reader.usage, set))
            }
            _ => None,
        });
        other.collect()
    }
}

/// Describes how the writer sets the attribute, as text before the name.
fn action(writer: Writer<'_>) -> String {
    match writer {
        Writer::Use(_) => "set here as".to_owned(),
        Writer::Outside(External { system: None, .. }) => "set outside the project as".to_owned(),
        Writer::Outside(External { system: Some(place), .. }) => format!("set in {place} as"),
    }
}

fn finding(cx: &WorkspaceContext<'_>, reader: &AttributeUseRef<'_>, written: &[SetAs<'_>]) -> Diagnostic {
    let usage = reader.usage;
    let name = usage.known_name().unwrap_or_default();
    let mut names = written.iter().map(|written| quote(written.name));
    let best = names.next().unwrap_or_default();
    let rest: Vec<_> = names.by_ref().take(SPELLINGS).collect();
    let more = if names.next().is_some() { " …" } else { "" };
    let also = if rest.is_empty() { String::new() } else { format!(" (also as {}{more})", rest.join(", ")) };
    let message = format!("{}, but the attribute is set as {best}{also}", describe_use(usage, name));
    let label = "never set with this spelling; attribute names are case-sensitive";
    let mut finding = cx.diagnostic(reader.file, &usage.name.place, message, label, name).with_help(help(usage, &best));
    if !usage.is_certain() || !written.iter().any(|written| written.sure) {
        finding = finding.with_severity(Severity::Warning);
    }
    if let ([only], Severity::Error) = (written, finding.severity)
        && let Some(fix) = rename(reader, only.name, Safety::Safe)
    {
        finding = finding.with_fix(fix);
    }
    relate(finding, written)
}

fn help(usage: &AttributeUse, best: &str) -> String {
    match usage.via {
        Via::ScriptVariable | Via::ScriptVariableBothWays => {
            "use the same spelling for the attribute and the script variable; otherwise the variable stays empty"
                .to_owned()
        }
        Via::TranslationMap => format!("use {best} in the path; otherwise the path finds nothing"),
        Via::Trigger => format!("use {best} in the path; otherwise the trigger does not start the workflow"),
        Via::JsonProperty => format!("use {best} here; otherwise the function finds nothing"),
        Via::Snippet => format!("use {best}; otherwise `flow.data.get` returns nothing"),
        _ => format!("use {best} here; otherwise the variable stays empty at run time"),
    }
}

/// Lists the writers of the attribute, and counts those that do not fit in the list.
fn relate(mut finding: Diagnostic, written: &[SetAs<'_>]) -> Diagnostic {
    let total: usize = written.iter().map(|set| set.writers.len()).sum();
    let writers = written.iter().flat_map(|set| set.writers.iter().map(|writer| (set.name, *writer)));
    for (number, (name, writer)) in writers.take(SHOWN).enumerate() {
        let more = match total.saturating_sub(SHOWN) {
            more @ 1.. if number + 1 == SHOWN => format!(", and in {more} more places"),
            _ => String::new(),
        };
        finding = finding.with_related(writer.location(), format!("{} {}{more}", action(writer), quote(name)));
    }
    finding
}
