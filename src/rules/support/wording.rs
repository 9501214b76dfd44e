//! Describes a use of an attribute in the words that all messages share.

use crate::artifact::{Access, AttributeUse, Via};
use crate::wording::quote;

/// Names the action, script or other place that uses the attribute, as a message begins.
pub(in crate::rules) fn describe_place(usage: &AttributeUse) -> &'static str {
    match (usage.via, usage.access) {
        (Via::ParticipantData, Access::Set) => "Set Participant Data",
        (Via::ParticipantData, Access::Get) => "Get Participant Data",
        (Via::ConversationData, Access::Set) => "Set Conversation Data",
        (Via::ConversationData, Access::Get) => "Get Conversation Data",
        (Via::DataActionBody, _) => "the request body of the data action",
        (Via::TranslationMap, _) => "the translation map of the data action",
        (Via::ScriptVariable | Via::ScriptVariableBothWays, _) => "the script variable",
        (Via::JsonProperty, _) => "`GetJsonObjectProperty`",
        (Via::Trigger, _) => "the trigger",
        (Via::Payload, _) => "the payload",
        (Via::Snippet, _) => "the script snippet",
        (Via::WebPage, _) => "the web page",
        (Via::PlatformApi, _) => "the call of the Platform API",
    }
}

/// Describes the use: "Get Participant Data reads `customerId`".
pub(in crate::rules) fn describe_use(usage: &AttributeUse, name: &str) -> String {
    let verb = match usage.access {
        Access::Set => "sets",
        Access::Get => "reads",
    };
    format!("{} {verb} {}", describe_place(usage), quote(name))
}
