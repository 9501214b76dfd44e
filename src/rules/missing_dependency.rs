//! `missing-dependency`: a flow that may be deployed before what it calls.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::artifact::call::{Call, Callee};
use crate::artifact::terraform::module::Node;
use crate::diagnostic::{Diagnostic, Location, Place, Severity};
use crate::rules::context::WorkspaceContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::text::Span;
use crate::wording::quote;
use crate::workspace::{Deployment, Workspace, folder_of};

pub(super) struct MissingDependency;

static META: Meta = Meta {
    name: "missing-dependency",
    group: Group::Across,
    severity: Severity::Warning,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.2.0",
    summary: "A flow may be deployed before the bot, common module or data action that it calls",
    page: r#"## What it does

Reports a flow that calls a bot, a common module or a data action which another resource of the same folder deploys, where
nothing orders the two: no `depends_on`, and no reference in any argument, directly or through locals, modules and other
resources. A folder that the export of the provider wrote without any such order has one finding: its option
`enable_dependency_resolution` adds `depends_on` to all flows.

## Why is this a problem?

The provider does not read names in a flow, so Terraform deploys both resources at the same time. The first apply fails
when the flow is published before what it calls exists.

## Example

```yaml flows/bot.yaml
botFlow:
  name: Orders Bot
  startUpRef: "/botFlow/bots/bot[Start_10]"
  bots:
    - bot:
        name: Start
        refId: Start_10
        actions:
          - exitBotFlow:
              name: Exit
```

```yaml flows/orders.yaml
inboundShortMessage:
  name: Orders
  startUpRef: "/inboundShortMessage/states/state[Start_10]"
  states:
    - state:
        name: Start
        refId: Start_10
        actions:
          - callBotFlow:
              name: Ask
              botFlow:
                Orders Bot:
                  ver_latestPublished:
                    none: true
```

```hcl main.tf
resource "genesyscloud_flow" "bot" {
  filepath = "${path.module}/flows/bot.yaml"
}

resource "genesyscloud_flow" "orders" {
  filepath   = "${path.module}/flows/orders.yaml"
}
```

## Use instead

```yaml flows/bot.yaml
botFlow:
  name: Orders Bot
  startUpRef: "/botFlow/bots/bot[Start_10]"
  bots:
    - bot:
        name: Start
        refId: Start_10
        actions:
          - exitBotFlow:
              name: Exit
```

```yaml flows/orders.yaml
inboundShortMessage:
  name: Orders
  startUpRef: "/inboundShortMessage/states/state[Start_10]"
  states:
    - state:
        name: Start
        refId: Start_10
        actions:
          - callBotFlow:
              name: Ask
              botFlow:
                Orders Bot:
                  ver_latestPublished:
                    none: true
```

```hcl main.tf
resource "genesyscloud_flow" "bot" {
  filepath = "${path.module}/flows/bot.yaml"
}

resource "genesyscloud_flow" "orders" {
  filepath   = "${path.module}/flows/orders.yaml"
  depends_on = [genesyscloud_flow.bot]
}
```

## When to turn it off

Where the resources are applied one after the other with `-target`.

## Sources

- [Terraform provider, genesyscloud_flow](https://registry.terraform.io/providers/MyPureCloud/genesyscloud/latest/docs/resources/flow)
- [Terraform provider, genesyscloud_tf_export](https://registry.terraform.io/providers/MyPureCloud/genesyscloud/latest/docs/resources/tf_export): `enable_dependency_resolution`, which is off by default
- Official blueprints order such resources with `depends_on`
"#,
};

impl Rule for MissingDependency {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        let mut graphs = BTreeMap::new();
        let mut found = Vec::new();
        for deployment in cx.workspace.deployments() {
            let folder = folder_of(&deployment.file);
            let graph = graphs.entry(folder).or_insert_with(|| Graph::of(cx.workspace, folder));
            let mut unordered = check(cx, deployment, graph);
            if graph.is_export {
                unordered.truncate(usize::from(!graph.is_reported));
                unordered = unordered.into_iter().map(|it| it.with_help(EXPORT_OPTION)).collect();
                graph.is_reported |= !unordered.is_empty();
            }
            found.extend(unordered);
        }
        found
    }
}

/// What a folder that the provider exported needs, for all its flows.
const EXPORT_OPTION: &str =
    "set `enable_dependency_resolution = true` in the `genesyscloud_tf_export` and export again, or add `depends_on`";

/// The targets of calls that must exist when the flow is published.
const CALLED: [Callee; 4] = [Callee::DataAction, Callee::CommonModule, Callee::BotFlow, Callee::DigitalBotFlow];

fn check(cx: &WorkspaceContext<'_>, deployment: &Deployment, graph: &Graph<'_>) -> Vec<Diagnostic> {
    let (Some(label), Some(flow)) = (&deployment.label, &deployment.flow) else { return Vec::new() };
    let Some((file, facts)) = cx.workspace.facts(flow) else { return Vec::new() };
    let calls: Vec<&Call> = facts.calls.iter().filter(|call| CALLED.contains(&call.callee)).collect();
    if calls.is_empty() {
        return Vec::new();
    }
    let own = format!("genesyscloud_flow.{label}");
    let Some((own_file, block)) = graph.blocks.get(own.as_str()).copied() else { return Vec::new() };
    let reached = graph.reached(&own);
    let mut found: BTreeMap<String, Diagnostic> = BTreeMap::new();
    for call in calls {
        let Some(callable) = cx.shared.callables().called(file, call) else { continue };
        let Some(id) = resource(cx.workspace, graph, callable.file, callable.interface.span) else { continue };
        if id == own || reached.contains(id.as_str()) || found.contains_key(&id) {
            continue;
        }
        let name = call.name.as_deref().unwrap_or_default();
        let message = format!(
            "the flow calls the {} {}, which {} deploys; nothing makes Terraform deploy that first, so the first apply can fail",
            call.callee.label(),
            quote(name),
            quote(&id)
        );
        let place = Place::in_artifact(block.label, &block.path);
        let location = Location { file: file.clone(), place: Place::in_artifact(call.span, &call.path) };
        let diagnostic = cx.diagnostic(own_file, &place, message, "not ordered", &id);
        let diagnostic = diagnostic.with_related(location, "called here");
        found.insert(id.clone(), diagnostic.with_help(format!("add `depends_on = [{id}]`")));
    }
    found.into_values().collect()
}

/// The blocks of a folder by what others call them.
struct Graph<'a> {
    blocks: BTreeMap<&'a str, (&'a Arc<str>, &'a Node)>,
    folder: &'a str,
    /// Whether the provider wrote the folder, without any order of its flows.
    is_export: bool,
    /// Whether an export has its one finding.
    is_reported: bool,
}

