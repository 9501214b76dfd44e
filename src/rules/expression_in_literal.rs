//! `expression-in-literal`: a literal value that is the text of an expression.

use super::support::wording::describe_place;
use crate::artifact::{ArtifactKind, AttributeUse, SourceText, Text};
use crate::diagnostic::{Diagnostic, Edit, Fix, Safety, Severity};
use crate::expr::architect::{self, NodeKind};
use crate::knowledge::expressions::{Knowledge, built_in, function};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::syntax::Value;
use crate::text::Span;
use crate::wording::quote;

pub(super) struct ExpressionInLiteral;

static META: Meta = Meta {
    name: "expression-in-literal",
    group: Group::Values,
    severity: Severity::Warning,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "A variable name, function call or keyword is stored as literal text",
    page: r#"## What it does

Reports a literal attribute value that is exactly the name of a variable that the flow declares or assigns (with its
scope, as in `Flow.orderNumber`), of a built-in variable (`Call.Ani`), or a keyword (`NOT_SET`, `null`), or a call of a function
with such a variable (`Upper(Flow.orderNumber)`). Other texts are not reported, even if they look like expressions: a single
word such as `status` may be a text.

A literal attribute name and the literal value of a Data Table Lookup are reported if they are the name of such a variable,
and a literal value if it has quotes of its own (`"\"4711\""`).

## Why is this a problem?

A literal is stored unchanged: the attribute then contains the text `Flow.customerId`, not the customer's number. `null`
is stored as four letters, which `IsNotSetOrEmpty` does not treat as empty.

## Example

```yaml flows/orders.yaml
inboundCall:
  name: Orders
  startUpRef: "/inboundCall/tasks/task[Greet_10]"
  variables:
    - stringVariable:
        name: Flow.customerId
        initialValue:
          lit: ""
  tasks:
    - task:
        name: Greet
        refId: Greet_10
        actions:
          - setParticipantData:
              name: Set Participant Data
              attributes:
                - attribute:
                    name:
                      lit: customerId
                    value:
                      lit: Flow.customerId
```

## Use instead

```yaml flows/orders.yaml
inboundCall:
  name: Orders
  startUpRef: "/inboundCall/tasks/task[Greet_10]"
  variables:
    - stringVariable:
        name: Flow.customerId
        initialValue:
          lit: ""
  tasks:
    - task:
        name: Greet
        refId: Greet_10
        actions:
          - setParticipantData:
              name: Set Participant Data
              attributes:
                - attribute:
                    name:
                      lit: customerId
                    value:
                      exp: Flow.customerId
```

## In Architect

Open the action, change the value of the row from a literal to an expression, and enter the variable.

## Fix safety

Unsafe: it changes the literal to an expression, so a different value is stored. Only in Archy YAML, and only for
variables.

## When to turn it off

If such texts are stored on purpose, for a reader that interprets them.

## Sources

- Genesys Cloud Resource Center, [Use string literals in expressions](https://help.mypurecloud.com/articles/use-string-literals-expressions/)
- Genesys Cloud Resource Center, [Set Participant Data action](https://help.mypurecloud.com/articles/set-participant-data-action/)
"#,
};

impl Rule for ExpressionInLiteral {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        let uses = cx.facts.uses.iter().filter(|usage| usage.via.is_action());
        let found = uses.flat_map(|usage| {
            let value = usage.value.as_ref().and_then(|value| check_value(cx, usage, value));
            check_name(cx, usage).into_iter().chain(value)
        });
        found.chain(check_lookups(cx)).collect()
    }
}

/// Texts for "no value": the keyword of Architect, and the word of other languages that is often used instead.
const NOTHING: [&str; 2] = ["NOT_SET", "null"];

const LABEL: &str = "literal, not an expression";

/// Whether a text is the name of a variable that exists, with its scope. A word without a scope is a text.
fn is_variable(cx: &FileContext<'_>, text: &str) -> bool {
    let is_assigned = || cx.expressions.assignments.iter().any(|it| it.name.eq_ignore_ascii_case(text));
    let is_declared = || cx.facts.declarations(text).next().is_some();
    text.contains('.') && (is_declared() || built_in(text).is_some() || is_assigned())
}

/// Whether a text is a call of a known function that has a variable that exists in its arguments.
fn is_call(cx: &FileContext<'_>, text: &str) -> bool {
    /// Few calls are longer, in bytes; a text may be.
    const LONGEST: usize = 1_000;
    if !text.ends_with(')') || !text.contains('.') || text.len() > LONGEST {
        return false;
    }
    let tree = architect::parse(text);
    let root = tree.root().and_then(|root| tree.node(root)).filter(|_| tree.errors.is_empty());
    let Some(NodeKind::Call { name }) = root.map(|root| root.kind) else { return false };
    // `Order (Flow.order)` may be a text.
    let is_close = text.get(name.range().end..).is_some_and(|rest| rest.starts_with('('));
    let is_known = is_close && function(tree.slice(name)).is_some_and(|it| it.known != Knowledge::Rumour);
    is_known
        && tree
            .nodes()
            .any(|(_, node)| matches!(node.kind, NodeKind::Variable { .. }) && is_variable(cx, tree.slice(node.span)))
}

fn check_name(cx: &FileContext<'_>, usage: &AttributeUse) -> Option<Diagnostic> {
    let Text::Literal(text) = &usage.name.text else { return None };
    let (_, name) = text.split_once('.').filter(|_| is_variable(cx, text))?;
    let quoted = quote(text);
    let message = format!("{} uses the literal text {quoted} as the attribute name", describe_place(usage));
    Some(
        cx.diagnostic(&usage.name.place, message, LABEL, text).with_help(format!("use a fixed name, such as `{name}`")),
    )
}

fn check_value(cx: &FileContext<'_>, usage: &AttributeUse, value: &SourceText) -> Option<Diagnostic> {
    let Text::Literal(text) = &value.text else { return None };
    // `artifact-schema` and `misnested-key` report a text that is neither `lit` nor `exp`.
    let is_bare = || {
        let key = value.scalar.and_then(|scalar| cx.innermost.at(scalar.span).key());
        key.is_some_and(|key| ["value", "variable"].iter().any(|name| key.text_equals(name)))
    };
    if cx.facts.kind == ArtifactKind::ArchyYaml && is_bare() {
        return None;
    }
    let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).filter(|inner| !inner.contains('"'));
    if let Some(inner) = inner {
        let message = format!("{} stores the literal text {}, quotes included", describe_place(usage), quote(text));
        let diagnostic = cx.diagnostic(&value.place, message, "literal with quotes", text);
        return Some(diagnostic.with_help(format!("write `{inner}` without the inner quotes")));
    }
    let is_call = is_call(cx, text);
    let is_variable = is_call || is_variable(cx, text);
    if !is_variable && !NOTHING.contains(&text.as_ref()) {
        return None;
    }
    let what = match (is_call, is_variable) {
        (true, _) => "not the result of the function",
        (_, true) => "not the value of the variable",
        _ => "which is not an empty value",
    };
    let message = format!("{} stores the literal text {}, {what}", describe_place(usage), quote(text));
    let diagnostic = cx.diagnostic(&value.place, message, LABEL, text);
    if !is_variable {
        return Some(diagnostic.with_help("leave the value empty, or use the expression `NOT_SET`"));
    }
    Some(with_advice(cx, diagnostic, text, value.scalar.map(|scalar| scalar.span)))
}

