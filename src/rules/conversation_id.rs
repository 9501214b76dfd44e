//! `conversation-id`: a conversation ID that is literal text and not a UUID.

use crate::artifact::{ArtifactKind, Facts, ReplacedAt, SourceText};
use crate::diagnostic::{Diagnostic, Severity};
use crate::knowledge::expressions::built_in;
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::rules::support::variables::CANDIDATES;
use crate::wording::{or_one_of, quote};

pub(super) struct ConversationId;

static META: Meta = Meta {
    name: "conversation-id",
    group: Group::Values,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "A conversation ID is literal text, not a UUID or expression",
    page: r#"## What it does

Reports a Set Conversation Data or Get Conversation Data whose conversation ID is a literal that is not a UUID.

## Why is this a problem?

A conversation ID is a UUID of 36 characters. With any other text the action finds no conversation and takes its Not
Found or failure path. The usual cause is the name of a variable that was entered as a literal.

## Example

```yaml flows/orders.yaml
workflow:
  name: Orders
  startUpRef: "/workflow/tasks/task[Greet_10]"
  tasks:
    - task:
        name: Greet
        refId: Greet_10
        actions:
          - setConversationData:
              name: Set Conversation Data
              conversationId:
                lit: Flow.conversationId
              attributes:
                - attribute:
                    name:
                      lit: orderNumber
                    value:
                      exp: Flow.orderNumber
```

## Use instead

```yaml flows/orders.yaml
workflow:
  name: Orders
  startUpRef: "/workflow/tasks/task[Greet_10]"
  tasks:
    - task:
        name: Greet
        refId: Greet_10
        actions:
          - setConversationData:
              name: Set Conversation Data
              conversationId:
                exp: Flow.conversationId
              attributes:
                - attribute:
                    name:
                      lit: orderNumber
                    value:
                      exp: Flow.orderNumber
```

## In Architect

Open the action, change **Conversation ID** from a literal to an expression, and enter the variable.

## Sources

- Genesys Cloud Resource Center, [Get Conversation Data action](https://help.mypurecloud.com/articles/get-conversation-data-action): at most 36 characters
"#,
};

impl Rule for ConversationId {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        cx.facts.conversation_ids.iter().filter_map(|id| check(cx, id)).collect()
    }
}

fn check(cx: &FileContext<'_>, id: &SourceText) -> Option<Diagnostic> {
    let text = id.text.known().filter(|text| !text.trim().is_empty() && !is_uuid(text))?;
    if id.placeholders.iter().any(|template| template.replaced == ReplacedAt::Deployment) {
        return None;
    }
    let (message, label, help) = match variable(cx.facts, text) {
        Some(name) => (
            format!("the conversation ID is the literal text {}, not the value of the variable", quote(text)),
            "literal text, not an expression",
            match cx.facts.kind {
                ArtifactKind::ArchyYaml => format!("enter it as an expression: `exp: {name}`"),
                _ => format!("enter it as an expression: `{name}`"),
            },
        ),
        None => (
            format!("the conversation ID {} is not a UUID, so the action finds no conversation", quote(text)),
            "not a UUID",
            or_one_of("enter the ID of a conversation", &ids(cx.facts)),
        ),
    };
    Some(cx.diagnostic(&id.place, message, label, text).with_help(help))
}

/// The scopes in which flows declare variables, in lower case.
const DECLARED: [&str; 3] = ["flow", "task", "state"];

/// Finds the variable that a text names: without the braces of a placeholder it is `Flow.x`, `Task.x`, `State.x`, a
/// built-in variable, or one that the flow declares.
fn variable<'t>(facts: &Facts, text: &'t str) -> Option<&'t str> {
    let name = text.trim_matches(['$', '{', '}', ' ']);
    let (scope, rest) = name.split_once('.')?;
    let is_name = !rest.is_empty() && rest.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
    let is_scope = DECLARED.contains(&scope.to_lowercase().as_str());
    let is_variable = is_scope || built_in(name).is_some() || facts.declarations(name).next().is_some();
    (is_name && is_variable).then_some(name)
}

/// The variables of a flow that are named after a conversation.
fn ids(facts: &Facts) -> Vec<&str> {
    let names = facts.variables.iter().take(CANDIDATES).map(|variable| variable.name.as_ref());
    names.filter(|name: &&str| name.to_lowercase().contains("conversation")).collect()
}

/// Whether a text has the form of a UUID: `8-4-4-4-12` hexadecimal digits.
fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    let is_hex = text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit());
    is_hex && lengths.eq([8, 4, 4, 4, 12])
}
