//! `unused-ignore`: an ignore that matches nothing. What suppresses findings knows that; this file only says what it
//! means.

use crate::diagnostic::Severity;
use crate::rules::{Group, Meta, Rule};

pub(super) struct UnusedIgnore;

static META: Meta = Meta {
    name: "unused-ignore",
    group: Group::Linter,
    severity: Severity::Warning,
    recommended: true,
    summary: "An ignore comment, an ignore entry or a baseline entry matches nothing",
    page: r#"## What it does

Reports a comment `# flowvet: ignore[rule, …] reason`, an `[[ignore]]` of `flowvet.toml` and a line of the baseline that
matches no finding, and a rule in the list of a comment or an entry that does. It also reports comments that cannot be
understood, rules that do not exist or that nothing can ignore, and, with `require-reason`, an ignore without a reason:
that one ignores nothing.

A comment counts for the findings that start in its line; on a line of its own, for those in the next line that holds
anything else; before the first key of the file, for all of the file.

Nothing is said of a rule that does not run, of a project of which only a part is checked, and while a file cannot be
read.

## Why is this a problem?

An ignore that matches nothing hides the next mistake at the same place. A comment with a misspelt rule looks as if it
did something.

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
                      lit: language # flowvet: ignore[padded-name] the blank is gone by now
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

While a baseline is kept for several branches at once, whose findings differ. `flowvet check --prune-baseline` takes
out what matches nothing.

## Sources

None: this is about flowvet itself.
"#,
};

impl Rule for UnusedIgnore {
    fn meta(&self) -> &'static Meta {
        &META
    }
}
