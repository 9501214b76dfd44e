//! `unset-operand`: an attribute that may be missing, in an operand that needs a value.

use std::sync::Arc;

use crate::artifact::AttributeUse;
use crate::artifact::flow::Unguarded;
use crate::diagnostic::{Diagnostic, Location, Place, Severity};
use crate::rules::context::WorkspaceContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::quote;
use crate::workspace::Arrival;

pub(super) struct UnsetOperand;

static META: Meta = Meta {
    name: "unset-operand",
    group: Group::Expressions,
    severity: Severity::Warning,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.2.0",
    summary: "A function gets a variable that has no value if an attribute is missing",
    page: r#"## What it does

Reports a variable that Get Participant Data or Get Conversation Data fills, as an operand of a function or operator that
does not accept `NOT_SET`: `Lower`, `Length`, `Left`, `Contains`, `+`. Not reported is a variable that has an initial value,
that another action may have filled before, or that may have been checked before: with `IsSet`, `IsNotSetOrEmpty` or a
comparison, in the same expression or in an earlier action. If anything in the project or in `[externals]` sets the
attribute, nothing is reported.

## Why is this a problem?

If the conversation does not have the attribute, the variable is not set. Architect accepts such a flow, but at run time the
action fails, and the flow goes to its error handling.

## Example

```yaml flows/library.yaml
inboundCall:
  name: Library
  startUpRef: "/inboundCall/tasks/task[Renew_10]"
  tasks:
    - task:
        name: Renew
        refId: Renew_10
        actions:
          - getParticipantData:
              name: Get Participant Data
              attributes:
                - attribute:
                    name:
                      lit: memberLevel
                    variable: Task.level
          - decision:
              name: Is Gold
              condition:
                exp: Lower(Task.level) == "gold"
```

## Use instead

```yaml flows/library.yaml
inboundCall:
  name: Library
  startUpRef: "/inboundCall/tasks/task[Renew_10]"
  tasks:
    - task:
        name: Renew
        refId: Renew_10
        actions:
          - getParticipantData:
              name: Get Participant Data
              attributes:
                - attribute:
                    name:
                      lit: memberLevel
                    variable: Task.level
          - decision:
              name: Is Gold
              condition:
                exp: IsSet(Task.level) and Lower(Task.level) == "gold"
```

## When to turn it off

If another system sets the attribute in every conversation.

## Sources

- Genesys Cloud Resource Center, [Expressions tips and best practices](https://help.mypurecloud.com/articles/expressions-tips-best-practices/):
  `Append` accepts `NOT_SET`, the operator `+` does not
- [Architect Scripting SDK](https://www.npmjs.com/package/purecloud-flow-scripting-api-sdk-javascript) 0.2.6: which arguments
  accept `NOT_SET`
"#,
};

impl Rule for UnsetOperand {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        let files = cx.workspace.files().flat_map(|(file, facts)| {
            let of_one_get = facts.unset.chunk_by(|one, other| one.usage == other.usage);
            of_one_get.filter_map(move |operands| Some((file, facts.uses.get(operands.first()?.usage)?, operands)))
        });
        // Who sets an attribute at all may set it always.
        let never_set = files.filter(|(_, get, _)| matches!(cx.shared.analysis.arrival(get), Arrival::NeverSet));
        never_set.filter_map(|(file, get, operands)| finding(cx, file, get, operands)).collect()
    }
}

fn finding(
    cx: &WorkspaceContext<'_>,
    file: &Arc<str>,
    get: &AttributeUse,
    operands: &[Unguarded],
) -> Option<Diagnostic> {
    let (first, others) = operands.split_first()?;
    let name = quote(&first.variable);
    let message = format!(
        "{name} has no value if the attribute {} is missing, but {} needs one: the flow goes to its error handling",
        quote(get.known_name()?),
        quote(&first.function)
    );
    let call = |function| quote(&format!("{function}({})", first.variable));
    let location = |place: &Place| Location { file: file.clone(), place: place.clone() };
    let diagnostic = cx
        .diagnostic(file, &first.place, message, "may have no value", &first.variable)
        .with_related(location(&get.target.as_ref()?.place), format!("{name} is filled here"))
        .with_help(format!("check {} first, or assign a default if {}", call("IsSet"), call("IsNotSetOrEmpty")));
    Some(others.iter().fold(diagnostic, |diagnostic, it| {
        diagnostic.with_related(location(&it.place), format!("{} needs a value here, too", quote(&it.function)))
    }))
}
