//! `missing-substitution`: a `{{key}}` that the Terraform resource of the flow does not fill.

use super::wording::quote;
use crate::diagnostic::{Diagnostic, Edit, Fix, Place, Safety, Severity};
use crate::rules::{Group, Meta, Rule, WorkspaceContext};
use crate::schema::closest;
use crate::text::Span;
use crate::workspace::DeploymentRef;

pub(super) struct MissingSubstitution;

static META: Meta = Meta {
    name: "missing-substitution",
    group: Group::Across,
    severity: Severity::Error,
    recommended: true,
    summary: "A flow has a substitution that the Terraform resource which deploys it does not fill",
    page: r#"## What it does

Reports `{{key}}` in a flow file that a `genesyscloud_flow` deploys, where the `substitutions` of the resource have no
such key. Keys are compared as they are written: `{{ key }}` with blanks is never filled. Where the resource computes
its substitutions, and for flows that no resource of the project deploys, nothing is reported.

## Why it bites

The key stays in the flow, and publishing fails: "pre-processor substitution key was found in the flow YAML, but was not
found in the options file". That is seen only when Terraform is applied.

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
    flowname = "Orders"
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
    flow_name = "Orders"
  }
}
```

## Fix safety

Safe where nothing but blanks inside the braces has to go. There is no fix for other keys.

## When to turn it off

Where another step fills keys before Terraform reads the flow.

## Sources

- [Terraform provider, genesyscloud_flow](https://registry.terraform.io/providers/MyPureCloud/genesyscloud/latest/docs/resources/flow) and its source, `genesyscloud/util/files/util_files.go`: every key is replaced in the text of the file, exactly as it is written
- Genesys developer centre, [Archy lesson 7: substitutions](https://developer.genesys.cloud/devapps/archy/flowAuthoring/lesson_07_substitutions)
- [Issue 1068 of the provider](https://github.com/MyPureCloud/terraform-provider-genesyscloud/issues/1068): the error as it is shown
"#,
};

impl Rule for MissingSubstitution {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        cx.workspace.deployments().flat_map(|deployment| check(cx, deployment)).collect()
    }
}

fn check(cx: &WorkspaceContext<'_>, deployed: DeploymentRef<'_>) -> Vec<Diagnostic> {
    let Some((file, facts)) = deployed.flow.filter(|_| deployed.deployment.is_complete) else { return Vec::new() };
    let keys: Vec<&str> = deployed.deployment.substitutions.iter().map(|it| it.key.as_ref()).collect();
    let missing = facts.placeholders.iter().filter(|(key, _)| !keys.contains(&key.as_ref()));
    missing
        .map(|(key, span)| {
            let place = Place::in_artifact(*span, &Vec::new().into());
            let message = format!("the flow has the substitution {}, which its resource does not fill", quote(key));
            let resource = deployed.location(deployed.deployment.span);
            let diagnostic = cx.diagnostic(file, &place, message, "never filled", key);
            let diagnostic = diagnostic.with_related(resource, "deployed here");
            let trimmed = key.trim();
            if keys.contains(&trimmed) {
                let inside = Span::new(span.start as usize + 2, (span.end as usize).saturating_sub(2));
                let edit = Edit { file: file.clone(), span: inside, replacement: trimmed.to_owned() };
                let title = format!("write `{{{{{trimmed}}}}}`");
                return diagnostic
                    .with_help("Terraform replaces keys as they are written: no blanks inside the braces")
                    .with_fix(Fix { title, safety: Safety::Safe, edits: vec![edit] });
            }
            match closest(trimmed, &keys) {
                Some(meant) => diagnostic.with_help(format!("did you mean {}?", quote(meant))),
                None => diagnostic.with_help("add it to the substitutions of the resource"),
            }
        })
        .collect()
}
