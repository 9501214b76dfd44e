//! `missing-file`: a resource that deploys a file that does not exist.

use rustc_hash::FxHashMap;

use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::rules::context::WorkspaceContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::{closest, did_you_mean, quote};
use crate::workspace::{MissingFile as Missing, folder_of};

pub(super) struct MissingFile;

static META: Meta = Meta {
    name: "missing-file",
    group: Group::Across,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.2.0",
    summary: "A Terraform resource deploys a file that does not exist",
    page: r#"## What it does

Reports the `filepath` of a `genesyscloud_flow` or a `genesyscloud_script` that names no file, in the folder of the module or in
a folder in which Terraform runs, and what `file`, `templatefile`, `filesha256` and similar functions name in a resource of
Genesys Cloud. Archives are mostly built before they are deployed: they are not reported. Paths that Terraform works out, URLs, files outside the project and files that a
`local_file` writes are not reported.

## Why is this a problem?

Terraform reads the file when it plans, and stops with an error.

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
  filepath = "${path.module}/flows/order.yaml"
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

Where another step writes the file before Terraform runs.

## Sources

- [Terraform provider, genesyscloud_flow](https://registry.terraform.io/providers/MyPureCloud/genesyscloud/latest/docs/resources/flow): the file is read when Terraform plans
"#,
};

impl Rule for MissingFile {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        let mut missing: Vec<&Missing> = cx.workspace.missing_files().iter().collect();
        // A module that is called twice deploys its files twice.
        missing.sort_by_key(|it| (&it.file, it.span));
        missing.dedup_by_key(|it| (&it.file, it.span));
        let mut files = Existing::default();
        for (file, _) in cx.workspace.files().filter(|_| !missing.is_empty()) {
            files.by_lower_case.entry(file.to_ascii_lowercase()).or_insert(file);
            files.by_folder.entry(folder_of(file)).or_default().push(file);
        }
        missing.into_iter().filter_map(|it| finding(cx, it, &files)).collect()
    }
}

/// The files of the project.
#[derive(Default)]
struct Existing<'a> {
    by_lower_case: FxHashMap<String, &'a str>,
    by_folder: FxHashMap<&'a str, Vec<&'a str>>,
}

fn finding(cx: &WorkspaceContext<'_>, missing: &Missing, files: &Existing<'_>) -> Option<Diagnostic> {
    let path = missing.candidates.first()?;
    let place = Place::in_artifact(missing.span, &missing.path);
    let message = match missing.what {
        Some(what) => format!("the {what} file {} does not exist, so Terraform cannot deploy it", quote(path)),
        None => format!("the file {} does not exist, so Terraform cannot read it", quote(path)),
    };
    let diagnostic = cx.diagnostic(&missing.file, &place, message, "no such file", path);
    let same = files.by_lower_case.get(&path.to_ascii_lowercase()).copied();
    let siblings = files.by_folder.get(folder_of(path));
    let meant = same.or_else(|| closest(path, siblings?));
    Some(diagnostic.with_help(did_you_mean(meant, "correct the path, or add the file to the project")))
}
