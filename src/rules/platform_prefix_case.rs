//! `platform-prefix-case`: the prefix of a name that the platform sets is in the wrong case.

use super::support::rename::rename;
use super::support::wording::deed;
use crate::artifact::Text;
use crate::diagnostic::{Diagnostic, Place, Safety, Severity};
use crate::rules::{Group, Meta, Rule, WorkspaceContext};
use crate::text::Span;
use crate::wording::quote;
use crate::workspace::{Arrival, AttributeUseRef, CONTEXT};

pub(super) struct PlatformPrefixCase;

static META: Meta = Meta {
    name: "platform-prefix-case",
    group: Group::Names,
    severity: Severity::Error,
    recommended: true,
    summary: "The prefix of a name that the platform sets is in the wrong case",
    page: r#"## What it does

Reports a place that reads an attribute whose name starts with `Context.`, `CONTEXT.` and the like, where nothing in
the project writes an attribute of that name.

## Why is this a problem?

Everything that a web chat brings along has the prefix `context.`, in lower case. Names are case-sensitive, so
`Context.firstName` is another attribute, and nobody sets it.

## Example

```yaml flows/chat.yaml
inboundCall:
  name: Chat
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
                      lit: Context.orderNumber
                    variable: Flow.text
```

## Use instead

```yaml flows/chat.yaml
inboundCall:
  name: Chat
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
                      lit: context.orderNumber
                    variable: Flow.text
```

## Fix safety

The prefix is put in lower case, which is safe. Names in exports and names inside expressions are not renamed: they
stand in more places than one.

## When to turn it off

Where a system outside the project writes names with the other prefix. Better list them under `written` in
`[externals]` of `flowvet.toml`.

## Sources

- Genesys Cloud developer blog, [Collecting and using customer information with web chat widget version 2](https://github.com/MyPureCloud/developer-center-blog/blob/HEAD/source/2021-03-08-accessing-collected-chat-v2-information/index.md)
"#,
};

impl Rule for PlatformPrefixCase {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        let wrong = cx.shared.analysis.missed().iter().filter_map(|reader| match &reader.arrival {
            Arrival::Prefix { meant } => Some(finding(cx, reader.usage, meant)),
            _ => None,
        });
        wrong.collect()
    }
}

fn finding(cx: &WorkspaceContext<'_>, reader: AttributeUseRef<'_>, meant: &str) -> Diagnostic {
    let usage = reader.usage;
    let name = usage.known_name().unwrap_or_default();
    let message = format!("{}, but the prefix of the platform is `{CONTEXT}` in lower case", deed(usage, name));
    let label = "names are case-sensitive; nothing sets this one";
    let place = Place { span: prefix(reader, name), ..usage.name.place.clone() };
    let help = format!("write {}; at run time the variable is not filled otherwise", quote(meant));
    let finding = cx.diagnostic(reader.file, &place, message, label, name).with_help(help);
    match rename(&reader, meant, Safety::Safe) {
        Some(fix) => finding.with_fix(fix),
        None => finding,
    }
}

/// The span of the prefix; that of the whole name where escapes may stand in it.
fn prefix(reader: AttributeUseRef<'_>, name: &str) -> Span {
    let written = &reader.usage.name;
    let span = written.place.span;
    let is_plain = span.len() == name.len() && matches!(written.text, Text::Literal(_) | Text::Constant(_));
    if is_plain { Span::new(span.start as usize, span.start as usize + CONTEXT.len()) } else { span }
}