/// Checks the literals that Data Table Lookup looks for.
fn check_lookups(cx: &FileContext<'_>) -> Vec<Diagnostic> {
    let (key, literal): (_, &[&str]) = match cx.facts.kind {
        ArtifactKind::ArchyYaml => ("lookupValue", &["lit"]),
        ArtifactKind::Export | ArtifactKind::FlowConfiguration => ("\"lookupKeyValue\"", &["config", "lit", "text"]),
        _ => return Vec::new(),
    };
    if memchr::memmem::find(cx.tree.text().as_bytes(), key.as_bytes()).is_none() {
        return Vec::new();
    }
    let keys = cx.tree.values().filter(|it| it.is_written(key));
    let found = keys.filter(|key| key.key() == Some(*key)).filter_map(|key| {
        let value = key.parent()?.get(&key.scalar_text())?.at(literal)?;
        let text = value.as_str().filter(|text| is_variable(cx, text))?;
        let quoted = quote(&text);
        let message = format!("Data Table Lookup looks for the literal text {quoted}, not the value of the variable");
        let diagnostic = cx.diagnostic(&cx.place(value), message, LABEL, &text);
        Some(with_advice(cx, diagnostic, &text, Some(value.span())))
    });
    found.collect()
}

/// Adds what to do about a literal that is the name of a variable.
fn with_advice(cx: &FileContext<'_>, diagnostic: Diagnostic, text: &str, scalar: Option<Span>) -> Diagnostic {
    let typed = if cx.facts.kind == ArtifactKind::ArchyYaml { format!("exp: {text}") } else { text.to_owned() };
    let diagnostic = diagnostic.with_help(format!("change this value to an expression: `{typed}`"));
    match scalar.and_then(|span| fix(cx, span)) {
        Some(fix) => diagnostic.with_fix(fix),
        None => diagnostic,
    }
}

/// Replaces the key `lit` by `exp`. `None` if there is another key next to it: then it is unknown which of them is meant.
fn fix(cx: &FileContext<'_>, span: Span) -> Option<Fix> {
    let is_alone = |key: &Value<'_>| key.parent().is_some_and(|value| value.members().count() == 1);
    let is_archy = cx.facts.kind == ArtifactKind::ArchyYaml;
    let key = cx.innermost.at(span).key().filter(|key| is_archy && key.is_str("lit") && is_alone(key))?;
    let edit = Edit { file: cx.source.path().clone(), span: key.content_span(), replacement: "exp".to_owned() };
    Some(Fix { title: "change it to an expression".to_owned(), safety: Safety::Unsafe, edits: vec![edit] })
}