impl<'a> Graph<'a> {
    fn of(workspace: &'a Workspace, folder: &'a str) -> Self {
        let files = workspace.files().filter(|(file, _)| folder_of(file) == folder);
        let modules = files.filter_map(|(file, facts)| Some((file, facts.module.as_ref()?)));
        let blocks = modules.flat_map(|(file, module)| module.nodes.iter().map(move |it| (&*it.id, (file, it))));
        let blocks: BTreeMap<&str, (&Arc<str>, &Node)> = blocks.collect();
        let flows = || blocks.values().filter(|(_, block)| block.id.starts_with("genesyscloud_flow."));
        let is_ordered = |block: &Node| block.references.iter().any(|id| id.starts_with("genesyscloud_"));
        let is_export = flows().all(|(file, block)| is_exported(file) && !is_ordered(block));
        Graph { blocks, folder, is_export, is_reported: false }
    }

    /// All that a block refers to, directly or through others.
    fn reached(&self, id: &str) -> BTreeSet<&'a str> {
        let mut reached = BTreeSet::new();
        let mut open: Vec<&'a Node> = self.blocks.get(id).map(|(_, block)| *block).into_iter().collect();
        while let Some(block) = open.pop() {
            for next in &block.references {
                if reached.insert(&**next) {
                    open.extend(self.blocks.get(&**next).map(|(_, block)| *block));
                }
            }
        }
        reached
    }
}

/// Whether the export of the provider has written a file: `genesyscloud.tf.json`, or a file for each type of resource
/// (<https://registry.terraform.io/providers/MyPureCloud/genesyscloud/latest/docs/resources/tf_export>).
fn is_exported(file: &str) -> bool {
    let name = file.rsplit('/').next().unwrap_or_default();
    name.starts_with("genesyscloud") && name.ends_with(".tf.json")
}

/// The resource of the folder that deploys what is defined at a place.
fn resource(workspace: &Workspace, graph: &Graph<'_>, file: &Arc<str>, span: Span) -> Option<String> {
    let inside = |(own, block): &(&Arc<str>, &Node)| *own == file && block.span.contains(span);
    if let Some((_, block)) = graph.blocks.values().find(|it| inside(it)) {
        return Some(block.id.to_string());
    }
    let mut deployed = workspace.deployments().iter().filter(|it| it.flow.as_ref() == Some(file));
    let is_here = |it: &&Deployment| folder_of(&it.file) == graph.folder;
    let label = deployed.next().filter(is_here)?.label.as_ref()?;
    // If several resources deploy it, the order is not known.
    deployed.next().is_none().then(|| format!("genesyscloud_flow.{label}"))
}
