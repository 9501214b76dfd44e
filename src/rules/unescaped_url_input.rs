//! `unescaped-url-input`: an input in a URL without encoding.

use std::ops::Range;

use super::support::bare_input::bare_texts;
use super::support::input_advice::Advisor;
use crate::artifact::data_action::{DataAction, Part};
use crate::diagnostic::{Diagnostic, Severity};
use crate::expr::velocity::Reference;
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::wording::quote;

pub(super) struct UnescapedUrlInput;

static META: Meta = Meta {
    name: "unescaped-url-input",
    group: Group::DataActions,
    severity: Severity::Warning,
    recommended: false,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "An input is inserted into a URL without encoding",
    page: r#"## What it does

Reports `${input.name}` in the URL of a request if no macro encodes it and the input is a string. In the host name
(`https://${input.stage}.example.com/`) nothing is reported: encoding would not help there.

## Why is this a problem?

A space, a `/` or an `&` in the value changes the URL: the request fails, or reaches another resource.

## Example

```toml flowvet.toml
[rules]
unescaped-url-input = "warning"
```

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

## Use instead

```toml flowvet.toml
[rules]
unescaped-url-input = "warning"
```

```json data-actions/order-state.json
{
  "name": "Order State",
  "config": {
    "request": {
      "requestUrlTemplate": "https://api.lantern-books.example/orders/$esc.uriEncode(${input.order})",
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

## In Architect

In Admin, open Integrations > Actions, select the data action and open Setup > Configuration to edit the
request URL template.

## When to turn it off

It is off by default: most inputs of URLs are identifiers, which do not need encoding.

## Sources

- Genesys Cloud Resource Center, [Request configuration for data actions](https://help.mypurecloud.com/articles/request-configuration-data-actions/)
- Genesys Cloud Resource Center, [Velocity macros for data actions](https://help.mypurecloud.com/articles/velocity-macros-data-actions/)
"#,
};

impl Rule for UnescapedUrlInput {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        cx.data_actions.iter().flat_map(|action| check(cx, action)).collect()
    }
}

fn check(cx: &FileContext<'_>, action: &DataAction<'_>) -> Vec<Diagnostic> {
    let Some(template) = &action.request.url else { return Vec::new() };
    let host = host(&template.text);
    let advisor = Advisor::new(action, Part::Url, template);
    let bare = bare_texts(action, template).filter(|(it, _)| !host.contains(&it.range.start));
    let finding = |(reference, name): (&Reference, &Range<usize>)| {
        let written = template.slice(&reference.range);
        let message =
            format!("{} is not URL-encoded: a space, `/` or `&` in its value changes the URL", quote(written));
        cx.diagnostic(&cx.place_in(template, reference.range.clone()), message, "not encoded", template.slice(name))
            .with_help(advisor.help(reference, name))
    };
    bare.map(finding).collect()
}

/// Returns the scheme, host and port of a URL as a byte range; it is empty if the URL begins with a path.
fn host(url: &str) -> Range<usize> {
    let absolute = url.split_once("://").filter(|(scheme, _)| !scheme.contains('/'));
    absolute.map_or(0..0, |(_, rest)| 0..url.len() - rest.len() + rest.find(['/', '?']).unwrap_or(rest.len()))
}
