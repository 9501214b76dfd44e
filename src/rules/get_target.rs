//! `get-target`: a Get action that assigns to something that is not a string variable.

use super::support::variables::strings;
use super::support::wording::describe_place;
use crate::artifact::{AttributeUse, Facts, SourceText, Text};
use crate::diagnostic::{Diagnostic, Severity};
use crate::knowledge::expressions::built_in;
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::text::compare::edits;
use crate::wording::{closest, or_one_of, quote};

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

Reports a Get Participant Data or Get Conversation Data whose target is a variable of a type other than string, or a
built-in variable such as `Call.Ani`, or that is not the bare name of a variable with its scope: `order`, `${Flow.order}`,
nothing. A Get creates a variable that the flow does not declare; this is a warning if the
flow declares a variable of nearly the same name. Names of variables are not
case-sensitive. Other targets that contain a substitution are not checked, nor are files that declare no variable at all: they
are parts of a flow.

## Why is this a problem?

Attribute values are strings, and a Get action only fills string variables. Archy rejects such a flow. A misspelt target
fills a new variable, and the variable that the flow reads is never filled.

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
    let target = usage.target.as_ref()?;
    if let Some(found) = no_variable(cx, usage, target) {
        return Some(found);
    }
    if !target.placeholders.is_empty() {
        return None;
    }
    let Text::Computed(name) = &target.text else { return None };
    let name = name.trim();
    let (scope, rest) = name.split_once('.')?;
    let is_name = rest.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
    let (what, label, help) = if built_in(name).is_some() && cx.facts.declarations(name).next().is_none() {
        (
            "a built-in variable".to_owned(),
            "flows cannot set this",
            or_one_of("use a string variable of the flow", &strings(cx.facts)),
        )
    } else if !is_name || !DECLARED.contains(&scope.to_lowercase().as_str()) {
        return None;
    } else {
        match wrong_declaration(cx.facts, name) {
            Some(wrong) => wrong,
            None => return near_miss(cx, usage, target, name),
        }
    };
    let message = format!("{} assigns to {}, {what}", describe_place(usage), quote(name));
    Some(cx.diagnostic(&target.place, message, label, name).with_help(help))
}

/// A target that cannot be a variable: a name without its scope, or a placeholder around a variable of the flow.
fn no_variable(cx: &FileContext<'_>, usage: &AttributeUse, target: &SourceText) -> Option<Diagnostic> {
    let text = match &target.text {
        Text::Computed(text) | Text::Unresolved(text) => text,
        Text::Missing => {
            let message =
                format!("{} assigns to no variable, so the value that is read is lost", describe_place(usage));
            let diagnostic = cx.diagnostic(&target.place, message, "no variable", "");
            return Some(
                diagnostic.with_help("write the name of the variable with its scope, for example `Flow.order`"),
            );
        }
        _ => return None,
    };
    let text = text.trim();
    let is_word = |text: &str| {
        text.starts_with(|first: char| first.is_alphabetic())
            && text.chars().all(|it| it.is_alphanumeric() || it == '_')
    };
    let name = text.trim_start_matches(['$', '{']).trim_end_matches('}').trim();
    let is_variable = || {
        let Some((scope, rest)) = name.split_once('.') else { return false };
        // In lower case it may be a variable of what fills the file in: `${flow.order}` in a template of Terraform.
        let is_ours = scope.starts_with(|first: char| first.is_ascii_uppercase());
        is_word(rest) && is_ours && DECLARED.contains(&scope.to_lowercase().as_str())
    };
    let (what, label, help) = if is_word(text) {
        let known: Vec<&str> = cx.facts.variables.iter().map(|it| &*it.name).take(MAX_COMPARED).collect();
        let is_meant = |name: &&&str| name.split_once('.').is_some_and(|(_, rest)| rest.eq_ignore_ascii_case(text));
        let meant = known.iter().find(is_meant).map_or_else(|| format!("Flow.{text}"), |name| (*name).to_owned());
        ("which has no scope", "no scope", format!("write {}", quote(&meant)))
    } else if name != text && is_variable() {
        ("which is not the bare name of a variable", "not a bare name", format!("write {}", quote(name)))
    } else {
        return None;
    };
    let message =
        format!("{} assigns to {}, {what}, so the flow cannot be published", describe_place(usage), quote(text));
    Some(cx.diagnostic(&target.place, message, label, text).with_help(help))
}

/// Describes an unsuitable target: the end of the message, the label and the help; `None` if a declaration is a string.
fn wrong_declaration(facts: &Facts, name: &str) -> Option<(String, &'static str, String)> {
    let mut declarations = facts.declarations(name).peekable();
    let kind = &declarations.peek()?.kind;
    declarations.all(|variable| &*variable.kind != "string").then_some(())?;
    let what = format!("which is a variable of the type {}, not a string", quote(kind));
    let help = "assign to a string variable, then convert it in Update Data".to_owned();
    Some((what, "attribute values are strings", help))
}

/// A Get creates a variable that the flow does not declare. If another one has nearly its name, that is a mistake.
fn near_miss(cx: &FileContext<'_>, usage: &AttributeUse, target: &SourceText, name: &str) -> Option<Diagnostic> {
    if cx.facts.declarations(name).next().is_some() {
        return None;
    }
    let meant = meant(cx.facts, name)?;
    let (name, meant) = (quote(name), quote(meant));
    let message =
        format!("{} assigns to {name}, which is not declared, so {meant} is not filled", describe_place(usage));
    let diagnostic = cx.diagnostic(&target.place, message, "not declared", &name);
    Some(diagnostic.with_severity(Severity::Warning).with_help(format!("did you mean {meant}?")))
}

/// The most variables that a name is compared with.
const MAX_COMPARED: usize = 1_000;

/// Finds the declared variable of the same scope that the author most likely meant.
fn meant<'f>(facts: &'f Facts, name: &str) -> Option<&'f str> {
    let (scope, rest) = name.split_once('.')?;
    let in_scope = facts.variables.iter().filter_map(|variable| {
        let (own, rest) = variable.name.split_once('.')?;
        own.eq_ignore_ascii_case(scope).then_some((rest, variable.name.as_ref()))
    });
    let in_scope = in_scope.take(MAX_COMPARED);
    let (rests, names): (Vec<&str>, Vec<&str>) = in_scope.unzip();
    let allowed = if rest.len() >= 8 { 2 } else { 1 };
    let meant = closest(rest, &rests)?;
    let distance = edits(&rest.to_lowercase(), &meant.to_lowercase());
    // Numbered names are close to each other on purpose.
    let letters = |name: &str| name.to_lowercase().replace(|letter: char| letter.is_ascii_digit(), "");
    let is_mistake = distance <= allowed && letters(rest) != letters(meant);
    names.into_iter().find(|name| is_mistake && name.ends_with(meant))
}
