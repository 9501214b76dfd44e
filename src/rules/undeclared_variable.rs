//! `undeclared-variable`: a variable that nothing declares or assigns.

use std::sync::Arc;

use super::support::expressions::{Missing, MissingKind, missing, place};
use crate::artifact::script::Reference;
use crate::artifact::{Access, Via};
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::context::{FileContext, WorkspaceContext};
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::{closest, did_you_mean, list, or_one_of, quote};
use crate::workspace::analysis::is_written_outside;
use crate::workspace::names_read;

pub(super) struct UndeclaredVariable;

static META: Meta = Meta {
    name: "undeclared-variable",
    group: Group::Expressions,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.2.0",
    summary: "An expression reads a variable that does not exist",
    page: r#"## What it does

Reports a variable in an expression that the flow neither declares nor assigns. Any assignment creates a variable:
Update Data, an output of a data action, a Get, the index of a loop. A `Task.` or `State.` variable exists in its own task or
state only. Names of built-in variables and slots are reported if they are close to an existing one. Capitalisation does not
matter. Parts of flows without a start are not checked.

In agent scripts, reports an id or a name in the text of a page, in an action or in a dynamic variable that is none of the
variables of the script. This is a warning. Built-in variables, which have a dot (`{{scripter.queueName}}`), are not reported,
nor are names that something in the project sets as an attribute, and names in a script whose text is filled at deployment.

## Why is this a problem?

Architect checks expressions when a flow is published, so such a flow cannot be published. A script can be published, but
nothing fills the text: the variable was deleted, or its name is misspelt.

## Example

```yaml flows/library.yaml
inboundCall:
  name: Library
  startUpRef: "/inboundCall/tasks/task[Renew_10]"
  variables:
    - stringVariable:
        name: Flow.title
        initialValue:
          lit: Emma
    - integerVariable:
        name: Flow.copies
        initialValue:
          lit: 3
  tasks:
    - task:
        name: Renew
        refId: Renew_10
        actions:
          - setParticipantData:
              name: Set Participant Data
              attributes:
                - attribute:
                    name:
                      lit: bookTitle
                    value:
                      exp: Flow.titel
```

## Use instead

```yaml flows/library.yaml
inboundCall:
  name: Library
  startUpRef: "/inboundCall/tasks/task[Renew_10]"
  variables:
    - stringVariable:
        name: Flow.title
        initialValue:
          lit: Emma
    - integerVariable:
        name: Flow.copies
        initialValue:
          lit: 3
  tasks:
    - task:
        name: Renew
        refId: Renew_10
        actions:
          - setParticipantData:
              name: Set Participant Data
              attributes:
                - attribute:
                    name:
                      lit: bookTitle
                    value:
                      exp: Flow.title
```

## In Architect

For a script: in the script editor, select the component, and insert an existing variable in place of the old one.

## When to turn it off

Where a part of the flow with its variables is in another file.

## Sources

- Genesys Cloud Resource Center, [Architect built-in variables](https://help.mypurecloud.com/articles/architect-default-variables/)
- [Architect Scripting SDK](https://www.npmjs.com/package/purecloud-flow-scripting-api-sdk-javascript) 0.2.6: look-up of variables
- Published scripts of GenesysCloudBlueprints and genesys-samples: all texts and actions contain the ids of variables
- Published flows of GenesysCloudBlueprints: assignments create variables that are declared nowhere
"#,
};

impl Rule for UndeclaredVariable {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        missing(cx).iter().filter_map(|missing| finding(cx, missing)).collect()
    }

    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        let scripts = cx.workspace.files().filter(|(_, facts)| !facts.unknown_variables.is_empty());
        let is_filled = is_filled(cx);
        let findings = scripts.flat_map(|(file, facts)| {
            let inputs = facts.interfaces.iter().filter_map(|interface| interface.inputs.as_ref()).flatten();
            let known: Vec<&str> = inputs.map(|input| input.name.as_ref()).collect();
            let unknown = facts.unknown_variables.iter().filter(move |it| it.is_id || !is_filled);
            unknown.filter_map(move |unknown| in_script(cx, file, &known, unknown))
        });
        findings.collect()
    }
}

fn finding(cx: &FileContext<'_>, missing: &Missing<'_>) -> Option<Diagnostic> {
    let name = missing.name.as_str();
    let quoted = quote(name);
    let (what, help) = match &missing.kind {
        // `loop-variable` has better words for it.
        MissingKind::LoopElsewhere => return None,
        MissingKind::Elsewhere => (
            format!("{quoted} is a variable of another task or state and does not exist here"),
            "use a `Flow.` variable to share the value".to_owned(),
        ),
        MissingKind::BuiltIn(meant) => {
            (format!("{quoted} is not a built-in variable"), did_you_mean(Some(meant.as_str()), ""))
        }
        MissingKind::Unknown(known) => {
            let order = format!("declare {quoted} in the flow");
            let help = match closest(name, known) {
                Some(meant) => did_you_mean(Some(meant), ""),
                None => or_one_of(order, known),
            };
            (format!("{quoted} does not exist: nothing declares or assigns it"), help)
        }
    };
    let message = format!("{what}, so the flow cannot be published");
    let place = place(cx, missing.expression, missing.span);
    Some(cx.diagnostic(&place, message, "unknown variable", name).with_help(help))
}

/// A finding about a text or an action of a script that has the variables `known`.
fn in_script(cx: &WorkspaceContext<'_>, file: &Arc<str>, known: &[&str], unknown: &Reference) -> Option<Diagnostic> {
    let name = unknown.name.as_ref();
    let meant = if unknown.is_id { None } else { closest(name, known) };
    if !unknown.is_id && is_set(cx, name, meant.is_some()) {
        return None;
    }
    let what = if unknown.is_id { "variable with the id" } else { "variable" };
    let message = format!("the script has no {what} {}, so nothing fills it here", quote(name));
    let help = match meant {
        Some(meant) => did_you_mean(Some(meant), ""),
        None if !unknown.is_id => or_one_of(format!("add {} to the variables of the script", quote(name)), known),
        None if known.is_empty() => "remove it, or add the variable to the script".to_owned(),
        None => format!("insert another variable: {}", list(known)),
    };
    let finding = cx.diagnostic(file, &unknown.place, message, "unknown variable", name);
    Some(finding.with_severity(Severity::Warning).with_help(help))
}

/// Whether keys are replaced in the text of a script when Terraform deploys it.
fn is_filled(cx: &WorkspaceContext<'_>) -> bool {
    let modules = cx.workspace.files().filter_map(|(_, facts)| facts.module.as_ref());
    modules.flat_map(|module| &module.files).any(|file| file.is_filled)
}

/// Whether something sets an attribute of this name. `is_near`: it is nearly the name of a variable of the script.
fn is_set(cx: &WorkspaceContext<'_>, name: &str, is_near: bool) -> bool {
    let is_written = |name: String| cx.workspace.attribute(&name).is_some_and(|it| it.has(Access::Set));
    let is_named = names_read(Via::ScriptVariable, name).any(is_written);
    let is_outside = is_written_outside(cx.workspace, Via::ScriptVariable, name);
    is_named || is_outside || !is_near && cx.shared.analysis.has_unknown_writers()
}
