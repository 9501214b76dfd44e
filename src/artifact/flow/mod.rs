//! Reads the facts of a flow from its tree, as Archy YAML or as a flow configuration.

use super::{Access, Via};

pub mod archy;
pub mod attributes;
mod call;
pub mod canonical;
pub mod conditions;
mod config;
pub mod configuration;
mod constants;
pub mod control;
pub mod expressions;
mod json;
pub mod mentions;
pub mod outline;
pub mod position;
pub mod reference;
pub mod root;
mod unset;
pub mod variables;

pub use conditions::Condition;
pub use json::PropertyRead;
pub use unset::Unguarded;
pub use variables::{Variable, Variables};

/// An action that sets or gets attributes, with its key in Archy and its `__type` in a flow configuration.
#[derive(Debug)]
struct AttributeAction {
    archy: &'static str,
    configuration: &'static str,
    access: Access,
    via: Via,
}

static ATTRIBUTE_ACTIONS: &[AttributeAction] = &[
    AttributeAction {
        archy: "setParticipantData",
        configuration: "SetAttributesAction",
        access: Access::Set,
        via: Via::ParticipantData,
    },
    AttributeAction {
        archy: "getParticipantData",
        configuration: "GetAttributesAction",
        access: Access::Get,
        via: Via::ParticipantData,
    },
    AttributeAction {
        archy: "setConversationData",
        configuration: "SetConversationDataAction",
        access: Access::Set,
        via: Via::ConversationData,
    },
    AttributeAction {
        archy: "getConversationData",
        configuration: "GetConversationDataAction",
        access: Access::Get,
        via: Via::ConversationData,
    },
];
