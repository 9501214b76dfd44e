//! `duplicate-name`: one Set action that sets the same attribute twice.

use rustc_hash::FxHashMap;

use super::support::remove;
use super::support::wording::describe_use;
use crate::artifact::{Access, AttributeUse};
use crate::diagnostic::{Diagnostic, Edit, Fix, Safety, Severity};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::syntax::{Value, ValueKind};
use crate::text::invisible;

pub(super) struct DuplicateName;

static META: Meta = Meta {
    name: "duplicate-name",
    group: Group::Names,
    severity: Severity::Warning,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "One Set action sets the same attribute twice",
    page: r#"## What it does

Reports an attribute that one Set Participant Data or Set Conversation Data action sets more than once. Reading one
attribute into two variables is fine. `duplicate-key` reports a key that a payload has twice.

## Why is this a problem?

The last value wins, and the others are silently lost. The usual cause is a row that was copied without changing its
name, so another attribute is never set.

## Example

```yaml flows/address.yaml
inboundCall:
  name: Address
  startUpRef: "/inboundCall/tasks/task[Store_10]"
  tasks:
    - task:
        name: Store
        refId: Store_10
        actions:
          - setParticipantData:
              name: Set Participant Data
              attributes:
                - attribute:
                    name:
                      lit: street
                    value:
                      exp: Flow.street
                - attribute:
                    name:
                      lit: street
                    value:
                      exp: Flow.city
```

## Use instead

```yaml flows/address.yaml
inboundCall:
  name: Address
  startUpRef: "/inboundCall/tasks/task[Store_10]"
  tasks:
    - task:
        name: Store
        refId: Store_10
        actions:
          - setParticipantData:
              name: Set Participant Data
              attributes:
                - attribute:
                    name:
                      lit: street
                    value:
                      exp: Flow.street
                - attribute:
                    name:
                      lit: city
                    value:
                      exp: Flow.city
```

## In Architect

Open the Set action, and delete one of the two rows or correct its attribute name.

## Fix safety

A row that repeats the previous one, including its value, is removed, which is safe. There is no fix if the values
differ, if the row contains a comment, or inside a common module that an export contains.

## When to turn it off

Hardly ever: the first of the two rows has no effect.

## Sources

- Genesys Cloud Resource Center, [Set Participant Data action](https://help.mypurecloud.com/articles/set-participant-data-action/): the last value set for an attribute wins
"#,
};

impl Rule for DuplicateName {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        let mut rows: FxHashMap<(u32, &str), (&AttributeUse, &AttributeUse)> = FxHashMap::default();
        let mut found = Vec::new();
        for usage in cx.facts.uses.iter().filter(|usage| is_row_of_set(usage)) {
            let Some(name) = usage.known_name().filter(|name| !invisible::trim(name).is_empty()) else { continue };
            let Some((first, last)) = rows.get_mut(&(usage.group, name)) else {
                rows.insert((usage.group, name), (usage, usage));
                continue;
            };
            let finding = finding(cx, name, first, usage);
            found.push(match removal(cx, last, usage) {
                Some(fix) => finding.with_fix(fix),
                None => finding,
            });
            *last = usage;
        }
        found
    }
}

fn is_row_of_set(usage: &AttributeUse) -> bool {
    usage.access == Access::Set && usage.via.is_action()
}

/// Removes a row that repeats the previous row of the same name.
fn removal(cx: &FileContext<'_>, last: &AttributeUse, again: &AttributeUse) -> Option<Fix> {
    let (last, again) = (list_item(cx, last)?, list_item(cx, again)?);
    let span = again.repeats(last).then(|| remove::item(cx.source.text(), again)).flatten()?;
    let edit = Edit { file: cx.source.path().clone(), span, replacement: String::new() };
    Some(Fix { title: "remove the repeated row".to_owned(), safety: Safety::Safe, edits: vec![edit] })
}

/// Finds the list item that contains a use.
fn list_item<'a>(cx: &FileContext<'a>, usage: &AttributeUse) -> Option<Value<'a>> {
    let mut value = cx.innermost.at(usage.name.scalar?.span);
    while value.parent()?.kind() != ValueKind::Array {
        value = value.parent()?;
    }
    Some(value)
}

fn finding(cx: &FileContext<'_>, name: &str, first: &AttributeUse, again: &AttributeUse) -> Diagnostic {
    let same = first.value.as_ref().map(|value| &value.text) == again.value.as_ref().map(|value| &value.text);
    let help = if same {
        "delete one of the two rows"
    } else {
        "delete one of the rows, or correct the attribute name in this one"
    };
    let message = format!("{} twice; only the last value is kept", describe_use(again, name));
    cx.diagnostic(&again.name.place, message, "overwrites the earlier row", name)
        .with_related(cx.location(&first.name.place), "first set here")
        .with_help(help)
}
