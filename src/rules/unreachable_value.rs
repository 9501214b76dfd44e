//! `unreachable-value`: a flow compares an attribute with a text that nothing sets.

use std::collections::BTreeMap;

use super::support::declared;
use crate::artifact::{Access, Text, Via};
use crate::diagnostic::{Diagnostic, Severity};
use crate::knowledge::names::WRITTEN;
use crate::rules::context::WorkspaceContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::{closest, did_you_mean, list, quote};
use crate::workspace::AttributeUseRef;
use crate::workspace::analysis::is_written_outside;
use crate::workspace::compared::{ComparedText, compared_texts};

pub(super) struct UnreachableValue;

static META: Meta = Meta {
    name: "unreachable-value",
    group: Group::Values,
    severity: Severity::Warning,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.2.0",
    summary: "A flow compares an attribute with a text that nothing sets",
    page: r#"## What it does

Reports a comparison with `==`, `!=`, `AreEqual` or the case of a switch, of an attribute with a text that is none of the
texts that are set. The rule only looks at attributes for which all of these are certain:

- each place of the project that sets the attribute is a Set Participant Data or Set Conversation Data action with a literal
  text: where a page, a script or a request sets it, other programs may, too;
- no system outside of the project sets it, as far as flowvet knows: neither `[externals]` nor a catalogue nor the
  dictionary names one, and the platform does not set the name itself;
- nothing sets attributes whose names are known at run time only, or the attribute has `set-by` in the dictionary, or
  `[externals]` is closed;
- nothing but Get Participant Data or Get Conversation Data fills the variable that is compared. The text of its initial
  value may be compared.

`Lower(Flow.tier) == "gold"` is a comparison with the texts in lower case. If the attribute dictionary has `values` for the
attribute, `attribute-value` reports texts that are not among them, and this rule the others, if `set-by` lists all that set
the attribute.

## Why is this a problem?

The decision has the same result for every caller. Most often the text is typed differently on the two sides. Genesys
Cloud documents that `AreEqual`, `Contains` and `Compare` distinguish capitalisation. For `==` and for the cases of a
switch this is very probable, but not documented; if only capitalisation differs, test the flow.

## Example

```yaml flows/main.yaml
inboundCall:
  name: Main
  startUpRef: "/inboundCall/tasks/task[Greet_10]"
  variables:
    - stringVariable: { name: Flow.tier, initialValue: { noValue: true } }
  tasks:
    - task:
        name: Greet
        refId: Greet_10
        actions:
          - setParticipantData:
              name: Set Participant Data
              attributes:
                - attribute: { name: { lit: customerTier }, value: { lit: Gold } }
          - getParticipantData:
              name: Get Participant Data
              attributes:
                - attribute: { name: { lit: customerTier }, variable: Flow.tier }
          - decision:
              name: Is it a gold customer
              condition:
                exp: Flow.tier == "gold"
```

## Use instead

```yaml flows/main.yaml
inboundCall:
  name: Main
  startUpRef: "/inboundCall/tasks/task[Greet_10]"
  variables:
    - stringVariable: { name: Flow.tier, initialValue: { noValue: true } }
  tasks:
    - task:
        name: Greet
        refId: Greet_10
        actions:
          - setParticipantData:
              name: Set Participant Data
              attributes:
                - attribute: { name: { lit: customerTier }, value: { lit: Gold } }
          - getParticipantData:
              name: Get Participant Data
              attributes:
                - attribute: { name: { lit: customerTier }, variable: Flow.tier }
          - decision:
              name: Is it a gold customer
              condition:
                exp: Flow.tier == "Gold"
```

## In Architect

Open the decision or switch, and correct the text in its expression; or open the Set Participant Data action, and correct
the value.

## When to turn it off

If systems that flowvet does not see set the attributes. Listing their names under `written` in `[externals]` is better.

## Sources

- Architect Scripting SDK of 2019, examples of `AreEqual`, `Contains` and `Compare`: texts are compared with their capitalisation
- Genesys Cloud Resource Center, [Switch action](https://help.mypurecloud.com/articles/switch-action/): a case is taken if the value is equal to it
"#,
};

impl Rule for UnreachableValue {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        let mut known: BTreeMap<(&str, bool), Option<Values<'_>>> = BTreeMap::new();
        let mut found = Vec::new();
        for text in compared_texts(cx.workspace) {
            let set = known.entry((text.name, text.usage.usage.via == Via::ParticipantData));
            let set = set.or_insert_with(|| values(cx, &text));
            found.extend(set.as_ref().and_then(|set| check(cx, &text, set)));
        }
        found
    }
}

