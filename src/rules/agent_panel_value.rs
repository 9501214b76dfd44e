//! `agent-panel-value`: a value for the agent panel that does not read as its type.

use crate::artifact::AttributeUse;
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::{FileContext, Group, Meta, Rule};
use crate::wording::{did_you_mean, misspelling, quote};

pub(super) struct AgentPanelValue;

static META: Meta = Meta {
    name: "agent-panel-value",
    group: Group::Values,
    severity: Severity::Warning,
    recommended: true,
    summary: "A value for the agent panel does not read as its type",
    page: r#"## What it does

Looks at literal values of attributes whose name begins with `conversationDetails.participantData.`. Reports a value
that names a type in a slip of the pen (`nubmer:5`), and a `number:` or `integer:` that no number follows. Values
without a type, and types that flowvet does not know, are left alone: the published list is not complete.

## Why is this a problem?

The panel shows a value by its type. What does not read as such is shown as text, or not at all.

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

Where the text is meant to be seen as it is written.

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

const PREFIX: &str = "conversationDetails.participantData.";

/// The types that the page in the sources lists.
const TYPES: [&str; 9] =
    ["checkbox", "date", "datetime", "enum", "identifier", "integer", "number", "longtext", "string"];

fn check(cx: &FileContext<'_>, usage: &AttributeUse) -> Option<Diagnostic> {
    usage.known_name().filter(|name| name.starts_with(PREFIX))?;
    let value = usage.value.as_ref().filter(|value| value.placeholders.is_empty())?;
    let (kind, rest) = value.text.known()?.split_once(':')?;
    let (label, help) = match kind {
        "number" if rest.trim().parse::<f64>().is_err() => ("no number", "write it as in `number:1090.56`".to_owned()),
        "integer" if rest.trim().parse::<i64>().is_err() => ("no integer", "write it as in `integer:1090`".to_owned()),
        _ if TYPES.contains(&kind) => return None,
        _ => ("no such type", did_you_mean(Some(misspelling(kind, &TYPES)?), "")),
    };
    let text = value.text.known()?;
    let message = format!("the agent panel cannot show {} by its type", quote(text));
    Some(cx.diagnostic(&value.place, message, label, text).with_help(help))
}
