//! `unreadable-file`: a file cannot be read at all.

use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::context::{Cause, Problem, ProblemContext, ProblemKind};
use crate::rules::rule::{Group, Meta, Rule};

pub(super) struct UnreadableFile;

static META: Meta = Meta {
    name: "unreadable-file",
    group: Group::Syntax,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "A file cannot be read: permission, encoding, size or depth",
    page: r#"## What it does

Reports a file that cannot be opened, is not UTF-8, is an `.i3…` file with the decoded flow, or exceeds a limit: its size, the depth of its nesting, or the number
of values in it after YAML aliases are expanded. All other files are still checked. The finding is an info if the file
does not look like a Genesys Cloud artefact, and for a file that was named on the command line and is not an artefact.

A byte order mark at the start of a UTF-8 file is fine.

## Why is this a problem?

A file that cannot be read is not checked, and an attribute that only this file sets seems to be set nowhere. Genesys
Cloud only accepts JSON and YAML in UTF-8; with another encoding the file is rejected, or letters such as `ü` are
damaged.

## Example

The payload was saved in Windows-1252 (the `latin1` of this page), where `ü` is one byte.

```latin1 address.payload.json
{"attributes": {"city": "Grünau"}}
```

## Use instead

The same text, saved in UTF-8.

```json address.payload.json
{"attributes": {"city": "Grünau"}}
```

## When to turn it off

If other tools create unreadable files in the project. Better list them in `exclude`.

## Sources

- RFC 8259, section 8.1: JSON text exchanged between systems is encoded in UTF-8
- The nesting of real flow configurations reaches 167 levels: observed in published flow configurations
"#,
};

const KINDS: &str = "flowvet checks flows, data actions, agent scripts and payloads; to check it as a payload, name it \
                     `*.payload.json` or list it under `[[payload]]` in flowvet.toml";

impl Rule for UnreadableFile {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_problems(&self, cx: &ProblemContext<'_>) -> Vec<Diagnostic> {
        cx.problems.iter().filter_map(|problem| finding(cx, problem)).collect()
    }
}

fn finding(cx: &ProblemContext<'_>, problem: &Problem) -> Option<Diagnostic> {
    let severity = match problem.kind {
        ProblemKind::Syntax => return None,
        ProblemKind::Unreadable => META.severity,
        ProblemKind::UnreadableUnknown => Severity::Info,
    };
    let (label, help) = match problem.cause {
        Cause::Syntax => return None,
        Cause::Encoding => ("not UTF-8", "save the file as UTF-8, or add it to `exclude`; nothing in it was checked"),
        Cause::Size => ("too large", "add the file to `exclude`; nothing in it was checked"),
        Cause::Limit => ("limit reached here", "simplify the file, or add it to `exclude`; nothing in it was checked"),
        Cause::Access => ("cannot be read", "make it readable, or add it to `exclude`; nothing in it was checked"),
        Cause::Link => ("not followed", "correct or remove the link, or add it to `exclude`"),
        Cause::Missing => ("no such file", "correct the path"),
        Cause::Empty => ("empty file", "complete or delete the file, or add it to `exclude`"),
        Cause::Decoded => ("JSON, not base64", "rename it so that it ends in `.json`, or export the flow again"),
        Cause::Unknown => ("not a Genesys Cloud file", KINDS),
    };
    Some(cx.diagnostic(problem, problem.message.clone(), label).with_help(help).with_severity(severity))
}
