//! `get-target`: a Get action that assigns to something that is not a string variable.

use super::support::wording::actor;
use crate::artifact::{AttributeUse, Facts, Text};
use crate::diagnostic::{Diagnostic, Severity};
use crate::knowledge::variables::is_built_in;
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::{closest, did_you_mean, or_one_of, quote};

pub(super) struct GetTarget;

static META: Meta = Meta {
    name: "get-target",
    group: Group::Values,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "A Get action assigns to something that is not a string variable",
    page: r#"## What it does

Reports a Get Participant Data or Get Conversation Data whose target is a variable that the flow does not declare, is
declared with a type other than string, or is a built-in variable such as `Call.Ani`. Names of variables are not
case-sensitive. Targets that contain a substitution are not checked, nor are files that declare no variable at all: they
are parts of a flow.

## Why is this a problem?

Attribute values are strings, and a Get action only fills string variables. Archy rejects such a flow; if the file is
imported in another way, the variable is never filled.

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

## In Architect

Open the Get action and select a string variable in the **Variable** field of the row.

## When to turn it off

If parts of a flow, with their variables, are in other files.

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

/// The scopes in which a flow declares variables, in lower case.
const DECLARED: [&str; 4] = ["flow", "task", "state", "common"];

fn check(cx: &FileContext<'_>, usage: &AttributeUse) -> Option<Diagnostic> {
    let target = usage.target.as_ref().filter(|target| target.placeholders.is_empty())?;
    let Text::Computed(name) = &target.text else { return None };
    let name = name.trim();
    let (scope, rest) = name.split_once('.')?;
    let is_name = rest.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
    let (what, label, help) = if is_built_in(name) {
        (
            "a built-in variable".to_owned(),
            "flows cannot set this",
            or_one_of("use a string variable of the flow", &strings(cx.facts)),
        )
    } else if !is_name || !DECLARED.contains(&scope.to_lowercase().as_str()) {
        return None;
    } else {
        wrong_declaration(cx.facts, name)?
    };
    let message = format!("{} assigns to {}, {what}", actor(usage), quote(name));
    Some(cx.diagnostic(&target.place, message, label, name).with_help(help))
}

/// Describes an unsuitable target: the end of the message, the label and the help; `None` if a declaration is a string.
fn wrong_declaration(facts: &Facts, name: &str) -> Option<(String, &'static str, String)> {
    let mut declarations = facts.declarations(name).peekable();
    if declarations.peek().is_none() {
        // A file without any declaration is a part of a flow: its variables are declared elsewhere.
        if facts.variables.is_empty() {
            return None;
        }
        let otherwise = or_one_of(format!("declare {} as a string variable", quote(name)), &strings(facts));
        let help = did_you_mean(meant(facts, name), otherwise);
        return Some(("which the flow does not declare".to_owned(), "not declared", help));
    }
    let kind = &declarations.peek()?.kind;
    let article = if kind.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    let what = format!("which is {article} {kind} variable, not a string");
    let is_wrong = declarations.all(|variable| &*variable.kind != "string");
    let help = "assign to a string variable, then convert it in Update Data".to_owned();
    is_wrong.then_some((what, "attribute values are strings", help))
}

/// The string variables that a flow declares.
fn strings(facts: &Facts) -> Vec<&str> {
    facts.variables.iter().filter(|variable| &*variable.kind == "string").map(|it| it.name.as_ref()).collect()
}

/// Finds the declared variable of the same scope that the author most likely meant.
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
