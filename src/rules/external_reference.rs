//! `external-reference`: a flow that Terraform deploys refers to another file.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::rules::context::WorkspaceContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::text::Span;
use crate::wording::quote;
use crate::workspace::Deployment;

pub(super) struct ExternalReference;

static META: Meta = Meta {
    name: "external-reference",
    group: Group::Across,
    severity: Severity::Warning,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.2.0",
    summary: "A flow that Terraform deploys refers to another file",
    page: r#"## What it does

Reports a reference of Archy to another file (`./tasks.yaml#/task[Greet_10]`) in a flow that a `genesyscloud_flow` deploys.

## Why is this a problem?

The Terraform provider uploads exactly one file. Archy on the server does not find the other one, so the flow cannot be
published. With Archy on a machine that has both files the reference works.

## Example

```yaml flows/orders.yaml
inboundCall:
  name: Orders
  startUpRef: "/inboundCall/tasks/task[Greet_10]"
  tasks:
    - ./greet.yaml#/task[Greet_10]
```

```hcl main.tf
resource "genesyscloud_flow" "orders" {
  filepath = "${path.module}/flows/orders.yaml"
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
  filepath = "${path.module}/flows/orders.yaml"
}
```

## When to turn it off

Where another step joins the files before Terraform reads the flow.

## Sources

- [Terraform provider, genesyscloud_flow](https://registry.terraform.io/providers/MyPureCloud/genesyscloud/latest/docs/resources/flow)
- [Archy lesson 4: references](https://developer.genesys.cloud/devapps/archy/flowAuthoring/)
- [Issue 1593 of the provider](https://github.com/MyPureCloud/terraform-provider-genesyscloud/issues/1593)
"#,
};

impl Rule for ExternalReference {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        let mut flows: BTreeMap<&Arc<str>, &Deployment> = BTreeMap::new();
        for deployment in cx.workspace.deployments().iter().filter(|it| it.label.is_some()) {
            if let Some(flow) = &deployment.flow {
                flows.entry(flow).or_insert(deployment);
            }
        }
        flows.into_iter().flat_map(|(flow, deployment)| check(cx, flow, deployment)).collect()
    }
}

fn check(cx: &WorkspaceContext<'_>, flow: &Arc<str>, deployment: &Deployment) -> Vec<Diagnostic> {
    let Some((file, facts)) = cx.workspace.facts(flow) else { return Vec::new() };
    let finding = |(text, span): &(Box<str>, Span)| {
        let message = format!(
            "{} refers to another file, which Terraform does not upload, so the flow cannot be published",
            quote(text)
        );
        let place = Place::in_artifact(*span, &Vec::new().into());
        cx.diagnostic(file, &place, message, "not uploaded", text)
            .with_related(deployment.location(), "deployed here")
            .with_help("copy what it refers to into this file, or deploy the flow with Archy")
    };
    facts.external.iter().map(finding).collect()
}
