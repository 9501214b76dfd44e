//! `written-never-read`: an attribute is written that nothing reads.

use rustc_hash::FxHashSet;

use super::support::invisible::trim;
use super::support::unwritten::{is_named, padded};
use super::support::wording::deed;
use crate::artifact::Access;
use crate::diagnostic::{Diagnostic, Severity};
use crate::knowledge::names::{READ, WELL_KNOWN};
use crate::rules::{Group, Meta, Rule, WorkspaceContext};
use crate::wording::quote;
use crate::workspace::{AttributeUseRef, CONTEXT, Spelling, Workspace};

pub(super) struct WrittenNeverRead;

static META: Meta = Meta {
    name: "written-never-read",
    group: Group::Names,
    severity: Severity::Warning,
    recommended: false,
    summary: "An attribute is written that nothing reads",
    page: r#"## What it does

Reports a place that writes an attribute that nothing in the project reads. What the platform and well-known
integrations read counts as read, and so do the names, globs and catalogues under `[externals]` of `flowvet.toml`.

Where something reads names that are known at run time only, or all attributes at once (a path of a data action that
ends in `attributes`), nothing is reported, unless `closed = true` says that the externals are all there is: then the
rule is exact.

## Why is this a problem?

The value is stored for nobody. Often the reader was renamed or removed. Reports and other systems read attributes
too, so the rule is off until the configuration says who else reads.

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

Where the systems that read the attributes cannot be listed.

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
        let computes =
            |usage: AttributeUseRef<'_>| usage.usage.access == Access::Get && usage.usage.known_name().is_none();
        if !cx.workspace.externals().closed && cx.workspace.uses().any(computes) {
            return Vec::new();
        }
        let padded = padded(cx.workspace, Access::Get);
        // What a reader means by a name that is almost this one, another rule tells.
        let unwritten = cx.shared.unwritten().iter();
        let meant: FxHashSet<&str> = unwritten.filter_map(|it| Some(it.meant?.0.name)).collect();
        let is_known = |name: &str| {
            trim(name).is_empty()
                || is_named(cx.workspace, Access::Get, &padded, trim(name))
                || is_read_by_script(cx.workspace, trim(name))
                || meant.contains(name)
                || is_read_elsewhere(cx, name)
        };
        let unread = cx.workspace.spellings().filter(|it| it.writers().next().is_some() && !is_known(it.name));
        let writers = unread.flat_map(|it| it.writers().filter(|writer| writer.usage.is_sure()));
        writers.map(|writer| finding(cx, writer)).collect()
    }
}

/// Whether a script variable finds the attribute because of the prefix in its name, in whatever case.
fn is_read_by_script(workspace: &Workspace, name: &str) -> bool {
    let is_script = |reader: AttributeUseRef<'_>| reader.usage.via.is_script_variable();
    let lower = name.to_lowercase();
    let variable = lower.strip_prefix(CONTEXT).and_then(|rest| workspace.attribute(rest));
    variable.is_some_and(|variable| variable.spellings().flat_map(Spelling::readers).any(is_script))
}

/// Whether another system or the platform reads the attribute.
fn is_read_elsewhere(cx: &WorkspaceContext<'_>, name: &str) -> bool {
    let external = &cx.workspace.externals().read;
    // A catalogue does not tell readers apart: one of `x` may be a script variable, which finds `context.x` too.
    let is_external = external.has(name) || name.strip_prefix(CONTEXT).is_some_and(|rest| external.lists(rest));
    let is_platform = READ.iter().any(|row| row.covers(name))
        || WELL_KNOWN.iter().any(|row| row.name == name || row.any_case && row.name.eq_ignore_ascii_case(name));
    is_external || is_platform
}

fn finding(cx: &WorkspaceContext<'_>, writer: AttributeUseRef<'_>) -> Diagnostic {
    let name = writer.usage.known_name().unwrap_or_default();
    let closed = cx.workspace.externals().closed;
    let nobody = if closed { "nothing reads" } else { "nothing in the project reads" };
    let label = if closed { "never read: the externals are closed" } else { "never read, as far as is known" };
    let help = format!("remove it, or list {} under `read` in [externals] of flowvet.toml", quote(name));
    let message = format!("{}, which {nobody}", deed(writer.usage, name));
    cx.diagnostic(writer.file, &writer.usage.name.place, message, label, name).with_help(help)
}
