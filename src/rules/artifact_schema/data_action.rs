//! Reports the parts of a data action in JSON that have a wrong shape.

use super::report::{Format, findings, rename};
use crate::artifact::data_action::level;
use crate::diagnostic::Diagnostic;
use crate::rules::context::FileContext;
use crate::schema::{Schema, violations};
use crate::syntax::{Value, ValueKind};
use crate::wording::quote;

const FORMAT: Format = Format {
    refused: "Genesys Cloud does not import the data action as it is meant",
    key: "key",
    takes: |violation, name| Schema::DataAction.takes(violation, name),
};

pub(super) fn check(cx: &FileContext<'_>) -> Vec<Diagnostic> {
    let root = cx.tree.root();
    let mut violations = violations(Schema::DataAction, root);
    let misplaced = if violations.is_empty() { Vec::new() } else { level::misplaced(root) };
    violations.retain(|violation| {
        let is_explained = misplaced.iter().any(|it| {
            // The key itself, what is missing where it belongs, and what follows from its being where it is.
            it.key == violation.at
                || violation.keyword == "required" && violation.allowed.iter().any(|key| key == it.name)
                || it.key.key() == Some(violation.at)
        });
        !is_explained
    });
    let mut found = findings(cx, &FORMAT, &violations);
    found.extend(["input", "output"].iter().filter_map(|side| other_side(cx, root, side)));
    found.extend(without_url(cx, root));
    found
}

/// The schema of the other side: `successSchema` in `contract.input`.
fn other_side(cx: &FileContext<'_>, root: Value<'_>, side: &str) -> Option<Diagnostic> {
    let (own, other, other_side) = match side {
        "input" => ("inputSchema", "successSchema", "output"),
        _ => ("successSchema", "inputSchema", "input"),
    };
    let contract = root.at(&["contract", side]).filter(|contract| contract.get(own).is_none())?;
    let (key, _) = contract.entry(other)?;
    // Otherwise it is at the wrong level.
    root.at(&["contract", other_side, other])?;
    let message = format!("{} is not a known key here; {}", quote(other), FORMAT.refused);
    let diagnostic = cx.diagnostic(&cx.place(key), message, "of the other side", other);
    let diagnostic = diagnostic.with_help(format!("rename it to {}", quote(own)));
    Some(diagnostic.with_fix(rename(cx, key, other, own)))
}

/// A request without a URL, in a data action that sends one.
fn without_url(cx: &FileContext<'_>, root: Value<'_>) -> Option<Diagnostic> {
    const URL: &str = "requestUrlTemplate";
    let kind = root.get("integrationType")?;
    let sends = ["custom-rest-actions", "purecloud-data-actions"].iter().any(|it| kind.is_str(it));
    let request = root.at(&["config", "request"])?;
    let has_text = |url: Value<'_>| url.as_str().is_some_and(|url| !url.trim().is_empty());
    if !sends || request.kind() != ValueKind::Object || request.get(URL).is_some_and(has_text) {
        return None;
    }
    if let Some(url) = level::Objects::of(root).part(URL) {
        let is_empty = url.kind() == ValueKind::Null || url.as_str().is_some_and(|url| url.trim().is_empty());
        is_empty.then_some(())?;
        let message = format!("{} is empty, so the data action has nowhere to send its request", quote(URL));
        let diagnostic = cx.diagnostic(&cx.place(url), message, "empty", URL);
        return Some(diagnostic.with_help("write the URL of the request"));
    }
    let message = format!("the key {} is missing here; {}", quote(URL), FORMAT.refused);
    let diagnostic = cx.diagnostic(&cx.place(request.key()?), message, "incomplete", URL);
    Some(diagnostic.with_help(format!("add {}", quote(URL))))
}
