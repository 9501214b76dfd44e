//! `secure-value`: an attribute is set to the value of a secure variable.

use super::support::declared;
use super::support::variables::strings;
use super::support::wording::describe_place;
use crate::artifact::Text;
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::context::WorkspaceContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::{list, quote};
use crate::workspace::AttributeUseRef;

pub(super) struct SecureValue;

static META: Meta = Meta {
    name: "secure-value",
    group: Group::Values,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "An attribute stores the value of a secure variable",
    page: r#"## What it does

Reports a Set Participant Data or Set Conversation Data whose value is a variable that the flow declares as secure. An attribute with `sensitive = false` in the attribute dictionary is not
reported.

## Why is this a problem?

Participant data is plain text to agents, to the API and to reports. The card number or PIN
for which the variable was made secure leaves the secure part of the flow here, and attributes cannot be removed
afterwards.

## Example

```yaml flows/orders.yaml
secureCall:
  name: Orders
  startUpRef: "/secureCall/tasks/task[Greet_10]"
  variables:
    - stringVariable:
        name: Flow.cardNumber
        initialValue:
          lit: ""
        isSecure: true
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
                      lit: paymentId
                    value:
                      exp: Flow.cardNumber
```

## Use instead

A value that agents may see, such as the reference that the payment service returned; or Set Secured Data.

```yaml flows/orders.yaml
secureCall:
  name: Orders
  startUpRef: "/secureCall/tasks/task[Greet_10]"
  variables:
    - stringVariable:
        name: Flow.reference
        initialValue:
          lit: ""
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
                      lit: paymentId
                    value:
                      exp: Flow.reference
```

## In Architect

Open the action and change the value, or replace the action with Set Secured Data from the toolbox.

## Sources

- Genesys Cloud Resource Center, [Set Secured Data action](https://help.mypurecloud.com/articles/set-secured-data-action/)
- [Architect Scripting SDK](https://github.com/MyPureCloud/purecloud-flow-scripting-api-sdk-javascript), `ArchBaseVariable`: secure variables
"#,
};

impl Rule for SecureValue {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        let declares = cx.workspace.files().filter(|(_, facts)| facts.variables.iter().any(|it| it.is_secure));
        let uses = declares
            .flat_map(|(file, facts)| facts.uses.iter().map(move |usage| AttributeUseRef { file, facts, usage }));
        uses.filter_map(|usage| check(cx, &usage)).collect()
    }
}

fn check(cx: &WorkspaceContext<'_>, found: &AttributeUseRef<'_>) -> Option<Diagnostic> {
    let AttributeUseRef { file, facts, usage } = *found;
    let value = usage.value.as_ref()?;
    let Text::Computed(expression) = &value.text else { return None };
    let name = expression.trim();
    let mut declarations = facts.declarations(name).peekable();
    declarations.peek()?;
    // Each task may declare its own variable: this one is secure only if all of them are.
    if !declarations.all(|variable| variable.is_secure) {
        return None;
    }
    if declared::entry(cx, found).is_some_and(|entry| entry.sensitive == Some(false)) {
        return None;
    }
    let message = format!(
        "{} stores the secure variable {} as plain text, which agents, the API and reports can see",
        describe_place(usage),
        quote(name)
    );
    let help = match strings(facts).as_slice() {
        [] => "store a value that is not secret, or use Set Secured Data".to_owned(),
        names => format!("store a variable that is not secure ({}), or use Set Secured Data", list(names)),
    };
    Some(cx.diagnostic(file, &value.place, message, "stored as plain text", name).with_help(help))
}
