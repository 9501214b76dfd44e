//! `hard-coded-secret`: a hard-coded token or key in a header or URL.

use std::ops::Range;
use std::sync::Arc;

use super::support::typed::typed;
use crate::artifact::data_action::{DataAction, Template};
use crate::artifact::terraform::module::Secret;
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::rules::context::{FileContext, WorkspaceContext};
use crate::rules::rule::{Group, Meta, Rule};
use crate::syntax::Value;
use crate::syntax::hcl::expression::Expression;
use crate::wording::quote;
use crate::workspace::folder_of;

pub(super) struct HardCodedSecret;

static META: Meta = Meta {
    name: "hard-coded-secret",
    group: Group::DataActions,
    severity: Severity::Warning,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "A header or URL contains a hard-coded token or key",
    page: r#"## What it does

Reports a literal token or key in a data action: an `Authorization` header with a text after `Basic` or `Bearer`, and a
header or URL parameter that is named after a key or token. Short values, values made only of letters or only of digits,
and values with references are not reported.

## Why is this a problem?

Anyone who can read the file or export the data action has the secret, and it cannot be changed without a new version of
the data action.

## Example

```json data-actions/order-state.json
{
  "name": "Order State",
  "config": {
    "request": {
      "requestUrlTemplate": "https://api.lantern-books.example/orders",
      "requestType": "GET",
      "headers": {"X-Api-Key": "3f9c2b7a1d4e4c0f8b6a"}
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

The credentials of the integration.

```json data-actions/order-state.json
{
  "name": "Order State",
  "config": {
    "request": {
      "requestUrlTemplate": "https://api.lantern-books.example/orders",
      "requestType": "GET",
      "headers": {"X-Api-Key": "${credentials.apiKey}"}
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

## In Architect

In Admin, open the integration of the data action, and add a field to its credentials under Configuration >
Credentials. Use the field in the data action under Setup > Configuration.

## When to turn it off

If the value is public, such as a key that only identifies an application.

## Sources

- Genesys Cloud Resource Center, [Add configuration to custom actions](https://help.mypurecloud.com/articles/add-configuration-custom-actions-integrations/): credentials of the integration in headers
"#,
};

impl Rule for HardCodedSecret {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        cx.data_actions.iter().flat_map(|action| check(cx, action)).collect()
    }

    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        let modules = cx.workspace.files().filter_map(|(file, facts)| Some((file, facts.module.as_ref()?)));
        let secrets = modules.flat_map(|(file, module)| module.secrets.iter().map(move |secret| (file, secret)));
        secrets.filter_map(|(file, secret)| provider(cx, file, secret)).collect()
    }
}

/// Names of headers and parameters that contain secrets, in lower case, without `-` and `_`.
const NAMES: [&str; 10] = [
    "accesstoken",
    "apikey",
    "authtoken",
    "clientsecret",
    "secret",
    "subscriptionkey",
    "token",
    "xapikey",
    "xauthtoken",
    "ocpapimsubscriptionkey",
];

/// The shortest text that counts as a secret, in bytes.
const MIN_LENGTH: usize = 16;

fn check(cx: &FileContext<'_>, action: &DataAction<'_>) -> Vec<Diagnostic> {
    let headers = action.request.headers.iter().filter_map(|(name, value)| header(cx, *name, value));
    headers.chain(action.request.url.iter().flat_map(|url| parameters(cx, url))).collect()
}

/// A secret of a provider that is written out, or is the default of the variable that it comes from.
fn provider(cx: &WorkspaceContext<'_>, file: &Arc<str>, secret: &Secret) -> Option<Diagnostic> {
    let argument = &secret.argument;
    let finding = |file: &Arc<str>, text: &str, place: Place, message: String| {
        let diagnostic = cx.diagnostic(file, &place, message, "in plain text", argument);
        let help = "set the environment variable `GENESYSCLOUD_OAUTHCLIENT_SECRET` instead, or use a variable without a default";
        is_secret(text).then(|| diagnostic.with_help(help))
    };
    match &secret.value {
        Expression::Text(text) => {
            let message = format!("{} of the provider is a secret that anyone with the file can read", quote(argument));
            finding(file, text, Place::in_artifact(secret.span, &secret.path), message)
        }
        Expression::Reference(parts) => {
            let [word, name] = parts.as_ref() else { return None };
            let here = cx.workspace.files().filter(|(other, _)| folder_of(other) == folder_of(file));
            let mut variables = here.flat_map(|(other, facts)| {
                facts.module.iter().flat_map(|module| &module.variables).map(move |variable| (other, variable))
            });
            let (file, variable) = variables.find(|(_, variable)| **word == *"var" && variable.name == *name)?;
            let Expression::Text(text) = &variable.value else { return None };
            let message = format!(
                "the default of the variable {} is a secret of the provider that anyone with the file can read",
                quote(name)
            );
            finding(file, text, Place::in_artifact(variable.span, &variable.path), message)
        }
        _ => None,
    }
}

/// Whether a text looks like a secret and not like a word that stands for one.
fn is_secret(text: &str) -> bool {
    let is_text = text.chars().all(|it| it.is_ascii_alphanumeric() || "-_=+/.~%".contains(it));
    let is_mixed = text.contains(|it: char| it.is_ascii_digit()) && text.contains(|it: char| it.is_ascii_alphabetic());
    is_text && is_mixed && text.len() >= MIN_LENGTH
}

fn header(cx: &FileContext<'_>, name: Value<'_>, value: &Template<'_>) -> Option<Diagnostic> {
    let name = name.scalar_text();
    let text = value.text.trim();
    let secret = if name.eq_ignore_ascii_case("authorization") {
        text.strip_prefix("Basic ").or_else(|| text.strip_prefix("Bearer "))?.trim()
    } else if is_secret_name(&name) {
        text
    } else {
        return None;
    };
    let start = value.text.find(secret)?;
    finding(cx, value, start..start + secret.len(), &format!("header {}", quote(&name)), &name)
}

/// Checks the parameters after the `?` of a URL.
fn parameters(cx: &FileContext<'_>, url: &Template<'_>) -> Vec<Diagnostic> {
    let Some(query) = url.text.find('?') else { return Vec::new() };
    let mut start = query + 1;
    let mut found = Vec::new();
    for parameter in url.text.get(start..).unwrap_or_default().split('&') {
        if let Some((name, value)) = parameter.split_once('=').filter(|(name, _)| is_secret_name(name)) {
            let at = start + name.len() + 1;
            found.extend(finding(cx, url, at..at + value.len(), &format!("URL parameter {}", quote(name)), name));
        }
        start += parameter.len() + 1;
    }
    found
}

fn is_secret_name(name: &str) -> bool {
    let name: String = name.chars().filter(|it| !matches!(it, '-' | '_')).collect();
    NAMES.contains(&name.to_ascii_lowercase().as_str())
}

fn finding(cx: &FileContext<'_>, it: &Template<'_>, range: Range<usize>, what: &str, name: &str) -> Option<Diagnostic> {
    let secret = it.slice(&range);
    let is_text = !it.has_holes && secret.chars().all(|it| it.is_ascii_alphanumeric() || "-_=+/.~%".contains(it));
    let is_mixed =
        secret.contains(|it: char| it.is_ascii_digit()) && secret.contains(|it: char| it.is_ascii_alphabetic());
    if !is_text || !is_mixed || secret.len() < MIN_LENGTH {
        return None;
    }
    let message = format!("{what} contains a hard-coded secret; anyone who can export this data action can read it");
    let field: String = name.chars().map(|it| if it.is_ascii_alphanumeric() { it } else { '_' }).collect();
    let field = if name.eq_ignore_ascii_case("authorization") { "token" } else { &field };
    let reference = typed(it, &format!("${{credentials.{field}}}"));
    let help = format!("move it to the integration's credentials, as the field `{field}`, and write {reference}");
    Some(cx.diagnostic(&cx.place_in(it, range), message, "secret in plain text", name).with_help(help))
}
