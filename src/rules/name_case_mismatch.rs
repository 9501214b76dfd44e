//! `name-case-mismatch`: an attribute is read in a spelling that nothing writes, and written in another case.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::support::rename::rename;
use super::support::unwritten::is_written_outside;
use super::support::wording::{actor, deed};
use crate::artifact::{AttributeUse, Via};
use crate::diagnostic::{Diagnostic, Location, Safety, Severity};
use crate::rules::{Group, Meta, Rule, WorkspaceContext};
use crate::wording::quote;
use crate::workspace::{Attribute, AttributeUseRef, External, Spelling, Workspace, names_read};

pub(super) struct NameCaseMismatch;

static META: Meta = Meta {
    name: "name-case-mismatch",
    group: Group::Names,
    severity: Severity::Error,
    recommended: true,
    summary: "An attribute is read in another case than it is written",
    page: r#"## What it does

Reports a place that reads an attribute in a spelling that nothing in the project writes, while another place writes
it with other capital and small letters. The two may stand in different files and be of different kinds: flows, agent
scripts, data actions, payloads, script snippets. A data action reads an attribute where a path of its translation map
leads to it: `$.participants[0].attributes.customerId`. What `[externals]` of `flowvet.toml` lists as written counts as
written.

A variable of an agent script finds the attribute of its own name, and `context.` followed by its name. Where the
only place on one side is a script variable with both flags on, input and output, the finding is a warning: that was
the default for all variables of old scripts, so it may mean nothing.

## Why is this a problem?

The names of attributes are case-sensitive, and Architect does not know the names that other flows use. The variable
is not filled, no error shows, and the flow goes on without the value.

## Example

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
                      lit: customerId
                    value:
                      exp: Flow.customerId
```

```yaml flows/queue.yaml
inqueueCall:
  name: Queue
  startUpTaskActions:
    - getParticipantData:
        name: Get Participant Data
        attributes:
          - attribute:
              name:
                lit: CustomerID
              variable: Flow.customerId
```

## Use instead

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
                      lit: customerId
                    value:
                      exp: Flow.customerId
```

```yaml flows/queue.yaml
inqueueCall:
  name: Queue
  startUpTaskActions:
    - getParticipantData:
        name: Get Participant Data
        attributes:
          - attribute:
              name:
                lit: customerId
              variable: Flow.customerId
```

## Fix safety

The place that reads is renamed. The fix is safe, and offered, only where the attribute is written in exactly one
spelling. Variables of scripts, names inside expressions and common modules that an export brings along are not renamed.

## When to turn it off

Where two attributes of other systems really differ in nothing but case.

## Sources

- Genesys Cloud Resource Center, [Set Participant Data action](https://help.mypurecloud.com/articles/set-participant-data-action/): attributes are case-sensitive; copy and paste names to ensure a precise match
- Genesys Cloud Resource Center, [Script input and output variables](https://help.mypurecloud.com/articles/script-input-output-variables)
- Genesys Cloud developer blog, "Collecting and using customer information with web chat widget version 2": how scripts find `context.` attributes
"#,
};

/// How many places that write the attribute a finding lists.
const SHOWN: usize = 10;

/// How many spellings a message names beside the best one.
const SPELLINGS: usize = 3;

impl Rule for NameCaseMismatch {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        cx.workspace.attributes().flat_map(|attribute| mismatches(cx, attribute)).collect()
    }
}

/// The findings at all places that read this attribute.
fn mismatches(cx: &WorkspaceContext<'_>, attribute: Attribute<'_>) -> Vec<Diagnostic> {
    // What is written for a reader depends on nothing but its flags.
    let mut readers: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for reader in attribute.spellings().flat_map(Spelling::readers) {
        let via = reader.usage.via;
        readers.entry((via.is_script_variable(), reader.usage.is_sure())).or_default().push(reader);
    }
    let mut found = Vec::new();
    for readers in readers.into_values() {
        let Some(first) = readers.first() else { continue };
        let via = first.usage.via;
        let written = written(cx.workspace, first.usage, attribute.name);
        let exact: FxHashSet<&str> = written.iter().map(|written| written.name).collect();
        let is_written = |name: &str| {
            names_read(via, name).any(|name| exact.contains(name.as_str()))
                || is_written_outside(cx.workspace, via, name)
        };
        let misses = readers.iter().filter(|reader| !reader.usage.known_name().is_none_or(is_written));
        found.extend(misses.filter(|_| !written.is_empty()).map(|reader| finding(cx, reader, &written)));
    }
    found
}

/// A spelling that is written, and what writes it.
struct Written<'a> {
    name: &'a str,
    writers: usize,
    shown: Vec<Writer<'a>>,
    /// Whether anything but a script variable with both flags writes it.
    sure: bool,
}

