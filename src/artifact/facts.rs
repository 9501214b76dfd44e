//! Defines the facts of a file, the only data about it that is kept: the places that name attributes, its calls, the
//! interfaces that others can call, and data for other files. The readers of all file types create them. Facts do not
//! depend on the format of the file.

use std::sync::Arc;

use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use super::{ArtifactKind, Call, Interface, flow, options, payload, script, terraform};
use crate::diagnostic::{Edit, Place};
use crate::expr::jsonpath::Notation;
use crate::expr::placeholder;
use crate::syntax::{Style, Value, scalar};
use crate::text::Span;

/// Whether a use writes or reads an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Access {
    Set,
    Get,
}

/// By what means a use names an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Via {
    /// The actions Set Participant Data and Get Participant Data.
    ParticipantData,
    /// The actions Set Conversation Data and Get Conversation Data.
    ConversationData,
    /// A key in the request body of a data action.
    DataActionBody,
    /// A path in the translation map of a data action that leads to an attribute of a participant.
    TranslationMap,
    /// A script variable whose input or output flag is on, the other one being off.
    ScriptVariable,
    /// A script variable with both flags on. The variables of old scripts were all migrated to that
    /// (<https://help.mypurecloud.com/articles/script-input-output-variables>), so it may mean nothing.
    ScriptVariableBothWays,
    /// `GetJsonObjectProperty` in an expression of a flow, on the attributes that a data action returns as JSON.
    JsonProperty,
    /// A path in the match criteria of a trigger, or the event that starts it.
    Trigger,
    /// A key of a payload.
    Payload,
    /// `flow.data.set(…)` and `flow.data.get(…)`.
    Snippet,
    /// A key that a web page hands to web messaging or web chat.
    WebPage,
    /// A key in the body of a call of the Platform API, with its SDK or without.
    PlatformApi,
}

impl Via {
    /// Whether it is a variable of an agent script, with one flag or with both.
    #[must_use]
    pub fn is_script_variable(self) -> bool {
        matches!(self, Via::ScriptVariable | Via::ScriptVariableBothWays)
    }

    /// Whether it surely writes or reads: a script variable with both flags may mean nothing.
    #[must_use]
    pub fn is_certain(self) -> bool {
        self != Via::ScriptVariableBothWays
    }

    /// Whether it is an action of a flow: Set or Get Participant Data or Conversation Data.
    #[must_use]
    pub fn is_action(self) -> bool {
        matches!(self, Via::ParticipantData | Via::ConversationData)
    }
}

/// A scalar in the file, with the data that an edit needs to replace it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scalar {
    pub style: Style,
    /// The range that an edit replaces: the scalar with its quotes, or the part of it that [`Scalar::within`]
    /// describes.
    pub span: Span,
    /// A second place with the same text, written in the same style, that changes with this one: a flow configuration
    /// has each literal twice.
    pub copy: Option<Span>,
    pub within: Within,
}

/// The part of a scalar that a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    /// It is all of the scalar.
    Whole,
    /// It is a name in a `JSONPath`: after a dot, which belongs to the span, or between quotes, which do not.
    Path(Notation),
}

/// The text of an attribute name or value, as far as it is known before deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// The exact text, as the platform will see it.
    Literal(SmolStr),
    /// The exact text, written as a constant expression (`"\"customerId\""`).
    Constant(SmolStr),
    /// A literal whose text is finished by a substitution at deployment, as written in the file.
    Unresolved(SmolStr),
    /// The final text of such a literal, if the project contains the values of its deployment.
    Resolved(SmolStr),
    /// An expression or template that is evaluated at run time, as written in the file.
    Computed(SmolStr),
    /// A value of another type than string where the format allows to write one (number, boolean, null, object,
    /// list), as written in the file.
    OtherType(SmolStr),
    /// Nothing is set.
    Missing,
}

impl Text {
    /// The exact text, where it is known.
    #[must_use]
    pub fn known(&self) -> Option<&str> {
        match self {
            Text::Literal(text) | Text::Constant(text) | Text::Resolved(text) => Some(text),
            _ => None,
        }
    }
}

/// When, if ever, a placeholder is replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplacedAt {
    /// It is never replaced: the platform stores or sends it literally.
    Never,
    /// By Archy, CX as Code or Terraform, in the text of the file, before the platform sees it.
    Deployment,
    /// By Velocity or by the script, while it runs.
    RunTime,
}

