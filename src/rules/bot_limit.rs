//! `bot-limit`: a bot flow that exceeds a participant data limit.

use std::collections::BTreeSet;

use crate::artifact::{Access, AttributeUse, Via};
use crate::diagnostic::{Diagnostic, Severity};
use crate::knowledge::flow_types::is_bot;
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::quote;

pub(super) struct BotLimit;

static META: Meta = Meta {
    name: "bot-limit",
    group: Group::Values,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "A bot flow exceeds a participant data limit",
    page: r#"## What it does

Checks bot flows and digital bot flows only. Reports a literal attribute value of more than 256 characters, and, as a
warning, the 51st attribute and the 51st Set Participant Data action of a flow.

No limits are published for other flows, so nothing is reported there. The second limit applies to one session, which
need not run all actions of a flow, so it is a warning.

## Why is this a problem?

A session that exceeds a limit is ended, and the flow's error handling takes over.

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

If a flow has many Set actions of which a session runs only a few.

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
        found.extend(new_names.skip(MAX_COUNT).map(|usage| too_many(cx, usage, "sets", "attributes")).next());
        let mut actions: Vec<&AttributeUse> = sets().collect();
        actions.dedup_by_key(|usage| usage.group);
        found.extend(actions.get(MAX_COUNT).map(|usage| too_many(cx, usage, "runs", "Set Participant Data actions")));
        found
    }
}

/// How many attributes a session may set, and how many Set actions it may run.
const MAX_COUNT: usize = 50;

/// The longest value, in code points.
const MAX_LENGTH: usize = 256;

fn too_long(cx: &FileContext<'_>, usage: &AttributeUse) -> Option<Diagnostic> {
    let value = usage.value.as_ref().filter(|value| value.placeholders.is_empty())?;
    let length = value.text.known()?.chars().count();
    let name = usage.name.text.known().unwrap_or_default();
    let message = format!(
        "the value of {} is {length} characters long; Genesys Cloud ends the session of a bot flow at more than {MAX_LENGTH}",
        quote(name)
    );
    let diagnostic = cx.diagnostic(&value.place, message, "too long", name);
    let help = format!("shorten it to {MAX_LENGTH} characters, or set it in the flow that calls the bot");
    (length > MAX_LENGTH).then(|| diagnostic.with_help(help))
}

fn too_many(cx: &FileContext<'_>, usage: &AttributeUse, verb: &str, what: &str) -> Diagnostic {
    let name = usage.name.text.known().unwrap_or_default();
    let message =
        format!("this bot flow {verb} more than {MAX_COUNT} {what}; Genesys Cloud ends the session after {MAX_COUNT}");
    cx.diagnostic(&usage.name.place, message, format!("number {}", MAX_COUNT + 1), name)
        .with_severity(Severity::Warning)
        .with_help("set fewer attributes, or set them in the flow that calls the bot")
}
