//! `platform-prefix-case`: the prefix `context.` with wrong capitalisation.

use super::support::rename::rename;
use super::support::wording::describe_use;
use crate::artifact::Text;
use crate::diagnostic::{Diagnostic, Place, Safety, Severity};
use crate::rules::context::WorkspaceContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::text::Span;
use crate::text::compare::edits;
use crate::wording::quote;
use crate::workspace::{Arrival, AttributeUseRef, CONTEXT, Spelling};

pub(super) struct PlatformPrefixCase;

static META: Meta = Meta {
    name: "platform-prefix-case",
    group: Group::Names,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "The `context.` prefix is written with the wrong capitalisation",
    page: r#"## What it does

Reports a place that reads an attribute whose name starts with `Context.`, `CONTEXT.` and similar, if nothing in the
project sets an attribute of that name. As a warning, it reports a place that sets an attribute
whose name nearly begins with `conversationDetails.participantData.`, the prefix of what the agent panel shows.

## Why is this a problem?

A web chat sets its fields with the prefix `context.`, in lower case. Names are case-sensitive, so `Context.firstName`
is another attribute, which nothing sets.

Web messaging adds no prefix and keeps the capitalisation of the web page. In a message flow the finding is a warning
without a fix: the page may send this exact name.

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

## In Architect

Open the Get action, and change the beginning of the attribute name to `context.` in lower case.

## Fix safety

Safe for `context.`, which is changed to lower case; unsafe for the prefix of the agent panel. There is no fix in message flows. Names in exports and names inside expressions are not renamed: they occur in
more than one place.

## When to turn it off

If a system outside the project sets names with the other prefix. Better list them under `written` in
`[externals]` of `flowvet.toml`.

## Sources

- Genesys Cloud developer blog, [Collecting and using customer information with web chat widget version 2](https://github.com/MyPureCloud/developer-center-blog/blob/HEAD/source/2021-03-08-accessing-collected-chat-v2-information/index.md)
- [Genesys Cloud mobile messenger transport SDK](https://github.com/MyPureCloud/genesys-messenger-transport-mobile-sdk): custom attributes of web messaging are sent unchanged
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
        let dotted = cx.workspace.spellings().filter(|spelling| spelling.name.contains('.'));
        let written = dotted.flat_map(Spelling::writers);
        wrong.chain(written.filter_map(|it| panel(cx, it))).collect()
    }
}

fn finding(cx: &WorkspaceContext<'_>, reader: AttributeUseRef<'_>, meant: &str) -> Diagnostic {
    let usage = reader.usage;
    let name = usage.known_name().unwrap_or_default();
    if reader.facts.flow_type.as_deref().is_some_and(|kind| WITHOUT_PREFIX.contains(&kind)) {
        return unprefixed(cx, reader, name);
    }
    let message =
        format!("{}, but web chat sets it as {}; names are case-sensitive", describe_use(usage, name), quote(meant));
    let label = "different capitalisation";
    let place = Place { span: prefix(reader, name), ..usage.name.place.clone() };
    let help = format!("use {}; otherwise the variable stays empty", quote(meant));
    let finding = cx.diagnostic(reader.file, &place, message, label, name).with_help(help);
    match rename(&reader, meant, Safety::Safe) {
        Some(fix) => finding.with_fix(fix),
        None => finding,
    }
}

/// Flows of web messaging, which delivers the names that the web page sends, without a prefix.
const WITHOUT_PREFIX: [&str; 2] = ["inboundShortMessage", "inqueueShortMessage"];

/// A finding in a message flow: only a page that sends exactly this name sets the attribute.
fn unprefixed(cx: &WorkspaceContext<'_>, reader: AttributeUseRef<'_>, name: &str) -> Diagnostic {
    let place = Place { span: prefix(reader, name), ..reader.usage.name.place.clone() };
    let own = quote(name.get(CONTEXT.len()..).unwrap_or_default());
    let (written, name_read) = (quote(name), describe_use(reader.usage, name));
    let message =
        format!("{name_read}, but nothing in the project sets it, and web messaging adds no `{CONTEXT}` prefix");
    let help = format!(
        "use the name that the web page sends, such as {own}, or list {written} under `written` in [externals] of \
         flowvet.toml"
    );
    cx.diagnostic(reader.file, &place, message, "no prefix in web messaging", name)
        .with_severity(Severity::Warning)
        .with_help(help)
}

/// The prefix of the attributes that the agent panel shows.
pub(super) const PANEL: &str = "conversationDetails.participantData.";

/// A name that is meant for the agent panel, with a misspelt prefix.
fn panel(cx: &WorkspaceContext<'_>, writer: AttributeUseRef<'_>) -> Option<Diagnostic> {
    let usage = writer.usage;
    let name = usage.known_name().filter(|name| !name.starts_with(PANEL))?;
    let mut parts = name.splitn(3, '.');
    let (first, second, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let is_near = |word: &str, right: &str| edits(&word.to_lowercase(), &right.to_lowercase()) <= 2 && word.len() > 8;
    if !is_near(first, "conversationDetails") || !is_near(second, "participantData") {
        return None;
    }
    let meant = format!("{PANEL}{rest}");
    let message =
        format!("{}, but the agent panel only shows names that begin with `{PANEL}`", describe_use(usage, name));
    let finding = cx.diagnostic(writer.file, &usage.name.place, message, "not shown", name);
    let finding = finding.with_severity(Severity::Warning).with_help(format!("use {}", quote(&meant)));
    Some(match rename(&writer, &meant, Safety::Unsafe) {
        Some(fix) => finding.with_fix(fix),
        None => finding,
    })
}

/// Returns the span of the prefix, or of the whole name if it may contain escapes.
fn prefix(reader: AttributeUseRef<'_>, name: &str) -> Span {
    let written = &reader.usage.name;
    let span = written.place.span;
    let is_plain = span.len() == name.len() && matches!(written.text, Text::Literal(_) | Text::Constant(_));
    if is_plain { Span::new(span.start as usize, span.start as usize + CONTEXT.len()) } else { span }
}
