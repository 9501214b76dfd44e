//! `script-direction`: a script variable that a flow uses is not marked as Input or Output.

use std::sync::Arc;

use super::support::wording::describe_place;
use crate::artifact::{Access, ArtifactKind, SourceText, Via};
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::context::{FileContext, WorkspaceContext};
use crate::rules::rule::{Group, Meta, Rule};
use crate::syntax::Value;
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
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "A script variable that a flow uses is not marked as Input or Output",
    page: r#"## What it does

Reports a variable of an agent script that has neither the input nor the output flag, where a flow sets the attribute of
that name and nothing in the project reads it, or gets it and nothing in the project writes it.

Names of one word are not reported, because variables called `name` or `step` are common in scripts and are unrelated
to attributes. A variable with one of the flags has its direction on purpose.

## Why is this a problem?

New variables have neither flag. Without the Input flag a script variable does not receive the attribute: the agent
sees an empty field. Without the Output flag the value never leaves the script.

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

## In Architect

In the script editor, open Variables, select the variable and turn on Input or Output. Publish the script.

## When to turn it off

If script variables and attributes have the same names by chance.

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

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        if cx.facts.kind != ArtifactKind::Script {
            return Vec::new();
        }
        let variables = cx.tree.root().get("variables").into_iter().flat_map(Value::items);
        variables.filter_map(|variable| dynamic(cx, variable)).collect()
    }

    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        let variables =
            cx.workspace.files().flat_map(|(file, facts)| facts.local_variables.iter().map(move |it| (file, it)));
        variables.filter_map(|(file, variable)| finding(cx, file, variable)).collect()
    }
}

fn finding(cx: &WorkspaceContext<'_>, file: &Arc<str>, variable: &SourceText) -> Option<Diagnostic> {
    let name = variable.text.known().filter(|name| lower_words(name).len() > 1)?;
    // With the Input flag the variable would also match a name after `context.`.
    let (spelling, access) = names_read(Via::ScriptVariable, name).find_map(|found| {
        let spelling = cx.workspace.spelling(&found)?;
        let access = only_access(cx, spelling).filter(|access| *access == Access::Set || found == name)?;
        Some((spelling, access))
    })?;
    let (flag, verb, effect) = match access {
        Access::Set => ("Input", "sets", "it does not receive the attribute"),
        Access::Get => ("Output", "reads", "its value is never stored in the attribute"),
    };
    let shown = quote(spelling.name);
    let flow = spelling.uses().find(|usage| is_flow(usage))?;
    let message = format!(
        "script variable {} is not marked as {flag}, so {effect} {shown} that {} {verb}",
        quote(name),
        describe_place(flow.usage)
    );
    let label = format!("not marked as {flag}");
    let help = format!("turn on {flag} for {}, or rename it if it is unrelated to the attribute", quote(name));
    let finding = cx.diagnostic(file, &variable.place, message, label, name).with_help(help);
    let flows = spelling.uses().filter(is_flow).take(SHOWN);
    Some(
        flows
            .fold(finding, |finding, usage| finding.with_related(usage.location(), format!("the flow {verb} it here"))),
    )
}

/// A dynamic variable with a flag that it cannot have.
fn dynamic(cx: &FileContext<'_>, variable: Value<'_>) -> Option<Diagnostic> {
    let is_on = |value: Option<Value<'_>>| value.and_then(Value::as_bool) == Some(true);
    let (key, value) = variable.get("type")?.entry("isDynamic")?;
    let flag = ["input", "output"].into_iter().find(|flag| is_on(variable.get(flag)))?;
    let name = variable.get("name").map(Value::scalar_text).unwrap_or_default();
    let message = format!("the script variable {} is dynamic, so its {flag} flag has no effect", quote(&name));
    let diagnostic = cx.diagnostic(&cx.place(key), message, "neither input nor output", &name);
    is_on(Some(value)).then(|| diagnostic.with_help(format!("turn off {flag}, or make the variable a plain one")))
}

fn is_flow(usage: &AttributeUseRef<'_>) -> bool {
    usage.usage.via.is_action()
}

/// The access of flows to the attribute if nothing has the opposite access.
fn only_access(cx: &WorkspaceContext<'_>, spelling: Spelling<'_>) -> Option<Access> {
    let externals = cx.workspace.externals();
    let (has_writers, has_readers) = (spelling.has(Access::Set), spelling.is_read());
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
