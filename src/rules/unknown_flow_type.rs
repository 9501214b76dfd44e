//! `unknown-flow-type`: the key at the top of a flow in Archy YAML is not a type of flow.

use crate::artifact::ArtifactKind;
use crate::artifact::flow::root::{self, Root};
use crate::diagnostic::{Diagnostic, Edit, Fix, Safety, Severity};
use crate::knowledge::flow_types;
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::syntax::ValueKind;
use crate::text::Span;
use crate::wording::{did_you_mean, quote};

pub(super) struct UnknownFlowType;

static META: Meta = Meta {
    name: "unknown-flow-type",
    group: Group::Syntax,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.2.0",
    summary: "The key at the top of an Archy file is not a type of flow",
    page: r"## What it does

Reports a YAML file whose top-level key is not a type of flow, while the keys below it are those of an Archy flow
(`startUpRef`, `startUpTaskActions`, `tasks`, `states` and the like). The file is read as the type that was most likely
meant, so its names still count for all other rules. A file whose key is `bot` is read, too, but not reported.

## Why is this a problem?

Types are case-sensitive and do not always have the name that Architect shows: an in-queue flow is `inqueueCall`, a
message flow `inboundShortMessage`, a common module `commonModule`. Archy and CX as Code refuse any other key, so the
flow cannot be published.

## Example

```yaml flows/queue.yaml
inQueueCall:
  name: Orders Queue
  defaultLanguage: en-us
  startUpTaskActions:
    - holdMusic:
        name: Hold Music
```

## Use instead

```yaml flows/queue.yaml
inqueueCall:
  name: Orders Queue
  defaultLanguage: en-us
  startUpTaskActions:
    - holdMusic:
        name: Hold Music
```

## Fix safety

Safe where only the capitalisation differs: the key is renamed, and with it the references of the flow that begin with
it. For other keys the fix is unsafe.

## When to turn it off

Where a YAML file of another tool has the keys of a flow.

## Sources

- [Archy: authoring flows](https://developer.genesys.cloud/devapps/archy/flowAuthoring/)
- `ArchEnums.FLOW_TYPES` of the [Architect Scripting SDK](https://github.com/MyPureCloud/purecloud-flow-scripting-api-sdk-javascript)
",
};

impl Rule for UnknownFlowType {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        if cx.facts.kind != ArtifactKind::ArchyYaml {
            return Vec::new();
        }
        cx.tree.documents().filter_map(|document| finding(cx, root::of(document)?)).collect()
    }
}

fn finding(cx: &FileContext<'_>, root: Root<'_>) -> Option<Diagnostic> {
    let name = root.key.scalar_text();
    // `bot` may be right for some version of Archy.
    if flow_types::by_archy(&name).is_some() || name == "bot" {
        return None;
    }
    let message = format!("{} is not a type of flow, so Archy cannot publish this file", quote(&name));
    let known = || {
        let names: Vec<_> = flow_types::ALL.iter().map(|kind| kind.archy).collect();
        format!("use the type of the flow: {}", names.join(", "))
    };
    let meant = root.kind.map(|kind| kind.archy);
    let diagnostic = cx.diagnostic(&cx.place(root.key), message, "unknown type", &name);
    let diagnostic = diagnostic.with_help(did_you_mean(meant, known()));
    Some(match meant {
        Some(meant) => diagnostic.with_fix(fix(cx, root, &name, meant)),
        None => diagnostic,
    })
}

/// Renames the type where it is the key and where references begin with it.
fn fix(cx: &FileContext<'_>, root: Root<'_>, name: &str, meant: &str) -> Fix {
    let edit = |span: Span| Edit { file: cx.source.path().clone(), span, replacement: meant.to_owned() };
    let start = format!("/{name}/");
    let references = root.body.descendants().filter(|value| {
        value.kind() == ValueKind::String
            && value.key().is_some_and(|key| key != *value && key.ends_written("Ref"))
            && value.scalar_text().starts_with(&start)
    });
    let references = references.map(|value| edit(value.locator().span(1..1 + name.len())));
    let safety = if name.eq_ignore_ascii_case(meant) { Safety::Safe } else { Safety::Unsafe };
    let edits = std::iter::once(edit(root.key.content_span())).chain(references).collect();
    Fix { title: format!("rename it to {}", quote(meant)), safety, edits }
}
