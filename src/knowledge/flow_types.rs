//! The types of flows and how each format spells them.
//!
//! Sources: the file names and contents of published exports and Archy files for the rows marked *seen*, and
//! `ArchEnums.FLOW_TYPES` of the Architect Scripting SDK
//! (<https://github.com/MyPureCloud/purecloud-flow-scripting-api-sdk-javascript>) for the rest.

use crate::text::compare::edits;

/// The spellings of one type of flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlowType {
    /// In the member `type` of a flow configuration, in lower case.
    pub configuration: &'static str,
    /// The top-level key of an Archy file.
    pub archy: &'static str,
}

impl FlowType {
    /// Whether the name alone indicates a flow, unlike single words such as `workflow` and `voice`.
    #[must_use]
    pub fn is_distinctive(&self) -> bool {
        self.archy.contains(|letter: char| letter.is_uppercase())
    }
}

const fn row(configuration: &'static str, archy: &'static str) -> FlowType {
    FlowType { configuration, archy }
}

/// All types. Of two spellings in Archy, the usual one comes first.
pub static ALL: &[FlowType] = &[
    // Seen.
    row("inboundcall", "inboundCall"),
    row("outboundcall", "outboundCall"),
    row("inqueuecall", "inqueueCall"),
    row("securecall", "secureCall"),
    row("inboundchat", "inboundChat"),
    row("inboundemail", "inboundEmail"),
    row("inboundshortmessage", "inboundShortMessage"),
    row("commonmodule", "commonModule"),
    row("workflow", "workflow"),
    row("workitem", "workitem"),
    row("bot", "botFlow"),
    row("digitalbot", "digitalBot"),
    row("surveyinvite", "surveyInvite"),
    // From the SDK.
    row("digitalbot", "digitalBotFlow"),
    row("emailsend", "emailSend"),
    row("inqueueemail", "inqueueEmail"),
    row("inqueueshortmessage", "inqueueShortMessage"),
    row("voice", "voice"),
    row("voicemail", "voicemail"),
    row("voicesurvey", "voiceSurvey"),
];

/// The type that Archy spells `key`.
#[must_use]
pub fn by_archy(key: &str) -> Option<&'static FlowType> {
    ALL.iter().find(|row| row.archy == key)
}

/// Whether this, as Archy spells it, is the type of a bot flow, digital ones included.
#[must_use]
pub fn is_bot(key: &str) -> bool {
    by_archy(key).is_some_and(|row| matches!(row.configuration, "bot" | "digitalbot"))
}

/// The type that a flow configuration spells `name`, in any case.
#[must_use]
pub fn by_configuration(name: &str) -> Option<&'static FlowType> {
    ALL.iter().find(|row| row.configuration.eq_ignore_ascii_case(name))
}

/// Names that authors use for a type instead of its name in Archy: those that Architect shows, and those of exports.
static OTHER_NAMES: &[(&str, &str)] = &[
    ("inboundmessage", "inboundShortMessage"),
    ("inqueuemessage", "inqueueShortMessage"),
    ("inboundsms", "inboundShortMessage"),
];

/// The type that an author most likely meant by `key`; `None` where `key` is a type itself or near none. `bot` is not
/// near: it may be meant as `botFlow` or as something else.
#[must_use]
pub fn nearest(key: &str) -> Option<&'static FlowType> {
    const MAX_LENGTH: usize = 32;
    const LONG: usize = 8;
    let simplified = |key: &str| key.chars().filter(|it| it.is_alphanumeric()).collect::<String>().to_lowercase();
    if key.len() > MAX_LENGTH || by_archy(key).is_some() {
        return None;
    }
    let wanted = simplified(key);
    let plain = wanted.strip_suffix("flow").unwrap_or(&wanted);
    if plain.len() < 4 {
        return None;
    }
    let named = |name: &str| ALL.iter().find(|row| simplified(row.archy) == name);
    let other = || OTHER_NAMES.iter().find(|row| row.0 == plain).and_then(|row| by_archy(row.1));
    let slip = || {
        let near = |row: &&FlowType| edits(&simplified(row.archy), &wanted) <= 1;
        ALL.iter().filter(|_| wanted.len() >= LONG).find(near)
    };
    named(&wanted).or_else(|| named(plain)).or_else(other).or_else(slip)
}
