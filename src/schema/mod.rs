//! Validates a tree against a JSON Schema, one of ours by its name or that of a contract, and returns the violations
//! as values of the tree. Knows no rule. Nothing is fetched: the schemas are part of the program, and their ids are
//! names.

use std::fmt;
use std::sync::Arc;

use serde_json::Value as Json;

use crate::knowledge::key_words;
use crate::syntax::{Value, ValueKind};
use crate::text::Span;
use crate::wording::{closest, did_you_mean};

mod compiled;
mod convert;
mod describe;
mod find;
mod pattern;
mod table;

use compiled::Compiled;
use describe::Vocabulary;

pub(crate) use convert::json;

/// The JSON Schemas of `schemas/`, draft 2020-12.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Schema {
    SetParticipantData,
    ParticipantAttributes,
    Callback,
    Email,
    Configuration,
    Report,
    Catalogue,
    Contract,
    ArchySet,
    ArchyGet,
    DataAction,
    TerraformDataAction,
    Attributes,
}

impl Schema {
    pub const ALL: [Schema; 13] = [
        Schema::SetParticipantData,
        Schema::ParticipantAttributes,
        Schema::Callback,
        Schema::Email,
        Schema::Configuration,
        Schema::Report,
        Schema::Catalogue,
        Schema::Contract,
        Schema::ArchySet,
        Schema::ArchyGet,
        Schema::DataAction,
        Schema::TerraformDataAction,
        Schema::Attributes,
    ];

    /// The schema itself, as JSON.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Schema::SetParticipantData => include_str!("../../schemas/set-participant-data.json"),
            Schema::ParticipantAttributes => include_str!("../../schemas/participant-attributes.json"),
            Schema::Callback => include_str!("../../schemas/callback.json"),
            Schema::Email => include_str!("../../schemas/email.json"),
            Schema::Configuration => include_str!("../../schemas/configuration.json"),
            Schema::Report => include_str!("../../schemas/report.json"),
            Schema::Catalogue => include_str!("../../schemas/catalogue.json"),
            Schema::Contract => include_str!("../../schemas/contract.json"),
            Schema::ArchySet => include_str!("../../schemas/archy-set-attributes.json"),
            Schema::ArchyGet => include_str!("../../schemas/archy-get-attributes.json"),
            Schema::DataAction => include_str!("../../schemas/data-action.json"),
            Schema::TerraformDataAction => include_str!("../../schemas/terraform-data-action.json"),
            Schema::Attributes => include_str!("../../schemas/attributes.json"),
        }
    }

    /// The `$id` of the schema: a name, not an address.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Schema::SetParticipantData => "https://flowvet.dev/schemas/set-participant-data.json",
            Schema::ParticipantAttributes => "https://flowvet.dev/schemas/participant-attributes.json",
            Schema::Callback => "https://flowvet.dev/schemas/callback.json",
            Schema::Email => "https://flowvet.dev/schemas/email.json",
            Schema::Configuration => "https://flowvet.dev/schemas/configuration.json",
            Schema::Report => "https://flowvet.dev/schemas/report.json",
            Schema::Catalogue => "https://flowvet.dev/schemas/catalogue.json",
            Schema::Contract => "https://flowvet.dev/schemas/contract.json",
            Schema::ArchySet => "https://flowvet.dev/schemas/archy-set-attributes.json",
            Schema::ArchyGet => "https://flowvet.dev/schemas/archy-get-attributes.json",
            Schema::DataAction => "https://flowvet.dev/schemas/data-action.json",
            Schema::TerraformDataAction => "https://flowvet.dev/schemas/terraform-data-action.json",
            Schema::Attributes => "https://flowvet.dev/schemas/attributes.json",
        }
    }

    /// The name of the schema's file in `schemas/`.
    #[must_use]
    pub fn file_name(self) -> &'static str {
        last_part(self.id())
    }

    /// The schema that a `$schema` member names: by the id of any of ours, or by a path or an address that ends in
    /// the file name of a payload's schema, such as `./schemas/email.json`.
    #[must_use]
    pub fn by_id(id: &str) -> Option<Schema> {
        let id = id.split('#').next().unwrap_or_default();
        let is_payload = |schema: Schema| {
            use Schema::{Callback, Email, ParticipantAttributes, SetParticipantData};
            matches!(schema, SetParticipantData | ParticipantAttributes | Callback | Email)
        };
        Schema::ALL
            .into_iter()
            .find(|schema| schema.id() == id || (is_payload(*schema) && schema.file_name() == last_part(id)))
    }

    /// Whether the value of an unknown key could stand under the allowed key `name`. A scalar always could.
    #[must_use]
    pub fn takes(self, violation: &Violation<'_>, name: &str) -> bool {
        let kind = match violation.at.of_key().map(Value::kind) {
            Some(ValueKind::Object) => "object",
            Some(ValueKind::Array) => "array",
            _ => return true,
        };
        let part = |location: &str| compiled::get(self)?.part(location);
        let member = part(&format!("#{}", violation.schema)).and_then(|object| object.get("properties")?.get(name));
        let type_of = |part: &'static Json| part.get("type");
        let referred = || part(member?.get("$ref")?.as_str()?).and_then(type_of);
        match member.and_then(type_of).or_else(referred) {
            Some(Json::String(only)) => only == kind,
            Some(Json::Array(kinds)) => kinds.iter().any(|it| it == kind),
            _ => true,
        }
    }
}

