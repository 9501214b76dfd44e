//! `misplaced-action`: a loop action outside a loop.

use crate::artifact::ArtifactKind;
use crate::artifact::flow::control::Control;
use crate::diagnostic::{Diagnostic, Severity};
use crate::knowledge::actions::{archy_label, configuration_label};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::syntax::Value;
use crate::wording::quote;

pub(super) struct MisplacedAction;

static META: Meta = Meta {
    name: "misplaced-action",
    group: Group::Expressions,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.2.0",
    summary: "Exit Loop or Next Loop is not inside a loop",
    page: r#"## What it does

Reports Exit Loop and Next Loop (`loopExit` and `loopNext` in Archy YAML) that are not inside the actions of a loop. In flow
configurations, inside means that the path of a loop leads to the action.

## Why is this a problem?

Both actions are valid inside a loop only, so the flow cannot be published.

## Example

```yaml flows/library.yaml
inboundCall:
  name: Library
  startUpRef: "/inboundCall/tasks/task[Renew_10]"
  tasks:
    - task:
        name: Renew
        refId: Renew_10
        actions:
          - loopExit:
              name: Exit Loop
          - disconnect:
              name: Disconnect
```

## Use instead

```yaml flows/library.yaml
inboundCall:
  name: Library
  startUpRef: "/inboundCall/tasks/task[Renew_10]"
  tasks:
    - task:
        name: Renew
        refId: Renew_10
        actions:
          - loop:
              name: Loop
              currentIndex:
                var: Task.book
              loopCount:
                lit: 3
              outputs:
                loop:
                  actions:
                    - loopExit:
                        name: Exit Loop
```

## Sources

- [Architect Scripting SDK](https://www.npmjs.com/package/purecloud-flow-scripting-api-sdk-javascript) 0.2.6: Exit Loop and Next Loop have to be contained in a loop
"#,
};

impl Rule for MisplacedAction {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        if !cx.expressions.is_whole {
            return Vec::new();
        }
        if cx.facts.kind == ArtifactKind::ArchyYaml {
            let keys = cx.positions.actions().filter_map(|(action, _)| action.key());
            return keys
                .filter(|key| is_misplaced(*key))
                .map(|key| finding(cx, key, &archy_label(&key.scalar_text()), &key.scalar_text()))
                .collect();
        }
        let text = cx.tree.text().as_bytes();
        let has = |name: &str| memchr::memmem::find(text, name.as_bytes()).is_some();
        if !["ExitLoopAction", "NextLoopAction"].into_iter().any(has) {
            return Vec::new();
        }
        let outside = Control::outside_loops(cx.tree.root()).into_iter();
        outside
            .map(|action| {
                let text = |key| action.get(key).map(Value::scalar_text).unwrap_or_default();
                finding(cx, action.get("name").unwrap_or(action), &configuration_label(&text("__type")), &text("name"))
            })
            .collect()
    }
}

/// The keys of these actions in Archy YAML.
const KEYS: [&str; 2] = ["loopExit", "loopNext"];

/// Whether the key of an action is that of one that ends or repeats a loop, and no loop is around it.
fn is_misplaced(key: Value<'_>) -> bool {
    let around = std::iter::successors(key.parent(), |value| value.parent());
    let mut keys = around.filter_map(Value::key).map(Value::scalar_text);
    KEYS.iter().any(|end| key.text_equals(end)) && !keys.any(|key| key.starts_with("loop"))
}

fn finding(cx: &FileContext<'_>, place: Value<'_>, what: &str, name: &str) -> Diagnostic {
    let message = format!("{what} is not inside a loop, so the flow cannot be published");
    cx.diagnostic(&cx.place(place), message, "outside a loop", name)
        .with_help(format!("move {} into the actions of a loop, or remove it", quote(name)))
}
