//! In: the URL template and the method of a request. Out: whether it writes attributes of a participant, and the
//! member of its body that holds them.
//!
//! The endpoints are those of the [Conversations API](https://developer.genesys.cloud/routing/conversations/), as in
//! the commands and models of the [platform client SDK](https://github.com/MyPureCloud/platform-client-sdk-cli).

use super::Template;
use crate::expr::velocity::PieceKind;

/// The kinds of conversation that have a path of their own.
pub const MEDIA: &[&str] = &["callbacks", "calls", "chats", "cobrowsesessions", "emails", "messages"];

/// The member of the request's body whose keys are attribute names; `None` where the request writes no attributes.
pub(super) fn attribute_map(url: &Template<'_>, method: &str) -> Option<&'static str> {
    let path = path(url);
    let segments: Vec<&str> = path.split('/').collect();
    match (method.to_ascii_uppercase().as_str(), segments.as_slice()) {
        ("POST", ["conversations", "callbacks"]) => Some("data"),
        ("POST", ["conversations", "calls" | "emails"])
        | ("PATCH", ["conversations", _, "participants", _, "attributes"]) => Some("attributes"),
        ("PATCH", ["conversations", media, _, "participants", _, "attributes"]) => {
            MEDIA.contains(media).then_some("attributes")
        }
        _ => None,
    }
}

/// The path behind `/api/v2/`, without host and query; each Velocity reference is a `*` in it.
#[must_use]
pub fn path(template: &Template<'_>) -> String {
    let text = &template.text;
    let mut url = String::with_capacity(text.len());
    let mut end = 0;
    for piece in &template.velocity.pieces {
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
