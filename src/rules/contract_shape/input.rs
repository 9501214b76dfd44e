//! Reports a property of an input contract whose name or type Genesys Cloud does not accept.

use crate::artifact::data_action::model::{Property, RESERVED_INPUTS};
use crate::diagnostic::Diagnostic;
use crate::rules::context::FileContext;
use crate::wording::quote;

/// The types that an input may have.
const SCALARS: [&str; 5] = ["boolean", "integer", "null", "number", "string"];

pub(super) fn check(cx: &FileContext<'_>, property: &Property<'_>) -> Vec<Diagnostic> {
    let name = property.key.scalar_text();
    let mut found = Vec::new();
    if RESERVED_INPUTS.contains(&name.as_ref()) {
        let message = format!("{} is a reserved name: Genesys Cloud fills this input itself", quote(&name));
        let diagnostic = cx.diagnostic(&cx.place(property.key), message, "reserved", &name);
        found
            .push(diagnostic.with_help(format!("rename the input, for example to {}", quote(&format!("{name}Input")))));
    }
    let is_name = |letter: u8| letter.is_ascii_alphanumeric() || matches!(letter, b'_' | b'-');
    if !name.starts_with(|first: char| first.is_ascii_alphabetic()) || !name.bytes().all(is_name) {
        let message = format!("{} is not a valid input name, so Genesys Cloud rejects this contract", quote(&name));
        let diagnostic = cx.diagnostic(&cx.place(property.key), message, "invalid name", &name);
        found.push(diagnostic.with_help("start with a letter; use only letters, digits, `_` and `-`"));
    }
    let lists = ["object", "array"];
    for kind in property.types().into_iter().filter(|kind| lists.contains(&kind.scalar_text().as_ref())) {
        let message = format!(
            "input {} is an {}, but data action inputs must be single values",
            quote(&name),
            kind.scalar_text()
        );
        let diagnostic = cx.diagnostic(&cx.place(kind), message, format!("allowed: {}", SCALARS.join(", ")), &name);
        let parts = if kind.is_str("array") { "array" } else { "object" };
        found
            .push(diagnostic.with_help(format!("split it into separate inputs, or pass the {parts} as a JSON string")));
    }
    found
}