/// A placeholder in a name or value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// With its braces.
    pub span: Span,
    /// Between the braces, as written.
    pub key: Box<str>,
    /// As written, with its braces.
    pub text: Box<str>,
    pub replaced: ReplacedAt,
    /// Whether it is in a string that an expression compares or searches for, so that the flow may replace it itself.
    pub is_compared: bool,
}

/// A text of a file that matters to rules: an attribute's name or value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceText {
    pub text: Text,
    /// The range of a finding about the whole text: the text without its quotes; if there is no text, the nearest key
    /// or value.
    pub place: Place,
    /// The scalar that contains it; `None` if there is no text, if it is inside the text of a template, and if it is
    /// only a copy of a text of another artefact.
    pub scalar: Option<Scalar>,
    pub placeholders: Vec<Placeholder>,
}

/// A place that names an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributeUse {
    pub access: Access,
    pub via: Via,
    /// Uses with the same number are in one action, payload, body or script of the artefact.
    pub group: u32,
    pub name: SourceText,
    /// The value that a Set stores; `None` for a Get and if the artefact has no value (a script variable).
    pub value: Option<SourceText>,
    /// The variable in which a Get of a flow stores the value, as written; `None` if there is none, and if the Get is
    /// a copy of an action of another artefact.
    pub target: Option<Box<SourceText>>,
}

impl AttributeUse {
    /// The exact name, if it is known from the text of the file and contains no placeholder.
    #[must_use]
    pub fn known_name(&self) -> Option<&str> {
        self.name.text.known().filter(|_| self.name.placeholders.is_empty())
    }

    /// Whether it writes an attribute whose name is known at run time or at deployment only.
    #[must_use]
    pub fn writes_unknown_name(&self) -> bool {
        self.access == Access::Set && matches!(self.name.text, Text::Computed(_) | Text::Unresolved(_))
    }

    /// As [`Via::is_certain`].
    #[must_use]
    pub fn is_certain(&self) -> bool {
        self.via.is_certain()
    }

    /// Whether it is the second one of a script variable with both flags, which is two uses in one place.
    #[must_use]
    pub fn is_repeated(&self) -> bool {
        !self.is_certain() && self.access == Access::Set
    }
}

/// All that later stages know of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    pub kind: ArtifactKind,
    /// The name of the artefact; `None` if it has none or the name contains a substitution.
    pub name: Option<Box<str>>,
    /// For flows the type as Archy spells it (`inboundCall`).
    pub flow_type: Option<Arc<str>>,
    /// In the order of the text. As deployed, [`Via::JsonProperty`] is last.
    pub uses: Vec<AttributeUse>,
    /// For flows, the variables that they declare.
    pub variables: flow::Variables,
    /// For flows, the expressions that depend on attributes.
    pub conditions: Vec<flow::Condition>,
    /// For flows, the texts of values that are a variable with always the same text, by the places of the values, sorted.
    pub known_values: Vec<(Span, SmolStr)>,
    /// For flows, the properties that they read from the JSON of data actions.
    pub properties: Vec<flow::PropertyRead>,
    /// For flows, the operands that have no value if an attribute is missing.
    pub unset: Vec<flow::Unguarded>,
    /// For flows and scripts, what they call and hand over to.
    pub calls: Vec<Call>,
    /// The interfaces of the data actions, the flow or the script that the file defines.
    pub interfaces: Vec<Interface>,
    /// Interfaces whose name is completed at deployment; it is here as written.
    pub unnamed: Vec<Interface>,
    /// For exports and flow configurations, what was known of the data actions in them when they were saved.
    pub snapshots: Vec<Interface>,
    /// For flows, the conversations whose data they set and get.
    pub conversation_ids: Vec<SourceText>,
    /// For Terraform files, the flow files that they deploy.
    pub deployments: Vec<terraform::Deployment>,
    /// For Terraform files, what they add to the module of their folder.
    pub module: Option<Box<terraform::Module>>,
    /// For options files of Archy, their content.
    pub options: Option<Box<options::Options>>,
    /// For Terraform files, the workflows that events start.
    pub triggers: Vec<terraform::Trigger>,
    /// For flows in Archy YAML, what is replaced in their text at deployment: keys between `{{` and `}}`, as written.
    pub placeholders: Vec<(Box<str>, Span)>,
    /// For flows in Archy YAML, the references to other files, as written.
    pub external: Vec<(Box<str>, Span)>,
    /// For payloads, what the structure looks like.
    pub payload: Option<payload::Payload>,
    /// For agent scripts, the names of the variables with neither flag, which are not uses.
    pub local_variables: Vec<SourceText>,
    /// For agent scripts, what their texts and actions name that is none of their variables.
    pub unknown_variables: Vec<script::Reference>,
}

