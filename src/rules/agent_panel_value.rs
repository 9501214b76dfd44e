//! `agent-panel-value`: an agent panel value that does not match its type.

use super::platform_prefix_case::PANEL;
use crate::artifact::AttributeUse;
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::{is_it, misspelling, quote};

pub(super) struct AgentPanelValue;

static META: Meta = Meta {
    name: "agent-panel-value",
    group: Group::Values,
    severity: Severity::Warning,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "An agent panel value does not match its type prefix",
    page: r#"## What it does

Checks literal values of attributes whose name begins with `conversationDetails.participantData.`. Reports a value with
a misspelled type (`nubmer:5`), and a `number:` or `integer:` without a number after it. Values without a type, and types
that flowvet does not know, are not reported: the published list is not complete.

## Why is this a problem?

The panel formats a value according to its type. A value that does not match its type is shown as plain text, or not at
all.

## Example

```yaml flows/orders.yaml
inboundCall:
  name: Orders
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
                      lit: conversationDetails.participantData.Account Balance
                    value:
                      lit: "number:1,090.56 EUR"
```

## Use instead

```yaml flows/orders.yaml
inboundCall:
  name: Orders
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
                      lit: conversationDetails.participantData.Account Balance
                    value:
                      lit: "number:1090.56"
```

## When to turn it off

If agents are meant to see the literal text.

## Sources

- Genesys Cloud Resource Center, [Attach custom conversation attributes to participant data in Architect](https://help.mypurecloud.com/articles/attach-custom-conversation-attributes-to-participant-data-in-architect)
"#,
};

impl Rule for AgentPanelValue {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        cx.facts.uses.iter().filter_map(|usage| check(cx, usage)).collect()
    }
}

/// The types that the page under *Sources* lists.
const TYPES: [&str; 9] =
    ["checkbox", "date", "datetime", "enum", "identifier", "integer", "number", "longtext", "string"];

fn check(cx: &FileContext<'_>, usage: &AttributeUse) -> Option<Diagnostic> {
    usage.known_name().filter(|name| name.starts_with(PANEL))?;
    let value = usage.value.as_ref().filter(|value| value.placeholders.is_empty())?;
    let (kind, rest) = value.text.known()?.split_once(':')?;
    let text = value.text.known()?;
    let (message, label, help) = match kind {
        "number" if rest.trim().parse::<f64>().is_err() => {
            (not_a(text, "number"), "expected digits and a decimal point", correct(kind, rest, "12.50"))
        }
        "integer" if rest.trim().parse::<i64>().is_err() => {
            (not_a(text, "integer"), "expected digits only", correct(kind, rest, "12"))
        }
        _ if TYPES.contains(&kind) => return None,
        _ => {
            let meant = misspelling(kind, &TYPES)?;
            let message = format!("{} is not a type that the agent panel knows, so it shows plain text", quote(kind));
            (message, "unknown type", is_it(meant))
        }
    };
    Some(cx.diagnostic(&value.place, message, label, text).with_help(help))
}

fn not_a(text: &str, kind: &str) -> String {
    format!("{} is not a valid {kind}, so the agent panel shows it as plain text or not at all", quote(text))
}

/// The text to type: the author's own number with a point for its comma, if that makes it one, or an example.
fn correct(kind: &str, rest: &str, example: &str) -> String {
    let number: String = rest.trim().replace(',', ".");
    let is_number = kind == "number" && rest.matches(',').count() == 1 && number.parse::<f64>().is_ok();
    let shown = if is_number { number } else { example.to_owned() };
    format!("write it like `{kind}:{shown}`, without thousands separator and unit")
}
