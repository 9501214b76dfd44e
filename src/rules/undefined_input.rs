//! `undefined-input`: a template of a data action uses an input that the input contract lacks.

use rustc_hash::FxHashMap;

use crate::artifact::data_action::model::{DataAction, Property, RESERVED_INPUTS};
use crate::artifact::data_action::{Part, Template};
use crate::diagnostic::{Diagnostic, Edit, Fix, Safety, Severity};
use crate::expr::velocity::Reference;
use crate::rules::{FileContext, Group, Meta, Rule};
use crate::wording::{closest, quote};

pub(super) struct UndefinedInput;

static META: Meta = Meta {
    name: "undefined-input",
    group: Group::DataActions,
    severity: Severity::Error,
    recommended: true,
    summary: "A template of a data action uses an input that its input contract lacks",
    page: r#"## What it does

Reports `${input.name}` in the URL, a header or the body of a data action's request where the input contract has no
property of that name. Names are compared as they are written: `contactlistId` is not `contactListId`. `Input` and
`INPUT` count as `input`, and the name ends where a method is called on it.

A body that is not sent, since the method is `GET`, gets a warning only.

## Why is this a problem?

Saving and publishing check nothing of this. When the data action runs, Velocity finds no such value and leaves the
text `${input.name}` in the request: the other side gets a URL or a body that nobody meant, and answers with an error,
or stores nonsense. Written as `$!{input.name}`, the value is silently empty.

## Example

```json data-actions/contact.json
{
  "name": "Get Contact",
  "config": {
    "request": {
      "requestUrlTemplate": "/api/v2/outbound/contactlists/${input.contactlistId}/contacts",
      "requestType": "GET",
      "headers": {}
    },
    "response": {"successTemplate": "${rawResult}"}
  },
  "contract": {
    "input": {
      "inputSchema": {
        "type": "object",
        "required": ["contactListId"],
        "properties": {"contactListId": {"type": "string"}}
      }
    },
    "output": {"successSchema": {"type": "object", "properties": {}}}
  }
}
```

## Use instead

```json data-actions/contact.json
{
  "name": "Get Contact",
  "config": {
    "request": {
      "requestUrlTemplate": "/api/v2/outbound/contactlists/${input.contactListId}/contacts",
      "requestType": "GET",
      "headers": {}
    },
    "response": {"successTemplate": "${rawResult}"}
  },
  "contract": {
    "input": {
      "inputSchema": {
        "type": "object",
        "required": ["contactListId"],
        "properties": {"contactListId": {"type": "string"}}
      }
    },
    "output": {"successSchema": {"type": "object", "properties": {}}}
  }
}
```

## Fix safety

Safe where the contract has the name in exactly one other case. There is no fix for other names: whether the template
or the contract is wrong, a person knows.

## When to turn it off

Where contracts are kept elsewhere and the files hold only a part of them.

## Sources

- Genesys Cloud Resource Center, [Request configuration for data actions](https://help.mypurecloud.com/articles/request-configuration-data-actions/)
- Genesys Cloud Resource Center, [Velocity macros for data actions](https://help.mypurecloud.com/articles/velocity-macros-data-actions/)
- [Acceptance test of the Terraform provider](https://github.com/MyPureCloud/terraform-provider-genesyscloud/blob/main/genesyscloud/integration_action/resource_genesyscloud_integration_action_test.go): templates with unknown names can be saved
"#,
};

impl Rule for UndefinedInput {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        cx.data_actions.iter().filter(|action| action.input.is_known()).flat_map(|action| check(cx, action)).collect()
    }
}

fn check(cx: &FileContext<'_>, action: &DataAction<'_>) -> Vec<Diagnostic> {
    let properties = action.input.properties();
    let known: FxHashMap<_, _> = properties.iter().map(|property| (property.key.scalar_text(), property)).collect();
    let is_known = |name: &str| known.contains_key(name) || RESERVED_INPUTS.contains(&name);
    let mut found = Vec::new();
    for (part, template) in action.templates().filter(|(part, _)| *part != Part::SuccessTemplate) {
        for (reference, range) in template.inputs() {
            let name = template.slice(range);
            // A hyphen may end the name: whether `$input.id-1` is `id` and `-1`, only the engine knows.
            let beginning = name.split('-').next().unwrap_or_default();
            let is_formal = template.slice(&reference.range).ends_with('}');
            if is_known(name) || !is_formal && is_known(beginning) {
                continue;
            }
            let severity =
                if part == Part::Body && !action.request.sends_body() { Severity::Warning } else { META.severity };
            found.push(finding(cx, (template, reference, range.clone()), &properties).with_severity(severity));
        }
    }
    found
}

fn finding(
    cx: &FileContext<'_>,
    (template, reference, range): (&Template<'_>, &Reference, std::ops::Range<usize>),
    properties: &[Property<'_>],
) -> Diagnostic {
    let name = template.slice(&range);
    let message = format!(
        "the template uses the input {}, which the input contract lacks",
        quote(template.slice(&reference.range))
    );
    let names: Vec<_> = properties.iter().map(|property| property.key.scalar_text()).collect();
    let same: Vec<_> = properties.iter().filter(|it| it.key.scalar_text().eq_ignore_ascii_case(name)).collect();
    let label = match same.as_slice() {
        [] => "no such input",
        _ => "no such input in this case; names are case-sensitive",
    };
    let place = cx.place_in(template, range.clone());
    let diagnostic = cx.diagnostic(&place, message, label, name);
    let meant = match same.as_slice() {
        [only] => Some(*only),
        _ => closest(name, &names).and_then(|meant| properties.iter().find(|it| it.key.scalar_text() == meant)),
    };
    let Some(meant) = meant else {
        return diagnostic.with_help("add it to the input contract, or use an input that the contract has");
    };
    let written = meant.key.scalar_text();
    let diagnostic = diagnostic
        .with_related(cx.location(&cx.place(meant.key)), format!("the contract has {}", quote(&written)))
        .with_help(format!("did you mean {}?", quote(&written)));
    if same.len() != 1 {
        return diagnostic;
    }
    // Both names are words of Velocity: no format needs an escape in them.
    let edit = Edit { file: cx.source.path().clone(), span: place.span, replacement: written.clone().into_owned() };
    let title = format!("use {}", quote(&written));
    diagnostic.with_fix(Fix { title, safety: Safety::Safe, edits: vec![edit] })
}
