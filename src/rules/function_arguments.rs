//! `function-arguments`: arguments that no variant of a function accepts.

use super::support::expressions::place;
use crate::artifact::flow::expressions::Expression;
use crate::diagnostic::{Diagnostic, Severity};
use crate::expr::architect::{Misuse, NodeId, NodeKind};
use crate::knowledge::expressions::{BOOLEAN, DECIMAL, INTEGER, Limit, NOT_SET, TEXT, Type};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::text::Span;
use crate::wording::quote;

pub(super) struct FunctionArguments;

static META: Meta = Meta {
    name: "function-arguments",
    group: Group::Expressions,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.2.0",
    summary: "A function or an operator gets arguments that it does not accept",
    page: r#"## What it does

Reports calls with the wrong number of arguments, arguments and operands of the wrong type, and literal arguments out
of range (a month of 13, a division by 0). Only functions of which all variants are known are checked. Types are derived
from literals, declared variables and the results of functions; a value of unknown type is never reported.

## Why is this a problem?

Architect converts only the result of a whole expression, not the arguments inside it. It refuses the flow when it is
published.

## Example

```yaml flows/library.yaml
inboundCall:
  name: Library
  startUpRef: "/inboundCall/tasks/task[Renew_10]"
  variables:
    - stringVariable:
        name: Flow.title
        initialValue:
          lit: Emma
    - integerVariable:
        name: Flow.copies
        initialValue:
          lit: 3
  tasks:
    - task:
        name: Renew
        refId: Renew_10
        actions:
          - setParticipantData:
              name: Set Participant Data
              attributes:
                - attribute:
                    name:
                      lit: bookTitle
                    value:
                      exp: "\"Copies: \" + Flow.copies"
```

## Use instead

```yaml flows/library.yaml
inboundCall:
  name: Library
  startUpRef: "/inboundCall/tasks/task[Renew_10]"
  variables:
    - stringVariable:
        name: Flow.title
        initialValue:
          lit: Emma
    - integerVariable:
        name: Flow.copies
        initialValue:
          lit: 3
  tasks:
    - task:
        name: Renew
        refId: Renew_10
        actions:
          - setParticipantData:
              name: Set Participant Data
              attributes:
                - attribute:
                    name:
                      lit: bookTitle
                    value:
                      exp: "\"Copies: \" + ToString(Flow.copies)"
```

## Sources

- Genesys Cloud Resource Center, [Implicit casting in expressions](https://help.mypurecloud.com/articles/implicit-casting-expressions/)
- [Architect Scripting SDK](https://www.npmjs.com/package/purecloud-flow-scripting-api-sdk-javascript) 0.2.6: table of functions and operators
"#,
};

impl Rule for FunctionArguments {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        let right = cx.expressions.all.iter().filter(|expression| expression.tree.errors.is_empty());
        right
            .flat_map(|expression| {
                expression.types.misuses.iter().map(move |(node, misuse)| (expression, *node, misuse))
            })
            .filter_map(|(expression, node, misuse)| finding(cx, expression, node, misuse))
            .collect()
    }
}

fn finding(cx: &FileContext<'_>, expression: &Expression<'_>, id: NodeId, misuse: &Misuse) -> Option<Diagnostic> {
    let tree = &expression.tree;
    let node = tree.node(id)?;
    let (name, at) = match node.kind {
        NodeKind::Call { name } => (quote(tree.slice(name)), name),
        NodeKind::Binary { operator, sign } => (format!("`{}`", operator.sign()), sign),
        NodeKind::Unary(operator) => (format!("`{}`", operator.sign()), node.span),
        NodeKind::Conditional => ("`? :`".to_owned(), node.span),
        _ => ("`[ ]`".to_owned(), node.span),
    };
    let argument = |position: usize| {
        let child = tree.children(node).get(position).and_then(|child| tree.node(*child));
        child.map_or((at, ""), |child| (child.span, tree.slice(child.span)))
    };
    let (span, what, help) = match misuse {
        Misuse::Count { least, most } => {
            let given = tree.children(node).len();
            (at, format!("{name} expects {}, but gets {given}", count(*least, *most)), count_help(given, *least))
        }
        Misuse::Types { given, wrong, wanted } => match (wrong, wanted.as_slice()) {
            (Some(position), [only]) if !is_generic(*only) => {
                let (span, text) = argument(*position);
                let own = given.get(*position).copied()?;
                let what = format!("{name} expects {}, but {} is {}", a(*only), quote(text), a(own));
                (span, what, conversion(*only, own, text))
            }
            _ => (at, mixed(&name, given), mixed_help(tree.slice(node.span), given, &argument)),
        },
        Misuse::Literal { position, limit } => {
            let (span, text) = argument(*position);
            (span, format!("{name} does not accept {}", quote(text)), limit_help(*limit))
        }
    };
    let message = format!("{what}, so the flow cannot be published");
    let label = if matches!(misuse, Misuse::Count { .. }) { "wrong number of arguments" } else { "not accepted" };
    Some(cx.diagnostic(&place(cx, expression, span), message, label, tree.slice(node.span)).with_help(help))
}

fn count(least: usize, most: Option<usize>) -> String {
    let plural = |count: usize| if count == 1 { "argument" } else { "arguments" };
    match most {
        Some(0) => "no arguments".to_owned(),
        Some(most) if most == least => format!("{least} {}", plural(least)),
        Some(most) => format!("{least} to {most} arguments"),
        None => format!("at least {least} {}", plural(least)),
    }
}

fn count_help(given: usize, least: usize) -> String {
    if given < least { "add the missing argument" } else { "remove the extra argument" }.to_owned()
}

/// Whether this stands for several types.
fn is_generic(of: Type) -> bool {
    matches!(of.code, "any" | "acp" | "apa")
}

/// "a string", "an integer collection"
fn a(of: Type) -> String {
    if of == Type::plain(NOT_SET) {
        return "NOT_SET".to_owned();
    }
    let label = of.label();
    let article = if label.starts_with(['a', 'e', 'i', 'o', 'A', 'E']) { "an" } else { "a" };
    format!("{article} {label}")
}

/// The function that converts to a type.
fn converter(of: Type) -> Option<&'static str> {
    match of.code {
        _ if of.is_list => None,
        TEXT => Some("ToString"),
        INTEGER => Some("ToInt"),
        DECIMAL => Some("ToDecimal"),
        BOOLEAN => Some("ToBool"),
        "dtm" => Some("ToDateTime"),
        "dur" => Some("ToDuration"),
        "cur" => Some("ToCurrency"),
        "phn" => Some("ToPhoneNumber"),
        _ => None,
    }
}

