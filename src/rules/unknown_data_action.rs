//! `unknown-data-action`: a call of something whose name is nearly that of something in the project.

use std::cell::LazyCell;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::artifact::call::{Call, Callee};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::rules::context::WorkspaceContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::{is_it, misspelling, quote};
use crate::workspace::lookup::Index;

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
        let known =
            CALLED.map(|callee| (callee, LazyCell::new(move || Known::new(cx.shared.callables().names(callee)))));
        let mut found = Vec::new();
        for (file, facts) in cx.shared.callers() {
            for call in facts.calls.iter().filter(|call| call.id.is_none()) {
                let Some((_, known)) = known.iter().find(|(callee, _)| *callee == call.callee) else { continue };
                let name = call.name.as_deref().filter(|name| !cx.shared.callables().has(call.callee, name));
                found.extend(name.and_then(|name| Some(finding(cx, file, call, (name, known.near(name)?)))));
            }
        }
        found
    }
}

/// The targets of calls that have a name which is not an identifier of the organisation.
const CALLED: [Callee; 4] = [Callee::DataAction, Callee::CommonModule, Callee::BotFlow, Callee::DigitalBotFlow];

fn finding(cx: &WorkspaceContext<'_>, file: &Arc<str>, call: &Call, (name, meant): (&str, &str)) -> Diagnostic {
    let label = call.callee.label();
    let (quoted, other) = (quote(name), quote(meant));
    let message = format!(
        "the project has no {label} {quoted}, but it has {other}; the flow can only be published where {quoted} exists"
    );
    let place = Place::in_artifact(call.span, &call.path);
    let diagnostic = cx.diagnostic(file, &place, message, format!("unknown {label}"), name);
    diagnostic.with_help(is_it(meant))
}

/// The names of all that can be called of one kind.
struct Known<'a> {
    /// The names by what is left of them without spaces and punctuation, in lower case.
    simplified: FxHashMap<String, Vec<&'a str>>,
    index: Index<&'a str>,
}

impl<'a> Known<'a> {
    fn new(names: &'a [&'a str]) -> Self {
        let mut by_simplified: FxHashMap<_, Vec<_>> = FxHashMap::default();
        for name in names {
            by_simplified.entry(simplified(name)).or_default().push(*name);
        }
        Known { simplified: by_simplified, index: Index::new(names.iter().map(|name| (*name, name))) }
    }

    /// Finds the only name that is nearly `name`, which is none of them.
    fn near(&self, name: &str) -> Option<&'a str> {
        let wanted = simplified(name);
        if wanted.is_empty() {
            return None;
        }
        let slips = self.index.candidates(name).filter(|known| misspelling(name, &[known]).is_some());
        let mut found = self.simplified.get(&wanted).into_iter().flatten().copied().chain(slips);
        let first = found.next()?;
        found.all(|other| other == first).then_some(first)
    }
}

/// The letters and digits of a name, in lower case.
fn simplified(name: &str) -> String {
    name.chars().filter(|it| it.is_alphanumeric()).collect::<String>().to_lowercase()
}