impl Facts {
    /// Adds the uses of another reading of the file, except for those at the places of known uses.
    pub(super) fn add_uses(&mut self, others: Vec<AttributeUse>) {
        let known: FxHashSet<(Span, Access)> = self.uses.iter().map(|it| (it.name.place.span, it.access)).collect();
        let groups = self.uses.iter().map(|it| it.group + 1).max().unwrap_or_default();
        let new = others.into_iter().filter(|it| !known.contains(&(it.name.place.span, it.access)));
        self.uses.extend(new.map(|it| AttributeUse { group: it.group + groups, ..it }));
        self.uses.sort_by_key(|it| it.name.place.span);
    }

    /// The text of a value of an attribute: written as such, or of a variable that always has the same.
    #[must_use]
    pub fn known_value<'a>(&'a self, value: &'a SourceText) -> Option<&'a str> {
        let followed = || {
            let at = self.known_values.binary_search_by_key(&value.place.span, |(span, _)| *span).ok()?;
            self.known_values.get(at).map(|(_, text)| text.as_str())
        };
        value.text.known().or_else(followed)
    }

    /// An artefact of which nothing is known but its kind.
    #[must_use]
    pub fn new(kind: ArtifactKind) -> Self {
        Facts {
            kind,
            name: None,
            flow_type: None,
            uses: Vec::new(),
            variables: flow::Variables::default(),
            conditions: Vec::new(),
            known_values: Vec::new(),
            properties: Vec::new(),
            unset: Vec::new(),
            calls: Vec::new(),
            interfaces: Vec::new(),
            unnamed: Vec::new(),
            snapshots: Vec::new(),
            conversation_ids: Vec::new(),
            deployments: Vec::new(),
            module: None,
            options: None,
            triggers: Vec::new(),
            placeholders: Vec::new(),
            external: Vec::new(),
            payload: None,
            local_variables: Vec::new(),
            unknown_variables: Vec::new(),
        }
    }

    /// The declarations of a variable, as [`flow::Variables::named`] returns them.
    pub fn declarations(&self, name: &str) -> impl Iterator<Item = &flow::Variable> {
        self.variables.named(name)
    }
}

impl Scalar {
    /// The scalar that a value or key is.
    pub(super) fn of(value: Value<'_>) -> Self {
        Scalar { style: value.style(), span: value.span(), copy: None, within: Within::Whole }
    }

    /// The edits that set its text, in all its places in `file`.
    #[must_use]
    pub fn edits(&self, file: &Arc<str>, text: &str) -> Vec<Edit> {
        let replacement = self.write(text);
        let edit = |span| Edit { file: file.clone(), span, replacement: replacement.clone() };
        std::iter::once(self.span).chain(self.copy).map(edit).collect()
    }

    /// The source text that replaces it to set its text.
    #[must_use]
    pub fn write(&self, text: &str) -> String {
        match self.within {
            Within::Whole => scalar::encode(text, self.style),
            Within::Path(notation) => scalar::encode_part(&notation.write(text), self.style),
        }
    }
}

impl Placeholder {
    /// The placeholders in the `text` of a scalar, with their exact spans; `replaced` determines when each is
    /// replaced.
    pub(super) fn all_in(value: Value<'_>, text: &str, replaced: impl Fn(&str) -> ReplacedAt) -> Vec<Placeholder> {
        let found = placeholder::find(text);
        if found.is_empty() {
            return Vec::new();
        }
        let locator = value.locator();
        let template = |found: placeholder::Match| {
            let written = text.get(found.range.clone()).unwrap_or_default();
            Placeholder {
                span: locator.span(found.range),
                key: found.key.into(),
                replaced: replaced(written),
                text: written.into(),
                is_compared: false,
            }
        };
        found.into_iter().map(template).collect()
    }
}

impl SourceText {
    /// A name or value that is not set; `place` is the nearest thing that is written.
    pub(super) fn missing(place: Place) -> Self {
        SourceText { text: Text::Missing, place, scalar: None, placeholders: Vec::new() }
    }
}
