//! Decides whether an `[[ignore]]` applies to a place.

use crate::config::Ignore;
use crate::diagnostic::{Place, Step};

/// Between two steps of a logical path, as reports print it.
const ARROWS: [char; 2] = ['›', '>'];

/// Whether an entry addresses a place; of what file it is does not count here.
pub(super) fn applies_to(entry: &Ignore, place: &Place) -> bool {
    entry.path.as_ref().is_none_or(|path| leads_to(path, &place.path))
        && entry.pointer.as_ref().is_none_or(|pointer| {
            let rest = place.pointer.strip_prefix(&**pointer);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
}

/// Whether a written path is the beginning of a logical path. A step may be written as people read it (`task "Greet"`)
/// or as machines do (`task Greet`), and the number of an action may be left out.
fn leads_to(written: &str, path: &[Step]) -> bool {
    let mut rest = written.trim();
    for step in path {
        match after(rest, step) {
            Some("") => return true,
            Some(more) => rest = more,
            None => return false,
        }
    }
    false
}

/// The text after a step; empty at the end.
fn after<'w>(written: &'w str, step: &Step) -> Option<&'w str> {
    let name = |quote: &str| step.name.as_ref().map_or(String::new(), |name| format!(" {quote}{name}{quote}"));
    let number = step.tracking.map_or(String::new(), |tracking| format!(" #{tracking}"));
    ["\"", ""].into_iter().flat_map(|quote| [number.as_str(), ""].map(|number| (quote, number))).find_map(
        |(quote, number)| {
            let rest = written.strip_prefix(&format!("{}{}{number}", step.kind, name(quote)))?.trim_start();
            if rest.is_empty() { Some(rest) } else { rest.strip_prefix(ARROWS).map(str::trim_start) }
        },
    )
}