/// What writes an attribute.
enum Writer<'a> {
    AttributeUse(AttributeUseRef<'a>),
    Outside(&'a External),
}

impl Writer<'_> {
    fn location(&self) -> Location {
        match self {
            Writer::AttributeUse(usage) => usage.location(),
            Writer::Outside(external) => external.location.clone(),
        }
    }

    /// What it does, before the name.
    fn deed(&self) -> String {
        match self {
            Writer::AttributeUse(_) => "set here as".to_owned(),
            Writer::Outside(External { catalogued: None, .. }) => "set outside the project as".to_owned(),
            Writer::Outside(External { catalogued: Some(place), .. }) => format!("set in {place} as"),
        }
    }
}

/// How the attribute that `reader` reads as `name`, whatever its case, is written: the best known spelling first.
fn written<'a>(workspace: &'a Workspace, reader: &AttributeUse, name: &str) -> Vec<Written<'a>> {
    // A variable with both flags says nothing about another one, least of all about itself.
    let counts = |writer: &AttributeUseRef<'_>| reader.is_sure() || writer.usage.is_sure();
    let via = reader.via;
    let mut found = Vec::new();
    for attribute in names_read(via, name).filter_map(|name| workspace.attribute(&name)) {
        for spelling in attribute.spellings() {
            let mut written = Written { name: spelling.name, writers: 0, shown: Vec::new(), sure: false };
            for writer in spelling.writers().filter(counts) {
                written.writers += 1;
                written.sure |= writer.usage.is_sure();
                if written.shown.len() < SHOWN {
                    written.shown.push(Writer::AttributeUse(writer));
                }
            }
            found.extend((written.writers > 0).then_some(written));
        }
    }
    for name in names_read(via, name) {
        for external in workspace.externals().written.in_any_case(&name) {
            add_outside(&mut found, external);
        }
    }
    found.sort_by_key(|written| Reverse((written.sure, written.writers)));
    found
}

/// Adds a writer outside the project.
fn add_outside<'a>(found: &mut Vec<Written<'a>>, external: &'a External) {
    let at = found.iter().position(|written| *written.name == *external.name).unwrap_or(found.len());
    if at == found.len() {
        found.push(Written { name: &external.name, writers: 0, shown: Vec::new(), sure: true });
    }
    let Some(written) = found.get_mut(at) else { return };
    written.writers += 1;
    written.sure = true;
    if written.shown.len() < SHOWN {
        written.shown.push(Writer::Outside(external));
    }
}

fn finding(cx: &WorkspaceContext<'_>, reader: &AttributeUseRef<'_>, written: &[Written<'_>]) -> Diagnostic {
    let usage = reader.usage;
    let name = usage.known_name().unwrap_or_default();
    let mut names = written.iter().map(|written| quote(written.name));
    let best = names.next().unwrap_or_default();
    let rest: Vec<_> = names.by_ref().take(SPELLINGS).collect();
    let more = if names.next().is_some() { " …" } else { "" };
    let also = if rest.is_empty() { String::new() } else { format!(" (also as {}{more})", rest.join(", ")) };
    let message = format!("{}, but the attribute is set as {best}{also}", deed(usage, name));
    let label = "never set with this spelling; attribute names are case-sensitive";
    let mut finding = cx.diagnostic(reader.file, &usage.name.place, message, label, name).with_help(help(usage, &best));
    if !usage.is_sure() || !written.iter().any(|written| written.sure) {
        finding = finding.with_severity(Severity::Warning);
    }
    if let ([only], Severity::Error) = (written, finding.severity)
        && let Some(fix) = rename(reader, only.name, Safety::Safe)
    {
        finding = finding.with_fix(fix);
    }
    relate(finding, written)
}

fn help(usage: &AttributeUse, best: &str) -> String {
    match usage.via {
        Via::ScriptVariable | Via::ScriptVariableBothWays => {
            format!("give the attribute and the script variable one spelling; the variable is not filled from {best}")
        }
        Via::TranslationMap => format!("write {best} in the path; it leads to nothing otherwise"),
        Via::Snippet => format!("write {best} in the snippet; it gets nothing otherwise"),
        _ => format!("write {best} in {}; at run time the variable is not filled otherwise", actor(usage)),
    }
}

/// Lists what writes the attribute, and counts what the list has no room for.
fn relate(mut finding: Diagnostic, written: &[Written<'_>]) -> Diagnostic {
    let total: usize = written.iter().map(|written| written.writers).sum();
    let writers = written.iter().flat_map(|written| written.shown.iter().map(|writer| (written.name, writer)));
    for (number, (name, writer)) in writers.take(SHOWN).enumerate() {
        let more = match total.saturating_sub(SHOWN) {
            more @ 1.. if number + 1 == SHOWN => format!(", and in {more} more places"),
            _ => String::new(),
        };
        finding = finding.with_related(writer.location(), format!("{} {}{more}", writer.deed(), quote(name)));
    }
    finding
}
