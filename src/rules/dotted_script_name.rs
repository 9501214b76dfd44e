//! `dotted-script-name`: a script variable with a flag has a dot in its name.

use crate::artifact::Access;
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::{Group, Meta, Rule, WorkspaceContext};
use crate::wording::quote;
use crate::workspace::{AttributeUseRef, CONTEXT};

pub(super) struct DottedScriptName;

static META: Meta = Meta {
    name: "dotted-script-name",
    group: Group::Names,
    severity: Severity::Error,
    recommended: true,
    summary: "A variable of a script has a dot in its name and an input or output flag",
    page: r#"## What it does

Reports a variable of an agent script that has the input or the output flag and a dot in its name.

## Why is this a problem?

Scripts do not support names of attributes with a dot: the variable is never filled. A variable `email` finds the
attribute `context.email` by itself, and so does any other one.

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

## When to turn it off

Nowhere: the variable has no use.

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
        cx.workspace.uses().filter_map(|usage| finding(cx, usage)).collect()
    }
}

fn finding(cx: &WorkspaceContext<'_>, variable: AttributeUseRef<'_>) -> Option<Diagnostic> {
    let usage = variable.usage;
    // A variable with both flags is two uses in one place.
    let name = usage
        .known_name()
        .filter(|name| usage.via.is_script_variable() && !usage.is_repeated() && name.contains('.'))?;
    let flag = if usage.access == Access::Get { "input" } else { "output" };
    let message =
        format!("the script variable {} has the {flag} flag, but scripts support no name with a dot", quote(name));
    let help = match name.strip_prefix(CONTEXT).filter(|rest| !rest.contains('.')) {
        Some(rest) => format!("name the variable {}; it finds {} by itself", quote(rest), quote(name)),
        None => "name the variable and the attribute without a dot".to_owned(),
    };
    Some(cx.diagnostic(variable.file, &usage.name.place, message, "a name with a dot", name).with_help(help))
}
