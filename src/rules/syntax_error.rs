//! `syntax-error`: the text of a file is not in the language of the file.

use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::context::{ProblemContext, ProblemKind};
use crate::rules::rule::{Group, Meta, Rule};

pub(super) struct SyntaxError;

static META: Meta = Meta {
    name: "syntax-error",
    group: Group::Syntax,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "The file is not valid JSON, YAML or export encoding",
    page: r#"## What it does

Reports every place where the text of an artefact is not valid in its format: JSON (data actions, agent scripts,
payloads, flow configurations), YAML (Archy) and the encoding of `.i3…` exports. Reading continues after an error if
possible, so that one run shows more than the first one.

Substitutions such as `{{flow_name}}` are valid everywhere in Archy YAML: they are replaced before the file is
parsed.

## Why is this a problem?

Architect, Archy, CX as Code and the API reject the whole file. In a payload that a flow builds at run time, the
rejection is not visible.

## Example

A comma is missing between the two members.

```json address.payload.json
{
  "attributes": {
    "street": "Harbour Road 7"
    "city": "Port Elm"
  }
}
```

## Use instead

```json address.payload.json
{
  "attributes": {
    "street": "Harbour Road 7",
    "city": "Port Elm"
  }
}
```

## When to turn it off

Never for a file that is deployed. Add a file that should not be checked to `exclude`.

## Sources

- RFC 8259, The JavaScript Object Notation (JSON) Data Interchange Format
- YAML Ain't Markup Language, version 1.2
- The encoding of exports: observed in published exports
"#,
};

impl Rule for SyntaxError {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_problems(&self, cx: &ProblemContext<'_>) -> Vec<Diagnostic> {
        let errors = cx.problems.iter().filter(|problem| problem.kind == ProblemKind::Syntax);
        errors
            .map(|problem| {
                cx.diagnostic(problem, problem.message.clone(), "syntax error")
                    .with_help("fix this first: the file cannot be imported, and other problems in it may be hidden")
            })
            .collect()
    }
}
