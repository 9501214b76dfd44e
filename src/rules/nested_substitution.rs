//! `nested-substitution`: a value of a substitution that contains another one.

use rustc_hash::FxHashSet;

use crate::diagnostic::{Diagnostic, Severity};
use crate::expr::placeholder;
use crate::rules::context::WorkspaceContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::quote;
use crate::workspace::{Deployment, Substitution};

pub(super) struct NestedSubstitution;

static META: Meta = Meta {
    name: "nested-substitution",
    group: Group::Across,
    severity: Severity::Warning,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "A substitution value contains another substitution",
    page: r#"## What it does

Reports a value in the `substitutions` of a `genesyscloud_flow` that contains `{{key}}` for a key of the same map. Variables,
locals and modules are followed as far as they are in the project.

## Why is this a problem?

Terraform replaces the keys in random order. In some runs the inner key is still replaced, in others it is not:
the flow is published by one run and fails in the next, although nothing has changed.

## Example

```yaml flows/orders.yaml
inboundCall:
  name: "{{flow_name}}"
  startUpRef: "/inboundCall/tasks/task[Greet_10]"
  tasks:
    - task:
        name: Greet
        refId: Greet_10
        actions:
          - disconnect:
              name: Disconnect
```

```hcl orders.tf
resource "genesyscloud_flow" "orders" {
  filepath = "./flows/orders.yaml"
  substitutions = {
    flow_name = "Orders of {{shop}}"
    shop      = "Port Elm"
  }
}
```

## Use instead

```yaml flows/orders.yaml
inboundCall:
  name: "{{flow_name}}"
  startUpRef: "/inboundCall/tasks/task[Greet_10]"
  tasks:
    - task:
        name: Greet
        refId: Greet_10
        actions:
          - disconnect:
              name: Disconnect
```

```hcl orders.tf
resource "genesyscloud_flow" "orders" {
  filepath = "./flows/orders.yaml"
  substitutions = {
    flow_name = "Orders of ${local.shop}"
    shop      = local.shop
  }
}
```

## Sources

- [Terraform provider, genesyscloud_flow](https://registry.terraform.io/providers/MyPureCloud/genesyscloud/latest/docs/resources/flow) and its source, `genesyscloud/util/files/util_files.go`: every key is replaced literally in the text of the file
- Genesys developer centre, [Archy lesson 7: substitutions](https://developer.genesys.cloud/devapps/archy/flowAuthoring/lesson_07_substitutions)
"#,
};

impl Rule for NestedSubstitution {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        let deployments = cx.workspace.deployments().iter();
        let found = deployments.flat_map(|it| it.substitutions.iter().filter_map(move |value| check(cx, it, value)));
        let mut found: Vec<Diagnostic> = found.collect();
        // A resource that is repeated has the same substitutions for several flows.
        let mut reported = FxHashSet::default();
        found.retain(|it| {
            let location = &it.primary.location;
            reported.insert((location.file.clone(), location.place.span))
        });
        found
    }
}

fn check(cx: &WorkspaceContext<'_>, deployed: &Deployment, outer: &Substitution) -> Option<Diagnostic> {
    let inner = placeholder::find(outer.value.as_deref()?).into_iter().find(|found| deployed.fills(&found.key))?;
    let (outer_key, inner_text) = (quote(&outer.key), quote(&format!("{{{{{}}}}}", inner.key)));
    let message = format!(
        "substitution {outer_key} contains another placeholder, {inner_text}; Terraform replaces keys in random order, \
         so it is sometimes left unreplaced"
    );
    let place = outer.location().place;
    let diagnostic = cx.diagnostic(&outer.file, &place, message, "may stay unreplaced", &outer.key);
    let help =
        format!("write the value in place of {inner_text}, or a Terraform expression such as `${{var.{}}}`", inner.key);
    Some(diagnostic.with_help(help))
}
