//! `missing-substitution`: a `{{key}}` that has no value at deployment.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::template_in_name::is_dead;
use crate::diagnostic::{Diagnostic, Edit, Fix, Place, Safety, Severity};
use crate::rules::context::WorkspaceContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::text::Span;
use crate::wording::{closest, did_you_mean, or_one_of, quote};
use crate::workspace::Deployment;

pub(super) struct MissingSubstitution;

static META: Meta = Meta {
    name: "missing-substitution",
    group: Group::Across,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "A `{{substitution}}` has no value at deployment",
    page: r#"## What it does

Reports `{{key}}` in a flow file that a `genesyscloud_flow` deploys, if the `substitutions` of the resource do not have
this key. Keys are compared literally: `{{ key }}` with spaces is never replaced. Variables, locals and modules are
followed if they are in the project; if the resource computes its substitutions in another way, nothing is reported.

A flow that no resource deploys is compared with the Archy options files in its folder that have one of its keys: a key
that none of them has is a warning, because Archy can use another file. If there is none, nothing is reported. Whether
Archy accepts spaces inside the braces is not documented, so they are not reported there. In attribute names, keys that
refer to the running call are reported by `template-in-name`.

## Why is this a problem?

The key stays in the flow, and publishing fails: "pre-processor substitution key was found in the flow YAML, but was not
found in the options file". The error appears only when Terraform is applied or Archy publishes.

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

Safe if only spaces inside the braces have to be removed. There is no fix for other keys.

## When to turn it off

If another step replaces the keys before Terraform reads the flow.

## Sources

- [Terraform provider, genesyscloud_flow](https://registry.terraform.io/providers/MyPureCloud/genesyscloud/latest/docs/resources/flow) and its source, `genesyscloud/util/files/util_files.go`: every key is replaced literally in the text of the file
- Genesys developer centre, [Archy lesson 7: substitutions](https://developer.genesys.cloud/devapps/archy/flowAuthoring/lesson_07_substitutions)
- [Issue 1068 of the provider](https://github.com/MyPureCloud/terraform-provider-genesyscloud/issues/1068): the error message
"#,
};

impl Rule for MissingSubstitution {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        let mut by_flow: BTreeMap<&Arc<str>, Vec<&Deployment>> = BTreeMap::new();
        for deployment in cx.workspace.deployments() {
            if let Some(flow) = &deployment.flow {
                by_flow.entry(flow).or_default().push(deployment);
            }
        }
        by_flow.into_iter().flat_map(|(flow, deployments)| check(cx, flow, &deployments)).collect()
    }
}

fn check(cx: &WorkspaceContext<'_>, flow: &Arc<str>, deployments: &[&Deployment]) -> Vec<Diagnostic> {
    let Some((file, facts)) = cx.workspace.facts(flow) else { return Vec::new() };
    let in_names = facts.uses.iter().flat_map(|usage| &usage.name.placeholders);
    let reported: FxHashSet<Span> =
        in_names.filter(|template| is_dead(template)).map(|template| template.span).collect();
    let missing = facts.placeholders.iter().filter(|(_, span)| !reported.contains(span));
    missing.filter_map(|(key, span)| finding(cx, file, key, *span, incomplete(key, deployments)?)).collect()
}

/// Finds a deployment that does not fill a key. Each Terraform resource is a deployment in its own right; it is
/// unknown which of several options files Archy uses, so the key counts as missing only if none of them has it.
fn incomplete<'a>(key: &str, deployments: &[&'a Deployment]) -> Option<&'a Deployment> {
    let lacks_key = |it: &&&'a Deployment| it.is_complete && !it.fills(key);
    let is_archy = deployments.iter().any(|it| it.label.is_none());
    let found = deployments.iter().find(lacks_key).copied();
    found.filter(|_| !is_archy || deployments.iter().all(|it| lacks_key(&it)))
}

fn finding(
    cx: &WorkspaceContext<'_>,
    file: &Arc<str>,
    key: &str,
    span: Span,
    deployment: &Deployment,
) -> Option<Diagnostic> {
    let place = Place::in_artifact(span, &Vec::new().into());
    let is_archy = deployment.label.is_none();
    let owner = match &deployment.label {
        Some(label) => quote(&format!("genesyscloud_flow.{label}")),
        None => format!("the options file {}", quote(&deployment.file)),
    };
    let braces = quote(&format!("{{{{{key}}}}}"));
    let message = format!("{braces} has no value in the `substitutions` of {owner}, so publishing fails");
    let diagnostic = cx.diagnostic(file, &place, message, "no value for this key", key);
    let related = if is_archy { "the substitutions are here" } else { "deployed here" };
    let mut diagnostic = diagnostic.with_related(deployment.location(), related);
    let keys = deployment.keys();
    let trimmed = key.trim();
    if keys.contains(&trimmed) {
        // Whether Archy accepts the spaces is not documented.
        let inside = Span::new(span.start as usize + 2, (span.end as usize).saturating_sub(2));
        let edit = Edit { file: file.clone(), span: inside, replacement: trimmed.to_owned() };
        let title = format!("write `{{{{{trimmed}}}}}`");
        return (!is_archy).then(|| {
            diagnostic.with_help("remove the spaces inside the braces: Terraform matches keys exactly").with_fix(Fix {
                title,
                safety: Safety::Safe,
                edits: vec![edit],
            })
        });
    }
    if is_archy {
        diagnostic = diagnostic.with_severity(Severity::Warning);
    }
    let otherwise = or_one_of(format!("add {} to the `substitutions` of {owner}", quote(trimmed)), &keys);
    Some(diagnostic.with_help(did_you_mean(closest(trimmed, &keys), otherwise)))
}
