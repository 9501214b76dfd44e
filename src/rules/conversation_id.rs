//! `conversation-id`: a literal conversation id that is no UUID.

use crate::artifact::{ReplacedAt, SourceText};
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::{FileContext, Group, Meta, Rule};
use crate::wording::quote;

pub(super) struct ConversationId;

static META: Meta = Meta {
    name: "conversation-id",
    group: Group::Values,
    severity: Severity::Error,
    recommended: true,
    summary: "A literal conversation id is no UUID",
    page: r#"## What it does

Reports a Set Conversation Data or Get Conversation Data whose conversation id is a literal that is no UUID.

## Why is this a problem?

A conversation id is a UUID of 36 characters. With anything else the action finds no conversation and takes its failure
path: mostly the name of a variable was written as a literal.

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

## When to turn it off

There is no known reason.

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
    let message = format!("the conversation id {} is no UUID", quote(text));
    let help = "use an expression that has the id, such as `Flow.conversationId`";
    Some(cx.diagnostic(&id.place, message, "no conversation has this id", text).with_help(help))
}

/// `8-4-4-4-12` hexadecimal digits.
fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    let is_hex = text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit());
    is_hex && lengths.eq([8, 4, 4, 4, 12])
}
