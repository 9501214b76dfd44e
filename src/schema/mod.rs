//! In: a tree and the name of one of our JSON Schemas. Out: what of the tree violates it, as values of the tree.

use crate::syntax::Value;
use crate::text::Span;

/// The JSON Schemas of `schemas/`, draft 2020-12.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Schema {
    SetParticipantData,
    ParticipantAttributes,
    Callback,
    Email,
    Configuration,
    Report,
}

/// One violation.
#[derive(Clone, Debug)]
pub struct Violation<'a> {
    /// The offending key or value.
    pub at: Value<'a>,
    /// What to underline: the value, or the key where the key is what offends.
    pub span: Span,
    /// The JSON Schema keyword that is violated: `type`, `additionalProperties`, `required` …
    pub keyword: &'static str,
    /// What is wrong, as a sentence without full stop, in plain words.
    pub message: String,
    /// What would be allowed in place of it (keys, or values of an enumeration), for a did-you-mean.
    pub allowed: Vec<String>,
}

/// All violations of `schema` by the tree below `root`, in the order of the text.
#[must_use]
pub fn violations(_schema: Schema, _root: Value<'_>) -> Vec<Violation<'_>> {
    Vec::new()
}
