//! `undeclared-attribute`: the attribute dictionary does not have a name.

use super::support::declared;
use super::support::rename::rename;
use super::support::wording::describe_use;
use crate::config::dictionary::{Entry, key};
use crate::diagnostic::{Diagnostic, Fix, Safety, Severity};
use crate::rules::context::WorkspaceContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::{closest, did_you_mean, quote};
use crate::workspace::Declared;
use crate::workspace::declared::{Undeclared, undeclared};

pub(super) struct UndeclaredAttribute;

static META: Meta = Meta {
    name: declared::UNDECLARED,
    group: Group::Names,
    severity: Severity::Warning,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.2.0",
    summary: "An attribute is not in the attribute dictionary",
    page: r#"## What it does

Reports an attribute name that the attribute dictionary of the project (`attributes.toml`) does not have, neither as a
name nor as an alias. There is one finding for each name, at the first place that sets it, or else reads it. The other
places are listed. Without a dictionary, nothing is reported.

A variable of an agent script also counts as declared if the dictionary has its name with the prefix `context.`. Names
that Genesys Cloud defines itself, such as those that start with `ivr.`, need no entry. Places that another rule reports
for the same name, such as `name-case-mismatch`, are left out.

## Why is this a problem?

The dictionary is the agreement between the people who set an attribute and those who read it. A name that is not in it
is a typing error, or an attribute of which the others do not know.

## Example

```toml attributes.toml
[orderNumber]
description = "Number of the order that the customer calls about"
```

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
                      lit: ordernumber
                    value:
                      exp: Flow.order
```

## Use instead

```toml attributes.toml
[orderNumber]
description = "Number of the order that the customer calls about"
```

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
                      lit: orderNumber
                    value:
                      exp: Flow.order
```

## In Architect

Open the action, and enter the attribute name as it is in the dictionary.

## Fix safety

If the dictionary has the name with other capitalisation, all places are renamed. The fix is unsafe, because other systems
may use the name.

## When to turn it off

If the dictionary only lists some of the attributes.

## Sources

- Genesys Cloud Resource Center, [Set Participant Data action](https://help.mypurecloud.com/articles/set-participant-data-action/): attributes are case-sensitive; copy and paste names to ensure a precise match
"#,
};

/// The most other places that a finding lists.
const SHOWN: usize = 10;

impl Rule for UndeclaredAttribute {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        let Some(declared) = &cx.workspace.externals().dictionary else { return Vec::new() };
        let mut undeclared = undeclared(cx.workspace, &declared.dictionary);
        for missing in &mut undeclared {
            missing.uses.retain(|usage| !declared::is_reported_as_read(cx, usage));
        }
        undeclared.iter().filter_map(|missing| finding(cx, declared, missing)).collect()
    }
}

fn finding(cx: &WorkspaceContext<'_>, declared: &Declared, missing: &Undeclared<'_>) -> Option<Diagnostic> {
    let (first, others) = missing.uses.split_first()?;
    let name = missing.spelling.name;
    let dictionary = &declared.dictionary;
    let spelled = dictionary.in_any_case(name);
    let names = || dictionary.entries().iter().flat_map(Entry::names);
    let meant = spelled.map(|(_, spelled)| spelled).or_else(|| closest(name, names()));
    let message = match spelled {
        Some((_, spelled)) => format!(
            "{}, but the attribute dictionary has it as {}; attribute names are case-sensitive",
            describe_use(first.usage, name),
            quote(spelled)
        ),
        None => format!("{}, which is not in the attribute dictionary", describe_use(first.usage, name)),
    };
    let help = did_you_mean(meant, format!("add a table `[{}]` to {}", key(name), declared.file));
    let label = "not in the attribute dictionary";
    let mut finding = cx.diagnostic(first.file, &first.usage.name.place, message, label, name).with_help(help);
    if let Some((entry, spelled)) = spelled {
        finding = finding.with_related(entry.location.clone(), "declared here");
        let fixes: Option<Vec<Fix>> = missing.uses.iter().map(|it| rename(it, spelled, Safety::Unsafe)).collect();
        if let Some(fix) = fixes.and_then(|fixes| {
            let title = fixes.first()?.title.clone();
            Some(Fix { title, safety: Safety::Unsafe, edits: fixes.into_iter().flat_map(|fix| fix.edits).collect() })
        }) {
            finding = finding.with_fix(fix);
        }
    }
    let listed = others.iter().take(SHOWN);
    Some(listed.fold(finding, |found, other| found.with_related(other.location(), describe_use(other.usage, name))))
}
