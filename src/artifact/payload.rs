//! In: the tree of a payload. Out: which kind it is, what its structure looks like, and the sites in it.

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

/// What the structure of a payload looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payload {
    /// `None` where the shape is that of no kind.
    pub kind: Option<PayloadKind>,
}
