//! `unused-substitution`: an argument of the resource among its substitutions.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::artifact::Facts;
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::rules::context::WorkspaceContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::text::Span;
use crate::wording::quote;
use crate::workspace::{Deployment, Substitution};

pub(super) struct UnusedSubstitution;

static META: Meta = Meta {
    name: "unused-substitution",
    group: Group::Across,
    severity: Severity::Warning,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.2.0",
    summary: "A substitution has the name of an argument of the resource",
    page: r#"## What it does

Reports a key of `substitutions` that is the name of an argument of `genesyscloud_flow` (`force_unlock`,
`file_content_hash` and the like) and that the flow does not contain.

## Why is this a problem?

The provider replaces keys in the text of the flow, and this one is not there. The argument that was meant is not set.

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
          - disconnect:
              name: Disconnect
```

```hcl main.tf
resource "genesyscloud_flow" "orders" {
  filepath = "${path.module}/flows/orders.yaml"
  substitutions = {
    force_unlock = true
  }
}
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
          - disconnect:
              name: Disconnect
```

```hcl main.tf
resource "genesyscloud_flow" "orders" {
  filepath     = "${path.module}/flows/orders.yaml"
  force_unlock = true
}
```

## Sources

- [Terraform provider, genesyscloud_flow](https://registry.terraform.io/providers/MyPureCloud/genesyscloud/latest/docs/resources/flow): the arguments of the resource
"#,
};

impl Rule for UnusedSubstitution {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        let deployments = || cx.workspace.deployments().iter().filter(|it| it.label.is_some());
        // A resource that is repeated has the same substitutions for several flows: one of them may use a key.
        let used: FxHashSet<Written<'_>> = deployments()
            .filter_map(|deployment| Some((deployment, cx.workspace.facts(deployment.flow.as_ref()?)?.1)))
            .flat_map(|(deployment, facts)| {
                deployment.substitutions.iter().filter(|it| is_used(facts, &it.key)).map(written)
            })
            .collect();
        let mut reported = FxHashSet::default();
        let unused = deployments().flat_map(|deployment| wrong(cx, deployment));
        let unused = unused.filter(|it| !used.contains(&written(it)) && reported.insert(written(it)));
        unused.map(|it| finding(cx, it)).collect()
    }
}

/// The arguments of `genesyscloud_flow`.
const ARGUMENTS: [&str; 5] = ["filepath", "file_content_hash", "force_unlock", "substitutions", "depends_on"];

/// The place of a key.
type Written<'a> = (&'a Arc<str>, Span);

fn written(substitution: &Substitution) -> Written<'_> {
    (&substitution.file, substitution.span)
}

fn is_used(facts: &Facts, key: &str) -> bool {
    facts.placeholders.iter().any(|(used, _)| used.trim() == key)
}

/// The substitutions with the names of arguments that the flow of a deployment does not contain.
fn wrong<'a>(cx: &WorkspaceContext<'a>, deployment: &'a Deployment) -> Vec<&'a Substitution> {
    let flow = deployment.flow.as_ref().and_then(|flow| cx.workspace.facts(flow));
    let Some((_, facts)) = flow else { return Vec::new() };
    let is_wrong = |it: &&Substitution| ARGUMENTS.contains(&&*it.key) && !is_used(facts, &it.key);
    deployment.substitutions.iter().filter(is_wrong).collect()
}

fn finding(cx: &WorkspaceContext<'_>, substitution: &Substitution) -> Diagnostic {
    let key = quote(&substitution.key);
    let message = format!("{key} is inside `substitutions`, so the argument {key} of the resource is not set");
    let place = Place::in_artifact(substitution.span, &substitution.path);
    cx.diagnostic(&substitution.file, &place, message, "has no effect here", &substitution.key)
        .with_help(format!("move {key} out of `substitutions`"))
}
