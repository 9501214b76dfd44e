//! In: a site and a better name for its attribute. Out: the fix that renames it, where one edit does that.

use super::wording::quote;
use crate::artifact::{Kind, Text};
use crate::diagnostic::{Edit, Fix, Safety};
use crate::syntax::scalar;
use crate::workspace::SiteRef;

/// Renames what the site names. `None` where the name stands in more than one place: a script refers to its variables
/// in many, a flow configuration has each literal twice, and an expression has parts.
pub(super) fn rename(site: &SiteRef<'_>, name: &str, safety: Safety) -> Option<Fix> {
    let written = &site.site.name;
    let is_once = matches!(written.text, Text::Literal(_))
        && !site.site.means.is_script_variable()
        && !matches!(site.facts.kind, Kind::Export | Kind::FlowConfiguration);
    let scalar = written.scalar.filter(|_| is_once)?;
    let edit = Edit { file: site.file.clone(), span: scalar.span, replacement: scalar::encode(name, scalar.style) };
    Some(Fix { title: format!("rename to {}", quote(name)), safety, edits: vec![edit] })
}
