//! In: the tree of a payload. Out: which kind it is, what its structure looks like, and the sites in it.

use super::{Facts, Hint, Kind};
use crate::syntax::Value;

/// The payloads that name attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PayloadKind {
    /// `{"data": {name: value}}` of a Set Participant Data action.
    SetParticipantData,
    /// `{"attributes": {name: value}}` of `PATCH …/participants/{id}/attributes`.
    ParticipantAttributes,
    /// The body of `POST /api/v2/conversations/callbacks`, with `data`.
    Callback,
    /// The body of `POST /api/v2/conversations/emails`, with `attributes`.
    Email,
}

impl PayloadKind {
    pub const ALL: [PayloadKind; 4] = [
        PayloadKind::SetParticipantData,
        PayloadKind::ParticipantAttributes,
        PayloadKind::Callback,
        PayloadKind::Email,
    ];

    /// The word that the configuration uses: `set-participant-data`, `participant-attributes`, `callback`, `email`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            PayloadKind::SetParticipantData => "set-participant-data",
            PayloadKind::ParticipantAttributes => "participant-attributes",
            PayloadKind::Callback => "callback",
            PayloadKind::Email => "email",
        }
    }

    /// The kind that the configuration calls `word`.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        PayloadKind::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// What the structure of a payload looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payload {
    /// `None` where the shape is that of no kind.
    pub kind: Option<PayloadKind>,
}

/// What kind of payload a file is: by `hint`, by a `$schema` that names one of ours, by a file name
/// `*.payload.json`, or, where a person named the file, by its shape. `None`: it is no payload.
#[must_use]
pub fn detect(_path: &str, _root: Value<'_>, _hint: &Hint) -> Option<Payload> {
    None
}

/// Reads a payload.
#[must_use]
pub fn read(_root: Value<'_>, payload: Payload) -> Facts {
    Facts { kind: Kind::Payload, name: None, flow_type: None, sites: Vec::new(), payload: Some(payload) }
}
