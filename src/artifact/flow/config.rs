//! Writes Architect's own reading of an expression, the `config` of a value in a flow configuration, as the text of an
//! expression, with brackets around every operation.
//!
//! A member and an index are operands before what they belong to; other operands are in the order of the text (observed in
//! published exports).

use crate::expr::architect;
use crate::syntax::Value;

/// How deep calls may nest before an expression is unknown.
const DEPTH: usize = 64;

/// The text of an expression whose outermost operation, function or literal is `head`. `other` writes what is neither:
/// variables, and values of types that have no literals; `None` from it means that the whole has no text.
pub(super) fn text(
    head: Value<'_>,
    body: Value<'_>,
    other: &dyn Fn(&str, Value<'_>) -> Option<String>,
) -> Option<String> {
    let mut out = String::new();
    write(&mut out, head, body, other, DEPTH)?;
    Some(out)
}

fn write(
    out: &mut String,
    head: Value<'_>,
    body: Value<'_>,
    other: &dyn Fn(&str, Value<'_>) -> Option<String>,
    depth: usize,
) -> Option<()> {
    let depth = depth.checked_sub(1)?;
    let name = head.scalar_text();
    let Some(list) = body.get("operands") else {
        out.push_str(&match &*name {
            "lit" => literal(body).or_else(|| other("lit", body))?,
            name => other(name, body)?,
        });
        return Some(());
    };
    let operands: Vec<(Value<'_>, Value<'_>)> = list.items().map(|it| it.members().next()).collect::<Option<_>>()?;
    let operand = |out: &mut String, at: usize| {
        let (head, body) = operands.get(at)?;
        write(out, *head, *body, other, depth)
    };
    let is_function = name.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && !["and", "or"].iter().any(|word| name.eq_ignore_ascii_case(word));
    match (&*name, operands.len()) {
        (".", 2) => {
            operand(out, 1)?;
            out.push('.');
            out.push_str(&operands.first()?.1.get("text")?.scalar_text());
        }
        ("[", 2) => {
            operand(out, 1)?;
            out.push('[');
            operand(out, 0)?;
            out.push(']');
        }
        (name, count) if is_function => {
            out.push_str(name);
            out.push('(');
            for at in 0..count {
                if at > 0 {
                    out.push_str(", ");
                }
                operand(out, at)?;
            }
            out.push(')');
        }
        (name, count @ 1..=3) => {
            out.push('(');
            if count == 1 {
                out.push_str(name);
            }
            operand(out, 0)?;
            for at in 1..count {
                out.push(' ');
                out.push_str(if at == 2 { ":" } else { name });
                out.push(' ');
                operand(out, at)?;
            }
            out.push(')');
        }
        _ => return None,
    }
    Some(())
}

fn literal(body: Value<'_>) -> Option<String> {
    let text = body.get("text")?.scalar_text();
    match body.get("type")?.scalar_text().as_ref() {
        "str" => Some(architect::quoted(&text)),
        "int" | "dec" | "bln" => Some(format!("({text})")),
        _ => None,
    }
}
