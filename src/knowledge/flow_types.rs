//! The types of flows and how each format spells them.
//!
//! Sources: the file names and contents of published exports and Archy files for the rows marked *seen*, and
//! `ArchEnums.FLOW_TYPES` of the Architect Scripting SDK
//! (<https://github.com/MyPureCloud/purecloud-flow-scripting-api-sdk-javascript>) for the rest.

/// The spellings of one type of flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlowType {
    /// In the member `type` of a flow configuration, in lower case.
    pub configuration: &'static str,
    /// The top-level key of an Archy file.
    pub archy: &'static str,
}

const fn row(configuration: &'static str, archy: &'static str) -> FlowType {
    FlowType { configuration, archy }
}

/// All types. Where Archy has two spellings, the usual one comes first.
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
