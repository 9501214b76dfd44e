//! `undefined-input`: a template of a data action uses an input that its contract does not have.

use std::borrow::Cow;
use std::cell::LazyCell;

use rustc_hash::{FxHashMap, FxHashSet};

use super::support::inputs::{Names, unreferenced_inputs};
use crate::artifact::data_action::model::{self, DataAction, INPUT_ROOTS, Property, RESERVED_INPUTS};
use crate::artifact::data_action::{Part, Template};
use crate::diagnostic::{Diagnostic, Edit, Fix, Safety, Severity};
use crate::expr::velocity::Reference;
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::text::compare::lower;
use crate::wording::{closest, is_it, or_one_of, quote};

pub(super) struct UndefinedInput;

static META: Meta = Meta {
    name: "undefined-input",
    group: Group::DataActions,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "A template uses an undefined input",
    page: r#"## What it does

Reports `${input.name}` in the URL, a header or the body of a data action's request where the input contract has no
property of that name. Names are case-sensitive: `contactlistId` is not `contactListId`. `Input` and
`INPUT` count as `input`, and the name ends where a method is called on it. References that mean an input without its root
are reported, too: `${name}`, `${inputs.name}`, and `$name` if no template uses that input.

A body that is never sent, because the method is `GET`, gets one warning for all its undefined inputs.

## Why is this a problem?

Saving and publishing do not check this. When the data action runs, Velocity finds no such value and leaves the text
`${input.name}` in the request: the other system receives a wrong URL or body, and returns an error or stores wrong
data. Written as `$!{input.name}`, the value is silently empty.

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

## In Architect

In Admin, open Integrations > Actions, select the data action and open Setup > Contracts to see the
inputs. The contract of a published data action cannot be changed: correct the name under Setup > Configuration, or copy
the data action.

## Fix safety

Safe if exactly one input of the contract differs only in capitalisation. There is no fix for other names: the mistake
may be in the template or in the contract.

## When to turn it off

If contracts are kept elsewhere and the files contain only a part of them.

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

/// The names in the contract.
struct Contract<'a> {
    names: Vec<Cow<'a, str>>,
    by_case: FxHashMap<String, Vec<&'a Property<'a>>>,
}

impl<'a> Contract<'a> {
    fn of(properties: &'a [Property<'a>]) -> Self {
        let mut by_case: FxHashMap<String, Vec<&Property<'_>>> = FxHashMap::default();
        for property in properties {
            by_case.entry(lower(&property.key.scalar_text()).into_owned()).or_default().push(property);
        }
        Contract { names: properties.iter().map(|it| it.key.scalar_text()).collect(), by_case }
    }
}

fn check(cx: &FileContext<'_>, action: &DataAction<'_>) -> Vec<Diagnostic> {
    let properties = action.input.properties();
    let known: FxHashSet<_> = properties.iter().map(|property| property.key.scalar_text()).collect();
    let contract = LazyCell::new(|| Contract::of(&properties));
    let is_known = |name: &str| known.contains(name) || RESERVED_INPUTS.contains(&name);
    let mut found = Vec::new();
    let mut unsent = Vec::new();
    for (part, template) in action.templates().filter(|(part, _)| *part != Part::SuccessTemplate) {
        for (reference, range) in template.inputs() {
            let name = template.slice(range);
            // A hyphen may end the name: `$input.id-1` may be `id` and `-1`.
            let beginning = name.split('-').next().unwrap_or_default();
            let is_formal = template.slice(&reference.range).ends_with('}');
            if is_known(name) || !is_formal && is_known(beginning) {
                continue;
            }
            if part == Part::Body && !action.request.sends_body() {
                unsent.push((template, range.clone()));
            } else {
                found.push(finding(cx, (template, reference, range.clone()), &contract));
            }
        }
    }
    found.extend(leftover(cx, &unsent));
    found.extend(without_root(cx, action, &properties));
    found
}

/// Words that authors use as the root of a template, although it is not defined there.
const OTHER_ROOTS: [&str; 6] = ["inputs", "flow", "interaction", "conversation", "participant", "contract"];

