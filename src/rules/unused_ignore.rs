//! `unused-ignore`: an ignore that matches no finding. `suppress` creates the findings; this file documents
//! them.

use crate::diagnostic::Severity;
use crate::rules::rule::{Group, Meta, Rule};

pub(super) struct UnusedIgnore;

static META: Meta = Meta {
    name: "unused-ignore",
    group: Group::Linter,
    severity: Severity::Warning,
    recommended: true,
    unnecessary: true,
    options: &[],
    since: "0.1.0",
    summary: "An ignore or baseline entry matches no finding",
    page: r#"## What it does

Reports a comment `# flowvet: ignore[rule, …] reason`, an `[[ignore]]` of `flowvet.toml` and a line of the baseline that
matches no finding, and a rule in the list of a comment or an entry that does. It also reports invalid
comments, rules that do not exist or cannot be ignored, and, with `require-reason`, an ignore without a reason, which has
no effect.

A comment applies to the findings that start in its line; on a line of its own, to those in the next line with content;
before the first key of the file, to the whole file.

Nothing is reported for a rule that does not run, for a project of which only a part is checked, and while a file cannot
be read.

## Why is this a problem?

An unused ignore can hide a future problem at the same place. A comment with a misspelt rule has no effect.

## Example

```yaml flows/greeting.yaml
inboundCall:
  name: Greeting
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
                      lit: language # flowvet: ignore[padded-name] the space was removed
                    value:
                      exp: Flow.language
```

## Use instead

```yaml flows/greeting.yaml
inboundCall:
  name: Greeting
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
                      lit: language
                    value:
                      exp: Flow.language
```

## Fix safety

Safe: the comment, the rule in the list, the entry or the line is removed, and nothing else.

## When to turn it off

If one baseline serves several branches whose findings differ. `flowvet check --prune-baseline` removes unused entries.

## Sources

None: this rule is about flowvet itself.
"#,
};

impl Rule for UnusedIgnore {
    fn meta(&self) -> &'static Meta {
        &META
    }
}
