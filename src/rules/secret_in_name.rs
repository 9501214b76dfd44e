//! `secret-in-name`: an attribute name suggests a secret.

use rustc_hash::FxHashMap;

use super::support::declared;
use crate::artifact::Access;
use crate::config::{OptionDefault, OptionValue, RuleOption};
use crate::diagnostic::{Diagnostic, Severity};
use crate::knowledge::names::SECRETS;
use crate::rules::context::WorkspaceContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::text::words::lower_words;
use crate::wording::quote;
use crate::workspace::{AttributeUseRef, Spelling};

pub(super) struct SecretInName;

static META: Meta = Meta {
    name: "secret-in-name",
    group: Group::Names,
    severity: Severity::Warning,
    recommended: true,
    unnecessary: false,
    options: &[RuleOption {
        name: "words",
        about: "The words at the end of an attribute name that suggest a secret.",
        default: OptionDefault::Words(SECRETS),
    }],
    since: "0.1.0",
    summary: "An attribute name suggests a card number, password or other secret",
    page: r#"## What it does

Reports an attribute whose name ends in words such as `card number`, `CVV`, `password` or `token`. Words are taken
from `cardNumber`, `CARD_NUMBER` and `Card Number` alike, and are whole words: `tokenizer` does not count. Names that
describe something about a secret (`passwordReset`, `hasToken`, `maskedCardNumber`) are not reported.

The places that set the attribute are reported; if there are none, the places that read it.

The option `words` replaces the list of words. The key `sensitive` of an attribute in the attribute dictionary takes
precedence over its name: with `true` the attribute is reported, with `false` it is not.

## Why is this a problem?

Participant data is open to every agent on the conversation, to the API and to reports, and cannot be masked
afterwards. Genesys Cloud has secured data for such values, which agents and reports do not see.

## Example

```yaml flows/main.yaml
inboundCall:
  name: Main
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
                      lit: cardNumber
                    value:
                      exp: Flow.text
```

## Use instead

```yaml flows/main.yaml
inboundCall:
  name: Main
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
                      lit: orderNumber
                    value:
                      exp: Flow.text
```

## In Architect

In a secure call flow, replace the action with Set Secured Data from the toolbox. Elsewhere, delete the row.

## When to turn it off

If a name only looks like a secret. Better set the option `words` to the words that are right for the project.

## Sources

- Genesys Cloud Resource Center, [Set Secured Data action](https://help.mypurecloud.com/articles/set-secured-data-action/)
"#,
};

/// Words before the secret that mean that the value is something else.
const ABOUT: &[&str] = &[
    "encrypted",
    "expired",
    "forgot",
    "forgotten",
    "has",
    "hashed",
    "invalid",
    "is",
    "last",
    "masked",
    "missing",
    "needs",
    "no",
    "requires",
    "reset",
    "valid",
    "wrong",
];

impl Rule for SecretInName {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        let Some(words) = cx.option("words", secrets) else { return Vec::new() };
        let mut found = Vec::new();
        let has_dictionary = cx.workspace.externals().dictionary.is_some();
        let may_be = |it: &Spelling<'_>| has_dictionary || words.values().any(|words| secret(it.name, words).is_some());
        for spelling in cx.workspace.spellings().filter(may_be) {
            // Nearly always all files have one list.
            let mut last: Option<(*const Secrets, Option<&str>)> = None;
            for usage in uses(spelling) {
                match declared::entry(cx, &usage).and_then(|entry| entry.sensitive) {
                    Some(true) => {
                        found.push(sensitive(cx, usage));
                        continue;
                    }
                    Some(false) => continue,
                    None => {}
                }
                let secrets = words.of(usage.file);
                let known = last.filter(|(last, _)| std::ptr::eq(*last, secrets));
                let (_, found_secret) =
                    *last.insert(known.unwrap_or_else(|| (secrets, secret(spelling.name, secrets))));
                found.extend(found_secret.map(|secret| finding(cx, usage, secret)));
            }
        }
        found
    }
}