/// References to something else than the input that mean an input: `${id}`, `${inputs.id}`, `${Flow.id}`. `$filter` is a
/// name of other systems, too: the short form is one if nothing else uses the input, and it is not a parameter of a URL.
fn without_root(cx: &FileContext<'_>, action: &DataAction<'_>, properties: &[Property<'_>]) -> Vec<Diagnostic> {
    let names = LazyCell::new(|| Names::of(properties));
    let unused = LazyCell::new(|| -> FxHashSet<_> {
        unreferenced_inputs(action).iter().map(|property| property.key.scalar_text()).collect()
    });
    let mut found = Vec::new();
    for (part, template) in action.templates() {
        if part == Part::SuccessTemplate || part == Part::Body && !action.request.sends_body() || template.has_holes {
            continue;
        }
        for reference in template.velocity.references.iter().filter(|it| !it.is_local) {
            let written = template.slice(&reference.range);
            let root = template.slice(&reference.root);
            let name = reference.properties.first().map_or(root, |property| template.slice(property));
            if INPUT_ROOTS.contains(&root) || model::OTHER_ROOTS.contains(&root) {
                continue;
            }
            let is_meant = match reference.properties.len() {
                0 => names.exact(root).is_some(),
                1 => OTHER_ROOTS.iter().any(|other| other.eq_ignore_ascii_case(root)),
                _ => false,
            };
            let is_parameter = template.text.get(reference.range.end..).is_some_and(|rest| rest.starts_with('='));
            let is_short = reference.properties.is_empty() && !is_parameter && unused.contains(root);
            if !is_meant || !(written.ends_with('}') || is_short) {
                continue;
            }
            let message = format!("{} is not an input: templates find inputs below `input` only", quote(written));
            let diagnostic =
                cx.diagnostic(&cx.place_in(template, reference.root.clone()), message, "no `input.`", name);
            let mark = if written.starts_with("$!") { "$!" } else { "$" };
            found.push(diagnostic.with_help(match names.closest(name) {
                Some(name) => format!("write `{mark}{{input.{name}}}`"),
                None => format!("add {} to the input contract and write `{mark}{{input.{name}}}`", quote(name)),
            }));
        }
    }
    found
}

/// A finding about the body of a request that sends none, at its first undefined input.
fn leftover(cx: &FileContext<'_>, unsent: &[(&Template<'_>, std::ops::Range<usize>)]) -> Option<Diagnostic> {
    let ((template, range), others) = unsent.split_first()?;
    let name = template.slice(range);
    let more = if others.is_empty() { String::new() } else { format!(" and {} more", others.len()) };
    let message = format!(
        "the request body is never sent, because the method is `GET`; it uses the undefined input {}{more}",
        quote(name)
    );
    let diagnostic = cx.diagnostic(&cx.place_in(template, range.clone()), message, "never sent", name);
    let help = "remove the body, or change the method to `POST`, `PUT` or `PATCH` and correct the inputs";
    Some(diagnostic.with_severity(Severity::Warning).with_help(help))
}

fn finding(
    cx: &FileContext<'_>,
    (template, reference, range): (&Template<'_>, &Reference, std::ops::Range<usize>),
    contract: &Contract<'_>,
) -> Diagnostic {
    let name = template.slice(&range);
    let written = quote(template.slice(&reference.range));
    let sent = if reference.is_quiet { "nothing is sent" } else { "its literal text is sent" };
    let message = format!("{written} is not defined in the input contract; {sent} instead of a value");
    let same = contract.by_case.get(&*lower(name)).map(Vec::as_slice).unwrap_or_default();
    let label = match same {
        [] => "not in the input contract".to_owned(),
        [same, ..] => format!("the contract spells it {}", quote(&same.key.scalar_text())),
    };
    let place = cx.place_in(template, range.clone());
    let diagnostic = cx.diagnostic(&place, message, label, name);
    let meant = match same {
        [only] => Some(*only),
        _ => closest(name, &contract.names)
            .and_then(|meant| contract.by_case.get(&*lower(meant))?.iter().find(|it| it.key.scalar_text() == meant))
            .copied(),
    };
    let Some(meant) = meant else {
        return diagnostic.with_help(or_one_of(format!("add {} to the input contract", quote(name)), &contract.names));
    };
    let written = meant.key.scalar_text();
    let diagnostic = diagnostic
        .with_related(cx.location(&cx.place(meant.key)), format!("the contract has {}", quote(&written)))
        .with_help(is_it(&written));
    if same.len() != 1 {
        return diagnostic;
    }
    // Both names are Velocity identifiers: no file format needs an escape in them.
    let edit = Edit { file: cx.source.path().clone(), span: place.span, replacement: written.clone().into_owned() };
    let title = format!("use {}", quote(&written));
    diagnostic.with_fix(Fix { title, safety: Safety::Safe, edits: vec![edit] })
}
