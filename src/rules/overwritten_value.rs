//! `overwritten-value`: a Set whose value is replaced before it can be read.

use crate::artifact::{Access, AttributeUse, Via};
use crate::diagnostic::{Diagnostic, Severity};
use crate::knowledge::flow_types::is_bot;
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::quote;

pub(super) struct OverwrittenValue;

static META: Meta = Meta {
    name: "overwritten-value",
    group: Group::Values,
    severity: Severity::Warning,
    recommended: false,
    unnecessary: true,
    options: &[],
    since: "0.1.0",
    summary: "An attribute is overwritten before its first value can be read",
    page: r#"## What it does

Reports a Set Participant Data of an attribute that a later Set of the same flow replaces, where only updates of
variables, prompts and Gets of other attributes are between the two. Bot flows are not reported: they write at once.

## Why is this a problem?

The attributes that a flow sets are sent when it ends, and of several values the last one wins. The first value is
lost; usually one of the two was meant for another attribute.

## Example

```toml flowvet.toml
[rules]
overwritten-value = "warning"
```

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
              name: Remember the shop
              attributes:
                - attribute:
                    name:
                      lit: shop
                    value:
                      exp: Flow.shop
          - setParticipantData:
              name: Remember the town
              attributes:
                - attribute:
                    name:
                      lit: shop
                    value:
                      exp: Flow.town
```

## Use instead

```toml flowvet.toml
[rules]
overwritten-value = "warning"
```

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
              name: Remember the shop
              attributes:
                - attribute:
                    name:
                      lit: shop
                    value:
                      exp: Flow.shop
          - setParticipantData:
              name: Remember the town
              attributes:
                - attribute:
                    name:
                      lit: town
                    value:
                      exp: Flow.town
```

## In Architect

Open both Set Participant Data actions and delete one of the rows, or correct its attribute name.

## When to turn it off

It is off by default: a value that is set first as a default and then replaced does no harm.

## Sources

- Genesys Cloud Resource Center, [Set Participant Data action](https://help.mypurecloud.com/articles/set-participant-data-action/): attributes are sent when the flow ends, the last value wins
"#,
};

impl Rule for OverwrittenValue {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        if cx.facts.flow_type.as_deref().is_none_or(is_bot) {
            return Vec::new();
        }
        let mut places: Vec<Vec<&AttributeUse>> = vec![Vec::new(); cx.control.actions.len()];
        for usage in cx.facts.uses.iter().filter(|usage| usage.via == Via::ParticipantData) {
            let number = cx.control.around(cx.innermost.at(usage.name.place.span));
            if let Some(uses) = number.and_then(|number| places.get_mut(number)) {
                uses.push(usage);
            }
        }
        let sets = places.iter().enumerate().flat_map(|(number, uses)| uses.iter().map(move |usage| (number, *usage)));
        let sets = sets.filter(|(_, usage)| usage.access == Access::Set);
        sets.filter_map(|(number, usage)| Some(finding(cx, usage, next_set(cx, &places, number, usage.known_name()?)?)))
            .collect()
    }
}

/// How many actions ahead a Set is searched: one that is further away has another purpose.
const MAX_DISTANCE: usize = 50;

/// Actions that neither read an attribute nor let another system read it.
const QUIET: [&str; 4] = ["setParticipantData", "getParticipantData", "updateData", "playAudio"];

/// The Set of `name` that follows action `number` with nothing between that could read the attribute.
fn next_set<'f>(
    cx: &FileContext<'_>,
    places: &[Vec<&'f AttributeUse>],
    number: usize,
    name: &str,
) -> Option<&'f AttributeUse> {
    let actions = &cx.control.actions;
    let following = std::iter::successors(actions.get(number)?.next, |number| actions.get(*number)?.next);
    for number in following.take(MAX_DISTANCE) {
        let action = actions.get(number).filter(|action| action.paths.is_empty())?;
        if !QUIET.contains(&&*action.kind) {
            return None;
        }
        for usage in places.get(number)? {
            match (usage.access, usage.known_name()) {
                // A name that is not known may be this one.
                (Access::Get, None) => return None,
                (Access::Get, Some(other)) if other == name => return None,
                (Access::Set, Some(other)) if other == name => return Some(usage),
                _ => {}
            }
        }
    }
    None
}

fn finding(cx: &FileContext<'_>, usage: &AttributeUse, later: &AttributeUse) -> Diagnostic {
    let name = usage.name.text.known().unwrap_or_default();
    let message = format!("{} is overwritten later in this flow before anything can read it", quote(name));
    cx.diagnostic(&usage.name.place, message, "value is lost", name)
        .with_related(cx.location(&later.name.place), "overwritten here")
        .with_help("remove one of the two, or correct the attribute name")
}
