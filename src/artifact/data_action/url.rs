//! Reads the path of a URL template.

use crate::expr::velocity::{PieceKind, Template};

/// The path after `/api/v2/`, without host and query; each Velocity reference is a `*` in it.
pub(super) fn path(text: &str, template: &Template) -> String {
    let mut url = String::with_capacity(text.len());
    let mut end = 0;
    for piece in &template.pieces {
        url.push_str(text.get(end..piece.range.start).unwrap_or_default());
        if piece.kind == PieceKind::Reference {
            url.push('*');
        }
        end = piece.range.end;
    }
    url.push_str(text.get(end..).unwrap_or_default());
    let before_query = url.split(['?', '#']).next().unwrap_or_default();
    let path = before_query.split_once("/api/v2/").map_or("", |(_, path)| path);
    path.trim().trim_end_matches('/').to_owned()
}
