//! `written-never-read`: an attribute is set but never read.

use super::support::declared;
use super::support::wording::describe_use;
use crate::artifact::Access;
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::context::WorkspaceContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::quote;
use crate::workspace::AttributeUseRef;

pub(super) struct WrittenNeverRead;

static META: Meta = Meta {
    name: "written-never-read",
    group: Group::Names,
    severity: Severity::Warning,
    recommended: false,
    unnecessary: true,
    options: &[],
    since: "0.1.0",
    summary: "An attribute is set but never read",
    page: r#"## What it does

Reports a place that sets an attribute that nothing in the project reads. Attributes that Genesys Cloud and well-known
integrations read count as read, and so do the names, globs and catalogues under `[externals]` of `flowvet.toml`.

If something reads names that are only known at run time, or all attributes at once (a path of a data action that ends
in `attributes`), nothing is reported, unless `closed = true` declares that no other system reads attributes: then the
rule is exact. It is also exact for an attribute whose table in the attribute dictionary has `read-by`, which lists all
that read it.

## Why is this a problem?

The value is stored but never used. Often the reader was renamed or removed. Reports and other systems read attributes
too, so the rule is off until the configuration lists them.

## Example

```toml flowvet.toml
[rules]
written-never-read = "warning"
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
                      exp: Flow.text
```

## Use instead

```toml flowvet.toml
[rules]
written-never-read = "warning"

[externals]
read = ["orderNumber"]
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
                      exp: Flow.text
```

## When to turn it off

If the systems that read the attributes cannot be listed.

## Sources

- Genesys Cloud Resource Center, [Attach custom conversation attributes to participant data](https://help.mypurecloud.com/articles/attach-custom-conversation-attributes-to-participant-data-in-architect): what the interaction panel reads
- [Embeddable Framework example](https://github.com/MyPureCloud/purecloud-embeddable-framework-example/blob/HEAD/src/framework.js): what integrations read
"#,
};

impl Rule for WrittenNeverRead {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        let unread = cx.shared.analysis.unread().iter();
        let writers = unread.flat_map(|it| it.writers().filter(|writer| writer.usage.is_certain()));
        let known = writers.filter(|writer| !declared::is_undeclared(cx, writer));
        known.map(|writer| finding(cx, writer)).collect()
    }
}

fn finding(cx: &WorkspaceContext<'_>, writer: AttributeUseRef<'_>) -> Diagnostic {
    let name = writer.usage.known_name().unwrap_or_default();
    let externals = cx.workspace.externals();
    let (nothing, label, list) = if externals.is_complete(Access::Get, name) {
        let file = externals.dictionary.as_ref().map(|declared| &*declared.file).unwrap_or_default();
        let list = format!("what reads it under `read-by` of its table in {file}");
        ("nothing reads", "never read (`read-by` lists all that read it)", list)
    } else {
        let list = format!("{} under `read` in [externals] of flowvet.toml", quote(name));
        if externals.closed {
            ("nothing reads", "never read (`closed = true` in [externals])", list)
        } else {
            ("nothing in the project reads", "not read in this project", list)
        }
    };
    let help = format!("remove it, or list {list}");
    let message = format!("{}, which {nothing}", describe_use(writer.usage, name));
    cx.diagnostic(writer.file, &writer.usage.name.place, message, label, name).with_help(help)
}
