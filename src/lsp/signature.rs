//! Describes the functions of expressions: how they are called, and which argument a position is in.

use serde_json::{Value, json};

use super::context::{Context, ShownFile};
use super::expression;
use crate::expr::architect::cursor;
use crate::knowledge::expressions::{self, Function, Overload, Parameter, Type};

/// The characters after which the editor asks for the parameters of a call.
pub(super) const TRIGGERS: [&str; 2] = ["(", ","];

/// The signatures of a function with all that is known of their parameters: `Left(text: string, length: integer): string`.
pub(super) fn signatures(function: &Function) -> Vec<String> {
    function.overloads.iter().map(|overload| signature(function, overload).0).collect()
}

/// A signature, and where in it each parameter is, in units of UTF-16.
fn signature(function: &Function, overload: &Overload) -> (String, Vec<(usize, usize)>) {
    let mut text = format!("{}(", function.name);
    let mut places = Vec::new();
    for (number, parameter) in overload.parameters.iter().enumerate() {
        text.push_str(if number == 0 { "" } else { ", " });
        let start = text.encode_utf16().count();
        text.push_str(&self::parameter(parameter));
        places.push((start, text.encode_utf16().count()));
    }
    text.push(')');
    if let Some(returns) = overload.returns {
        text.push_str(": ");
        text.push_str(&returns.label());
    }
    (text, places)
}

fn parameter(parameter: &Parameter) -> String {
    let kind = kind(parameter.of);
    let repeats = if parameter.repeats { "…" } else { "" };
    if parameter.name.is_empty() { format!("{kind}{repeats}") } else { format!("{}: {kind}{repeats}", parameter.name) }
}

fn kind(of: Type) -> String {
    if of.code == "any" && !of.is_list { "any".to_owned() } else { of.label() }
}

/// The signatures of the call around the position of a request.
pub(super) fn help(cx: Context<'_>, shown: &ShownFile<'_>, params: &Value) -> Option<Value> {
    let offset = cx.offset(shown, params.get("position")?)?;
    expression::with(cx, shown, offset, |expression, _| {
        let cursor = cursor(&expression.text, expression.at);
        let call = cursor.calls.last()?;
        let function = expressions::function(expression.text.get(call.name.range())?)?;
        let fits = |overload: &Overload| {
            let repeats = overload.parameters.last().is_some_and(|last| last.repeats);
            repeats || call.argument < overload.parameters.len()
        };
        let active = function.overloads.iter().position(fits).unwrap_or_default();
        let signatures = function.overloads.iter().map(|overload| {
            let (label, places) = signature(function, overload);
            // A parameter that repeats takes all arguments that follow.
            let argument = call.argument.min(places.len().saturating_sub(1));
            let parameters: Vec<Value> = places.iter().map(|(start, end)| json!({"label": [start, end]})).collect();
            json!({"label": label, "parameters": parameters, "activeParameter": argument})
        });
        let signatures: Vec<Value> = signatures.collect();
        let argument = signatures.get(active)?.get("activeParameter")?.clone();
        Some(json!({"signatures": signatures, "activeSignature": active, "activeParameter": argument}))
    })
}
