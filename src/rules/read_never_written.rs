//! `read-never-written`: an attribute is read but never set.

use super::support::declared;
use super::support::wording::describe_use;
use crate::artifact::Access;
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::context::WorkspaceContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::quote;
use crate::workspace::{Arrival, AttributeUseRef};

pub(super) struct ReadNeverWritten;

static META: Meta = Meta {
    name: "read-never-written",
    group: Group::Names,
    severity: Severity::Warning,
    recommended: false,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "An attribute is read but never set",
    page: r#"## What it does

Reports a place that reads an attribute that nothing in the project sets, with any capitalisation. Attributes that
Genesys Cloud sets count as set, and so do the names, globs and catalogues under `[externals]` of `flowvet.toml`.

If something sets names that are only known at run time, nothing is reported, unless `closed = true` declares that no
other system sets attributes: then the rule is exact. It is also exact for an attribute whose table in the attribute
dictionary has `set-by`, which lists all that set it.

## Why is this a problem?

The variable always stays empty. Most repositories contain only some of the systems that set attributes, so the rule is
off until the configuration lists the others.

## Example

```toml flowvet.toml
[rules]
read-never-written = "warning"
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
          - getParticipantData:
              name: Get Participant Data
              attributes:
                - attribute:
                    name:
                      lit: orderNumber
                    variable: Flow.text
```

## Use instead

```toml flowvet.toml
[rules]
read-never-written = "warning"

[externals]
written = ["orderNumber"]
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
          - getParticipantData:
              name: Get Participant Data
              attributes:
                - attribute:
                    name:
                      lit: orderNumber
                    variable: Flow.text
```

## When to turn it off

If the systems that set the attributes cannot be listed.

## Sources

- Genesys Cloud developer blog, [Collecting and using customer information with web chat widget version 2](https://github.com/MyPureCloud/developer-center-blog/blob/HEAD/source/2021-03-08-accessing-collected-chat-v2-information/index.md): what a web chat sets
- [Condensed conversation info](https://developer.genesys.cloud/platform/embeddable-framework/condensed-conversation-info): what outbound campaigns set
"#,
};

impl Rule for ReadNeverWritten {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        let missed = cx.shared.analysis.missed().iter();
        let never_set = missed.filter(|reader| matches!(reader.arrival, Arrival::NeverSet));
        let known = never_set.filter(|reader| !declared::is_undeclared(cx, &reader.usage));
        known.map(|reader| finding(cx, reader.usage)).collect()
    }
}

fn finding(cx: &WorkspaceContext<'_>, reader: AttributeUseRef<'_>) -> Diagnostic {
    let name = reader.usage.known_name().unwrap_or_default();
    let externals = cx.workspace.externals();
    let (nothing, label, what, list) = if externals.is_complete(Access::Set, name) {
        let file = externals.dictionary.as_ref().map(|declared| &*declared.file).unwrap_or_default();
        (
            "nothing sets",
            "never set (`set-by` lists all that set it)",
            "what sets it",
            format!("`set-by` of its table in {file}"),
        )
    } else if externals.closed {
        let label = "never set (`closed = true` in [externals])";
        ("nothing sets", label, "it", "`written` in [externals] of flowvet.toml".to_owned())
    } else {
        (
            "nothing in the project sets",
            "not set in this project",
            "it",
            "`written` in [externals] of flowvet.toml".to_owned(),
        )
    };
    let help = format!("set {} somewhere, or list {what} under {list}", quote(name));
    let message = format!("{}, which {nothing}", describe_use(reader.usage, name));
    cx.diagnostic(reader.file, &reader.usage.name.place, message, label, name).with_help(help)
}
