//! Builds the fix that renames a use of an attribute, if one edit is enough.

use crate::artifact::Text;
use crate::diagnostic::{Fix, Safety};
use crate::wording::quote;
use crate::workspace::AttributeUseRef;

/// Renames the attribute in a use. `None` if more would have to change than is known: a script refers to its variables in
/// many places, and an expression has parts.
pub(in crate::rules) fn rename(usage: &AttributeUseRef<'_>, name: &str, safety: Safety) -> Option<Fix> {
    let written = &usage.usage.name;
    let is_known = matches!(written.text, Text::Literal(_)) && !usage.usage.via.is_script_variable();
    let scalar = written.scalar.filter(|_| is_known)?;
    Some(Fix { title: format!("rename to {}", quote(name)), safety, edits: scalar.edits(usage.file, name) })
}
