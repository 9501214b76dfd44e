//! `dotted-script-name`: a script variable that is marked as Input or Output and has a dot in its name.

use crate::artifact::Access;
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::context::WorkspaceContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::quote;
use crate::workspace::{AttributeUseRef, CONTEXT, Spelling};

pub(super) struct DottedScriptName;

static META: Meta = Meta {
    name: "dotted-script-name",
    group: Group::Names,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "A script variable that is marked as Input or Output has a dot in its name",
    page: r#"## What it does

Reports a variable of an agent script that is marked as Input or Output and has a dot in its name.

## Why is this a problem?

Scripts do not support dots in variable names, so no attribute is connected to the variable: it stays empty. Scripts match
a variable `email` to the attribute `context.email` automatically.

## Example

```json scripts/desk.script
{
  "name": "Desk",
  "startPageId": "1",
  "pages": [],
  "customActions": [],
  "variables": [
    { "id": "1", "name": "context.email", "type": { "name": "string" }, "input": true, "output": false }
  ]
}
```

## Use instead

```json scripts/desk.script
{
  "name": "Desk",
  "startPageId": "1",
  "pages": [],
  "customActions": [],
  "variables": [
    { "id": "1", "name": "email", "type": { "name": "string" }, "input": true, "output": false }
  ]
}
```

## In Architect

Open the script, select the variable under **Variables**, and rename it.

## When to turn it off

Never: the variable has no effect.

## Sources

- Genesys Cloud developer blog, [Collecting and using customer information with web chat widget version 2](https://github.com/MyPureCloud/developer-center-blog/blob/HEAD/source/2021-03-08-accessing-collected-chat-v2-information/index.md)
- Genesys Cloud Resource Center, [Script input and output variables](https://help.mypurecloud.com/articles/script-input-output-variables)
"#,
};

impl Rule for DottedScriptName {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        let dotted = cx.workspace.spellings().filter(|spelling| spelling.name.contains('.'));
        dotted.flat_map(Spelling::uses).filter_map(|usage| finding(cx, usage)).collect()
    }
}

fn finding(cx: &WorkspaceContext<'_>, variable: AttributeUseRef<'_>) -> Option<Diagnostic> {
    let usage = variable.usage;
    // A variable with both flags is two uses in one place.
    let name = usage
        .known_name()
        .filter(|name| usage.via.is_script_variable() && !usage.is_repeated() && name.contains('.'))?;
    let effect = if usage.access == Access::Get { "is never filled" } else { "never sets an attribute" };
    let message = format!("script variable {} {effect}: scripts do not support dots in variable names", quote(name));
    let help = match name.strip_prefix(CONTEXT).filter(|rest| !rest.contains('.')) {
        Some(rest) => {
            format!("rename it to {}; scripts match {} to {} automatically", quote(rest), quote(rest), quote(name))
        }
        None => format!("rename the variable and the attribute to {}", quote(&name.replace('.', "_"))),
    };
    Some(cx.diagnostic(variable.file, &usage.name.place, message, "contains a dot", name).with_help(help))
}
