//! `unknown-data-action`: a call of something whose name is nearly that of something in the project.

use std::sync::Arc;

use crate::artifact::call::{Call, Callee};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::rules::context::WorkspaceContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::{misspelling, quote};
use crate::workspace::Callables;

pub(super) struct UnknownDataAction;

static META: Meta = Meta {
    name: "unknown-data-action",
    group: Group::Across,
    severity: Severity::Warning,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.2.0",
    summary: "A flow calls a data action, bot or module under a name that the project nearly has",
    page: r#"## What it does

Reports a call of a data action, a common module or a bot flow with a name that nothing in the project has, when exactly one
thing of the kind has nearly the same name: other capitalisation, spaces or punctuation, or one letter.

## Why is this a problem?

Names must match exactly when the flow is published. Until then, the checks of inputs and outputs do not know what is
called and are silent.

## Example

```yaml flows/orders.yaml
inboundCall:
  name: Orders
  startUpRef: "/inboundCall/tasks/task[Ask_10]"
  tasks:
    - task:
        name: Ask
        refId: Ask_10
        actions:
          - callData:
              name: Call Data Action
              category:
                Books:
                  dataAction:
                    Order state:
                      inputs: {}
```

```json data-actions/order-state.json
{
  "name": "Order State",
  "config": {
    "request": {
      "requestUrlTemplate": "https://api.lantern-books.example/orders",
      "requestType": "GET",
      "headers": {}
    },
    "response": {
      "successTemplate": "${rawResult}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {}}},
    "output": {"successSchema": {"type": "object", "properties": {}}}
  }
}
```

## Use instead

```yaml flows/orders.yaml
inboundCall:
  name: Orders
  startUpRef: "/inboundCall/tasks/task[Ask_10]"
  tasks:
    - task:
        name: Ask
        refId: Ask_10
        actions:
          - callData:
              name: Call Data Action
              category:
                Books:
                  dataAction:
                    Order State:
                      inputs: {}
```

```json data-actions/order-state.json
{
  "name": "Order State",
  "config": {
    "request": {
      "requestUrlTemplate": "https://api.lantern-books.example/orders",
      "requestType": "GET",
      "headers": {}
    },
    "response": {
      "successTemplate": "${rawResult}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {}}},
    "output": {"successSchema": {"type": "object", "properties": {}}}
  }
}
```

## When to turn it off

Where something with a similar name is in the organisation but not in the project.

## Sources

- [Archy: authoring flows](https://developer.genesys.cloud/devapps/archy/flowAuthoring/): what is called is found by its name
"#,
};

impl Rule for UnknownDataAction {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for (file, facts) in cx.workspace.files() {
            found.extend(facts.calls.iter().filter_map(|call| finding(cx, file, call)));
        }
        found
    }
}

/// The targets of calls that have a name which is not an identifier of the organisation.
const CALLED: [Callee; 4] = [Callee::DataAction, Callee::CommonModule, Callee::BotFlow, Callee::DigitalBotFlow];

fn finding(cx: &WorkspaceContext<'_>, file: &Arc<str>, call: &Call) -> Option<Diagnostic> {
    let name = call.name.as_deref().filter(|_| CALLED.contains(&call.callee) && call.id.is_none())?;
    let meant = near(cx.shared.callables(), call.callee, name)?;
    let label = call.callee.label();
    let message = format!("the project has no {label} {}, but it has {}", quote(name), quote(meant));
    let place = Place::in_artifact(call.span, &call.path);
    let diagnostic = cx.diagnostic(file, &place, message, format!("unknown {label}"), name);
    Some(diagnostic.with_help(format!("did you mean {}?", quote(meant))))
}

/// The only thing of a kind whose name is nearly `name`, where nothing has the name itself.
pub(super) fn near<'a>(callables: &Callables<'a>, callee: Callee, name: &str) -> Option<&'a str> {
    if callables.has(callee, name) {
        return None;
    }
    let simplified = |name: &str| name.chars().filter(|it| it.is_alphanumeric()).collect::<String>().to_lowercase();
    let wanted = simplified(name);
    let names = callables.names(callee);
    let is_near = |known: &&&str| simplified(known) == wanted || misspelling(name, &[**known]).is_some();
    let mut found = names.iter().filter(is_near);
    found.next().copied().filter(|_| found.next().is_none() && !wanted.is_empty())
}
