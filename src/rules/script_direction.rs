//! `script-direction`: a flow and a script share a name, but the variable of the script lacks the flag.

use std::sync::Arc;

use super::support::wording::actor;
use crate::artifact::{Access, SourceText, Via};
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::{Group, Meta, Rule, WorkspaceContext};
use crate::text::words::lower_words;
use crate::wording::quote;
use crate::workspace::analysis::is_written_outside;
use crate::workspace::{AttributeUseRef, Spelling, names_read};

pub(super) struct ScriptDirection;

static META: Meta = Meta {
    name: "script-direction",
    group: Group::Names,
    severity: Severity::Warning,
    recommended: true,
    summary: "A flow and a script share a name, but the variable of the script lacks the flag",
    page: r#"## What it does

Reports a variable of an agent script that has neither the input nor the output flag, where a flow sets the attribute of
that name and nothing in the project reads it, or gets it and nothing in the project writes it.

Names of one word are left out, because variables called `name` or `step` are common in scripts and have nothing to do
with attributes. A variable with one of the flags has its direction on purpose.

## Why is this a problem?

New variables have neither flag, and without the input flag a script does not take the attribute: the agent sees an
empty field. Without the output flag the script keeps the value to itself.

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
                      lit: Order Number
                    value:
                      exp: Flow.text
```

```json scripts/desk.script
{
  "name": "Desk",
  "startPageId": "1",
  "pages": [],
  "customActions": [],
  "variables": [
    { "id": "1", "name": "Order Number", "type": { "name": "string" }, "input": false, "output": false }
  ]
}
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
                      lit: Order Number
                    value:
                      exp: Flow.text
```

```json scripts/desk.script
{
  "name": "Desk",
  "startPageId": "1",
  "pages": [],
  "customActions": [],
  "variables": [
    { "id": "1", "name": "Order Number", "type": { "name": "string" }, "input": true, "output": false }
  ]
}
```

## When to turn it off

Where variables of scripts and attributes have the same names by chance.

## Sources

- Genesys Cloud Resource Center, [Script input and output variables](https://help.mypurecloud.com/articles/script-input-output-variables)
"#,
};

/// How many places in flows a finding lists.
const SHOWN: usize = 3;

impl Rule for ScriptDirection {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        let variables =
            cx.workspace.files().flat_map(|(file, facts)| facts.local_variables.iter().map(move |it| (file, it)));
        variables.filter_map(|(file, variable)| finding(cx, file, variable)).collect()
    }
}

fn finding(cx: &WorkspaceContext<'_>, file: &Arc<str>, variable: &SourceText) -> Option<Diagnostic> {
    let name = variable.text.known().filter(|name| lower_words(name).len() > 1)?;
    // With the input flag the variable would find a name behind `context.` too.
    let (spelling, access) = names_read(Via::ScriptVariable, name).find_map(|found| {
        let spelling = cx.workspace.spelling(&found)?;
        let access = lonely(cx, spelling).filter(|access| *access == Access::Set || found == name)?;
        Some((spelling, access))
    })?;
    let (flag, deed) = match access {
        Access::Set => ("input", "sets"),
        Access::Get => ("output", "reads"),
    };
    let shown = quote(spelling.name);
    let flow = spelling.uses().find(|usage| is_flow(usage))?;
    let message =
        format!("{} {deed} {shown}, but the script variable {} lacks the {flag} flag", actor(flow.usage), quote(name));
    let label = format!("neither input nor output; the attribute {shown} stays outside the script");
    let help =
        format!("turn on {flag} for the variable, or give it another name if it has nothing to do with the attribute");
    let finding = cx.diagnostic(file, &variable.place, message, label, name).with_help(help);
    let flows = spelling.uses().filter(is_flow).take(SHOWN);
    Some(
        flows
            .fold(finding, |finding, usage| finding.with_related(usage.location(), format!("the flow {deed} it here"))),
    )
}

fn is_flow(usage: &AttributeUseRef<'_>) -> bool {
    usage.usage.via.is_action()
}

/// What flows do with the attribute, where nothing does the opposite.
fn lonely(cx: &WorkspaceContext<'_>, spelling: Spelling<'_>) -> Option<Access> {
    let externals = cx.workspace.externals();
    let (has_writers, has_readers) = (spelling.writers().next().is_some(), spelling.is_read());
    match (has_writers, has_readers) {
        (true, false) => (!externals.read.has(spelling.name)).then_some(Access::Set),
        (false, true) => {
            let is_written = is_written_outside(cx.workspace, Via::ScriptVariable, spelling.name)
                || cx.shared.analysis.has_unknown_writers();
            (!is_written).then_some(Access::Get)
        }
        _ => None,
    }
}