/// Words that suggest a secret.
struct Secrets {
    /// Each with its letters as they are compared.
    words: Vec<(Box<str>, String)>,
    endings: Endings,
}

fn secrets(words: &OptionValue) -> Secrets {
    let words: Vec<(Box<str>, String)> =
        words.words().iter().map(|word| (word.clone(), lower_words(word).concat())).collect();
    let mut endings = Endings::default();
    for (_, spoken) in &words {
        endings.insert(spoken);
    }
    Secrets { words, endings }
}

/// Texts as a tree of their letters, with the last one at the root: whether a name ends with one of them is decided by as
/// many of its letters as they have in common. Most names of a project have no more than one or two.
#[derive(Default)]
struct Endings {
    /// Whether a text starts here.
    is_end: bool,
    before: FxHashMap<char, Endings>,
}

impl Endings {
    fn insert(&mut self, text: &str) {
        let start = text.chars().rev().fold(self, |node, letter| node.before.entry(letter).or_default());
        start.is_end = true;
    }

    /// Whether one of the texts is at the end of these letters, of which the last one comes first.
    fn has(&self, mut letters: impl Iterator<Item = char>) -> bool {
        let mut node = self;
        while !node.is_end {
            let Some(next) = letters.next().and_then(|letter| node.before.get(&letter)) else { return false };
            node = next;
        }
        true
    }
}

/// Returns the places that set the attribute, or those that read it if there are none.
fn uses(spelling: Spelling<'_>) -> impl Iterator<Item = AttributeUseRef<'_>> {
    let access = if spelling.is_surely_written() { Access::Set } else { Access::Get };
    spelling.uses().filter(move |usage| usage.usage.access == access)
}

/// Finds the secret that the name ends with, unless a word before it means that the value is something else.
fn secret<'s>(name: &str, secrets: &'s Secrets) -> Option<&'s str> {
    let letters = name.chars().rev().filter(|it| it.is_alphanumeric() && !it.is_numeric());
    if !secrets.endings.has(letters.flat_map(|it| it.to_lowercase().rev())) {
        return None;
    }
    let words = lower_words(name);
    // `cardnumber` and `pass word` are written too: the end of the name counts, however it is cut into words.
    let about = words.iter().position(|word| ABOUT.contains(&word.as_str()));
    let is_end = |spoken: &str| start_of_end(&words, spoken).is_some_and(|start| about.is_none_or(|it| start <= it));
    secrets.words.iter().find(|(_, spoken)| is_end(spoken)).map(|(secret, _)| &**secret)
}

/// The number of the word from which on all words, put together, are a text.
fn start_of_end(words: &[String], text: &str) -> Option<usize> {
    let mut rest = text;
    for (number, word) in words.iter().enumerate().rev() {
        rest = rest.strip_suffix(word.as_str())?;
        if rest.is_empty() {
            return Some(number);
        }
    }
    None
}

/// The help of all findings.
const HELP: &str = "store it with Set Secured Data, or do not store it at all";

/// The finding about an attribute that the dictionary declares as sensitive.
fn sensitive(cx: &WorkspaceContext<'_>, usage: AttributeUseRef<'_>) -> Diagnostic {
    let name = usage.usage.known_name().unwrap_or_default();
    let message = format!(
        "attribute {} is `sensitive` in the attribute dictionary, but agents, the API and reports can see participant data",
        quote(name)
    );
    cx.diagnostic(usage.file, &usage.usage.name.place, message, "declared as sensitive", name).with_help(HELP)
}

fn finding(cx: &WorkspaceContext<'_>, usage: AttributeUseRef<'_>, secret: &str) -> Diagnostic {
    let name = usage.usage.known_name().unwrap_or_default();
    let message = format!(
        "attribute {} looks like a secret, but agents, the API and reports can see participant data",
        quote(name)
    );
    cx.diagnostic(usage.file, &usage.usage.name.place, message, format!("looks like a {secret}"), name).with_help(HELP)
}