fn conversion(wanted: Type, own: Type, text: &str) -> String {
    match converter(wanted).filter(|_| !own.is_list && own != Type::plain(NOT_SET)) {
        Some(function) => format!("write `{function}({text})`"),
        None => format!("use {}", a(wanted)),
    }
}

fn mixed(name: &str, given: &[Type]) -> String {
    let types: Vec<String> = given.iter().map(|of| a(*of)).collect();
    match types.as_slice() {
        [one] => format!("{name} does not accept {one}"),
        [first @ .., last] => format!("{name} does not accept {} with {last}", first.join(", ")),
        [] => format!("{name} does not accept these arguments"),
    }
}

fn mixed_help<'t>(text: &str, given: &[Type], argument: &impl Fn(usize) -> (Span, &'t str)) -> String {
    let is_text = |of: &Type| *of == Type::plain(TEXT);
    if given.iter().all(is_text) {
        return "use `+` or `Append(…)` to join strings".to_owned();
    }
    let other = given.iter().position(|of| !is_text(of) && !of.is_list && *of != Type::plain(NOT_SET));
    match other.filter(|_| given.iter().any(is_text) && !text.is_empty()) {
        Some(other) => format!("write `ToString({})`", argument(other).1),
        None => "convert the values to one type first".to_owned(),
    }
}

fn limit_help(limit: Limit) -> String {
    match limit {
        Limit::Range(least, i64::MAX) => format!("use {least} or more"),
        Limit::Range(least, most) => format!("use a value from {least} to {most}"),
        Limit::NotZero => "use a value other than 0".to_owned(),
        Limit::CurrencyCode => "use a currency code of three letters, such as `\"EUR\"`".to_owned(),
    }
}
