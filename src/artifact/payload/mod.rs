//! Reads the tree of a payload: its kind, its structure and the attribute uses in it.

use super::{
    Access, ArtifactKind, AttributeUse, Facts, Hint, Placeholder, ReplacedAt, Scalar, SourceText, Text, Via, path,
    snippet,
};
use crate::diagnostic::{LogicalPath, Place};
use crate::schema::Schema;
use crate::syntax::{self, Pointers, Value};

mod layout;
mod shape;

pub use layout::{Layout, Member, Misplaced};

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

    /// The name for people: "Set Participant Data payload".
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            PayloadKind::SetParticipantData => "Set Participant Data payload",
            PayloadKind::ParticipantAttributes => "participant attributes request",
            PayloadKind::Callback => "callback request",
            PayloadKind::Email => "e-mail request",
        }
    }

    /// The member that contains the attributes.
    #[must_use]
    pub const fn wrapper(self) -> &'static str {
        match self {
            PayloadKind::SetParticipantData | PayloadKind::Callback => "data",
            PayloadKind::ParticipantAttributes | PayloadKind::Email => "attributes",
        }
    }

    /// Whether it has members next to its attributes. The API may add others, so an unknown one may be right.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, PayloadKind::Callback | PayloadKind::Email)
    }

    #[must_use]
    pub const fn schema(self) -> Schema {
        match self {
            PayloadKind::SetParticipantData => Schema::SetParticipantData,
            PayloadKind::ParticipantAttributes => Schema::ParticipantAttributes,
            PayloadKind::Callback => Schema::Callback,
            PayloadKind::Email => Schema::Email,
        }
    }

    /// The kind that the configuration calls `word`.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        PayloadKind::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// The structure of a payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payload {
    /// `None` where the shape is that of no kind.
    pub kind: Option<PayloadKind>,
}

/// Determines the kind of payload of a file: by `hint`, by a `$schema` that names one of ours, by a file name
/// `*.payload.json`, or, if the file was named on the command line, by its shape. `None`: the file is not a payload.
#[must_use]
pub fn detect(path: &str, root: Value<'_>, hint: &Hint) -> Option<Payload> {
    let declared = hint.payload.or_else(|| by_schema(root));
    if let Some(kind) = declared {
        return Some(Payload { kind: Some(kind) });
    }
    if path.ends_with(".payload.json") && !shape::is_other_request(root) {
        return Some(Payload { kind: shape::of_payload(root) });
    }
    if hint.named { shape::of_any_file(root) } else { None }
}

/// The kind whose schema the file names in its `$schema`.
fn by_schema(root: Value<'_>) -> Option<PayloadKind> {
    let schema = Schema::by_id(&root.get("$schema")?.as_str()?)?;
    PayloadKind::ALL.into_iter().find(|kind| kind.schema() == schema)
}

/// Reads a payload. One of unknown kind has no uses, because it is unknown which of its keys are names.
#[must_use]
pub fn read(root: Value<'_>, payload: Payload) -> Facts {
    let uses = payload.kind.map(|kind| uses(root, kind)).unwrap_or_default();
    Facts { uses, payload: Some(payload), ..Facts::new(ArtifactKind::Payload) }
}

fn uses(root: Value<'_>, kind: PayloadKind) -> Vec<AttributeUse> {
    let attributes = Layout::of(root, kind).attributes;
    let (mut pointers, path) = (Pointers::default(), path::of(ArtifactKind::Payload, root));
    let usage = |(key, value)| attribute(kind, key, value, pointers.of(key), &path);
    let mut uses: Vec<AttributeUse> = attributes.into_iter().map(usage).collect();
    let script = root.get("script").filter(|_| kind == PayloadKind::SetParticipantData);
    if let Some(script) = script.filter(|script| script.kind() == syntax::ValueKind::String) {
        uses.extend(snippet::read_member(script, super::place(ArtifactKind::Payload, script), 1));
        uses.sort_by_key(|usage| usage.name.place.span);
    }
    uses
}

fn attribute(kind: PayloadKind, key: Value<'_>, value: Value<'_>, pointer: &str, path: &LogicalPath) -> AttributeUse {
    // A Set Participant Data action inserts values from the call; a request to the API is sent unchanged.
    let in_value = if kind == PayloadKind::SetParticipantData { ReplacedAt::RunTime } else { ReplacedAt::Never };
    let place = Place { span: key.content_span(), pointer: pointer.into(), path: path.clone() };
    let name = written(key, place, ReplacedAt::Never);
    // A member is one place; only the spans differ.
    let place = Place { span: value.content_span(), ..name.place.clone() };
    let value = Some(written(value, place, in_value));
    AttributeUse { access: Access::Set, via: Via::Payload, group: 0, name, value, target: None }
}

fn written(value: Value<'_>, place: Place, replaced: ReplacedAt) -> SourceText {
    let (text, placeholders) = match value.kind() {
        syntax::ValueKind::Missing => return SourceText::missing(place),
        syntax::ValueKind::String => {
            let text = value.scalar_text();
            let placeholders = Placeholder::all_in(value, &text, |_| replaced);
            (Text::Literal(text.into()), placeholders)
        }
        _ => (Text::OtherType(value.raw().into()), Vec::new()),
    };
    SourceText { text, place, scalar: Some(Scalar::of(value)), placeholders }
}
