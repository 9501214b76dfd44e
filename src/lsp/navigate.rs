//! Finds the definition and all uses of the name at a position in a document.

use serde_json::Value;

use super::context::{Context, ShownFile};
use super::symbol::{self, Symbol};
use crate::text::Span;

/// The symbol at the position of a request.
pub(super) fn symbol_at<'a>(cx: Context<'a>, shown: &ShownFile<'a>, params: &Value) -> Option<(Symbol<'a>, Span)> {
    symbol::at(cx, shown, cx.offset(shown, params.get("position")?)?)
}

pub(super) fn definition(cx: Context<'_>, shown: &ShownFile<'_>, params: &Value) -> Option<Value> {
    let (symbol, _) = symbol_at(cx, shown, params)?;
    Some(cx.places(&symbol.definitions(shown)).into())
}

pub(super) fn references(cx: Context<'_>, shown: &ShownFile<'_>, params: &Value) -> Option<Value> {
    let (symbol, _) = symbol_at(cx, shown, params)?;
    let with_definitions = params.pointer("/context/includeDeclaration") == Some(&Value::Bool(true));
    let mut targets = if with_definitions { symbol.definitions(shown) } else { Vec::new() };
    targets.extend(symbol.uses(shown));
    targets.sort();
    targets.dedup();
    Some(cx.places(&targets).into())
}
