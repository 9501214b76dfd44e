//! `artifact-schema`: a data action, a Terraform resource or an action of a flow that does not match its schema.

use crate::artifact::ArtifactKind;
use crate::artifact::terraform::is_override;
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};

mod blocks;
mod calls;
mod cases;
mod data_action;
mod encoded;
mod explained;
mod flow;
mod flow_keys;
mod function;
mod parts;
mod paths;
mod report;
mod terraform;
mod variables;

pub(super) struct ArtifactSchema;

static META: Meta = Meta {
    name: "artifact-schema",
    group: Group::Syntax,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.2.0",
    summary: "A data action, a Terraform resource or an action of a flow has a wrong shape",
    page: r#"## What it does

Compares with the JSON Schemas in `schemas/`

- data actions in JSON: misspelt keys (`successtemplate`), a template that is an object, a method other than `GET`, `PUT`,
  `POST`, `PATCH` and `DELETE` in capitals, a missing part;
- `genesyscloud_integration_action` in Terraform: the same, missing arguments, a block that is written as an argument, and
  the category of functions without `function_config`, functions without handler, runtime or code, JSON that is encoded twice, and maps that are encoded as JSON;
- `genesyscloud_flow` and `genesyscloud_script`: misspelt and missing arguments, a text or a list in place of a path, the hash of a
  path, and keys of substitutions in braces; types of resources that are nearly one of these;
- variables, outputs and modules in Terraform: misspelt and missing arguments;
- Set and Get Participant Data and Conversation Data in Archy YAML: misspelt keys, settings without `lit` or `exp` (a
  warning), an empty list of attributes (a warning), paths that the action does not have, and lists of actions under
  another key than `actions`;
- other actions that published flows use in Archy YAML: misspelt keys, other keys for what the action needs, paths that it
  does not have, misspelt units of durations and versions of calls, and settings without `lit`, `exp` or `var` (a warning);
- flows, tasks, states, menus and their choices, variables and settings in Archy YAML: misspelt keys, another key for
  `startUpRef`, and an initial value without `lit` or `exp` (a warning).

An unknown key is reported where it is nearly a known one; others may be newer than flowvet. A misshapen part is still
read as far as its meaning is clear. Keys at the wrong level are `misnested-key`. Override files of Terraform
(`override.tf`, `*_override.tf`) are not checked: their blocks complete those of other files.

## Why is this a problem?

An artefact with a wrong shape is refused when it is imported or published, or its misspelt part is ignored: a data
action without a success template returns nothing.

## Example

```json data-actions/order-state.json
{
  "name": "Order State",
  "config": {
    "request": {
      "requestUrlTemplate": "https://api.lantern-books.example/orders",
      "requestType": "get",
      "headers": {}
    },
    "response": {
      "successTemplate": "${rawResult}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {}}},
    "output": {"successSchema": {"type": "object", "properties": {}}}
  }
}
```

## Use instead

```json data-actions/order-state.json
{
  "name": "Order State",
  "config": {
    "request": {
      "requestUrlTemplate": "https://api.lantern-books.example/orders",
      "requestType": "GET",
      "headers": {}
    },
    "response": {
      "successTemplate": "${rawResult}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {}}},
    "output": {"successSchema": {"type": "object", "properties": {}}}
  }
}
```

## Fix safety

Safe where a key or a method differs in capitalisation only, and for the `=` between the name of a block and its body. Other
renames are unsafe.

## When to turn it off

Where files are completed by another tool before they are imported.

## Sources

- Genesys Cloud Platform API, models [ActionConfig, RequestConfig and ResponseConfig](https://github.com/MyPureCloud/platform-client-sdk-cli)
- [Terraform provider: genesyscloud_integration_action](https://registry.terraform.io/providers/MyPureCloud/genesyscloud/latest/docs/resources/integration_action)
- [Archy: authoring flows](https://developer.genesys.cloud/devapps/archy/flowAuthoring/)
- None of 248 published data actions has an unknown key
"#,
};

impl Rule for ArtifactSchema {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        match cx.facts.kind {
            ArtifactKind::ArchyYaml => flow::check(cx),
            ArtifactKind::DataAction => data_action::check(cx),
            ArtifactKind::Terraform if !is_override(cx.source.path()) => terraform::check(cx),
            _ => Vec::new(),
        }
    }
}
