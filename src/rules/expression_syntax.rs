//! `expression-syntax`: an expression that Architect cannot read.

use std::cell::LazyCell;

use rustc_hash::FxHashSet;

use super::support::expressions::place;
use super::template_in_name::is_run_time;
use crate::artifact::flow::expressions::Expression;
use crate::diagnostic::{Diagnostic, Severity};
use crate::expr::architect::{Bracket, Error, Problem};
use crate::expr::placeholder::{self, Match, Syntax};
use crate::rules::context::FileContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::text::Span;
use crate::wording::quote;

pub(super) struct ExpressionSyntax;

static META: Meta = Meta {
    name: "expression-syntax",
    group: Group::Expressions,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.2.0",
    summary: "An expression does not follow the grammar",
    page: r#"## What it does

Reports expressions that Architect cannot read: a bracket or string that is never closed, strings in single or doubled
quotes, operators of other languages (`=`, `&&`, `not`), a missing comma, a bare word that is neither text nor variable,
a variable in the braces of another language (`${Flow.title}`), unless the flow searches for it or replaces it itself.
Each expression has one finding, at the first mistake. Expressions whose meaning depends on a substitution
(`{{key}}`) or on syntax that may be new are not reported. In flow configurations and exports only expressions that
Architect could not read itself are checked.

## Why is this a problem?

Architect checks expressions when a flow is published, so such a flow cannot be published.

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
                      exp: Append('Title ', Flow.title)
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
                      exp: Append("Title ", Flow.title)
```

## Sources

- Genesys Cloud Resource Center, [Use string literals in expressions](https://help.mypurecloud.com/articles/use-string-literals-expressions/)
- [Architect Scripting SDK](https://www.npmjs.com/package/purecloud-flow-scripting-api-sdk-javascript) 0.2.6: grammar of expressions
"#,
};

impl Rule for ExpressionSyntax {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_file(&self, cx: &FileContext<'_>) -> Vec<Diagnostic> {
        let all = &cx.expressions.all;
        let searched: FxHashSet<String> =
            all.iter().flat_map(|it| variables(it).filter(|it| it.is_compared).map(|it| it.found.key)).collect();
        let check = |it: &Expression<'_>| match it.tree.errors.first() {
            Some(error) => Some(finding(cx, it, *error)),
            None => reference(cx, it, &searched),
        };
        all.iter().filter_map(check).collect()
    }
}

/// A variable in the braces of another language: `${Flow.title}`.
struct Braced {
    found: Match,
    /// Whether it is in a string that is compared or searched for.
    is_compared: bool,
}

/// The variables of an expression in the braces of another language. Architect writes their scopes with a capital; objects
/// of Terraform templates have small letters.
fn variables<'e>(expression: &'e Expression<'_>) -> impl Iterator<Item = Braced> + 'e {
    let (tree, compared) = (&expression.tree, LazyCell::new(|| expression.tree.compared()));
    let is_variable = |it: &Match| {
        it.syntax == Syntax::Dollar && is_run_time(&it.key) && it.key.trim_start().starts_with(char::is_uppercase)
    };
    let found = placeholder::find(tree.text()).into_iter().filter(is_variable);
    found.map(move |found| Braced { is_compared: compared.contains(found.range.start), found })
}

/// The finding about a variable in other braces. `searched`: those that the flow replaces itself. `template-in-value`
/// reports them in attributes.
fn reference(cx: &FileContext<'_>, expression: &Expression<'_>, searched: &FxHashSet<String>) -> Option<Diagnostic> {
    if expression.is_attribute_value() {
        return None;
    }
    let Match { range, key, .. } = variables(expression).map(|it| it.found).find(|it| !searched.contains(&it.key))?;
    let shown = expression.tree.text().get(range.clone())?;
    let message = format!("{} is not replaced in an expression", quote(shown));
    let place = place(cx, expression, Span::new(range.start, range.end));
    let help = format!("write the variable alone, and outside of quotes: {}", quote(key.trim()));
    Some(cx.diagnostic(&place, message, "not replaced", shown).with_help(help))
}

fn finding(cx: &FileContext<'_>, expression: &Expression<'_>, error: Error) -> Diagnostic {
    let text = expression.tree.slice(error.span);
    let (what, help) = message_and_help(error.problem, text);
    let message = format!("{what}, so the flow cannot be published");
    let diagnostic = cx.diagnostic(&place(cx, expression, error.span), message, "syntax error", text).with_help(help);
    // A single word may be meant as text by an author who has not finished.
    let is_one_word = error.problem == Problem::BareWord && expression.tree.text().trim() == text;
    if is_one_word { diagnostic.with_severity(Severity::Warning) } else { diagnostic }
}

/// Returns what is wrong and what to do.
fn message_and_help(problem: Problem, text: &str) -> (String, String) {
    let quoted = quote(text);
    match problem {
        Problem::Character => (format!("{quoted} is not allowed in an expression"), format!("remove {quoted}")),
        Problem::Underscore => {
            (format!("the name {quoted} begins with `_`"), "begin the name with a letter".to_owned())
        }
        Problem::BadNumber => (format!("{quoted} is not a number"), "write the number in digits".to_owned()),
        Problem::LongNumber => {
            (format!("the number {quoted} has too many digits"), "use at most 15 digits, or a string".to_owned())
        }
        Problem::SingleQuotes | Problem::CurlyQuotes => {
            let inner = text.trim_matches(['\'', '“', '”', '„', '‟', '‘', '’']);
            (format!("the string {quoted} is not in double quotes"), format!("write `\"{inner}\"`"))
        }
        Problem::DoubledQuotes => {
            ("a quote inside a string is doubled".to_owned(), "write `\\\"` for a quote inside a string".to_owned())
        }
        Problem::UnclosedText => ("this string has no closing quote".to_owned(), "add the closing `\"`".to_owned()),
        Problem::BadEscape => (
            format!("{quoted} is not an escape sequence"),
            "use `\\\"`, `\\\\`, `\\n`, `\\r` or `\\t`; write `\\\\` for a backslash".to_owned(),
        ),
        Problem::ForeignOperator(operator) => {
            (format!("the operator {quoted} does not exist in Architect"), format!("use `{}`", operator.sign()))
        }
        Problem::NotWord => (format!("the operator {quoted} does not exist in Architect"), "use `!`".to_owned()),
        Problem::RepeatedSign => {
            (format!("{quoted} directly follows another operator"), "put the inner part in parentheses".to_owned())
        }
        Problem::MissingOperand => {
            (format!("an operand of {quoted} is missing"), format!("add a value next to {quoted}, or remove {quoted}"))
        }
        Problem::MissingOperator => {
            (format!("the operator before {quoted} is missing"), "add an operator, such as `+` or `and`".to_owned())
        }
        Problem::MissingComma => (format!("the comma before {quoted} is missing"), format!("add `,` before {quoted}")),
        Problem::MissingArgument => {
            (format!("an argument is missing before {quoted}"), "add the argument, or remove the comma".to_owned())
        }
        Problem::Comma => ("this comma is not inside a function call".to_owned(), "remove the comma".to_owned()),
        Problem::EmptyBrackets => (format!("{quoted} is empty"), format!("add a value inside {quoted}")),
        Problem::Unclosed(bracket) => {
            let opening = bracket.opening();
            (format!("this `{opening}` is never closed"), format!("add the closing `{}`", bracket.closing()))
        }
        Problem::Unopened(_) => (format!("nothing opens this {quoted}"), format!("remove {quoted}")),
        Problem::Literal(Bracket::Square) => {
            ("lists in brackets do not exist in Architect".to_owned(), "use `MakeList(…)`".to_owned())
        }
        Problem::Literal(_) => ("braces are not allowed in expressions".to_owned(), "remove the braces".to_owned()),
        Problem::MethodCall => (
            format!("{quoted} is called like a method, which does not exist in Architect"),
            format!("pass the value to a function, as in `{}(…)`", text.trim_start_matches("To")),
        ),
        Problem::MemberOfLiteral => {
            (format!("{quoted} follows a literal, which has no members"), format!("remove {quoted}"))
        }
        Problem::BareWord => (
            format!("{quoted} is neither a string nor a variable"),
            if text.eq_ignore_ascii_case("null") {
                "use `NOT_SET`".to_owned()
            } else {
                format!("write `\"{text}\"` for a text, or `Flow.{text}` for a variable")
            },
        ),
        Problem::MissingName => {
            ("the name after this `.` is missing".to_owned(), "add the name of a variable".to_owned())
        }
        Problem::MissingBranch => {
            ("this `?` has no `:`".to_owned(), "add `:` and the value for the other case".to_owned())
        }
        Problem::LoneColon => ("this `:` has no `?`".to_owned(), "add the condition and `?` before it".to_owned()),
    }
}
