//! `bot-limit`: a bot flow goes over a limit of participant data.

use std::collections::BTreeSet;

use crate::artifact::{Access, AttributeUse, Via};
use crate::diagnostic::{Diagnostic, Severity};
use crate::knowledge::flow_types::is_bot;
use crate::rules::{FileContext, Group, Meta, Rule};
use crate::wording::quote;

pub(super) struct BotLimit;

static META: Meta = Meta {
    name: "bot-limit",
    group: Group::Values,
    severity: Severity::Error,
    recommended: true,
    summary: "A bot flow goes over a limit of participant data",
    page: r#"## What it does

In bot flows and digital bot flows only: reports a literal attribute value of more than 256 characters, and, as a
warning, the attribute or Set action with which a flow has more than 50 of them.

Other flows have no published limits, and nothing is reported there. The second limit counts what one session runs, not
what a flow holds, so it is a warning.

## Why is this a problem?

Over the limit the session of the bot is closed, and error handling takes over.

## Example

```yaml flows/orders.yaml
botFlow:
  name: Orders
  startUpRef: "/botFlow/tasks/task[Greet_10]"
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
                      lit: summary
                    value:
                      lit: "Thank you for talking to Lantern Books. Thank you for talking to Lantern Books. Thank you for talking to Lantern Books. Thank you for talking to Lantern Books. Thank you for talking to Lantern Books. Thank you for talking to Lantern Books. Thank you for talking to Lantern Books."
```

## Use instead

```yaml flows/orders.yaml
botFlow:
  name: Orders
  startUpRef: "/botFlow/tasks/task[Greet_10]"
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
                      lit: summary
                    value:
                      lit: "Thank you for talking to Lantern Books."
```

## When to turn it off

Where a flow has many Set actions of which a session runs only a few.

## Sources

- Genesys Cloud Resource Center, [Set Participant Data action](https://help.mypurecloud.com/articles/set-participant-data-action/): limits in bot flows
- Genesys Cloud Resource Center, [Get Participant Data action](https://help.mypurecloud.com/articles/get-participant-data-action/)
"#,
};

impl Rule for BotLimit {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        if !cx.facts.flow_type.as_deref().is_some_and(is_bot) {
            return Vec::new();
        }
        let sets =
            || cx.facts.uses.iter().filter(|usage| usage.access == Access::Set && usage.via == Via::ParticipantData);
        let mut found: Vec<Diagnostic> = sets().filter_map(|usage| too_long(cx, usage)).collect();
        let mut names = BTreeSet::new();
        let new_names = sets().filter(|usage| usage.known_name().is_some_and(|name| names.insert(name.to_owned())));
        found.extend(new_names.skip(MOST).map(|usage| too_many(cx, usage, "attribute")).next());
        let mut actions: Vec<&AttributeUse> = sets().collect();
        actions.dedup_by_key(|usage| usage.group);
        found.extend(actions.get(MOST).map(|usage| too_many(cx, usage, "Set Participant Data")));
        found
    }
}

/// How many attributes a session may set, and how often.
const MOST: usize = 50;

/// The longest value, in characters.
const LONGEST: usize = 256;

fn too_long(cx: &FileContext<'_>, usage: &AttributeUse) -> Option<Diagnostic> {
    let value = usage.value.as_ref().filter(|value| value.placeholders.is_empty())?;
    let length = value.text.known()?.chars().count();
    let name = usage.name.text.known().unwrap_or_default();
    let message = format!("the value of {} has {length} characters; a bot flow may set {LONGEST}", quote(name));
    let diagnostic = cx.diagnostic(&value.place, message, "too long for a bot flow", name);
    (length > LONGEST).then(|| diagnostic.with_help("shorten it, or set it in the flow that calls the bot"))
}

fn too_many(cx: &FileContext<'_>, usage: &AttributeUse, what: &str) -> Diagnostic {
    let name = usage.name.text.known().unwrap_or_default();
    let message = format!("this is the {}st {what} of a bot flow; a session may set {MOST}", MOST + 1);
    cx.diagnostic(&usage.name.place, message, "one too many, if all of them run", name)
        .with_severity(Severity::Warning)
        .with_help("set fewer attributes, or set them in the flow that calls the bot")
}