/// The text after the last `/` or `\`.
fn last_part(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or_default()
}

/// One violation.
#[derive(Clone, Debug)]
pub struct Violation<'a> {
    /// The offending key or value; the object, where a member is missing from it.
    pub at: Value<'a>,
    /// The span of the offending value or key, without its quotes. For a missing member: the key of the object, or
    /// the first code point of the object.
    pub span: Span,
    /// The JSON Schema keyword that is violated: `type`, `additionalProperties`, `required` …
    pub keyword: &'static str,
    /// The error in plain words, as a phrase without full stop.
    pub message: String,
    /// How to correct it, as an order.
    pub advice: String,
    /// The allowed keys or enumeration values, for a did-you-mean; for a missing member, its key.
    pub allowed: Arc<[String]>,
    /// The part of the schema that contains the violated keyword, as a JSON pointer.
    pub schema: String,
}

impl Violation<'_> {
    /// The allowed key or value that the author most likely meant.
    #[must_use]
    pub fn suggestion(&self) -> Option<&str> {
        let text = self.at.scalar_text();
        match self.keyword {
            "additionalProperties" => key_words::meant(&text, &self.allowed),
            _ => closest(&text, self.allowed.iter()),
        }
    }

    /// The help of a finding: asks for the key or value that was most likely meant, or repeats the advice.
    #[must_use]
    pub fn help(&self) -> String {
        did_you_mean(self.suggestion().filter(|_| self.keyword != "required"), self.advice.as_str())
    }
}

/// All violations of `schema` by the tree below `root`, in the order of the text. A value that is missing because of
/// a syntax error violates nothing.
#[must_use]
pub fn violations(schema: Schema, root: Value<'_>) -> Vec<Violation<'_>> {
    violations_without(schema, root, |_| false)
}

/// As [`violations`], as if the members whose keys `is_left_out` were not there.
pub fn violations_without<'a>(
    schema: Schema,
    root: Value<'a>,
    is_left_out: impl Fn(Value<'a>) -> bool,
) -> Vec<Violation<'a>> {
    // How deep our schemas look, and some more.
    const DEPTH: usize = 16;
    compiled::get(schema)
        .map(|compiled| found(Vocabulary::of(schema), compiled, root, DEPTH, &is_left_out))
        .unwrap_or_default()
}

/// A schema that is not in `schemas/`, or that is made at run time.
pub struct Foreign {
    compiled: Compiled,
    vocabulary: Vocabulary,
}

impl Schema {
    /// The schema of the configuration as it is made from the rules.
    #[must_use]
    pub fn configuration(json: Json) -> Foreign {
        Foreign { compiled: Compiled::ours(json), vocabulary: Vocabulary::of(Schema::Configuration) }
    }
}

impl Foreign {
    /// How deep such a schema may look into a document. Contracts of data actions may have 50 levels of JSON, which are two
    /// for each of a document.
    pub const DEPTH: usize = 32;

    /// `None` if `json` is not a schema of draft 7, refers to another one or has an invalid regular expression.
    #[must_use]
    pub fn new(json: Json) -> Option<Self> {
        let compiled = Compiled::foreign(json).ok()?;
        Some(Foreign { compiled, vocabulary: Vocabulary::JSON })
    }

    /// As [`violations`].
    #[must_use]
    pub fn violations<'a>(&self, root: Value<'a>) -> Vec<Violation<'a>> {
        found(self.vocabulary, &self.compiled, root, Foreign::DEPTH, &|_| false)
    }
}

impl fmt::Debug for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Foreign").field(self.compiled.part("#").unwrap_or(&Json::Null)).finish()
    }
}

/// Validates `root`, up to `depth` levels of it.
fn found<'a>(
    describe: Vocabulary,
    compiled: &Compiled,
    root: Value<'a>,
    depth: usize,
    is_left_out: &dyn Fn(Value<'a>) -> bool,
) -> Vec<Violation<'a>> {
    let json = || convert::json_without(root, depth, is_left_out);
    if root.kind() == ValueKind::Missing || compiled.accepts(root, depth, is_left_out) {
        debug_assert!(root.kind() == ValueKind::Missing || compiled.error(&json()).is_none(), "the table is wrong");
        return Vec::new();
    }
    let json = json();
    let Some(error) = compiled.error(&json) else { return Vec::new() };
    let mut found = find::Finder::new(describe, compiled, root).violations(&error);
    found.sort_by(|one, other| (one.span, one.keyword, &one.message).cmp(&(other.span, other.keyword, &other.message)));
    found
}