/// The texts that are set, each with one place that sets it.
type Values<'a> = BTreeMap<&'a str, AttributeUseRef<'a>>;

/// All texts that an attribute may have; `None` if they are not known.
fn values<'a>(cx: &WorkspaceContext<'a>, text: &ComparedText<'a>) -> Option<Values<'a>> {
    let (name, usage) = (text.name, text.usage.usage);
    let externals = cx.workspace.externals();
    let is_open =
        !externals.closed && !externals.is_complete(Access::Set, name) && cx.shared.analysis.has_unknown_writers();
    let is_elsewhere = is_open
        || is_written_outside(cx.workspace, usage.via, name)
        || !externals.written.in_any_case(name).is_empty()
        || WRITTEN.iter().any(|row| row.covers(name))
        || declared::entry(cx, &text.usage).is_some_and(|it| !it.values.is_empty() && it.set_by.is_none());
    if is_elsewhere {
        return None;
    }
    let writers = cx.workspace.spelling(name)?.writers();
    let values: Option<Values<'a>> = writers.map(|writer| Some((value(writer)?, writer))).collect();
    values.filter(|values| !values.is_empty() && values.len() <= MOST)
}

/// The literal text that a place sets.
fn value(writer: AttributeUseRef<'_>) -> Option<&str> {
    let value = writer.usage.value.as_ref().filter(|_| writer.usage.via.is_action())?;
    let is_final = value.placeholders.is_empty() || matches!(value.text, Text::Resolved(_));
    value.text.known().filter(|_| is_final)
}

fn check(cx: &WorkspaceContext<'_>, text: &ComparedText<'_>, set: &Values<'_>) -> Option<Diagnostic> {
    let ComparedText { usage, name, condition, compared } = text;
    let values = declared::entry(cx, usage).map(|entry| entry.values.as_slice()).unwrap_or_default();
    if !values.is_empty() && !values.iter().any(|value| compared.altered.equals(value, &compared.text)) {
        return None;
    }
    if set.contains_key(compared.text.as_str()) || set.keys().any(|it| compared.altered.equals(it, &compared.text)) {
        return None;
    }
    let texts: Vec<&str> = set.keys().copied().collect();
    let meant = closest(&compared.text, &texts);
    let (variable, literal) = (quote(&condition.variable), quote(&compared.text));
    let name = quote(name);
    let message = format!(
        "the flow compares {variable} with {literal}, but nothing sets {name} to this text; the comparison always has the same result"
    );
    let help = did_you_mean(meant, format!("compare with a text that is set: {}", list(&texts)));
    let finding = cx.diagnostic(usage.file, &compared.place, message, "never set to this text", &compared.text);
    let finding = finding.with_help(help).with_related(usage.location(), "the attribute is read here");
    let writers = meant.map_or_else(
        || set.iter().take(SHOWN).collect(),
        |meant| set.get_key_value(meant).into_iter().collect::<Vec<_>>(),
    );
    let located = writers.into_iter().filter_map(|(text, writer)| {
        let mut location = writer.location();
        location.place = writer.usage.value.as_ref()?.place.clone();
        Some((location, format!("set to {} here", quote(text))))
    });
    Some(located.fold(finding, |finding, (location, label)| finding.with_related(location, label)))
}

/// An attribute with more texts is not one that decisions are about.
const MOST: usize = 200;

/// The most places that a finding lists.
const SHOWN: usize = 5;
