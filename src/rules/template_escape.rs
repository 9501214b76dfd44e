//! `template-escape`: a Velocity reference that is escaped for the wrong kind of file.

use crate::artifact::ArtifactKind;
use crate::artifact::data_action::Template;
use crate::artifact::data_action::model::INPUT_ROOTS;
use crate::diagnostic::{Diagnostic, Edit, Fix, Place, Safety, Severity};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::syntax::Form;
use crate::text::Span;

pub(super) struct TemplateEscape;

static META: Meta = Meta {
    name: "template-escape",
    group: Group::DataActions,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "`${` is escaped for JSON in Terraform, or the reverse",
    page: r#"## What it does

Reports `$${` in the templates of a data action's JSON file, and `${input…}` with only one `$` in those of a Terraform
file.

## Why is this a problem?

Terraform needs the second `$`: with one, it looks for its own `input` and fails. In JSON the second `$` is not
removed: it is sent before the value.

## Example

```json data-actions/order-state.json
{
  "name": "Order State",
  "config": {
    "request": {
      "requestUrlTemplate": "https://api.lantern-books.example/orders/$${input.order}",
      "requestType": "GET",
      "headers": {}
    },
    "response": {
      "successTemplate": "${rawResult}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {"order": {"type": "string"}}}},
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
      "requestUrlTemplate": "https://api.lantern-books.example/orders/${input.order}",
      "requestType": "GET",
      "headers": {}
    },
    "response": {
      "successTemplate": "${rawResult}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"type": "object", "properties": {"order": {"type": "string"}}}},
    "output": {"successSchema": {"type": "object", "properties": {}}}
  }
}
```

## Fix safety

Safe: it removes or adds the `$`.

## When to turn it off

If a `$` before a value is intended, as with amounts of money.

## Sources

- [Terraform: strings and templates](https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences)
- [Terraform provider, genesyscloud_integration_action](https://registry.terraform.io/providers/MyPureCloud/genesyscloud/latest/docs/resources/integration_action)
"#,
};

impl Rule for TemplateEscape {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        let templates =
            cx.data_actions.iter().flat_map(|action| action.templates().map(move |(_, it)| (action.kind, it)));
        templates
            .flat_map(|(kind, template)| match kind {
                ArtifactKind::Terraform => missing(cx, template),
                _ => unremoved_dollars(cx, template),
            })
            .collect()
    }
}

/// Reports `$${` in a file whose second `$` is not removed.
fn unremoved_dollars(cx: &FileContext<'_>, template: &Template<'_>) -> Vec<Diagnostic> {
    let found = template.text.match_indices("$${").map(|(at, _)| at);
    let finding = |at: usize| {
        let place = cx.place_in(template, at..at + 3);
        let message = "`$${` is Terraform syntax; in a JSON file it sends an extra `$`";
        let edit = Edit { file: cx.source.path().clone(), span: place.span, replacement: "${".to_owned() };
        cx.diagnostic(&place, message, "extra `$`", "$${").with_help("write `${`").with_fix(Fix {
            title: "write `${`".to_owned(),
            safety: Safety::Safe,
            edits: vec![edit],
        })
    };
    found.map(finding).collect()
}

/// Reports `${input` that Terraform evaluates itself.
fn missing(cx: &FileContext<'_>, template: &Template<'_>) -> Vec<Diagnostic> {
    if !template.has_holes || !template.is_written() {
        return Vec::new();
    }
    let (raw, start) = (template.value.raw(), template.value.span().range().start);
    // The variables of a loop and of a file for `templatefile` are names without a dot; everywhere else, Terraform knows none.
    let has_variables = raw.contains("%{") || template.value.form() == Form::TemplateFile;
    let is_name = |rest: &str, name: &str| {
        let is_alone = rest.get(name.len()..).is_some_and(|rest| rest.starts_with('}'));
        let is_word = name.starts_with(|first: char| first.is_ascii_alphabetic());
        !has_variables && is_alone && is_word && !matches!(name, "true" | "false" | "null")
    };
    let own = raw.match_indices("${").filter(|(at, _)| {
        let is_escaped = raw.get(..*at).is_some_and(|before| before.ends_with('$'));
        let rest = raw.get(at + 2..).unwrap_or_default();
        let name = rest.split(|it: char| !it.is_ascii_alphanumeric()).next().unwrap_or_default();
        let word = rest.split(|it: char| !it.is_ascii_alphanumeric() && it != '_').next().unwrap_or_default();
        !is_escaped && (INPUT_ROOTS.contains(&name) || name == "rawResult" || is_name(rest, word))
    });
    let finding = |(at, _): (usize, &str)| {
        let span = Span::new(start + at, start + at + 2);
        let place = Place { span, ..cx.place(template.value) };
        let rest = raw.get(at + 2..).unwrap_or_default();
        let name =
            rest.split(|it: char| !it.is_ascii_alphanumeric() && it != '.' && it != '_').next().unwrap_or_default();
        let message = format!("Terraform tries to evaluate `${{{name}}}` itself and fails");
        let edit = Edit { file: cx.source.path().clone(), span, replacement: "$${".to_owned() };
        cx.diagnostic(&place, message, "must be escaped in Terraform", "${")
            .with_help(format!("write `$${{{name}}}`, so that Terraform passes `${{{name}}}` on"))
            .with_fix(Fix { title: "write `$${`".to_owned(), safety: Safety::Safe, edits: vec![edit] })
    };
    own.map(finding).collect()
}
