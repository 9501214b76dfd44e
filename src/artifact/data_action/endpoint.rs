//! Classifies a request by its URL template and method: whether it sets attributes of a participant, in which member
//! of its body, or whether its response contains them.
//!
//! The endpoints are those of the [Conversations API](https://developer.genesys.cloud/routing/conversations/), as in
//! the commands and models of the [platform client SDK](https://github.com/MyPureCloud/platform-client-sdk-cli).

use super::Template;

/// The kinds of conversation that have a path of their own.
pub const MEDIA: &[&str] = &["callbacks", "calls", "chats", "cobrowsesessions", "emails", "messages"];

/// A request that has to do with the attributes of participants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Endpoint {
    /// It writes attributes: their names are the keys of this member of its body.
    Writes(&'static str),
    /// Its response contains conversations with their participants and the attributes of these.
    Reads,
}

impl Endpoint {
    /// `path`: as that of a request. `None` where the request has nothing to do with attributes.
    pub(super) fn of(path: &str, method: &str) -> Option<Self> {
        let segments: Vec<&str> = path.split('/').collect();
        match (method.to_ascii_uppercase().as_str(), segments.as_slice()) {
            ("POST", ["conversations", "callbacks"]) => Some(Endpoint::Writes("data")),
            ("POST", ["conversations", "calls" | "emails"])
            | ("PATCH", ["conversations", _, "participants", _, "attributes"]) => Some(Endpoint::Writes("attributes")),
            ("PATCH", ["conversations", media, _, "participants", _, "attributes"]) => {
                MEDIA.contains(media).then_some(Endpoint::Writes("attributes"))
            }
            // Of analytics, only the job has attributes; `details` and `details/query` leave them out.
            (
                "GET",
                ["conversations"]
                | ["conversations", _]
                | ["analytics", "conversations", "details", "jobs", _, "results"],
            ) => Some(Endpoint::Reads),
            ("GET", ["conversations", media, _]) => MEDIA.contains(media).then_some(Endpoint::Reads),
            _ => None,
        }
    }
}

/// Whether a URL may lead to Genesys Cloud: it has no host, one that is not known, or one of Genesys. Other systems have paths
/// that begin with `/api/v2/`, too.
#[must_use]
pub fn may_be_platform(template: &Template<'_>) -> bool {
    let text = template.text.trim().to_ascii_lowercase();
    let Some((_, rest)) = text.split_once("://") else { return true };
    let host = rest.split('/').next().unwrap_or_default();
    host.contains('$') || template.has_holes || host.contains("mypurecloud.") || host.ends_with("pure.cloud")
}
