//! `get-target`: the target of a Get is no string variable that the flow declares.

use super::support::wording::actor;
use crate::artifact::{AttributeUse, Facts, Text};
use crate::diagnostic::{Diagnostic, Severity};
use crate::knowledge::variables::is_built_in;
use crate::rules::{FileContext, Group, Meta, Rule};
use crate::wording::{closest, did_you_mean, quote};

pub(super) struct GetTarget;

static META: Meta = Meta {
    name: "get-target",
    group: Group::Values,
    severity: Severity::Error,
    recommended: true,
    summary: "What a Get reads goes to something that is no string variable of the flow",
    page: r#"## What it does

Reports a Get Participant Data or Get Conversation Data whose target is a variable that the flow does not declare, is
declared with another type than string, or is a built-in variable such as `Call.Ani`. Names of variables are compared
without regard to case. Targets with a substitution in them are left alone, and so are files that declare no variable
at all: they are parts of a flow.

## Why is this a problem?

Attributes are strings, and a Get fills string variables only. Archy refuses such a flow when it is published; where the
file goes another way, the variable is never filled.

## Example

```yaml flows/orders.yaml
inboundCall:
  name: Orders
  startUpRef: "/inboundCall/tasks/task[Greet_10]"
  variables:
    - stringVariable:
        name: Flow.customerId
        initialValue:
          noValue: true
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
                      lit: customerId
                    variable: Flow.custmerId
```

## Use instead

```yaml flows/orders.yaml
inboundCall:
  name: Orders
  startUpRef: "/inboundCall/tasks/task[Greet_10]"
  variables:
    - stringVariable:
        name: Flow.customerId
        initialValue:
          noValue: true
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
                      lit: customerId
                    variable: Flow.customerId
```

## When to turn it off

Where parts of a flow, with their variables, stand in other files.

## Sources

- Genesys Cloud Resource Center, [Get Participant Data action](https://help.mypurecloud.com/articles/get-participant-data-action/)
- [Architect Scripting SDK](https://github.com/MyPureCloud/purecloud-flow-scripting-api-sdk-javascript), `ArchActionGetParticipantData`: pairs of an attribute name and a string variable
"#,
};

impl Rule for GetTarget {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        cx.facts.uses.iter().filter_map(|usage| check(cx, usage)).collect()
    }
}

/// The scopes whose variables the file of a flow declares.
const DECLARED: [&str; 4] = ["flow", "task", "state", "common"];

fn check(cx: &FileContext<'_>, usage: &AttributeUse) -> Option<Diagnostic> {
    let target = usage.target.as_ref().filter(|target| target.placeholders.is_empty())?;
    let Text::Computed(name) = &target.text else { return None };
    let name = name.trim();
    let (scope, rest) = name.split_once('.')?;
    let is_name = rest.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
    let (what, label, help) = if is_built_in(name) {
        ("a built-in variable", "no flow can set this", "use a string variable of the flow".to_owned())
    } else if !is_name || !DECLARED.contains(&scope.to_lowercase().as_str()) {
        return None;
    } else {
        wrong_declaration(cx.facts, name)?
    };
    let message = format!("{} writes to {}, {what}", actor(usage), quote(name));
    Some(cx.diagnostic(&target.place, message, label, name).with_help(help))
}

/// What is wrong with the declarations of a variable, if anything is: what it is, the label, and what to do.
fn wrong_declaration(facts: &Facts, name: &str) -> Option<(&'static str, &'static str, String)> {
    let mut declarations = facts.declarations(name).peekable();
    if declarations.peek().is_none() {
        // A file without any declaration is a part of a flow, or a sketch: where its variables are, nobody knows.
        if facts.variables.is_empty() {
            return None;
        }
        let help = did_you_mean(meant(facts, name), "declare it as a string variable");
        return Some(("which the flow does not declare", "no such variable", help));
    }
    let is_wrong = declarations.all(|variable| &*variable.kind != "string");
    let help = "use a string variable, and convert it afterwards".to_owned();
    is_wrong.then_some(("which is no string variable", "attributes are strings", help))
}

/// The declared variable of the same scope that the author most likely meant.
fn meant<'f>(facts: &'f Facts, name: &str) -> Option<&'f str> {
    let (scope, rest) = name.split_once('.')?;
    let in_scope = facts.variables.iter().filter_map(|variable| {
        let (own, rest) = variable.name.split_once('.')?;
        own.eq_ignore_ascii_case(scope).then_some((rest, variable.name.as_ref()))
    });
    let (rests, names): (Vec<&str>, Vec<&str>) = in_scope.unzip();
    let meant = closest(rest, &rests)?;
    names.into_iter().find(|name| name.ends_with(meant))
}
